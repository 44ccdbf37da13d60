//! The transcripts of `tests/cmd`: what a user types, and all that the commands say to it.

#[test]
fn commands_say_what_the_transcripts_show() {
    trycmd::TestCases::new().env("NO_COLOR", "1").env("COLUMNS", "100").case("tests/cmd/*.trycmd");
}
