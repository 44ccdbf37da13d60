//! A client provisioning message that takes so many short messages that some are likely to be lost.

use crate::check::air::Air;
use crate::check::{Findings, Model, Rule, Subject};
use crate::document::wap;
use crate::finding::{Severity, Span};
use crate::terms::{CpSecurity, short_messages};
use crate::wbxml;

pub(super) const RULE: Rule = Rule {
    name: "short-messages",
    severity: Severity::Note,
    summary: "A document that takes more than four short messages to send",
    check,
};

/// How many are known to arrive well. No page gives a limit.
const MANY: usize = 4;

/// The octets before the document: transaction, type, lengths, content type.
const PLAIN_HEADER: usize = 7;
/// The same with the parameters SEC and MAC, whose value alone has 40 characters.
const SIGNED_HEADER: usize = 50;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::Wap(document) = subject.model else { return };
    let Some(Air::Message(security)) = Air::of(subject) else { return };
    let Ok(body) = wbxml::encode(&wap::to_tree(document), &wbxml::Options::default()) else { return };
    let header = if security == CpSecurity::None { PLAIN_HEADER } else { SIGNED_HEADER };
    let octets = header + body.len();
    let messages = short_messages(octets);
    if messages > MANY {
        let start = document.span.span.start() + 1;
        let root = Span::new(start, start + "wap-provisioningdoc".len());
        let message = format!(
            "{messages} short messages carry this document ({octets} octets of binary form and header)"
        );
        findings.add(
            findings
                .at(root, message)
                .with_help("long chains often arrive with a part missing, and then nothing happens: send the settings in several documents, or a link to a signed package")
                .resting_on_thin_evidence(),
        );
    }
}
