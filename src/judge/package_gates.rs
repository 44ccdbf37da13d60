//! The gates of a package: signature and SPC, or what unsigned packages get and whether somebody is asked
//! (<https://learn.microsoft.com/en-us/previous-versions/aa458966(v=msdn.10)>).

use super::advice::Step as Then;
use super::judgement::Masks;
use super::question::{Question, Taken};
use super::walk::{Walk, mask, role};
use super::{
    Chain, Gate, Launcher, PackageFacts, Payload, Signature, content_gate, judgement, settings_gate,
};
use crate::device::{Basis, PolicyState, Profile, StoredCertificate};
use crate::package::PackageKind;
use crate::terms::{Channel, DeviceClass, Release, Role, RoleMask, Thumbprint};

/// Asks the gates of a package; of a document nothing is asked.
pub(super) fn ask(walk: &mut Walk<'_>) {
    let facts = match &walk.case.payload {
        Payload::Package(facts) => facts,
        Payload::Linked => return linked(walk),
        Payload::Wap | Payload::SyncMl => return,
    };
    content_gate::damage(walk, facts);
    if walk.is_refused() {
        return;
    }
    compression(walk, facts);
    if walk.is_refused() {
        return;
    }
    revocation(walk, facts);
    if walk.is_refused() {
        return;
    }
    if facts.kind == PackageKind::Cpf {
        walk.remarks.push(CPF_SAYS.to_owned());
    }
    match &facts.signature {
        Signature::None if !walk.profile.looks_at_signatures() => {
            let said = "a Pocket PC of Windows Mobile 2003 looks at no signature and asks nobody";
            walk.passes(Gate::Signature, said, None);
            walk.starts_with(Masks::certain(RoleMask::ALL), "the release, which gives packages no masks");
        }
        Signature::None => {
            walk.passes(Gate::Signature, "it is not signed", None);
            unsigned(walk, facts);
        }
        Signature::Bad(faults) => {
            walk.refuses(
                Gate::Signature,
                format!("its signature does not hold: {}", faults.join("; ")),
                None,
            );
        }
        Signature::Good(chain) => signed(walk, facts, chain),
    }
    if !walk.is_refused() {
        content_gate::ask(walk, facts);
    }
}

/// A message is taken; what it links to is not at hand.
fn linked(walk: &mut Walk<'_>) {
    if walk.case.message.as_ref().is_some_and(|message| !message.brings_something()) {
        return;
    }
    let said =
        "the message is taken; the package that it links to is not at hand, and its own signature decides";
    walk.leaves_open(Gate::Signature, said, None);
    walk.to_know.push("name the package too: `provsmith simulate --linked FILE`".to_owned());
}

/// How a user learns of it (<https://www.easymanua.ls/motorola/mc909x/manual?p=213>).
const CPF_SAYS: &str = "a .cpf shows no dialog: a message in the inbox says whether it was taken, and not which setting was refused";

fn is_pocket_pc(profile: &Profile) -> bool {
    profile.class != DeviceClass::Standard
}

/// A revoked file, signed or not, and whatever a revoked certificate stands above.
fn revocation(walk: &mut Walk<'_>, facts: &PackageFacts) {
    let is_revoked = |hash: &Thumbprint| walk.profile.revoked.contains(hash);
    if let Some(digest) = facts.digest.filter(is_revoked) {
        walk.refuses(Gate::Revocation, format!("the device has revoked this file ({digest})"), None);
        walk.advise(
            "make the package anew with some change in it: it is this very file that is refused",
            Then::Anew,
        );
    }
    let Signature::Good(chain) = &facts.signature else { return };
    if let Some(link) = chain.links.iter().find(|link| is_revoked(&link.thumbprint)) {
        let said = format!("the device has revoked the certificate {} of its chain", link.thumbprint);
        walk.refuses(Gate::Revocation, said, None);
        let needed = settings_gate::needed(walk);
        walk.advise(
            "sign it below another certificate, which SPC has with the roles that the document needs",
            Then::Signed(needed),
        );
    }
}

/// Old Pocket PCs read no compressed `.cpf`.
fn compression(walk: &mut Walk<'_>, facts: &PackageFacts) {
    if facts.kind != PackageKind::Cpf || !facts.is_compressed || !is_pocket_pc(walk.profile) {
        return;
    }
    let refused = match walk.profile.release {
        Release::Wm2003 => true,
        Release::Wm5 | Release::Wm5Msfp => walk.on(Question::CompressedCpf) == Taken::Second,
        _ => false,
    };
    if refused {
        walk.refuses(Gate::Release, "a Pocket PC of this release does not read a compressed .cpf", None);
        walk.advise("pack it without compression, which every device reads", Then::Uncompressed);
    }
}

fn signed(walk: &mut Walk<'_>, facts: &PackageFacts, chain: &Chain) {
    if !walk.profile.looks_at_signatures() {
        let said =
            "a Pocket PC of Windows Mobile 2003 takes a signature for damage, since it lengthens the file";
        walk.refuses(Gate::Signature, said, None);
        walk.advise("bring the package unsigned", Then::Unsigned);
        return;
    }
    if let Some(outdated) = chain.outdated.first() {
        dates(walk, outdated);
        if walk.is_refused() {
            return;
        }
    }
    if let Some(doubt) = chain.doubts.first() {
        walk.leaves_open(
            Gate::Signature,
            format!("whether a device can check the signature is not known: {doubt}"),
            None,
        );
    }
    let known = walk.profile.known.iter().map(Vec::as_slice);
    let completed = chain.completed(known);
    let chain = completed.as_ref().unwrap_or(chain);
    let stored: Vec<&StoredCertificate> =
        chain.links.iter().filter_map(|link| walk.profile.spc(link.thumbprint)).collect();
    match stored.as_slice() {
        [] if chain.root().is_none() => {
            let said = "the signature leaves the root out, and nothing that is in it is in SPC: whether the root is, cannot be seen";
            walk.leaves_open(Gate::Signature, said, None);
            walk.to_know.push(
                "sign with the whole chain, the root included, or name the root in the profile by `file`: then it is seen whether SPC has it".to_owned(),
            );
        }
        [] => not_in_spc(walk, facts, chain),
        [first, others @ ..] => in_spc(walk, chain, first, others),
    }
}

/// A chain of which SPC has certificates: with that of its root the package gets roles; which one counts of several, and
/// whether one counts that is not the root, is not documented
/// (<https://learn.microsoft.com/en-us/previous-versions/bb202995(v=winembedded.60)>).
fn in_spc(walk: &mut Walk<'_>, chain: &Chain, first: &StoredCertificate, others: &[&StoredCertificate]) {
    let stored = || std::iter::once(first).chain(others.iter().copied());
    let is_same = stored().all(|one| one.role == first.role);
    let mut masks = stored_masks(first);
    for other in others.iter().filter(|other| other.role != first.role).map(|other| stored_masks(other)) {
        masks = Masks { certain: common(masks.certain, other.certain), ..masks.or_maybe(other.possible) };
    }
    for unknown in stored().filter(|one| one.role.is_none()) {
        walk.to_know.push(format!(
            "the role of {} in SPC: `device query` asks for it, and the profile says it",
            unknown.thumbprint
        ));
    }
    let thumbprint = first.thumbprint;
    let role =
        first.role.map_or_else(|| "roles that are not known".to_owned(), |role| format!("the role {role}"));
    let basis = stored().map(|one| one.basis).min();
    if chain.root().is_none_or(|root| walk.profile.spc(root.thumbprint).is_none()) {
        let said = format!(
            "SPC has {thumbprint} of its chain with {role}, which is not its root: whether that counts is not documented"
        );
        walk.leaves_open(Gate::Signature, said, basis);
        masks.certain = RoleMask::NONE;
        let needed = settings_gate::needed(walk);
        walk.advise(
            "store the root of the chain in SPC, as `provsmith cert enrol` writes it",
            Then::RootInSpc(needed),
        );
    } else if is_same {
        walk.passes(Gate::Signature, format!("SPC has {thumbprint} of its chain with {role}"), basis);
    } else {
        let said = "SPC has several certificates of its chain with different roles; which one counts is not documented";
        walk.passes(Gate::Signature, said, basis);
        walk.alternatives = stored().map(stored_masks).collect();
    }
    walk.starts_with(masks, &format!("SPC entry {thumbprint}"));
}

/// The roles of an entry of SPC, as far as they are known.
fn stored_masks(entry: &StoredCertificate) -> Masks {
    let unknown = Masks { certain: RoleMask::NONE, possible: RoleMask::ALL };
    entry.role.map_or(unknown, Masks::certain)
}

/// A certificate that is not valid by the clock. Whether dates are looked at is said by policy 4150, where there is one
/// (`secpolicy.h` of the 6.5 SDK); up to then every certificate of a chain is validated
/// (<https://learn.microsoft.com/en-us/previous-versions/aa458966(v=msdn.10)>).
fn dates(walk: &mut Walk<'_>, outdated: &str) {
    let basis = match walk.profile.policy(4150) {
        PolicyState::Absent => None,
        _ => match walk.policy(Gate::Signature, 4150) {
            None => return,
            Some((0, basis)) => Some(basis),
            Some((_, basis)) => {
                let said = format!("policy 4150 has no dates looked at; {outdated}");
                return walk.passes(Gate::Signature, said, Some(basis));
            }
        },
    };
    walk.refuses(Gate::Signature, outdated, basis);
    walk.advise(
        "sign it again with a certificate that is valid, or see to the clock of the device, which a cold boot sets back (--clock says what it says)",
        Then::InDate,
    );
}

fn common(one: RoleMask, other: RoleMask) -> RoleMask {
    one.roles().filter(|role| other.contains(*role)).collect()
}

fn not_in_spc(walk: &mut Walk<'_>, facts: &PackageFacts, chain: &Chain) {
    let is_of_chain =
        |one: &&StoredCertificate| chain.links.iter().any(|link| link.thumbprint == one.thumbprint);
    let elsewhere = walk.profile.certificates.iter().find(is_of_chain).map(|one| one.store);
    let others = match elsewhere {
        Some(store) => format!("in {store}, where its chain is, no package is looked up"),
        None => "no other store counts for packages".to_owned(),
    };
    let said = match chain.links.last() {
        Some(root) => format!(
            "store the root `{}` ({}) in SPC, with the roles that the document needs; {others}",
            root.subject, root.thumbprint
        ),
        None => "store the root of its signer in SPC".to_owned(),
    };
    let needed = settings_gate::needed(walk);
    walk.advise(said, Then::InSpc(needed));
    if walk.on(Question::SignedWithoutSpc) == Taken::Second {
        walk.refuses(Gate::Signature, "no certificate of its chain is in SPC", None);
        return;
    }
    walk.passes(
        Gate::Signature,
        "no certificate of its chain is in SPC, so that it counts as unsigned",
        None,
    );
    unsigned(walk, facts);
}

/// Policies 4101 and 4122.
fn unsigned(walk: &mut Walk<'_>, facts: &PackageFacts) {
    if matches!(walk.delivery.channel, Channel::Si | Channel::Sl | Channel::Dm) {
        let said = "the pages on this way speak of signed packages only";
        walk.remarks.push(said.to_owned());
    }
    if let Some((value, basis)) = walk.policy(Gate::Unsigned, 4101) {
        let roles = mask(value);
        if roles.is_empty() {
            walk.refuses(Gate::Unsigned, "policy 4101 gives unsigned packages no role", Some(basis));
            return sign_it(walk);
        }
        walk.passes(
            Gate::Unsigned,
            format!("policy 4101 gives unsigned packages {roles} ({value})"),
            Some(basis),
        );
        walk.starts_with(Masks::certain(roles), "policy 4101");
        if walk.profile.is_one_tier() && walk.on(Question::UnsignedOnOneTier) == Taken::Second {
            let manager = Masks::certain(judgement::union(roles, role(Role::Manager)));
            walk.starts_with(manager, "the one tier of the device");
        }
    } else {
        sign_it(walk);
    }
    if let Some((value, basis)) = walk.policy(Gate::Prompt, 4122) {
        prompt(walk, facts, value == 0, basis);
        if walk.is_refused() {
            sign_it(walk);
        }
    } else {
        sign_it(walk);
    }
}

fn sign_it(walk: &mut Walk<'_>) {
    let needed = settings_gate::needed(walk);
    walk.advise(
        "sign it below a certificate that SPC has with the roles that the document needs",
        Then::Signed(needed),
    );
}

fn prompt(walk: &mut Walk<'_>, facts: &PackageFacts, needed: bool, basis: Basis) {
    let is_silent = walk.delivery.channel == Channel::Card && walk.delivery.launcher == Launcher::Silent;
    let is_accepted = facts.digest.is_some_and(|digest| walk.profile.accepted.contains(&digest));
    match (facts.kind, needed) {
        (PackageKind::Cpf, true) => {
            let said = "policy 4122 has the user asked about what is unsigned, and a .cpf cannot ask";
            walk.refuses(Gate::Prompt, said, Some(basis));
        }
        (PackageKind::Cab, true) if is_accepted => {
            walk.passes(Gate::Prompt, "the user said yes to this very file before", Some(basis));
        }
        (PackageKind::Cab, true) if is_silent => {
            let said =
                "policy 4122 has the user asked about what is unsigned, and a silent launcher cannot ask";
            walk.refuses(Gate::Prompt, said, Some(basis));
            let said = "have the launcher start the installer with its dialogs (--launcher ui)";
            walk.advise(said, Then::Launcher(Launcher::Ui));
        }
        (PackageKind::Cab, true) => {
            walk.asks(Gate::Prompt, "policy 4122 has the user asked about what is unsigned", Some(basis));
            walk.remarks
                .push("a yes is remembered: the device does not ask again about this very file".to_owned());
        }
        (PackageKind::Cpf, false) if walk.on(Question::UnsignedCpf) == Taken::First => {
            walk.refuses(Gate::Prompt, "an unsigned .cpf is processed silently, and fails", Some(basis));
        }
        (_, false) => walk.passes(Gate::Prompt, "policy 4122 asks nobody", Some(basis)),
    }
}
