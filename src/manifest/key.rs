//! The key of a manifest's `[sign]` section.

use std::path::{Path, PathBuf};

use der::DateTime;

use super::BuildError;
use super::schema::{KeySection, SignSection};
use crate::context::Context;
use crate::secret::SecretSource;
use crate::sign::identity::{IdentityOptions, TestIdentity};
use crate::sign::key::{
    self, Credentials, KeySource, NoPassword, PasswordError, Passwords, PemFiles, Pkcs12,
};
use crate::sign::signer::SignOptions;

/// A key, ready to sign.
pub(super) struct Loaded {
    pub(super) credentials: Credentials,
    /// The folder of a test identity that was made just now.
    pub(super) new_identity: Option<PathBuf>,
}

/// Loads the key; a test identity is made when there is none.
pub(super) fn load(section: &SignSection, folder: &Path, context: &Context) -> Result<Loaded, BuildError> {
    let loaded = |credentials| Loaded { credentials, new_identity: None };
    match &section.key {
        KeySection::TestIdentity { folder: path, role } => {
            let path = folder.join(path);
            let is_new = !path.exists();
            let identity = TestIdentity::load_or_create(
                &path,
                &IdentityOptions::default(),
                *role,
                &NoPassword,
                context,
            )?;
            let TestIdentity { root, mut intermediates, signer, key } = identity;
            intermediates.push(root);
            let credentials = Credentials { key, certificate: signer, others: intermediates };
            Ok(Loaded { credentials, new_identity: is_new.then_some(path) })
        }
        KeySection::Pkcs12 { path, password } => {
            let passwords = Named { password: password.as_ref(), folder, context };
            Ok(loaded(Pkcs12::open(folder.join(path))?.load(&passwords)?))
        }
        KeySection::Pem { key, certificates, password } => {
            let passwords = Named { password: password.as_ref(), folder, context };
            let certificates = certificates.iter().map(|path| folder.join(path)).collect();
            Ok(loaded(PemFiles { key: folder.join(key), certificates }.load(&passwords)?))
        }
    }
}

/// The password that the manifest says where to find.
struct Named<'a> {
    password: Option<&'a SecretSource>,
    folder: &'a Path,
    context: &'a Context,
}

impl Passwords for Named<'_> {
    fn password(&self, _key: &Path) -> Result<key::Password, PasswordError> {
        match self.password {
            Some(source) => key::password_from(&source.beside(self.folder), self.context),
            None => Err(PasswordError(
                "add `password-env` (the name of an environment variable) or `password-file` to [sign]"
                    .to_owned(),
            )),
        }
    }
}

impl SignSection {
    /// How to sign: no time of signing, so that the same input gives the same bytes.
    pub(super) fn options(&self, context: &Context) -> Result<SignOptions, BuildError> {
        let now =
            DateTime::from_system_time(context.now()).map_err(crate::sign::signer::SignError::Encoding)?;
        Ok(SignOptions {
            digest: self.digest,
            description: self.description.clone(),
            url: self.url.clone(),
            signing_time: None,
            include_root: true,
            now,
            allow_expired: false,
            allow_usage: false,
        })
    }
}
