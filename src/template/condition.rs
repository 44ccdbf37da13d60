//! When a part of a template appears: `name`, `!name`, `name=value`, `name!=value`.

use super::value::{Value, Values};

/// A condition on one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) name: String,
    negated: bool,
    pub(super) wanted: Option<String>,
}

impl Condition {
    pub(super) fn parse(text: &str) -> Self {
        if let Some((name, wanted)) = text.split_once("!=") {
            Self { name: name.trim().to_owned(), negated: true, wanted: Some(wanted.trim().to_owned()) }
        } else if let Some((name, wanted)) = text.split_once('=') {
            Self { name: name.trim().to_owned(), negated: false, wanted: Some(wanted.trim().to_owned()) }
        } else if let Some(name) = text.trim().strip_prefix('!') {
            Self { name: name.trim().to_owned(), negated: true, wanted: None }
        } else {
            Self { name: text.trim().to_owned(), negated: false, wanted: None }
        }
    }

    /// Whether a part with this condition appears only where the parameter has a value.
    pub(super) fn needs_value(&self) -> bool {
        !self.negated
    }

    pub(super) fn holds(&self, values: &Values) -> bool {
        let value = values.get(&self.name);
        let found = match &self.wanted {
            Some(wanted) => value.is_some_and(|value| value.text() == *wanted),
            None => value.is_some_and(|value| match value {
                Value::Boolean(answer) => *answer,
                Value::List(items) => !items.is_empty(),
                _ => true,
            }),
        };
        found != self.negated
    }
}
