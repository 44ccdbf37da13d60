//! Findings as workflow commands, which GitHub Actions shows beside the lines of a change.
//!
//! The commands: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>. What must be
//! escaped and how: `escapeData` and `escapeProperty` of
//! <https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts>. The runner drops columns of a place that
//! goes over several lines: `ValidateLinesAndColumns` of
//! <https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs>.

use super::{Listed, Listing, Origin, Region, Severity, Unreadable, plain_path};
use crate::terms::shown;

/// The findings of one source, a line each.
pub fn render(listing: &Listing) -> String {
    listing.findings.iter().map(|finding| annotation(listing, finding)).collect()
}

/// The line that says that an input could not be read.
pub fn unreadable(input: &Unreadable) -> String {
    format!("::error file={}::{}\n", property(&plain_path(&input.file)), data(&input.reason))
}

/// A place that is none in a file of the repository is told in the message.
fn annotation(listing: &Listing, finding: &Listed) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let in_file = |file: &str| format!("file={},", property(&plain_path(file)));
    let said = finding.message_with_help();
    let (place, message) = match &listing.origin {
        Origin::File => (finding.region.map_or_else(String::new, place), said),
        Origin::Within(_) | Origin::CommandLine => {
            (String::new(), format!("{}: {said}", listing.told(finding)))
        }
    };
    let file = match &listing.origin {
        Origin::File => in_file(&listing.file),
        Origin::Within(file) => in_file(file),
        Origin::CommandLine => String::new(),
    };
    let rule = property(finding.rule);
    format!("::{command} {file}{place}title={rule}::{}\n", data(&message))
}

fn place(Region { start, end, .. }: Region) -> String {
    if start.line == end.line {
        let (line, from, to) = (start.line, start.column, end.column);
        format!("line={line},endLine={line},col={from},endColumn={to},")
    } else {
        format!("line={},endLine={},", start.line, end.line)
    }
}

/// Line breaks are for the service; what else could move a cursor is not for the log, which is shown on terminals too.
fn data(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| line.split('\r').map(shown).collect::<Vec<_>>().join("\r")).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Source, Span};

    #[test]
    fn what_stands_in_no_file_of_its_name_is_told_by_the_file_that_it_is_in_or_by_none() {
        let finding = Finding::new("value-type", Severity::Error, Span::new(4, 5), "x");
        let packed =
            Source::new("a.cab/_setup.xml", "<a>\n<b/>").standing(Origin::Within("a.cab".to_owned()));
        let option = Source::new("--allow", "value-type=x").standing(Origin::CommandLine);
        let render = |source| render(&Listing::new(source, std::slice::from_ref(&finding)));
        assert_eq!(render(&packed), "::error file=a.cab,title=value-type::a.cab/_setup.xml:2:1: x\n");
        assert_eq!(render(&option), "::error title=value-type::--allow: x\n");
    }

    #[test]
    fn nothing_in_a_name_or_message_ends_the_command_or_starts_another() {
        let source = Source::new("a,b:c%\n::error ::\u{1b}[2Jx.xml", "<é>\n</é>");
        let one_line = Finding::new("name-case", Severity::Note, Span::new(1, 3), "100 %: a,\r\n::error ::b");
        let two_lines = Finding::new("unknown-parm", Severity::Error, Span::new(1, 8), "x").with_help("y");
        let mut whole = Finding::new("encoding", Severity::Warning, Span::default(), "z");
        whole.span = None;
        let file = "a%2Cb%3Ac%25%0A%3A%3Aerror %3A%3A\\u{1b}[2Jx.xml";
        assert_eq!(
            render(&Listing::new(&source, &[one_line, two_lines, whole])),
            format!(
                "::notice file={file},line=1,endLine=1,col=2,endColumn=3,title=name-case::100 %25: a,%0D%0A::error ::b\n\
                 ::error file={file},line=1,endLine=2,title=unknown-parm::x%0Ahelp: y\n\
                 ::warning file={file},title=encoding::z\n"
            )
        );
    }
}
