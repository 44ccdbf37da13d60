//! What the rules look at.

use super::Options;
use crate::document::{Fault, FaultKind, Kind, Parsed, syncml, wap, xml};
use crate::finding::Source;

/// An input, read and made ready for the rules.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    /// The text.
    pub(super) source: &'a Source,
    /// What is asked.
    pub(super) options: &'a Options,
    /// What is wrong with its form, by place.
    pub(super) faults: Vec<Fault>,
    /// What it is.
    pub(super) model: Model,
}

/// The documents that the rules know.
#[derive(Debug)]
pub(super) enum Model {
    /// A wap-provisioningdoc.
    Wap(wap::Document),
    /// A SyncML message.
    SyncMl(Box<syncml::Message>),
    /// Some other XML document: its root element, for the rule that says so.
    Foreign(xml::Element),
    /// Nothing that could be read.
    Nothing,
}

impl<'a> Subject<'a> {
    /// Reads the text; `faults` are those of its bytes.
    pub(super) fn read(source: &'a Source, mut faults: Vec<Fault>, options: &'a Options) -> Self {
        let parsed = xml::parse(source.text(), &options.limits);
        faults.extend(parsed.faults);
        let model = parsed.model.map_or(Model::Nothing, |tree| Model::of(tree, &mut faults));
        faults.sort_by_key(|fault| fault.span);
        Self { source, options, faults, model }
    }
}

impl Model {
    /// What a tree is; the faults of its grammar are added to `faults`.
    fn of(tree: xml::Tree, faults: &mut Vec<Fault>) -> Self {
        match Kind::of(&tree.root) {
            Kind::Wap | Kind::Other => Self::of_parsed(wap::read(&tree), Self::Wap, tree, faults),
            Kind::SyncMl => {
                Self::of_parsed(syncml::read(&tree), |message| Self::SyncMl(Box::new(message)), tree, faults)
            }
            Kind::ServiceIndication | Kind::ServiceLoading | Kind::DeviceDescription => {
                Self::Foreign(tree.root)
            }
        }
    }

    /// A root that the grammar cannot make anything of has one fault: that it is something else.
    fn of_parsed<T>(
        parsed: Parsed<T>,
        model: fn(T) -> Self,
        tree: xml::Tree,
        faults: &mut Vec<Fault>,
    ) -> Self {
        match parsed.model {
            Some(read) => {
                faults.extend(parsed.faults);
                model(read)
            }
            None => Self::Foreign(tree.root),
        }
    }

    /// The address of the page that a fault of this kind goes against.
    pub(super) fn grammar_page(&self, kind: FaultKind) -> Option<&'static str> {
        match (kind, self) {
            (FaultKind::Syntax | FaultKind::EntityDeclaration, _) => Some("https://www.w3.org/TR/xml/"),
            (FaultKind::Depth, _) => None,
            (FaultKind::Encoding | FaultKind::ByteOrderMark, _) | (_, Self::Wap(_)) => {
                Some("https://learn.microsoft.com/en-us/previous-versions/bb737266(v=msdn.10)")
            }
            (_, Self::SyncMl(_)) => Some(
                "https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-mdm/221ba29e-f0da-4b04-af9e-42f8631aea68",
            ),
            (_, Self::Foreign(_) | Self::Nothing) => None,
        }
    }
}
