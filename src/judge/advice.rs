//! What would make an artifact pass. A gate that does not say yes proposes changes; each is tried: the device is asked
//! again with it made, and where another gate then does not say yes, with what that one proposes too. What does not lead
//! to a yes, or from a no to what depends on unknown facts alone, is not given as advice, and neither is a step without which it is reached as well.

use serde::{Serialize, Serializer};

use super::judgement::{Judgement, Verdict};
use super::walk::walked;
use super::{Case, Chain, Delivery, Launcher, Link, PackageFacts, Payload, Signature};
use crate::catalogue::Catalogue;
use crate::device::{Basis, CertificateStore, Fact, Profile, StoredCertificate};
use crate::document::Model;
use crate::package::PackageKind;
use crate::terms::{Channel, RoleMask, Thumbprint};

/// How many changes are made one after the other before it is given up.
const MOST_STEPS: usize = 3;

/// How often the device is asked for one judgement before it is given up; a large document takes a while each time, and
/// is tried less often.
const MOST_TRIES: usize = 200;
const LEAST_TRIES: usize = 20;
/// How many settings are looked at in all tries together, within these bounds.
const MOST_SETTINGS: usize = 10_000;

/// The certificate of a signature that is yet to be made.
const NEW_SIGNER: [u8; 20] = [0xEE; 20];

/// Something that makes an artifact pass: one step, or a few that are taken one after the other. In reports it is its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    steps: Vec<(String, Step)>,
}

/// What is different then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A policy has this value.
    Policy(u32, u32),
    /// The certificates of the chain that SPC has, or else its root, have these roles there.
    InSpc(RoleMask),
    /// SPC has the root of its chain with these roles too.
    RootInSpc(RoleMask),
    /// It is signed below a certificate that SPC has with these roles.
    Signed(RoleMask),
    /// It has no signature.
    Unsigned,
    /// Its certificates are valid by the clock of the device.
    InDate,
    /// It is a .cab.
    Cab,
    /// It is another file, which says the same.
    Anew,
    /// Nothing in it is compressed.
    Uncompressed,
    /// It comes as text.
    AsText,
    /// It says the same in the other model.
    InModel(Box<Model>),
    /// The link is by a scheme over TLS.
    Secure,
    /// It comes another way.
    Channel(Channel),
    /// It comes another way, in a package.
    Packed(Channel),
    /// The launcher on the card starts the installer so.
    Launcher(Launcher),
    /// The push comes with these roles.
    Origin(RoleMask),
    /// The account of the management server has these roles.
    Account(RoleMask),
    /// The device synchronises with a server of Exchange.
    Partnership,
    /// What cannot stand beside others has documents of its own.
    Apart,
}

/// Steps of which the first that leads to a yes is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposal(Vec<(String, Step)>);

impl Proposal {
    pub(super) fn new(alternatives: impl IntoIterator<Item = (String, Step)>) -> Self {
        Self(alternatives.into_iter().collect())
    }
}

impl Change {
    /// What is judged, as it is when the change is made.
    pub fn made(&self, case: &Case, profile: &Profile, delivery: &Delivery) -> (Case, Profile, Delivery) {
        let mut then = (case.clone(), profile.clone(), delivery.clone());
        self.steps.iter().for_each(|(_, step)| step.make(&mut then));
        then
    }

    fn and(&self, next: &(String, Step)) -> Self {
        Self { steps: self.steps.iter().chain([next]).cloned().collect() }
    }

    /// Whether it has the same steps, in whatever order.
    fn is_same(&self, other: &Self) -> bool {
        let is_in = |change: &Self, step: &Step| change.steps.iter().any(|(_, one)| one == step);
        self.steps.iter().all(|(_, step)| is_in(other, step))
            && other.steps.iter().all(|(_, step)| is_in(self, step))
    }

    fn without(&self, index: usize) -> Self {
        let mut steps = self.steps.clone();
        steps.remove(index);
        Self { steps }
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (said, _)) in self.steps.iter().enumerate() {
            if index > 0 {
                f.write_str("; then ")?;
            }
            f.write_str(said)?;
        }
        Ok(())
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The proposals of a judgement that lead to a yes, or where none does those that lead from a no to what nobody knows of
/// the device, and did not know before.
pub(super) fn of(
    judgement: &Judgement,
    case: &Case,
    profile: &Profile,
    delivery: &Delivery,
    catalogue: &Catalogue,
) -> Vec<Change> {
    if judgement.proposals.is_empty() {
        return Vec::new();
    }
    let settings = case.placement(catalogue).map_or(0, |placement| placement.innermost().count());
    let tries = (MOST_SETTINGS / settings.max(1)).clamp(LEAST_TRIES, MOST_TRIES);
    let goals: [fn(&Judgement, &Judgement) -> bool; 2] = [|_, then| is_yes(then), is_no_longer_a_no];
    let trial =
        |is_reached| Trial { before: judgement, is_reached, case, profile, delivery, catalogue, tries };
    let found = goals.into_iter().map(|is_reached| trial(is_reached).leading());
    found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

fn is_yes(judgement: &Judgement) -> bool {
    matches!(judgement.verdict, Verdict::Installs | Verdict::Asks)
}

fn is_no_longer_a_no(before: &Judgement, then: &Judgement) -> bool {
    let mut unknown = then.steps.iter().filter(|step| step.verdict == Verdict::Unknown);
    (before.verdict, then.verdict) == (Verdict::Refused, Verdict::Unknown)
        && unknown.all(|step| before.steps.contains(step))
}

/// What the device says when changes are made.
struct Trial<'a> {
    /// What it says as it is.
    before: &'a Judgement,
    /// Whether what it says then is what is looked for.
    is_reached: fn(&Judgement, &Judgement) -> bool,
    case: &'a Case,
    profile: &'a Profile,
    delivery: &'a Delivery,
    catalogue: &'a Catalogue,
    /// How many are left.
    tries: usize,
}

impl Trial<'_> {
    /// The changes that lead to what is looked for, each the shortest of its proposal.
    fn leading(&mut self) -> Vec<Change> {
        let mut found: Vec<Change> = Vec::new();
        for proposal in &self.before.proposals {
            let shortest = (1..=MOST_STEPS)
                .find_map(|most| self.lead_on(self.before, &Change::default(), proposal, most));
            if let Some(change) = shortest.map(|change| self.without_idle_steps(change))
                && !found.iter().any(|known| known.is_same(&change))
            {
                found.push(change);
            }
        }
        found
    }

    /// What leads to a yes after these changes: a step of a proposal, alone or with what the gates propose then.
    /// `before` is what the device says with them.
    fn lead_on(
        &mut self,
        before: &Judgement,
        made: &Change,
        proposal: &Proposal,
        steps: usize,
    ) -> Option<Change> {
        proposal.0.iter().find_map(|step| {
            let change = made.and(step);
            self.tries = self.tries.checked_sub(1)?;
            let judged = self.judged(&change);
            if (self.is_reached)(self.before, &judged) {
                return Some(change);
            }
            let left = steps.checked_sub(1).filter(|left| *left > 0)?;
            // What changes nothing is no step on the way.
            let is_other = judged.steps != before.steps || judged.refused != before.refused;
            let mut next = judged.proposals.iter().filter(|_| is_other);
            next.find_map(|next| self.lead_on(&judged, &change, next, left))
        })
    }

    /// The same without the steps that are not needed: what they ask for is so already, or a later one does it too.
    fn without_idle_steps(&self, change: Change) -> Change {
        let mut shorter = (0..change.steps.len()).map(|index| change.without(index));
        let less =
            shorter.find(|less| !less.steps.is_empty() && (self.is_reached)(self.before, &self.judged(less)));
        match less {
            Some(less) => self.without_idle_steps(less),
            None => change,
        }
    }

    fn judged(&self, change: &Change) -> Judgement {
        let (case, profile, delivery) = change.made(self.case, self.profile, self.delivery);
        walked(&case, &profile, &delivery, self.catalogue)
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
            Self::RootInSpc(roles) => {
                let root = chain_of(case).and_then(Chain::root);
                root.into_iter().for_each(|root| store(profile, root.thumbprint, *roles));
            }
            Self::Signed(roles) => {
                let link = Link { thumbprint: Thumbprint::of_digest(NEW_SIGNER), subject: String::new() };
                let links = vec![link];
                let chain = Chain { links, open_end: None, doubts: Vec::new(), outdated: Vec::new() };
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
            Self::Anew => {
                if let Payload::Package(facts) = &mut case.payload {
                    facts.digest = None;
                }
            }
            Self::Cab => {
                if let Payload::Package(facts) = &mut case.payload {
                    facts.kind = PackageKind::Cab;
                }
            }
            Self::Uncompressed => {
                if let Payload::Package(facts) = &mut case.payload {
                    facts.is_compressed = false;
                }
            }
            Self::AsText => case.is_binary = false,
            Self::InModel(model) => case.be_said_by(Model::clone(model)),
            Self::Secure => {
                let link = case.message.as_mut().map_or(&mut delivery.link, |message| &mut message.link);
                if let Some((scheme, rest)) = link.as_deref().and_then(|link| link.split_once(':')) {
                    *link = Some(format!("{scheme}s:{rest}"));
                }
            }
            Self::Channel(channel) => delivery.channel = *channel,
            Self::Packed(channel) => {
                case.payload = Payload::Package(PackageFacts::of_document(Signature::None));
                case.is_binary = false;
                delivery.channel = *channel;
            }
            Self::Launcher(launcher) => delivery.launcher = *launcher,
            Self::Origin(roles) => delivery.origin = Some(*roles),
            Self::Account(roles) => profile.dm_role = Some(*roles),
            Self::Partnership => profile.exchange = Some(true),
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
