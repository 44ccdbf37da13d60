//! An address that names no node of the management tree, or is not written as one.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::catalogue::placement::{Operation, Origin, Placed};
use crate::check::{Findings, Model, Rule, Subject};
use crate::document::syncml::Verb;
use crate::finding::{Fix, Severity, nearest};
use crate::terms::LocUri;

pub(super) const RULE: Rule = Rule {
    name: "loc-uri",
    severity: Severity::Error,
    summary: "An address that names no node of the management tree, or is not written as one",
    check,
};

const PAGE: &str = "https://www.openmobilealliance.org/release/DM/";

/// The properties of a node: those of OMA DM (OMA-TS-DM_TND, section 7.7) and Microsoft's own
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737440(v=msdn.10)>).
const PROPERTIES: [&str; 14] = [
    "ACL",
    "Format",
    "Name",
    "Size",
    "Title",
    "TStamp",
    "Type",
    "VerNo",
    "AccessRole",
    "RWAccess",
    "MinValue",
    "MaxValue",
    "MaxLength",
    "Multiple",
];
/// What can be asked for below a node (OMA-TS-DM_TND, section 7.4).
const LISTS: [&str; 2] = ["Struct", "StructData"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !matches!(subject.model, Model::SyncMl(_)) {
        return;
    }
    let mut last = None;
    for item in subject.items() {
        // An item whose address names something unknown has several elements.
        if last.replace(item.name.span) == Some(item.name.span) {
            continue;
        }
        let (address, query) = match item.name.value.split_once('?') {
            Some((address, query)) => (address, Some(query)),
            None => (item.name.value.as_str(), None),
        };
        if let Err(error) = address.trim().parse::<LocUri>() {
            // That there is none is told already.
            if address.is_empty() && subject.has_fault(item.name.span) {
                continue;
            }
            findings.add(
                findings
                    .at(item.name.span, error.to_string())
                    .with_help("write the names from the root of the tree with one `/` between two, such as `./Vendor/MSFT/Sync/Settings`")
                    .with_reference(PAGE),
            );
        } else {
            check_writing(item, findings);
        }
        if let Some(query) = query {
            check_query(item, query.trim_end(), findings);
        }
    }
}

/// Characters that an address cannot have as they are.
fn check_writing(item: &Placed<'_>, findings: &mut Findings) {
    let written = item.name.value.as_str();
    let trimmed = written.trim();
    let address = trimmed.split('?').next().unwrap_or_default();
    let blank = address.contains(char::is_whitespace);
    let unescaped =
        address.char_indices().find(|(at, _)| !may_stand(&address[*at..])).map(|(_, found)| found);
    let (severity, message) = match unescaped {
        Some(_) if blank => (Severity::Error, format!("`{trimmed}` has a blank in it")),
        Some(character) => (Severity::Warning, format!("`{trimmed}` has `{character}` in it as it is")),
        None if reserved(address).is_some() => return check_reserved(item, address, findings),
        None if trimmed != written => {
            (Severity::Warning, format!("`{trimmed}` stands between blanks or line breaks"))
        }
        None => return,
    };
    let escaped = escaped(trimmed);
    findings.add(
        findings
            .at(item.name.span, message)
            .with_severity(severity)
            .with_help(format!("write `{escaped}`"))
            .with_reference(PAGE)
            .with_fix(Fix { span: item.name.span, replacement: escaped }),
    );
}

/// The first character of an address that a name may have only escaped, although an address may have it.
fn reserved(address: &str) -> Option<char> {
    address.chars().find(|character| "!$&'()*+,;=:@".contains(*character))
}

/// Each byte that is not unreserved is escaped in a name (OMA-TS-DM_TND, section 7.1); devices may read over it.
fn check_reserved(item: &Placed<'_>, address: &str, findings: &mut Findings) {
    let Some(character) = reserved(address) else { return };
    let message = format!("`{address}` has `{character}` in it as it is");
    let escaped = utf8_percent_encode(character.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC).to_string();
    findings.add(
        findings
            .at(item.name.span, message)
            .with_severity(Severity::Note)
            .with_help(format!(
                "write `{escaped}`: a name has letters, digits, `-`, `.`, `_` and `~` as they are"
            ))
            .with_reference(PAGE),
    );
}

/// Whether the first character of the rest of an address may stand there as it is (RFC 3986, section 3.3): a percent
/// sign only before two hexadecimal digits.
fn may_stand(rest: &str) -> bool {
    match rest.as_bytes() {
        [b'%', digits @ ..] => digits.len() >= 2 && digits[..2].iter().all(u8::is_ascii_hexdigit),
        [first, ..] => first.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(first),
        [] => true,
    }
}

fn escaped(address: &str) -> String {
    let mut escaped = String::new();
    for (at, character) in address.char_indices() {
        match may_stand(&address[at..]) {
            true => escaped.push(character),
            false => {
                escaped.extend(utf8_percent_encode(character.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC))
            }
        }
    }
    escaped
}

/// What an address asks for behind `?`.
fn check_query(item: &Placed<'_>, query: &str, findings: &mut Findings) {
    let Origin::Item(command, _) = item.origin else { return };
    let known = |names: &'static [&'static str], name: &str| {
        names.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    let problem = match query.split_once('=') {
        Some(("prop", _)) if !matches!(command.verb, Verb::Get | Verb::Replace) => {
            Some("a property can be asked for with Get and changed with Replace only".to_owned())
        }
        Some(("list", _)) if item.operation != Operation::Query => {
            Some("a list can be asked for with Get only".to_owned())
        }
        Some(("prop", name)) if !known(&PROPERTIES, name) => Some(one_of("prop", name, &PROPERTIES)),
        Some(("list", name)) if !known(&LISTS, name) => Some(one_of("list", name, &LISTS)),
        Some(("prop" | "list", _)) => None,
        _ => {
            Some("behind `?` stands `prop=` or `list=`; write `%3F` for a question mark in a name".to_owned())
        }
    };
    if let Some(help) = problem {
        findings.add(
            findings
                .at(item.name.span, format!("`?{query}` asks for nothing that there is"))
                .with_severity(Severity::Warning)
                .with_help(help)
                .with_reference(PAGE),
        );
    }
}

fn one_of(what: &str, name: &str, known: &[&'static str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(meant) => format!("write `{what}={meant}` if that was meant"),
        None => format!("behind `{what}=` stands one of {}", known.join(", ")),
    }
}
