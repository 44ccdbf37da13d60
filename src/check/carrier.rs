//! The package that a document came in.

use std::io::{self, Read, Seek, SeekFrom};

use crate::cabinet::layout::Layout;
use crate::package::{DOCUMENT_NAME, PackageKind};
use crate::sign::certificate::Certificate;
use crate::sign::signed_data::{LARGEST_SIGNATURE, SignedContent, split_padding};
use crate::terms::Thumbprint;

/// What is known of the package around a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    /// Which kind of package; `None`: it has no name that says so.
    pub kind: Option<PackageKind>,
    /// The structure of the cabinet.
    pub layout: Layout,
    /// Who signed it; `None`: it is not signed.
    pub signature: Option<Signers>,
}

/// The certificates of a signature. One that cannot be read has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signers {
    /// The signer and its issuers, one after the other.
    pub certificates: Vec<Thumbprint>,
    /// Whether the root is among them: signatures may leave it out, and devices know it.
    pub has_root: bool,
}

impl Carrier {
    /// Looks at the package that `reader` holds, whose structure has been read.
    ///
    /// # Errors
    /// When it cannot be read. A signature that is none is no error: who signed is not known then.
    pub fn of(kind: Option<PackageKind>, layout: Layout, mut reader: impl Read + Seek) -> io::Result<Self> {
        let signature = match layout.signature() {
            None => None,
            Some(range) => {
                let mut bytes = Vec::new();
                reader.seek(SeekFrom::Start(range.start))?;
                reader.take((range.end - range.start).min(LARGEST_SIGNATURE)).read_to_end(&mut bytes)?;
                Some(Signers::of(&bytes).unwrap_or_default())
            }
        };
        Ok(Self { kind, layout, signature })
    }

    /// Whether there is a document in it, under whatever spelling of its name.
    pub fn has_document(&self) -> bool {
        self.layout.files.iter().any(|file| file.shown_name().eq_ignore_ascii_case(DOCUMENT_NAME))
    }
}

impl Signers {
    fn of(signature: &[u8]) -> der::Result<Self> {
        let content = SignedContent::from_der(split_padding(signature)?.0)?;
        Ok(content.chain().map_or_else(Self::default, |chain| Self {
            certificates: chain.certificates().iter().map(Certificate::thumbprint).collect(),
            has_root: chain.root().is_some(),
        }))
    }
}
