//! What a device makes of a document, before a device has seen it.

pub mod roles;
