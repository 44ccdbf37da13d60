//! Tree to SyncML message, with the faults of its grammar.

use std::mem::take;

use super::super::fault::{Faults, word_meant};
use super::super::xml::{self, Attribute, Element, Limits, Parsed, Tree};
use super::super::{Fault, FaultKind, Text};
use super::grammar::{self, FORMATS, METINF, MICROSOFT, REFUSED_COMMANDS};
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
    let mut reader = Reader { faults: Faults::default(), namespaces: Vec::new() };
    let root = &mut tree.root;
    reader.mend(root);
    reader.namespaces.clone_from(&root.attributes);
    reader.microsoft_namespace(root);
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

/// Whether a message is one of data synchronisation (OMA DS), which has the same root and synchronises contacts and the
/// like: by `VerProto` and by its commands, since either alone may be a slip.
pub fn is_data_synchronisation(root: &Element) -> bool {
    let protocol = child(root, "SyncHdr").and_then(|header| child(header, "VerProto"));
    let synchronises = |body: &Element| ["Sync", "Map"].iter().any(|name| child(body, name).is_some());
    protocol.is_some_and(|protocol| protocol.text().value.trim().starts_with("SyncML/"))
        && child(root, "SyncBody").is_some_and(synchronises)
}

struct Reader {
    faults: Faults,
    /// The attributes of the root, which declare the prefixes.
    namespaces: Vec<Attribute>,
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

    /// The version that the namespace of the root says, or is meant to say.
    fn namespace(&mut self, root: &Element) -> Option<Version> {
        let declared = match root.name.value.rsplit_once(':') {
            Some((prefix, _)) => root.attribute(&format!("xmlns:{prefix}")),
            None => root.attribute("xmlns"),
        };
        let Some(declared) = declared else {
            let message = "`SyncML` has no namespace";
            let help = "write `xmlns=\"SYNCML:SYNCML1.2\"` in it, or `SYNCML:SYNCML1.1` for OMA DM 1.1.2";
            self.fault(FaultKind::Namespace, root.name.span, message, help);
            return None;
        };
        let namespace = declared.value.value.as_str();
        let exact = Version::ALL.into_iter().find(|version| version.namespace() == namespace);
        if exact.is_some() {
            return exact;
        }
        let packed: String = namespace.split_whitespace().collect();
        let meant =
            Version::ALL.into_iter().find(|version| version.namespace().eq_ignore_ascii_case(&packed));
        let message = format!("`{namespace}` is no namespace of SyncML");
        let help = match meant {
            Some(meant) => format!("write `{}`, exactly so", meant.namespace()),
            None => "write `SYNCML:SYNCML1.2`, or `SYNCML:SYNCML1.1` for OMA DM 1.1.2, exactly so".to_owned(),
        };
        let fault = Fault::new(FaultKind::AttributeValue, declared.value.span, message);
        self.faults.push(fault.with_help(help).with_repair(meant.map(Version::namespace)));
        meant
    }

    /// Microsoft's namespace is an address that is never looked up, and so a text to be written exactly; web pages show
    /// it with `https`.
    fn microsoft_namespace(&mut self, element: &Element) {
        let bare = |address: &str| address.split_once("://").map(|(_, rest)| rest.to_ascii_lowercase());
        for attribute in
            element.attributes.iter().filter(|attribute| attribute.name.value.starts_with("xmlns:"))
        {
            let namespace = attribute.value.value.as_str();
            if namespace != MICROSOFT && bare(namespace) == bare(MICROSOFT) {
                let message = format!("`{namespace}` is not the namespace of Microsoft's properties");
                let fault = Fault::new(FaultKind::Namespace, attribute.value.span, message)
                    .with_help(format!("write `{MICROSOFT}`, exactly so"));
                self.faults.push(fault.with_repair(Some(MICROSOFT)));
            }
        }
    }

    /// The children of `Meta` belong to another namespace than all around them.
    fn meta_namespace(&mut self, meta: &Element) {
        for child in meta.elements() {
            self.microsoft_namespace(child);
            let written = child.name.value.as_str();
            let attribute = match written.rsplit_once(':') {
                Some((prefix, _)) => format!("xmlns:{prefix}"),
                None => "xmlns".to_owned(),
            };
            let inherited = || self.namespaces.iter().find(|declared| declared.name.value == attribute);
            let declared = child.attribute(&attribute).or_else(|| meta.attribute(&attribute));
            let is_its_own = |namespace: &str| namespace == METINF || namespace == MICROSOFT;
            let (place, is_right) = match declared {
                Some(declared) => (declared.value.span, is_its_own(&declared.value.value)),
                // A prefix that the root does not declare may be declared in between.
                None if attribute != "xmlns" => continue,
                None => (child.name.span, inherited().is_some_and(|root| is_its_own(&root.value.value))),
            };
            let is_prefixed = attribute != "xmlns";
            if !is_right && (!is_prefixed || grammar::METINF_ELEMENTS.contains(&child.local_name())) {
                let message = format!("`{written}` is not in the namespace `{METINF}`");
                let help = format!("write `{attribute}=\"{METINF}\"` in it");
                self.fault(FaultKind::Namespace, place, message, help);
            }
        }
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
            other: self
                .header_others(header, &["VerDTD", "VerProto", "SessionID", "MsgID", "Target", "Source"]),
        }
    }

    /// Namespace, `VerDTD` and `VerProto` must agree.
    fn version(&mut self, header: &Element, named: Option<Version>) -> Version {
        let word = |name: &str| child(header, name).map(Element::text);
        let (dtd, protocol) = (word("VerDTD"), word("VerProto"));
        let says = |found: &Option<Spanned<Text>>, right: &str| {
            found.as_ref().is_some_and(|found| found.value == right)
        };
        let said = Version::ALL
            .into_iter()
            .find(|version| says(&dtd, version.dtd()))
            .or_else(|| Version::ALL.into_iter().find(|version| says(&protocol, version.protocol())));
        let version = named.or(said).unwrap_or(Version::V1_2);
        for (name, found, right) in
            [("VerDTD", dtd, version.dtd()), ("VerProto", protocol, version.protocol())]
        {
            match found {
                Some(found) if found.value == right => {}
                Some(found) => {
                    let message = format!("`{name}` is `{}`", found.value);
                    let help =
                        format!("write `{right}`, which goes with the namespace `{}`", version.namespace());
                    self.fault(FaultKind::AttributeValue, found.span, message, help);
                }
                None => self.missing(header, name, format!("add `<{name}>{right}</{name}>`")),
            }
        }
        version
    }

    /// What the model does not interpret of the header. Its `Meta` is one of these.
    fn header_others(&mut self, header: &Element, interpreted: &[&str]) -> Vec<Element> {
        if let Some(meta) = child(header, "Meta") {
            self.meta_namespace(meta);
        }
        others(header, interpreted)
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
        let mut items: Vec<Item> = items.map(|item| self.item(item, verb)).collect();
        items.shrink_to_fit();
        Command {
            verb,
            id: child(element, "CmdID").map(Element::text),
            meta: self.meta(element),
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

    fn item(&mut self, element: &Element, verb: Verb) -> Item {
        self.form(element);
        let acts = matches!(verb, Verb::Add | Verb::Replace | Verb::Get | Verb::Delete | Verb::Exec);
        if acts && child(element, "Target").is_none() {
            self.missing(
                element,
                "Target",
                "add `<Target><LocURI>…</LocURI></Target>`: the node that is meant",
            );
        }
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
            meta: self.meta(element),
            data: plain.map(Element::text),
            other: others(element, interpreted),
            span: element.span.clone(),
        }
    }

    fn meta(&mut self, parent: &Element) -> Meta {
        let Some(element) = child(parent, "Meta") else { return Meta::default() };
        self.meta_namespace(element);
        let format = child(element, "Format").map(Element::text);
        if let Some(format) = &format
            && !FORMATS.contains(&format.value.trim())
        {
            let message = format!("`{}` is no format", format.value);
            let help = match nearest(format.value.trim(), FORMATS.iter().copied()) {
                Some(meant) => format!("write `{meant}` if that was meant"),
                None => format!("the formats are {}", FORMATS.join(", ")),
            };
            let fault = Fault::new(FaultKind::AttributeValue, format.span, message);
            self.faults.push(fault.with_help(help).with_repair(word_meant(&format.value, FORMATS)));
        }
        Meta {
            format,
            media_type: child(element, "Type").map(Element::text),
            other: others(element, &["Format", "Type"]),
        }
    }

    /// Takes a misspelt element for the one that was meant, and says so: reading then goes on behind the slip.
    fn mend(&mut self, parent: &mut Element) {
        let Some(content) = grammar::content(parent.local_name()) else { return };
        let name = parent.local_name().to_owned();
        for node in &mut parent.children {
            let xml::Node::Element(child) = node else { continue };
            if grammar::rank(&name, child.local_name()).is_none()
                && let Some(meant) = meant(child.local_name(), content)
            {
                let message = format!("`{}` has no place inside `{name}`", child.local_name());
                let help = format!("write `{meant}` if that was meant");
                self.fault(FaultKind::Element, child.name.span, message, help);
                child.name.value = meant.into();
            }
            self.mend(child);
        }
    }

    /// What stands inside, and in which order; text between elements; what must not be missing.
    fn form(&mut self, element: &Element) {
        let parent = element.local_name();
        let Some(content) = grammar::content(parent) else { return };
        for name in grammar::required(parent).iter().filter(|name| child(element, name).is_none()) {
            let help = match *name {
                "CmdID" => "add `<CmdID>` with a number that no other command of the message has".to_owned(),
                name => format!("add `<{name}>`"),
            };
            self.missing(element, name, help);
        }
        let holds_commands = content.contains(&grammar::COMMANDS);
        // Of what is no command of device management it is said so.
        let is_command = |name| Verb::named(name).is_some() || REFUSED_COMMANDS.contains(&name);
        if holds_commands && !element.elements().any(|child| is_command(child.local_name())) {
            let message = format!("`{parent}` holds no command");
            let help = "put commands inside, or leave it out: it does nothing";
            self.fault(FaultKind::Element, element.name.span, message, help);
        }
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
                        || (name == "Item" && parent != "Exec")
                        || matches!(name, "TargetRef" | "SourceRef")
                        || !single.contains(&name);
                    if !may_repeat {
                        let message = format!("a second `{name}` inside `{parent}`");
                        let help = match parent {
                            "Exec" => "run one node with each `Exec`: write another `Exec` for this one",
                            _ => "keep one of the two",
                        };
                        self.fault(FaultKind::Element, child.name.span, message, help);
                    } else if single.len() < 16 {
                        single.push(name);
                    }
                }
            }
        }
    }

    fn unknown(&mut self, parent: &str, child: &Element, content: &[&'static [&'static str]]) {
        let name = child.local_name();
        if REFUSED_COMMANDS.contains(&name) && content.iter().any(|names| names.contains(&"Add")) {
            let message = format!("`{name}` is no command of device management on Windows Mobile");
            let help = "a device answers it with 400 or 406: say it with Add, Replace, Delete, Get or Exec";
            self.fault(FaultKind::Element, child.name.span, message, help);
            return;
        }
        let known: Vec<&str> = content.iter().flat_map(|names| names.iter().copied()).collect();
        let help = format!("inside it may stand {}", known.join(", "));
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

/// The element that is most likely meant by a name that has no place here.
fn meant(name: &str, content: &[&'static [&'static str]]) -> Option<&'static str> {
    let known = content.iter().flat_map(|names| names.iter().copied());
    nearest(name, known).filter(|_| !REFUSED_COMMANDS.contains(&name))
}

fn child<'a>(parent: &'a Element, name: &str) -> Option<&'a Element> {
    parent.elements().find(|child| child.local_name() == name)
}

/// The children that the model does not interpret.
fn others(parent: &Element, interpreted: &[&str]) -> Vec<Element> {
    parent.elements().filter(|child| !interpreted.contains(&child.local_name())).cloned().collect()
}
