//! Service indication 1.0, `si`: a text and a link that are shown to the user
//! (WAP-167, <https://www.openmobilealliance.org/tech/affiliates/wap/wap-167-serviceind-20010731-a.pdf>; what Windows
//! Mobile makes of it: <https://learn.microsoft.com/en-us/previous-versions/bb415567(v=msdn.10)>).

use super::Text;
use super::fault::Faults;
use super::shape::{AttributeShape, Child, Occurs, Shape};
use super::xml::{self, Attribute, Element, Limits, Node, Parsed, Tree};
use crate::finding::{Source, Span, Spanned};

/// A service indication.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceIndication {
    /// The comments before the root.
    pub before: Vec<Spanned<Text>>,
    /// The link, in the user's words; `None` when it is missing, which is a fault.
    pub indication: Option<Indication>,
    /// What `info` holds, for programs on the device.
    pub items: Vec<Item>,
    /// The comments behind the root.
    pub after: Vec<Spanned<Text>>,
}

/// `indication`: the link and what is to be done with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Indication {
    /// Where the link leads.
    pub href: Option<Spanned<Text>>,
    /// The name by which a later indication replaces or deletes this one; without it `href` is the name.
    pub id: Option<Spanned<Text>>,
    /// When it was made, as written.
    pub created: Option<Spanned<Text>>,
    /// When it is to be removed, as written.
    pub expires: Option<Spanned<Text>>,
    /// How urgent it is; `None` stands for [`Action::SignalMedium`], and for a word that is none, which is a fault.
    pub action: Option<Spanned<Action>>,
    /// The text that the user sees, without the blanks around it.
    pub text: Spanned<Text>,
    /// The whole element.
    pub span: Spanned<()>,
}

/// What the device does with an indication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Keeps it without telling.
    SignalNone,
    /// Tells when the user looks.
    SignalLow,
    /// Tells as soon as it does not disturb.
    SignalMedium,
    /// Tells at once.
    SignalHigh,
    /// Deletes the indication with this id.
    Delete,
}

/// `item`: a named text inside `info`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// `class`, the name.
    pub class: Spanned<Text>,
    /// The text.
    pub text: Spanned<Text>,
}

const ACTIONS: &[&str] = &[
    Action::SignalNone.word(),
    Action::SignalLow.word(),
    Action::SignalMedium.word(),
    Action::SignalHigh.word(),
    Action::Delete.word(),
];

static SHAPE: Shape = Shape {
    name: "si",
    attributes: &[],
    children: &[
        Child { shape: &INDICATION, occurs: Occurs::Once },
        Child { shape: &INFO, occurs: Occurs::AtMostOnce },
    ],
    holds_text: false,
};
static INDICATION: Shape = Shape {
    name: "indication",
    attributes: &[
        AttributeShape::optional("href"),
        AttributeShape::optional("si-id"),
        AttributeShape::optional("created"),
        AttributeShape::optional("si-expires"),
        AttributeShape::word("action", ACTIONS),
    ],
    children: &[],
    holds_text: true,
};
static INFO: Shape = Shape {
    name: "info",
    attributes: &[],
    children: &[Child { shape: &ITEM, occurs: Occurs::OnceOrMore }],
    holds_text: false,
};
static ITEM: Shape =
    Shape { name: "item", attributes: &[AttributeShape::required("class")], children: &[], holds_text: true };

impl Action {
    const ALL: [Self; 5] =
        [Self::SignalNone, Self::SignalLow, Self::SignalMedium, Self::SignalHigh, Self::Delete];

    /// The word of the format.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SignalNone => "signal-none",
            Self::SignalLow => "signal-low",
            Self::SignalMedium => "signal-medium",
            Self::SignalHigh => "signal-high",
            Self::Delete => "delete",
        }
    }

    /// The action with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }
}

/// Reads a source as a service indication: XML first, then the grammar; the faults of both, by place.
pub fn parse(source: &Source, limits: &Limits) -> Parsed<ServiceIndication> {
    xml::parse(source.text(), limits).and_then(|tree| read(&tree))
}

/// Gives a tree, whose root is `si`, its meaning. There is no model when the root is something else.
pub fn read(tree: &Tree) -> Parsed<ServiceIndication> {
    if tree.root.local_name() != SHAPE.name {
        return Parsed { model: None, faults: Vec::new() };
    }
    let mut faults = Faults::default();
    SHAPE.check(&tree.root, &mut faults);
    let named = |name: &'static str| tree.root.elements().find(move |child| child.name.value == name);
    let items = named(INFO.name).into_iter().flat_map(Element::elements);
    let model = ServiceIndication {
        before: tree.before.clone(),
        indication: named(INDICATION.name).map(indication),
        items: items.filter(|child| child.name.value == ITEM.name).map(item).collect(),
        after: tree.after.clone(),
    };
    Parsed { model: Some(model), faults: faults.finish() }
}

fn indication(element: &Element) -> Indication {
    let value = |name| element.attribute(name).map(|attribute| attribute.value.clone());
    let action =
        value("action").and_then(|word| Some(Spanned::new(Action::of_word(&word.value)?, word.span)));
    Indication {
        href: value("href"),
        id: value("si-id"),
        created: value("created"),
        expires: value("si-expires"),
        action,
        text: shown_text(element),
        span: element.span.clone(),
    }
}

fn item(element: &Element) -> Item {
    let class = element.attribute("class").map(|attribute| attribute.value.clone());
    Item { class: class.unwrap_or_default(), text: shown_text(element) }
}

/// The text of an element without the blanks around it, which are layout.
fn shown_text(element: &Element) -> Spanned<Text> {
    let text = element.text();
    Spanned::new(text.value.trim().into(), text.span)
}

/// The canonical text of a service indication ([`xml::write`]).
pub fn write(indication: &ServiceIndication) -> String {
    xml::write(&to_tree(indication))
}

/// The service indication as a tree.
pub fn to_tree(model: &ServiceIndication) -> Tree {
    let mut root = Element::new(SHAPE.name);
    root.children.extend(model.indication.iter().map(|indication| {
        let attributes = [
            ("href", indication.href.clone()),
            ("si-id", indication.id.clone()),
            ("created", indication.created.clone()),
            ("si-expires", indication.expires.clone()),
            (
                "action",
                indication
                    .action
                    .as_ref()
                    .map(|action| Spanned::new(action.value.word().into(), action.span)),
            ),
        ];
        element(INDICATION.name, attributes, &indication.text, indication.span.span)
    }));
    if !model.items.is_empty() {
        let mut info = Element::new(INFO.name);
        let items = model.items.iter();
        info.children.extend(items.map(|item| {
            element(ITEM.name, [("class", Some(item.class.clone()))], &item.text, item.text.span)
        }));
        root.children.push(Node::Element(info));
    }
    Tree { before: model.before.clone(), root, after: model.after.clone() }
}

fn element<const N: usize>(
    name: &'static str,
    attributes: [(&'static str, Option<Spanned<Text>>); N],
    text: &Spanned<Text>,
    span: Span,
) -> Node {
    let mut element = Element::new(name);
    element.span.span = span;
    let present = attributes.into_iter().filter_map(|(name, value)| Some((name, value?)));
    element
        .attributes
        .extend(present.map(|(name, value)| Attribute { name: Spanned::nowhere(name.into()), value }));
    if !text.value.is_empty() {
        element.children.push(Node::Text(text.clone()));
    }
    Node::Element(element)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FaultKind;

    fn read_text(text: &str) -> Parsed<ServiceIndication> {
        parse(&Source::new("a.si", text), &Limits::default())
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let text = r#"<si>
  <indication href="http://example.com/?a=1&amp;b=2" si-id="1@x" created="1999-06-25T15:23:15Z" action="signal-high">4 new</indication>
  <info>
    <item class="k">v</item>
    <item class="l"/>
  </info>
</si>
"#;
        let parsed = read_text(text);
        assert_eq!(parsed.faults, []);
        assert_eq!(write(&parsed.model.unwrap()), text);
    }

    #[test]
    fn each_fault_of_form_is_told() {
        for (text, kind) in [
            ("<si/>", FaultKind::Element),
            ("<si><indication/><indication/></si>", FaultKind::Element),
            ("<si><indication/><inf/></si>", FaultKind::Element),
            ("<si><indication/><info/></si>", FaultKind::Element),
            ("<si>x<indication/></si>", FaultKind::Text),
            ("<si><indication url='x'/></si>", FaultKind::UnknownAttribute),
            ("<si><indication action='high'/></si>", FaultKind::AttributeValue),
            ("<si><indication/><info><item/></info></si>", FaultKind::MissingAttribute),
        ] {
            let kinds: Vec<FaultKind> = read_text(text).faults.iter().map(|fault| fault.kind).collect();
            assert_eq!(kinds, [kind], "{text}");
        }
    }
}
