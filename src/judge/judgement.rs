//! What came of a judgement: the verdict, the gate that decided, what every gate said, roles, refused settings.

use serde::{Deserialize, Serialize};

use super::Gate;
use super::advice::{Change, Proposal};
use crate::device::Basis;
use crate::finding::{Place, Span};
use crate::terms::{Channel, Role, RoleMask};

/// What a device says to an artifact, the best first: of several gates the worst answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It takes it without asking.
    Installs,
    /// It asks the user, and takes it if the answer is yes.
    Asks,
    /// The sources disagree or are silent.
    Unknown,
    /// It does not take it.
    Refused,
}

impl Verdict {
    /// The word that users read and write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Installs => "installs",
            Self::Asks => "asks",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// What a device says to an artifact on a channel.
#[derive(Debug, Clone, Serialize)]
pub struct Judgement {
    /// The channel.
    pub channel: Channel,
    /// What it says.
    pub verdict: Verdict,
    /// The weakest of the facts that the verdict rests on; `None`: on none of the device's.
    pub basis: Option<Basis>,
    /// The gate that decided.
    pub gate: Gate,
    /// Why, in the words of that gate.
    pub reason: String,
    /// What each gate said, in the order in which the device asks them.
    pub steps: Vec<Step>,
    /// The roles that the artifact comes with; `None`: it did not get so far.
    pub base: Option<Masks>,
    /// The roles that it has when its settings are looked at.
    pub effective: Option<Masks>,
    /// Which step gave each role.
    pub roles: Vec<RoleStep>,
    /// The settings that are refused, or may be.
    pub refused: Vec<RefusedSetting>,
    /// What else is worth knowing.
    pub remarks: Vec<String>,
    /// What would make it pass: each alone leads to a yes.
    pub changes: Vec<Change>,
    /// What to find out, where that decides.
    pub to_know: Vec<String>,
    /// What may make it pass, as the gates see it.
    #[serde(skip)]
    pub(super) proposals: Vec<Proposal>,
    /// The public addresses of the pages on the channel.
    pub sources: &'static [String],
}

/// What a gate said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The gate.
    pub gate: Gate,
    /// Its answer.
    pub verdict: Verdict,
    /// The answer in words.
    pub said: String,
    /// Where the fact that it rests on comes from.
    pub basis: Option<Basis>,
}

/// The roles of an artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Masks {
    /// The roles that it has.
    pub certain: RoleMask,
    /// The roles that it has or may have, where that is not known.
    pub possible: RoleMask,
}

/// Roles, and what gave them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleStep {
    /// The roles.
    pub roles: RoleMask,
    /// What gave them.
    pub from: String,
    /// Whether it is not known that it does.
    pub uncertain: bool,
    /// Where the fact about the device that they rest on comes from; `None`: on none.
    pub basis: Option<Basis>,
}

/// A setting that is refused, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedSetting {
    /// The document.
    pub file: String,
    /// Where in it.
    #[serde(flatten)]
    pub place: Place,
    /// The same as bytes of its text.
    #[serde(skip)]
    pub span: Span,
    /// The setting.
    pub path: String,
    /// The roles of which the document must have one; `None`: no source says.
    pub needs: Option<RoleMask>,
    /// Whether it is known to be refused.
    pub certain: bool,
    /// Why it is not known, or why nobody may.
    pub why: Option<String>,
}

impl Masks {
    /// Roles that are known.
    pub const fn certain(mask: RoleMask) -> Self {
        Self { certain: mask, possible: mask }
    }

    /// What is known where it is one or the other; of what did not get so far nothing.
    pub(super) fn of_either(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (Some(one), Some(other)) = (one, other) else {
            return one.or(other).map(|some| Self { certain: RoleMask::NONE, ..some });
        };
        Some(Self {
            certain: one.certain.roles().filter(|role| other.certain.contains(*role)).collect(),
            possible: union(one.possible, other.possible),
        })
    }

    /// With roles that it may have too.
    #[must_use]
    pub fn or_maybe(self, roles: RoleMask) -> Self {
        Self { certain: self.certain, possible: union(self.possible, roles) }
    }

    /// With a role that it has too.
    #[must_use]
    pub fn with(self, role: Role) -> Self {
        let role = RoleMask::from_iter([role]);
        Self { certain: union(self.certain, role), possible: union(self.possible, role) }
    }
}

/// The roles of both.
pub(super) fn union(one: RoleMask, other: RoleMask) -> RoleMask {
    one.roles().chain(other.roles()).collect()
}
