//! OMA Device Management, from the server's side: the notification that makes a device call, the messages that it then
//! gets, and what it answers (<https://www.openmobilealliance.org/release/DM/>).
//!
//! * [`notification`]: package #0
//! * [`credential`]: the digests that prove who speaks
//! * [`message`]: a message around commands; [`order`]: several packages one after the other; [`companion`]: what goes
//!   with a package: state, inventory, once more, off again
//! * [`reply`]: a device's message in words; [`answer`]: what it is owed
//! * [`job`]: where a package is in the management tree; [`read`]: messages from bytes

pub mod answer;
pub mod companion;
pub mod credential;
pub mod job;
pub mod message;
pub mod notification;
pub mod order;
pub mod read;
pub mod reply;
