//! TOML as people write it into the catalogue: one line a key, tables parted by empty lines.

use std::fmt::Write as _;

use toml::Value;

/// A text under construction.
#[derive(Debug, Default)]
pub(super) struct TomlText(String);

impl TomlText {
    /// `key = value`, on one line.
    pub(super) fn line(&mut self, key: &str, value: impl Into<Value>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{key} = {}", value.into());
    }

    /// An array with one line for each element; nothing for none.
    pub(super) fn list<V: Into<Value> + Clone>(&mut self, key: &str, values: &[V]) {
        if values.is_empty() {
            return;
        }
        let lines: String = values.iter().map(|value| format!("  {},\n", value.clone().into())).collect();
        let _ = writeln!(self.0, "{key} = [\n{lines}]");
    }

    /// `[[key]]` and what is in it.
    pub(super) fn table(&mut self, key: &str, content: &Self) {
        let _ = write!(self.0, "\n[[{key}]]\n{}", content.0);
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}
