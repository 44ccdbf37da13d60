//! Service loading 1.0, `sl`: a link that the device follows by itself
//! (WAP-168, <https://www.openmobilealliance.org/tech/affiliates/wap/wap-168-serviceload-20010731-a.pdf>; what Windows
//! Mobile makes of it: <https://learn.microsoft.com/en-us/previous-versions/bb415365(v=msdn.10)>).

use super::Text;
use super::fault::Faults;
use super::shape::{AttributeShape, Shape};
use super::xml::{self, Attribute, Element, Limits, Parsed, Tree};
use crate::finding::{Source, Spanned};

/// A service loading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceLoading {
    /// The comments before the root.
    pub before: Vec<Spanned<Text>>,
    /// What is loaded; empty when it is missing, which is a fault.
    pub href: Spanned<Text>,
    /// How; `None` stands for [`Action::ExecuteLow`], and for a word that is none, which is a fault.
    pub action: Option<Spanned<Action>>,
    /// The comments behind the root.
    pub after: Vec<Spanned<Text>>,
}

/// What the device does with what it loads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Runs it without disturbing the user.
    ExecuteLow,
    /// Runs it at once, even where that disturbs the user.
    ExecuteHigh,
    /// Keeps it for later.
    Cache,
}

const ACTIONS: &[&str] = &[Action::ExecuteLow.word(), Action::ExecuteHigh.word(), Action::Cache.word()];

static SHAPE: Shape = Shape {
    name: "sl",
    attributes: &[AttributeShape::required("href"), AttributeShape::word("action", ACTIONS)],
    children: &[],
    holds_text: false,
};

impl Action {
    const ALL: [Self; 3] = [Self::ExecuteLow, Self::ExecuteHigh, Self::Cache];

    /// The word of the format.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ExecuteLow => "execute-low",
            Self::ExecuteHigh => "execute-high",
            Self::Cache => "cache",
        }
    }

    /// The action with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }
}

/// Reads a source as a service loading: XML first, then the grammar; the faults of both, by place.
pub fn parse(source: &Source, limits: &Limits) -> Parsed<ServiceLoading> {
    xml::parse(source.text(), limits).and_then(|tree| read(&tree))
}

/// Gives a tree, whose root is `sl`, its meaning. There is no model when the root is something else.
pub fn read(tree: &Tree) -> Parsed<ServiceLoading> {
    let root = &tree.root;
    if root.local_name() != SHAPE.name {
        return Parsed { model: None, faults: Vec::new() };
    }
    let mut faults = Faults::default();
    SHAPE.check(root, &mut faults);
    let value = |name| root.attribute(name).map(|attribute| attribute.value.clone());
    let model = ServiceLoading {
        before: tree.before.clone(),
        href: value("href").unwrap_or_else(|| Spanned::new(Text::default(), root.name.span)),
        action: value("action").and_then(|word| Some(Spanned::new(Action::of_word(&word.value)?, word.span))),
        after: tree.after.clone(),
    };
    Parsed { model: Some(model), faults: faults.finish() }
}

/// The canonical text of a service loading ([`xml::write`]).
pub fn write(loading: &ServiceLoading) -> String {
    xml::write(&to_tree(loading))
}

/// The service loading as a tree.
pub fn to_tree(loading: &ServiceLoading) -> Tree {
    let mut root = Element::new(SHAPE.name);
    root.attributes.push(Attribute { name: Spanned::nowhere("href".into()), value: loading.href.clone() });
    root.attributes.extend(loading.action.as_ref().map(|action| Attribute {
        name: Spanned::nowhere("action".into()),
        value: Spanned::new(action.value.word().into(), action.span),
    }));
    Tree { before: loading.before.clone(), root, after: loading.after.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FaultKind;

    #[test]
    fn what_is_written_is_read_as_the_same() {
        for text in ["<sl href=\"https://example.com/a.cab\"/>\n", "<sl href=\"x\" action=\"cache\"/>\n"] {
            let parsed = parse(&Source::new("a.sl", text), &Limits::default());
            assert_eq!(parsed.faults, []);
            assert_eq!(write(&parsed.model.unwrap()), text);
        }
    }

    #[test]
    fn each_fault_of_form_is_told() {
        for (text, kind) in [
            ("<sl/>", FaultKind::MissingAttribute),
            ("<sl href=''/>", FaultKind::MissingAttribute),
            ("<sl href='x' action='execute'/>", FaultKind::AttributeValue),
            ("<sl href='x' si-id='1'/>", FaultKind::UnknownAttribute),
            ("<sl href='x'><a/></sl>", FaultKind::Element),
            ("<sl href='x'>a</sl>", FaultKind::Text),
        ] {
            let parsed = parse(&Source::new("a.sl", text), &Limits::default());
            let kinds: Vec<FaultKind> = parsed.faults.iter().map(|fault| fault.kind).collect();
            assert_eq!(kinds, [kind], "{text}");
        }
    }
}
