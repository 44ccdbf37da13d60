//! wap-provisioningdoc to tree, and to text in the canonical layout.

use super::super::Text;
use super::super::xml::{self, Attribute, Element, Tree};
use super::grammar::{self, ROOT, Sort};
use super::{Document, Node};
use crate::finding::Spanned;

/// The canonical text of a document ([`xml::write`]).
pub fn write(document: &Document) -> String {
    xml::write(&to_tree(document))
}

/// The document as a tree: the name of an element first, its value next, the other attributes in the author's order.
pub fn to_tree(document: &Document) -> Tree {
    let root = Element {
        name: Spanned::nowhere(ROOT.into()),
        attributes: document.attributes.clone(),
        children: nodes(&document.children),
        span: document.span.clone(),
    };
    Tree { before: document.before.clone(), root, after: document.after.clone() }
}

fn nodes(nodes: &[Node]) -> Vec<xml::Node> {
    nodes.iter().map(node).collect()
}

fn node(node: &Node) -> xml::Node {
    match node {
        Node::Comment(comment) => xml::Node::Comment(comment.clone()),
        Node::Characteristic(group) => {
            let mut attributes = vec![attribute(Sort::Group.key(), &group.kind)];
            attributes.extend(group.attributes.iter().cloned());
            xml::Node::Element(Element {
                name: Spanned::nowhere(grammar::name(Sort::Group, group.form).into()),
                attributes,
                children: self::nodes(&group.children),
                span: group.span.clone(),
            })
        }
        Node::Parm(parm) => {
            let mut attributes = vec![attribute(Sort::Setting.key(), &parm.name)];
            attributes.extend(parm.value.iter().map(|value| attribute("value", value)));
            attributes.extend(parm.attributes.iter().cloned());
            xml::Node::Element(Element {
                name: Spanned::nowhere(grammar::name(Sort::Setting, parm.form).into()),
                attributes,
                children: Vec::new(),
                span: parm.span.clone(),
            })
        }
    }
}

fn attribute(name: &str, value: &Spanned<Text>) -> Attribute {
    Attribute { name: Spanned::nowhere(name.into()), value: value.clone() }
}
