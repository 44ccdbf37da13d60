//! Asking a device itself: the document that asks, and what its answer says.

use super::answer::{Answer, Reading, Told};
use super::{Basis, CertificateStore, StoredCertificate, has};
use crate::catalogue::policies::Policies;
use crate::document::wap::{Characteristic, Document, Form, Node, Parm};
use crate::document::xml::Parsed;
use crate::document::{Fault, FaultKind};
use crate::finding::{Source, Span};
use crate::terms::{DeviceClass, Release, RoleMask, Thumbprint};

/// The document that asks a device of a release for its policies and for the entries of its stores. That the stores
/// answer with all that is in them is not documented; nobody who asks knows the names to ask for one by one.
pub fn document(release: Release) -> String {
    let policies = Policies::builtin().all.iter().filter(|policy| has(policy, release));
    let policies: String =
        policies.map(|policy| format!("    <parm-query name=\"{}\"/>\n", policy.id)).collect();
    let stores = CertificateStore::ALL.into_iter().filter(|store| *store != CertificateStore::My);
    let stores: String = stores
        .map(|store| format!("    <characteristic-query type=\"{store}\" recursive=\"true\"/>\n"))
        .collect();
    format!(
        "<wap-provisioningdoc>\n  <characteristic type=\"SecurityPolicy\">\n{policies}  </characteristic>\n  \
         <!-- provsmith: allow recursive-unsupported which certificates there are only the device can tell -->\n  \
         <characteristic type=\"CertificateStore\">\n{stores}  </characteristic>\n</wap-provisioningdoc>\n"
    )
}

impl Answer {
    /// What a device of the release says in its reply. What it does not have is not in it; what it did not tell, or
    /// told in a way that says nothing, is among what was not taken.
    pub fn of_reply(source: &Source, reply: &Parsed<Document>, release: Release, class: DeviceClass) -> Self {
        let mut reader = ReplyReader { source, reading: Reading::default() };
        reply.faults.iter().filter(|fault| loses_something(fault)).for_each(|fault| reader.fault(fault));
        for node in reply.model.iter().flat_map(|reply| &reply.children) {
            if let Some(section) = reader.group(node) {
                match section.kind.value.as_str() {
                    "SecurityPolicy" => section.children.iter().for_each(|node| reader.policy(node)),
                    "CertificateStore" => section.children.iter().for_each(|node| reader.store(node)),
                    _ => {}
                }
            }
        }
        reader.reading.answer(release, class)
    }
}

/// Text that is in the way, or another encoding, loses nothing of the reply; forms of answers belong into one.
fn loses_something(fault: &Fault) -> bool {
    use FaultKind::{ByteOrderMark, DeclaredEncoding, Encoding, ResponseForm, Text, Utf16};
    !matches!(fault.kind, ByteOrderMark | DeclaredEncoding | Encoding | ResponseForm | Text | Utf16)
}

/// A reply under way.
struct ReplyReader<'a> {
    source: &'a Source,
    reading: Reading,
}

impl ReplyReader<'_> {
    fn line(&self, place: Span) -> usize {
        self.source.place(place.start()).line
    }

    fn not_taken(&mut self, place: Span, why: impl Into<String>) {
        self.reading.not_taken(self.line(place), why);
    }

    fn fault(&mut self, fault: &Fault) {
        self.not_taken(fault.span, fault.message.clone());
    }

    /// What the element is called, if the device has it.
    fn is_there(&mut self, form: Form, place: Span, name: &str) -> bool {
        match form {
            Form::Set => return true,
            Form::Remove => {}
            Form::Query => self.not_taken(place, format!("`{name}` is still a question, and no answer")),
            Form::SetError | Form::RemoveError | Form::QueryError => {
                self.not_taken(place, format!("the device gave an error for `{name}`, and not its value"));
            }
        }
        false
    }

    /// A group that the device has.
    fn group<'n>(&mut self, node: &'n Node) -> Option<&'n Characteristic> {
        let Node::Characteristic(group) = node else { return None };
        self.is_there(group.form, group.kind.span, &group.kind.value).then_some(group)
    }

    /// A setting that it has.
    fn parm<'n>(&mut self, node: &'n Node) -> Option<&'n Parm> {
        let Node::Parm(parm) = node else { return None };
        self.is_there(parm.form, parm.name.span, &parm.name.value).then_some(parm)
    }

    fn policy(&mut self, node: &Node) {
        let Node::Parm(parm) = node else { return };
        let (name, place) = (parm.name.value.as_str(), parm.name.span);
        let Ok(id) = name.trim().parse() else {
            return self.not_taken(place, format!("`{name}` is no policy: those have decimal numbers"));
        };
        let told = if !self.is_there(parm.form, place, name) {
            if parm.form == Form::Remove { Told::NotThere } else { Told::Nothing }
        } else {
            let value = parm.value.as_ref().map(|value| value.value.as_str().trim());
            self.value_of_policy(place, id, value).map_or(Told::Nothing, Told::Value)
        };
        self.reading.policy(self.line(place), id, told);
    }

    fn value_of_policy(&mut self, place: Span, id: u32, value: Option<&str>) -> Option<u32> {
        let number = value.and_then(|value| value.parse().ok());
        match value {
            None => self.not_taken(place, format!("policy {id} has no value")),
            Some(value) if number.is_none() => {
                self.not_taken(place, format!("`{value}`, for policy {id}, is no decimal number"));
            }
            Some(_) => {}
        }
        number
    }

    fn store(&mut self, node: &Node) {
        let Some(group) = self.group(node) else { return };
        let name = group.kind.value.as_str();
        match CertificateStore::ALL.into_iter().find(|store| store.name().eq_ignore_ascii_case(name)) {
            Some(store) => self.certificates(store, group),
            None => self.not_taken(group.kind.span, format!("`{name}` is no store that profiles have")),
        }
    }

    /// Certificates stand in the store itself, or in its segments `User` and `System`.
    fn certificates(&mut self, store: CertificateStore, group: &Characteristic) {
        for node in &group.children {
            let Some(inside) = self.group(node) else { continue };
            let name = inside.kind.value.as_str();
            match name.parse::<Thumbprint>() {
                Ok(thumbprint) => {
                    // Only SPC acts upon the role.
                    let role = if store == CertificateStore::Spc { self.role(inside) } else { None };
                    let found = StoredCertificate { store, thumbprint, role, basis: Basis::Queried };
                    self.reading.certificate(self.line(inside.kind.span), found);
                }
                Err(_) if matches!(name, "User" | "System") => self.certificates(store, inside),
                Err(_) => self.not_taken(inside.kind.span, format!("`{name}` is no thumbprint")),
            }
        }
    }

    /// The roles of an entry of SPC, which gives nothing where the device has none; `None`: they were not told.
    fn role(&mut self, entry: &Characteristic) -> Option<RoleMask> {
        let is_role =
            |node: &&Node| matches!(node, Node::Parm(parm) if parm.name.value.eq_ignore_ascii_case("Role"));
        let node = entry.children.iter().find(is_role)?;
        let has_none = matches!(node, Node::Parm(parm) if parm.form == Form::Remove);
        let Some(parm) = self.parm(node) else { return has_none.then_some(RoleMask::NONE) };
        let value = parm.value.as_ref().map(|value| value.value.as_str().trim()).unwrap_or_default();
        let role = value.parse().ok();
        if role.is_none() {
            self.not_taken(parm.name.span, format!("`{value}`, for Role, is no role mask"));
        }
        role
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::document::{Limits, wap};

    #[test]
    fn the_question_is_a_document_with_every_policy_of_the_release() {
        let text = document(Release::Wm61);
        assert!(wap::parse(&Source::new("query", text.as_str()), &Limits::default()).faults.is_empty());
        assert!(text.contains("<parm-query name=\"4119\"/>") && !text.contains("4107"), "{text}");
    }

    #[test]
    fn what_the_device_does_not_have_is_not_taken_for_a_value() {
        let text = r#"<wap-provisioningdoc><characteristic type="SecurityPolicy"><parm name="4101" value="16"/>
            <noparm name="4124"/><parm-query-error name="4119"/></characteristic>
            <characteristic type="CertificateStore"><characteristic type="SPC">
            <characteristic type="657141E1A69F18F7F6B3DA9385D62135A7C6053B"><parm name="Role" value="222"/></characteristic>
            </characteristic><nocharacteristic type="CA"/></characteristic></wap-provisioningdoc>"#;
        let source = Source::new("reply", text);
        let answer = Answer::of_reply(
            &source,
            &wap::parse(&source, &Limits::default()),
            Release::Wm61,
            DeviceClass::Standard,
        );
        assert_eq!(answer.policies, BTreeMap::from([(4101, Some(16)), (4119, None), (4124, None)]));
        assert_eq!(answer.certificates[0].role.map(|role| role.bits()), Some(222));
        assert_eq!(answer.certificates.len(), 1);
    }
}
