//! A profile as its file: TOML, every mistake at its place, with the names that may have been meant.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use toml::Spanned;

use super::{
    Basis, CertificateStore, ChangedAccess, ChangedRoles, Configuration, Fact, PolicyState, Profile,
    StoredCertificate, Wlan,
};
use super::{documented, has};
use crate::catalogue::Catalogue;
use crate::catalogue::policies::{Policies, Policy};
use crate::certificate_file::{self, LARGEST_FILE};
use crate::finding::{Source, nearest};
use crate::input;
use crate::terms::{DeviceClass, Release, RoleMask, Thumbprint};
use crate::toml_text::{in_words_of_toml, text_of_toml};

/// Largest profile that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// What is written of a policy or a role where the device's is not known.
const UNKNOWN: &str = "unknown";

/// A profile that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// It cannot be read.
    #[error("cannot read the profile `{path}`", path = path.display())]
    Read {
        /// The profile.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something in it is wrong.
    #[error("{file}:{line}:{column}: {message}")]
    Invalid {
        /// The profile.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, in characters from 1.
        column: usize,
        /// What is wrong, and what to do.
        message: String,
    },
}

/// The file as it is written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    release: Spanned<String>,
    class: DeviceClass,
    configuration: Option<Spanned<String>>,
    #[serde(default)]
    wlan: Wlan,
    dm_role: Option<RoleMask>,
    exchange: Option<bool>,
    #[serde(default)]
    revoked: Vec<Spanned<String>>,
    #[serde(default)]
    accepted: Vec<Spanned<String>>,
    #[serde(default)]
    policies: BTreeMap<Spanned<String>, Spanned<PolicyEntry>>,
    #[serde(default)]
    roles: BTreeMap<Spanned<String>, RoleMask>,
    #[serde(default)]
    rw_access: BTreeMap<Spanned<String>, u32>,
    #[serde(default, rename = "certificate")]
    certificates: Vec<Spanned<CertificateEntry>>,
}

/// `4101 = 16`, `4101 = { value = 16, from = "documented" }`, or `4101 = "unknown"`.
enum PolicyEntry {
    Known(Fact),
    Unknown,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CertificateEntry {
    store: Spanned<String>,
    file: Option<PathBuf>,
    thumbprint: Option<Spanned<String>>,
    role: Option<Spanned<RoleEntry>>,
    #[serde(default = "declared")]
    from: Basis,
}

/// Something wrong, and the byte at which it stands.
struct Fault(usize, String);

impl Profile {
    /// Reads a profile; paths in it are relative to its folder. The catalogue knows the providers whose roles it may
    /// change.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, or has a key or a value that means nothing.
    pub fn read(path: &Path, catalogue: &Catalogue) -> Result<Self, ProfileError> {
        let unreadable = |source| ProfileError::Read { path: path.to_owned(), source };
        let bytes = input::read_file(path, LARGEST).map_err(unreadable)?;
        let text = text_of_toml(&bytes).map_err(|no_text| {
            let source = Source::new(path.display().to_string(), no_text.text);
            Fault(no_text.span.start(), no_text.message).placed(&source)
        })?;
        Self::parse(path, text, catalogue)
    }

    /// A profile from its text; `path` says where it stands.
    ///
    /// # Errors
    /// As [`Profile::read`].
    pub fn parse(path: &Path, text: String, catalogue: &Catalogue) -> Result<Self, ProfileError> {
        let source = Source::new(path.display().to_string(), text);
        let read = toml::from_str(source.text()).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            Fault(start, in_words_of_toml(error.message()))
        });
        let folder = path.parent().unwrap_or(Path::new(""));
        read.and_then(|file: File| file.resolve(source.name(), folder, catalogue))
            .map_err(|fault| fault.placed(&source))
    }
}

impl Fault {
    fn placed(self, source: &Source) -> ProfileError {
        let Self(at, message) = self;
        let place = source.place(at);
        let file = source.name().to_owned();
        ProfileError::Invalid { file, line: place.line, column: place.column, message }
    }
}

impl File {
    fn resolve(self, name: &str, folder: &Path, catalogue: &Catalogue) -> Result<Profile, Fault> {
        let release = Release::of_device(self.release.get_ref())
            .map_err(|error| Fault(self.release.span().start, error.to_string()))?;
        let class = self.class;
        let mut profile = Profile::documented(name, release, class);
        profile.wlan = self.wlan;
        profile.dm_role = self.dm_role;
        profile.exchange = self.exchange;
        if let Some(configuration) = self.configuration {
            let found = Configuration::named(configuration.get_ref(), class)
                .map_err(|error| Fault(configuration.span().start, error.to_string()))?;
            profile.configuration = Some(found);
            for (id, value) in &found.policies {
                profile.set_policy(*id, Fact { value: *value, basis: Basis::Declared });
            }
        }
        for (id, entry) in self.policies {
            let policy = policy_named(&id, release)?;
            let PolicyEntry::Known(written) = entry.get_ref() else {
                profile.forget_policy(policy.id);
                continue;
            };
            policy.fits(written.value, class).map_err(|message| Fault(entry.span().start, message))?;
            if let Some(fact) = fact(policy, release, class, *written) {
                profile.set_policy(policy.id, fact);
            }
        }
        for (path, roles) in self.roles {
            profile.roles.push(ChangedRoles { path: place(&path, catalogue)?, roles });
        }
        for (path, value) in self.rw_access {
            profile.accesses.push(ChangedAccess { path: place(&path, catalogue)?, value });
        }
        profile.revoked = hashes(&self.revoked)?;
        profile.accepted = hashes(&self.accepted)?;
        for entry in self.certificates {
            let at = entry.span().start;
            profile.files.extend(entry.get_ref().file.iter().map(|file| folder.join(file)));
            let (stored, known) = entry.into_inner().resolve(folder, at)?;
            for stored in stored {
                add(&mut profile.certificates, stored).map_err(|message| Fault(at, message))?;
            }
            profile.known.extend(known);
        }
        Ok(profile)
    }
}

fn hashes(written: &[Spanned<String>]) -> Result<Vec<Thumbprint>, Fault> {
    let read = |hash: &Spanned<String>| {
        let read: Result<Thumbprint, _> = hash.get_ref().parse();
        read.map_err(|error| Fault(hash.span().start, error.to_string()))
    };
    written.iter().map(read).collect()
}

/// What an entry says. A default is `documented` only as long as it is the one that is documented: another value was
/// written by somebody.
fn fact(policy: &'static Policy, release: Release, class: DeviceClass, written: Fact) -> Option<Fact> {
    match documented(policy, release, class) {
        _ if written.basis != Basis::Documented => Some(written),
        PolicyState::Known(default) if default == written => None,
        _ => Some(Fact { basis: Basis::Declared, ..written }),
    }
}

/// The policy that a key names, if the release has it.
fn policy_named(key: &Spanned<String>, release: Release) -> Result<&'static Policy, Fault> {
    let known = Policies::builtin();
    // A number in another spelling would be a second entry of one policy.
    let number = key.get_ref().parse().ok().filter(|id: &u32| id.to_string() == *key.get_ref());
    let Some(policy) = number.and_then(|id| known.get(id)) else {
        let ids: Vec<String> = known
            .all
            .iter()
            .filter(|policy| has(policy, release))
            .map(|policy| policy.id.to_string())
            .collect();
        let near = nearest(key.get_ref(), ids.iter().map(String::as_str));
        let near = near.map(|near| format!(": did you mean {near}?")).unwrap_or_default();
        let message =
            format!("`{}` is no policy{near}; a policy is named by its decimal number", key.get_ref());
        return Err(Fault(key.span().start, message));
    };
    if has(policy, release) {
        return Ok(policy);
    }
    let successors = policy.replaced_by.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let instead =
        if successors.is_empty() { String::new() } else { format!("; later releases have {successors}") };
    let message = format!("{release} has no policy {} ({}){instead}", policy.id, policy.name);
    Err(Fault(key.span().start, message))
}

/// A certificate stands in a store once, with one role.
fn add(stored: &mut Vec<StoredCertificate>, new: StoredCertificate) -> Result<(), String> {
    let StoredCertificate { store, thumbprint, role, .. } = new;
    match stored.iter().find(|one| (one.store, one.thumbprint) == (store, thumbprint)) {
        None => stored.push(new),
        Some(known) if known.role == role => {}
        Some(known) => {
            return Err(format!(
                "{store} has {thumbprint} already, with the role {}; a certificate stands in a store once: take one of the two out",
                known.role.map_or_else(|| "unknown".to_owned(), |role| role.to_string())
            ));
        }
    }
    Ok(())
}

/// A place of the metabase that is changed: its provider must be known.
fn place(path: &Spanned<String>, catalogue: &Catalogue) -> Result<String, Fault> {
    let name = path.get_ref().split('/').next().unwrap_or_default();
    if catalogue.names().any(|known| known == name) {
        return Ok(path.get_ref().clone());
    }
    let near =
        nearest(name, catalogue.names()).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
    let message = format!("`{name}` is no provider that is known{near}");
    Err(Fault(path.span().start, message))
}

const fn declared() -> Basis {
    Basis::Declared
}

impl CertificateEntry {
    /// The entries of the store, and the certificates themselves where a file has them.
    fn resolve(self, folder: &Path, at: usize) -> Result<(Vec<StoredCertificate>, Vec<Vec<u8>>), Fault> {
        let name = self.store.get_ref();
        let Some(store) = CertificateStore::named(name) else {
            let names = CertificateStore::ALL.map(CertificateStore::name);
            let near =
                nearest(name, names).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            let message = format!("`{name}` is no store{near}; write one of {}", names.join(", "));
            return Err(Fault(self.store.span().start, message));
        };
        match (store, &self.role) {
            (CertificateStore::Spc, None) => {
                let message = "a certificate in SPC needs `role`: the mask that packages signed below it get, such as \"manager\", or \"unknown\"";
                return Err(Fault(at, message.to_owned()));
            }
            (CertificateStore::Spc, _) | (_, None) => {}
            (_, Some(role)) => {
                let message = format!(
                    "`role` has an effect in SPC only: take it out here, or store the certificate in SPC instead of {store}"
                );
                return Err(Fault(role.span().start, message));
            }
        }
        let mask = |role: Spanned<RoleEntry>| {
            let at = role.span().start;
            role.into_inner().mask(at)
        };
        let role = self.role.map(mask).transpose()?.flatten();
        let stored = |thumbprint| StoredCertificate { store, thumbprint, role, basis: self.from };
        match (self.file, self.thumbprint) {
            (None, Some(thumbprint)) => {
                let read: Result<Thumbprint, _> = thumbprint.get_ref().parse();
                let read = read.map_err(|error| Fault(thumbprint.span().start, error.to_string()))?;
                Ok((vec![stored(read)], Vec::new()))
            }
            (Some(file), None) => {
                let path = folder.join(file);
                let unreadable =
                    |why: &dyn fmt::Display| Fault(at, format!("cannot read `{}`: {why}", path.display()));
                let bytes = input::read_file(&path, LARGEST_FILE).map_err(|error| unreadable(&error))?;
                let found = certificate_file::certificates(&bytes).map_err(|error| unreadable(&error))?;
                Ok((found.iter().map(|der| stored(Thumbprint::of_der(der))).collect(), found))
            }
            _ => {
                let message = "a certificate has either `file` (PEM, DER or PKCS #7) or `thumbprint` (40 hexadecimal digits)";
                Err(Fault(at, message.to_owned()))
            }
        }
    }
}

/// The roles of an entry of SPC. That it gives none must be said in words: a `0` is a slip of who thinks that it is
/// some default, and packages signed below such an entry change nothing.
#[derive(serde::Deserialize)]
#[serde(untagged, expecting = "a role mask is role names joined by `+`, or a decimal number from 1 to 8190")]
enum RoleEntry {
    Number(u32),
    Names(String),
}

impl RoleEntry {
    /// `None`: the device has the entry, and nobody knows with which roles.
    fn mask(self, at: usize) -> Result<Option<RoleMask>, Fault> {
        let mask = match self {
            Self::Names(names) if names == UNKNOWN => return Ok(None),
            Self::Number(0) => {
                let message = "with the role mask 0, packages could change nothing: give a role such as \"manager\", or write \"none\" where the device has it so";
                return Err(Fault(at, message.to_owned()));
            }
            Self::Number(bits) => RoleMask::from_bits(bits),
            Self::Names(names) => names.parse(),
        };
        mask.map(Some).map_err(|error| Fault(at, error.to_string()))
    }
}

/// A value as a number, or a role mask in names.
struct PolicyNumber(u32);

impl<'de> Deserialize<'de> for PolicyNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(EntryVisitor)? {
            PolicyEntry::Known(fact) => Ok(Self(fact.value)),
            PolicyEntry::Unknown => Err(de::Error::custom(format!(
                "what is not known comes from nowhere: write `\"{UNKNOWN}\"` without `from`"
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for PolicyEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = PolicyEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number, role names joined by `+`, \"unknown\", or { value = …, from = \"…\" }")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<PolicyEntry, E> {
        let value = u32::try_from(number);
        let value = value.map_err(|_| {
            E::custom(format!("{number} is no value of a policy: they go from 0 to {}", u32::MAX))
        })?;
        Ok(PolicyEntry::Known(Fact { value, basis: Basis::Declared }))
    }

    fn visit_str<E: de::Error>(self, names: &str) -> Result<PolicyEntry, E> {
        if names == UNKNOWN {
            return Ok(PolicyEntry::Unknown);
        }
        let mask: RoleMask = names.parse().map_err(E::custom)?;
        Ok(PolicyEntry::Known(Fact { value: mask.bits(), basis: Basis::Declared }))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PolicyEntry, A::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Entry {
            value: PolicyNumber,
            from: Basis,
        }
        let entry = Entry::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(PolicyEntry::Known(Fact { value: entry.value.0, basis: entry.from }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn parse(text: &str) -> Result<Profile, ProfileError> {
        let text = format!("release = \"wm6.1\"\nclass = \"professional\"\n{text}");
        Profile::parse(Path::new("handheld.toml"), text, &Catalogue::builtin())
    }

    #[track_caller]
    fn error(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_not_said_is_as_documented() {
        // https://learn.microsoft.com/en-us/previous-versions/ms889564(v=msdn.10)
        let profile = parse("").unwrap();
        assert_eq!(profile.policy(4101), PolicyState::Known(Fact { value: 16, basis: Basis::Documented }));
        assert_eq!(profile.policy(4107), PolicyState::Absent);
        assert_eq!(profile.policy(4124), PolicyState::Undocumented { unconfirmed: None });
        assert_eq!(profile.policy(4109), PolicyState::Undocumented { unconfirmed: Some(3072) });
    }

    #[test]
    fn an_edited_default_is_declared_and_an_untouched_one_is_not() {
        let profile = parse(
            "[policies]\n4101 = { value = 0, from = \"documented\" }\n4097 = { value = 2, from = \"documented\" }\n\
             4119 = \"operator-tps+manager\"\n4122 = { value = 1, from = \"queried\" }\n",
        )
        .unwrap();
        let known = |id| match profile.policy(id) {
            PolicyState::Known(fact) => (fact.value, fact.basis),
            other => panic!("{other:?}"),
        };
        assert_eq!(known(4101), (0, Basis::Declared));
        assert_eq!(known(4097), (2, Basis::Documented));
        assert_eq!(known(4119), (136, Basis::Declared));
        assert_eq!(known(4122), (1, Basis::Queried));
    }

    #[test]
    fn a_configuration_declares_its_policies_and_an_entry_wins_over_it() {
        let profile =
            parse("configuration = \"third-party-signed-one-tier\"\n[policies]\n4101 = 16\n").unwrap();
        assert_eq!(profile.policy(4102), PolicyState::Known(Fact { value: 0, basis: Basis::Declared }));
        assert_eq!(profile.policy(4101), PolicyState::Known(Fact { value: 16, basis: Basis::Declared }));
        let said = error("configuration = \"two-tier-prompt\"\n");
        assert!(said.starts_with("handheld.toml:3:17: ") && said.contains("standard"), "{said}");
    }

    #[test]
    fn mistakes_stand_at_their_place_with_the_nearest_name() {
        for (text, place, near) in [
            ("[policies]\n4011 = 16\n", "handheld.toml:4:1: ", "4101"),
            ("[policies]\n4101 = 8\n04101 = 16\n", "handheld.toml:5:1: ", "mean 4101"),
            (
                "[[certificate]]\nstore = \"SPC\"\nrole = 8\nthumbprint = \"657141E1A69F18F7F6B3DA9385D62135A7C6053B\"\n\
                 [[certificate]]\nstore = \"SPC\"\nrole = 16\nthumbprint = \"657141E1A69F18F7F6B3DA9385D62135A7C6053B\"\n",
                "handheld.toml:7:1: ",
                "role manager",
            ),
            ("[policies]\n4107 = 16\n", "handheld.toml:4:1: ", "4141"),
            ("[policies]\n4097 = 7\n", "handheld.toml:4:8: ", "2 (restricted"),
            ("[policies]\n4101 = 1\n", "handheld.toml:4:8: ", "no role"),
            ("[policies]\n4119 = \"manger\"\n", "handheld.toml:4:8: ", "`manager`"),
            ("[roles]\nSecurityPolcy = \"manager\"\n", "handheld.toml:4:1: ", "`SecurityPolicy`"),
            ("[rw-access]\nSynk = 1\n", "handheld.toml:4:1: ", "`Sync`"),
            ("[[certificate]]\nstore = \"SCP\"\n", "handheld.toml:4:9: ", "`SPC`"),
            ("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"00\"\n", "handheld.toml:3:1: ", "`role`"),
            (
                "[[certificate]]\nstore = \"SPC\"\nrole = 8\nthumbprint = \"00\"\n",
                "handheld.toml:6:14: ",
                "40",
            ),
            ("[[certificate]]\nstore = \"SPC\"\nrole = 8\n", "handheld.toml:3:1: ", "`file`"),
            ("[[certificate]]\nstore = \"ROOT\"\nrole = 8\n", "handheld.toml:5:8: ", "SPC"),
            ("[[certificate]]\nstore = \"ROOT\"\nfile = \"none.pem\"\n", "handheld.toml:3:1: ", "none.pem"),
            ("[policys]\n", "handheld.toml:3:2: ", "did you mean `policies`"),
            ("wlan = \"oen\"\n", "handheld.toml:3:8: ", "did you mean `oem`"),
        ] {
            let said = error(text);
            assert!(said.starts_with(place) && said.contains(near), "{text}: {said}");
        }
    }
}
