//! One way to a device, gate after gate.

use crate::catalogue::Catalogue;
use crate::device::{Basis, Profile};
use crate::terms::{Channel, Role, RoleMask};

use super::advice::{self, Proposal, Step as Then};
use super::judgement::{self, Judgement, Masks, RefusedSetting, RoleStep, Step, Verdict};
use super::question::{Claims, Question, Taken};
use super::routes::{self, Asked, Route};
use super::{
    Case, Delivery, Gate, Payload, card_gates, exchange_gates, package_gates, push_gates, settings_gate,
};
use crate::device::PolicyState;

/// What the device says, and what would make it say yes.
pub fn judge(case: &Case, profile: &Profile, delivery: &Delivery, catalogue: &Catalogue) -> Judgement {
    let judgement = walked(case, profile, delivery, catalogue);
    let changes = advice::of(&judgement, case, profile, delivery, catalogue);
    Judgement { changes, ..judgement }
}

/// What the device says, without advice.
pub(super) fn walked(
    case: &Case,
    profile: &Profile,
    delivery: &Delivery,
    catalogue: &Catalogue,
) -> Judgement {
    let mut walks: Vec<(Claims, Judgement)> = Vec::new();
    let mut next = Some(Claims::default());
    while let Some(claims) = next {
        let mut walk = Walk::start(case, profile, delivery, catalogue, claims);
        walk.go();
        let (claims, judgement) = walk.finish();
        next = claims.clone().next();
        walks.push((claims, judgement));
    }
    agreed(walks)
}

/// What all walks agree upon: the first of them where they come to the same verdict, otherwise that it is unknown.
fn agreed(walks: Vec<(Claims, Judgement)>) -> Judgement {
    let mut questions: Vec<Question> = Vec::new();
    for question in walks.iter().flat_map(|(claims, _)| claims.questions()) {
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    let same = walks.windows(2).all(|pair| pair[0].1.verdict == pair[1].1.verdict);
    // The worst tells most; of equals the first counts.
    let worst = walks.iter().map(|(_, judgement)| judgement.verdict).max();
    let shown =
        walks.iter().position(|(_, judgement)| same || Some(judgement.verdict) == worst).unwrap_or_default();
    let outcomes: Vec<(Claims, Verdict)> =
        walks.iter().map(|(claims, judgement)| (claims.clone(), judgement.verdict)).collect();
    let masks = |of: fn(&Judgement) -> Option<Masks>| {
        walks.iter().map(|(_, judgement)| of(judgement)).reduce(Masks::of_either).flatten()
    };
    let (base, effective) = (masks(|judgement| judgement.base), masks(|judgement| judgement.effective));
    let mut judgement =
        walks.into_iter().nth(shown).map(|(_, judgement)| judgement).expect("at least one walk was made");
    (judgement.base, judgement.effective) = (base, effective);
    if same {
        judgement.remarks.extend(questions.into_iter().map(|question| {
            format!(
                "sources disagree on {}; the verdict is the same either way",
                question.disagreement().asks
            )
        }));
        return judgement;
    }
    let disputed: Vec<String> = questions
        .iter()
        .filter(|question| makes_a_difference(**question, &outcomes))
        .map(|question| in_words(*question))
        .collect();
    judgement.reason = format!("sources disagree on {}", disputed.join("; and on "));
    judgement.verdict = Verdict::Unknown;
    judgement.basis = None;
    for step in judgement.steps.iter_mut().filter(|step| step.gate == judgement.gate) {
        *step = Step { verdict: Verdict::Unknown, said: judgement.reason.clone(), basis: None, ..*step };
    }
    for refused in &mut judgement.refused {
        if refused.certain {
            refused.certain = false;
            refused.why = Some("sources disagree".to_owned());
        }
    }
    judgement
}

/// Whether the walks that take one side of a question come to another verdict than those that take the other.
fn makes_a_difference(question: Question, outcomes: &[(Claims, Verdict)]) -> bool {
    let side = |taken| {
        let mut verdicts: Vec<Verdict> = outcomes
            .iter()
            .filter(|(claims, _)| claims.taken(question) == Some(taken))
            .map(|(_, verdict)| *verdict)
            .collect();
        verdicts.sort_unstable();
        verdicts.dedup();
        verdicts
    };
    side(Taken::First) != side(Taken::Second)
}

fn in_words(question: Question) -> String {
    let disagreement = question.disagreement();
    let [one, other] = &disagreement.claims;
    format!("{}: {} ({}), or {} ({})", disagreement.asks, one.says, one.source, other.says, other.source)
}

/// What helps a package where the way to the device is shut.
const BY_HAND: &str = "have the user open the package on the device, channel open";

/// A way under way.
pub(super) struct Walk<'a> {
    pub(super) case: &'a Case,
    pub(super) profile: &'a Profile,
    pub(super) delivery: &'a Delivery,
    pub(super) catalogue: &'a Catalogue,
    claims: Claims,
    steps: Vec<Step>,
    pub(super) base: Option<Masks>,
    /// The masks of which the artifact has one, where it is not known which; none: the base is the only one.
    pub(super) alternatives: Vec<Masks>,
    pub(super) effective: Option<Masks>,
    pub(super) roles: Vec<RoleStep>,
    pub(super) refused: Vec<RefusedSetting>,
    pub(super) remarks: Vec<String>,
    proposals: Vec<Proposal>,
    pub(super) to_know: Vec<String>,
}

impl<'a> Walk<'a> {
    fn start(
        case: &'a Case,
        profile: &'a Profile,
        delivery: &'a Delivery,
        catalogue: &'a Catalogue,
        claims: Claims,
    ) -> Self {
        Self {
            case,
            profile,
            delivery,
            catalogue,
            claims,
            steps: Vec::new(),
            base: None,
            alternatives: Vec::new(),
            effective: None,
            roles: Vec::new(),
            refused: Vec::new(),
            remarks: Vec::new(),
            proposals: Vec::new(),
            to_know: Vec::new(),
        }
    }

    /// Asks the gates in order, up to the first that refuses.
    fn go(&mut self) {
        let route = Route::of(self.delivery.channel);
        if !route.takes(self.case) {
            return self.wrong_channel(route);
        }
        if !route.takes_form(self.case) {
            let channel = self.delivery.channel;
            self.refuses(Gate::Channel, routes::text_only(channel), None);
            self.advise("bring the text that it stands for: `provsmith convert` makes it", Then::AsText);
            return;
        }
        card_gates::kind(self);
        push_gates::envelope(self);
        if self.is_refused() {
            return;
        }
        self.remarks
            .extend(route.remarks(self.profile.class, self.delivery.maker.is_some()).map(str::to_owned));
        for asked in route.gates() {
            match asked {
                Asked::Package => package_gates::ask(self),
                Asked::One(gate) => self.ask(gate),
            }
            if self.is_refused() {
                return;
            }
        }
    }

    fn wrong_channel(&mut self, route: &Route) {
        let channel = self.delivery.channel;
        self.refuses(Gate::Channel, route.refusal(self.case, channel), None);
        if route.takes_other_model(&self.case.payload)
            && let Some((form, model)) = self.case.in_other_model(self.catalogue)
        {
            let said =
                format!("convert it: `provsmith convert --as {form}` says the same in the other model");
            self.advise(said, Then::InModel(Box::new(model)));
        }
        match &self.case.payload {
            Payload::Wap if route.takes_packages() => {
                self.advise("pack it: `provsmith pack` makes a package of it", Then::Packed(channel));
            }
            Payload::Package(_) if route.takes_packages() && self.case.message.is_none() => {
                self.advise(BY_HAND, Then::Channel(Channel::Open));
            }
            _ => {}
        }
    }

    fn ask(&mut self, gate: Gate) {
        match gate {
            Gate::Autorun => card_gates::autorun(self),
            Gate::Launcher => card_gates::launcher(self),
            Gate::Desktop => self.desktop(),
            Gate::Release => exchange_gates::release(self),
            Gate::Exchange => exchange_gates::content(self),
            Gate::Account => self.account(),
            Gate::Partnership => exchange_gates::partnership(self),
            Gate::Origin => push_gates::origin(self),
            Gate::Scheme => push_gates::scheme(self),
            Gate::Invitation => push_gates::invitation(self),
            Gate::Pin => push_gates::pin(self),
            Gate::Host => push_gates::host(self),
            Gate::Settings => settings_gate::ask(self),
            // These are asked together, or first of all.
            Gate::Channel
            | Gate::Content
            | Gate::Revocation
            | Gate::Signature
            | Gate::Unsigned
            | Gate::Prompt => {}
        }
    }

    /// Policy 4097 (<https://learn.microsoft.com/en-us/previous-versions/bb416355(v=msdn.10)>).
    fn desktop(&mut self) {
        let Some((value, basis)) = self.policy(Gate::Desktop, 4097) else {
            return self.open_the_desktop();
        };
        let brings_document = self.case.payload == Payload::Wap;
        match value {
            0 => {
                self.refuses(Gate::Desktop, "policy 4097 shuts the desktop out", Some(basis));
                self.open_the_desktop();
            }
            1 => {
                self.passes(Gate::Desktop, "policy 4097 is open", Some(basis));
                if brings_document {
                    self.starts_with(Masks::certain(role(Role::Manager)), "policy 4097 = 1");
                }
            }
            _ => {
                self.passes(Gate::Desktop, "policy 4097 is restricted: each request is checked", Some(basis));
                if brings_document {
                    self.starts_with(Masks::certain(role(Role::AuthenticatedUser)), "policy 4097 = 2");
                }
            }
        }
    }

    /// The desktop cannot open its door itself.
    fn open_the_desktop(&mut self) {
        let open = [2, 1].map(|value| {
            let said = format!("set policy 4097 to {value} by another way than the desktop");
            (said, Then::Policy(4097, value))
        });
        self.advise_one_of(open);
        if self.case.payload == Payload::Wap {
            let said = format!("pack it with `provsmith pack`, and {BY_HAND}");
            self.advise(said, Then::Packed(Channel::Open));
        } else {
            self.advise(BY_HAND, Then::Channel(Channel::Open));
            self.advise("bring it by another channel, http", Then::Channel(Channel::Http));
        }
    }

    /// A server's account has roles of its own, never more than the message that made it
    /// (<https://learn.microsoft.com/en-us/previous-versions/aa455964(v=msdn.10)>).
    fn account(&mut self) {
        let Some(roles) = self.profile.dm_role else {
            let said = "the roles of the management server's account are not known";
            self.leaves_open(Gate::Account, said, None);
            self.to_know
                .push("say in the profile which roles the account has: `dm-role = \"manager\"`".to_owned());
            // What it fetches has the roles of its own signature.
            if !matches!(self.case.payload, Payload::Package(_)) {
                let unknown = Masks { certain: RoleMask::NONE, possible: RoleMask::ALL };
                self.starts_with(unknown, "the server's account");
            }
            return;
        };
        if matches!(self.case.payload, Payload::Package(_)) {
            if roles.contains(Role::Manager) {
                self.passes(
                    Gate::Account,
                    "the account is manager, as Download needs",
                    Some(Basis::Declared),
                );
            } else {
                let said = format!("the account has {roles}, and Download needs manager");
                self.refuses(Gate::Account, said, Some(Basis::Declared));
                let with = judgement::union(roles, role(Role::Manager));
                self.advise("give the account of the server the role manager (8)", Then::Account(with));
            }
        } else {
            self.passes(Gate::Account, format!("the account has {roles}"), Some(Basis::Declared));
            self.starts_with(Masks::certain(roles), "the server's account");
        }
    }

    /// Which claim of a disagreement this walk goes by.
    pub(super) fn on(&mut self, question: Question) -> Taken {
        self.claims.on(question)
    }

    /// The value of a policy; where it is not known, the gate says so and stays open.
    pub(super) fn policy(&mut self, gate: Gate, id: u32) -> Option<(u32, Basis)> {
        let said = match self.profile.policy(id) {
            PolicyState::Known(fact) => return Some((fact.value, fact.basis)),
            PolicyState::Absent => format!("{} has no policy {id}", self.profile.release),
            state @ (PolicyState::Unset { .. } | PolicyState::Untold) => format!("policy {id} is {state}"),
            state @ PolicyState::Undocumented { .. } => format!("the default of policy {id} is {state}"),
        };
        self.leaves_open(gate, said, None);
        self.to_know.push(format!("say in the profile what policy {id} is on your devices"));
        None
    }

    /// The roles that the artifact comes with.
    pub(super) fn starts_with(&mut self, masks: Masks, from: &str) {
        self.base = Some(masks);
        let uncertain = masks.certain != masks.possible;
        self.roles.push(RoleStep { roles: masks.possible, from: from.to_owned(), uncertain, basis: None });
    }

    /// Proposes a change, to be tried.
    pub(super) fn advise(&mut self, said: impl Into<String>, then: Then) {
        self.advise_one_of([(said.into(), then)]);
    }

    /// Proposes changes of which one is enough. Nobody sets a policy that the release does not have.
    pub(super) fn advise_one_of(&mut self, alternatives: impl IntoIterator<Item = (String, Then)>) {
        let is_possible = |then: &Then| match then {
            Then::Policy(id, _) => self.profile.policy(*id) != PolicyState::Absent,
            _ => true,
        };
        let possible = alternatives.into_iter().filter(|(_, then)| is_possible(then));
        self.proposals.push(Proposal::new(possible));
    }

    pub(super) fn passes(&mut self, gate: Gate, said: impl Into<String>, basis: Option<Basis>) {
        self.says(gate, Verdict::Installs, said, basis);
    }

    pub(super) fn asks(&mut self, gate: Gate, said: impl Into<String>, basis: Option<Basis>) {
        self.says(gate, Verdict::Asks, said, basis);
    }

    pub(super) fn leaves_open(&mut self, gate: Gate, said: impl Into<String>, basis: Option<Basis>) {
        self.says(gate, Verdict::Unknown, said, basis);
    }

    pub(super) fn refuses(&mut self, gate: Gate, said: impl Into<String>, basis: Option<Basis>) {
        self.says(gate, Verdict::Refused, said, basis);
    }

    fn says(&mut self, gate: Gate, verdict: Verdict, said: impl Into<String>, basis: Option<Basis>) {
        self.steps.push(Step { gate, verdict, said: said.into(), basis });
    }

    pub(super) fn is_refused(&self) -> bool {
        self.steps.last().is_some_and(|step| step.verdict == Verdict::Refused)
    }

    /// The worst answer counts, the first of several.
    fn finish(self) -> (Claims, Judgement) {
        let verdict = self.steps.iter().map(|step| step.verdict).max().unwrap_or(Verdict::Installs);
        let decided = self.steps.iter().find(|step| step.verdict == verdict);
        let (gate, reason) =
            decided.map_or((Gate::Channel, String::new()), |step| (step.gate, step.said.clone()));
        let basis = match verdict {
            Verdict::Unknown => None,
            Verdict::Refused => decided.and_then(|step| step.basis),
            // What rests on no fact of this device rests on what pages say of the channel.
            Verdict::Installs | Verdict::Asks => {
                self.steps.iter().filter_map(|step| step.basis).min().or(Some(Basis::Documented))
            }
        };
        let reason = if verdict == Verdict::Installs { "every gate lets it pass".to_owned() } else { reason };
        let judgement = Judgement {
            channel: self.delivery.channel,
            verdict,
            basis,
            gate,
            reason,
            steps: self.steps,
            base: self.base,
            effective: self.effective,
            roles: self.roles,
            refused: self.refused,
            remarks: self.remarks,
            changes: Vec::new(),
            to_know: self.to_know,
            proposals: self.proposals,
            sources: &Route::of(self.delivery.channel).sources,
        };
        (self.claims, judgement)
    }
}

/// The mask of one role.
pub(super) fn role(role: Role) -> RoleMask {
    RoleMask::from_iter([role])
}

/// The roles of a value; a bit that stands for no role gives nobody anything.
pub(super) fn mask(value: u32) -> RoleMask {
    Role::ALL.into_iter().filter(|role| value & role.bit() != 0).collect()
}
