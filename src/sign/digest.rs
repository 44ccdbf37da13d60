//! Which bytes of a cabinet its signature covers.
//!
//! ```text
//!  0- 3  `MSCF`                                       yes
//!  4- 7  reserved1                                    no
//!  8-33  cbCabinet … setID                            yes
//! 34-35  iCabinet                                     yes, see below
//! 36-39  cbCFHeader, cbCFFolder, cbCFData             no
//! 40-41  length of structure 1                        yes, see below
//! 42-59  structure 2: the place of the signature      no
//! 60-    CFFOLDERs with their reserves, CFFILEs, CFDATAs, up to cbCabinet   yes
//! ```
//!
//! Programs disagree on one point: jsign covers 34-35 and 40-41, osslsigncode and relic cover 56-59 instead. In every
//! cabinet that is signed here these are four zero bytes either way, and a cabinet where they are not is refused.
//! What is not covered is held to its only right value by [`super::verify()`].

use std::io::{self, Read, Write};

use sha1::digest::DynDigest;

use super::DigestAlgorithm;

/// The length of the header of a cabinet that has a place for a signature.
pub(crate) const SIGNED_HEADER: usize = 60;

/// The digest of a cabinet, fed in the order of the file.
pub(crate) struct CabinetDigest {
    hasher: Box<dyn DynDigest>,
}

impl CabinetDigest {
    /// Begins with the header as it will stand in the signed cabinet.
    pub(crate) fn new(algorithm: DigestAlgorithm, header: &[u8; SIGNED_HEADER]) -> Self {
        let mut hasher = algorithm.hasher();
        for covered in [0..4, 8..34, 34..36, 40..42] {
            hasher.update(&header[covered]);
        }
        Self { hasher }
    }

    /// The next bytes, which are all covered.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    /// Reads `length` bytes, covers them, and passes them on.
    pub(crate) fn copy(&mut self, from: impl Read, length: u64, mut to: impl Write) -> io::Result<()> {
        // Within 8 % of a memory map, and safe.
        let mut buffer = vec![0; 64 * 1024];
        let mut from = from.take(length);
        let mut copied = 0;
        loop {
            let read = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            self.hasher.update(&buffer[..read]);
            to.write_all(&buffer[..read])?;
            copied += read as u64;
        }
        if copied == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// The digest.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.hasher.finalize().into_vec()
    }
}
