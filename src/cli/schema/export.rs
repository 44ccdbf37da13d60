//! `schema export`: the catalogue for other programs.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};
use provsmith::catalogue::export::{json, markdown, xsd};
use provsmith::catalogue::{Catalogue, Entry, Protocol, show};
use provsmith::output;

use crate::cli::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith schema export --as xsd Wi-Fi NAPDEF -o settings.xsd
  xmllint --noout --schema settings.xsd settings.xml
  provsmith schema export --as json > catalogue.json
  provsmith schema export --as markdown Sync SecurityPolicy -o settings.md

An XML schema (XSD 1.0) lets an editor complete names and show what they mean, and a validator find names that do not \
exist. It cannot look at the value of an attribute to choose what may stand inside, so at each level of the document it \
takes the names of all its providers there, and any name where one of them has names of the author's choosing. By \
default it has the providers whose parms are all known by name, so that it finds each misspelt one; documents with a \
Registry section, or another that is left out, need a schema of their own providers, as in the first example. Values and \
missing settings are for `provsmith check`, which sees all of it.

Exit status: 0 written, 2 there is no such provider, or it could not be done.";

/// Write the catalogue for other programs: as JSON, as Markdown, as an XML schema
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExportArgs {
    /// The providers, as `schema list` names them; by default all, for an XML schema those that are complete and whose
    /// parms all have known names
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,
    /// What is written
    #[arg(long = "as", value_enum, value_name = "FORM")]
    form: Form,
    /// Where to write; `-`, the default, is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Everything that is known, with a schema_version
    Json,
    /// One document for people, with a table of settings a provider
    Markdown,
    /// An XML schema (XSD 1.0) of wap-provisioningdoc documents, for xmllint and for editors
    Xsd,
}

pub(crate) fn run(args: &ExportArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let catalogue = session.catalogue()?;
    let entries = chosen(args, &catalogue, session)?;
    let (text, open) = match args.form {
        Form::Json => {
            (serde_json::to_string_pretty(&json::Export::of(&catalogue, &entries))? + "\n", Vec::new())
        }
        Form::Markdown => (markdown::of(&entries), Vec::new()),
        Form::Xsd => {
            let schema = schema(&entries)?;
            (schema.text, schema.open)
        }
    };
    match &args.output {
        Some(target) if target.as_os_str() != "-" => output::write_whole(target, text.as_bytes())?,
        _ => session.out().write_all(text.as_bytes())?,
    }
    tell_open(&open, session);
    Ok(Outcome::Clean)
}

/// The providers that are named, or all that there are.
fn chosen<'c>(
    args: &ExportArgs,
    catalogue: &'c Catalogue,
    session: &Session,
) -> anyhow::Result<Vec<&'c Entry>> {
    if args.providers.is_empty() {
        let all = catalogue.entries();
        return Ok(match args.form {
            Form::Json | Form::Markdown => all.collect(),
            Form::Xsd => listed(all, session),
        });
    }
    let mut entries = Vec::new();
    for name in &args.providers {
        let named = show::named(catalogue, name);
        if named.is_empty() {
            return Err(show::no_provider(catalogue, name).into());
        }
        entries.extend(named);
    }
    let mut seen = std::collections::HashSet::new();
    entries.retain(|entry| seen.insert(entry.label()));
    Ok(entries)
}

/// The providers with which a schema finds each misspelt name of a parm; the others are told.
fn listed<'c>(all: impl Iterator<Item = &'c Entry>, session: &Session) -> Vec<&'c Entry> {
    let reached = all.filter(|entry| entry.provider().speaks(Protocol::Cp));
    let (complete, partial): (Vec<_>, Vec<_>) = reached.partition(|entry| entry.provider().complete);
    let (listed, open): (Vec<_>, Vec<_>) = complete.into_iter().partition(|entry| xsd::lists_parms(entry));
    for (left_out, why) in
        [(open, "with them a parm of any name passes"), (partial, "not all that they have is known")]
    {
        if !left_out.is_empty() {
            let names = left_out.iter().map(|entry| entry.label()).collect::<Vec<_>>().join(", ");
            session.say(format_args!(
                "note: {names} are left out, since {why}: name the providers of a document that has one of them"
            ));
        }
    }
    listed
}

fn schema(entries: &[&Entry]) -> anyhow::Result<xsd::Schema> {
    if !entries.iter().any(|entry| entry.provider().speaks(Protocol::Cp)) {
        bail!(
            "no wap-provisioningdoc reaches these providers, so there is no XML schema of it: export them as json"
        );
    }
    Ok(xsd::of(entries))
}

/// Where a schema that was written finds no slip.
fn tell_open(open: &[String], session: &Session) {
    for open in open {
        session.say(format_args!("note: {open}"));
    }
    if !open.is_empty() {
        session.say(
            "note: no misspelt name of that sort is found there; for a stricter schema name only the providers of your documents",
        );
    }
}
