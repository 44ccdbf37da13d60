//! Where a setting stands below its provider, and how well the names of a document fit there.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::pattern::Pattern;
use crate::document::Text;

/// The deepest level that a nesting name reaches: that of documents, which are read no deeper. An address in SyncML
/// is not bounded by the reader.
const DEEPEST: usize = 64;

/// The place of a node below its provider's root, such as `Settings/HeartbeatMin` or `{EntryName}/Desc.{LangId}`.
///
/// `/` parts the levels. `{Name}` stands for a name of the author's choosing, with or without fixed text around it;
/// `{Name+}` stands for one level or more, each of the author's choosing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Text", into = "Text")]
pub struct NodePath {
    text: Text,
    segments: Vec<Segment>,
}

/// One level of a [`NodePath`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// A name that the provider defines.
    Fixed(Text),
    /// A name that the author chooses.
    Chosen {
        /// Fixed text before the chosen part.
        before: Text,
        /// What the chosen part is called.
        name: Text,
        /// Fixed text behind the chosen part.
        after: Text,
        /// Whether it stands for one level or more.
        nests: bool,
    },
}

/// How the name of one level may be written, as far as the path does not say it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing<'c> {
    /// The form of a chosen name.
    pub(super) pattern: Option<&'c Pattern>,
    /// Further documented spellings of a fixed name.
    pub(super) spellings: &'c [String],
}

impl Writing<'_> {
    /// Nothing is known.
    pub(super) const ANY: Self = Self { pattern: None, spellings: &[] };
}

/// How well a name fits a level, best first: a fixed name wins over a chosen one even when only case or blanks make
/// it so, since that is what the author will have meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// The fixed name as documented, in one of its spellings.
    Exact,
    /// The fixed name in another case.
    CaseDiffers,
    /// The fixed name with blanks before or behind it.
    BlankAround,
    /// A chosen name with the fixed text around it.
    Affixed,
    /// A chosen name of the documented form.
    Patterned,
    /// A chosen name of no particular form.
    Free,
    /// A chosen name that does not have the documented form.
    Malformed,
}

/// Text that is no place of a node.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no path of a node: write names joined by `/`, each fixed or with one `{{Name}}` in it; one of them may be `{{Name+}}`"
)]
pub struct NodePathError(String);

impl NodePath {
    /// The levels, outermost first; at least one.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The innermost level.
    pub fn last(&self) -> Option<&Segment> {
        self.segments.last()
    }

    /// The innermost level as written in the provider's file.
    pub fn name(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or_default()
    }

    /// The path as written in the provider's file.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The path of the group around the node; `None` directly below the root.
    pub fn parent(&self) -> Option<&str> {
        self.text.rsplit_once('/').map(|(parent, _)| parent)
    }

    /// The levels for a message: fixed names in backticks, an ellipsis for each that the author chooses.
    pub fn shown(&self) -> String {
        let levels = self.segments.iter().map(|segment| match segment {
            Segment::Fixed(name) => format!("`{name}`"),
            Segment::Chosen { before, after, .. } if before.is_empty() && after.is_empty() => "…".to_owned(),
            Segment::Chosen { before, after, .. } => format!("`{before}…{after}`"),
        });
        levels.collect::<Vec<_>>().join(" > ")
    }

    /// The paths of the groups around the node, outermost first.
    pub(super) fn groups(&self) -> impl Iterator<Item = &str> {
        self.text.match_indices('/').map(|(end, _)| &self.text[..end])
    }

    /// How the names fit, level by level, or `None` when they belong elsewhere. `writing` gives that of a level.
    pub(super) fn fit<'c>(
        &self,
        writing: impl Fn(usize) -> Writing<'c>,
        names: &[&str],
        ignore_case: bool,
    ) -> Option<Vec<Fit>> {
        fit_levels(&self.segments, 0, &writing, names, ignore_case)
    }

    /// The names among these that the nesting level takes: all that the levels before and behind it leave.
    pub(super) fn nested<'n, 'a>(&self, names: &'n [&'a str]) -> &'n [&'a str] {
        let Some(at) = self.segments.iter().position(Segment::nests) else { return &[] };
        let behind = self.segments.len() - at - 1;
        names.get(at..names.len().saturating_sub(behind)).unwrap_or_default()
    }

    /// The fixed name directly behind the nesting level.
    pub(super) fn fixed_behind_nesting(&self) -> Option<&str> {
        let at = self.segments.iter().position(Segment::nests)?;
        self.segments.get(at + 1)?.fixed()
    }

    /// Whether it may have this many levels.
    pub(super) fn may_have_levels(&self, count: usize) -> bool {
        let nested = || self.segments.iter().any(Segment::nests) && count <= DEEPEST;
        count == self.segments.len() || (count > self.segments.len() && nested())
    }
}

/// How names fit the levels from `level` on.
fn fit_levels<'c>(
    segments: &[Segment],
    level: usize,
    writing: &impl Fn(usize) -> Writing<'c>,
    names: &[&str],
    ignore_case: bool,
) -> Option<Vec<Fit>> {
    let (Some(segment), Some(name)) = (segments.get(level), names.first()) else {
        return (level == segments.len() && names.is_empty()).then(Vec::new);
    };
    let first = segment.fit(writing(level), name, ignore_case)?;
    let behind = |level| fit_levels(segments, level, writing, &names[1..], ignore_case);
    let ends_here = behind(level + 1);
    let goes_on = segment.nests().then(|| behind(level)).flatten();
    let rest = match (ends_here, goes_on) {
        (Some(one), Some(other)) => one.min(other),
        (one, other) => one.or(other)?,
    };
    Some(std::iter::once(first).chain(rest).collect())
}

impl Segment {
    /// The level that is written so; `None` when it is none.
    fn parse(text: &str) -> Option<Self> {
        let Some(open) = text.bytes().position(|byte| matches!(byte, b'{' | b'}')) else {
            return (!text.is_empty()).then(|| Self::Fixed(text.into()));
        };
        let (before, rest) = text.split_at(open);
        let (inner, after) = rest.strip_prefix('{')?.split_once('}')?;
        let (name, nests) = inner.strip_suffix('+').map_or((inner, false), |name| (name, true));
        let well_formed = !name.is_empty() && !name.contains('{') && !after.contains(['{', '}']);
        well_formed.then(|| Self::Chosen {
            before: before.into(),
            name: name.into(),
            after: after.into(),
            nests,
        })
    }

    /// The fixed name; `None` where the author chooses.
    pub fn fixed(&self) -> Option<&str> {
        match self {
            Self::Fixed(name) => Some(name),
            Self::Chosen { .. } => None,
        }
    }

    /// Whether it stands for one level or more.
    pub const fn nests(&self) -> bool {
        matches!(self, Self::Chosen { nests: true, .. })
    }

    /// How `name` fits; `pattern` is the form that a chosen name must have. An empty name fits only where a pattern
    /// allows it.
    pub(super) fn fit(&self, writing: Writing<'_>, name: &str, ignore_case: bool) -> Option<Fit> {
        match self {
            Self::Fixed(fixed) => {
                if name == fixed || writing.spellings.iter().any(|spelling| spelling == name) {
                    return Some(Fit::Exact);
                }
                let trimmed = name.trim();
                if !equal_but_for_case(trimmed, fixed) {
                    None
                } else if trimmed.len() < name.len() {
                    Some(Fit::BlankAround)
                } else {
                    Some(if ignore_case { Fit::Exact } else { Fit::CaseDiffers })
                }
            }
            Self::Chosen { before, after, .. } => {
                let affixed = !before.is_empty() || !after.is_empty();
                let chosen = strip_prefix(name, before, ignore_case)
                    .and_then(|rest| strip_suffix(rest, after, ignore_case))?;
                match writing.pattern {
                    Some(pattern) if !pattern.is_match(name) => Some(Fit::Malformed),
                    Some(_) => Some(if affixed { Fit::Affixed } else { Fit::Patterned }),
                    None if chosen.is_empty() => None,
                    None => Some(if affixed { Fit::Affixed } else { Fit::Free }),
                }
            }
        }
    }
}

/// Whether two names differ in upper and lower case at most.
pub(super) fn equal_but_for_case(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
        || (!(one.is_ascii() && other.is_ascii()) && one.to_lowercase() == other.to_lowercase())
}

fn strip_prefix<'a>(name: &'a str, before: &str, ignore_case: bool) -> Option<&'a str> {
    let head = name.get(..before.len())?;
    (head == before || (ignore_case && equal_but_for_case(head, before))).then(|| &name[before.len()..])
}

fn strip_suffix<'a>(name: &'a str, after: &str, ignore_case: bool) -> Option<&'a str> {
    let start = name.len().checked_sub(after.len())?;
    let tail = name.get(start..)?;
    (tail == after || (ignore_case && equal_but_for_case(tail, after))).then(|| &name[..start])
}

impl TryFrom<Text> for NodePath {
    type Error = NodePathError;

    fn try_from(text: Text) -> Result<Self, Self::Error> {
        let segments: Option<Vec<Segment>> = text.split('/').map(Segment::parse).collect();
        match segments {
            // With two nesting names it would be open which of them takes a level.
            Some(segments) if segments.iter().filter(|segment| segment.nests()).count() <= 1 => {
                Ok(Self { text, segments })
            }
            _ => Err(NodePathError(text.into())),
        }
    }
}

impl From<NodePath> for Text {
    fn from(path: NodePath) -> Self {
        path.text
    }
}

impl fmt::Display for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> NodePath {
        NodePath::try_from(Text::from(text)).unwrap()
    }

    fn fit(path_text: &str, names: &[&str]) -> Option<Vec<Fit>> {
        path(path_text).fit(|_| Writing::ANY, names, false)
    }

    #[test]
    fn fixed_names_fit_exactly_in_another_case_or_with_blanks() {
        assert_eq!(fit("Settings/HeartbeatMin", &["Settings", "HeartbeatMin"]), Some(vec![Fit::Exact; 2]));
        assert_eq!(
            fit("Settings/HeartbeatMin", &["settings", "HeartbeatMin "]),
            Some(vec![Fit::CaseDiffers, Fit::BlankAround])
        );
        assert_eq!(fit("Settings/HeartbeatMin", &["Settings"]), None);
    }

    #[test]
    fn a_chosen_name_may_have_fixed_text_around_it_and_is_never_empty() {
        assert_eq!(fit("{Entry}/Desc.{Language}", &["a", "Desc.0409"]), Some(vec![Fit::Free, Fit::Affixed]));
        assert_eq!(fit("{Entry}/Desc.{Language}", &["a", "Desc."]), None);
        assert_eq!(fit("{Entry}", &[""]), None);
    }

    #[test]
    fn a_nesting_name_takes_as_many_levels_as_there_are() {
        let source = path("{Path+}/Copy/Source");
        for names in [&["a", "Copy", "Source"][..], &["a", "b", "c", "Copy", "Source"]] {
            let fits = source.fit(|_| Writing::ANY, names, false).unwrap();
            assert_eq!(fits[names.len() - 2..], [Fit::Exact; 2]);
            assert!(source.may_have_levels(names.len()));
        }
        assert_eq!(source.fit(|_| Writing::ANY, &["Copy", "Source"], false), None);
    }

    #[test]
    fn an_address_of_any_length_is_answered() {
        let names = vec!["a"; 1_000_000];
        assert!(!path("{Path+}").may_have_levels(names.len()));
        assert!(path("{Path+}").may_have_levels(64));
    }

    #[test]
    fn malformed_paths_are_refused() {
        for text in ["", "a//b", "/a", "{", "{}", "a}b", "{a}{b}", "{+}", "{a+}/b/{c+}"] {
            assert!(NodePath::try_from(Text::from(text)).is_err(), "{text}");
        }
    }
}
