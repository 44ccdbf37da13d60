//! What a device says, for people.

use std::fmt::Write as _;

use super::{Basis, Outcome, Reply, Report, Teller, Told};
use crate::terms::shown;

/// The report in lines, fit for a terminal whatever the device wrote.
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    for reply in &report.replies {
        text += &shown(&heading(reply));
        text.push('\n');
        for told in &reply.told {
            let _ = writeln!(text, "  {}", shown(&line(told)));
            for child in &told.children {
                let _ = writeln!(text, "           {}", shown(child));
            }
        }
        for remark in remarks(reply) {
            let _ = writeln!(text, "  {}", shown(&remark));
        }
    }
    if !report.next.is_empty() {
        text.push_str("next:\n");
    }
    for advice in &report.next {
        let _ = writeln!(text, "  {}", shown(&advice.says));
        for address in &advice.addresses {
            let _ = writeln!(text, "    {}", shown(address));
        }
    }
    text
}

fn heading(reply: &Reply) -> String {
    let mut heading = reply.name.clone();
    if let (Some(message), Some(session)) = (&reply.message, &reply.session) {
        heading += &format!(": message {message} of session {session}");
    }
    if let (Some(device), Some(server)) = (&reply.device, &reply.server) {
        heading += &format!(", from {device} to {server}");
    }
    heading
}

fn line(told: &Told) -> String {
    let outcome = match told.outcome {
        Outcome::Done => "done   ",
        Outcome::Pending => "pending",
        Outcome::Refused => "refused",
        Outcome::Unknown => "unknown",
    };
    let mut words: Vec<String> = vec![about(told)];
    words.extend(told.address.clone());
    words.extend(told.package.as_ref().map(|package| format!("(package {package})")));
    let value = told.value.as_ref().filter(|_| told.children.is_empty()).map(|value| match &told.hresult {
        Some(hexadecimal) => format!(" = {value} ({hexadecimal})"),
        None => format!(" = {value}"),
    });
    let says = match &*told.says {
        "" => String::new(),
        says => format!(": {says}"),
    };
    let inferred = if told.basis == Some(Basis::Inferred) { " (inferred)" } else { "" };
    let marks: Vec<&str> = told.mark.iter().chain(&told.kind).map(String::as_str).collect();
    let marks = if marks.is_empty() { String::new() } else { format!(" [{}]", marks.join(", ")) };
    format!("{outcome}  {}{}{says}{inferred}{marks}", words.join(" "), value.unwrap_or_default())
}

/// What is answered, and with which code.
fn about(told: &Told) -> String {
    let verb = told.verb.as_deref().unwrap_or("command");
    let code = told.code.map(|code| code.to_string());
    match told.by {
        Teller::Alert => format!("alert {}", code.as_deref().unwrap_or("without a code")),
        Teller::Command => verb.to_owned(),
        Teller::Results => "found".to_owned(),
        Teller::Status => {
            let command = match told.command.as_deref() {
                Some("0") => "the header".to_owned(),
                Some(id) => format!("{verb} {id}"),
                None => verb.to_owned(),
            };
            format!("{} {command}", code.as_deref().unwrap_or("---"))
        }
    }
}

/// What is to be said of a message as a whole.
fn remarks(reply: &Reply) -> Vec<String> {
    let mut remarks = Vec::new();
    if reply.told.is_empty() {
        remarks.push("it tells nothing: there is no answer, no alert and no command in it".to_owned());
    }
    if !reply.unanswered.is_empty() {
        remarks.push(format!("no answer: {}", reply.unanswered.join(", ")));
    }
    if !reply.unmatched.is_empty() {
        let unmatched = reply.unmatched.join(", ");
        let session = reply.session.as_deref().map_or_else(String::new, |id| format!(" of session {id}"));
        remarks.push(format!(
            "none of the messages given with --for is the answered one: MsgID {unmatched}{session}; given: {}",
            reply.given.join(", ")
        ));
    }
    remarks.extend(reply.next_nonce.as_ref().map(|nonce| format!("nonce for the next credentials: {nonce}")));
    remarks
}
