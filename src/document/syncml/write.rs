//! SyncML message to tree, and to text in the canonical layout.

use super::super::Text;
use super::super::xml::{self, Attribute, Element, Node, Tree};
use super::grammar::{self, METINF};
use super::{Command, Header, Item, Message, Meta};
use crate::finding::Spanned;

/// The canonical text of a message ([`xml::write`]). Comments are not part of the model.
pub fn write(message: &Message) -> String {
    xml::write(&to_tree(message))
}

/// The message as a tree, its elements in the order that the DTD wants. Without a header it is a `SyncBody`, which
/// takes its namespace from the message it is put into.
pub fn to_tree(message: &Message) -> Tree {
    let mut inside: Vec<Element> = message.commands.iter().map(command).collect();
    if message.is_final {
        inside.push(Element::new("Final"));
    }
    let body = holding("SyncBody", inside);
    let root = match &message.header {
        None => body,
        Some(header) => {
            let mut root = holding("SyncML", vec![self::header(header), body]);
            root.attributes.push(Attribute::new("xmlns", header.version.namespace()));
            root
        }
    };
    Tree { before: Vec::new(), root, after: Vec::new() }
}

fn header(header: &Header) -> Element {
    let mut children = vec![
        text("VerDTD", &Spanned::nowhere(header.version.dtd().into())),
        text("VerProto", &Spanned::nowhere(header.version.protocol().into())),
        text("SessionID", &header.session_id),
        text("MsgID", &header.message_id),
        address("Target", &header.target, header.target_name.as_ref()),
        address("Source", &header.source, header.source_name.as_ref()),
    ];
    children.extend(header.other.iter().cloned());
    ordered("SyncHdr", children)
}

fn command(command: &Command) -> Element {
    let mut children: Vec<Element> = command.id.iter().map(|id| text("CmdID", id)).collect();
    children.extend(command.meta.iter().map(|meta| self::meta(meta)));
    children.extend(command.items.iter().map(item));
    children.extend(command.commands.iter().map(self::command));
    children.extend(command.other.iter().cloned());
    ordered(command.verb.name(), children)
}

fn item(item: &Item) -> Element {
    let mut children: Vec<Element> =
        item.target.iter().map(|target| address("Target", target, item.target_name.as_ref())).collect();
    children.extend(item.meta.iter().map(|meta| self::meta(meta)));
    children.extend(item.data.iter().map(|data| text("Data", data)));
    children.extend(item.other.iter().cloned());
    ordered("Item", children)
}

fn meta(meta: &Meta) -> Element {
    let format = meta.format.iter().map(|format| in_metinf(text("Format", format)));
    let media_type = meta.media_type.iter().map(|media_type| in_metinf(text("Type", media_type)));
    holding("Meta", format.chain(media_type).chain(meta.other.iter().cloned()).collect())
}

fn in_metinf(mut element: Element) -> Element {
    element.attributes.push(Attribute::new("xmlns", METINF));
    element
}

fn address(name: &str, uri: &Spanned<Text>, shown: Option<&Spanned<Text>>) -> Element {
    let mut children = vec![text("LocURI", uri)];
    children.extend(shown.map(|shown| text("LocName", shown)));
    holding(name, children)
}

fn text(name: &str, content: &Spanned<Text>) -> Element {
    let mut element = Element::new(name);
    if !content.value.is_empty() {
        element.children.push(Node::Text(content.clone()));
    }
    element
}

fn holding(name: &str, children: Vec<Element>) -> Element {
    Element { children: children.into_iter().map(Node::Element).collect(), ..Element::new(name) }
}

/// An element with its children in the order of the grammar; those that it does not know come last.
fn ordered(name: &str, mut children: Vec<Element>) -> Element {
    children.sort_by_key(|child| grammar::rank(name, child.local_name()).unwrap_or(usize::MAX));
    holding(name, children)
}
