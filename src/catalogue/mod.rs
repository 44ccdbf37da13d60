//! The configuration service providers and their settings: the schema that documents are checked against.
//!
//! One file a provider in `data/`, embedded as text, parsed when first asked for.

mod embedded {
    //! The table of embedded files, made by the build script from the folder.
    include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
}

pub use embedded::EMBEDDED;

/// A provider's file before it is parsed: what an index needs, and the text.
#[derive(Debug)]
pub struct Embedded {
    /// The file's name without extension; unique.
    pub file: &'static str,
    /// The provider's name.
    pub name: &'static str,
    /// The root of the provider in the device's management tree, where it has one.
    pub dm_root: Option<&'static str>,
    /// The whole file.
    pub text: &'static str,
}
