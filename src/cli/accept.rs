//! `--accept`: answers of a device that are success too.

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use provsmith::judge::{Entry, Verdict};

/// An answer that is none by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Accepted {
    /// The user is asked
    Asks,
    /// Sources disagree or are silent
    Unknown,
    /// Nobody becomes manager of the device any more
    LockedOut,
}

impl Accepted {
    /// Reads what is accepted by commands to which a question or what is not known is no obstacle anyway.
    pub(crate) fn of_obstacles() -> impl TypedValueParser<Value = Self> {
        let locked_out = Self::LockedOut.to_possible_value();
        PossibleValuesParser::new(locked_out).map(|_| Self::LockedOut)
    }

    /// Whether the device takes it, and nothing but what is accepted comes with that.
    pub(crate) fn is_success(entry: &Entry, accepted: &[Self]) -> bool {
        let is_taken = match entry.judgement.verdict {
            Verdict::Installs => true,
            Verdict::Asks => accepted.contains(&Self::Asks),
            Verdict::Unknown => accepted.contains(&Self::Unknown),
            Verdict::Refused => false,
        };
        is_taken && !Self::is_lock_out(entry, accepted)
    }

    /// Whether it must not be brought to the device: it is refused, or locks everybody out.
    pub(crate) fn is_obstacle(entry: &Entry, accepted: &[Self]) -> bool {
        entry.judgement.verdict == Verdict::Refused || Self::is_lock_out(entry, accepted)
    }

    fn is_lock_out(entry: &Entry, accepted: &[Self]) -> bool {
        entry.locks_out() && !accepted.contains(&Self::LockedOut)
    }
}
