//! Documents with their binary forms, made by programs that nobody here wrote, and how two documents compare.
#![allow(dead_code, unreachable_pub)] // each test program uses its own part
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::fs;
use std::path::Path;

use provsmith::document::Limits;
use provsmith::document::xml::{self, Element, Node, Tree};
use provsmith::finding::Spanned;

use crate::common;

pub fn tree(text: &str) -> Tree {
    let parsed = xml::parse(text, &Limits::default());
    assert_eq!(parsed.faults, [], "{text}");
    parsed.model.unwrap()
}

/// The document without comments and without the blanks around its texts, which have no binary form, and with each
/// namespace only where it changes.
pub fn plain(tree: &Tree) -> String {
    fn strip(element: &Element, around: &str) -> Element {
        let space = element.attribute("xmlns").map_or(around, |space| space.value.value.as_str());
        let mut stripped = Element::new(element.name.value.clone());
        stripped.attributes = element.attributes.clone();
        stripped.attributes.retain(|attribute| attribute.name.value != "xmlns" || space != around);
        for node in &element.children {
            match node {
                Node::Element(child) => stripped.children.push(Node::Element(strip(child, space))),
                Node::Text(text) if !text.value.trim().is_empty() => {
                    stripped.children.push(Node::Text(Spanned::nowhere(text.value.trim().into())));
                }
                Node::Text(_) | Node::Comment(_) => {}
            }
        }
        stripped
    }
    xml::write(&Tree { before: Vec::new(), root: strip(&tree.root, ""), after: Vec::new() })
}

/// The documents with their encodings by libwbxml, Kannel and, for Microsoft's pages, by hand.
pub fn vectors() -> Option<Vec<serde_json::Value>> {
    let folder = common::corpus()?.join("push");
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
    };
    let mut vectors = read("wbxml.json").as_array().unwrap().clone();
    for hand_made in read("ms-codepages.json")["hand_made"].as_array().unwrap() {
        vectors.push(serde_json::json!({
            "id": hand_made["id"], "xml": hand_made["xml"], "decodes_to": hand_made["xml"],
            "encodings": [{ "hex": hand_made["hex"] }], "check": "decode",
        }));
    }
    assert!(vectors.len() > 40, "only {} vectors", vectors.len());
    Some(vectors)
}

/// What the readers of a vector agree on: `wbxml2xml` knows two misspelt words.
pub fn expected(vector: &serde_json::Value) -> Tree {
    tree(&vector["decodes_to"].as_str().unwrap().replace("TRETRA", "TETRA"))
}

/// The documents of the corpus with a WBXML file beside them.
pub fn pairs() -> Vec<(String, Vec<u8>, String)> {
    let Some(folder) = common::corpus() else { return Vec::new() };
    let mut pairs = Vec::new();
    for entry in fs::read_dir(folder.join("documents")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "wbxml") {
            let text = fs::read_to_string(path.with_extension("xml")).unwrap();
            pairs.push((name, fs::read(&path).unwrap(), text));
        }
    }
    assert!(pairs.len() > 40, "only {} pairs", pairs.len());
    pairs
}

/// An encoder leaves out what an empty time would say: there is no octet for it.
pub fn without_empty_times(text: &str) -> String {
    text.replace("created=\"\"", "").replace("si-expires=\"\"", "")
}

/// What `wbxml2xml` makes of the bytes; two words that its tables misspell are set right.
pub fn read_by_peer(bytes: &[u8], folder: &Path) -> Option<Tree> {
    let file = folder.join("peer.wbxml");
    fs::write(&file, bytes).unwrap();
    let mut peer = common::peer("wbxml2xml")?;
    // The public identifier of browser settings is "unknown", so it has to be told.
    if bytes[1] == 1 {
        peer.args(["-l", "OTA"]);
    }
    let ran = common::run(peer.args(["-m", "2", "-o", "-"]).arg(&file)).exits(0);
    let text = ran.stdout.trim_end().trim_end_matches('\0').to_owned();
    let text = text.replace("wbxml2xml succeeded", "").replace("TRETRA", "TETRA");
    Some(tree(text.trim()))
}
