//! The cabinet container (MS-CAB, <https://learn.microsoft.com/en-us/previous-versions/bb417343(v=msdn.10)>).
//!
//! * [`layout`] reads and validates every range of a cabinet without touching its content; nothing else in the program
//!   takes a byte offset from a file that it has not checked
//! * [`Cabinet`] reads the content, block by block; [`unpack`] puts it into a folder
//! * [`write()`] makes a cabinet, stored or MSZIP
//!
//! The reader and the writer are our own, over the decoders of flate2 and lzxd. The cab crate was tried first and
//! stays a second reader in the tests: it panics on damaged input, finds files by name only, reads a folder from its
//! start for every file in it, and writes MSZIP blocks that are no complete streams.

mod block;
mod checksum;
mod decode;
pub mod layout;
mod name;
mod read;
mod timestamp;

pub mod unpack;
mod write;

pub use name::{MemberName, NameClash, NameError};
pub use read::{Cabinet, FolderContent, ReadError};
pub use timestamp::DosTime;
pub use write::{Content, NewFile, Packing, WriteError, write};
