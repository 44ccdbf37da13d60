//! The catalogue as JSON: each provider with the keys of its file, which the README of the catalogue explains.

use serde::Serialize;

use crate::catalogue::{Catalogue, Entry, Provider};

/// What is known of some providers. A key that is null is unknown, never "no".
#[derive(Debug, Serialize)]
pub struct Export<'c> {
    /// Grows when a key is removed or changes its meaning.
    pub schema_version: u32,
    /// The SHA-256 over the files of the catalogue: which facts these are.
    pub catalogue: String,
    /// The providers, each as its file has it.
    pub providers: Vec<&'c Provider>,
}

impl<'c> Export<'c> {
    /// These providers of the catalogue.
    pub fn of(catalogue: &Catalogue, entries: &[&'c Entry]) -> Self {
        Self {
            schema_version: 1,
            catalogue: catalogue.fingerprint(),
            providers: entries.iter().map(|entry| entry.provider()).collect(),
        }
    }
}
