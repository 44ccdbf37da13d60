//! The formats that have a binary form, each a table of tokens. The tables are data, in `tables/`; [`Language`] is one
//! of them, made ready for both ways.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::xml::Element;

/// A token and the code page on which it has its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Code {
    pub(super) page: u8,
    pub(super) token: u8,
}

/// What stands for the start of an attribute: its name, and perhaps the first part of its value, or all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) attribute: String,
    pub(super) prefix: String,
}

/// A format with its tokens.
#[derive(Debug)]
pub struct Language {
    /// What it is called.
    pub name: String,
    /// The root element.
    pub root: String,
    /// The number in the header that says so.
    pub public_id: u32,
    /// The same in words: the public identifier of the document type.
    pub identifier: String,
    /// Attributes whose value may be written in parts, with the attribute pages of the tokens for them. A value of
    /// any other attribute is written by tokens as a whole or not at all.
    pub(super) in_parts: BTreeMap<String, Vec<u8>>,
    /// Attributes that hold a time, two digits an octet.
    pub(super) times: Vec<String>,
    /// Elements whose text is written as octets with their number before them.
    pub(super) opaque: Vec<String>,
    /// Blanks around a text are layout.
    pub(super) shown_text: bool,
    /// The namespace of each tag page.
    pub(super) namespaces: BTreeMap<u8, String>,
    tags: Tokens<String>,
    starts: Tokens<Start>,
    values: Tokens<String>,
}

/// The tokens of one kind, for reading and for writing.
#[derive(Debug)]
struct Tokens<T> {
    meanings: HashMap<Code, T>,
    /// Those that are written, by page and token.
    written: Vec<Code>,
}

/// A file of `tables/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The table that this one adds to.
    extends: Option<String>,
    name: String,
    root: String,
    public_id: u32,
    identifier: String,
    #[serde(default)]
    in_parts: BTreeMap<String, Vec<u8>>,
    #[serde(default)]
    times: Vec<String>,
    #[serde(default)]
    opaque: Vec<String>,
    #[serde(default)]
    shown_text: bool,
    #[serde(default)]
    namespaces: BTreeMap<String, String>,
    #[serde(default)]
    tags: Pages,
    #[serde(default)]
    starts: Pages,
    #[serde(default)]
    values: Pages,
    #[serde(default)]
    read_only: ReadOnly,
}

/// Tokens that are understood and never written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadOnly {
    #[serde(default)]
    starts: Pages,
    #[serde(default)]
    values: Pages,
}

/// Page in decimal, token in hexadecimal, meaning.
type Pages = BTreeMap<String, BTreeMap<String, String>>;

/// The tables that others extend or that are a format of their own.
const EMBEDDED: [(&str, &str); 6] = [
    ("prov", include_str!("tables/prov.toml")),
    ("prov-microsoft", include_str!("tables/prov-microsoft.toml")),
    ("si", include_str!("tables/si.toml")),
    ("sl", include_str!("tables/sl.toml")),
    ("syncml-1.1", include_str!("tables/syncml-1.1.toml")),
    ("syncml-1.2", include_str!("tables/syncml-1.2.toml")),
];

/// The formats, in the order in which they are looked for.
static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| ["prov-microsoft", "si", "sl", "syncml-1.2", "syncml-1.1"].map(Language::load).into());

impl Language {
    /// Every format that can be read and written.
    pub fn all() -> &'static [Self] {
        &LANGUAGES
    }

    /// The format with this number.
    pub fn of_public_id(public_id: u32) -> Option<&'static Self> {
        Self::all().iter().find(|language| language.public_id == public_id)
    }

    /// The format with this public identifier.
    pub fn of_identifier(identifier: &str) -> Option<&'static Self> {
        Self::all().iter().find(|language| language.identifier.eq_ignore_ascii_case(identifier))
    }

    /// The format of a document with this root: told by its name, and by its namespace where two have the same name.
    pub fn of_root(root: &Element) -> Option<&'static Self> {
        let named = || Self::all().iter().filter(|language| language.root == root.local_name());
        let declared = root.attributes.iter().filter(|attribute| attribute.name.value.starts_with("xmlns"));
        let spaces: Vec<&str> = declared.map(|attribute| attribute.value.value.as_str()).collect();
        let fits = |language: &&Self| {
            language.namespaces.get(&0).is_some_and(|space| spaces.contains(&space.as_str()))
        };
        named().find(fits).or_else(|| named().next())
    }

    /// The element with this tag.
    pub(super) fn tag(&self, code: Code) -> Option<&str> {
        self.tags.meanings.get(&code).map(String::as_str)
    }

    /// The start of an attribute with this token.
    pub(super) fn start(&self, code: Code) -> Option<&Start> {
        self.starts.meanings.get(&code)
    }

    /// The part of a value with this token.
    pub(super) fn value(&self, code: Code) -> Option<&str> {
        self.values.meanings.get(&code).map(String::as_str)
    }

    /// The tags that are written, by page.
    pub(super) fn tags(&self) -> impl Iterator<Item = (Code, &str)> {
        self.tags.written().map(|(code, name)| (code, name.as_str()))
    }

    /// The starts that are written, by page.
    pub(super) fn starts(&self) -> impl Iterator<Item = (Code, &Start)> {
        self.starts.written()
    }

    /// The parts of values that are written, by page.
    pub(super) fn values(&self) -> impl Iterator<Item = (Code, &str)> {
        self.values.written().map(|(code, part)| (code, part.as_str()))
    }

    /// The table called `name`, with those that it extends. The tables are part of the program, and a test loads them
    /// all.
    fn load(name: &str) -> Self {
        let (_, text) = EMBEDDED.iter().find(|(file, _)| *file == name).expect("the table is embedded");
        let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("tables/{name}.toml: {error}"));
        let mut language = match &file.extends {
            Some(base) => Self::load(base),
            None => Self {
                name: String::new(),
                root: String::new(),
                public_id: 0,
                identifier: String::new(),
                in_parts: BTreeMap::new(),
                times: Vec::new(),
                opaque: Vec::new(),
                shown_text: false,
                namespaces: BTreeMap::new(),
                tags: Tokens::default(),
                starts: Tokens::default(),
                values: Tokens::default(),
            },
        };
        language.tags.add(file.tags, true, |name| name);
        language.starts.add(file.starts, true, Start::of_text);
        language.starts.add(file.read_only.starts, false, Start::of_text);
        language.values.add(file.values, true, |part| part);
        language.values.add(file.read_only.values, false, |part| part);
        language
            .namespaces
            .extend(file.namespaces.into_iter().map(|(page, space)| (page_number(&page), space)));
        language.in_parts.extend(file.in_parts);
        language.times.extend(file.times);
        language.opaque.extend(file.opaque);
        Self {
            name: file.name,
            root: file.root,
            public_id: file.public_id,
            identifier: file.identifier,
            shown_text: file.shown_text,
            ..language
        }
    }
}

impl Start {
    /// `name`, or `name=prefix`.
    fn of_text(text: String) -> Self {
        match text.split_once('=') {
            Some((attribute, prefix)) => Self { attribute: attribute.to_owned(), prefix: prefix.to_owned() },
            None => Self { attribute: text, prefix: String::new() },
        }
    }
}

impl<T> Default for Tokens<T> {
    fn default() -> Self {
        Self { meanings: HashMap::new(), written: Vec::new() }
    }
}

impl<T> Tokens<T> {
    fn add(&mut self, pages: Pages, is_written: bool, meaning: impl Fn(String) -> T) {
        for (page, tokens) in pages {
            let page = page_number(&page);
            for (token, text) in tokens {
                let token = u8::from_str_radix(&token, 16).expect("a token is two hexadecimal digits");
                let code = Code { page, token };
                if is_written {
                    self.written.push(code);
                }
                self.meanings.insert(code, meaning(text));
            }
        }
        self.written.sort();
    }

    fn written(&self) -> impl Iterator<Item = (Code, &T)> {
        self.written.iter().map(|code| (*code, &self.meanings[code]))
    }
}

fn page_number(text: &str) -> u8 {
    text.parse().expect("a page is a number up to 255")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_loads_and_holds_tokens_that_are_free_for_it() {
        assert_eq!(Language::all().len(), 5);
        for language in Language::all() {
            for code in language.tags.meanings.keys() {
                assert!((0x05..0x40).contains(&code.token), "{}: tag {code:?}", language.name);
            }
            for code in language.starts.meanings.keys() {
                assert!(code.token < 0x80 && code.token & 0x3F > 4, "{}: start {code:?}", language.name);
            }
            for code in language.values.meanings.keys() {
                assert!(code.token >= 0x80 && code.token & 0x3F > 4, "{}: value {code:?}", language.name);
            }
        }
    }

    #[test]
    fn a_table_that_extends_another_has_the_tokens_of_both() {
        let prov = Language::of_public_id(0x0B).unwrap();
        assert_eq!(prov.tag(Code { page: 0, token: 7 }), Some("parm"));
        assert_eq!(prov.tag(Code { page: 200, token: 0x23 }), Some("noparm"));
        let [syncml_1_1, syncml_1_2] = [0x0FD3, 0x1201].map(|id| Language::of_public_id(id).unwrap());
        let correlator = Code { page: 0, token: 0x3C };
        assert_eq!((syncml_1_1.tag(correlator), syncml_1_2.tag(correlator)), (None, Some("Correlator")));
    }

    #[test]
    fn the_namespace_tells_two_versions_apart() {
        use crate::document::xml::Attribute;
        for (space, public_id) in [("SYNCML:SYNCML1.1", 0x0FD3), ("SYNCML:SYNCML1.2", 0x1201), ("", 0x1201)] {
            let mut root = Element::new("SyncML");
            root.attributes.push(Attribute::new("xmlns", space));
            assert_eq!(Language::of_root(&root).unwrap().public_id, public_id, "{space}");
        }
    }
}
