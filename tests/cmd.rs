//! The transcripts of `tests/cmd`: what a user types, and all that the commands say to it.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

#[test]
fn commands_say_what_the_transcripts_show() {
    trycmd::TestCases::new().env("NO_COLOR", "1").env("COLUMNS", "100").case("tests/cmd/*.trycmd");
}

/// clap wraps what is longer than a line; a paragraph that is wrapped by hand as well comes out in shreds.
#[test]
fn no_paragraph_of_a_help_is_wrapped_twice() {
    const SHORT: usize = 75;
    for file in std::fs::read_dir("tests/cmd").unwrap().map(|entry| entry.unwrap().path()) {
        if !file.to_string_lossy().ends_with("-help.trycmd") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let (_, examples) = text.split_once("\nExamples:\n").unwrap_or_default();
        let is_prose =
            |line: &&str| !line.is_empty() && !line.starts_with([' ', '`']) && !line.ends_with(':');
        let lines: Vec<&str> = examples.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair.iter().all(is_prose)) {
            let next = pair[1].split(' ').next().unwrap_or_default();
            assert!(pair[0].len() + 1 + next.len() > SHORT, "{}: {}", file.display(), pair[0]);
        }
    }
}

/// An example is there to be copied: what does not fit into a line goes on behind a backslash, which the transcripts show
/// as a slash.
#[test]
fn no_example_of_a_help_is_broken_without_a_backslash() {
    for file in std::fs::read_dir("tests/cmd").unwrap().map(|entry| entry.unwrap().path()) {
        if !file.to_string_lossy().ends_with("-help.trycmd") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let (_, examples) = text.split_once("\nExamples:\n").unwrap_or_default();
        let lines: Vec<&str> = examples.lines().collect();
        let is_long = |line: &str| line.starts_with("  provsmith") && line.len() > 75;
        for pair in lines.windows(2).filter(|pair| is_long(pair[0])) {
            let goes_on = pair[1].starts_with("  ") && !pair[1].starts_with("      ");
            assert!(!goes_on || pair[1].starts_with("  provsmith"), "{}: {}", file.display(), pair[0]);
        }
    }
}
