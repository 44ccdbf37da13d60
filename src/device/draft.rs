//! A profile to begin with: every policy of a kind of device, with the value that pages document and where they do,
//! for its author to complete.

use std::fmt::Write;

use super::answer::Answer;
use super::{
    Basis, CertificateStore, ChangedAccess, ChangedRoles, Configuration, Fact, PolicyState, Profile,
    StoredCertificate, Wlan, default_of, has,
};
use crate::catalogue::policies::{Policies, Policy, PolicyKind};
use crate::terms::{DeviceClass, Release, RoleMask, Thumbprint};

/// The text of a profile of a kind of device, in the configuration that is named.
pub fn draft(release: Release, class: DeviceClass, configuration: Option<&'static Configuration>) -> String {
    let profile = Profile { configuration, ..Profile::documented(String::new(), release, class) };
    let policies = |id| Some(configuration?.policies.get(&id)?.to_owned());
    let known = |policy: &Policy| Some(format!("{} # of the configuration", policies(policy.id)?));
    text(&profile, known)
}

/// The text of a profile of a device that was asked: what it said, and documented defaults for the rest.
pub fn of_answer(release: Release, class: DeviceClass, answer: &Answer) -> String {
    let mut profile = Profile::documented(String::new(), release, class);
    profile.certificates.clone_from(&answer.certificates);
    for (id, told) in &answer.policies {
        match *told {
            Some(value) => profile.set_policy(*id, Fact { value, basis: Basis::Queried }),
            None => profile.forget_policy(*id),
        }
    }
    of_profile(&profile)
}

/// The text of a profile: what is known of the device, and documented defaults for the rest.
pub fn of_profile(profile: &Profile) -> String {
    text(profile, |policy| match profile.policy(policy.id) {
        PolicyState::Known(fact) if fact.basis != Basis::Documented => Some(of_basis(policy, fact)),
        _ => None,
    })
}

fn of_basis(policy: &Policy, Fact { value, basis }: Fact) -> String {
    let in_roles = in_roles(policy, value);
    match basis {
        Basis::Declared => format!("{value}{in_roles}"),
        basis => format!("{{ value = {value}, from = \"{basis}\" }}{in_roles}"),
    }
}

/// A profile, with the policies that are known of this device.
fn text(profile: &Profile, known: impl Fn(&Policy) -> Option<String>) -> String {
    let policies = Policies::builtin().all.iter().filter(|policy| has(policy, profile.release));
    let entries: String = policies.map(|policy| entry(policy, known(policy), profile)).collect();
    head(profile)
        + &entries
        + &roles(&profile.roles)
        + &accesses(&profile.accesses)
        + &certificates(&profile.certificates)
}

fn head(profile: &Profile) -> String {
    let Profile { release, class, .. } = profile;
    let chosen = match profile.configuration {
        Some(chosen) => format!("configuration = \"{}\" # {}\n", chosen.name, chosen.summary),
        None => String::new(),
    };
    let wlan = match profile.wlan {
        Wlan::System => "# wlan",
        Wlan::Oem => "wlan",
    };
    let dm_role = match profile.dm_role {
        None => "# dm-role = \"manager\"".to_owned(),
        Some(role) => format!("dm-role = \"{role}\""),
    };
    let exchange = match profile.exchange {
        None => "# exchange = true".to_owned(),
        Some(is_there) => format!("exchange = {is_there}"),
    };
    let revoked = hashes("revoked", &profile.revoked);
    let accepted = hashes("accepted", &profile.accepted);
    format!(
        "\
# What is known of a device, for `provsmith simulate`, `check --device` and `sign --device`.
#
# Values in braces are defaults that a page documents; makers and operators change them, so that a verdict on them says
# that it rests on documented defaults. Write what your devices have as a plain number, and it is declared by you:
#   4101 = 0
# Write \"unknown\" where the default would be a guess. What a device said itself has from = \"queried\":
# `provsmith device query` asks it.

release = \"{release}\"
class   = \"{class}\"
{chosen}{wlan}    = \"oem\"     # a supplicant of the maker's looks after the wireless network, not the system
{dm_role} # what the account of the management server has
{exchange} # whether it synchronises with a server of Exchange
{revoked} # of files and certificates that it refuses, 40 hexadecimal digits each (LoaderRevocation)
{accepted} # of files about which the user said yes: the device does not ask again

[policies]
"
    )
}

/// A list of SHA-1, or an example.
fn hashes(key: &str, hashes: &[Thumbprint]) -> String {
    let hashes: Vec<String> = hashes.iter().map(|hash| format!("\"{hash}\"")).collect();
    match hashes.as_slice() {
        [] => format!("# {key} = [\"SHA-1\"]"),
        some => format!("{key} = [{}]", some.join(", ")),
    }
}

/// The roles that were changed, or an example.
fn roles(changed: &[ChangedRoles]) -> String {
    let mut text =
        "\n# Roles of settings that the maker or operator changed; a path holds for all below it.\n"
            .to_owned();
    if changed.is_empty() {
        text.push_str("# [roles]\n# Sync = \"manager\"\n");
        text.push_str("# \"Registry/HKLM\\\\Software\\\\Contoso\" = \"manager+authenticated-user\"\n");
        return text;
    }
    text.push_str("[roles]\n");
    for ChangedRoles { path, roles } in changed {
        text.push_str(&format!("{} = \"{roles}\"\n", toml::Value::from(path.as_str())));
    }
    text
}

/// The directions that were changed, or an example.
fn accesses(changed: &[ChangedAccess]) -> String {
    let mut text =
        "\n# What may be done with settings, whatever roles one has: likely 1 read, 2 write; 3 both.\n"
            .to_owned();
    if changed.is_empty() {
        text.push_str("# [rw-access]\n# \"Sync/Settings\" = 1\n");
        return text;
    }
    text.push_str("[rw-access]\n");
    for ChangedAccess { path, value } in changed {
        text.push_str(&format!("{} = {value}\n", toml::Value::from(path.as_str())));
    }
    text
}

/// The certificates of the stores, or an example.
fn certificates(stored: &[StoredCertificate]) -> String {
    let mut text = "
# The certificates of the device's stores. SPC gives packages signed below a certificate their roles; a file (PEM, DER,
# PKCS #7) is relative to this profile, and a thumbprint may stand in its place.
"
    .to_owned();
    if stored.is_empty() {
        text.push_str(
            "# [[certificate]]\n# store = \"SPC\"\n# file  = \"identity/root.pem\"\n# role  = \"manager\"\n",
        );
    }
    for (index, StoredCertificate { store, thumbprint, role, basis }) in stored.iter().enumerate() {
        let blank = if index == 0 { "" } else { "\n" };
        let entry = format!(
            "[[certificate]]\nstore = \"{store}\"\nthumbprint = \"{thumbprint}\"\nfrom = \"{basis}\"\n"
        );
        text.push_str(blank);
        text.push_str(&match role {
            Some(role) if role.is_empty() => format!("{entry}role = \"none\"\n"),
            Some(role) => format!("{entry}role = {} # {role}\n", role.bits()),
            None if *store == CertificateStore::Spc => {
                format!("{entry}role = \"unknown\" # it was not told: `device query` asks for it\n")
            }
            None => entry,
        });
    }
    text
}

/// A policy with what it decides, what its values mean, where the value comes from, and the value.
fn entry(policy: &'static Policy, known: Option<String>, profile: &Profile) -> String {
    let Policy { id, name, summary, .. } = policy;
    let mut text = format!("\n# {name}: {summary}\n");
    if !policy.values.is_empty() {
        let values = policy.values.iter().map(|known| format!("{} {}", known.value, known.means));
        text.push_str(&format!("#   {}\n", values.collect::<Vec<_>>().join("; ")));
    }
    let default = default_of(policy, profile.release, profile.class);
    let source = default.and_then(|default| default.source.as_deref()).unwrap_or_default();
    // Writing to a String does not fail.
    let _ = match (known, profile.policy(*id)) {
        (Some(value), _) => writeln!(text, "{id} = {value}"),
        (None, PolicyState::Known(fact)) => writeln!(
            text,
            "#   {source}\n{id} = {{ value = {}, from = \"{}\" }}{}",
            fact.value,
            fact.basis,
            in_roles(policy, fact.value)
        ),
        (None, state @ PolicyState::Unset { .. }) => {
            writeln!(text, "#   {state}\n#   {source}\n# {id} =")
        }
        (None, state @ PolicyState::Undocumented { unconfirmed: Some(value) }) => {
            writeln!(text, "#   {state}\n# {id} = {value}{}", in_roles(policy, value))
        }
        (None, PolicyState::Undocumented { unconfirmed: None } | PolicyState::Absent) => {
            writeln!(text, "#   not documented\n# {id} =")
        }
        (None, PolicyState::Untold) => writeln!(text, "{id} = \"unknown\""),
    };
    text
}

/// The roles of a mask, as a comment behind it.
fn in_roles(policy: &Policy, value: u32) -> String {
    match RoleMask::from_bits(value) {
        Ok(mask) if policy.kind == PolicyKind::RoleMask && !mask.is_empty() => format!(" # {mask}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn a_draft_says_of_every_kind_of_device_what_the_catalogue_says() {
        for release in Release::ALL.into_iter().filter(|release| *release != Release::Win10) {
            for class in DeviceClass::ALL {
                let text = draft(release, class, None);
                let read = Profile::parse(Path::new("p.toml"), text, &Catalogue::builtin()).unwrap();
                let documented = Profile::documented("", release, class);
                for policy in &Policies::builtin().all {
                    assert_eq!(
                        read.policy(policy.id),
                        documented.policy(policy.id),
                        "{release} {class} {}",
                        policy.id
                    );
                }
            }
        }
    }

    #[test]
    fn a_draft_of_a_configuration_has_its_values_declared() {
        let chosen = Configuration::named("locked", DeviceClass::Standard).unwrap();
        let text = draft(Release::Wm61, DeviceClass::Standard, Some(chosen));
        let read = Profile::parse(Path::new("p.toml"), text, &Catalogue::builtin()).unwrap();
        assert_eq!(read.configuration.map(|one| one.name.as_str()), Some("locked"));
        for (id, value) in &chosen.policies {
            let fact = Fact { value: *value, basis: Basis::Declared };
            assert_eq!(read.policy(*id), PolicyState::Known(fact));
        }
    }

    #[test]
    fn what_is_not_documented_is_a_comment() {
        let text = draft(Release::Wm61, DeviceClass::Professional, None);
        assert!(text.contains("#   not documented\n# 4124 ="), "{text}");
        assert!(
            text.contains("4119 = { value = 160, from = \"documented\" } # enterprise+operator-tps"),
            "{text}"
        );
    }
}
