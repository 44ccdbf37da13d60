//! The surroundings of a run: environment variables, clock and randomness enter here and nowhere else, so that the
//! same input gives the same bytes and a test can set all three.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rand_core::{CryptoRngCore, OsRng};

/// Environment, clock and randomness of one run.
#[derive(Debug, Clone)]
pub struct Context {
    environment: Environment,
    now: Option<SystemTime>,
}

#[derive(Debug, Clone)]
enum Environment {
    Process,
    Fixed(BTreeMap<String, String>),
}

/// A variable of the environment that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ContextError {
    /// `SOURCE_DATE_EPOCH` is not a number of seconds.
    #[error("SOURCE_DATE_EPOCH is `{0}`: give whole seconds since 1970-01-01 in decimal, or unset it")]
    SourceDateEpoch(String),
}

impl Context {
    /// The surroundings of the running process.
    pub fn system() -> Self {
        Self { environment: Environment::Process, now: None }
    }

    /// Surroundings that never change: only these variables, and the clock stopped at `now` (seconds since 1970).
    pub fn fixed(variables: impl IntoIterator<Item = (String, String)>, now: u64) -> Self {
        Self {
            environment: Environment::Fixed(variables.into_iter().collect()),
            now: Some(UNIX_EPOCH + Duration::from_secs(now)),
        }
    }

    /// The value of an environment variable, if it is set and is text.
    #[allow(clippy::disallowed_methods)] // the one place that may
    pub fn variable(&self, name: &str) -> Option<String> {
        match &self.environment {
            Environment::Process => std::env::var(name).ok(),
            Environment::Fixed(variables) => variables.get(name).cloned(),
        }
    }

    /// Whether an environment variable is set, be it text or not.
    #[allow(clippy::disallowed_methods)] // the one place that may
    pub fn is_set(&self, name: &str) -> bool {
        match &self.environment {
            Environment::Process => std::env::var_os(name).is_some(),
            Environment::Fixed(variables) => variables.contains_key(name),
        }
    }

    /// The present time: for questions such as "has this certificate expired", never for a byte that is written.
    #[allow(clippy::disallowed_methods)] // the one place that may
    pub fn now(&self) -> SystemTime {
        self.now.unwrap_or_else(SystemTime::now)
    }

    /// The date that goes into output instead of the clock's, in seconds since 1970, where `SOURCE_DATE_EPOCH` is set
    /// (<https://reproducible-builds.org/specs/source-date-epoch/>).
    ///
    /// # Errors
    /// When the variable is set to something other than a whole number.
    pub fn source_date_epoch(&self) -> Result<Option<u64>, ContextError> {
        match self.variable("SOURCE_DATE_EPOCH") {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| ContextError::SourceDateEpoch(text)),
        }
    }

    /// Randomness for keys, serial numbers and blinding.
    pub fn random(&self) -> impl CryptoRngCore {
        OsRng
    }
}
