//! Authenticode signatures of cabinets: keys, certificates, signing, verifying. `README.md` beside this file explains
//! the layout of a signature and what it covers.
//!
//! * [`key`]: private keys and where they come from
//! * [`certificate`], [`chain`]: certificates, the chain of one of them
//! * [`signer`], [`verify`], [`trust`], [`time_stamp`]: sign a cabinet, check a signed one
//! * [`identity`], [`enrolment`]: test identities, and the document that makes a device trust one
//! * [`first_certificate`]: by which ways that document gets there when nothing is trusted yet
//! * [`device_limits`], [`report`]: what a device cannot read of a certificate, and a certificate in words
//! * [`signed_data`], [`spc`], [`placement`]: the structures of a signature and its place in the file

pub mod certificate;
pub mod chain;
pub mod enrolment;
pub mod first_certificate;
pub mod identity;
pub mod key;
pub mod placement;
pub mod signed_data;
pub mod signer;
pub mod spc;
pub mod time_stamp;
pub mod trust;
pub mod verify;

pub mod device_limits;
pub mod report;

mod digest;
mod digest_algorithm;
mod signature_check;

pub use digest_algorithm::DigestAlgorithm;
pub use signature_check::SignatureFault;
