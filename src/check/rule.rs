//! What a rule is, and the table of all rules.

use super::Subject;
use crate::catalogue::Node;
use crate::catalogue::placement::Placed;
use crate::document::FaultKind;
use crate::finding::{Finding, Severity, Span};

mod table {
    //! The table of the rules, made by the build script from the folder: a further rule is one new file.
    include!(concat!(env!("OUT_DIR"), "/rules.rs"));
}

pub use table::RULES;

/// A named check.
#[derive(Debug)]
pub struct Rule {
    /// The name, kebab-case, stable for ever; the name of the rule's file.
    pub name: &'static str,
    /// What its findings mean for the document, where the case does not say otherwise.
    pub severity: Severity,
    /// What it looks for, in one line.
    pub summary: &'static str,
    /// Looks for it.
    pub(super) check: fn(&Subject<'_>, &mut Findings),
}

/// The rule called `name`.
pub fn rule_named(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// Where a rule puts what it found.
#[derive(Debug)]
pub(super) struct Findings {
    rule: &'static Rule,
    found: Vec<Finding>,
}

impl Findings {
    /// What all rules find in `subject`, in the order of the places.
    pub(super) fn of_all_rules(subject: &Subject<'_>) -> Vec<Finding> {
        let mut all = Vec::new();
        for rule in RULES {
            let mut findings = Self { rule, found: Vec::new() };
            (rule.check)(subject, &mut findings);
            all.append(&mut findings.found);
        }
        all.sort_by_key(|finding| (finding.span, finding.rule));
        all
    }

    /// A finding of the current rule, with its default severity, to be completed and added.
    pub(super) fn at(&self, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(self.rule.name, self.rule.severity, span, message)
    }

    /// A finding that rests on what the catalogue says of an item's provider, and of its node if one is given: its
    /// page is named, and evidence that is thin makes no error.
    pub(super) fn on(&self, item: &Placed<'_>, node: Option<&Node>, span: Span, message: String) -> Finding {
        let mut finding = self.at(span, message);
        let page = item
            .provider
            .provider()
            .and_then(|provider| provider.sources.iter().find(|source| source.starts_with("http")));
        finding.reference = page.cloned();
        match node.and_then(|node| node.unsure.as_ref()) {
            Some(_) => finding.resting_on_thin_evidence(),
            None => finding,
        }
    }

    /// Adds every fault of form of one kind.
    pub(super) fn add_faults(&mut self, subject: &Subject<'_>, kind: FaultKind) {
        for fault in subject.faults.iter().filter(|fault| fault.kind == kind) {
            let mut finding = self.at(fault.span, &fault.message);
            finding.help.clone_from(&fault.help);
            finding.reference = subject.model.grammar_page(kind).map(str::to_owned);
            self.add(finding);
        }
    }

    /// Adds a finding.
    pub(super) fn add(&mut self, finding: Finding) {
        self.found.push(finding);
    }
}
