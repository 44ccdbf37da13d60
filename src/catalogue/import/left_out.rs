//! What a description says and the catalogue has no word for.

use std::collections::BTreeMap;
use std::fmt;

/// What could not be taken over: properties with the nodes that have them, and single remarks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    properties: BTreeMap<String, Vec<String>>,
    remarks: Vec<String>,
}

impl LeftOut {
    /// A property of a node for which there is no word.
    pub(super) fn add(&mut self, property: &str, node: &str) {
        self.properties.entry(property.to_owned()).or_default().push(node.to_owned());
    }

    /// Something of one node that could not be understood or written down.
    pub(super) fn remark(&mut self, node: &str, remark: impl fmt::Display) {
        self.remarks.push(format!("`{node}`: {remark}"));
    }

    /// Whether all was taken over.
    pub fn is_empty(&self) -> bool {
        self.properties.is_empty() && self.remarks.is_empty()
    }

    /// The properties for which there is no word, each with the nodes that have it.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.properties.iter().map(|(property, nodes)| (property.as_str(), nodes.as_slice()))
    }

    /// What else could not be taken over, one line each.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }
}

impl fmt::Display for LeftOut {
    /// One line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let properties = self.properties.iter().map(|(property, nodes)| {
            let first = nodes.first().map_or("", String::as_str);
            match nodes.len() {
                0 | 1 => format!("{property} of `{first}`"),
                number => format!("{property} of {number} nodes, such as `{first}`"),
            }
        });
        let lines: Vec<String> = self.remarks.iter().cloned().chain(properties).collect();
        f.write_str(&lines.join("\n"))
    }
}
