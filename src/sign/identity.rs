//! Test identities: a root and a signer, perhaps with others between them, made on the spot, so that a package can be signed and tried on a device whose
//! owner trusts that root. Never for production: the key lies unprotected beside the certificates unless a password
//! is asked for.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use der::asn1::{GeneralizedTime, PrintableStringRef, SetOfVec, Utf8StringRef};
use der::{Any, DateTime, Encode};
use pkcs8::pkcs5::pbes2;
use pkcs8::{EncodePrivateKey, LineEnding, PrivateKeyInfo};
use rand_core::{CryptoRngCore, RngCore};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use sha1::Sha1;
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::{Builder, CertificateBuilder, Profile};
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::{Time, Validity};
use zeroize::Zeroizing;

use super::certificate::{Certificate, CertificateError};
use super::enrolment;
use super::key::{KeyError, Password, Passwords, PrivateKey, private_key_from_pem, read};
use crate::context::Context;
use crate::device::CertificateStore;
use crate::document::wap;
use crate::output::{self, OutputError};
use crate::terms::RoleMask;

/// The file of the root certificate.
pub const ROOT: &str = "root.pem";
/// The file of the certificates between root and signer, the signer's issuer first; not there when the root issued it.
pub const INTERMEDIATES: &str = "intermediate.pem";
/// The file of the signer's certificate.
pub const SIGNER: &str = "signer.pem";
/// The file of the signer's private key.
pub const SIGNER_KEY: &str = "signer.key";

/// The file of the document that puts the root into the device's SPC store.
pub const ENROLMENT: &str = "enrol.xml";

/// The files that an identity cannot do without.
const FILES: [&str; 3] = [ROOT, SIGNER, SIGNER_KEY];

/// More certificates between root and signer than any real chain has.
const MOST_INTERMEDIATES: usize = 8;

/// 2,048 bits: the longest that is known to work on the devices.
const KEY_BITS: usize = 2048;
/// <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>
const PBKDF2_ROUNDS: u32 = 600_000;

/// What a new test identity is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityOptions {
    /// The common name of the signer.
    pub name: String,
    /// The common name of the root.
    pub root_name: String,
    /// The common names of the certificates between root and signer, that which the root issues first.
    pub intermediate_names: Vec<String>,
    /// The first second in which the certificates are valid.
    pub not_before: DateTime,
    /// The last second.
    pub not_after: DateTime,
}

/// A test identity.
#[derive(Debug)]
pub struct TestIdentity {
    /// The root, which the device must have in SPC. Its private key is gone.
    pub root: Certificate,
    /// The certificates between root and signer, the signer's issuer first. Their private keys are gone.
    pub intermediates: Vec<Certificate>,
    /// The signer.
    pub signer: Certificate,
    /// The signer's key.
    pub key: PrivateKey,
}

/// A test identity that could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Something is there already.
    #[error(
        "`{0}` is there already; a test identity is never overwritten: choose another folder, or remove it"
    )]
    Exists(PathBuf),
    /// Some of the files are there and some are not.
    #[error(
        "the test identity in `{folder}` is not complete: `{missing}` is missing; restore it, or remove the other files"
    )]
    Incomplete {
        /// The folder.
        folder: PathBuf,
        /// The file.
        missing: &'static str,
    },
    /// The dates are the wrong way round.
    #[error(
        "the certificates would be valid from {not_before} to {not_after}: the first date must be the earlier"
    )]
    Dates {
        /// The first second.
        not_before: DateTime,
        /// The last.
        not_after: DateTime,
    },
    /// A name that cannot stand in a certificate.
    #[error(
        "`{0}` cannot be the name in a certificate: 1 to 64 characters, none of them a control character"
    )]
    Name(String),
    /// Two names are the same.
    #[error(
        "two certificates of the chain are called `{0}`: one that names itself as its issuer is taken for a root, and no \
         chain may name one twice"
    )]
    SameName(String),
    /// A chain longer than any real one.
    #[error("{0} certificates between root and signer: more than {MOST_INTERMEDIATES} no reader follows")]
    TooLong(usize),
    /// Nothing to encrypt with.
    #[error("the password is empty, so that everybody could open the key; give another")]
    EmptyPassword,
    /// A role mask without a role.
    #[error(
        "with the role mask none, packages of this signer could change nothing; give a role such as manager"
    )]
    NoRole,
    /// The folder cannot be made.
    #[error("cannot make the folder `{folder}`")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The key cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A certificate cannot be read.
    #[error("cannot read the certificate in `{path}`")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why.
        source: CertificateError,
    },
    /// Making key or certificate failed.
    #[error("the {what} could not be made: {reason}")]
    Making {
        /// Key or certificate.
        what: &'static str,
        /// Why.
        reason: String,
    },
}

impl Default for IdentityOptions {
    /// Dates that hold on a device that woke up with its factory clock as well as on one that is decades old, and
    /// still fit UTCTime, which ends with 2049 (RFC 5280, section 4.1.2.5).
    fn default() -> Self {
        Self {
            name: "Test signer (not for production)".into(),
            root_name: "Test root (not for production)".into(),
            intermediate_names: Vec::new(),
            not_before: DateTime::new(2000, 1, 1, 0, 0, 0).unwrap_or(DateTime::INFINITY),
            not_after: DateTime::new(2049, 12, 31, 23, 59, 59).unwrap_or(DateTime::INFINITY),
        }
    }
}

impl TestIdentity {
    /// Makes a root, a signer, what is to stand between them, and the signer's key. The other keys are forgotten:
    /// nothing else can ever be issued.
    ///
    /// # Errors
    /// When a name or the dates cannot stand in a certificate.
    pub fn generate(options: &IdentityOptions, context: &Context) -> Result<Self, IdentityError> {
        let IdentityOptions { not_before, not_after, .. } = *options;
        if not_before >= not_after {
            return Err(IdentityError::Dates { not_before, not_after });
        }
        let names = options.names()?;
        let mut random = context.random();
        // The builder makes UTCTime of it up to 2049 (RFC 5280, section 4.1.2.5).
        let time = |date| Time::GeneralTime(GeneralizedTime::from_date_time(date));
        let validity = Validity { not_before: time(not_before), not_after: time(not_after) };

        let mut issuer = SigningKey::<Sha1>::new(new_key(&mut random)?);
        let root_name = names[0].clone();
        let root = issue(Profile::Root, validity, root_name, issuer.as_ref(), &issuer, &mut random)?;
        let mut intermediates = Vec::new();
        for (above, pair) in names[..names.len() - 1].windows(2).enumerate() {
            let key = SigningKey::<Sha1>::new(new_key(&mut random)?);
            // How many more authorities may stand below this one.
            let below = options.intermediate_names.len().saturating_sub(above + 1);
            let path_len_constraint = Some(u8::try_from(below).unwrap_or(u8::MAX));
            let profile = Profile::SubCA { issuer: pair[0].clone(), path_len_constraint };
            let made = issue(profile, validity, pair[1].clone(), key.as_ref(), &issuer, &mut random)?;
            intermediates.insert(0, made);
            issuer = key;
        }
        let key = new_key(&mut random)?;
        let leaf = Profile::Leaf {
            issuer: names[names.len() - 2].clone(),
            enable_key_agreement: false,
            enable_key_encipherment: false,
        };
        let signer = issue(leaf, validity, names[names.len() - 1].clone(), &key, &issuer, &mut random)?;
        Ok(Self { root, intermediates, signer, key: PrivateKey::new(key) })
    }

    /// Says no when an identity, or a part of one, is in the folder.
    ///
    /// # Errors
    /// When one of its files is there.
    pub fn refuse_existing(folder: &Path) -> Result<(), IdentityError> {
        let files = FILES.into_iter().chain([INTERMEDIATES, ENROLMENT]).map(|name| folder.join(name));
        match files.into_iter().find(|path| path.exists()) {
            Some(file) => Err(IdentityError::Exists(file)),
            None => Ok(()),
        }
    }

    /// Writes the identity into a folder, which is made when it is not there, and with it the document by which a
    /// device gives packages of this signer the role mask `role`. With a password, the key is encrypted
    /// (PKCS #8, PBKDF2 with SHA-256 and AES-256).
    ///
    /// # Errors
    /// When a file of an identity is there already, or one cannot be written.
    pub fn save(
        &self,
        folder: &Path,
        role: RoleMask,
        password: Option<&Password>,
        context: &Context,
    ) -> Result<(), IdentityError> {
        if role.is_empty() {
            return Err(IdentityError::NoRole);
        }
        if password.is_some_and(|password| password.is_empty()) {
            return Err(IdentityError::EmptyPassword);
        }
        Self::refuse_existing(folder)?;
        std::fs::create_dir_all(folder)
            .map_err(|source| IdentityError::Folder { folder: folder.to_owned(), source })?;
        output::write_whole(&folder.join(ROOT), self.root.to_pem().as_bytes())?;
        if !self.intermediates.is_empty() {
            let intermediates: String = self.intermediates.iter().map(Certificate::to_pem).collect();
            output::write_whole(&folder.join(INTERMEDIATES), intermediates.as_bytes())?;
        }
        output::write_whole(&folder.join(SIGNER), self.signer.to_pem().as_bytes())?;
        let enrolment = enrolment::enrol(std::slice::from_ref(&self.root), &[CertificateStore::Spc], role);
        let enrolment = wap::write(&enrolment);
        output::write_whole(&folder.join(ENROLMENT), enrolment.as_bytes())?;
        let ignored = folder.join(".gitignore");
        if !ignored.exists() {
            // Whoever has the key can sign for every device that trusts the root.
            output::write_whole(&ignored, format!("{SIGNER_KEY}\n").as_bytes())?;
        }
        // The key comes last: an identity with a key is complete.
        let key = self.key.to_pem(password, &mut context.random())?;
        output::write_private(&folder.join(SIGNER_KEY), key.as_bytes())?;
        Ok(())
    }

    /// Reads the identity in a folder.
    ///
    /// # Errors
    /// When a file is missing or cannot be read, or the password is wrong.
    pub fn load(folder: &Path, passwords: &dyn Passwords) -> Result<Self, IdentityError> {
        if let Some(missing) = FILES.into_iter().find(|name| !folder.join(name).exists()) {
            return Err(IdentityError::Incomplete { folder: folder.to_owned(), missing });
        }
        let key = folder.join(SIGNER_KEY);
        let pem = Zeroizing::new(read(&key)?);
        let intermediates = folder.join(INTERMEDIATES);
        let intermediates = if intermediates.exists() { certificates(intermediates)? } else { Vec::new() };
        Ok(Self {
            root: certificates(folder.join(ROOT))?.swap_remove(0),
            intermediates,
            signer: certificates(folder.join(SIGNER))?.swap_remove(0),
            key: private_key_from_pem(&pem, &key, passwords)?,
        })
    }

    /// Reads the identity in a folder, or makes one there when there is none.
    ///
    /// # Errors
    /// As [`TestIdentity::load`], [`TestIdentity::generate`] and [`TestIdentity::save`].
    pub fn load_or_create(
        folder: &Path,
        options: &IdentityOptions,
        role: RoleMask,
        passwords: &dyn Passwords,
        context: &Context,
    ) -> Result<Self, IdentityError> {
        if FILES.iter().any(|name| folder.join(name).exists()) {
            return Self::load(folder, passwords);
        }
        let identity = Self::generate(options, context)?;
        identity.save(folder, role, None, context)?;
        Ok(identity)
    }
}

impl IdentityOptions {
    /// The names from the root to the signer.
    fn names(&self) -> Result<Vec<Name>, IdentityError> {
        if self.intermediate_names.len() > MOST_INTERMEDIATES {
            return Err(IdentityError::TooLong(self.intermediate_names.len()));
        }
        let names: Vec<&String> =
            [&self.root_name].into_iter().chain(&self.intermediate_names).chain([&self.name]).collect();
        let mut seen = HashSet::new();
        if let Some(twice) = names.iter().find(|name| !seen.insert(**name)) {
            return Err(IdentityError::SameName((*twice).clone()));
        }
        names.into_iter().map(|name| common_name(name)).collect()
    }
}

fn new_key(random: &mut impl CryptoRngCore) -> Result<RsaPrivateKey, IdentityError> {
    RsaPrivateKey::new(random, KEY_BITS)
        .map_err(|error| IdentityError::Making { what: "key", reason: error.to_string() })
}

fn issue(
    profile: Profile,
    validity: Validity,
    subject: Name,
    key: &RsaPrivateKey,
    issuer: &SigningKey<Sha1>,
    random: &mut impl CryptoRngCore,
) -> Result<Certificate, IdentityError> {
    let failed = |reason: String| IdentityError::Making { what: "certificate", reason };
    let is_leaf = matches!(profile, Profile::Leaf { .. });
    let public = SubjectPublicKeyInfoOwned::from_key(key.to_public_key())
        .map_err(|error| failed(error.to_string()))?;
    let mut builder = CertificateBuilder::new(profile, serial(random)?, validity, subject, public, issuer)
        .map_err(|error| failed(error.to_string()))?;
    if is_leaf {
        let usage = ExtendedKeyUsage(vec![const_oid::db::rfc5280::ID_KP_CODE_SIGNING]);
        builder.add_extension(&usage).map_err(|error| failed(error.to_string()))?;
    }
    let built = builder
        .build_with_rng::<rsa::pkcs1v15::Signature>(random)
        .map_err(|error| failed(error.to_string()))?;
    let der = built.to_der().map_err(|error| failed(error.to_string()))?;
    Certificate::from_der(&der).map_err(|error| failed(error.to_string()))
}

/// A random positive serial number of 8 bytes without leading zeros, so that two identities never share one.
fn serial(random: &mut impl RngCore) -> Result<SerialNumber, IdentityError> {
    let bytes = ((random.next_u64() & (u64::MAX >> 1)) | (1 << 62)).to_be_bytes();
    SerialNumber::new(&bytes)
        .map_err(|error| IdentityError::Making { what: "serial number", reason: error.to_string() })
}

/// A name of one common name, in the plainest encoding that holds it.
fn common_name(text: &str) -> Result<Name, IdentityError> {
    // RFC 5280, appendix A.1: ub-common-name.
    if text.trim().is_empty() || text.chars().count() > 64 || text.chars().any(char::is_control) {
        return Err(IdentityError::Name(text.to_owned()));
    }
    let value = PrintableStringRef::new(text)
        .and_then(|plain| Any::encode_from(&plain))
        .or_else(|_| Utf8StringRef::new(text).and_then(|unicode| Any::encode_from(&unicode)));
    value
        .and_then(|value| {
            let attribute = AttributeTypeAndValue { oid: const_oid::db::rfc4519::COMMON_NAME, value };
            Ok(RdnSequence(vec![RelativeDistinguishedName(SetOfVec::try_from(vec![attribute])?)]))
        })
        .map_err(|_| IdentityError::Name(text.to_owned()))
}

/// The certificates of a file, at least one.
fn certificates(path: PathBuf) -> Result<Vec<Certificate>, IdentityError> {
    let read = Certificate::all_in(&read(&path)?);
    read.map_err(|source| IdentityError::Certificate { path, source })
}

impl PrivateKey {
    /// The key as PKCS #8 in PEM; encrypted when there is a password.
    fn to_pem(
        &self,
        password: Option<&Password>,
        random: &mut impl CryptoRngCore,
    ) -> Result<Zeroizing<String>, IdentityError> {
        let failed = |reason: String| IdentityError::Making { what: "key file", reason };
        let der = self.rsa().to_pkcs8_der().map_err(|error| failed(error.to_string()))?;
        let Some(password) = password else {
            return der.to_pem("PRIVATE KEY", LineEnding::LF).map_err(|error| failed(error.to_string()));
        };
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        random.fill_bytes(&mut salt);
        random.fill_bytes(&mut iv);
        // Not scrypt: OpenSSL refuses to open what the usual parameters make, for the memory that it takes.
        pbes2::Parameters::pbkdf2_sha256_aes256cbc(PBKDF2_ROUNDS, &salt, &iv)
            .map_err(pkcs8::Error::from)
            .and_then(|parameters| {
                let plain = PrivateKeyInfo::try_from(der.as_bytes())?;
                plain.encrypt_with_params(parameters, password.as_bytes())
            })
            .and_then(|encrypted| Ok(encrypted.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)?))
            .map_err(|error| failed(error.to_string()))
    }
}
