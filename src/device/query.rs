//! Asking a device itself: the document that asks, and what its answer says.

use std::collections::BTreeMap;

use super::{Basis, CertificateStore, StoredCertificate, has};
use crate::catalogue::policies::Policies;
use crate::document::wap::{Characteristic, Document, Form, Node};
use crate::terms::{Release, Thumbprint};

/// What a device said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Its policies: number and value.
    pub policies: BTreeMap<u32, u32>,
    /// The certificates of its stores.
    pub certificates: Vec<StoredCertificate>,
}

/// The document that asks a device of a release for its policies and for the entries of its stores.
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
         <characteristic type=\"CertificateStore\">\n{stores}  </characteristic>\n</wap-provisioningdoc>\n"
    )
}

impl Answer {
    /// What a device's reply says. What it does not have, or did not tell, is not in it.
    pub fn of_reply(reply: &Document) -> Self {
        let mut answer = Self::default();
        for section in groups(&reply.children) {
            match section.kind.value.as_str() {
                "SecurityPolicy" => answer.policies.extend(parms(section).filter_map(number_and_value)),
                "CertificateStore" => answer.add_stores(section),
                _ => {}
            }
        }
        answer
    }

    fn add_stores(&mut self, section: &Characteristic) {
        for group in groups(&section.children) {
            let name = group.kind.value.as_str();
            let Some(store) =
                CertificateStore::ALL.into_iter().find(|store| store.name().eq_ignore_ascii_case(name))
            else {
                continue;
            };
            self.add_certificates(store, group);
        }
    }

    /// Certificates stand in the store itself, or in its segments `User` and `System`.
    fn add_certificates(&mut self, store: CertificateStore, group: &Characteristic) {
        for inside in groups(&group.children) {
            let Ok(thumbprint) = inside.kind.value.as_str().parse::<Thumbprint>() else {
                if matches!(inside.kind.value.as_str(), "User" | "System") {
                    self.add_certificates(store, inside);
                }
                continue;
            };
            let told = parms(inside).find(|(name, _)| name.eq_ignore_ascii_case("Role"));
            let role = told.and_then(|(_, value)| value.parse().ok());
            // Only SPC acts upon the role; without it an entry there gives nothing.
            let role = (store == CertificateStore::Spc).then(|| role.unwrap_or_default());
            self.certificates.push(StoredCertificate { store, thumbprint, role, basis: Basis::Queried });
        }
    }
}

fn number_and_value((name, value): (&str, &str)) -> Option<(u32, u32)> {
    Some((name.parse().ok()?, value.parse().ok()?))
}

/// The groups that the device has.
fn groups(nodes: &[Node]) -> impl Iterator<Item = &Characteristic> {
    nodes.iter().filter_map(|node| match node {
        Node::Characteristic(group) if group.form == Form::Set => Some(group),
        _ => None,
    })
}

/// The settings that it has: names and values.
fn parms(group: &Characteristic) -> impl Iterator<Item = (&str, &str)> {
    group.children.iter().filter_map(|node| match node {
        Node::Parm(parm) if parm.form == Form::Set => {
            Some((parm.name.value.as_str(), parm.value.as_ref()?.value.as_str().trim()))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, wap};
    use crate::finding::Source;

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
        let parsed = wap::parse(&Source::new("reply", text), &Limits::default());
        let answer = Answer::of_reply(&parsed.model.unwrap());
        assert_eq!(answer.policies, BTreeMap::from([(4101, 16)]));
        assert_eq!(answer.certificates[0].role.map(|role| role.bits()), Some(222));
        assert_eq!(answer.certificates.len(), 1);
    }
}
