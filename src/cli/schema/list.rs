//! `schema list`: the providers, one a line.

use std::io::Write;

use anyhow::Context as _;
use clap::Args;
use provsmith::catalogue::{Availability, Catalogue, Entry, Protocol, Variant, words};
use provsmith::terms::{DeviceClass, Release, Target};
use serde::Serialize;

use crate::cli::{Format, Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith schema list
  provsmith schema list 'CM_*'
  provsmith schema list wifi sync
  provsmith schema list --target wm5-standard --format json
  provsmith schema list --catalogue providers/

NAME:VALUE is one of several providers of a name, and the value of the setting that tells it apart. SETTINGS says \
whether the catalogue lists them all: where it does, a name that is not listed is an error.

Exit status: 0 there are some, 1 no provider fits, or none a name, 2 could not be done.";

/// List the providers: where they exist, how they are reached, what they are for
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArgs {
    /// Part of a name, or a pattern for the whole of it with `*` and `?`; in any case of letters
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Only those that this release, or release and class, may have, such as wm6.1-professional
    #[arg(long, value_name = "TARGET")]
    target: Option<Target>,
    /// How the list is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// The list as JSON.
#[derive(Serialize)]
struct List<'c> {
    schema_version: u32,
    catalogue: String,
    providers: Vec<Row<'c>>,
}

#[derive(Serialize)]
struct Row<'c> {
    name: &'c str,
    variant: Option<&'c Variant>,
    protocols: &'c [Protocol],
    os: Option<&'c [Release]>,
    devices: Option<&'c [DeviceClass]>,
    complete: bool,
    settings: usize,
    summary: &'c str,
}

pub(crate) fn run(args: &ListArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let catalogue = session.catalogue()?;
    let wanted = Wanted::of(args)?;
    let found: Vec<&Entry> = catalogue.entries().filter(|entry| wanted.includes(entry)).collect();
    match args.format {
        Format::Human => show(&found, session)?,
        Format::Json => session.json(&List::of(&catalogue, &found))?,
    }
    let unmatched: Vec<&String> = wanted.unmatched(&catalogue).collect();
    for name in &unmatched {
        session.say(format_args!("no provider fits `{name}`"));
    }
    if found.is_empty() {
        session.say("no provider fits: `provsmith schema list` without arguments shows them all");
    }
    Ok(if found.is_empty() || !unmatched.is_empty() { Outcome::No } else { Outcome::Clean })
}

/// Which providers are asked for.
struct Wanted<'a> {
    names: Vec<(&'a String, glob::Pattern)>,
    target: Option<Target>,
}

impl<'a> Wanted<'a> {
    fn of(args: &'a ListArgs) -> anyhow::Result<Self> {
        let pattern = |name: &'a String| {
            let text = if name.contains(['*', '?']) {
                name.to_lowercase()
            } else {
                format!("*{}*", name.to_lowercase())
            };
            let pattern = glob::Pattern::new(&text).with_context(|| format!("`{name}` is no pattern"))?;
            Ok((name, pattern))
        };
        let names = args.names.iter().map(pattern).collect::<anyhow::Result<_>>()?;
        Ok(Self { names, target: args.target })
    }

    fn includes(&self, entry: &Entry) -> bool {
        let is_named = self.names.is_empty() || self.names.iter().any(|(_, pattern)| fits(pattern, entry));
        is_named
            && self
                .target
                .is_none_or(|target| entry.provider().availability(target) != Availability::ListedElsewhere)
    }

    /// The names that no provider has, of whatever release.
    fn unmatched(&self, catalogue: &Catalogue) -> impl Iterator<Item = &'a String> {
        let is_unmatched = |(_, pattern): &&(&'a String, glob::Pattern)| {
            !catalogue.entries().any(|entry| fits(pattern, entry))
        };
        self.names.iter().filter(is_unmatched).map(|(name, _)| *name)
    }
}

fn fits(pattern: &glob::Pattern, entry: &Entry) -> bool {
    pattern.matches(&entry.label().to_lowercase()) || pattern.matches(&entry.name().to_lowercase())
}

impl<'c> List<'c> {
    fn of(catalogue: &Catalogue, found: &[&'c Entry]) -> Self {
        let row = |entry: &&'c Entry| {
            let provider = entry.provider();
            Row {
                name: &provider.name,
                variant: provider.variant.as_ref(),
                protocols: &provider.protocols,
                os: provider.os.as_deref(),
                devices: provider.devices.as_deref(),
                complete: provider.complete,
                settings: provider.settings().count(),
                summary: &provider.summary,
            }
        };
        Self {
            schema_version: 1,
            catalogue: catalogue.fingerprint(),
            providers: found.iter().map(row).collect(),
        }
    }
}

/// A table whose columns are as wide as what stands in them.
fn show(found: &[&Entry], session: &Session) -> std::io::Result<()> {
    let rows: Vec<[String; 6]> = found.iter().map(|entry| row(entry)).collect();
    let head = ["NAME", "RELEASES", "CLASSES", "SENT AS", "SETTINGS", "SUMMARY"].map(str::to_owned);
    let rows: Vec<[String; 6]> =
        if rows.is_empty() { rows } else { std::iter::once(head).chain(rows).collect() };
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths = [0, 1, 2, 3, 4].map(width);
    let mut out = session.out();
    for [name, releases, classes, sent, settings, summary] in &rows {
        let [a, b, c, d, e] = widths;
        writeln!(out, "{name:a$}  {releases:b$}  {classes:c$}  {sent:d$}  {settings:e$}  {summary}")?;
    }
    Ok(())
}

fn row(entry: &Entry) -> [String; 6] {
    let provider = entry.provider();
    let count = provider.settings().count();
    [
        entry.label(),
        words::releases(provider.os.as_deref()),
        words::classes(provider.devices.as_deref()),
        words::protocols(&provider.protocols),
        if provider.complete { format!("all {count}") } else { format!("{count}, not all") },
        provider.summary.clone(),
    ]
}
