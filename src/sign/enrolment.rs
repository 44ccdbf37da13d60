//! The document that makes a device trust a signer: the template `certificate`, made of a root.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use super::certificate::Certificate;
use crate::document::Model;
use crate::template::{Files, Given, Library, LibraryError};
use crate::terms::RoleMask;

/// The document that puts a root certificate into the SPC store, with the role mask that packages signed under it
/// get.
///
/// # Errors
/// When the template refuses the values.
pub fn document(root: &Certificate, role: RoleMask) -> Result<Model, LibraryError> {
    let values = [("certificate", "root"), ("store", "SPC"), ("roles", &role.bits().to_string())];
    let given: BTreeMap<_, _> =
        values.into_iter().map(|(name, value)| (name.to_owned(), Given::from(value))).collect();
    Library::builtin().make("certificate", &given, &OneFile(root.der()))
}

/// These bytes, under any name.
struct OneFile<'a>(&'a [u8]);

impl Files for OneFile<'_> {
    fn open(&self, _path: &str) -> io::Result<(Box<dyn Read>, u64)> {
        Ok((Box::new(Cursor::new(self.0.to_owned())), self.0.len() as u64))
    }
}
