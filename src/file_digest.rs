//! A file and its digest, as lists of files name them.

use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A file and its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigest {
    /// Relative to the folder that the list is about, with `/` between folders.
    pub path: String,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
}

impl FileDigest {
    /// Of content at hand.
    pub fn of_bytes(path: &Path, bytes: &[u8]) -> Self {
        Self { path: slashed(path), bytes: bytes.len() as u64, sha256: hex::encode(Sha256::digest(bytes)) }
    }

    /// Of what a reader gives, to its end, 64 KiB at a time.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_reader(path: &Path, mut content: impl Read) -> io::Result<Self> {
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        let mut length = 0;
        loop {
            match content.read(&mut buffer)? {
                0 => {
                    return Ok(Self {
                        path: slashed(path),
                        bytes: length,
                        sha256: hex::encode(digest.finalize()),
                    });
                }
                count => {
                    digest.update(&buffer[..count]);
                    length += count as u64;
                }
            }
        }
    }

    /// Whether the content is the same, wherever it stands.
    pub fn same_content(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.sha256 == other.sha256
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
