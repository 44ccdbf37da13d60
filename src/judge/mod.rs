//! What a device would say: an artifact, a [`Profile`](crate::device::Profile) and a channel give a [`Judgement`].
//!
//! A [`Case`] is a file as the device would see it. `routes` says which gates stand on which channel; each gate is
//! asked in order, the worst answer counts, and what is not documented stays unknown. Where sources disagree the whole
//! way is walked once with each claim (`question`); only what comes out the same in all of them is said. What a gate
//! proposes is tried before it is given as `advice`.
//!
//! [`afterwards`] says what the device is like once it has taken it; [`roles`] knows the roles that the settings of a document need.

pub mod afterwards;
pub mod roles;

mod advice;
mod card_gates;
mod case;
mod content_gate;
mod delivery;
mod document_remarks;
mod doubts;
mod exchange_gates;
mod gate;
mod grants;
mod guards;
mod judgement;
mod metabase_entry;
mod package_gates;
mod push_gates;
mod push_message;
mod question;
mod report;
mod routes;
mod settings_gate;
mod signature;
mod store_entry;
mod walk;

pub use advice::Change;
pub use case::{Case, CaseError, PackageFacts, Payload};
pub use delivery::{Delivery, Launcher, MakersInstaller};
pub use exchange_gates::OF_EXCHANGE;
pub use gate::Gate;
pub use judgement::{Judgement, Masks, RefusedSetting, RoleStep, Step, Verdict};
pub use report::{Entry, Matrix, Report};
pub use routes::{takes_packages, unfit};
pub use signature::{Chain, Link, Signature};
pub use walk::judge;
