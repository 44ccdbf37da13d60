//! The catalogue for other programs and for reading: as JSON, as Markdown, as an XML schema.

pub mod json;
pub mod markdown;
pub mod xsd;
