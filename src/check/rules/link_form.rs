//! The link of a service indication or loading that is no address as it stands: with blanks, or without its start.

use crate::check::value::is_url;
use crate::check::{Findings, Model, Rule, Subject};
use crate::document::Text;
use crate::finding::{Fix, Severity, Spanned};

pub(super) const RULE: Rule = Rule {
    name: "link-form",
    severity: Severity::Error,
    summary: "A link of a service indication or loading with a blank in it or without its scheme",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    match subject.model {
        Model::ServiceIndication(document) => {
            let link = document.indication.as_ref().and_then(|indication| indication.href.as_ref());
            let Some(link) = link.filter(|link| !has_blank(subject, link, findings)) else { return };
            if !is_url(&link.value) {
                let message = match link.value.as_str() {
                    "" => "the link is empty".to_owned(),
                    link => format!("`{link}` is no whole address"),
                };
                let help =
                    "write a link that starts with `https://`, or leave `href` out where there is none";
                findings.add(findings.at(link.span, message).with_help(help));
            }
        }
        // What its link starts with has rules of its own.
        Model::ServiceLoading(loading) => {
            has_blank(subject, &loading.href, findings);
        }
        _ => {}
    }
}

/// Tells of a blank in a link. That there is nothing but blanks is told as a missing link.
fn has_blank(subject: &Subject<'_>, link: &Spanned<Text>, findings: &mut Findings) -> bool {
    let trimmed = link.value.trim();
    if trimmed.is_empty() || !link.value.contains(char::is_whitespace) {
        return false;
    }
    let finding = findings.at(link.span, format!("a blank in the link `{}`", link.value));
    if trimmed.contains(char::is_whitespace) {
        findings.add(finding.with_help("write `%20` for each blank that belongs to the address"));
        return true;
    }
    let mut finding = finding.with_help(format!("write `{trimmed}`"));
    let raw = subject.source.slice(link.span);
    // A blank that is written as a reference is left to its author.
    finding.fix = (raw.trim() != raw).then(|| Fix { span: link.span, replacement: raw.trim().to_owned() });
    findings.add(finding);
    true
}
