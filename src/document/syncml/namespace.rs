//! The namespaces of a message: that of the root says the version, the children of `Meta` belong to others.

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
