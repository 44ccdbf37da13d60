//! The providers that an argument names.

use provsmith::catalogue::{Catalogue, Entry};
use provsmith::finding::nearest;

use crate::cli::Session;

/// The provider with this name, or of several the one with this variant (`APPLICATION:w7`), or all of a name
/// (`APPLICATION`), in any case of letters. Says what was meant where there is none.
pub(super) fn named<'c>(name: &str, catalogue: &'c Catalogue, session: &Session) -> Option<Vec<&'c Entry>> {
    let found: Vec<&Entry> = catalogue
        .entries()
        .filter(|entry| entry.label().eq_ignore_ascii_case(name) || entry.name().eq_ignore_ascii_case(name))
        .collect();
    if !found.is_empty() {
        return Some(found);
    }
    let labels: Vec<String> = catalogue.entries().map(Entry::label).collect();
    let known = labels.iter().map(String::as_str).chain(catalogue.names());
    let help = match nearest(name, known) {
        Some(meant) => format!("write `{meant}` if that was meant"),
        None => "`provsmith schema list` shows them all".to_owned(),
    };
    session.say(format_args!("there is no provider `{name}`: {help}"));
    None
}
