//! A document that the channel brings to no device, or a setting that has no place in it then.

use crate::catalogue::placement::{Operation, Placed};
use crate::check::unknown::own_name;
use crate::check::{Findings, Model, Rule, Subject};
use crate::document::Kind;
use crate::finding::{Severity, Span};
use crate::judge::{self, OF_EXCHANGE};
use crate::terms::Channel;

pub(super) const RULE: Rule = Rule {
    name: "document-channel",
    severity: Severity::Error,
    summary: "A document that the channel brings to no device",
    check,
};

/// What Exchange sends, by protocol 2.5 ([MS-ASPROV]).
const EXCHANGE_PAGE: &str = "https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-asprov/a406f5d1-62c2-4016-846e-f3db007eed4e";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (Some(channel), None) = (subject.options.channel, subject.carrier) else { return };
    let kind = match subject.model {
        Model::Wap(_) => Kind::Wap,
        Model::SyncMl(_) => Kind::SyncMl,
        Model::ServiceIndication(_) => Kind::ServiceIndication,
        Model::ServiceLoading(_) => Kind::ServiceLoading,
        Model::Ddf(_) | Model::DataSynchronisation(_) | Model::Foreign(_) | Model::Nothing => return,
    };
    if let Some((reason, page)) = judge::unfit(kind, subject.is_binary, channel) {
        let other = "bring it by a channel that takes it; `provsmith convert` makes the other model or encoding of it";
        findings.add(findings.at(Span::default(), reason).with_help(other).with_reference(page));
    } else if channel == Channel::Eas {
        let sections = subject.placement.items.iter().filter(|item| item.parent.is_none());
        for section in sections.filter(|section| !OF_EXCHANGE.contains(&section.name.value.as_str())) {
            let sent = OF_EXCHANGE.join(" and ");
            let message = format!("Exchange sends {sent} to devices, not `{}`", section.name.value);
            let help = "bring this section another way, such as a package or rapi-xml";
            findings
                .add(findings.at(section.name.span, message).with_help(help).with_reference(EXCHANGE_PAGE));
        }
    }
    let sets = |item: &Placed<'_>| item.operation == Operation::Set;
    for (item, node) in subject.known().filter(|(item, node)| sets(item) && node.not_by.contains(&channel)) {
        let message = format!("`{}` is not to be sent by {channel}", own_name(item));
        let help = format!("leave it out of the document for {channel}, or bring it by another channel");
        findings.add(findings.on(item, Some(node), item.name.span, message).with_help(help));
    }
}
