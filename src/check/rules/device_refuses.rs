//! What a device of the user's would refuse on the channel that is named.

use crate::check::{Carrier, Findings, Rule, Subject};
use crate::device::Profile;
use crate::finding::{Finding, Severity, Span};
use crate::judge::{self, Case, Chain, Gate, Judgement, Link, PackageFacts, Payload, Signature, Verdict};
use crate::package::PackageKind;
use crate::terms::Channel;

pub(super) const RULE: Rule = Rule {
    name: "device-refuses",
    severity: Severity::Error,
    summary: "What a device refuses on the way that is named, by its profile",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(channel) = subject.options.channel else { return };
    let payload = subject.carrier.map(|carrier| Payload::Package(facts(carrier)));
    let Ok(case) = Case::of_document(subject.source.clone(), payload) else { return };
    let case = if subject.is_binary { case.in_wbxml() } else { case };
    let is_to_be_packed = case.payload == Payload::Wap && judge::takes_packages(channel);
    for device in &subject.options.devices {
        let delivery = judge::Delivery::by(channel);
        let entry = judge::Entry::foreseen(&case, device, &delivery, subject.catalogue);
        if entry.locks_out() {
            findings.add(lock_out(device, findings));
        }
        let judgement = entry.judgement;
        if is_to_be_packed {
            findings.add(not_asked(&judgement, device, findings));
            continue;
        }
        // What the channel brings to no device is told by rules of their own; what a message links to is judged by itself.
        let is_told = matches!(judgement.gate, Gate::Channel | Gate::Exchange)
            && (subject.carrier.is_none() || channel == Channel::Rapi);
        if is_told || case.payload == Payload::Linked && judgement.gate == Gate::Signature {
            continue;
        }
        let is_package = subject.carrier.is_some();
        for finding in findings_of(&judgement, device, is_package, findings) {
            findings.add(finding);
        }
    }
}

/// That nobody becomes manager any more is the end of a device for its administrator.
fn lock_out(device: &Profile, findings: &Findings) -> Finding {
    let message = format!(
        "after this nobody becomes manager of `{}` any more, whoever signs and whichever way it comes",
        device.name
    );
    findings
        .at(Span::default(), message)
        .with_help("leave one way open: a certificate in SPC with the role manager, policy 4097 or 4119")
}

/// A document that is still to be packed may be checked for the way that its package will go.
fn not_asked(judgement: &Judgement, device: &Profile, findings: &Findings) -> Finding {
    let message = format!("`{}` is not asked about a document alone: {}", device.name, judgement.reason);
    let pack = match judgement.changes.first() {
        Some(change) => format!("to pass: {change}"),
        None => "no package of it is known to pass".to_owned(),
    };
    findings
        .at(Span::default(), message)
        .with_severity(Severity::Note)
        .with_help(format!("{pack}; `provsmith simulate` says what the device makes of the package"))
}

/// The package as it is. Whether its signature holds is for `verify` to say.
fn facts(carrier: &Carrier) -> PackageFacts {
    let signature = carrier.signature.as_ref().map_or(Signature::None, |signers| {
        let links = signers.certificates.iter();
        let links = links.map(|thumbprint| Link { thumbprint: *thumbprint, subject: thumbprint.to_string() });
        Signature::Good(Chain {
            links: links.collect(),
            open_end: (!signers.has_root).then(Vec::new),
            doubts: Vec::new(),
            outdated: Vec::new(),
        })
    });
    PackageFacts::new(carrier.kind.unwrap_or(PackageKind::Cab), &carrier.layout, signature)
}

fn findings_of(
    judgement: &Judgement,
    device: &Profile,
    is_package: bool,
    findings: &Findings,
) -> Vec<Finding> {
    let Judgement { channel, verdict, gate, reason, changes, .. } = judgement;
    let help = |finding: Finding| match changes.first() {
        Some(change) => finding.with_help(format!("to pass: {change}")),
        None => finding,
    };
    let whole = || {
        let word = if *verdict == Verdict::Refused { "refuses" } else { "may refuse" };
        let message = format!("`{}` {word} this by {channel}: {reason}", device.name);
        if is_package { findings.of_package(message) } else { findings.at(Span::default(), message) }
    };
    match (verdict, gate) {
        (Verdict::Installs | Verdict::Asks, _) => Vec::new(),
        (Verdict::Refused | Verdict::Unknown, Gate::Settings) if !judgement.refused.is_empty() => {
            let of_setting = |refused: &judge::RefusedSetting| {
                let word = if refused.certain { "refuses" } else { "may refuse" };
                let why = match (&refused.why, refused.needs) {
                    (_, Some(roles)) => {
                        format!("it needs {}; {reason}", roles.to_string().replace('+', " or "))
                    }
                    (Some(why), None) => why.clone(),
                    (None, None) => reason.clone(),
                };
                let message = format!("`{}` {word} `{}` by {channel}: {why}", device.name, refused.path);
                let finding = findings.at(refused.span, message);
                help(if refused.certain { finding } else { finding.resting_on_thin_evidence() })
            };
            judgement.refused.iter().map(of_setting).collect()
        }
        (Verdict::Refused, _) => vec![help(whole())],
        (Verdict::Unknown, _) => vec![help(whole().resting_on_thin_evidence())],
    }
}
