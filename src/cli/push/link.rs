//! `push link`: the text that brings a link to the user, and what the web server must be told.

use std::io::Write as _;

use clap::{Args, ValueEnum};
use provsmith::push::pull::{Letter, Server};

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith push link --href https://mdm.example.com/mail.cab --text 'New mail settings'
      texts for short message and mail, and the lines for three web servers
  provsmith push link --href https://mdm.example.com/mail.cab --text 'New mail settings' --only sms
  provsmith push link --href https://mdm.example.com/mail.cab --text 'New mail settings' \\
      --only apache > .htaccess

A web server that does not know .cab and .cpf hands them out as text, and the browser of the device shows them.

Exit status: 0 written, 2 it could not be done.";

/// Write the text that brings a link to the user, and the lines by which a web server knows packages
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct LinkArgs {
    /// Where the package lies: its name ends in .cab or .cpf
    #[arg(long, value_name = "URL")]
    href: String,
    /// What the user reads before the link
    #[arg(long)]
    text: String,
    /// One of the texts, and nothing else
    #[arg(long, value_enum)]
    only: Option<Only>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// The short message
    Sms,
    /// The mail
    Mail,
    /// Internet Information Services: web.config
    Iis,
    /// The Apache HTTP server: .htaccess
    Apache,
    /// nginx
    Nginx,
}

pub(super) fn run(args: &LinkArgs, session: &Session) -> anyhow::Result<Outcome> {
    let letter = Letter::new(&args.href, &args.text)?;
    let mut out = session.out();
    match args.only {
        Some(Only::Sms) => writeln!(out, "{}", letter.short_message())?,
        Some(Only::Mail) => write!(out, "{}", letter.mail())?,
        Some(Only::Iis) => write!(out, "{}", Server::Iis.lines())?,
        Some(Only::Apache) => write!(out, "{}", Server::Apache.lines())?,
        Some(Only::Nginx) => write!(out, "{}", Server::Nginx.lines())?,
        None => {
            let messages = letter.short_messages();
            let of = if messages == 1 { "one short message" } else { "several short messages" };
            writeln!(out, "# {of} ({messages})\n{}\n", letter.short_message())?;
            writeln!(out, "# mail\n{}", letter.mail())?;
            for server in Server::ALL {
                writeln!(out, "# {}: {}\n{}", server.name(), server.place(), server.lines())?;
            }
        }
    }
    letter.remarks().iter().for_each(|remark| session.say(remark));
    letter.notes().iter().for_each(|note| session.say(format_args!("note: {note}")));
    Ok(Outcome::Clean)
}
