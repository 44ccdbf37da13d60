//! Pull: a package lies on a web server, and the user is given a link to it by short message or mail
//! (<https://learn.microsoft.com/en-us/previous-versions/bb737525(v=msdn.10)>).

mod letter;
mod server;

pub use letter::{Letter, LinkError};
pub use server::Server;
