//! What the rules look at.

use super::access::refused;
use super::allowance::{Remark, Remarked};
use super::danger::{self, Threat};
use super::placeholder::is_placeholder;
use super::policy::{self, PolicyChange};
use super::unknown::misspelt_root;
use super::{Carrier, Options};
use crate::catalogue::placement::{NodeMatch, Operation, Placed, Placement, ProviderMatch};
use crate::catalogue::{Catalogue, Node, NodeKind};
use crate::document::{
    Fault, FaultKind, Kind, Parsed, Text, ddf, service_indication, service_loading, syncml, wap, xml,
};
use crate::finding::{Source, Span, Spanned};

/// An input, read and made ready for the rules.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    /// What is asked.
    pub(super) options: &'a Options,
    /// Its text.
    pub(super) source: &'a Source,
    /// What is wrong with its form, by place.
    pub(super) faults: &'a [Fault],
    /// Comments that are meant to allow something and do not, with what is wrong.
    pub(super) slips: &'a [Spanned<String>],
    /// What it is.
    pub(super) model: &'a Model,
    /// What is known of providers.
    pub(super) catalogue: &'a Catalogue,
    /// Its groups and settings, laid over the catalogue.
    pub(super) placement: Placement<'a>,
    /// Which of them most rules look at.
    views: Views,
    /// The package that it came in, if it came in one.
    pub(super) carrier: Option<&'a Carrier>,
    /// Whether it came as WBXML.
    pub(super) is_binary: bool,
    /// The changes of security policies, in document order.
    pub(super) changes: Vec<PolicyChange>,
    /// What it does that cannot be undone from afar, in document order.
    pub(super) threats: Vec<Threat<'a>>,
}

/// The items that the rules ask for by kind, found once for all rules. Items are given by their index.
#[derive(Debug, Default)]
struct Views {
    roots: Vec<u32>,
    known: Vec<u32>,
    values: Vec<u32>,
    misfits: Vec<u32>,
}

impl Views {
    fn of(items: &[Placed<'_>], faults: &[Fault]) -> Self {
        let mut views = Self::default();
        // A text of which every place has a span has no more items than an index can tell.
        for (index, item) in (0u32..).zip(items) {
            if matches!(item.node, NodeMatch::Root) {
                views.roots.push(index);
            }
            match (&item.node, item.provider()) {
                (NodeMatch::Known(_), _) | (NodeMatch::Root, ProviderMatch::Known(_)) => {}
                _ => views.misfits.push(index),
            }
            let Some(node) = item.known_node() else { continue };
            views.known.push(index);
            if item.operation == Operation::Set
                && node.kind == NodeKind::Parm
                && let Some(value) = item.value()
                && !has_fault(faults, value.span)
                && !is_placeholder(&value.value)
                && refused(item).is_none()
            {
                views.values.push(index);
            }
        }
        views
    }
}

/// Whether a fault of form starts in this place. The faults are sorted by place.
fn has_fault(faults: &[Fault], place: Span) -> bool {
    let first = faults.partition_point(|fault| fault.span.start() < place.start());
    faults.get(first).is_some_and(|fault| fault.span.start() < place.end())
}

/// An input that was read.
#[derive(Debug)]
pub(super) struct Reading {
    /// What it is.
    pub(super) model: Model,
    /// What is wrong with its form, by place.
    pub(super) faults: Vec<Fault>,
    /// The comments that speak to the checker.
    pub(super) remarks: Vec<Remark>,
}

impl Reading {
    /// Reads a text, in which decoding found `faults` already.
    pub(super) fn of(source: &Source, mut faults: Vec<Fault>, limits: &xml::Limits) -> Self {
        let text = ddf::in_page(source.text());
        let root = xml::root_name(&text);
        let kind = root.as_ref().map_or(Kind::Other, |root| Kind::of_name(&root.value));
        let (parsed, remarks) = parsed(&text, kind, &mut faults, limits);
        let model = match (parsed.model, root) {
            (Some(model), _) => {
                faults.extend(parsed.faults);
                model
            }
            // A root that the grammar cannot make anything of has one fault: that it is something else.
            (None, Some(root)) => Model::Foreign(root),
            (None, None) => Model::Nothing,
        };
        // No device reads a description: what a device would stumble over does not matter.
        if matches!(model, Model::Ddf(_)) {
            faults.retain(|fault| fault.kind != FaultKind::ByteOrderMark);
        }
        faults.sort_by_key(|fault| fault.span);
        Self { model, faults, remarks }
    }

    /// Of a package without a document.
    pub(super) fn nothing() -> Self {
        Self { model: Model::Nothing, faults: Vec::new(), remarks: Vec::new() }
    }

    /// Of an input in which nothing could be read.
    pub(super) fn broken(fault: Fault) -> Self {
        Self { model: Model::Nothing, faults: vec![fault], remarks: Vec::new() }
    }
}

/// The model of a text that is in this format and the faults of its grammar; the comments in it that speak to the
/// checker.
fn parsed(
    text: &str,
    kind: Kind,
    faults: &mut Vec<Fault>,
    limits: &xml::Limits,
) -> (Parsed<Model>, Vec<Remark>) {
    match kind {
        // What is in none of the formats may be an excerpt of a document, or its root a slip.
        Kind::Wap | Kind::Other => {
            let (tree, reader, remarks) = made(text, wap::Reader::default(), faults, limits);
            (reader.finish(tree).map(Model::Wap), remarks)
        }
        Kind::SyncMl => {
            let (tree, reader, remarks) = made(text, syncml::Reader::default(), faults, limits);
            let parsed = match &tree {
                Some(tree) if reader.is_data_synchronisation() => {
                    let model = Model::DataSynchronisation(tree.root.name.span);
                    Parsed { model: Some(model), faults: Vec::new() }
                }
                _ => reader.finish(tree).map(|message| Model::SyncMl(Box::new(message))),
            };
            (parsed, remarks)
        }
        Kind::DeviceDescription => {
            in_tree(text, ddf::read, |tree| Model::Ddf(Box::new(tree)), faults, limits)
        }
        Kind::ServiceIndication => {
            in_tree(text, service_indication::read, Model::ServiceIndication, faults, limits)
        }
        Kind::ServiceLoading => in_tree(text, service_loading::read, Model::ServiceLoading, faults, limits),
    }
}

/// The same for a small format, which is read as a tree first.
fn in_tree<T>(
    text: &str,
    read: fn(&xml::Tree) -> Parsed<T>,
    model: fn(T) -> Model,
    faults: &mut Vec<Fault>,
    limits: &xml::Limits,
) -> (Parsed<Model>, Vec<Remark>) {
    let (tree, _, remarks) = made(text, xml::ToTree, faults, limits);
    let parsed = tree.map_or(Parsed { model: None, faults: Vec::new() }, |tree| read(&tree).map(model));
    (parsed, remarks)
}

/// What was made of a text, what made it, and the comments in it that speak to the checker.
fn made<M: xml::Make>(
    text: &str,
    make: M,
    faults: &mut Vec<Fault>,
    limits: &xml::Limits,
) -> (Option<xml::Tree<M::Node>>, M, Vec<Remark>) {
    let mut make = Remarked::new(make);
    let parsed = xml::make(text, limits, &mut make);
    faults.extend(parsed.faults);
    let (make, remarks) = make.finish(parsed.model.as_ref());
    (parsed.model, make, remarks)
}

/// The documents that the rules know.
#[derive(Debug)]
pub(super) enum Model {
    /// A wap-provisioningdoc.
    Wap(wap::Document),
    /// A SyncML message.
    SyncMl(Box<syncml::Message>),
    /// A device description.
    Ddf(Box<ddf::Tree>),
    /// A service indication.
    ServiceIndication(service_indication::ServiceIndication),
    /// A service loading.
    ServiceLoading(service_loading::ServiceLoading),
    /// A SyncML message of data synchronisation (OMA DS), with the place of its root's name.
    DataSynchronisation(Span),
    /// Some other XML document: the name of its root.
    Foreign(Spanned<Text>),
    /// Nothing that could be read.
    Nothing,
}

impl<'a> Subject<'a> {
    /// Lays a document over the catalogue.
    pub(super) fn new(
        source: &'a Source,
        reading: &'a Reading,
        slips: &'a [Spanned<String>],
        catalogue: &'a Catalogue,
        options: &'a Options,
        carrier: Option<&'a Carrier>,
    ) -> Self {
        let Reading { model, faults, .. } = reading;
        let placement = match model {
            Model::Wap(document) => Placement::of_wap(document, catalogue),
            Model::SyncMl(message) => Placement::of_syncml(message, catalogue),
            Model::Ddf(_)
            | Model::ServiceIndication(_)
            | Model::ServiceLoading(_)
            | Model::DataSynchronisation(_)
            | Model::Foreign(_)
            | Model::Nothing => Placement { items: Vec::new() },
        };
        let changes = policy::changes(&placement.items);
        let threats = danger::threats(&placement.items, &changes, catalogue, options, carrier);
        let views = Views::of(&placement.items, faults);
        let is_binary = false;
        Self {
            options,
            source,
            faults,
            slips,
            model,
            catalogue,
            placement,
            views,
            carrier,
            is_binary,
            changes,
            threats,
        }
    }

    /// The groups and settings, in document order: a group before what is in it.
    pub(super) fn items(&self) -> &[Placed<'a>] {
        &self.placement.items
    }

    /// The items whose node is known, with it: what the facts of the catalogue can be held against.
    pub(super) fn known(&self) -> impl Iterator<Item = (&Placed<'a>, &'a Node)> {
        self.views.known.iter().filter_map(|index| {
            let item = self.item(*index);
            Some((item, item.known_node()?))
        })
    }

    /// The settings that are set to a value, with what is known of them. A value with a fault of form is not among
    /// them, nor is one that is still to be filled in: what was meant is not known, and the fault is told. Nor is that
    /// of a setting that cannot be set.
    pub(super) fn values(&self) -> impl Iterator<Item = (&Placed<'a>, &'a Node, &'a Spanned<Text>)> {
        self.views.values.iter().filter_map(|index| {
            let item = self.item(*index);
            Some((item, item.known_node()?, item.value()?))
        })
    }

    /// Where passwords and keys stand, also those that are not of their form.
    pub(super) fn secrets(&self) -> Vec<Span> {
        let is_secret = |item: &&Placed<'a>| item.known_node().is_some_and(|node| node.secret);
        self.items().iter().filter(is_secret).filter_map(|item| Some(item.value()?.span)).collect()
    }

    /// The items that are not simply known: slips, names at the wrong place, what is not known.
    pub(super) fn misfits(&self) -> impl Iterator<Item = &Placed<'a>> {
        self.views.misfits.iter().map(|index| self.item(*index))
    }

    /// Whether a fault of form starts in this place.
    pub(super) fn has_fault(&self, place: Span) -> bool {
        has_fault(self.faults, place)
    }

    fn item(&self, index: u32) -> &Placed<'a> {
        &self.placement.items[index as usize]
    }

    /// The message, if it is one.
    pub(super) fn message(&self) -> Option<&'a syncml::Message> {
        match self.model {
            Model::SyncMl(message) => Some(message),
            Model::Wap(_)
            | Model::Ddf(_)
            | Model::ServiceIndication(_)
            | Model::ServiceLoading(_)
            | Model::DataSynchronisation(_)
            | Model::Foreign(_)
            | Model::Nothing => None,
        }
    }

    /// The items that are providers' roots, or stand where one should.
    pub(super) fn roots(&self) -> impl Iterator<Item = &Placed<'a>> {
        self.views.roots.iter().map(|index| self.item(*index))
    }

    /// The sections whose provider is a guess, since the name is only like a known one, and not so much that it must be
    /// a slip for it. They do not overlap.
    pub(super) fn guessed_sections(&self) -> impl Iterator<Item = &Placed<'a>> {
        self.roots().filter(|item| {
            matches!(item.provider(), ProviderMatch::Unknown { nearest: Some(nearest) }
                if !nearest.eq_ignore_ascii_case(item.name.value.trim()))
                && misspelt_root(item).is_none()
        })
    }

    /// Whether an element has no name at all, which is a fault of form already.
    pub(super) fn is_nameless(&self, item: &Placed<'_>) -> bool {
        let missing = |fault: &&Fault| fault.kind == FaultKind::MissingAttribute;
        item.name.value.is_empty()
            && self.faults.iter().filter(missing).any(|fault| {
                item.span().start() <= fault.span.start() && fault.span.end() <= item.span().end()
            })
    }

    /// The item around another.
    pub(super) fn around(&self, item: &Placed<'a>) -> Option<&Placed<'a>> {
        self.placement.around(item)
    }

    /// The items directly inside the one with this index.
    pub(super) fn inside(&self, index: usize) -> impl Iterator<Item = &Placed<'a>> {
        self.placement.inside(index)
    }
}

impl Model {
    /// The address of the page that a fault of this kind goes against.
    pub(super) fn grammar_page(&self, kind: FaultKind) -> Option<&'static str> {
        match (kind, self) {
            (FaultKind::Syntax | FaultKind::EntityDeclaration | FaultKind::DocumentType, _) => {
                Some("https://www.w3.org/TR/xml/")
            }
            (FaultKind::Binary, _) => Some("https://www.w3.org/TR/wbxml/"),
            (FaultKind::Depth, _) => None,
            (_, Self::Ddf(_)) => Some(
                "https://learn.microsoft.com/en-us/windows/client-management/mdm/configuration-service-provider-ddf",
            ),
            (_, Self::ServiceIndication(_)) => {
                Some("https://learn.microsoft.com/en-us/previous-versions/bb415567(v=msdn.10)")
            }
            (_, Self::ServiceLoading(_)) => {
                Some("https://learn.microsoft.com/en-us/previous-versions/bb415365(v=msdn.10)")
            }
            (
                FaultKind::Encoding
                | FaultKind::Utf16
                | FaultKind::DeclaredEncoding
                | FaultKind::ByteOrderMark,
                _,
            )
            | (_, Self::Wap(_)) => {
                Some("https://learn.microsoft.com/en-us/previous-versions/bb737266(v=msdn.10)")
            }
            (_, Self::SyncMl(_)) => Some(
                "https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-mdm/221ba29e-f0da-4b04-af9e-42f8631aea68",
            ),
            (_, Self::DataSynchronisation(_) | Self::Foreign(_) | Self::Nothing) => None,
        }
    }
}
