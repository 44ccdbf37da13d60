//! An allowance that allows nothing.

use crate::check::Rule;
use crate::check::allowance::UNUSED;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: UNUSED,
    severity: Severity::Warning,
    summary: "An allowance that allows nothing",
    // What is unused is known when all other rules have spoken: `Findings::of_all_rules` asks the allowances then.
    check: |_, _| (),
};
