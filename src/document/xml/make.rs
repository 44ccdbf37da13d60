//! What is made of a document while it is read, so that none is in memory twice: a tree of all that stands in it, or a
//! model of its own.

use std::mem::replace;

use super::{Element, Node, Tree};
use crate::document::Text;
use crate::finding::Spanned;

/// What is made of the parts of a document, told in its order: each element when it starts and when it ends, between
/// the two what stands inside. Comments around the root are not told, and of the root only the start; they stay as
/// they are.
pub(crate) trait Make {
    /// What stands inside an element.
    type Node;

    /// An element starts: the last of those that are open, the root first.
    fn start(&mut self, open: &[Element<Self::Node>]);

    /// Text directly inside an element.
    fn text(&mut self, parent: &Element<Self::Node>, text: Spanned<Text>) -> Option<Self::Node>;

    /// A comment.
    fn comment(&mut self, comment: Spanned<Text>) -> Option<Self::Node>;

    /// An element has ended.
    fn element(&mut self, element: Element<Self::Node>) -> Option<Self::Node>;
}

/// The tree of all that stands in a document.
#[derive(Debug)]
pub(crate) struct ToTree;

impl Make for ToTree {
    type Node = Node;

    fn start(&mut self, _: &[Element]) {}

    fn text(&mut self, _: &Element, text: Spanned<Text>) -> Option<Node> {
        Some(Node::Text(text))
    }

    fn comment(&mut self, comment: Spanned<Text>) -> Option<Node> {
        Some(Node::Comment(comment))
    }

    fn element(&mut self, element: Element) -> Option<Node> {
        Some(Node::Element(element))
    }
}

/// Takes out the end of a list, from `start` on. Only the smaller part is copied: a list may be of many megabytes.
pub(crate) fn take_end<T>(list: &mut Vec<T>, start: usize) -> Vec<T> {
    if start > list.len() / 2 {
        return list.split_off(start);
    }
    let rest = list.drain(..start).collect();
    let mut end = replace(list, rest);
    end.shrink_to_fit();
    end
}

/// Makes of a tree what would have been made of its text.
pub(crate) fn remake<M: Make>(tree: Tree, make: &mut M) -> Option<Tree<M::Node>> {
    let Tree { before, root, after } = tree;
    let mut open = Vec::new();
    retell(root, make, &mut open);
    open.pop().map(|root| Tree { before, root, after })
}

/// Tells of an element all but its end; it is the last of those that are open then.
fn retell<M: Make>(element: Element, make: &mut M, open: &mut Vec<Element<M::Node>>) {
    let Element { name, attributes, children, span } = element;
    open.push(Element { name, attributes, children: Vec::new(), span });
    make.start(open);
    for child in children {
        let made = match child {
            Node::Text(text) => open.last().and_then(|parent| make.text(parent, text)),
            Node::Comment(comment) => make.comment(comment),
            Node::Element(child) => {
                retell(child, make, open);
                open.pop().and_then(|child| make.element(child))
            }
        };
        if let Some(parent) = open.last_mut() {
            parent.children.extend(made);
        }
    }
}
