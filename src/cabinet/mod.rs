//! The cabinet container (MS-CAB, <https://learn.microsoft.com/en-us/previous-versions/bb417343(v=msdn.10)>).
//!
//! [`layout`] reads and validates every range of a cabinet without touching its content; nothing else in the program
//! takes a byte offset from a file that it has not checked.

pub mod layout;
