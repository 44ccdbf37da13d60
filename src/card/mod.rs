//! Storage cards, laid out so that a device finds the packages on them.
//!
//! * [`Scheme`], [`Processor`]: where devices look; facts, in `schemes.toml` and `processors.toml`
//! * [`Executable`]: for which machine a program is
//! * [`Plan`]: which files a card gets, and what is to be known about them
//! * [`Layout`]: a plan beside what is on the card already, and the writing of it
//!
//! A list of the files that were written, [`RECORD`], stands on the card. Only what that list names, and what has not
//! changed since, is ever replaced or removed.

mod executable;
mod layout;
mod plan;
mod processor;
mod record;
mod remark;
mod scheme;

pub use executable::{Executable, ExecutableError};
pub use layout::{Change, LaidOut, Layout, LayoutError};
pub use plan::{Entry, Launcher, Part, Plan, PlanError, Request, Supply};
pub use processor::{Processor, ProcessorError};
pub use record::RECORD;
pub use remark::{Level, Remark};
pub use scheme::{Order, Scheme, SchemeError};
