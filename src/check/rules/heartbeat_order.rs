//! Direct push whose shortest, first and longest interval are not in this order. The device starts at HeartbeatDefault
//! and stays between the other two.

use crate::check::heartbeat::{ADAPTING, Heartbeat};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "heartbeat-order",
    severity: Severity::Error,
    summary: "HeartbeatMin, HeartbeatDefault and HeartbeatMax that are not in this order",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Heartbeat { min, default, max, .. } = Heartbeat::of(subject);
    let pairs = [
        (("HeartbeatMin", min), ("HeartbeatMax", max)),
        (("HeartbeatMin", min), ("HeartbeatDefault", default)),
        (("HeartbeatDefault", default), ("HeartbeatMax", max)),
    ];
    let wrong = pairs.into_iter().find_map(|((low_name, low), (high_name, high))| {
        let (low, high) = (low?, high?);
        (low.seconds > high.seconds).then_some((low_name, low, high_name, high))
    });
    // One remark is enough: the second pair is often wrong because the first is.
    if let Some((low_name, low, high_name, high)) = wrong {
        let message =
            format!("{low_name} is {} s, more than {high_name} with {} s", low.seconds, high.seconds);
        findings.add(
            findings
                .at(low.span, message)
                .with_help("keep HeartbeatMin <= HeartbeatDefault <= HeartbeatMax")
                .with_reference(ADAPTING),
        );
    }
}
