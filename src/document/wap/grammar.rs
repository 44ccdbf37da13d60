//! The grammar of MSPROV as a table: elements, where they stand, their attributes and the values of those
//! (<https://learn.microsoft.com/en-us/previous-versions/bb737266(v=msdn.10)> and the pages of the elements below it).

use super::Form;

/// The root.
pub(crate) const ROOT: &str = "wap-provisioningdoc";

/// The attributes of the root.
pub(crate) const ROOT_ATTRIBUTES: &[&str] = &["version"];

/// One element below the root.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) sort: Sort,
    pub(crate) form: Form,
    /// The attributes beside the key (`type` or `name`).
    pub(crate) attributes: &'static [&'static str],
    /// Whether something may stand inside.
    pub(crate) has_content: bool,
}

/// Groups are called by their `type` and may stand below the root; settings are called by their `name` and may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Group,
    Setting,
}

impl Sort {
    /// The attribute that names the element.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Group => "type",
            Self::Setting => "name",
        }
    }
}

/// `translation` is documented for characteristics; CabWiz writes it on the parms of FileOperation too. The describing
/// attributes come in answers only; they are not wrong in a request, just without effect.
const PARM_ATTRIBUTES: &[&str] = &[
    "value",
    "datatype",
    "translation",
    "semantic-type",
    "minvalue",
    "maxvalue",
    "maxlength",
    "options",
    "multiple",
    "label",
];

/// `recursive` is a question's; a device repeats it on the characteristic that answers
/// (<https://learn.microsoft.com/en-us/previous-versions/ms890672(v=msdn.10)>).
const GROUP_ATTRIBUTES: &[&str] = &["translation", "mwid", "recursive"];

const fn group(
    name: &'static str,
    form: Form,
    attributes: &'static [&'static str],
    has_content: bool,
) -> Rule {
    Rule { name, sort: Sort::Group, form, attributes, has_content }
}

const fn setting(name: &'static str, form: Form, attributes: &'static [&'static str]) -> Rule {
    Rule { name, sort: Sort::Setting, form, attributes, has_content: false }
}

/// Every element but the root.
pub(crate) const ELEMENTS: &[Rule] = &[
    group("characteristic", Form::Set, GROUP_ATTRIBUTES, true),
    group("nocharacteristic", Form::Remove, &["mwid", "translation"], false),
    group("characteristic-query", Form::Query, &["recursive", "mwid", "translation"], false),
    group("characteristic-error", Form::SetError, &["desc", "translation", "mwid"], true),
    group("nocharacteristic-error", Form::RemoveError, &["desc", "mwid", "translation"], false),
    group(
        "characteristic-query-error",
        Form::QueryError,
        &["desc", "recursive", "mwid", "translation"],
        false,
    ),
    setting("parm", Form::Set, PARM_ATTRIBUTES),
    setting("noparm", Form::Remove, &[]),
    setting("parm-query", Form::Query, &[]),
    setting("parm-error", Form::SetError, &["desc", "value", "datatype"]),
    setting("noparm-error", Form::RemoveError, &["desc"]),
    setting("parm-query-error", Form::QueryError, &["desc"]),
];

/// The attributes whose values are a closed list.
pub(crate) const VALUES: &[(&str, &[&str])] = &[
    ("version", &["1.0", "1.1"]),
    ("recursive", &["TRUE", "FALSE"]),
    ("mwid", &["1"]),
    ("translation", &["filesystem", "install"]),
    ("datatype", &["integer", "string", "float", "boolean", "binary", "multiplestring", "date", "time"]),
    ("multiple", &["0", "1"]),
];

/// The element called `name`.
pub(crate) fn element(name: &str) -> Option<&'static Rule> {
    ELEMENTS.iter().find(|rule| rule.name == name)
}

/// The element of this sort and form.
pub(crate) fn name(sort: Sort, form: Form) -> &'static str {
    ELEMENTS.iter().find(|rule| rule.sort == sort && rule.form == form).map_or("", |rule| rule.name)
}

impl Form {
    /// Whether only a device's answer has this form.
    pub fn is_answer(self) -> bool {
        matches!(self, Self::SetError | Self::RemoveError | Self::QueryError)
    }
}
