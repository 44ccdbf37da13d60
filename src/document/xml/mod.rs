//! XML as a tree that keeps every position: the common ground of all document models.
//!
//! The markup is found by `quick_xml`. Our own is what it leaves to its user: to match end tags, to name the exact
//! place of a missing quote or bracket, and to go on behind it.

mod characters;
mod doctype;
mod make;
mod parse;
mod tag;
mod write;

pub use characters::is_allowed;
pub(crate) use characters::is_name;
pub(crate) use make::{Make, ToTree, remake, take_end};
pub use parse::parse;
pub(crate) use parse::{make, root_name};
pub use write::write;

use super::{Fault, Text};
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

/// A whole document: its root, and the comments around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree<N = Node> {
    /// The comments before the root.
    pub before: Vec<Spanned<Text>>,
    /// The root.
    pub root: Element<N>,
    /// The comments behind the root.
    pub after: Vec<Spanned<Text>>,
}

/// An element: start tag, content, end tag. `N` is what was made of what stands inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element<N = Node> {
    /// The name as written, prefix included.
    pub name: Spanned<Text>,
    /// The attributes, in the author's order.
    pub attributes: Vec<Attribute>,
    /// What stands inside, in the author's order.
    pub children: Vec<N>,
    /// Start tag and, where there is one, everything up to the end of the end tag.
    pub span: Spanned<()>,
}

/// An attribute. The value is decoded; its span is what stands between the quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The name as written, prefix included.
    pub name: Spanned<Text>,
    /// The value, references decoded, white space normalised as XML wants it.
    pub value: Spanned<Text>,
}

/// What stands inside an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text and CDATA, references decoded. White space between elements is left out; where it is all that an element
    /// holds, it is kept.
    Text(Spanned<Text>),
    /// A comment, without its delimiters.
    Comment(Spanned<Text>),
}

/// The result of reading: as much of the tree as could be made, and every fault met on the way.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// The model; `None` when there was nothing to make one of.
    pub model: Option<T>,
    /// The faults, in the order of their places.
    pub faults: Vec<Fault>,
}

impl<T> Parsed<T> {
    /// The model as something else.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Parsed<U> {
        Parsed { model: self.model.map(change), faults: self.faults }
    }

    /// Reads the model further; the faults of both readings are kept, by place.
    pub fn and_then<U>(self, read: impl FnOnce(T) -> Parsed<U>) -> Parsed<U> {
        let Some(model) = self.model else { return Parsed { model: None, faults: self.faults } };
        let further = read(model);
        let mut faults = self.faults;
        faults.extend(further.faults);
        faults.sort_by_key(|fault| fault.span);
        Parsed { model: further.model, faults }
    }
}

impl Element {
    /// An element that was made and stands nowhere.
    pub fn new(name: impl Into<Text>) -> Self {
        Self {
            name: Spanned::nowhere(name.into()),
            attributes: Vec::new(),
            children: Vec::new(),
            span: Spanned::default(),
        }
    }

    /// The elements directly inside.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Comment(_) => None,
        })
    }

    /// The first element directly inside with this name, whatever its prefix.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|child| child.local_name() == name)
    }

    /// The text directly inside, in one piece; empty when there is none.
    pub fn text(&self) -> Spanned<Text> {
        let mut whole: Option<Spanned<Text>> = None;
        for node in &self.children {
            if let Node::Text(text) = node {
                match &mut whole {
                    None => whole = Some(text.clone()),
                    Some(whole) => {
                        whole.value.push_str(&text.value);
                        whole.span = whole.span.to(text.span);
                    }
                }
            }
        }
        whole.unwrap_or_else(|| Spanned::new(Text::default(), self.place()))
    }
}

impl<N> Element<N> {
    /// The name without a namespace prefix.
    pub fn local_name(&self) -> &str {
        self.name.value.rsplit(':').next().unwrap_or_default()
    }

    /// The attribute called `name`.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.value == name)
    }

    /// Where the element stands.
    pub fn place(&self) -> Span {
        self.span.span
    }
}

impl Node {
    /// The element that it is, if it is one.
    pub(super) fn into_element(self) -> Option<Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) | Self::Comment(_) => None,
        }
    }
}

impl Attribute {
    /// An attribute that was made and stands nowhere.
    pub fn new(name: impl Into<Text>, value: impl Into<Text>) -> Self {
        Self { name: Spanned::nowhere(name.into()), value: Spanned::nowhere(value.into()) }
    }
}
