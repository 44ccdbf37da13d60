//! Rules over documents: what is wrong, where, and what to do about it.
//!
//! [`check`] reads an input and asks every rule of [`RULES`]. A rule is one file in `rules/`; it looks at a `Subject`,
//! the document with every setting already placed in the catalogue, and adds findings.

pub mod fix;

mod access;
mod air;
mod allowance;
mod carrier;
mod certificate;
mod danger;
mod heartbeat;
mod placeholder;
mod policy;
mod property;
mod reference;
mod report;
mod rule;
mod scopes;
mod subject;
mod syncml;
mod typing;
mod unknown;
mod value;

pub use crate::finding::AllowedBy;
pub use allowance::{Allowance, AllowanceError, Allowed};
pub use carrier::{Carrier, Signers};
pub use report::{Options, Report, check, check_packed};
pub use rule::{RULES, Rule, page_of, rule_named};

use allowance::Allowances;
use rule::Findings;
use subject::{Model, Reading, Subject};
