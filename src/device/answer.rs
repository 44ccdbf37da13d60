//! What a device said of itself, and what of that could not be taken.

use std::collections::BTreeMap;

use super::{PolicyState, StoredCertificate, documented, has};
use crate::catalogue::policies::Policies;
use crate::terms::{DeviceClass, Release};

/// What a device said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Its policies: number and value; `None`: it did not tell the value so that it could be taken.
    pub policies: BTreeMap<u32, Option<u32>>,
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
    /// Of how many policies of a release it speaks, and how many there are.
    pub fn coverage(&self, release: Release) -> (usize, usize) {
        let of_release = || Policies::builtin().all.iter().filter(|policy| has(policy, release));
        let told = of_release().filter(|policy| self.policies.contains_key(&policy.id)).count();
        (told, of_release().count())
    }

    /// Whether it says nothing at all of the device.
    pub fn is_empty(&self) -> bool {
        self.policies.values().all(Option::is_none) && self.certificates.is_empty()
    }
}

/// An answer that is being read: facts with their lines.
#[derive(Default)]
pub(super) struct Reading {
    policies: Vec<(usize, u32, Told)>,
    certificates: Vec<(usize, StoredCertificate)>,
    not_taken: Vec<NotTaken>,
}

/// What an answer says of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// That it has this value.
    Value(u32),
    /// That the device has none.
    NotThere,
    /// Nothing that could be taken, which was said.
    Nothing,
}

impl Reading {
    pub(super) fn policy(&mut self, line: usize, id: u32, told: Told) {
        self.policies.push((line, id, told));
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

    /// Of a policy that was asked for and not told the documented default would be a guess.
    fn take_policies(&mut self, release: Release, class: DeviceClass, answer: &mut Answer) {
        let all = std::mem::take(&mut self.policies);
        for &(line, id, told) in &all {
            let Some(policy) = Policies::builtin().get(id).filter(|policy| has(policy, release)) else {
                if told != Told::Nothing {
                    self.not_taken(line, format!("{release} has no policy {id}"));
                }
                continue;
            };
            let other = all.iter().find(|(_, other, elsewhere)| *other == id && *elsewhere != told);
            let value = match (told, other) {
                (Told::Value(value), Some((other, _, Told::Value(elsewhere)))) => Err(Some(format!(
                    "policy {id} is {value} here and {elsewhere} in line {other}: neither is taken"
                ))),
                (_, Some(_)) => Err(None),
                (Told::Value(value), None) => policy.fits(value, class).map(|()| value).map_err(Some),
                // So are devices shipped.
                (Told::NotThere, None)
                    if matches!(documented(policy, release, class), PolicyState::Unset { .. }) =>
                {
                    continue;
                }
                (Told::NotThere, None) => {
                    Err(Some(format!("the device has no policy {id}, and no page says what it does without")))
                }
                (Told::Nothing, None) => Err(None),
            };
            if let Err(Some(why)) = &value {
                self.not_taken(line, why);
            }
            answer.policies.insert(id, value.ok());
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
