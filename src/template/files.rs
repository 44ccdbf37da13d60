//! What parameters read from files: size and media type of a package, thumbprint and bytes of a certificate.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::certificate_file::{self, CertificateFileError};
use crate::terms::Thumbprint;

/// Where the files of parameters come from.
pub trait Files {
    /// Opens the file that a user calls `path`, and tells its size in bytes.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn open(&self, path: &str) -> io::Result<(Box<dyn Read>, u64)>;
}

/// Files of the disk; relative paths start at this folder.
#[derive(Debug, Clone)]
pub struct Folder(pub PathBuf);

impl Files for Folder {
    fn open(&self, path: &str) -> io::Result<(Box<dyn Read>, u64)> {
        let file = File::open(self.0.join(path))?;
        let facts = file.metadata()?;
        if !facts.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "is no file"));
        }
        Ok((Box::new(file), facts.len()))
    }
}

/// A file that a parameter names and that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("cannot read `{0}`: {1}")]
    Read(String, io::Error),
    /// It is too large for what it should be.
    #[error("`{0}` has {1} bytes: no certificate file is larger than {2}")]
    TooLarge(String, u64, u64),
    /// It holds no certificate, or none that can be read.
    #[error("`{0}`: {1}")]
    Certificate(String, CertificateFileError),
    /// It holds several.
    #[error("`{0}` holds {1} certificates: give a file with the one that is meant")]
    SeveralCertificates(String, usize),
}

/// The facts of a file.
#[derive(Debug, Clone)]
pub(super) struct FileFacts {
    /// The last part of the path.
    pub(super) name: String,
    /// Bytes.
    pub(super) size: u64,
    /// By the first bytes of the content; none for content that is not known.
    pub(super) media_type: Option<&'static str>,
}

/// First bytes and the media type registered with IANA for such content.
const MEDIA_TYPES: &[(&[u8], &str)] = &[(b"MSCF", "application/vnd.ms-cab-compressed")];

impl FileFacts {
    pub(super) fn read(path: &str, files: &dyn Files) -> Result<Self, FileError> {
        let failed = |error| FileError::Read(path.to_owned(), error);
        let (content, size) = files.open(path).map_err(failed)?;
        let mut head = Vec::new();
        content.take(16).read_to_end(&mut head).map_err(failed)?;
        let media_type =
            MEDIA_TYPES.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, media)| *media);
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
        Ok(Self { name, size, media_type })
    }
}

/// A certificate.
#[derive(Debug, Clone)]
pub(super) struct Certificate {
    pub(super) thumbprint: Thumbprint,
    /// The certificate in DER, in base64 without line breaks.
    pub(super) base64: String,
}

/// A certificate chain in text is some kilobytes.
const MOST_BYTES: u64 = 1 << 20;

impl Certificate {
    /// Reads a file with exactly one certificate.
    pub(super) fn read(path: &str, files: &dyn Files) -> Result<Self, FileError> {
        let failed = |error| FileError::Read(path.to_owned(), error);
        let (content, size) = files.open(path).map_err(failed)?;
        if size > MOST_BYTES {
            return Err(FileError::TooLarge(path.to_owned(), size, MOST_BYTES));
        }
        let mut bytes = Vec::new();
        content.take(MOST_BYTES).read_to_end(&mut bytes).map_err(failed)?;
        let unread = |error| FileError::Certificate(path.to_owned(), error);
        match certificate_file::certificates(&bytes).map_err(unread)?.as_slice() {
            [der] => Ok(Self { thumbprint: Thumbprint::of_der(der), base64: STANDARD.encode(der) }),
            several => Err(FileError::SeveralCertificates(path.to_owned(), several.len())),
        }
    }
}
