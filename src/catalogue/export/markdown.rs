//! The catalogue as Markdown: a section a provider, a table of its settings.

use crate::catalogue::{Entry, Node, NodeKind, words};

/// These providers in one document; one alone has the heading of the document.
pub fn of(entries: &[&Entry]) -> String {
    match entries {
        [only] => section(only, "#"),
        several => {
            let mut text = "# Configuration service providers\n\n".to_owned();
            for entry in several {
                text += &format!("- {}: {}\n", code(&entry.label()), plain(&entry.provider().summary));
            }
            several.iter().fold(text, |text, entry| text + "\n" + &section(entry, "##"))
        }
    }
}

fn section(entry: &Entry, heading: &str) -> String {
    let provider = entry.provider();
    let mut text = format!("{heading} {}\n\n{}\n\n", plain(&entry.label()), plain(&provider.summary));
    for (what, fact) in [
        ("Sent as", words::protocols(&provider.protocols)),
        ("Releases", words::releases(provider.os.as_deref())),
        ("Classes", words::classes(provider.devices.as_deref())),
        ("Roles", words::roles(provider.roles)),
        ("Settings", words::completeness(provider.complete).to_owned()),
    ] {
        text += &format!("- {what}: {fact}\n");
    }
    for row in words::differing_roles(provider.roles, &provider.default_roles) {
        text += &format!("- Roles in {}\n", plain(&row));
    }
    if !provider.nodes.is_empty() {
        text += "\n| name | what it is | meaning |\n|---|---|---|\n";
        provider.nodes.iter().for_each(|node| text += &row(node));
    }
    for (what, lines) in [("Notes", &provider.notes), ("Sources", &provider.sources)] {
        if !lines.is_empty() {
            text += &format!("\n{heading}# {what}\n\n");
            lines.iter().for_each(|line| text += &format!("- {}\n", plain(line)));
        }
    }
    text
}

fn row(node: &Node) -> String {
    // A table takes a bar for the end of a cell even in code (https://github.github.com/gfm/#example-200).
    let path = code(node.path.as_str()).replace('|', r"\|");
    let path = if node.kind == NodeKind::Characteristic { format!("**{path}**") } else { path };
    let meaning: Vec<String> =
        words::details(node, node.access.as_deref()).iter().map(|line| plain(line)).collect();
    format!("| {path} | {} | {} |\n", plain(&words::facts(node).join(", ")), meaning.join("<br>"))
}

/// Text as code; two marks around text that has one itself.
fn code(text: &str) -> String {
    let text = one_line(text);
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// Text without line ends, at which a row of a table and an entry of a list would end.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text on one line that means nothing to Markdown; an address in angle brackets, so that it becomes a link.
fn plain(text: &str) -> String {
    let is_address = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme))
        && !text.contains([' ', '<', '>']);
    if is_address {
        return format!("<{text}>");
    }
    let mut written = String::new();
    for character in one_line(text).chars() {
        if r"\`*_[]<>|#".contains(character) {
            written.push('\\');
        }
        written.push(character);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_from_becoming_markup() {
        assert_eq!(plain(r"HKLM\a|b_c <x>"), r"HKLM\\a\|b\_c \<x\>");
        assert_eq!(plain("https://example.com/a_b"), "<https://example.com/a_b>");
        assert_eq!(plain("one\n\n- two"), "one - two");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
