//! The namespaces of a message: that of the root says the version, the children of `Meta` belong to others.

use std::borrow::Cow;

use super::super::fault::Faults;
use super::super::xml::{Attribute, Element};
use super::super::{Fault, FaultKind};
use super::Version;
use super::grammar::{METINF, METINF_ELEMENTS, MICROSOFT};

/// What the root of a message declares.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    /// The attributes of the root.
    declared: Vec<Attribute>,
}

impl Namespaces {
    /// Those that this root declares.
    pub(super) fn of(root: &Element, faults: &mut Faults) -> Self {
        check_microsoft(root, faults);
        Self { declared: root.attributes.clone() }
    }

    /// Each prefix is declared somewhere around, and the parts of a message belong where its root does. In a fragment the
    /// message around may declare what is missing. The last of `open` is the element; it is a `part` if the grammar
    /// gives it its place.
    pub(super) fn check(open: &[Element], is_part: bool, faults: &mut Faults) {
        let [root, around @ .., element] = open else { return };
        let written = element.name.value.as_str();
        let (namespace, prefix) = (namespace_of(open), prefix_of(written));
        match (namespace, prefix) {
            (None, Some(prefix)) if root.local_name() == "SyncML" => {
                let message = format!("the prefix of `{written}` is declared nowhere");
                let meant = if prefix == "msft" { MICROSOFT } else { "…" };
                let help = format!("write `xmlns:{prefix}=\"{meant}\"` in `{}`", root.name.value);
                return faults.tell(FaultKind::Namespace, element.name.span, message, help);
            }
            (None, Some(_)) => return,
            (_, _) => {}
        }
        let is_inherited = namespace == namespace_of(&open[..=around.len()]);
        let is_right = match namespace_of(&open[..1]) {
            Some(of_root) => namespace == Some(of_root),
            None => namespace.is_none_or(|own| Version::ALL.iter().any(|version| version.namespace() == own)),
        };
        if is_part && !is_inherited && !is_right {
            let message = match namespace.filter(|namespace| !namespace.is_empty()) {
                Some(namespace) => {
                    format!("`{written}` is in the namespace `{namespace}`, `{}` is not", root.name.value)
                }
                None => format!("`{written}` is in no namespace, `{}` is in one", root.name.value),
            };
            let help =
                "leave `xmlns` out of it: what stands in a message belongs to the namespace of its root";
            faults.tell(FaultKind::Namespace, element.name.span, message, help);
        }
    }

    /// The children of `Meta` belong to another namespace than all around them.
    pub(super) fn check_meta(&self, meta: &Element, faults: &mut Faults) {
        for child in meta.elements() {
            check_microsoft(child, faults);
            let written = child.name.value.as_str();
            let attribute = match written.rsplit_once(':') {
                Some((prefix, _)) => format!("xmlns:{prefix}"),
                None => "xmlns".to_owned(),
            };
            let inherited = || self.declared.iter().find(|declared| declared.name.value == attribute);
            let declared = child.attribute(&attribute).or_else(|| meta.attribute(&attribute));
            let is_its_own = |namespace: &str| namespace == METINF || namespace == MICROSOFT;
            let (place, is_right) = match declared {
                Some(declared) => (declared.value.span, is_its_own(&declared.value.value)),
                // A prefix that the root does not declare may be declared in between.
                None if attribute != "xmlns" => continue,
                None => (child.name.span, inherited().is_some_and(|root| is_its_own(&root.value.value))),
            };
            let is_prefixed = attribute != "xmlns";
            if !is_right && (!is_prefixed || METINF_ELEMENTS.contains(&child.local_name())) {
                let message = format!("`{written}` is not in the namespace `{METINF}`");
                let help = format!("write `{attribute}=\"{METINF}\"` in it");
                faults.tell(FaultKind::Namespace, place, message, help);
            }
        }
    }
}

fn prefix_of(name: &str) -> Option<&str> {
    name.rsplit_once(':').map(|(prefix, _)| prefix).filter(|prefix| *prefix != "xml")
}

/// The namespace of the last of these elements, each inside the one before; `None` where none is declared.
fn namespace_of(open: &[Element]) -> Option<&str> {
    let element = open.last()?;
    let attribute = match prefix_of(&element.name.value) {
        Some(prefix) => Cow::Owned(format!("xmlns:{prefix}")),
        None => Cow::Borrowed("xmlns"),
    };
    let declared = open.iter().rev().find_map(|around| around.attribute(&attribute))?;
    Some(declared.value.value.as_str())
}

/// The version that the namespace of the root says, or is meant to say.
pub(super) fn version(root: &Element, faults: &mut Faults) -> Option<Version> {
    let declared = match root.name.value.rsplit_once(':') {
        Some((prefix, _)) => root.attribute(&format!("xmlns:{prefix}")),
        None => root.attribute("xmlns"),
    };
    let Some(declared) = declared else {
        let message = "`SyncML` has no namespace";
        let help = "write `xmlns=\"SYNCML:SYNCML1.2\"` in it, or `SYNCML:SYNCML1.1` for OMA DM 1.1.2";
        faults.tell(FaultKind::Namespace, root.name.span, message, help);
        return None;
    };
    let namespace = declared.value.value.as_str();
    let exact = Version::ALL.into_iter().find(|version| version.namespace() == namespace);
    if exact.is_some() {
        return exact;
    }
    let packed: String = namespace.split_whitespace().collect();
    let meant = Version::ALL.into_iter().find(|version| version.namespace().eq_ignore_ascii_case(&packed));
    let message = format!("`{namespace}` is no namespace of SyncML");
    let help = match meant {
        Some(meant) => format!("write `{}`, exactly so", meant.namespace()),
        None => "write `SYNCML:SYNCML1.2`, or `SYNCML:SYNCML1.1` for OMA DM 1.1.2, exactly so".to_owned(),
    };
    let fault = Fault::new(FaultKind::AttributeValue, declared.value.span, message);
    faults.push(fault.with_help(help).with_repair(meant.map(Version::namespace)));
    meant
}

/// Microsoft's namespace is an address that is never looked up, and so a text to be written exactly; web pages show it
/// with `https`.
fn check_microsoft(element: &Element, faults: &mut Faults) {
    let bare = |address: &str| address.split_once("://").map(|(_, rest)| rest.to_ascii_lowercase());
    let prefixes = element.attributes.iter().filter(|attribute| attribute.name.value.starts_with("xmlns:"));
    for attribute in prefixes {
        let namespace = attribute.value.value.as_str();
        if namespace != MICROSOFT && bare(namespace) == bare(MICROSOFT) {
            let message = format!("`{namespace}` is not the namespace of Microsoft's properties");
            let fault = Fault::new(FaultKind::Namespace, attribute.value.span, message)
                .with_help(format!("write `{MICROSOFT}`, exactly so"));
            faults.push(fault.with_repair(Some(MICROSOFT)));
        }
    }
}
