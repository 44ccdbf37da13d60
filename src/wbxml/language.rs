//! The formats that have a binary form, each a table of tokens. The tables are data, in `tables/`; [`Language`] is one
//! of them, made ready for both ways.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::spelling::{Spellings, Written};
use crate::document::xml::{Attribute, Element};

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
    /// The same in words: the public identifier of the document type, where there is one.
    pub identifier: Option<String>,
    /// Attributes whose value may be written in parts, with the attribute pages of the tokens for them. A value of
    /// any other attribute is written by tokens as a whole or not at all.
    pub(super) in_parts: BTreeMap<String, Vec<u8>>,
    /// Attributes that hold a time, two digits an octet.
    pub(super) times: Vec<String>,
    /// Elements whose text is written as octets with their number before them.
    pub(super) opaque: Vec<String>,
    /// Attributes whose value is octets, in Base64 where it is text: if the element has this other one before it.
    pub(super) octets: BTreeMap<String, Start>,
    /// Blanks around a text are layout.
    pub(super) shown_text: bool,
    /// The namespace of each tag page.
    pub(super) namespaces: BTreeMap<u8, String>,
    tags: Tokens<String>,
    starts: Tokens<Start>,
    values: Tokens<String>,
    /// Those of them that are written.
    pub(super) spellings: Spellings,
}

/// The tokens of one kind.
#[derive(Debug)]
struct Tokens<T> {
    meanings: HashMap<Code, T>,
    /// Those that are written, and whether nobody but their maker knows them.
    written: Vec<(Code, bool)>,
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
    identifier: Option<String>,
    #[serde(default)]
    in_parts: BTreeMap<String, Vec<u8>>,
    #[serde(default)]
    times: Vec<String>,
    #[serde(default)]
    opaque: Vec<String>,
    #[serde(default)]
    octets: BTreeMap<String, String>,
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
    /// Tokens of one maker.
    #[serde(default)]
    private: Meanings,
    /// Tokens that are understood and never written.
    #[serde(default)]
    read_only: Meanings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meanings {
    #[serde(default)]
    tags: Pages,
    #[serde(default)]
    starts: Pages,
    #[serde(default)]
    values: Pages,
}

/// What tokens are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Common,
    Private,
    ReadOnly,
}

/// Page in decimal, token in hexadecimal, meaning.
type Pages = BTreeMap<String, BTreeMap<String, String>>;

/// The tables that others extend or that are a format of their own.
const EMBEDDED: [(&str, &str); 9] = [
    ("browser-settings", include_str!("tables/browser-settings.toml")),
    ("prov-1.0", include_str!("tables/prov-1.0.toml")),
    ("prov-1.1", include_str!("tables/prov-1.1.toml")),
    ("prov-microsoft", include_str!("tables/prov-microsoft.toml")),
    ("prov-wm2003", include_str!("tables/prov-wm2003.toml")),
    ("si", include_str!("tables/si.toml")),
    ("sl", include_str!("tables/sl.toml")),
    ("syncml-1.1", include_str!("tables/syncml-1.1.toml")),
    ("syncml-1.2", include_str!("tables/syncml-1.2.toml")),
];

/// The formats, in the order in which they are looked for.
static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    ["prov-microsoft", "si", "sl", "syncml-1.2", "syncml-1.1", "browser-settings"].map(Language::load).into()
});

/// Client provisioning with the other meaning of its pages.
static WM2003: LazyLock<Language> = LazyLock::new(|| Language::load("prov-wm2003"));

/// Which meaning the code pages of client provisioning have: the documents do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// OMA's on pages 0 and 1, Microsoft's from 200 on: Windows Mobile 5.0 and later, and everybody else.
    #[default]
    Oma,
    /// Microsoft's on pages 0 to 3, as Windows Mobile 2003 has them: there page 1 is not that of OMA's version 1.1.
    Wm2003,
}

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
        let is_meant = |known: &String| known.eq_ignore_ascii_case(identifier);
        Self::all().iter().find(|language| language.identifier.as_ref().is_some_and(is_meant))
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

    /// The format with the meaning that a dialect gives to its code pages.
    pub(super) fn in_dialect(&'static self, dialect: Dialect) -> &'static Self {
        match dialect {
            Dialect::Wm2003 if self.public_id == WM2003.public_id => &WM2003,
            Dialect::Wm2003 | Dialect::Oma => self,
        }
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

    /// Whether an attribute's value is octets, by the attributes of the element before it.
    pub(super) fn is_octets<'e>(&self, name: &str, before: impl IntoIterator<Item = &'e Attribute>) -> bool {
        self.octets.get(name).is_some_and(|other| {
            let is_other = |one: &Attribute| {
                one.name.value == other.attribute.as_str() && one.value.value == other.prefix.as_str()
            };
            before.into_iter().any(is_other)
        })
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
                identifier: None,
                in_parts: BTreeMap::new(),
                times: Vec::new(),
                opaque: Vec::new(),
                octets: BTreeMap::new(),
                shown_text: false,
                namespaces: BTreeMap::new(),
                tags: Tokens::default(),
                starts: Tokens::default(),
                values: Tokens::default(),
                spellings: Spellings::default(),
            },
        };
        let common = Meanings { tags: file.tags, starts: file.starts, values: file.values };
        for (meanings, standing) in [
            (common, Standing::Common),
            (file.private, Standing::Private),
            (file.read_only, Standing::ReadOnly),
        ] {
            language.tags.add(meanings.tags, standing, |name| name);
            language.starts.add(meanings.starts, standing, Start::of_text);
            language.values.add(meanings.values, standing, |part| part);
        }
        language
            .namespaces
            .extend(file.namespaces.into_iter().map(|(page, space)| (page_number(&page), space)));
        language.in_parts.extend(file.in_parts);
        language.times.extend(file.times);
        language.opaque.extend(file.opaque);
        language.spellings = Spellings::new(
            language.tags.written(|name| name.as_str()),
            language.starts.written_starts(),
            language.values.written(|part| part.as_str()),
        );
        let octets = file.octets.into_iter().map(|(attribute, other)| (attribute, Start::of_text(other)));
        language.octets.extend(octets);
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
    fn add(&mut self, pages: Pages, standing: Standing, meaning: impl Fn(String) -> T) {
        for (page, tokens) in pages {
            let page = page_number(&page);
            for (token, text) in tokens {
                let token = u8::from_str_radix(&token, 16).expect("a token is two hexadecimal digits");
                let code = Code { page, token };
                if standing != Standing::ReadOnly {
                    self.written.push((code, standing == Standing::Private));
                }
                self.meanings.insert(code, meaning(text));
            }
        }
    }

    /// Those that are written, with the text that they stand for.
    fn written(&self, text: impl Fn(&T) -> &str) -> impl Iterator<Item = Written> {
        self.written.iter().map(move |(code, is_private)| Written {
            code: *code,
            text: text(&self.meanings[code]).to_owned(),
            is_private: *is_private,
        })
    }
}

impl Tokens<Start> {
    /// Those that are written, with their attribute.
    fn written_starts(&self) -> impl Iterator<Item = (String, Written)> {
        let attributes = self.written.iter().map(|(code, _)| self.meanings[code].attribute.clone());
        attributes.zip(self.written(|start| start.prefix.as_str()))
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
        assert_eq!(Language::all().len(), 6);
        for language in Language::all().iter().chain([&*WM2003]) {
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
        assert_eq!(
            prov.start(Code { page: 1, token: 0x55 }).map(|start| start.prefix.as_str()),
            Some("APPLICATION")
        );
        let old = prov.in_dialect(Dialect::Wm2003);
        assert_eq!(old.tag(Code { page: 0, token: 0x23 }), Some("noparm"));
        assert_eq!(
            old.start(Code { page: 1, token: 0x07 }).map(|start| start.prefix.as_str()),
            Some("Registry")
        );
        let [syncml_1_1, syncml_1_2] = [0x0FD3, 0x1201].map(|id| Language::of_public_id(id).unwrap());
        let correlator = Code { page: 0, token: 0x3C };
        assert_eq!((syncml_1_1.tag(correlator), syncml_1_2.tag(correlator)), (None, Some("Correlator")));
    }

    #[test]
    fn the_namespace_tells_two_versions_apart() {
        for (space, public_id) in [("SYNCML:SYNCML1.1", 0x0FD3), ("SYNCML:SYNCML1.2", 0x1201), ("", 0x1201)] {
            let mut root = Element::new("SyncML");
            root.attributes.push(Attribute::new("xmlns", space));
            assert_eq!(Language::of_root(&root).unwrap().public_id, public_id, "{space}");
        }
    }
}
