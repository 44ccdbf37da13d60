//! `template.toml`: what a template is for, its parameters, and the relations between them.

use serde::Deserialize;
use toml::Spanned;

use super::value::Given;

/// A `template.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Declaration {
    /// What the template is for, in one line without a full stop.
    pub summary: String,
    /// What a user needs to know before using it.
    #[serde(default)]
    pub description: String,
    /// Which model `document.xml` is.
    pub model: ModelName,
    /// What a user should know of a document that was converted to the other model.
    #[serde(default)]
    pub converted: Option<String>,
    /// The arguments of a command that makes a document, behind `provsmith new` and the name of the template.
    #[serde(default)]
    pub example: Option<String>,
    /// The parameters, in the order in which they are shown.
    #[serde(default, rename = "parameter")]
    pub parameters: Vec<Parameter>,
    /// What must be so between parameters.
    #[serde(default, rename = "relation")]
    pub relations: Vec<Relation>,
}

/// A document model, as users name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelName {
    /// wap-provisioningdoc.
    Wap,
    /// SyncML.
    Syncml,
}

/// A parameter of a template.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Parameter {
    /// The name: the flag of the command, the key of the manifest.
    name: Spanned<String>,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What the items of a list are.
    #[serde(default)]
    pub items: Option<Kind>,
    /// What it is for, in one sentence without a full stop.
    pub help: String,
    /// Whether a document cannot be made without it.
    #[serde(default)]
    pub required: bool,
    /// The value when none is given; a text may hold placeholders of other parameters, and is no default where those
    /// have no value.
    #[serde(default)]
    pub(super) default: Option<Spanned<Given>>,
    /// Whether a value that is given must be the one that the default is made to be, where that can be made.
    #[serde(default)]
    pub(super) must_agree: bool,
    /// The smallest number, or number of seconds.
    #[serde(default)]
    pub(super) min: Option<Spanned<i64>>,
    /// The largest number, or number of seconds.
    #[serde(default)]
    pub(super) max: Option<Spanned<i64>>,
    /// The most characters of a text.
    #[serde(default)]
    pub max_length: Option<usize>,
    /// A regular expression that the whole text fits.
    #[serde(default)]
    pub(super) pattern: Option<Spanned<String>>,
    /// The media types that the content of a file may have; none: any.
    #[serde(default)]
    pub(super) media_types: Vec<String>,
    /// The values of a choice.
    #[serde(default)]
    pub values: Vec<String>,
}

/// The types of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Text in one line or more.
    String,
    /// A whole number.
    Integer,
    /// A time span, written `480`, `480s`, `8m` or `1h`; it goes into the document in seconds.
    Seconds,
    /// Yes or no.
    Boolean,
    /// One of `values`.
    Choice,
    /// An absolute http or https address.
    Url,
    /// A GUID, with or without braces; it goes into the document with them.
    Guid,
    /// Text that must not be seen: never an argument of a command.
    Secret,
    /// A role mask, `manager+operator` or decimal; it goes into the document in decimal.
    Roles,
    /// The path of a file. Its properties go into the document, not its path.
    File,
    /// The path of a certificate in PEM, DER or PKCS #7. Its properties go into the document.
    Certificate,
    /// Any number of `items`.
    List,
}

/// Something that must be so between parameters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Relation {
    /// Those of these numbers that have a value do not fall from the first to the last.
    #[serde(default)]
    pub(super) ascending: Vec<Spanned<String>>,
    /// One of these has a value at least.
    #[serde(default)]
    pub(super) any_of: Vec<Spanned<String>>,
    /// When `needs` and `excludes` are looked at: `name`, `!name`, `name=value`, `name!=value`.
    #[serde(default)]
    pub(super) when: Option<Spanned<String>>,
    /// The same when one of these was given; a default does not count.
    #[serde(default)]
    pub(super) given: Vec<Spanned<String>>,
    /// Then each of these has a value.
    #[serde(default)]
    pub(super) needs: Vec<Spanned<String>>,
    /// Then none of these has a value.
    #[serde(default)]
    pub(super) excludes: Vec<Spanned<String>>,
    /// Why, in one sentence without a full stop.
    pub(super) because: Spanned<String>,
}

impl Relation {
    /// All parameters that it names, but for the one of `when`.
    pub(super) fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        let lists = [&self.ascending, &self.any_of, &self.given, &self.needs, &self.excludes];
        lists.into_iter().flatten()
    }
}

/// The largest number where a template says no other, and the smallest with its sign turned: integers on the device
/// have 32 bits.
const LARGEST: i64 = i32::MAX as i64;

impl Parameter {
    /// The name: the flag of the command, the key of the manifest.
    pub fn name(&self) -> &str {
        self.name.get_ref()
    }

    /// Where the name stands in `template.toml`.
    pub(super) fn offset(&self) -> usize {
        self.name.span().start
    }

    /// The value when none is given.
    pub fn default(&self) -> Option<&Given> {
        self.default.as_ref().map(Spanned::get_ref)
    }

    /// The smallest number.
    pub(super) fn least(&self) -> i64 {
        self.min.as_ref().map_or(-LARGEST - 1, |min| *min.get_ref())
    }

    /// The largest number.
    pub(super) fn most(&self) -> i64 {
        self.max.as_ref().map_or(LARGEST, |max| *max.get_ref())
    }

    /// What one value is: the type of an item for a list.
    pub fn value_kind(&self) -> Kind {
        match self.kind {
            Kind::List => self.items.unwrap_or(Kind::String),
            kind => kind,
        }
    }

    /// What the values may be, in words: `60 to 3540 seconds`, `at most 50 characters`.
    pub fn limits(&self) -> Option<String> {
        let with_unit = |number: i64| match (self.value_kind(), number) {
            (Kind::Seconds, 1) => "1 second".to_owned(),
            (Kind::Seconds, number) => format!("{number} seconds"),
            (_, number) => number.to_string(),
        };
        let declared = |number: &Option<Spanned<i64>>| number.as_ref().map(|number| *number.get_ref());
        match (declared(&self.min), declared(&self.max), self.max_length) {
            (Some(min), Some(max), _) => Some(format!("{min} to {}", with_unit(max))),
            (Some(min), None, _) => Some(format!("at least {}", with_unit(min))),
            (None, Some(max), _) => Some(format!("at most {}", with_unit(max))),
            (None, None, Some(length)) => Some(format!("at most {length} characters")),
            (None, None, None) => None,
        }
    }
}

impl Kind {
    /// What a value is called in a command's help.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::String => "TEXT",
            Self::Integer => "NUMBER",
            Self::Seconds => "TIME",
            Self::Boolean => "BOOLEAN",
            Self::Choice => "WORD",
            Self::Url => "URL",
            Self::Guid => "GUID",
            Self::Secret => "SECRET",
            Self::Roles => "MASK",
            Self::File | Self::Certificate => "FILE",
            Self::List => "VALUE",
        }
    }

    /// The properties that `${name.property}` may name.
    pub fn properties(self) -> &'static [&'static str] {
        match self {
            Self::String | Self::Choice | Self::Url | Self::Guid | Self::Secret => &["segment", "slug"],
            Self::File => &["name", "size", "media-type"],
            Self::Certificate => &["thumbprint", "base64"],
            Self::Integer | Self::Seconds | Self::Boolean | Self::Roles | Self::List => &[],
        }
    }

    /// Whether `${name}` without a property goes into a document.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::File | Self::Certificate | Self::List)
    }
}
