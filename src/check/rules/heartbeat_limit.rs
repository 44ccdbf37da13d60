//! Direct push intervals that servers or firewalls do not go along with.
//!
//! Exchange 2003 SP2 takes 60 to 2700 s, later protocol versions up to 3540 s; below 540 s Exchange warns of the
//! firewall (<https://mskb.pkisolutions.com/kb/905013>); Microsoft advises a minimum of 480 s and firewalls of 1800 s.

use crate::check::heartbeat::{Heartbeat, PRACTICE};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "heartbeat-limit",
    severity: Severity::Error,
    summary: "Direct push intervals that servers or firewalls do not go along with",
    check,
};

const SERVER_LIMITS: &str = "http://intelligentsystemsmonitoring.com/knowledgebase/exchange/ipbased-autd-has-detected-that-the-registry-value-for-the-minimum-heartbeat-interval-is-set-to-a-val-831/";
const FIREWALL_WARNING: &str = "https://mskb.pkisolutions.com/kb/905013";
const PROTOCOL: &str = "https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-ascmd/6a18bab6-292b-4923-8044-16d0da5d6440";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let heartbeat = Heartbeat::of(subject);
    for (name, setting) in heartbeat.given().filter(|(_, setting)| setting.seconds < 0) {
        let message = format!("{name} is {} s: an interval is not negative", setting.seconds);
        findings.add(findings.at(setting.span, message).with_reference(PRACTICE));
    }
    if let Some(min) = heartbeat.min.filter(|min| min.seconds >= 0) {
        let remark = match min.seconds {
            ..60 => Some((
                "Exchange refuses intervals below 60 s",
                "write 480, the recommended minimum",
                SERVER_LIMITS,
            )),
            60..480 => Some((
                "Microsoft advises 480 s (8 minutes): shorter ones cost battery and traffic",
                "write 480",
                PRACTICE,
            )),
            _ => None,
        };
        if let Some((why, help, page)) = remark {
            let message = format!("HeartbeatMin is {} s; {why}", min.seconds);
            let finding = findings.at(min.span, message).with_severity(Severity::Warning);
            findings.add(finding.with_help(help).with_reference(page));
        }
    }
    if let Some(max) = heartbeat.max.filter(|max| max.seconds >= 0) {
        let remark = match max.seconds {
            3541.. => Some(("no version of the protocol goes beyond 3540 s", PROTOCOL)),
            2701..=3540 => Some(("Exchange 2003 SP2 goes up to 2700 s (45 minutes)", SERVER_LIMITS)),
            1801..=2700 => {
                Some(("firewalls are advised to keep a connection for 1800 s (30 minutes)", PRACTICE))
            }
            ..540 => Some((
                "below 540 s (9 minutes) Exchange logs warning 3033 about the firewall",
                FIREWALL_WARNING,
            )),
            _ => None,
        };
        if let Some((why, page)) = remark {
            let message = format!("HeartbeatMax is {} s; {why}", max.seconds);
            findings.add(
                findings
                    .at(max.span, message)
                    .with_severity(Severity::Warning)
                    .with_help("write 1680 (28 minutes), as the published sample does, unless your network needs another")
                    .with_reference(page),
            );
        }
    }
}
