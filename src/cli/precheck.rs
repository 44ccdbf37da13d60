//! The check of a document before something is made of it: nothing is made of one with errors.

use provsmith::check::{self, Allowance, Options};
use provsmith::finding::{Finding, human};

use super::Session;

/// Checks a document and shows the findings that `is_shown`; whether it has errors. `document` is its name and its
/// bytes.
pub(crate) fn has_errors(
    (name, bytes): (&str, &[u8]),
    options: &Options,
    is_shown: impl Fn(&Finding) -> bool,
    session: &Session,
) -> anyhow::Result<bool> {
    let mut report = check::check(name, bytes, &session.catalogue()?, options);
    report.findings.retain(is_shown);
    let unused = options.allowed.iter().filter(|allowance| !allowance.is_used_in(&report));
    let unused: Vec<_> = unused.map(Allowance::unused_option).collect();
    for report in unused.iter().chain([&report]).filter(|report| !report.findings.is_empty()) {
        session.show(human::render(&report.source, &report.findings, session.colored_err()));
        session.say(report.count());
    }
    Ok(!report.is_clean())
}
