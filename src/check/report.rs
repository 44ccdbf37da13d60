//! From bytes to findings.

use std::borrow::Cow;

use super::rule::{Extent, Found};
use super::{Allowance, Allowances, Allowed, Carrier, Findings, Reading, Subject};
use crate::catalogue::Catalogue;
use crate::device::Profile;
use crate::document::{self, Fault, FaultKind, Limits};
use crate::finding::{Count, Finding, ListedAllowed, Listing, Source, Span};
use crate::terms::{Channel, RoleMask, Target};
use crate::wbxml;

/// What a document is checked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The releases and classes that must know every setting; none: any will do.
    pub targets: Vec<Target>,
    /// The roles that the document's carrier gives it; `None`: not asked.
    pub roles: Option<RoleMask>,
    /// Whether every entry of the document is new on the device, so that what a new entry needs must be there.
    pub new_entry: bool,
    /// How the document is to reach the device; `None`: not asked.
    pub channel: Option<Channel>,
    /// The devices that it is to pass by that channel.
    pub devices: Vec<Profile>,
    /// What is accepted, and why.
    pub allowed: Vec<Allowance>,
    /// What is read before giving up.
    pub limits: Limits,
}

/// What the check of one input came to.
#[derive(Debug, Clone)]
pub struct Report {
    /// The text, in which the findings have their places.
    pub source: Source,
    /// The findings, by place.
    pub findings: Vec<Finding>,
    /// What was found and is accepted, by place. It counts for nothing.
    pub allowed: Vec<Allowed>,
    /// The rules of the caller's allowances that were needed.
    pub(super) used: Vec<&'static str>,
}

impl Report {
    /// A report of findings that were made elsewhere.
    pub fn of_findings(source: Source, findings: Vec<Finding>) -> Self {
        Self { source, findings, allowed: Vec::new(), used: Vec::new() }
    }

    /// How many findings there are of each severity.
    pub fn count(&self) -> Count {
        Count::of(&self.findings)
    }

    /// The findings with their places, for reports that are written without the text.
    pub fn listing(&self) -> Listing {
        let allowed = |allowed: &Allowed| {
            ListedAllowed::new(&self.source, &allowed.finding, &allowed.reason, allowed.origin)
        };
        Listing::new(&self.source, &self.findings).with_allowed(self.allowed.iter().map(allowed))
    }

    /// The same with as many findings of each rule as a person would read; the others are counted.
    pub(super) fn abridged(self) -> Self {
        let Found { standing, allowed } = Found { standing: self.findings, allowed: self.allowed }.abridged();
        Self { findings: standing, allowed, ..self }
    }

    /// Whether a device would take the document as it is meant, as far as the rules can tell: no error.
    pub fn is_clean(&self) -> bool {
        self.count().errors == 0
    }
}

/// Checks a document, given as the bytes of its file and the name by which the user knows it. Bytes that are given away
/// are not copied.
pub fn check<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    catalogue: &Catalogue,
    options: &Options,
) -> Report {
    check_carried(name, bytes.into(), None, catalogue, options, Extent::Read)
}

/// Checks the document of a package.
pub fn check_packed<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    carrier: &Carrier,
    catalogue: &Catalogue,
    options: &Options,
) -> Report {
    check_carried(name, bytes.into(), Some(carrier), catalogue, options, Extent::Read)
}

/// Checks a document and lists all findings, however many: what repairs them needs each.
pub(super) fn check_whole<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    catalogue: &Catalogue,
    options: &Options,
) -> Report {
    check_carried(name, bytes.into(), None, catalogue, options, Extent::Whole)
}

fn check_carried(
    name: &str,
    bytes: Cow<'_, [u8]>,
    carrier: Option<&Carrier>,
    catalogue: &Catalogue,
    options: &Options,
    extent: Extent,
) -> Report {
    // The installer of a device reads text only.
    let is_binary = carrier.is_none() && wbxml::is_wbxml(&bytes);
    let (source, reading) = if is_binary {
        read_binary(name, &bytes, &options.limits)
    } else {
        let decoded = document::decode(bytes);
        let no_text = decoded.no_text();
        let source = Source::new(name, decoded.text).standing_behind(decoded.skipped);
        let reading = match no_text {
            // A rule says that the package has none.
            _ if carrier.is_some_and(|carrier| !carrier.has_document()) => Reading::nothing(),
            Some(fault) => Reading::broken(fault),
            None => Reading::of(&source, decoded.faults, &options.limits),
        };
        (source, reading)
    };
    let (mut allowances, slips) = Allowances::new(&options.allowed, &reading.remarks);
    let mut subject = Subject::new(&source, &reading, &slips, catalogue, options, carrier);
    subject.is_binary = is_binary;
    let mut found = Findings::of_all_rules(&subject, extent, &mut allowances);
    let secrets = if found.standing.is_empty() { Vec::new() } else { subject.secrets() };
    if is_binary {
        // A repair is one of text, which stands in no file.
        found.standing.iter_mut().for_each(|finding| finding.fix = None);
    }
    let source = source.with_secrets(secrets);
    Report { source, findings: found.standing, allowed: found.allowed, used: allowances.used() }
}

/// Reads a binary document: its findings have their places in the text that it stands for.
fn read_binary(name: &str, bytes: &[u8], limits: &Limits) -> (Source, Reading) {
    match wbxml::decode(bytes, limits) {
        Ok(decoded) => {
            let source = decoded.source(name);
            let reading = Reading::of(&source, Vec::new(), limits);
            (source, reading)
        }
        Err(error) => {
            let fault = Fault::new(FaultKind::Binary, Span::default(), error.to_string())
                .with_help("a device throws such a message away: encode the document again");
            (Source::new(name, "").standing_behind(None), Reading::broken(fault))
        }
    }
}
