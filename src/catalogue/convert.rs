//! From one document model to the other: a setting has a place in nested characteristics and one in the management
//! tree, and the two differ by a rule. Over client provisioning the nodes `Vendor` and `MSFT` are left out, otherwise
//! the tree is the same (<https://learn.microsoft.com/en-us/previous-versions/bb737700(v=msdn.10)>).

use super::{Access, Catalogue, Entry, NodeFit, NodeKind, RootMatch, ValueType};
use crate::document::syncml::{Command, Item, Message, Meta, Verb};
use crate::document::wap::{Characteristic, Document, Form, Node, Parm};
use crate::finding::Spanned;
use crate::terms::LocUri;

/// A document in the other model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted<T> {
    /// The document.
    pub model: T,
    /// What the other model cannot say, each in one sentence without a full stop.
    pub lost: Vec<String>,
}

/// A document that the other model cannot say at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// An address outside the part of the tree that provisioning documents reach.
    #[error("`{0}` is not below ./Vendor/MSFT: a wap-provisioningdoc cannot say it")]
    Outside(String),
    /// An item without an address, or with one that names no node.
    #[error("{0}")]
    Address(String),
    /// A name that cannot be part of an address.
    #[error("`{0}` cannot be an address in the management tree: {1}")]
    Name(String, String),
    /// A form of a device's answer.
    #[error("`{0}` is part of a device's answer, which is not converted")]
    Answer(String),
}

/// Says a message as a wap-provisioningdoc. `Exec` and the messages of a session are lost.
///
/// # Errors
/// When an address has no place in a wap-provisioningdoc.
pub fn to_wap(message: &Message, catalogue: &Catalogue) -> Result<Converted<Document>, ConvertError> {
    let mut converted = Converted { model: Document::default(), lost: Vec::new() };
    for command in &message.commands {
        command_to_wap(command, catalogue, &mut converted)?;
    }
    Ok(converted)
}

fn command_to_wap(
    command: &Command,
    catalogue: &Catalogue,
    converted: &mut Converted<Document>,
) -> Result<(), ConvertError> {
    let form = match command.verb {
        Verb::Add | Verb::Replace => Form::Set,
        Verb::Delete => Form::Remove,
        Verb::Get => Form::Query,
        Verb::Atomic | Verb::Sequence => {
            // A provisioning document is all or nothing and in order as it is.
            return command.commands.iter().try_for_each(|inner| command_to_wap(inner, catalogue, converted));
        }
        Verb::Exec | Verb::Alert | Verb::Status | Verb::Results => {
            for target in command.items.iter().filter_map(|item| item.target.as_ref()) {
                let what = format!("{} of `{}`", command.verb.name(), target.value.trim());
                converted.lost.push(format!("{what} cannot be said in a wap-provisioningdoc"));
            }
            return Ok(());
        }
    };
    for item in &command.items {
        let names = wap_names(item)?;
        let is_group = is_group(command, item, form, &names, catalogue);
        let value = item.data.as_ref().map(|data| documented_spelling(&data.value, &names, catalogue));
        insert(&mut converted.model.children, &names, form, is_group, value.filter(|_| form == Form::Set));
    }
    Ok(())
}

/// The names of the nested characteristics, and of the parm, that the address of an item stands for.
fn wap_names(item: &Item) -> Result<Vec<String>, ConvertError> {
    let Some(target) = &item.target else {
        return Err(ConvertError::Address(
            "an item has no Target: nothing says which node it is for".to_owned(),
        ));
    };
    let address: LocUri =
        target.value.trim().parse().map_err(|error| ConvertError::Address(format!("{error}")))?;
    match address.segments() {
        [vendor, msft, names @ ..] if vendor == "Vendor" && msft == "MSFT" && !names.is_empty() => {
            Ok(names.to_vec())
        }
        _ => Err(ConvertError::Outside(target.value.trim().to_owned())),
    }
}

/// Whether an address stands for a group: the message says so by the format, or the catalogue knows it.
fn is_group(command: &Command, item: &Item, form: Form, names: &[String], catalogue: &Catalogue) -> bool {
    let format = command.format_of(item);
    if form == Form::Set {
        return format.is_some_and(|format| format.value == "node");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match catalogue.find_wap(&names) {
        RootMatch::Provider { entries, depth, .. } => {
            depth == names.len()
                || known(&entries, &names[depth..], None)
                    .is_some_and(|found| found.node.kind == NodeKind::Characteristic)
        }
        RootMatch::Above(_) => true,
        RootMatch::Unknown => names.len() == 1,
    }
}

fn known<'c>(entries: &[&'c Entry], names: &[&str], kind: Option<NodeKind>) -> Option<NodeFit<'c>> {
    entries.iter().find_map(|entry| entry.provider().node(names, kind))
}

/// A value in the spelling of the provider's closed list: SyncML writes `true` where the provider says TRUE.
fn documented_spelling(value: &str, names: &[String], catalogue: &Catalogue) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let RootMatch::Provider { entries, depth, .. } = catalogue.find_wap(&names) else {
        return value.to_owned();
    };
    known(&entries, &names[depth..], Some(NodeKind::Parm))
        .and_then(|found| found.node.values.iter().find(|known| known.value.eq_ignore_ascii_case(value)))
        .map_or_else(|| value.to_owned(), |known| known.value.clone())
}

/// Puts a setting where it belongs: into the group that was last written, if it is the same, since order is meaning.
fn insert(nodes: &mut Vec<Node>, names: &[String], form: Form, is_group: bool, value: Option<String>) {
    let [first, inner @ ..] = names else { return };
    if inner.is_empty() && !is_group {
        nodes.push(Node::Parm(Parm {
            form,
            name: Spanned::nowhere(first.into()),
            value: value.map(|value| Spanned::nowhere(value.into())),
            attributes: Box::default(),
            span: Spanned::default(),
        }));
        return;
    }
    let form_here = if inner.is_empty() { form } else { Form::Set };
    let same = matches!(nodes.last(), Some(Node::Characteristic(last))
        if last.form == form_here && form_here == Form::Set && last.kind.value == *first);
    if !same {
        nodes.push(Node::Characteristic(Characteristic {
            form: form_here,
            kind: Spanned::nowhere(first.into()),
            attributes: Box::default(),
            children: Vec::new(),
            span: Spanned::default(),
        }));
    }
    if let Some(Node::Characteristic(group)) = nodes.last_mut() {
        insert(&mut group.children, inner, form, is_group, value);
    }
}

/// Says a wap-provisioningdoc as the body of a message: Add where the catalogue knows that a setting can be added, else
/// Replace; `no…` becomes Delete, `…-query` Get. Comments are lost without a word.
///
/// # Errors
/// When a name cannot be part of an address, or an element is part of an answer.
pub fn to_syncml(document: &Document, catalogue: &Catalogue) -> Result<Converted<Message>, ConvertError> {
    let message = Message { header: None, commands: Vec::new(), is_final: false, span: Spanned::default() };
    let mut writer = Writer { catalogue, converted: Converted { model: message, lost: Vec::new() } };
    writer.nodes(&document.children, &mut Vec::new())?;
    Ok(writer.converted)
}

struct Writer<'c> {
    catalogue: &'c Catalogue,
    converted: Converted<Message>,
}

impl Writer<'_> {
    fn nodes(&mut self, nodes: &[Node], above: &mut Vec<String>) -> Result<(), ConvertError> {
        for node in nodes {
            match node {
                Node::Comment(_) => {}
                Node::Parm(parm) => {
                    above.push(parm.name.value.to_string());
                    self.parm(parm, above)?;
                    above.pop();
                }
                Node::Characteristic(group) => {
                    above.push(group.kind.value.to_string());
                    self.group(group, above)?;
                    above.pop();
                }
            }
        }
        Ok(())
    }

    fn group(&mut self, group: &Characteristic, names: &mut Vec<String>) -> Result<(), ConvertError> {
        match group.form {
            Form::Set if group.children.iter().all(|child| matches!(child, Node::Comment(_))) => {
                let mut item = Item::new(self.address(names)?);
                item.meta = Some(Meta::of_format("node"));
                self.push(Verb::Add, item);
                Ok(())
            }
            // Groups that hold something are made implicitly.
            Form::Set => self.nodes(&group.children, names),
            Form::Remove => self.push_plain(Verb::Delete, names),
            Form::Query => self.push_plain(Verb::Get, names),
            Form::SetError | Form::RemoveError | Form::QueryError => {
                Err(ConvertError::Answer(group.kind.value.to_string()))
            }
        }
    }

    fn parm(&mut self, parm: &Parm, names: &[String]) -> Result<(), ConvertError> {
        match parm.form {
            Form::Set => {}
            Form::Remove => return self.push_plain(Verb::Delete, names),
            Form::Query => return self.push_plain(Verb::Get, names),
            Form::SetError | Form::RemoveError | Form::QueryError => {
                return Err(ConvertError::Answer(parm.name.value.to_string()));
            }
        }
        let mut item = Item::new(self.address(names)?);
        let borrowed: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = match self.catalogue.find_wap(&borrowed) {
            RootMatch::Provider { entries, depth, .. } => {
                known(&entries, &borrowed[depth..], Some(NodeKind::Parm)).map(|found| found.node)
            }
            RootMatch::Above(_) | RootMatch::Unknown => None,
        };
        let value_type = found.and_then(|node| node.value_type);
        item.meta = value_type.map(|value_type| Meta::of_format(format(value_type)));
        item.data = parm.value.as_ref().map(|value| {
            let value = value.value.as_str();
            Spanned::nowhere(match (value_type, value.to_ascii_lowercase().as_str()) {
                (Some(ValueType::Boolean), "true" | "1") => "true".into(),
                (Some(ValueType::Boolean), "false" | "0") => "false".into(),
                _ => value.into(),
            })
        });
        let can_be_added =
            found.and_then(|node| node.access.as_ref()).is_some_and(|access| access.contains(&Access::Add));
        self.push(if can_be_added { Verb::Add } else { Verb::Replace }, item);
        Ok(())
    }

    fn push_plain(&mut self, verb: Verb, names: &[String]) -> Result<(), ConvertError> {
        let item = Item::new(self.address(names)?);
        self.push(verb, item);
        Ok(())
    }

    /// The address that the names of nested elements stand for.
    fn address(&self, names: &[String]) -> Result<String, ConvertError> {
        let borrowed: Vec<&str> = names.iter().map(String::as_str).collect();
        let usual = ["Vendor", "MSFT"].map(str::to_owned);
        let segments: Vec<String> = match self.catalogue.find_wap(&borrowed) {
            RootMatch::Provider { entries, depth, .. } => {
                let root = entries.first().map(|entry| entry.dm_path().to_vec()).unwrap_or_default();
                root.into_iter().chain(names[depth..].iter().cloned()).collect()
            }
            RootMatch::Above(_) | RootMatch::Unknown => {
                usual.into_iter().chain(names.iter().cloned()).collect()
            }
        };
        match LocUri::from_segments(segments) {
            Ok(address) => Ok(address.to_string()),
            Err(error) => Err(ConvertError::Name(names.join("/"), error.to_string())),
        }
    }

    /// Adds an item to the last command if that is of the same kind, else to a new one.
    fn push(&mut self, verb: Verb, item: Item) {
        let commands = &mut self.converted.model.commands;
        if commands.last().is_none_or(|last| last.verb != verb) {
            let id = (commands.len() + 1).to_string();
            commands.push(Command::new(verb, id));
        }
        if let Some(command) = commands.last_mut() {
            command.items.push(item);
        }
    }
}

/// The `Format` of a type of the catalogue.
fn format(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::String | ValueType::MultipleString | ValueType::Ipv4 | ValueType::Ip | ValueType::Url => {
            "chr"
        }
        ValueType::Integer => "int",
        ValueType::Boolean => "bool",
        ValueType::Float => "float",
        ValueType::Date => "date",
        ValueType::Time => "time",
        ValueType::Binary => "b64",
        ValueType::Null => "null",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, wap};
    use crate::finding::Source;

    fn document(text: &str) -> Document {
        let parsed = wap::parse(&Source::new("a.xml", text), &Limits::default());
        assert_eq!(parsed.faults, []);
        parsed.model.unwrap()
    }

    #[test]
    fn a_setting_that_cannot_be_added_is_replaced_at_its_address() {
        let document = document(
            "<wap-provisioningdoc><characteristic type='Sync'><characteristic type='Settings'>\
             <parm name='HeartbeatMin' value='480'/></characteristic></characteristic></wap-provisioningdoc>",
        );
        let message = to_syncml(&document, &Catalogue::builtin()).unwrap().model;
        let [command] = message.commands.as_slice() else { panic!("{message:?}") };
        assert_eq!(command.verb, Verb::Replace);
        let item = &command.items[0];
        assert_eq!(item.target.as_ref().unwrap().value, "./Vendor/MSFT/Sync/Settings/HeartbeatMin");
        assert_eq!(command.format_of(item).unwrap().value, "int");
        assert_eq!(item.data.as_ref().unwrap().value, "480");
        assert_eq!(to_wap(&message, &Catalogue::builtin()).unwrap().model, document);
    }

    #[test]
    fn every_form_has_its_command() {
        let text = "<wap-provisioningdoc><characteristic type='CertificateStore'>\
            <nocharacteristic type='SPC'/>\
            <characteristic type='Privileged Execution Trust Authorities'>\
            <characteristic type='657141E1A69F18F7F6B3DA9385D62135A7C6053B'>\
            <parm name='EncodedCertificate' value='AAAA'/><parm-query name='ValidTo'/><noparm name='Role'/>\
            </characteristic></characteristic>\
            <characteristic-query type='ROOT'/></characteristic></wap-provisioningdoc>";
        let document = document(text);
        let catalogue = Catalogue::builtin();
        let message = to_syncml(&document, &catalogue).unwrap().model;
        let verbs: Vec<Verb> = message.commands.iter().map(|command| command.verb).collect();
        assert_eq!(verbs, [Verb::Delete, Verb::Add, Verb::Get, Verb::Delete, Verb::Get]);
        let address = "./Vendor/MSFT/CertificateStore/Privileged%20Execution%20Trust%20Authorities/\
            657141E1A69F18F7F6B3DA9385D62135A7C6053B/EncodedCertificate";
        assert_eq!(message.commands[1].items[0].target.as_ref().unwrap().value, address);
        let added = &message.commands[1];
        assert_eq!(added.format_of(&added.items[0]).unwrap().value, "b64");
        assert_eq!(to_wap(&message, &catalogue).unwrap().model, document);
    }

    #[test]
    fn what_stands_outside_the_vendor_tree_is_refused() {
        let mut message =
            Message { header: None, commands: vec![], is_final: false, span: Spanned::default() };
        let mut command = Command::new(Verb::Get, "1");
        command.items.push(Item::new("./DevInfo/DevId"));
        message.commands.push(command);
        assert_eq!(
            to_wap(&message, &Catalogue::builtin()),
            Err(ConvertError::Outside("./DevInfo/DevId".to_owned()))
        );
    }
}
