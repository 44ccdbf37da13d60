//! What is read to a SyncML message, with the faults of its grammar.

use super::super::fault::{Faults, word_meant};
use super::super::xml::{self, Element, Limits, Make, Node, Parsed, Tree, take_end};
use super::super::{Fault, FaultKind, Text};
use super::form::{Form, missing};
use super::grammar::FORMATS;
use super::header::required;
use super::namespace::Namespaces;
use super::{Command, Header, Item, Message, Meta, Verb, Version, header, namespace};
use crate::finding::{Source, Spanned, nearest};

/// Reads a source as SyncML: XML and the grammar; the faults of both, by place.
pub fn parse(source: &Source, limits: &Limits) -> Parsed<Message> {
    let mut reader = Reader::default();
    xml::make(source.text(), limits, &mut reader).and_then(|tree| reader.finish(Some(tree)))
}

/// Gives a tree its meaning. The root may be `SyncML`, or, in a fragment, `SyncBody` or a command. Namespace prefixes
/// do not matter. There is no model when the root is something else; the tree is then lost.
pub fn read(tree: Tree) -> Parsed<Message> {
    let mut reader = Reader::default();
    let tree = xml::remake(tree, &mut reader);
    reader.finish(tree)
}

/// Makes a message of the parts of its text.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// What the elements that are open are, the root first.
    open: Vec<Opened>,
    /// The items of the commands that are open.
    items: Vec<Item>,
    /// The commands that have ended, in a body or groups that are open.
    commands: Vec<Command>,
    namespaces: Namespaces,
    /// The version that the namespace of the root says.
    named: Option<Version>,
    header: Option<Box<Header>>,
    is_final: bool,
    /// Whether the header names the protocol of data synchronisation.
    names_data_synchronisation: bool,
    /// Whether the body has a command of data synchronisation.
    synchronises: bool,
    faults: Faults,
}

/// What an element that has started is.
#[derive(Debug)]
struct Opened {
    part: Part,
    /// Its content, if the grammar knows that and what is around it.
    form: Option<Form>,
    /// The name that is meant, where the one that is written is a slip.
    meant: Option<&'static str>,
}

/// The part of a message that an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// `SyncML`.
    Message,
    Header,
    Body,
    /// A command; its items and the commands inside are those from these on.
    Command(Verb, usize, usize),
    /// An item of a command.
    Item(Verb),
    /// `Target` or `Source`.
    Address,
    /// What is kept as it stands.
    Kept,
    /// What no part of the model comes of, with all inside.
    Passed,
}

impl Make for Reader {
    type Node = Node;

    fn start(&mut self, open: &[Element]) {
        let Some(element) = open.last() else { return };
        let opened = match self.open.pop() {
            None => self.root(element),
            Some(mut around) => {
                let name = element.local_name();
                let has_place = around.form.as_ref().is_some_and(|form| form.allows(name));
                Namespaces::check(open, around.part.is_read() && has_place, &mut self.faults);
                let opened = self.inside(&mut around, element);
                self.open.push(around);
                opened
            }
        };
        self.open.push(opened);
    }

    fn text(&mut self, _: &Element, text: Spanned<Text>) -> Option<Node> {
        let parent = self.open.last()?;
        match (parent.part, &parent.form) {
            (Part::Kept, _) => return Some(Node::Text(text)),
            (Part::Passed, _) | (_, None) => {}
            (_, Some(form)) => form.text(&text, &mut self.faults),
        }
        None
    }

    fn comment(&mut self, comment: Spanned<Text>) -> Option<Node> {
        (self.open.last()?.part == Part::Kept).then_some(Node::Comment(comment))
    }

    fn element(&mut self, element: Element) -> Option<Node> {
        let opened = self.open.pop()?;
        self.end(&opened, element).map(Node::Element)
    }
}

impl Reader {
    /// The message, of what was made of the root.
    pub(crate) fn finish(mut self, tree: Option<Tree>) -> Parsed<Message> {
        let told = tree.zip(self.open.pop()).filter(|(_, opened)| opened.part != Part::Passed);
        let span = told.map(|(Tree { root, .. }, opened)| {
            let span = root.span.clone();
            self.end(&opened, root);
            span
        });
        let Self { header, commands, is_final, faults, .. } = self;
        let model = span.map(|span| Message { header, commands, is_final, span });
        Parsed { model, faults: faults.finish() }
    }

    /// Whether the message is one of data synchronisation (OMA DS), which has the same root and synchronises contacts
    /// and the like: by `VerProto` and by its commands, since either alone may be a slip.
    pub(crate) fn is_data_synchronisation(&self) -> bool {
        self.names_data_synchronisation && self.synchronises
    }

    fn root(&mut self, root: &Element) -> Opened {
        self.namespaces = Namespaces::of(root, &mut self.faults);
        let name = root.local_name();
        let part = match name {
            "SyncML" => {
                self.named = namespace::version(root, &mut self.faults);
                Part::Message
            }
            "SyncBody" => Part::Body,
            name => Verb::named(name).map_or(Part::Passed, |verb| Part::Command(verb, 0, 0)),
        };
        if part == Part::Passed {
            let message = format!("the root is `{name}`, not `SyncML`");
            let help = "a message starts with `<SyncML>`, a fragment of one with `<SyncBody>` or a command";
            self.faults.tell(FaultKind::Element, root.name.span, message, help);
        }
        Opened { part, form: Form::of(name), meant: None }
    }

    /// An element inside another. One that is misspelt is taken for the one that was meant: reading then goes on behind
    /// the slip.
    fn inside(&mut self, around: &mut Opened, element: &Element) -> Opened {
        let Some(form) = &mut around.form else {
            let part = if around.part == Part::Kept { Part::Kept } else { Part::Passed };
            return Opened { part, form: None, meant: None };
        };
        let span = element.name.span;
        let meant = form.meant(element.local_name(), span, &mut self.faults);
        let name = meant.unwrap_or(element.local_name());
        let part = match (around.part, Verb::named(name)) {
            (Part::Body | Part::Command(Verb::Atomic | Verb::Sequence, ..), Some(verb)) => {
                Part::Command(verb, self.items.len(), self.commands.len())
            }
            (around, _) => around.inner(name, form),
        };
        if around.part.is_read() {
            form.child(name, span, &mut self.faults);
        }
        self.synchronises |= around.part == Part::Body && matches!(name, "Sync" | "Map");
        Opened { part, form: Form::of(name), meant }
    }

    /// What comes of an element that has ended; it is given back where it is kept.
    fn end(&mut self, opened: &Opened, mut element: Element) -> Option<Element> {
        if let Some(meant) = opened.meant {
            element.name.value = meant.into();
        }
        if let Some(form) = opened.form.as_ref().filter(|_| opened.part.is_read()) {
            form.end(&element, &mut self.faults);
        }
        let has = |name: &str| opened.form.as_ref().is_some_and(|form| form.has(name));
        match opened.part {
            Part::Message => {
                for (name, help) in [
                    ("SyncHdr", "add it, or write the `SyncBody` alone as a fragment"),
                    ("SyncBody", "add it: it holds the commands"),
                ] {
                    if !has(name) {
                        missing(&element, name, help, &mut self.faults);
                    }
                }
            }
            Part::Header => {
                self.names_data_synchronisation = header::names_data_synchronisation(&element);
                self.header = Some(Box::new(header::read(&element, self.named, &mut self.faults)));
                if let Some(meta) = element.child("Meta") {
                    self.namespaces.check_meta(meta, &mut self.faults);
                }
            }
            Part::Body => self.is_final = has("Final"),
            Part::Command(verb, items, commands) => {
                let command = Command {
                    verb,
                    id: element.child("CmdID").map(Element::text),
                    meta: self.meta(&element),
                    items: take_end(&mut self.items, items),
                    commands: take_end(&mut self.commands, commands),
                    span: element.span.clone(),
                    other: others(element, &["CmdID", "Meta"]),
                };
                self.commands.push(command);
            }
            Part::Item(verb) => {
                let item = self.item(element, verb);
                self.items.push(item);
            }
            Part::Address | Part::Kept => return Some(element),
            Part::Passed => {}
        }
        None
    }

    fn item(&mut self, element: Element, verb: Verb) -> Item {
        let target = element.child("Target");
        let acts = matches!(verb, Verb::Add | Verb::Replace | Verb::Get | Verb::Delete | Verb::Exec);
        if acts && target.is_none() {
            let help = "add `<Target><LocURI>…</LocURI></Target>`: the node that is meant";
            missing(&element, "Target", help, &mut self.faults);
        }
        let data = element.child("Data").filter(|data| data.elements().next().is_none());
        let interpreted: &[&str] =
            if data.is_some() { &["Target", "Meta", "Data"] } else { &["Target", "Meta"] };
        Item {
            target: target.map(|target| required(target, "LocURI", &mut self.faults)),
            target_name: target.and_then(|target| target.child("LocName")).map(Element::text),
            meta: self.meta(&element),
            data: data.map(Element::text),
            span: element.span.clone(),
            other: others(element, interpreted),
        }
    }

    fn meta(&mut self, parent: &Element) -> Option<Box<Meta>> {
        let element = parent.child("Meta")?;
        self.namespaces.check_meta(element, &mut self.faults);
        let format = element.child("Format").map(Element::text);
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
        let media_type = element.child("Type").map(Element::text);
        let meta = Meta { format, media_type, other: others(element.clone(), &["Format", "Type"]) };
        (!meta.is_empty()).then(|| Box::new(meta))
    }
}

impl Part {
    /// What an element of this name is inside, unless it is a command; this has been read before it.
    fn inner(self, name: &str, before: &Form) -> Self {
        let is_first = !before.has(name);
        match (self, name) {
            (Self::Message, "SyncHdr") if is_first => Self::Header,
            (Self::Message, "SyncBody") if is_first => Self::Body,
            (Self::Header, "Target" | "Source") | (Self::Item(_), "Target") if is_first => Self::Address,
            (Self::Header | Self::Item(_) | Self::Address | Self::Kept, _) => Self::Kept,
            (Self::Command(verb, ..), "Item") => Self::Item(verb),
            // Some commands have no place for it; it is read all the same.
            (Self::Command(..), "Meta") => Self::Kept,
            (Self::Command(..), _) if before.allows(name) => Self::Kept,
            (Self::Message | Self::Body | Self::Command(..) | Self::Passed, _) => Self::Passed,
        }
    }

    /// Whether the model is made of what stands inside, so that its form counts.
    fn is_read(self) -> bool {
        !matches!(self, Self::Kept | Self::Passed)
    }
}

/// The children that the model does not interpret.
fn others(parent: Element, interpreted: &[&str]) -> Vec<Element> {
    let children = parent.children.into_iter().filter_map(Node::into_element);
    let mut others: Vec<Element> =
        children.filter(|child| !interpreted.contains(&child.local_name())).collect();
    others.shrink_to_fit();
    others
}
