//! A profile in words: who is manager, what becomes of unsigned packages, which pushes pass, who is trusted.

use std::fmt;

use serde::Serialize;

use super::push::{ROUTING, SECOND_DOOR, first_door};
use super::{
    Basis, CertificateStore, ChangedAccess, ChangedRoles, PolicyState, Profile, StoredCertificate, Wlan,
    default_of, has,
};
use crate::catalogue::policies::{Policies, PolicyKind};
use crate::terms::{Channel, DeviceClass, Release, Role, RoleMask, Thumbprint};

/// The version of the layout of the report: keys may be added without a new one, none is renamed or removed.
const SCHEMA_VERSION: u32 = 1;

/// A profile in words. Displayed for people, serialized for programs.
#[derive(Debug, Serialize)]
pub struct Portrait<'a> {
    schema_version: u32,
    file: &'a str,
    release: Release,
    class: DeviceClass,
    configuration: Option<&'a str>,
    wlan: Wlan,
    dm_role: Option<RoleMask>,
    exchange: Option<bool>,
    answers: Vec<Answer>,
    certificates: &'a [StoredCertificate],
    changed_roles: &'a [ChangedRoles],
    changed_accesses: &'a [ChangedAccess],
    revoked: &'a [Thumbprint],
    accepted: &'a [Thumbprint],
    policies: Vec<PolicyLine>,
}

/// What somebody wants to know of a device.
#[derive(Debug, Serialize)]
struct Answer {
    question: &'static str,
    answer: String,
    /// The policy that answers it.
    policy: u32,
    basis: Option<Basis>,
}

/// A policy, its value and what that means.
#[derive(Debug, Serialize)]
struct PolicyLine {
    id: u32,
    name: &'static str,
    value: Option<u32>,
    means: String,
    basis: Option<Basis>,
    source: Option<&'static str>,
}

impl<'a> Portrait<'a> {
    /// The portrait of a device.
    pub fn of(profile: &'a Profile) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            file: &profile.name,
            release: profile.release,
            class: profile.class,
            configuration: profile.configuration.map(|chosen| chosen.name.as_str()),
            wlan: profile.wlan,
            dm_role: profile.dm_role,
            exchange: profile.exchange,
            answers: answers(profile),
            certificates: &profile.certificates,
            changed_roles: &profile.roles,
            changed_accesses: &profile.accesses,
            revoked: &profile.revoked,
            accepted: &profile.accepted,
            policies: policies(profile),
        }
    }
}

/// The questions, in the order in which one asks them.
fn answers(profile: &Profile) -> Vec<Answer> {
    let mut answers = vec![
        answer(profile, "counts as manager", 4119, |value| counts_as(Role::Manager, mask(value))),
        answer(profile, "counts as authenticated user", 4120, |value| {
            counts_as(Role::AuthenticatedUser, mask(value))
        }),
        answer(profile, "the desktop", 4097, |value| match value {
            0 => "is shut out".to_owned(),
            1 => "is manager".to_owned(),
            _ => {
                let user = [Role::AuthenticatedUser].into_iter().collect();
                format!("is authenticated user{}", as_manager(profile, user))
            }
        }),
        unsigned_packages(profile),
        answer(profile, "unsigned programs", 4102, |value| {
            (if !profile.looks_at_signatures() {
                "may run: the release looks at no signature, whatever the policy says"
            } else if value == 1 {
                "may run"
            } else {
                "do not run"
            })
            .to_owned()
        }),
        answer(profile, "the user", 4122, |value| {
            (if !profile.looks_at_signatures() {
                "is not asked about packages: the release looks at no signature, whatever the policy says"
            } else if value == 0 {
                "is asked about what is unsigned; an unsigned .cpf, which cannot ask, is refused"
            } else {
                "is not asked about what is unsigned"
            })
            .to_owned()
        }),
        answer(profile, "programs run", 4123, |value| {
            (if value == 0 {
                "privileged or not by the store of their signer (two tiers)"
            } else {
                "privileged, all of them (one tier)"
            })
            .to_owned()
        }),
        answer(profile, "a card", 2, |value| {
            (if value == 0 { "starts its autorun.exe" } else { "starts nothing" }).to_owned()
        }),
    ];
    for (channel, question) in PUSHES {
        let Some(id) = first_door(channel, profile.release) else { continue };
        let is_unrouted = matches!(profile.policy(ROUTING), PolicyState::Known(fact) if fact.value == 0);
        answers.push(if is_unrouted && matches!(channel, Channel::Si | Channel::Sl) {
            answer(profile, question, ROUTING, |_| "never pass: none is routed".to_owned())
        } else {
            answer(profile, question, id, passes)
        });
    }
    answers.push(answer(profile, "client provisioning, all", SECOND_DOOR, passes));
    answers
}

/// The kinds of push.
const PUSHES: [(Channel, &str); 6] = {
    use crate::terms::CpSecurity::{NetwPin, None, UserNetwPin, UserPin};
    [
        (Channel::Si, "service indications"),
        (Channel::Sl, "service loadings"),
        (Channel::Cp(None), "client provisioning, unsigned"),
        (Channel::Cp(NetwPin), "client provisioning, network PIN"),
        (Channel::Cp(UserPin), "client provisioning, user PIN"),
        (Channel::Cp(UserNetwPin), "client provisioning, both PINs"),
    ]
};

fn passes(value: u32) -> String {
    match mask(value) {
        RoleMask::NONE => "never pass".to_owned(),
        mask => format!("pass with {}", either(mask)),
    }
}

/// A bit that stands for no role gives nobody anything.
fn mask(value: u32) -> RoleMask {
    Role::ALL.into_iter().filter(|role| value & role.bit() != 0).collect()
}

/// Who counts as somebody who has `role`: who has it, and who has one of the others.
fn counts_as(role: Role, mask: RoleMask) -> String {
    match mask.roles().filter(|other| *other != role).collect() {
        RoleMask::NONE => format!("only who has {role}"),
        others => format!("who has {role}, and who has {}", either(others)),
    }
}

fn either(mask: RoleMask) -> String {
    mask.to_string().replace('+', " or ")
}

/// What they get, as [`crate::judge`] has it.
fn unsigned_packages(profile: &Profile) -> Answer {
    answer(profile, "unsigned packages", 4101, |value| match mask(value) {
        _ if !profile.looks_at_signatures() => {
            "get every role: the release looks at no signature, whatever the policy says".to_owned()
        }
        RoleMask::NONE => "are refused".to_owned(),
        mask => match as_manager(profile, mask) {
            "" if profile.is_one_tier() && !mask.contains(Role::Manager) => {
                format!("get {mask} ({value}), or manager: of one-tier devices the sources say both")
            }
            manager => format!("get {mask} ({value}){manager}"),
        },
    })
}

/// What policy 4119 adds for who has these roles.
fn as_manager(profile: &Profile, roles: RoleMask) -> &'static str {
    match profile.policy(4119) {
        _ if roles.contains(Role::Manager) => "",
        PolicyState::Known(fact) if mask(fact.value).intersects(roles) => ", and by policy 4119 manager",
        PolicyState::Known(_) | PolicyState::Absent => "",
        PolicyState::Unset { .. } | PolicyState::Undocumented { .. } | PolicyState::Untold => {
            ", and manager where policy 4119 counts that as one, which is not known"
        }
    }
}

fn answer(profile: &Profile, question: &'static str, policy: u32, words: impl Fn(u32) -> String) -> Answer {
    let (answer, basis) = match profile.policy(policy) {
        PolicyState::Known(fact) => (words(fact.value), Some(fact.basis)),
        other => (other.to_string(), None),
    };
    Answer { question, answer, policy, basis }
}

fn policies(profile: &Profile) -> Vec<PolicyLine> {
    let of_release = Policies::builtin().all.iter().filter(|policy| has(policy, profile.release));
    of_release
        .map(|policy| {
            let state = profile.policy(policy.id);
            let (value, basis, means) = match state {
                PolicyState::Known(fact) => {
                    let means = match policy.meaning(i64::from(fact.value)) {
                        Some(means) => means.to_owned(),
                        None if policy.kind == PolicyKind::RoleMask => mask(fact.value).to_string(),
                        None => String::new(),
                    };
                    (Some(fact.value), Some(fact.basis), means)
                }
                other => (None, None, other.to_string()),
            };
            let default = default_of(policy, profile.release, profile.class);
            let source =
                default.filter(|_| basis == Some(Basis::Documented)).and_then(|row| row.source.as_deref());
            PolicyLine { id: policy.id, name: &policy.name, value, means, basis, source }
        })
        .collect()
}

impl fmt::Display for Portrait<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}-{}", self.file, self.release, self.class)?;
        if let Some(configuration) = self.configuration {
            write!(f, ", {configuration}")?;
        }
        writeln!(f)?;
        let width = self.answers.iter().map(|answer| answer.question.len()).max().unwrap_or_default();
        for Answer { question, answer, policy, basis } in &self.answers {
            let basis = basis.map(|basis| format!(", {basis}")).unwrap_or_default();
            writeln!(f, "  {question:width$}  {answer} (policy {policy}{basis})")?;
        }
        if self.wlan == Wlan::Oem {
            writeln!(
                f,
                "  {:width$}  is looked after by the maker's supplicant, not by the system",
                "wireless network"
            )?;
        }
        if let Some(role) = self.dm_role {
            writeln!(f, "  {:width$}  has {role} (declared)", "the management server")?;
        }
        if let Some(is_there) = self.exchange {
            let looks = if is_there { "looks after the device" } else { "does not look after the device" };
            writeln!(f, "  {:width$}  {looks} (declared)", "a server of Exchange")?;
        }
        for hash in self.revoked {
            writeln!(f, "  {:width$}  {hash}", "revoked")?;
        }
        for hash in self.accepted {
            writeln!(f, "  {:width$}  {hash}", "not asked about again")?;
        }
        self.write_certificates(f)?;
        if !self.changed_roles.is_empty() || !self.changed_accesses.is_empty() {
            writeln!(f)?;
        }
        for ChangedRoles { path, roles } in self.changed_roles {
            writeln!(f, "  {path} is open to {} (declared)", either(*roles))?;
        }
        for access in self.changed_accesses {
            let ChangedAccess { path, value } = access;
            writeln!(
                f,
                "  {path} has the rw-access {value}, which likely leaves {} (declared)",
                access.in_words()
            )?;
        }
        Ok(())
    }
}

impl Portrait<'_> {
    fn write_certificates(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        if !self.certificates.iter().any(|one| one.store == CertificateStore::Spc) {
            writeln!(
                f,
                "  SPC is empty as far as this profile knows: no signature gives a package any role"
            )?;
        }
        for StoredCertificate { store, thumbprint, role, basis } in self.certificates {
            let role = match role {
                Some(role) => format!("packages signed below it get {role} ({})", role.bits()),
                None if *store == CertificateStore::Spc => {
                    "packages signed below it get roles that are not known".to_owned()
                }
                None => format!("for {}", store.purpose()),
            };
            writeln!(f, "  {store}  {thumbprint}  {role} ({basis})")?;
        }
        Ok(())
    }
}
