//! What the installer finds in a package: the document that it hands on, or the installation data of a program
//! (<https://learn.microsoft.com/en-us/previous-versions/bb737398(v=msdn.10)>).

use super::advice::Step as Then;
use super::walk::Walk;
use super::{Gate, PackageFacts};
use crate::document::Model;
use crate::package::{DOCUMENT_NAME, PackageKind};

/// What is damaged no device takes apart, whoever signed it.
pub(super) fn damage(walk: &mut Walk<'_>, facts: &PackageFacts) {
    if let Some(damage) = &facts.damage {
        walk.refuses(Gate::Content, format!("the package is damaged: {damage}"), None);
    }
}

/// Asks what is in a package. Programs for Pocket PC 2003 come without a document.
pub(super) fn ask(walk: &mut Walk<'_>, facts: &PackageFacts) {
    let other = facts.other_file.as_deref().filter(|_| facts.kind == PackageKind::Cpf);
    if let Some(name) = other {
        let said = format!("a .cpf holds {DOCUMENT_NAME} and nothing else; this one has `{name}`");
        walk.refuses(Gate::Content, said, None);
        walk.advise("bring it as a .cab, which may have other files", Then::Cab);
        return;
    }
    match walk.case.model() {
        None if walk.case.unread.is_none() && !facts.has_installation_data => {
            let said = format!("there is no {DOCUMENT_NAME} at its root, so that nothing is installed");
            walk.refuses(Gate::Content, said, None);
        }
        // https://learn.microsoft.com/en-us/previous-versions/bb158518(v=msdn.10)
        Some(Model::SyncMl(_)) => {
            let said = format!(
                "its {DOCUMENT_NAME} is a SyncML message; the installer hands on a wap-provisioningdoc only"
            );
            walk.refuses(Gate::Content, said, None);
            if let Some((_, model)) = walk.case.in_other_model(walk.catalogue) {
                let said = "pack what `provsmith convert --as wap` makes of the message";
                walk.advise(said, Then::InModel(Box::new(model)));
            }
        }
        None | Some(Model::Wap(_)) => {}
    }
}
