//! The codes in answers. What they mean stands in `result-codes.toml`.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A code as a gateway gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct ResultCode(pub u32);

/// What a code means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    code: u32,
    /// In words that follow "the gateway says:".
    pub meaning: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether the same request may succeed a little later.
    #[serde(default)]
    pub retry: bool,
    /// Whether no page was found that says so.
    #[serde(default)]
    pub unsure: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: String,
    code: Vec<Meaning>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("result-codes.toml"))
        .unwrap_or_else(|error| panic!("result-codes.toml: {error}"))
});

impl ResultCode {
    /// There is a push with this push-id already.
    pub const DUPLICATE: Self = Self(2007);
    /// The request was not understood.
    pub const BAD_REQUEST: Self = Self(2000);

    /// What it means, where that is known.
    pub fn known(self) -> Option<&'static Meaning> {
        FILE.code.iter().find(|known| known.code == self.0)
    }

    /// What it means; of an unknown code what its first digit says.
    pub fn meaning(self) -> &'static str {
        match (self.known(), self.0) {
            (Some(known), _) => &known.meaning,
            (None, 1000..2000) => "done, with a code that is not known here",
            (None, 2000..3000) => "a fault of the request that is not known here",
            (None, 3000..4000) => "a fault of the gateway that is not known here",
            (None, 4000..5000) => "a failure of the service that is not known here",
            (None, 5000..6000) => "the phone broke it off, with a code that is not known here",
            (None, _) => "a code that the protocol does not have",
        }
    }

    /// Whether the request was done or accepted.
    pub fn is_success(self) -> bool {
        (1000..2000).contains(&self.0)
    }

    /// Whether the same request may succeed a little later.
    pub fn may_be_retried(self) -> bool {
        self.known().is_some_and(|known| known.retry)
    }

    /// The page where the codes are written, of a code that stands there.
    pub fn source(self) -> Option<&'static str> {
        self.known().filter(|known| !known.unsure).map(|_| FILE.source.as_str())
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.0, self.meaning())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_and_only_faults_of_the_gateway_are_tried_again() {
        let codes: Vec<u32> = FILE.code.iter().map(|known| known.code).collect();
        assert!(codes.is_sorted_by(|before, after| before < after), "{codes:?}");
        for known in FILE.code.iter().filter(|known| known.retry) {
            assert!((3000..5000).contains(&known.code), "{}", known.code);
        }
    }

    #[test]
    fn an_unknown_code_is_told_by_its_kind() {
        assert!(ResultCode(4711).meaning().contains("service"));
        assert!(!ResultCode(4711).may_be_retried());
        assert!(ResultCode(22_000).meaning().contains("protocol"));
        assert!(ResultCode(1005).is_success());
    }
}
