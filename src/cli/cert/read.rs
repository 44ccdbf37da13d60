//! The certificates in whatever file the user has.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Context as _, anyhow};
use provsmith::cabinet::layout::{Header, Layout};
use provsmith::certificate_file::{CertificateFileError, Form, LARGEST_FILE};
use provsmith::input;
use provsmith::sign::certificate::{Certificate, CertificateError};
use provsmith::sign::key::Pkcs12;
use provsmith::sign::signed_data::split_padding;
use zeroize::Zeroizing;

use crate::cli::key::PasswordArgs;
use crate::cli::{Session, inputs};

/// The certificates of a file, in the order in which they stand.
pub(super) fn certificates(
    path: &Path,
    password: &PasswordArgs,
    session: &Session,
) -> anyhow::Result<Vec<Certificate>> {
    Ok(file(path, password, session)?.0)
}

/// The same with the form of the file.
pub(super) fn file(
    path: &Path,
    password: &PasswordArgs,
    session: &Session,
) -> anyhow::Result<(Vec<Certificate>, Form)> {
    let (bytes, is_signature) = certificate_bytes(path)?;
    let bytes = Zeroizing::new(bytes);
    if Pkcs12::is_one(&bytes) {
        let container = Pkcs12 { path: path.to_owned(), bytes };
        return Ok((container.certificates(&password.passwords(&session.context))?, Form::Pkcs12));
    }
    let certificates = Certificate::all_in(&bytes).map_err(|error| match error {
        // Here more is read than certificates alone.
        CertificateError::File(CertificateFileError::None) => {
            anyhow!("{error}, nor PKCS #12, nor a signed cabinet")
        }
        error => error.into(),
    });
    let certificates = certificates.with_context(|| format!("`{}`", path.display()))?;
    let form = if is_signature { Form::Signature } else { Form::of(&bytes) };
    Ok((certificates, form))
}

/// Where certificates may stand: of a cabinet its signature, without the padding, of anything else all of it; and
/// whether it is a signature.
fn certificate_bytes(path: &Path) -> anyhow::Result<(Vec<u8>, bool)> {
    let cannot_read = || format!("cannot read `{}`", path.display());
    let mut file = inputs::open(path).with_context(cannot_read)?;
    let mut magic = Vec::new();
    (&file).take(Header::MAGIC.len() as u64).read_to_end(&mut magic).with_context(cannot_read)?;
    if magic != Header::MAGIC {
        let whole = input::read(magic.as_slice().chain(file), LARGEST_FILE).with_context(cannot_read)?;
        return Ok((whole, false));
    }
    let layout = Layout::read(&mut file).with_context(|| format!("`{}`", path.display()))?;
    let signature = layout.signature().with_context(|| format!("`{}` is not signed", path.display()))?;
    file.seek(SeekFrom::Start(signature.start)).with_context(cannot_read)?;
    let blob = input::read(file, LARGEST_FILE).with_context(cannot_read)?;
    let signature = split_padding(&blob).with_context(|| format!("`{}`", path.display()))?.0.to_owned();
    Ok((signature, true))
}
