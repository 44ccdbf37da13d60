//! What a device would say. Each test is a row of the delivery matrix or a statement of the security model, named after
//! it, with the page that it comes from; what is expected is written from those pages, not from our own output.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod support;

mod advice;
mod afterwards;
mod basis;
mod content;
mod delivery;
mod desktop;
mod doubts;
mod package_role;
mod push;
mod settings;
