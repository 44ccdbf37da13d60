//! Dates on the command line: `2030-12-31` or `2030-12-31T23:59:59Z`.

use anyhow::Context as _;
use der::DateTime;
use provsmith::context::Context;

const EXPECTED: &str = "write a date such as 2030-12-31, or a time in UTC such as 2030-12-31T23:59:59Z";

/// A date means its first second.
pub(crate) fn first_second(text: &str) -> Result<DateTime, String> {
    parse(text, "T00:00:00Z")
}

/// A date means its last second.
pub(crate) fn last_second(text: &str) -> Result<DateTime, String> {
    parse(text, "T23:59:59Z")
}

/// The present time.
pub(crate) fn now(context: &Context) -> anyhow::Result<DateTime> {
    DateTime::from_system_time(context.now())
        .context("the clock of this computer says a year before 1970 or after 9999")
}

fn parse(text: &str, time_of_day: &str) -> Result<DateTime, String> {
    let whole = if text.contains('T') { text.to_owned() } else { format!("{text}{time_of_day}") };
    whole.parse().map_err(|_| EXPECTED.to_owned())
}
