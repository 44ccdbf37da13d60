//! The certificates in whatever file the user has.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::Context as _;
use provsmith::cabinet::layout::{Header, Layout};
use provsmith::certificate_file::LARGEST_FILE;
use provsmith::input;
use provsmith::sign::certificate::Certificate;
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
    let bytes = Zeroizing::new(certificate_bytes(path)?);
    if Pkcs12::is_one(&bytes) {
        let container = Pkcs12 { path: path.to_owned(), bytes };
        return Ok(container.certificates(&password.passwords(&session.context))?);
    }
    let in_words = || format!("`{}`", path.display());
    Certificate::all_in(&bytes).with_context(in_words)
}

/// Where certificates may stand: of a cabinet its signature, without the padding, of anything else all of it.
fn certificate_bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot_read = || format!("cannot read `{}`", path.display());
    let mut file = inputs::open(path).with_context(cannot_read)?;
    let mut magic = Vec::new();
    (&file).take(Header::MAGIC.len() as u64).read_to_end(&mut magic).with_context(cannot_read)?;
    if magic != Header::MAGIC {
        return input::read(magic.as_slice().chain(file), LARGEST_FILE).with_context(cannot_read);
    }
    let layout = Layout::read(&mut file).with_context(|| format!("`{}`", path.display()))?;
    let signature = layout.signature().with_context(|| format!("`{}` is not signed", path.display()))?;
    file.seek(SeekFrom::Start(signature.start)).with_context(cannot_read)?;
    let blob = input::read(file, LARGEST_FILE).with_context(cannot_read)?;
    Ok(split_padding(&blob).with_context(|| format!("`{}`", path.display()))?.0.to_owned())
}
