//! A folder that is made behind what is put into it.

use std::collections::HashSet;

use crate::catalogue::placement::{NodeMatch, Operation, Placed, Shape};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "folder-order",
    severity: Severity::Warning,
    summary: "A folder that is made behind what is put into it",
    check,
};

/// The operation that makes the folder around it.
const MAKES_FOLDER: &str = "MakeDir";
/// The operations that put a file into the folder around it.
const PUT_FILES: [&str; 4] = ["Copy", "Extract", "Move", "Shortcut"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut used: HashSet<String> = HashSet::new();
    for item in subject.items() {
        let Some((operation, path)) = operation(item) else { continue };
        if operation == MAKES_FOLDER && used.contains(&path) {
            let message = "this folder is made behind what is put into it".to_owned();
            let folder = subject.around(item).map_or(item.name, |around| around.name);
            findings.add(
                findings
                    .on(item, None, folder.span, message)
                    .with_help("put its `MakeDir` first: a device works through a document from its start"),
            );
        }
        if let Some((folder, _)) = path.rsplit_once('\\') {
            used.insert(folder.to_owned());
        }
    }
}

/// What is done to which path: one that files are put at, or a folder that is made.
fn operation<'p>(item: &'p Placed<'_>) -> Option<(&'p str, String)> {
    item.known_provider().filter(|provider| provider.name == "FileOperation")?;
    let NodeMatch::Known(node) = item.node else { return None };
    let is_operation = item.shape == Shape::Group && item.operation == Operation::Set && !node.is_chosen();
    let names: Vec<&str> = item.names().iter().collect();
    let (operation, path) = names.split_last().filter(|_| is_operation)?;
    let is_looked_at = *operation == MAKES_FOLDER || PUT_FILES.contains(operation);
    let plain = path.join("\\").replace("\\\\", "\\").to_lowercase();
    is_looked_at.then(|| (*operation, plain.trim_end_matches('\\').to_owned()))
}
