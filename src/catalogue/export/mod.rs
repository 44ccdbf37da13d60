//! The catalogue for other programs and for reading: as JSON, as an XML schema.

pub mod json;
pub mod xsd;
