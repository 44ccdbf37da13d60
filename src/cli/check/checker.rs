//! One input: read, checked, repaired where that is asked for.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use provsmith::catalogue::Catalogue;
use provsmith::check::fix::{self, Fixed, fix};
use provsmith::check::{self, Allowance, Options, Report};
use provsmith::device::Profile;
use provsmith::document::{Limits, ReadError};
use provsmith::finding::{Count, Listing, Origin, human};
use provsmith::output;
use rayon::prelude::*;

use super::{CheckArgs, Format, Repairs};
use crate::cli::Session;
use crate::cli::inputs::{Input, ReadDocument};

/// What every input is checked for, and what is done with it.
pub(super) struct Checker {
    catalogue: Catalogue,
    options: Options,
    repairs: Option<Repairs>,
    /// Whether findings are shown on the lines of the document, and in colour.
    excerpts: Option<bool>,
}

/// What is kept of an input that was checked: not its text.
pub(super) struct Checked {
    /// What was found, or what is left of it.
    pub(super) listing: Listing,
    /// The same on the lines of the document, for people.
    pub(super) excerpts: String,
    /// How many findings there are in the file as it is now.
    pub(super) count: Count,
    /// How many of them can be repaired.
    pub(super) repairable: usize,
    /// Whether more findings are counted than listed, so that more may be repairable.
    pub(super) is_abridged: bool,
    /// How many findings are allowed.
    pub(super) allowed: usize,
    /// The rules of `--allow` that were needed.
    pub(super) needed: Vec<&'static str>,
    /// How many findings were repaired, or would be.
    pub(super) repaired: usize,
    /// What goes to standard output before the findings.
    pub(super) output: Output,
    /// Why something was not repaired.
    pub(super) remarks: Vec<String>,
    /// Why the repaired document did not take the place of the file.
    pub(super) unwritten: Option<anyhow::Error>,
}

/// What repairing makes for standard output.
pub(super) enum Output {
    None,
    /// The changed lines.
    Diff(String),
    /// The document that came from standard input.
    Document(Vec<u8>),
}

impl Checker {
    /// `is_filter`: standard output carries a document.
    pub(super) fn new(args: &CheckArgs, is_filter: bool, session: &Session) -> anyhow::Result<Self> {
        let catalogue = session.catalogue()?;
        let read = |path: &PathBuf| Profile::read(path, &catalogue);
        let devices: Vec<Profile> = args.device.iter().map(read).collect::<Result<_, _>>()?;
        let mut targets = args.target.clone();
        for target in devices.iter().map(Profile::target) {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        let limits = Limits { size: args.max_size, ..Limits::default() };
        let options = Options {
            targets,
            devices,
            roles: args.role,
            new_entry: args.new_entry,
            channel: args.channel,
            allowed: args.allow.clone(),
            limits,
        };
        let repairs = args.repairs();
        let color = if is_filter { session.colored_err() } else { session.colored_out() };
        let is_shown = args.format == Format::Human && repairs != Some(Repairs::Shown);
        let excerpts = is_shown.then_some(color);
        Ok(Self { catalogue, options, repairs, excerpts })
    }

    /// Checks the inputs on all cores; what comes of them is in their order.
    pub(super) fn check_all(&self, inputs: &[Input]) -> Vec<anyhow::Result<Checked>> {
        match inputs {
            // For one, starting threads would take longer than the work.
            [input] => vec![self.check(input)],
            _ => inputs.par_iter().map(|input| self.check(input)).collect(),
        }
    }

    fn check(&self, input: &Input) -> anyhow::Result<Checked> {
        let document = input.read_document(&self.options.limits).map_err(with_the_limit)?;
        match self.repairs {
            None => {
                let is_repairable = document.carrier.is_none() && fix::is_repairable(&document.bytes);
                let checked = self.checked(&self.report(input, document));
                let repairable = if is_repairable { checked.repairable } else { 0 };
                Ok(Checked { repairable, ..checked })
            }
            Some(_) if document.carrier.is_some() => self.packed(input, document),
            Some(Repairs::Shown) => Ok(self.shown(self.fixed(&document))),
            Some(Repairs::InPlace) => match input.path() {
                None => Ok(self.filtered(document)),
                Some(path) => Ok(self.replaced(input, path, document)),
            },
        }
    }

    fn report(&self, input: &Input, document: ReadDocument) -> Report {
        let ReadDocument { name, bytes, carrier } = document;
        let Some(carrier) = &carrier else {
            return check::check(&name, bytes, &self.catalogue, &self.options);
        };
        let mut report = check::check_packed(&name, bytes, carrier, &self.catalogue, &self.options);
        report.source = report.source.standing(Origin::Within(input.name()));
        report
    }

    fn fixed(&self, document: &ReadDocument) -> Fixed {
        fix(&document.name, &document.bytes, &self.catalogue, &self.options)
    }

    /// What is kept of a report.
    pub(super) fn checked(&self, report: &Report) -> Checked {
        let needed = self.options.allowed.iter().filter(|allowance| allowance.is_used_in(report));
        let excerpts = self.excerpts.map(|color| human::render(&report.source, &report.findings, color));
        Checked {
            listing: report.listing(),
            excerpts: excerpts.unwrap_or_default(),
            count: report.count(),
            repairable: fix::repairs(report),
            is_abridged: report.count().total() > report.findings.len(),
            allowed: report.allowed.iter().map(|allowed| allowed.finding.count).sum(),
            needed: needed.map(Allowance::rule).collect(),
            repaired: 0,
            output: Output::None,
            remarks: Vec::new(),
            unwritten: None,
        }
    }

    /// What is left, and why.
    fn left(&self, fixed: &Fixed) -> Checked {
        let mut remarks: Vec<String> = fixed
            .held_back
            .iter()
            .map(|held| {
                let why = match held.brings {
                    Some((other, _)) => format!("bring more of {other} to light"),
                    None => "leave as many findings".to_owned(),
                };
                format!(
                    "{}: {} is left to you: repaired, it would {why}",
                    fixed.report.source.name(),
                    held.rule
                )
            })
            .collect();
        if fixed.is_undecodable && fix::repairs(&fixed.report) > 0 {
            let name = fixed.report.source.name();
            remarks.push(format!(
                "{name}: nothing is repaired in a file that is no UTF-8: save it as UTF-8 first"
            ));
        }
        if fixed.is_binary && fixed.found.total() > 0 {
            let name = fixed.report.source.name();
            remarks.push(format!(
                "{name}: a binary document is not repaired in place: `provsmith convert` makes text of it, and WBXML again"
            ));
        }
        Checked { repaired: fixed.repaired, repairable: 0, remarks, ..self.checked(&fixed.report) }
    }

    fn shown(&self, fixed: Fixed) -> Checked {
        Checked { count: fixed.found, output: Output::Diff(fixed.diff()), ..self.left(&fixed) }
    }

    /// The document from standard input goes to standard output, as it was where nothing is repaired.
    fn filtered(&self, document: ReadDocument) -> Checked {
        let fixed = self.fixed(&document);
        let output = if fixed.repaired > 0 { fixed.text().as_bytes().to_vec() } else { document.bytes };
        Checked { output: Output::Document(output), ..self.left(&fixed) }
    }

    /// What is left; of a file that cannot be written, all that was found.
    fn replaced(&self, input: &Input, path: &Path, document: ReadDocument) -> Checked {
        let fixed = self.fixed(&document);
        match write_repaired(path, &fixed) {
            Ok(()) => self.left(&fixed),
            Err(error) => Checked { unwritten: Some(error), ..self.checked(&self.report(input, document)) },
        }
    }

    /// A package would have to be made anew, and signed anew.
    fn packed(&self, input: &Input, document: ReadDocument) -> anyhow::Result<Checked> {
        let help = "unpack it, repair the document, and pack that";
        if *input == Input::Standard && self.repairs == Some(Repairs::InPlace) {
            bail!(
                "`{}` is a package, and a document in a package is not repaired in place: {help}",
                input.name()
            );
        }
        let report = self.report(input, document);
        let mut checked = self.checked(&report);
        if checked.repairable > 0 {
            let name = report.source.name();
            checked.remarks.push(format!("{name}: a document in a package is not repaired in place: {help}"));
        }
        Ok(checked)
    }
}

fn write_repaired(path: &Path, fixed: &Fixed) -> anyhow::Result<()> {
    if fixed.repaired == 0 {
        return Ok(());
    }
    if !path.is_file() {
        bail!("`{}` is no file that could be repaired in place: give it as `-`", path.display());
    }
    Ok(output::write_whole(path, fixed.text().as_bytes())?)
}

/// Of what is too large, how to have it checked all the same.
fn with_the_limit(error: anyhow::Error) -> anyhow::Error {
    match error.root_cause().downcast_ref() {
        Some(ReadError::TooLarge(_)) => anyhow!("{error:#}; --max-size raises the limit"),
        _ => error,
    }
}
