//! What comes after a document was taken: the device as it is then, who can still become manager of it, whether the
//! settings outlive a cold boot, whether the user can remove the program.

mod effects;
mod lasting;
mod reach;
mod wholesale;

pub use lasting::{ColdBoot, Removal, RemovePrograms};
pub use reach::Way;

use std::fmt;

use serde::Serialize;

use super::{Case, Gate, Judgement, Payload, Verdict};
use crate::catalogue::Catalogue;
use crate::catalogue::placement::Placement;
use crate::device::Profile;
use crate::document::Model;
use crate::document::syncml::{Command, Verb};
use crate::finding::Span;
use crate::terms::{RoleMask, Thumbprint, shown};
use effects::Effects;
use wholesale::wipes;

/// What comes after a document was taken. Displayed for people, a line for each thing.
#[derive(Debug, Clone, Serialize)]
pub struct Afterwards {
    /// The device as it is then.
    #[serde(skip)]
    pub profile: Profile,
    /// What is different, in words.
    pub changes: Vec<String>,
    /// What could not be told.
    pub remarks: Vec<String>,
    /// By which ways somebody becomes manager of it.
    pub manager: Vec<Way>,
    /// Whether somebody could become manager before, and of nobody it is known any more: what may lock a device counts
    /// as if it did.
    pub locks_out: bool,
    /// Whether its settings outlive a cold boot; `None`: there is none, or no source tells.
    pub cold_boot: Option<&'static ColdBoot>,
    /// Whether the user can remove the program; `None`: there is none.
    pub remove_programs: Option<RemovePrograms>,
}

/// How much is told.
#[derive(Debug, Clone, Copy)]
struct Told {
    /// Also where nothing changes of what the profile knows.
    unchanged: bool,
    /// All ways by which somebody becomes manager.
    ways: bool,
}

impl Afterwards {
    /// What comes after a file that a device of this profile judged so. What is refused changes nothing: the device
    /// undoes what it had set already
    /// (<https://learn.microsoft.com/en-us/previous-versions/ms889538(v=msdn.10)>). Of a SyncML message only the commands
    /// that are refused change nothing, and those in one Atomic with them.
    pub fn of(case: &Case, profile: &Profile, judgement: &Judgement, catalogue: &Catalogue) -> Option<Self> {
        Self::told(case, profile, judgement, catalogue, Told { unchanged: true, ways: true })
    }

    /// The same, where it changes what the profile knows; otherwise everybody reaches the device as before.
    pub(super) fn if_changed(
        case: &Case,
        profile: &Profile,
        judgement: &Judgement,
        catalogue: &Catalogue,
    ) -> Option<Self> {
        Self::told(case, profile, judgement, catalogue, Told { unchanged: false, ways: true })
    }

    /// The same without the ways, for which a table has no room: it is told only whether there is one.
    pub(super) fn in_table(
        case: &Case,
        profile: &Profile,
        judgement: &Judgement,
        catalogue: &Catalogue,
    ) -> Option<Self> {
        Self::told(case, profile, judgement, catalogue, Told { unchanged: false, ways: false })
    }

    fn told(
        case: &Case,
        profile: &Profile,
        judgement: &Judgement,
        catalogue: &Catalogue,
        told: Told,
    ) -> Option<Self> {
        let mut placement = case.placement(catalogue).unwrap_or(Placement { items: Vec::new() });
        if judgement.verdict == Verdict::Refused {
            keep_what_goes_through(&mut placement, case, judgement)?;
        }
        let roles = judgement.effective.map_or(RoleMask::NONE, |masks| masks.certain);
        let effects = Effects::of(&placement, profile, roles, catalogue);
        let Effects { profile: mut after, changes, mut remarks, .. } = effects;
        after.accepted.extend(accepted(case, judgement).filter(|digest| !profile.accepted.contains(digest)));
        let is_partial = judgement.verdict == Verdict::Refused;
        if changes.is_empty() && (!told.unchanged || is_partial) {
            return None;
        }
        if is_partial {
            remarks.push(
                "that much goes through: commands that are refused, and those in one Atomic with them, change nothing"
                    .to_owned(),
            );
        }
        let manager: Vec<Way> =
            if told.ways { once(reach::ways(&after, case.clock, catalogue)) } else { Vec::new() };
        let is_known = manager.iter().any(|way| way.certain)
            || !told.ways && reach::is_known(&after, case.clock, catalogue);
        // Only what changes something can shut anybody out.
        let locks_out = !changes.is_empty() && !is_known && reach::is_known(profile, case.clock, catalogue);
        Some(Self {
            profile: after,
            changes,
            remarks,
            manager,
            locks_out,
            // After a wipe there is nothing of which it could be said.
            cold_boot: ColdBoot::of(profile, judgement.channel)
                .filter(|_| !placement.items.is_empty() && !placement.items.iter().any(wipes)),
            remove_programs: RemovePrograms::of(case, &placement, judgement),
        })
    }

    /// Who becomes manager: by the ways that are known, or where there is none by those that may be one.
    fn write_manager(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.locks_out {
            let how_sure = if self.manager.is_empty() { "becomes" } else { "is known to become" };
            writeln!(
                f,
                "  after: nobody {how_sure} manager any more, whoever signs and whichever way it comes"
            )?;
        }
        let is_known = self.manager.iter().any(|way| way.certain);
        let word = if is_known { "manager" } else { "perhaps manager" };
        let shown = || self.manager.iter().filter(|way| way.certain == is_known);
        let mut keys: Vec<Option<Thumbprint>> = Vec::new();
        shown().for_each(|way| {
            if !keys.contains(&way.key) {
                keys.push(way.key)
            }
        });
        for key in keys {
            let channels: Vec<&str> =
                shown().filter(|way| way.key == key).map(|way| way.channel.name()).collect();
            let with = key.map(|key| format!(", signed below {key}")).unwrap_or_default();
            writeln!(f, "  after: {word} by {}{with}", channels.join(", "))?;
        }
        Ok(())
    }
}

/// Leaves the elements of a refused message that go through all the same; `None`: the whole file is refused.
fn keep_what_goes_through(placement: &mut Placement<'_>, case: &Case, judgement: &Judgement) -> Option<()> {
    let Some(Model::SyncMl(message)) = case.model().filter(|_| case.payload == Payload::SyncMl) else {
        return None;
    };
    if judgement.gate != Gate::Settings || judgement.refused.is_empty() {
        return None;
    }
    let is_within = |inner: Span, outer: Span| outer.start() <= inner.start() && inner.end() <= outer.end();
    let holds_refused = |span: Span| judgement.refused.iter().any(|refused| is_within(refused.span, span));
    let atomics = message.every_command().filter(|command| command.verb == Verb::Atomic);
    let undone: Vec<Span> = atomics.map(Command::place).filter(|atomic| holds_refused(*atomic)).collect();
    placement.items.retain(|item| {
        !holds_refused(item.span()) && !undone.iter().any(|atomic| is_within(item.span(), *atomic))
    });
    Some(())
}

/// Each way once, certain where it is by one of the things that are brought.
fn once(ways: impl Iterator<Item = Way>) -> Vec<Way> {
    let mut all: Vec<Way> = Vec::new();
    for way in ways {
        match all.iter_mut().find(|known| (known.channel, known.key) == (way.channel, way.key)) {
            Some(known) => known.certain |= way.certain,
            None => all.push(way),
        }
    }
    all
}

/// The file about which the device asked its user, and which the user let in: it remembers that
/// (<https://learn.microsoft.com/en-us/previous-versions/aa458966(v=msdn.10)>).
fn accepted(case: &Case, judgement: &Judgement) -> impl Iterator<Item = Thumbprint> + use<> {
    let is_asked =
        judgement.steps.iter().any(|step| step.gate == Gate::Prompt && step.verdict == Verdict::Asks);
    let digest = match &case.payload {
        Payload::Package(facts) if is_asked => facts.digest,
        _ => None,
    };
    digest.into_iter()
}

impl fmt::Display for Afterwards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            writeln!(f, "  after: {}", shown(change))?;
        }
        for remark in &self.remarks {
            writeln!(f, "  after: {}", shown(remark))?;
        }
        if !self.changes.is_empty() {
            self.write_manager(f)?;
        }
        if let Some(fact) = self.cold_boot {
            writeln!(f, "  after a cold boot: {}", fact.says)?;
        }
        self.remove_programs.as_ref().map_or(Ok(()), |fact| writeln!(f, "  {}", fact.says))
    }
}
