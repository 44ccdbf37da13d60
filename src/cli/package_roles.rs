//! Whether the role mask that a device keeps for a signer covers what the document in a package needs.

use std::io::{Read, Seek};
use std::path::Path;

use anyhow::{Context as _, bail};
use provsmith::cabinet::Cabinet;
use provsmith::catalogue::placement::Placement;
use provsmith::device::Profile;
use provsmith::document::{Limits, decode, wap};
use provsmith::finding::{Confidence, Source};
use provsmith::judge::roles::{self, Granted};
use provsmith::judge::{self, Case, Delivery, Entry, Verdict};
use provsmith::package::{DOCUMENT_NAME, PackageKind, document};
use provsmith::sign::chain::Chain;
use provsmith::terms::{Channel, RoleMask};

use super::accept::Accepted;
use super::{Session, dates};

/// Says each setting that the mask does not cover, with its place. A package without document needs no role.
pub(crate) fn covered_by(
    mask: RoleMask,
    name: &str,
    cabinet: impl Read + Seek,
    session: &Session,
) -> anyhow::Result<bool> {
    let Some(bytes) = document(&mut Cabinet::open(cabinet)?).context("cannot read the document inside")?
    else {
        session.say(format_args!("note: `{name}` holds no {DOCUMENT_NAME}, so no role is needed"));
        return Ok(true);
    };
    let source = Source::new(format!("{name}:{DOCUMENT_NAME}"), decode(&bytes).text);
    let Some(model) = wap::parse(&source, &Limits::default()).model else {
        bail!(
            "the document in `{name}` cannot be read, so the roles that it needs are not known; unpack and check it"
        )
    };
    let catalogue = session.catalogue()?;
    let placement = Placement::of_wap(&model, &catalogue);
    let mut covered = true;
    let mut unknown = Vec::new();
    for need in roles::needed(&placement, None) {
        let item = &placement.items[need.item];
        if need.granted_by(mask) == Granted::Unknown {
            unknown.push(format!("`{}`", placement.path(item)));
        }
        let (Granted::No, Some(wanted)) = (need.granted_by(mask), need.roles) else { continue };
        let place = source.place(item.name.span.start());
        let refused = need.confidence == Confidence::Documented;
        session.say(format_args!(
            "{}: {}:{}:{}: `{}` needs {}; the device gives this signer {mask}",
            if refused { "refused" } else { "warning" },
            source.name(),
            place.line,
            place.column,
            placement.path(item),
            one_of(wanted),
        ));
        covered &= !refused;
    }
    if !unknown.is_empty() {
        session.say(format_args!(
            "warning: `{name}`: whether {mask} is enough is not known for {}: no source says which roles may change \
             such settings",
            named(&unknown)
        ));
    }
    Ok(covered)
}

/// What speaks against the package when it is signed by this chain and opened on the device of a profile: what that
/// makes of the signature, the roles that it keeps for it, or that nobody becomes manager afterwards. Says why; what is
/// not known is said, and speaks not against it.
pub(crate) fn objection_of(
    profile: &Profile,
    chain: &Chain,
    path: &Path,
    cabinet: impl Read + Seek,
    accepted: &[Accepted],
    session: &Session,
) -> anyhow::Result<Option<&'static str>> {
    let name = path.display().to_string();
    let kind = PackageKind::of_path(path).unwrap_or(PackageKind::Cab);
    let case = Case::read(&name, kind, cabinet, dates::now(&session.context)?)?;
    let case = case.signed_by(judge::Chain::of(chain));
    let delivery = Delivery::by(Channel::Open);
    let entry = Entry::foreseen(&case, profile, &delivery, &session.catalogue()?);
    if entry.judgement.verdict != Verdict::Installs || entry.locks_out() {
        session.show(entry.to_string().trim_end());
    }
    Ok(match entry.judgement.verdict {
        _ if !Accepted::is_obstacle(&entry, accepted) => None,
        Verdict::Refused => Some("would refuse it"),
        _ => Some("would let nobody become manager any more; --accept locked-out signs it all the same"),
    })
}

/// ``2 of its settings (`a`, `b`)``, the first of them by name.
fn named(settings: &[String]) -> String {
    const MOST: usize = 5;
    let more = if settings.len() > MOST { ", …" } else { "" };
    let names = settings.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    format!("{} of its settings ({names}{more})", settings.len())
}

fn one_of(roles: RoleMask) -> String {
    match roles.roles().count() {
        0 => "a role that nobody has".to_owned(),
        1 => format!("the role {roles}"),
        _ => format!("one of the roles {}", roles.to_string().replace('+', ", ")),
    }
}
