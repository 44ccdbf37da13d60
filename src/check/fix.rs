//! Safe repairs: the findings that say how to mend what they remark, mended.
//!
//! Every byte that no repair names stays as it is; only a file in UTF-16 or with a byte order mark is written anew as
//! UTF-8, which every repair brings with it. A step is taken only when it leaves fewer findings and, of each rule and
//! severity, no more than there were; so repairing ends, and what is repaired needs no second repair.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::report::check_whole;
use super::{Options, Report, check};
use crate::catalogue::Catalogue;
use crate::document;
use crate::finding::{Count, Finding, Fix, Severity, diff};
use crate::wbxml;

/// What repairing a document came to.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The document as it was, with its byte order mark if it had one.
    before: String,
    /// The check of the repaired document: what is left, and the text.
    pub report: Report,
    /// How many findings there were.
    pub found: Count,
    /// How many findings were repaired.
    pub repaired: usize,
    /// Whether the file was in UTF-16.
    is_utf16: bool,
    /// Repairs that were not made, since they would have brought other findings to light, or as many.
    pub held_back: Vec<HeldBack>,
    /// Whether the bytes of the file are not whole in any known encoding: then nothing is repaired, since writing
    /// the text would lose those that are not known.
    pub is_undecodable: bool,
    /// Whether the document is WBXML: a repair is one of text, which stands in no file.
    pub is_binary: bool,
}

/// A rule whose repair would help nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// The rule whose findings are not repaired.
    pub rule: &'static str,
    /// The rule that would speak more often, and how severely; `None`: there would be as many findings as before.
    pub brings: Option<(&'static str, Severity)>,
}

impl Fixed {
    /// Of a binary document, in which nothing is repaired.
    fn unchanged(report: Report) -> Self {
        Self {
            before: report.source.text().to_owned(),
            found: report.count(),
            report,
            repaired: 0,
            held_back: Vec::new(),
            is_utf16: false,
            is_undecodable: false,
            is_binary: true,
        }
    }

    /// The text of the repaired document, to be written as UTF-8.
    pub fn text(&self) -> &str {
        self.report.source.text()
    }

    /// The changed lines.
    pub fn diff(&self) -> String {
        let encoding = self.is_utf16.then_some("UTF-16");
        diff::unified(self.report.source.name(), encoding, &self.before, self.text())
    }
}

/// Whether a file of these bytes can be repaired: text in a known encoding.
pub fn is_repairable(bytes: &[u8]) -> bool {
    !wbxml::is_wbxml(bytes) && document::decode(bytes).is_whole()
}

/// How many repairs of a report can be made at once: those that touch one another count once.
pub fn repairs(report: &Report) -> usize {
    apart(report.findings.iter()).len()
}

/// Checks a document as [`check()`] does and repairs what can be repaired.
pub fn fix(name: &str, bytes: &[u8], catalogue: &Catalogue, options: &Options) -> Fixed {
    if wbxml::is_wbxml(bytes) {
        return Fixed::unchanged(check(name, bytes, catalogue, options));
    }
    let decoded = document::decode(bytes);
    let is_undecodable = !decoded.is_whole();
    // In UTF-8 the bytes of a text that is whole are those of the file.
    let is_utf16 = !is_undecodable && decoded.skipped.is_none();
    let mark = if decoded.skipped.is_some_and(|skipped| skipped > 0) { "\u{FEFF}" } else { "" };
    let before = mark.to_owned() + &decoded.text;
    let checked = |bytes: Cow<'_, [u8]>| check_whole(name, bytes, catalogue, options);

    let report = checked(bytes.into());
    let (found, held_back) = (report.count(), Vec::new());
    let mut fixed =
        Fixed { before, found, report, repaired: 0, held_back, is_utf16, is_undecodable, is_binary: false };
    if is_undecodable {
        return Fixed { report: fixed.report.abridged(), ..fixed };
    }
    loop {
        match step(&fixed.report, checked) {
            Ok((report, repaired)) => {
                fixed.report = report;
                fixed.repaired += repaired;
            }
            Err(held_back) => {
                let mut report = fixed.report.abridged();
                // What is left is left to the author.
                report.findings.iter_mut().for_each(|finding| finding.fix = None);
                return Fixed { report, held_back, ..fixed };
            }
        }
    }
}

/// How many repairs of one rule are tried one by one: each costs a check of the whole document.
const MOST_ALONE: usize = 100;

/// One round: all repairs at once; where that would bring more findings of some rule, those of one rule alone, and
/// where that would too, one by one. What comes of it and how many repairs it took; or, where none can be made, why.
fn step(
    report: &Report,
    checked: impl Fn(Cow<'static, [u8]>) -> Report,
) -> Result<(Report, usize), Vec<HeldBack>> {
    let fixes_of = |rule: Option<&'static str>| {
        apart(report.findings.iter().filter(move |finding| rule.is_none_or(|rule| finding.rule == rule)))
    };
    let repairable = report.findings.iter().filter(|finding| finding.fix.is_some());
    let rules: BTreeSet<&'static str> = repairable.map(|finding| finding.rule).collect();
    if rules.len() > 1
        && let Tried::Better(better) = attempt(report, &fixes_of(None), &checked)
    {
        return Ok(*better);
    }
    let mut held_back = Vec::new();
    for rule in rules {
        let fixes = fixes_of(Some(rule));
        match attempt(report, &fixes, &checked) {
            Tried::Better(better) => return Ok(*better),
            Tried::Brings(brings, severity) => {
                let alone = fixes.iter().filter(|_| fixes.len() > 1).take(MOST_ALONE);
                let mut alone = alone.map(|fix| attempt(report, &[fix], &checked));
                if let Some(Tried::Better(better)) = alone.find(|tried| matches!(tried, Tried::Better(_))) {
                    return Ok(*better);
                }
                held_back.push(HeldBack { rule, brings: Some((brings, severity)) });
            }
            Tried::NoBetter => held_back.push(HeldBack { rule, brings: None }),
        }
    }
    Err(held_back)
}

/// What came of some repairs.
enum Tried {
    /// Fewer findings: what is left, and how many repairs it took.
    Better(Box<(Report, usize)>),
    /// More findings of this rule and severity.
    Brings(&'static str, Severity),
    /// As many findings as before.
    NoBetter,
}

/// The check of the text with these repairs.
fn attempt(report: &Report, fixes: &[&Fix], checked: impl Fn(Cow<'static, [u8]>) -> Report) -> Tried {
    let next = checked(applied(report.source.text(), fixes).into_bytes().into());
    let (before, after) = (numbers(report), numbers(&next));
    match after.iter().find(|(kind, number)| before.get(*kind).unwrap_or(&0) < *number) {
        Some(((brings, severity), _)) => Tried::Brings(brings, *severity),
        None if after.values().sum::<usize>() < before.values().sum() => {
            Tried::Better(Box::new((next, fixes.len())))
        }
        None => Tried::NoBetter,
    }
}

/// How many findings there are, by rule and severity.
fn numbers(report: &Report) -> BTreeMap<(&'static str, Severity), usize> {
    let mut numbers = BTreeMap::new();
    for finding in &report.findings {
        *numbers.entry((finding.rule, finding.severity)).or_default() += finding.count;
    }
    numbers
}

/// The repairs of the findings, by place; of those that touch one another the first, since the others speak of a text
/// that is then gone.
fn apart<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<&'f Fix> {
    let mut fixes: Vec<&Fix> = findings.filter_map(|finding| finding.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| fix.span);
    let mut apart: Vec<&Fix> = Vec::new();
    for fix in fixes {
        let is_free = apart
            .last()
            .is_none_or(|last| fix.is_encoding() || last.is_encoding() || last.span.end() < fix.span.start());
        if is_free {
            apart.push(fix);
        }
    }
    apart
}

/// The text with the repairs made, which are sorted and do not touch.
fn applied(text: &str, fixes: &[&Fix]) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut done = 0;
    for fix in fixes {
        // A place that does not lie in the text is left alone.
        let (Some(kept), Some(_)) = (text.get(done..fix.span.start()), text.get(fix.span.range())) else {
            continue;
        };
        repaired.push_str(kept);
        repaired.push_str(&fix.replacement);
        done = fix.span.end();
    }
    repaired.push_str(&text[done..]);
    repaired
}
