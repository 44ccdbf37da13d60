//! What a device said of itself, and what of that could not be taken.

use std::collections::BTreeMap;

use super::{StoredCertificate, has};
use crate::catalogue::policies::Policies;
use crate::terms::{DeviceClass, Release};

/// What a device said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Its policies: number and value.
    pub policies: BTreeMap<u32, u32>,
    /// The certificates of its stores.
    pub certificates: Vec<StoredCertificate>,
    /// What was not taken, in the order of the lines.
    pub not_taken: Vec<NotTaken>,
}

/// Something that stands in an answer and says nothing that a profile could have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotTaken {
    /// Its line, from 1.
    pub line: usize,
    /// Why it was not taken.
    pub why: String,
}

impl Answer {
    /// Whether it says nothing at all of the device.
    pub fn is_empty(&self) -> bool {
        self.policies.is_empty() && self.certificates.is_empty()
    }
}

/// An answer that is being read: facts with their lines.
#[derive(Default)]
pub(super) struct Reading {
    policies: Vec<(usize, u32, u32)>,
    certificates: Vec<(usize, StoredCertificate)>,
    not_taken: Vec<NotTaken>,
}

impl Reading {
    pub(super) fn policy(&mut self, line: usize, id: u32, value: u32) {
        self.policies.push((line, id, value));
    }

    pub(super) fn certificate(&mut self, line: usize, certificate: StoredCertificate) {
        self.certificates.push((line, certificate));
    }

    pub(super) fn not_taken(&mut self, line: usize, why: impl Into<String>) {
        self.not_taken.push(NotTaken { line, why: why.into() });
    }

    /// The facts that a device of the release and class can have, and that nothing else in the answer contradicts.
    pub(super) fn answer(mut self, release: Release, class: DeviceClass) -> Answer {
        let mut answer = Answer::default();
        self.take_policies(release, class, &mut answer);
        self.take_certificates(&mut answer);
        self.not_taken.sort();
        Answer { not_taken: self.not_taken, ..answer }
    }

    fn take_policies(&mut self, release: Release, class: DeviceClass, answer: &mut Answer) {
        let told = std::mem::take(&mut self.policies);
        for &(line, id, value) in &told {
            let policy = Policies::builtin().get(id).filter(|policy| has(policy, release));
            let fits = match policy {
                Some(policy) => policy.fits(value, class),
                None => Err(format!("{release} has no policy {id}")),
            };
            let other = told.iter().find(|(_, other, told)| *other == id && *told != value);
            match (fits, other) {
                (Err(why), _) => self.not_taken(line, why),
                (Ok(()), Some((other, _, told))) => self.not_taken(
                    line,
                    format!("policy {id} is {value} here and {told} in line {other}: neither is taken"),
                ),
                (Ok(()), None) => {
                    answer.policies.insert(id, value);
                }
            }
        }
    }

    /// A certificate stands in a store once; with two roles, neither is known.
    fn take_certificates(&mut self, answer: &mut Answer) {
        for (line, found) in std::mem::take(&mut self.certificates) {
            let same =
                |one: &&mut StoredCertificate| (one.store, one.thumbprint) == (found.store, found.thumbprint);
            match answer.certificates.iter_mut().find(same) {
                None => answer.certificates.push(found),
                Some(known) if known.role == found.role => {}
                Some(known) => {
                    known.role = None;
                    let why = format!(
                        "{} {} has another Role than before: neither is taken",
                        found.store, found.thumbprint
                    );
                    self.not_taken(line, why);
                }
            }
        }
    }
}
