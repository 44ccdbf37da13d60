//! The last gate: the roles that the artifact has against those that each setting needs
//! (<https://learn.microsoft.com/en-us/archive/blogs/windowsmobile/what-is-the-metabase>).

use super::advice::Step as Then;
use super::case::Unread;
use super::doubts::Doubts;
use super::grants::{GRANTS, Gives, Grants};
use super::judgement::{Masks, RefusedSetting, union};
use super::metabase_entry::{AccessEntry, MetabaseEntry, nearest};
use super::roles::{self, Granted, Need};
use super::walk::{Walk, mask, role};
use super::{Gate, Payload, Signature, document_remarks, guards, push_gates};
use crate::catalogue::Direction;
use crate::catalogue::placement::{Operation, Placed, Placement, Shape};
use crate::catalogue::policy_change::{self, PolicyChange};
use crate::device::{Basis, ChangedAccess, ChangedRoles, Fact, PolicyState, Profile};
use crate::finding::{Confidence, Source};
use crate::package::DOCUMENT_NAME;
use crate::terms::{Channel, Integer, Role, RoleMask};

/// Compares the roles with what every setting needs.
pub(super) fn ask(walk: &mut Walk<'_>) {
    if walk.case.payload == Payload::Linked {
        return;
    }
    if let Some(unread) = &walk.case.unread {
        return unreadable(walk, unread);
    }
    let (Some(placement), Some(source)) = (walk.case.placement(walk.catalogue), walk.case.source()) else {
        let said = format!("there is no {DOCUMENT_NAME} in it, so that no role is needed");
        return walk.passes(Gate::Settings, said, None);
    };
    if placement.items.is_empty() {
        return empty(walk);
    }
    if walk.base.is_none() {
        base_of_channel(walk);
    }
    // A gate before may have stayed open; then nothing is known of the roles.
    let base = walk.base.unwrap_or(Masks { certain: RoleMask::NONE, possible: RoleMask::ALL });
    let grants = Grants::of(walk.profile, base);
    let effective = grants.masks();
    let doubts = Doubts::of(&placement, walk.case.model(), walk.profile);
    let refused_from =
        |base, roles| Settings { walk, placement: &placement, doubts: &doubts, base, roles }.refused(source);
    let refused_with = |roles| refused_from(base, roles);
    let covers = |base: &Masks| refused_from(*base, Grants::of(walk.profile, *base).masks()).is_empty();
    // Whichever it is then.
    let each_covers = !walk.alternatives.is_empty() && walk.alternatives.iter().all(covers);
    let verdicts = if each_covers { Vec::new() } else { refused_with(effective) };
    let deciding = grants.deciding(|roles| {
        let refused = if roles == effective { verdicts.clone() } else { refused_with(roles) };
        (refused.is_empty(), refused.iter().any(|one| one.certain))
    });
    let basis = deciding.iter().filter_map(|grant| grant.basis).min();
    walk.roles.extend(grants.given());
    walk.effective = Some(effective);
    let total = placement.innermost().count();
    document_remarks::wlan(walk, &placement);
    document_remarks::overruled(walk, &placement, effective);
    document_remarks::alone(walk, &placement);
    let refused: Vec<&RefusedSetting> = verdicts.iter().filter(|refused| refused.certain).collect();
    if let Some(first) = refused.first() {
        let of_all = format!("{} of {}", refused.len(), settings(total));
        let said = match refused.iter().find(|one| one.why.is_none()) {
            Some(_) => {
                let added = match deciding.iter().find(|grant| grant.gives == Gives::No) {
                    Some(grant) => format!(", and policy {} adds none", grant.id),
                    None => String::new(),
                };
                format!("its roles ({}) do not cover {of_all}{added}", effective.certain)
            }
            None => format!("{of_all} cannot be set: {}", first.why.as_deref().unwrap_or_default()),
        };
        walk.refuses(Gate::Settings, said, basis);
        walk.remarks.push(undone(&walk.case.payload).to_owned());
    } else if let Some(first) = verdicts.first() {
        let why = first.why.clone().unwrap_or_default();
        let said =
            format!("whether {} of {} may be set is not known: {why}", verdicts.len(), settings(total));
        walk.leaves_open(Gate::Settings, said, None);
    } else if each_covers {
        let said = format!("whichever of the certificates counts, its roles cover {}", settings(total));
        walk.passes(Gate::Settings, said, basis);
    } else {
        let said = format!("its roles ({}) cover {}", effective.certain, settings(total));
        walk.passes(Gate::Settings, said, basis);
    }
    document_remarks::foreign(walk, &placement);
    guards::advise(walk, &placement, effective.certain);
    changes(walk, &verdicts, base);
    walk.refused = verdicts;
}

/// What is no well-formed XML the configuration manager answers with `CONFIG_E_BAD_XML` (the SDK's `cfgmgrapi.h`); what
/// else a device makes of what cannot be read no page says, nor what a management client does.
fn unreadable(walk: &mut Walk<'_>, unread: &Unread) {
    let said = &unread.said;
    if unread.is_malformed && walk.case.payload != Payload::SyncMl {
        let said = format!("the document is no well-formed XML (CONFIG_E_BAD_XML, 0x80042009): {said}");
        walk.refuses(Gate::Settings, said, None);
    } else {
        let said = format!(
            "the document cannot be read as a whole, so what a device makes of it is not known: {said}"
        );
        walk.leaves_open(Gate::Settings, said, None);
    }
    walk.remarks.push("`provsmith check` shows what is wrong with it on its lines".to_owned());
}

/// What becomes of the others where one setting is refused
/// (<https://learn.microsoft.com/en-us/previous-versions/ms889538(v=msdn.10)>).
const fn undone(payload: &Payload) -> &'static str {
    match payload {
        Payload::SyncMl => {
            "where one command is refused, the device tries to undo those that stand in one Atomic with it; others stand for themselves"
        }
        _ => {
            "where one setting is refused, the device tries to undo what it had set already: a document is taken as a whole or not at all; where it cannot undo something, its state is not known"
        }
    }
}

/// A message without commands ends a session; of a document with nothing in it no page speaks.
fn empty(walk: &mut Walk<'_>) {
    if walk.case.payload == Payload::SyncMl {
        walk.passes(Gate::Settings, "the message speaks of no setting, so that no role is needed", None);
    } else {
        let said = "there is nothing in the document, and what a device makes of that is not documented";
        walk.leaves_open(Gate::Settings, said, None);
    }
}

fn settings(count: usize) -> String {
    format!("{count} setting{}", if count == 1 { "" } else { "s" })
}

/// What a channel gives a document that no gate before gave roles.
fn base_of_channel(walk: &mut Walk<'_>) {
    match walk.delivery.channel {
        Channel::Rom => walk.starts_with(Masks::certain(RoleMask::ALL), "the image of the device"),
        // https://learn.microsoft.com/en-us/previous-versions/ms890040(v=msdn.10)
        Channel::Api if walk.profile.is_one_tier() => {
            walk.starts_with(Masks::certain(role(Role::Manager)), "the one tier of the device");
        }
        Channel::Api => {
            let masks = Masks::certain(role(Role::AuthenticatedUser)).or_maybe(role(Role::Manager));
            walk.starts_with(masks, "the calling program, which is manager if it runs privileged");
        }
        _ => {}
    }
}

/// Why it is not known whether a setting may be changed that stands behind a change of [`GRANTS`].
const BEHIND_GRANTS: &str = "it stands behind a change of policy 4119 or 4120, and no source says whether that acts inside one document";

struct Settings<'w, 'a> {
    walk: &'w Walk<'a>,
    placement: &'w Placement<'a>,
    doubts: &'w Doubts,
    /// The roles that the document comes with.
    base: Masks,
    /// The same with those that are added.
    roles: Masks,
}

impl Settings<'_, '_> {
    /// The settings that are refused, or may be, in document order.
    fn refused(&self, source: &Source) -> Vec<RefusedSetting> {
        let mut refused = Vec::new();
        // What the document itself has changed so far: an entry of the metabase acts on what follows it
        // (https://learn.microsoft.com/en-us/previous-versions/bb737576(v=msdn.10)).
        let mut changed = self.walk.profile.roles.clone();
        let mut accesses = self.walk.profile.accesses.clone();
        let changes = policy_change::changes(&self.placement.items);
        let mut then = self.walk.profile.clone();
        // The roles from here on, if a change of the policies that add some acts at once.
        let mut at_once = self.roles;
        for need in roles::needed(self.placement, Some(self.walk.profile.target())) {
            let item = &self.placement.items[need.item];
            let path = self.placement.path(item);
            if let Some(why) = never_set(item) {
                refused.push(refusal(source, item, path, None, true, why));
                continue;
            }
            let direction = nearest(&path, &accesses, |one| &one.path)
                .filter(|one| !one.leaves(item.operation == Operation::Query))
                .map(not_left);
            let doubt = self.doubts.about(need.item).or(direction.as_deref());
            if let Some((certain, why)) = guards::against(item, self.walk.profile, self.roles) {
                refused.push(refusal(source, item, path, need.roles, certain, &why));
                continue;
            }
            let told_of_earlier = need.told_of.map(|_| self.told_of_earlier(item)).unwrap_or_default();
            let mut now = verdict(self.roles, &need, &path, &changed);
            if self.walk.case.is_apart && verdict(at_once, &need, &path, &changed) == Granted::Yes {
                now = Granted::Yes;
            }
            let (certain, why) = match now {
                Granted::Yes | Granted::No
                    if !self.walk.case.is_apart && verdict(at_once, &need, &path, &changed) != now =>
                {
                    (false, BEHIND_GRANTS)
                }
                Granted::Yes => {
                    changed.extend(MetabaseEntry::of(item).and_then(changed_roles));
                    if let Some(change) = changes.iter().find(|change| change.item == need.item) {
                        at_once = self.after(change, &mut then, at_once);
                    }
                    if let Some(entry) = AccessEntry::of(item) {
                        entry.act_on(&mut accesses);
                    }
                    if let Some(why) = doubt {
                        refused.push(refusal(source, item, path, None, false, why));
                    }
                    continue;
                }
                Granted::No => (true, ""),
                Granted::Unknown if let Some(why) = doubt => {
                    refused.push(refusal(source, item, path, None, false, why));
                    continue;
                }
                Granted::Unknown if need.roles.is_none() => {
                    (false, "no source says which roles may change it")
                }
                Granted::Unknown if need.told_of.is_some() => (false, told_of_earlier.as_str()),
                Granted::Unknown if self.roles.certain != self.roles.possible => {
                    (false, "which roles it comes with is not known")
                }
                Granted::Unknown => (false, "the roles that it needs are told without a published source"),
            };
            let needs = change_for(&path, &changed).or(need.roles);
            refused.push(refusal(source, item, path, needs, certain, why));
        }
        refused
    }

    /// Why it is not known whether a setting may be changed of whose roles only a page of an earlier release speaks.
    fn told_of_earlier(&self, item: &Placed<'_>) -> String {
        let target = self.walk.profile.target();
        let row = roles::earlier_row(&roles::rows_of(item), Some(target)).map(|(row, release)| {
            format!(
                "the row `{}` of {release} gives these roles ({}), and no page says whether it holds for {} too",
                row.path, row.source, target.release
            )
        });
        row.unwrap_or_default()
    }

    /// The roles that the document has if a change acts at once; `then` is the device as it is by then.
    fn after(&self, change: &PolicyChange, then: &mut Profile, roles: Masks) -> Masks {
        if !GRANTS.iter().any(|(id, _)| *id == change.id) {
            return roles;
        }
        match change.value.map(u32::try_from) {
            Some(Ok(value)) => {
                then.set_policy(change.id, Fact { value, basis: Basis::Declared });
                Grants::of(then, self.base).masks()
            }
            // What a device makes of it is not documented.
            _ => GRANTS.iter().fold(self.base, |masks, (_, added)| masks.or_maybe(role(*added))),
        }
    }
}

/// Whether a document with these roles may touch a setting.
fn verdict(Masks { certain, possible }: Masks, need: &Need, path: &str, changed: &[ChangedRoles]) -> Granted {
    let change = change_for(path, changed);
    let roles = change.or(need.roles);
    // The manager may read and write every setting
    // (https://learn.microsoft.com/en-us/archive/blogs/windowsmobile/what-is-the-metabase).
    let covers =
        |mask: RoleMask| mask.contains(Role::Manager) || roles.is_some_and(|roles| roles.intersects(mask));
    let is_thin = change.is_none() && need.confidence == Confidence::Thin;
    if change.is_none() && need.told_of.is_some() && !certain.contains(Role::Manager) {
        return Granted::Unknown;
    }
    match (covers(certain), covers(possible)) {
        (true, _) => Granted::Yes,
        (false, true) => Granted::Unknown,
        (false, false) if roles.is_none() || is_thin => Granted::Unknown,
        (false, false) => Granted::No,
    }
}

fn refusal(
    source: &Source,
    item: &Placed<'_>,
    path: String,
    needs: Option<RoleMask>,
    certain: bool,
    why: &str,
) -> RefusedSetting {
    let span = item.name.span;
    RefusedSetting {
        file: source.name().to_owned(),
        place: source.place(span.start()),
        span,
        path,
        needs,
        certain,
        why: Some(why).filter(|why| !why.is_empty()).map(str::to_owned),
    }
}

/// Why nobody can set it so, whatever roles they have: the manager may change what is not read-only
/// (<https://learn.microsoft.com/en-us/archive/blogs/windowsmobile/what-is-the-metabase>), and policies take decimal
/// numbers only (<https://learn.microsoft.com/en-us/previous-versions/bb737248(v=msdn.10)>).
fn never_set(item: &Placed<'_>) -> Option<&'static str> {
    let provider = item.known_provider()?;
    if item.operation != Operation::Set || item.shape == Shape::Group {
        return None;
    }
    let is_hexadecimal = |text: &str| matches!(Integer::read(text.trim()), Some(Integer::Hexadecimal(_)));
    if provider.decimal_only
        && (item.names().last().is_some_and(is_hexadecimal)
            || item.value().is_some_and(|value| is_hexadecimal(&value.value)))
    {
        return Some("it takes decimal numbers only, and this is hexadecimal");
    }
    let of_node = item.known_node().and_then(|node| node.allows(item.accesses()));
    let may_change = of_node.unwrap_or(provider.access != Some(Direction::Read));
    (!may_change).then_some("it can only be read")
}

/// The roles that somebody gave a place or one around it: the most particular.
fn change_for(path: &str, changed: &[ChangedRoles]) -> Option<RoleMask> {
    nearest(path, changed, |change| &change.path).map(|change| change.roles)
}

/// Why it is not known whether something may be done that `rw-access` does not leave: even the manager changes only what
/// is not read-only, but what its values mean is read off device descriptions.
fn not_left(access: &ChangedAccess) -> String {
    let (value, leaves) = (access.value, access.in_words());
    format!(
        "by then its rw-access in the metabase is {value}, which likely leaves {leaves}, whatever roles one has"
    )
}

fn changed_roles(entry: MetabaseEntry) -> Option<ChangedRoles> {
    Some(ChangedRoles { path: entry.setting, roles: entry.roles? })
}

/// What would make the refused settings pass.
fn changes(walk: &mut Walk<'_>, refused: &[RefusedSetting], base: Masks) {
    if refused.iter().any(|one| one.why.as_deref() == Some(BEHIND_GRANTS)) {
        walk.advise("bring the change of policy 4119 or 4120 in a document of its own", Then::Apart);
    }
    let may_be_set = |one: &&RefusedSetting| one.why.is_none() || !one.certain;
    if !refused.iter().any(|one| may_be_set(&one)) {
        return;
    }
    let wanted = needed_by(refused.iter().map(|one| one.needs));
    let in_numbers = format!("{wanted} ({})", wanted.bits());
    if let Payload::Package(facts) = &walk.case.payload {
        if walk.base.is_some_and(|base| base.certain != base.possible)
            && matches!(facts.signature, Signature::Good(_))
        {
            let said = format!("give the certificates of its chain in SPC one role mask, {in_numbers}");
            walk.advise(said, Then::InSpc(wanted));
        }
        walk.advise(
            format!(
                "sign it below a certificate that the store SPC has with the role {in_numbers}; the device's entry counts, nothing in the package"
            ),
            Then::Signed(wanted),
        );
        if let Signature::Good(chain) = &facts.signature
            && base.certain == base.possible
            && chain.links.iter().any(|link| walk.profile.spc(link.thumbprint).is_some())
        {
            let with = union(base.certain, wanted);
            let said = format!(
                "store the certificate of its chain in SPC again with the roles {with} ({}), as `provsmith cert enrol` writes it",
                with.bits()
            );
            walk.advise(said, Then::InSpc(with));
        }
    }
    match walk.delivery.channel {
        Channel::RapiXml => {
            walk.advise("set policy 4097 to 1, by which the desktop is manager", Then::Policy(4097, 1));
        }
        Channel::Dm if !matches!(walk.case.payload, Payload::Package(_)) => {
            let said = format!("give the account of the server the role {in_numbers}");
            walk.advise(said, Then::Account(wanted));
        }
        _ => {}
    }
    if wanted == role(Role::Manager) && !base.certain.contains(Role::Manager) {
        let before = match walk.profile.policy(4119) {
            PolicyState::Known(fact) => fact.value,
            _ => 0,
        };
        let granted = base.certain.roles().filter(|role| is_of_somebody(*role)).map(|role| {
            let said = format!("have policy 4119 count {role} as manager, for everything that comes so");
            (said, Then::Policy(4119, before | role.bit()))
        });
        walk.advise_one_of(granted);
        if matches!(walk.delivery.channel, Channel::Cp(_)) {
            push_gates::come_with(walk, mask(before), "says how it comes");
        }
    }
}

/// Whether a role says who sent a thing. What says only which way it came, or that nobody vouches for it, makes nobody
/// the manager; the operator's server alone is known by its way.
fn is_of_somebody(role: Role) -> bool {
    role == Role::OperatorTps || !(RoleMask::ORIGINS.contains(role) || role == Role::UnauthenticatedUser)
}

/// The roles with which every setting of the document may be changed.
pub(super) fn needed(walk: &Walk<'_>) -> RoleMask {
    let Some(placement) = walk.case.placement(walk.catalogue) else { return role(Role::Manager) };
    let needs = roles::needed(&placement, Some(walk.profile.target()));
    needed_by(needs.iter().map(|need| match need.confidence {
        Confidence::Documented => need.roles,
        Confidence::Thin => None,
    }))
}

/// The smallest mask that covers all of these; where one is not known the manager, who may change everything.
fn needed_by(all: impl Iterator<Item = Option<RoleMask>>) -> RoleMask {
    let mut needs: Vec<Need> = Vec::new();
    for roles in all {
        let need = Need { item: 0, roles, confidence: Confidence::Documented, told_of: None };
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    let is_known = !needs.is_empty() && needs.iter().all(|need| need.roles.is_some());
    let smallest = if is_known { roles::sufficient(&needs).first().copied() } else { None };
    smallest.unwrap_or_else(|| role(Role::Manager))
}
