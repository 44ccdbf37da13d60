//! Places of the catalogue for people: what is known of the place, then the tree below it.

use std::fmt;

use super::Place;
use crate::catalogue::{Access, Direction, Node, NodeKind, Protocol, words};
use crate::terms::shown;

/// Text is broken at this column.
const WIDTH: usize = 100;

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut page = Page::default();
        let summary = self.node.map_or(&self.provider().summary, |node| &node.summary);
        let colon = if summary.is_empty() { "" } else { ": " };
        page.text("", "", &[&self.path(), colon, summary].concat());
        page.text("", "", "");
        self.facts(&mut page);
        self.tree(&mut page);
        self.background(&mut page);
        f.write_str(&page.text)
    }
}

impl Place<'_> {
    fn facts(&self, page: &mut Page) {
        let provider = self.provider();
        if let Some(node) = self.node {
            page.row("is", [words::facts(node).join(", ")]);
            page.row("values", node.values.iter().map(words::value));
        }
        for (name, node) in self.malformed() {
            let form = node.form.as_deref().unwrap_or(&node.summary);
            page.row("form", [format!("`{name}` is not as documented: write {form}")]);
        }
        if provider.speaks(Protocol::Cp) {
            page.row("document", [self.nested()]);
        }
        if provider.speaks(Protocol::Dm) {
            page.row("address", [self.address()]);
        }
        page.row("sent as", [words::protocols(&provider.protocols)]);
        page.row("access", self.access());
        page.row("roles", self.roles());
        page.row("releases", [words::releases(self.releases())]);
        page.row("classes", [words::classes(self.classes())]);
        if self.node.is_none() {
            page.row("settings", [words::completeness(provider.complete).to_owned()]);
        }
        page.row("unsure", self.node.and_then(|node| node.unsure.clone()));
    }

    /// How it stands in a wap-provisioningdoc.
    fn nested(&self) -> String {
        let groups = self.entry.wap_path().iter().chain(&self.names);
        let last = self.entry.wap_path().len() + self.names.len() - 1;
        let is_parm = self.node.is_some_and(|node| node.kind == NodeKind::Parm);
        let element = |(index, name): (usize, &String)| {
            if is_parm && index == last { format!("parm {name}") } else { format!("characteristic {name}") }
        };
        groups.enumerate().map(element).collect::<Vec<_>>().join(" > ")
    }

    fn access(&self) -> Option<String> {
        let of_node = self.around().find_map(|node| node.access.as_deref()).map(words::access);
        of_node.or_else(|| {
            self.provider().access.map(|direction| match direction {
                Direction::Read => "get".to_owned(),
                Direction::ReadWrite => "read and write".to_owned(),
            })
        })
    }

    /// The roles in general, then those of the releases whose own pages say otherwise.
    fn roles(&self) -> Vec<String> {
        let (general, rows) = self.known_roles();
        std::iter::once(words::roles(general)).chain(words::differing_roles(general, rows)).collect()
    }

    fn tree(&self, page: &mut Page) {
        let nodes: Vec<&Node> = self.below().collect();
        if nodes.is_empty() {
            return;
        }
        page.text("", "", "");
        page.text("", "", &self.path());
        let around = self.node.map(|node| node.path.as_str());
        branches(&nodes, around, "", self.around().find_map(|node| node.access.as_deref()), page);
    }

    fn background(&self, page: &mut Page) {
        let provider = self.provider();
        if self.node.is_none() {
            page.list("Notes", provider.notes.iter().cloned());
            page.list(
                "Roles of single paths",
                provider
                    .path_roles
                    .iter()
                    .map(|row| format!("{}: {}", row.path, words::roles(Some(row.roles)))),
            );
        }
        page.list("Sources", provider.sources.iter().cloned());
    }
}

/// The nodes directly below a group, each with what is below it. `access` is that of the group, which is not repeated.
fn branches(nodes: &[&Node], around: Option<&str>, before: &str, access: Option<&[Access]>, page: &mut Page) {
    let inside: Vec<&Node> = nodes.iter().copied().filter(|node| node.path.parent() == around).collect();
    let width = inside.iter().map(|node| node.path.name().chars().count()).max().unwrap_or_default();
    for (index, node) in inside.iter().enumerate() {
        let is_last = index + 1 == inside.len();
        let (branch, trunk) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let below = format!("{before}{trunk}");
        let own = node.access.as_deref();
        let head = format!("{:width$}  {}", node.path.name(), words::facts(node).join(", "));
        page.text(&format!("{before}{branch}"), &format!("{below}  "), &head);
        for detail in words::details(node, own.filter(|own| Some(*own) != access)) {
            page.text(&format!("{below}  "), &format!("{below}    "), &detail);
        }
        branches(nodes, Some(node.path.as_str()), &below, own.or(access), page);
    }
}

/// Lines no wider than [`WIDTH`], where words allow.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    /// A text behind `first` on its first line and `rest` on the others.
    fn text(&mut self, first: &str, rest: &str, text: &str) {
        let text = shown(text);
        let mut line = first.to_owned();
        let mut is_empty = true;
        for word in text.split(' ') {
            if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&line);
                line = rest.to_owned();
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        self.line(&line);
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// A label and what belongs to it, one a line; nothing where there is nothing.
    fn row(&mut self, label: &str, values: impl IntoIterator<Item = String>) {
        for (index, value) in values.into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.text(&format!("  {label:10}"), &format!("  {:12}", ""), &value);
        }
    }

    fn list(&mut self, heading: &str, values: impl IntoIterator<Item = String>) {
        for (index, value) in values.into_iter().enumerate() {
            if index == 0 {
                self.text("", "", "");
                self.text("", "", heading);
            }
            self.text("  ", "    ", &value);
        }
    }
}
