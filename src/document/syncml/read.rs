//! Tree to SyncML message, with the faults of its grammar.

use std::mem::take;

use super::super::fault::Faults;
use super::super::xml::{self, Element, Limits, Parsed, Tree};
use super::super::{Fault, FaultKind, Text};
use super::grammar;
use super::{Command, Header, Item, Message, Meta, Verb, Version};
use crate::finding::{Source, Span, Spanned, nearest};

/// Reads a source as SyncML: XML first, then the grammar; the faults of both, by place.
pub fn parse(source: &Source, limits: &Limits) -> Parsed<Message> {
    xml::parse(source.text(), limits).and_then(|mut tree| read(&mut tree))
}

/// Gives a tree its meaning. The root may be `SyncML`, or, in a fragment, `SyncBody` or a command. Namespace prefixes
/// do not matter. There is no model when the root is something else.
///
/// The commands leave the tree as they are read, so that a large message is not in memory twice; without a model the
/// tree stays as it is.
pub fn read(tree: &mut Tree) -> Parsed<Message> {
    let mut reader = Reader { faults: Faults::default() };
    let root = &mut tree.root;
    let fragment = Message { header: None, commands: Vec::new(), is_final: false, span: root.span.clone() };
    let model = match root.local_name() {
        "SyncML" => Some(reader.message(root)),
        "SyncBody" => {
            let (commands, is_final) = reader.body(root);
            Some(Message { commands, is_final, ..fragment })
        }
        name => match Verb::named(name) {
            Some(verb) => Some(Message { commands: vec![reader.command(root, verb)], ..fragment }),
            None => {
                let message = format!("the root is `{name}`, not `SyncML`");
                let help =
                    "a message starts with `<SyncML>`, a fragment of one with `<SyncBody>` or a command";
                reader.fault(FaultKind::Element, root.name.span, message, help);
                None
            }
        },
    };
    Parsed { model, faults: reader.faults.finish() }
}

struct Reader {
    faults: Faults,
}

impl Reader {
    fn message(&mut self, root: &mut Element) -> Message {
        self.form(root);
        let named = self.namespace(root);
        let header = match child(root, "SyncHdr") {
            Some(header) => Some(Box::new(self.header(header, named))),
            None => {
                self.missing(root, "SyncHdr", "add it, or write the `SyncBody` alone as a fragment");
                None
            }
        };
        let (commands, is_final) = match root.element_mut("SyncBody") {
            Some(body) => self.body(body),
            None => {
                self.missing(root, "SyncBody", "add it: it holds the commands");
                (Vec::new(), false)
            }
        };
        Message { header, commands, is_final, span: root.span.clone() }
    }

    /// The version that the namespace of the root says.
    fn namespace(&mut self, root: &Element) -> Option<Version> {
        let declared = match root.name.value.rsplit_once(':') {
            Some((prefix, _)) => root.attribute(&format!("xmlns:{prefix}")),
            None => root.attribute("xmlns"),
        }?;
        let version = [Version::V1_1, Version::V1_2]
            .into_iter()
            .find(|version| version.namespace() == declared.value.value);
        if version.is_none() {
            let message = format!("`{}` is no namespace of SyncML", declared.value.value);
            let help = "write `SYNCML:SYNCML1.2`, or `SYNCML:SYNCML1.1` for OMA DM 1.1.2, exactly so";
            self.fault(FaultKind::AttributeValue, declared.value.span, message, help);
        }
        version
    }

    fn header(&mut self, header: &Element, named: Option<Version>) -> Header {
        self.form(header);
        let version = self.version(header, named);
        let (target, target_name) = self.address(header, "Target");
        let (source, source_name) = self.address(header, "Source");
        Header {
            version,
            session_id: self.required(header, "SessionID"),
            message_id: self.required(header, "MsgID"),
            target,
            target_name,
            source,
            source_name,
            other: others(header, &["VerDTD", "VerProto", "SessionID", "MsgID", "Target", "Source"]),
        }
    }

    /// Namespace, `VerDTD` and `VerProto` must agree.
    fn version(&mut self, header: &Element, named: Option<Version>) -> Version {
        let dtd = self.required(header, "VerDTD");
        let protocol = self.required(header, "VerProto");
        let versions = [Version::V1_1, Version::V1_2];
        let said = versions.into_iter().find(|version| version.dtd() == dtd.value);
        let version = named.or(said).unwrap_or(Version::V1_2);
        for (name, found, right) in
            [("VerDTD", &dtd, version.dtd()), ("VerProto", &protocol, version.protocol())]
        {
            if child(header, name).is_some() && found.value != right {
                let message = format!("`{name}` is `{}`", found.value);
                let help =
                    format!("write `{right}`, which goes with the namespace `{}`", version.namespace());
                self.fault(FaultKind::AttributeValue, found.span, message, help);
            }
        }
        version
    }

    /// `LocURI` and `LocName` of the header's `Target` or `Source`.
    fn address(&mut self, header: &Element, name: &str) -> (Spanned<Text>, Option<Spanned<Text>>) {
        match child(header, name) {
            Some(address) => {
                self.form(address);
                (self.required(address, "LocURI"), child(address, "LocName").map(Element::text))
            }
            None => {
                self.missing(header, name, "add it with a `LocURI`");
                (Spanned::new(Text::default(), header.place()), None)
            }
        }
    }

    fn body(&mut self, body: &mut Element) -> (Vec<Command>, bool) {
        self.form(body);
        let is_final = child(body, "Final").is_some();
        (self.commands(body), is_final)
    }

    /// The commands inside. All that stands inside is dropped, each command when it has been read.
    fn commands(&mut self, parent: &mut Element) -> Vec<Command> {
        let elements = take(&mut parent.children).into_iter().filter_map(xml::Node::into_element);
        let command = |mut element: Element| {
            let verb = Verb::named(element.local_name())?;
            Some(self.command(&mut element, verb))
        };
        elements.filter_map(command).collect()
    }

    fn command(&mut self, element: &mut Element, verb: Verb) -> Command {
        self.form(element);
        let items = element.elements().filter(|child| child.local_name() == "Item");
        let mut items: Vec<Item> = items.map(|item| self.item(item)).collect();
        items.shrink_to_fit();
        Command {
            verb,
            id: child(element, "CmdID").map(Element::text),
            meta: child(element, "Meta").map(meta).unwrap_or_default(),
            items,
            other: element
                .elements()
                .filter(|child| {
                    let name = child.local_name();
                    !matches!(name, "CmdID" | "Meta" | "Item")
                        && grammar::rank(verb.name(), name).is_some()
                        && !(matches!(verb, Verb::Atomic | Verb::Sequence) && Verb::named(name).is_some())
                })
                .cloned()
                .collect(),
            span: element.span.clone(),
            commands: match verb {
                Verb::Atomic | Verb::Sequence => self.commands(element),
                _ => Vec::new(),
            },
        }
    }

    fn item(&mut self, element: &Element) -> Item {
        self.form(element);
        let (target, target_name) = match child(element, "Target") {
            Some(target) => {
                self.form(target);
                (Some(self.required(target, "LocURI")), child(target, "LocName").map(Element::text))
            }
            None => (None, None),
        };
        let plain = child(element, "Data").filter(|data| data.elements().next().is_none());
        let interpreted: &[&str] =
            if plain.is_some() { &["Target", "Meta", "Data"] } else { &["Target", "Meta"] };
        Item {
            target,
            target_name,
            meta: child(element, "Meta").map(meta).unwrap_or_default(),
            data: plain.map(Element::text),
            other: others(element, interpreted),
            span: element.span.clone(),
        }
    }

    /// What stands inside, and in which order; text between elements.
    fn form(&mut self, element: &Element) {
        let parent = element.local_name();
        let Some(content) = grammar::content(parent) else { return };
        let mut highest: (usize, &str) = (0, "");
        let mut single: Vec<&str> = Vec::new();
        for node in &element.children {
            match node {
                xml::Node::Comment(_) => {}
                xml::Node::Text(text) => {
                    let help = "remove it: only elements may stand here";
                    if let Some(fault) = Fault::stray_text(parent, text, help) {
                        self.faults.push(fault);
                    }
                }
                xml::Node::Element(child) => {
                    let name = child.local_name();
                    let Some(rank) = grammar::rank(parent, name) else {
                        self.unknown(parent, child, content);
                        continue;
                    };
                    if rank < highest.0 {
                        let message = format!("`{name}` behind `{}`", highest.1);
                        let help =
                            format!("put it before `{}`: the order inside `{parent}` is fixed", highest.1);
                        self.fault(FaultKind::Element, child.name.span, message, help);
                    } else {
                        highest = (rank, name);
                    }
                    let may_repeat = Verb::named(name).is_some()
                        || matches!(name, "Item" | "TargetRef" | "SourceRef")
                        || !single.contains(&name);
                    if !may_repeat {
                        let message = format!("a second `{name}` inside `{parent}`");
                        self.fault(FaultKind::Element, child.name.span, message, "keep one of the two");
                    } else if single.len() < 16 {
                        single.push(name);
                    }
                }
            }
        }
    }

    fn unknown(&mut self, parent: &str, child: &Element, content: &[&'static [&'static str]]) {
        let name = child.local_name();
        let known = content.iter().flat_map(|names| names.iter().copied());
        let help = match nearest(name, known.clone()) {
            Some(meant) => format!("write `{meant}` if that was meant"),
            None => format!("inside it may stand {}", known.collect::<Vec<_>>().join(", ")),
        };
        let message = format!("`{name}` has no place inside `{parent}`");
        self.fault(FaultKind::Element, child.name.span, message, help);
    }

    /// The text of the child that must be there.
    fn required(&mut self, parent: &Element, name: &str) -> Spanned<Text> {
        match child(parent, name) {
            Some(child) => child.text(),
            None => {
                self.missing(parent, name, format!("add `<{name}>`"));
                Spanned::new(Text::default(), parent.name.span)
            }
        }
    }

    fn missing(&mut self, parent: &Element, name: &str, help: impl Into<String>) {
        let message = format!("`{}` has no `{name}`", parent.local_name());
        self.fault(FaultKind::Element, parent.name.span, message, help);
    }

    fn fault(&mut self, kind: FaultKind, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::new(kind, span, message).with_help(help));
    }
}

fn meta(element: &Element) -> Meta {
    Meta {
        format: child(element, "Format").map(Element::text),
        media_type: child(element, "Type").map(Element::text),
        other: others(element, &["Format", "Type"]),
    }
}

fn child<'a>(parent: &'a Element, name: &str) -> Option<&'a Element> {
    parent.elements().find(|child| child.local_name() == name)
}

/// The children that the model does not interpret.
fn others(parent: &Element, interpreted: &[&str]) -> Vec<Element> {
    parent.elements().filter(|child| !interpreted.contains(&child.local_name())).cloned().collect()
}
