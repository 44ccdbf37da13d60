//! What devices read of a certificate, release by release. Facts, in `device_limits.toml`.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::certificate::{Certificate, PublicKey};
use crate::certificate_file::Form;
use crate::terms::Release;

/// Whether a device reads something, the best answer first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reads {
    /// It does.
    Yes,
    /// No source says.
    Unknown,
    /// It does not.
    No,
}

/// How well a fact is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sureness {
    /// The maker says so.
    Documented,
    /// Somebody tried it and told.
    Reported,
    /// It follows from what is written.
    Inferred,
}

/// Why a device reads something, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Whether it does.
    pub reads: Reads,
    /// Why, in one sentence without a full stop.
    pub text: String,
    /// How sure that is.
    pub sure: Sureness,
    /// Where it is written.
    pub source: &'static str,
}

/// What devices of a release make of a certificate or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceReading {
    /// The release.
    pub release: Release,
    /// The worst of the reasons.
    pub reads: Reads,
    /// One for each trait.
    pub reasons: Vec<Reason>,
}

/// Why a device of some release will likely not accept a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLimit(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Trait {
    Signature,
    Key,
    File,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    of: Trait,
    #[serde(default)]
    is: Vec<String>,
    bits: Option<[usize; 2]>,
    os: Option<Vec<Release>>,
    reads: Reads,
    text: String,
    sure: Sureness,
    source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    fact: Vec<Fact>,
}

// A test holds the file to its form.
static TABLE: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("device_limits.toml")).unwrap_or_default());

/// A trait as a certificate or a file has it.
struct Found {
    of: Trait,
    name: String,
    bits: Option<usize>,
    /// In words.
    shown: String,
}

impl DeviceReading {
    /// What devices of each release make of a certificate, the oldest release first.
    pub fn of(certificate: &Certificate) -> Vec<Self> {
        let signature = certificate.signed_with().to_string();
        let key = certificate.key();
        let kind = match key {
            PublicKey::Rsa(_) => "RSA".to_owned(),
            PublicKey::Other(name) => name.clone(),
        };
        let found = [
            Found { of: Trait::Signature, shown: signature.clone(), name: signature, bits: None },
            Found { of: Trait::Key, shown: key.to_string(), name: kind, bits: key.rsa_bits() },
        ];
        readings(&found)
    }

    /// What the installer of devices of each release makes of a file of certificates in a form, the oldest first. Empty
    /// for a form that nobody would give it.
    pub fn of_file(form: Form) -> Vec<Self> {
        let name = form.to_string();
        let is_named = TABLE.fact.iter().any(|fact| fact.of == Trait::File && fact.is.contains(&name));
        let found = Found { of: Trait::File, shown: name.clone(), name, bits: None };
        if is_named { readings(&[found]) } else { Vec::new() }
    }
}

impl DeviceLimit {
    /// What keeps devices of one release or another from reading a certificate, each reason once.
    pub fn of(certificate: &Certificate) -> Vec<Self> {
        let readings = DeviceReading::of(certificate);
        let mut limits = Vec::new();
        for reason in readings.into_iter().flat_map(|reading| reading.reasons) {
            let limit = Self(reason.text);
            if reason.reads != Reads::Yes && !limits.contains(&limit) {
                limits.push(limit);
            }
        }
        limits
    }
}

fn readings(found: &[Found]) -> Vec<DeviceReading> {
    let of_release = |release: Release| {
        let reasons: Vec<Reason> = found.iter().filter_map(|found| reason(found, release)).collect();
        let reads = reasons.iter().map(|reason| reason.reads).max().unwrap_or(Reads::Unknown);
        DeviceReading { release, reads, reasons }
    };
    Release::OF_DEVICES.into_iter().map(of_release).collect()
}

fn reason(found: &Found, release: Release) -> Option<Reason> {
    let fits = |fact: &&Fact| fact.fits(found, release);
    let facts = || TABLE.fact.iter().filter(fits);
    let fact = facts().find(|fact| !fact.is.is_empty()).or_else(|| facts().next())?;
    Some(Reason {
        reads: fact.reads,
        text: fact.text.replace("{}", &found.shown),
        sure: fact.sure,
        source: &fact.source,
    })
}

impl Fact {
    fn fits(&self, found: &Found, release: Release) -> bool {
        let has_length = |[from, to]: [usize; 2]| found.bits.is_some_and(|bits| (from..=to).contains(&bits));
        self.of == found.of
            && (self.is.is_empty() || self.is.contains(&found.name))
            && self.bits.is_none_or(has_length)
            && self.os.as_ref().is_none_or(|releases| releases.contains(&release))
    }
}

impl fmt::Display for DeviceLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Reads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yes => "yes",
            Self::Unknown => "not known",
            Self::No => "no",
        })
    }
}

impl fmt::Display for Sureness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Documented => "documented",
            Self::Reported => "reported",
            Self::Inferred => "inferred",
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}; {})", self.text, self.sure, self.source)
    }
}

/// Readings in words, one line or more for releases of which the same is said.
pub fn in_lines(readings: &[DeviceReading]) -> Vec<String> {
    let mut lines = Vec::new();
    for alike in readings.chunk_by(|one, next| one.said() == next.said()) {
        let (Some(first), Some(last)) = (alike.first(), alike.last()) else { continue };
        let releases = match alike.len() {
            1 => first.release.to_string(),
            _ => format!("{} to {}", first.release, last.release),
        };
        lines.extend(first.said().iter().map(|said| format!("{releases}: {said}")));
    }
    lines
}

impl DeviceReading {
    /// The answer with what decides it. That nothing speaks against it, in all traits, needs no further words.
    fn said(&self) -> Vec<String> {
        if self.reads == Reads::Yes && self.reasons.len() > 1 {
            return vec![self.reads.to_string()];
        }
        let decisive = self.reasons.iter().filter(|reason| reason.reads == self.reads);
        decisive.map(|reason| format!("{}, {reason}", self.reads)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_its_form_and_every_release_an_answer_for_every_trait() {
        let table: Table = toml::from_str(include_str!("device_limits.toml")).unwrap();
        assert!(table.fact.iter().all(|fact| fact.source.starts_with("http")));
        for release in Release::OF_DEVICES {
            for (of, name, bits) in [
                (Trait::Signature, "RSA with SHA-1", None),
                (Trait::Signature, "RSA with SHA-256", None),
                (Trait::Signature, "RSA with SHA-512", None),
                (Trait::Signature, "Ed25519", None),
                (Trait::Key, "RSA", Some(1024)),
                (Trait::Key, "RSA", Some(4096)),
                (Trait::Key, "elliptic curve", None),
                (Trait::File, "DER", None),
                (Trait::File, "PEM", None),
                (Trait::File, "PKCS #12", None),
            ] {
                let found = Found { of, name: name.to_owned(), bits, shown: name.to_owned() };
                assert!(reason(&found, release).is_some(), "{release} {name}");
            }
        }
    }
}
