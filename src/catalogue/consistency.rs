//! Whether the nodes of a provider's file fit together, beyond the format of each.

use std::collections::HashMap;

use super::{Node, NodeKind, Provider};

/// What is wrong with a node among the others.
#[derive(Debug)]
pub(super) struct Fault<'p> {
    /// The path of the node.
    pub(super) path: &'p str,
    /// What is wrong, and what to do.
    pub(super) message: String,
}

/// The first fault, in the order of the file.
pub(super) fn first_fault(provider: &Provider) -> Option<Fault<'_>> {
    let mut kinds: HashMap<&str, NodeKind> = HashMap::new();
    for node in &provider.nodes {
        if kinds.insert(node.path.as_str(), node.kind).is_some() {
            let message = format!("`{}` is described twice: keep one of them", node.path);
            return Some(Fault { path: node.path.as_str(), message });
        }
    }
    provider.nodes.iter().find_map(|node| {
        let message = misplaced(node, &kinds).or_else(|| impossible(node))?;
        Some(Fault { path: node.path.as_str(), message })
    })
}

fn misplaced(node: &Node, kinds: &HashMap<&str, NodeKind>) -> Option<String> {
    let parent = node.path.parent()?;
    match kinds.get(parent) {
        Some(NodeKind::Characteristic) => None,
        Some(NodeKind::Parm) => Some(format!(
            "`{}` stands in `{parent}`, which is a parm: only a characteristic has something in it",
            node.path
        )),
        None => Some(format!(
            "`{}` stands in `{parent}`, which is not described: add a node with this path and the kind characteristic",
            node.path
        )),
    }
}

fn impossible(node: &Node) -> Option<String> {
    let (min, max) = node.min.zip(node.max)?;
    (min > max).then(|| {
        format!(
            "the smallest value of `{}`, {min}, is larger than its largest, {max}: correct one",
            node.path
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Entry;

    const HEAD: &str = "name = \"P\"\nsummary = \"p\"\nprotocols = [\"cp\"]\ncomplete = true\n";

    fn refused(nodes: &str) -> String {
        Entry::parse("P", format!("{HEAD}{nodes}")).unwrap_err().to_string()
    }

    #[test]
    fn nodes_that_do_not_fit_together_are_refused_with_their_place() {
        for (nodes, expected) in [
            (
                "[[node]]\npath = \"a/b\"\nkind = \"parm\"\n",
                "P:6:8: `a/b` stands in `a`, which is not described",
            ),
            (
                "[[node]]\npath = \"a\"\nkind = \"parm\"\n[[node]]\npath = \"a/b\"\nkind = \"parm\"\n",
                "P:9:8: `a/b` stands in `a`, which is a parm",
            ),
            (
                "[[node]]\npath = \"a\"\nkind = \"parm\"\n[[node]]\npath = \"a\"\nkind = \"parm\"\n",
                "P:9:8: `a` is described twice",
            ),
            (
                "[[node]]\npath = \"a\"\nkind = \"parm\"\nmin = 2\nmax = 1\n",
                "P:6:8: the smallest value of `a`, 2,",
            ),
        ] {
            let error = refused(nodes);
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
