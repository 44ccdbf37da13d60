//! Findings for people: the line with the place marked, what to do about it, and where it is written.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, Title};

use super::{Finding, Severity, Source, Span};
use crate::terms::{is_hidden, shown};

/// The longest line that is shown whole, in bytes; of a longer one only a window round the place.
const LONGEST_LINE: usize = 160;
/// What a window shows before the place, in bytes.
const WINDOW_BEFORE: usize = 50;
/// What a window shows from the start of the place on, in bytes.
const WINDOW_BEHIND: usize = 90;

/// The findings of one source as text, in the given order, an empty line between two of them.
pub fn render(source: &Source, findings: &[Finding], color: bool) -> String {
    let renderer = if color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    // Excerpts are cut here, at the place; the renderer must not cut them a second time.
    let renderer = renderer.term_width(2 * LONGEST_LINE);
    findings.iter().map(|finding| rendered(&renderer, source, finding)).collect::<Vec<_>>().join("\n")
}

fn rendered(renderer: &Renderer, source: &Source, finding: &Finding) -> String {
    let name = shown(source.name());
    let Some(span) = finding.span else {
        let group = title(finding).element(Origin::path(&*name));
        return renderer.render(&[with_footers(group, finding)]) + "\n";
    };
    let place = source.place(span.start());
    let excerpt = Excerpt::of(source, span);
    let column_in_excerpt = excerpt.text[..excerpt.mark.start].chars().count() + 1;
    let snippet = Snippet::source(excerpt.text)
        .path(&*name)
        .line_start(place.line)
        .annotation(AnnotationKind::Primary.span(excerpt.mark));
    let text = renderer.render(&[with_footers(title(finding).element(snippet), finding)]) + "\n";
    // The renderer counts columns in what it is given, which for a long line is a window of it.
    let origin = |column| format!("{name}:{}:{column}", place.line);
    if column_in_excerpt == place.column {
        text
    } else {
        text.replacen(&origin(column_in_excerpt), &origin(place.column), 1)
    }
}

fn title(finding: &Finding) -> Title<'_> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    level.primary_title(shown(&finding.message)).id(finding.rule)
}

fn with_footers<'a>(mut group: Group<'a>, finding: &'a Finding) -> Group<'a> {
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(shown(help)));
    }
    if let Some(reference) = &finding.reference {
        group = group.element(Level::NOTE.message(format!("see {reference}")));
    }
    group
}

/// The line in which a place starts, or a window of it, and the part of the place that lies in it.
struct Excerpt {
    text: String,
    mark: Range<usize>,
}

impl Excerpt {
    fn of(source: &Source, span: Span) -> Self {
        let text = source.text();
        let line = source.line(span.start().min(text.len())).range();
        let within = |at: usize| text.floor_char_boundary(at).clamp(line.start, line.end) - line.start;
        let mark = within(span.start())..within(span.end().max(span.start()));
        let line = &*concealed(source, line);
        let mut excerpt = if line.len() <= LONGEST_LINE {
            Self { text: line.to_owned(), mark }
        } else {
            Self::window(line, mark)
        };
        excerpt.text = excerpt.text.chars().map(stand_in).collect();
        excerpt
    }

    fn window(line: &str, mark: Range<usize>) -> Self {
        let from = line.floor_char_boundary(mark.start.saturating_sub(WINDOW_BEFORE));
        let to = line.ceil_char_boundary((mark.start + WINDOW_BEHIND).min(line.len()));
        let before = if from > 0 { "..." } else { "" };
        let behind = if to < line.len() { "..." } else { "" };
        let moved = |at: usize| at.min(to) - from + before.len();
        Self {
            text: format!("{before}{}{behind}", &line[from..to]),
            mark: moved(mark.start)..moved(mark.end),
        }
    }
}

/// A line with an asterisk for each byte of a secret: a report goes into logs that others read.
fn concealed(source: &Source, line: Range<usize>) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(&source.text()[line.clone()]);
    for secret in source.secrets() {
        let within = |at: usize| at.clamp(line.start, line.end) - line.start;
        let part = within(secret.start())..within(secret.end());
        if !part.is_empty() {
            shown.to_mut().replace_range(part.clone(), &"*".repeat(part.len()));
        }
    }
    shown
}

/// A character of as many bytes, so that marks stay where they are, for one that a terminal must not get. Those of one
/// byte the renderer replaces itself.
fn stand_in(c: char) -> char {
    match c.len_utf8() {
        2 if is_hidden(c) => '\u{b7}',
        3 if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, marked: &str) -> String {
        let start = text.find(marked).unwrap();
        let span = Span::new(start, start + marked.len());
        let finding = Finding::new("unknown-parm", Severity::Error, span, "`Nmae` is unknown")
            .with_help("did you mean `Name`?")
            .with_reference("https://example.com/page");
        render(&Source::new("a.xml", text), &[finding], false)
    }

    #[test]
    fn the_line_is_shown_with_the_place_marked() {
        let expected = "\
error[unknown-parm]: `Nmae` is unknown
 --> a.xml:2:13
  |
2 | <parm name=\"Nmae\"/>
  |             ^^^^
  |
  = help: did you mean `Name`?
  = note: see https://example.com/page
";
        assert_eq!(shown("<a>\r\n<parm name=\"Nmae\"/>\r\n</a>", "Nmae"), expected);
    }

    #[test]
    fn of_a_long_line_only_the_surroundings_of_the_place_are_shown() {
        let text = format!("{}<parm name=\"Nmae\"/>{}", "<é/>".repeat(20_000), "<é/>".repeat(20_000));
        let shown = shown(&text, "Nmae");
        assert!(shown.lines().all(|line| line.len() < 200), "{shown}");
        assert!(shown.contains("a.xml:1:80013"), "{shown}");
        let lines: Vec<&str> = shown.lines().collect();
        let column = |line: &str, what: &str| line.split(what).next().unwrap().chars().count();
        assert_eq!(column(lines[3], "Nmae"), column(lines[4], "^^^^"), "{shown}");
    }

    #[test]
    fn text_of_a_document_cannot_forge_lines_of_a_report() {
        let text = "<parm name=\"N\u{9b}2J\u{1b}[2J\u{202e}\u{2028}x\"/>";
        let finding =
            Finding::new("unknown-parm", Severity::Error, Span::new(12, 15), "`N\u{1b}[2J\na.xml: good`")
                .with_help("did you mean `\u{202e}`?");
        let shown = render(&Source::new("a\n.xml", text), &[finding], false);
        assert!(!shown.chars().any(|c| c != '\n' && is_hidden(c)), "{shown}");
        assert!(!shown.lines().any(|line| line.starts_with("a.xml: good")), "{shown}");
    }

    #[test]
    fn a_place_over_several_lines_is_marked_on_its_first() {
        let shown = shown("<a>\n<b\n c=\"d\"/>\n</a>", "<b\n c=\"d\"/>");
        assert!(shown.contains("2 | <b\n  | ^^\n"), "{shown}");
    }

    #[test]
    fn every_place_in_any_text_can_be_shown() {
        let text = "é\u{1F600}\r\n\t<a>\n";
        let source = Source::new("a.xml", text);
        for start in 0..text.len() + 2 {
            for end in start..text.len() + 2 {
                let finding = Finding::new("syntax", Severity::Error, Span::new(start, end), "x");
                assert!(render(&source, &[finding], true).contains("a.xml"));
            }
        }
    }

    #[test]
    fn a_finding_without_a_place_names_the_source() {
        let mut finding = Finding::new("syntax", Severity::Warning, Span::default(), "x");
        finding.span = None;
        let shown = render(&Source::new("a.xml", ""), &[finding], false);
        assert_eq!(shown, "warning[syntax]: x\n--> a.xml\n");
    }
}
