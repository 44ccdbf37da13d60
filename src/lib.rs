//! Writes, checks, packs and signs provisioning packages for Windows Mobile 2003 to 6.5.
//!
//! The modules are layers: each uses those further down in this list, never those above it.
//!
//! * [`manifest`]: `provsmith.toml`, one build from settings to signed packages
//! * [`inspect`]: what is in a cabinet, in one report
//! * [`capture`]: what a captured push says, layer by layer
//! * [`card`]: storage cards, laid out as devices look for files on them
//! * [`check`]: rules over documents
//! * [`dm`]: what a management server sends: notifications, messages; what a device answers
//! * [`push`]: what goes over the air: SI, SL, OMA Client Provisioning, WSP, short messages, requests to
//!   push proxy gateways
//! * [`conversion`]: documents in another encoding or in the other model
//! * [`judge`]: what a device makes of an artifact: the roles its settings need
//! * [`sign`]: Authenticode signatures of cabinets, keys, certificates
//! * [`package`]: what a file is; a cabinet with a provisioning document in it
//! * [`device`]: device profiles: release, class, policies, certificate stores
//! * [`template`]: parameters and the documents made from them
//! * [`catalogue`]: the configuration service providers and their settings
//! * [`wbxml`]: the binary form of documents
//! * [`cabinet`]: the container format
//! * [`document`]: wap-provisioningdoc and SyncML models, with positions
//! * [`certificate_file`], [`file_digest`]: the certificates in a file, as bytes; a file and its digest
//! * [`terms`], [`finding`], [`context`], [`input`], [`output`], [`secret`]: the words of the field, what is reported, the
//!   surroundings
//!
//! The library never prints and never ends the process; the commands of the binary do.

pub mod cabinet;
pub mod capture;
pub mod card;
pub mod catalogue;
pub mod certificate_file;
pub mod check;
pub mod context;
pub mod conversion;
pub mod device;
pub mod dm;
pub mod document;
pub mod file_digest;
pub mod finding;
pub mod input;
pub mod inspect;
pub mod judge;
pub mod manifest;
pub mod output;
pub mod package;
pub mod push;
pub mod secret;
pub mod sign;
pub mod template;
pub mod terms;
mod toml_text;
pub mod wbxml;
