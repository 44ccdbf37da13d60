//! A group that its provider does not have.

use crate::catalogue::placement::Shape;
use crate::check::unknown::add_unknown;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unknown-characteristic",
    severity: Severity::Error,
    summary: "A characteristic or interior node that its provider does not have",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    add_unknown(subject, findings, |shape| shape == Shape::Group);
}
