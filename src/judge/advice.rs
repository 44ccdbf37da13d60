//! What would make an artifact pass. A gate that says no proposes changes; each is tried: the device is asked again with
//! it made, and where another gate then says no, with what that one proposes too. What does not lead to a yes is not
//! given as advice.

use serde::{Serialize, Serializer};

use super::judgement::{Judgement, Verdict};
use super::walk::{Delivery, walked};
use super::{Case, Chain, Link, Payload, Signature};
use crate::catalogue::Catalogue;
use crate::device::{Basis, CertificateStore, Fact, Profile, StoredCertificate};
use crate::terms::{Channel, RoleMask, Thumbprint};

/// How many changes are made one after the other before it is given up.
const MOST_STEPS: usize = 2;

/// The certificate of a signature that is yet to be made.
const NEW_SIGNER: [u8; 20] = [0xEE; 20];

/// Something that makes an artifact pass, in words. In reports it is its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    said: String,
    steps: Vec<Step>,
}

/// What is different then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A policy has this value.
    Policy(u32, u32),
    /// The certificates of the chain that SPC has, or else its root, have these roles there.
    InSpc(RoleMask),
    /// It is signed below a certificate that SPC has with these roles.
    Signed(RoleMask),
    /// It has no signature.
    Unsigned,
    /// Its certificates are valid by the clock of the device.
    InDate,
    /// Nothing in it is compressed.
    Uncompressed,
    /// It comes as text.
    AsText,
    /// The link is by a scheme over TLS.
    Secure,
    /// It comes another way.
    Channel(Channel),
    /// The push comes with these roles.
    Origin(RoleMask),
    /// The account of the management server has these roles.
    Account(RoleMask),
    /// What cannot stand beside others has documents of its own.
    Apart,
}

/// Changes of which the first that leads to a yes is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposal(Vec<Change>);

impl Proposal {
    pub(super) fn new(alternatives: impl IntoIterator<Item = (String, Step)>) -> Self {
        let change = |(said, step)| Change { said, steps: vec![step] };
        Self(alternatives.into_iter().map(change).collect())
    }
}

impl Change {
    /// It, in words.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// What is judged, as it is when the change is made.
    pub fn made(&self, case: &Case, profile: &Profile, delivery: &Delivery) -> (Case, Profile, Delivery) {
        let mut then = (case.clone(), profile.clone(), delivery.clone());
        self.steps.iter().for_each(|step| step.make(&mut then));
        then
    }

    fn and(mut self, next: Self) -> Self {
        self.said = format!("{}; then {}", self.said, next.said);
        self.steps.extend(next.steps);
        self
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.said)
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The proposals of a judgement that lead to a yes.
pub(super) fn of(
    judgement: &Judgement,
    case: &Case,
    profile: &Profile,
    delivery: &Delivery,
    catalogue: &Catalogue,
) -> Vec<Change> {
    let mut found = Vec::new();
    for proposal in &judgement.proposals {
        if let Some(change) = proposal.that_leads_on((case, profile, delivery), catalogue, MOST_STEPS)
            && !found.contains(&change)
        {
            found.push(change);
        }
    }
    found
}

impl Proposal {
    fn that_leads_on(
        &self,
        (case, profile, delivery): (&Case, &Profile, &Delivery),
        catalogue: &Catalogue,
        steps: usize,
    ) -> Option<Change> {
        self.0.iter().find_map(|change| {
            let (case, profile, delivery) = change.made(case, profile, delivery);
            let judged = walked(&case, &profile, &delivery, catalogue);
            if matches!(judged.verdict, Verdict::Installs | Verdict::Asks) {
                return Some(change.clone());
            }
            let steps = steps.checked_sub(1).filter(|left| *left > 0)?;
            let lead_on = |next: &Self| next.that_leads_on((&case, &profile, &delivery), catalogue, steps);
            judged.proposals.iter().find_map(lead_on).map(|next| change.clone().and(next))
        })
    }
}

impl Step {
    fn make(&self, (case, profile, delivery): &mut (Case, Profile, Delivery)) {
        match self {
            Self::Policy(id, value) => {
                profile.set_policy(*id, Fact { value: *value, basis: Basis::Declared });
            }
            Self::InSpc(roles) => {
                let Some(chain) = chain_of(case) else { return };
                let is_of_chain = |one: &Thumbprint| chain.links.iter().any(|link| link.thumbprint == *one);
                let stored: Vec<Thumbprint> = profile
                    .certificates
                    .iter()
                    .filter(|one| one.store == CertificateStore::Spc && is_of_chain(&one.thumbprint))
                    .map(|one| one.thumbprint)
                    .collect();
                let root = chain.links.last().map(|link| link.thumbprint);
                let meant = if stored.is_empty() { Vec::from_iter(root) } else { stored };
                meant.into_iter().for_each(|one| store(profile, one, *roles));
            }
            Self::Signed(roles) => {
                let link = Link { thumbprint: Thumbprint::of_digest(NEW_SIGNER), subject: String::new() };
                let links = vec![link];
                let chain = Chain { links, is_complete: true, doubts: Vec::new(), outdated: Vec::new() };
                *case = case.clone().signed_by(chain);
                store(profile, Thumbprint::of_digest(NEW_SIGNER), *roles);
            }
            Self::Unsigned => {
                if let Payload::Package(facts) = &mut case.payload {
                    facts.signature = Signature::None;
                }
            }
            Self::InDate => {
                if let Payload::Package(facts) = &mut case.payload
                    && let Signature::Good(chain) = &mut facts.signature
                {
                    chain.outdated.clear();
                }
            }
            Self::Uncompressed => {
                if let Payload::Package(facts) = &mut case.payload {
                    facts.is_compressed = false;
                }
            }
            Self::AsText => case.is_binary = false,
            Self::Secure => {
                let link = case.message.as_mut().map_or(&mut delivery.link, |message| &mut message.link);
                if let Some((scheme, rest)) = link.as_deref().and_then(|link| link.split_once(':')) {
                    *link = Some(format!("{scheme}s:{rest}"));
                }
            }
            Self::Channel(channel) => delivery.channel = *channel,
            Self::Origin(roles) => delivery.origin = Some(*roles),
            Self::Account(roles) => profile.dm_role = Some(*roles),
            Self::Apart => case.is_apart = true,
        }
    }
}

fn chain_of(case: &Case) -> Option<&Chain> {
    match &case.payload {
        Payload::Package(facts) => match &facts.signature {
            Signature::Good(chain) => Some(chain),
            _ => None,
        },
        _ => None,
    }
}

fn store(profile: &mut Profile, thumbprint: Thumbprint, roles: RoleMask) {
    let store = CertificateStore::Spc;
    profile.certificates.retain(|one| (one.store, one.thumbprint) != (store, thumbprint));
    let role = Some(roles);
    profile.certificates.push(StoredCertificate { store, thumbprint, role, basis: Basis::Declared });
}
