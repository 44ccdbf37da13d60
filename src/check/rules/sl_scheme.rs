//! A service loading with a link that no Windows Mobile device follows.

use crate::check::value::is_url;
use crate::check::{Findings, Model, Rule, Subject};
use crate::finding::Severity;

/// The schemes that the device follows (<https://learn.microsoft.com/en-us/previous-versions/bb415365(v=msdn.10)>).
const SCHEMES: [&str; 4] = ["http", "https", "wsp", "wsps"];

pub(super) const RULE: Rule = Rule {
    name: "sl-scheme",
    severity: Severity::Error,
    summary: "A service loading whose link is none of https, http, wsps, wsp",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::ServiceLoading(loading) = subject.model else { return };
    let href = loading.href.value.trim();
    let scheme = href.split_once("://").filter(|(_, rest)| !rest.is_empty()).map(|(scheme, _)| scheme);
    // That it is missing is told already, and a blank in it too.
    if href.is_empty() || href.contains(char::is_whitespace) {
        return;
    }
    let is_followed = |scheme: &str| SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
    let whole = || format!("`{href}` is no whole address");
    let (message, help) = match scheme {
        Some(scheme) if is_followed(scheme) && is_url(href) => return,
        Some(scheme) if is_followed(scheme) => {
            (whole(), "a host stands behind the scheme, and `%` before two hexadecimal digits")
        }
        Some(scheme) => {
            (format!("a device does not follow `{scheme}` links"), "write a link that starts with `https://`")
        }
        None => (whole(), "write a link that starts with `https://`"),
    };
    findings.add(
        findings
            .at(loading.href.span, message)
            .with_help(help)
            .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb415365(v=msdn.10)"),
    );
}
