//! XML as a tree that keeps every position: the common ground of all document models.

use super::Fault;
use crate::finding::{Span, Spanned};

/// What a reader accepts before it gives up.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Deepest nesting of elements; the root is 1.
    pub depth: usize,
    /// Largest input, in bytes.
    pub size: u64,
}

impl Default for Limits {
    /// 64 levels, 64 MiB.
    fn default() -> Self {
        Self { depth: 64, size: 64 << 20 }
    }
}

/// An element: start tag, content, end tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The name as written, prefix included.
    pub name: Spanned<String>,
    /// The attributes, in the author's order.
    pub attributes: Vec<Attribute>,
    /// What stands inside, in the author's order.
    pub children: Vec<Node>,
    /// Start tag and, where there is one, everything up to the end of the end tag.
    pub span: Spanned<()>,
}

/// An attribute. The value is decoded; its span is what stands between the quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The name as written, prefix included.
    pub name: Spanned<String>,
    /// The value, references decoded, white space normalised as XML wants it.
    pub value: Spanned<String>,
}

/// What stands inside an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text or CDATA that is not only white space, references decoded.
    Text(Spanned<String>),
    /// A comment, without its delimiters.
    Comment(Spanned<String>),
}

/// The result of reading: as much of the tree as could be made, and every fault met on the way.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// The model; `None` when there was nothing to make one of.
    pub model: Option<T>,
    /// The faults, in the order of their places.
    pub faults: Vec<Fault>,
}

impl Element {
    /// The attribute called `name`.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.value == name)
    }

    /// The elements directly inside.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Comment(_) => None,
        })
    }

    /// Where the element stands.
    pub fn place(&self) -> Span {
        self.span.span
    }
}
