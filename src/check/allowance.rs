//! Allowances: findings that somebody has seen and accepts, with the reason.
//!
//! In a document, a comment before the element that it is about:
//!
//! ```xml
//! <!-- provsmith: allow one-way-door the next package of the series opens it again -->
//! ```
//!
//! It holds for the next element and what is in it; before the root, for the document. From outside, `RULE=REASON`
//! holds for every document of a run. An allowance that allows nothing is a finding itself, so that none outlives its
//! reason.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::str::FromStr;

use super::Report;
use super::rule_named;
use super::scopes::Scopes;
use crate::document::Text;
use crate::document::xml::{Element, Make, Tree};
use crate::finding::{AllowedBy, Finding, Origin, Severity, Source, Span, Spanned, nearest};

/// What a comment must begin with to allow something.
const MARK: &str = "provsmith:";

/// The rule that tells of allowances that allow nothing; it comes last, when all others have spoken.
pub(super) const UNUSED: &str = "allowance-unused";

/// Rules whose findings say that something could not be read: no reason makes it readable.
const NOT_ALLOWABLE: [&str; 7] = [
    "document-kind",
    "encoding",
    "entity-declaration",
    "nesting-depth",
    "unexpected-element",
    "wbxml-syntax",
    "xml-syntax",
];

/// A rule whose findings are accepted in every document of a run, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    rule: &'static str,
    reason: String,
}

/// A finding that is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// What was found.
    pub finding: Finding,
    /// Why it is accepted.
    pub reason: String,
    /// Who says so.
    pub origin: AllowedBy,
}

/// A text that allows nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllowanceError {
    /// No reason is given.
    #[error("`{0}` gives no reason: write why the findings of the rule are accepted, as in `RULE=REASON`")]
    NoReason(String),
    /// There is no such rule.
    #[error("there is no rule `{name}`{}", meant.map(|meant| format!(": write `{meant}` if that was meant")).unwrap_or_default())]
    UnknownRule {
        /// The name as given.
        name: String,
        /// The rule that was most likely meant.
        meant: Option<&'static str>,
    },
    /// The rule tells that a document could not be read.
    #[error("`{0}` cannot be allowed: what it finds is not read, so that nothing is known of the document")]
    NotAllowable(&'static str),
}

impl Allowance {
    /// An allowance of the rule called `name`, with a reason.
    ///
    /// # Errors
    /// When there is no such rule, it cannot be allowed, or the reason is empty.
    pub fn new(name: &str, reason: &str) -> Result<Self, AllowanceError> {
        let Some(rule) = rule_named(name) else {
            let meant = nearest(name, super::RULES.iter().map(|rule| rule.name));
            return Err(AllowanceError::UnknownRule { name: name.to_owned(), meant });
        };
        if NOT_ALLOWABLE.contains(&rule.name) {
            return Err(AllowanceError::NotAllowable(rule.name));
        }
        match reason.trim() {
            "" => Err(AllowanceError::NoReason(name.to_owned())),
            reason => Ok(Self { rule: rule.name, reason: reason.to_owned() }),
        }
    }

    /// The name of the rule.
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// Whether it was of use in a document.
    pub fn is_used_in(&self, report: &Report) -> bool {
        report.used.contains(&self.rule)
    }

    /// The finding that this allowance, which was of use nowhere, is of no use; `place` is where it is written.
    pub fn unused(&self, place: Span) -> Finding {
        unused(self.rule, place)
    }

    /// The same as a report of its own, on the option `--allow` as it was typed.
    pub fn unused_option(&self) -> Report {
        let text = format!("{}={}", self.rule, self.reason);
        let findings = vec![self.unused(Span::new(0, self.rule.len()))];
        Report::of_findings(Source::new("--allow", text).standing(Origin::CommandLine), findings)
    }
}

impl FromStr for Allowance {
    type Err = AllowanceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, reason) = text.split_once('=').unwrap_or((text, ""));
        Self::new(name.trim(), reason)
    }
}

fn unused(rule: &str, place: Span) -> Finding {
    Finding::new(
        UNUSED,
        Severity::Warning,
        place,
        format!("`{rule}` finds nothing here that is to be allowed"),
    )
    .with_help("remove the allowance: its reason is gone")
}

/// A comment that allows what another one before the same element allows already.
fn second(rule: &str, place: Span) -> Finding {
    let message = format!("`{rule}` is allowed here already, by a comment before this one");
    Finding::new(UNUSED, Severity::Warning, place, message).with_help("write both reasons into one comment")
}

/// All allowances that hold for one document.
#[derive(Debug)]
pub(super) struct Allowances {
    held: Vec<Held>,
    /// Where they hold, by the rules that they are for.
    by_rule: BTreeMap<&'static str, Places>,
}

/// Where the allowances of one rule hold, each as its index.
#[derive(Debug, Default)]
struct Places {
    everywhere: Vec<usize>,
    scopes: Scopes,
}

#[derive(Debug)]
struct Held {
    allowance: Allowance,
    /// Where it holds; `None`: everywhere.
    scope: Option<Span>,
    /// The comment that gives it.
    comment: Option<Span>,
    /// Whether a comment before it allows the same for the same.
    is_second: bool,
    used: bool,
}

/// A comment that speaks to the checker, and what it stands before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    comment: Spanned<Text>,
    about: About,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Document,
    Element(Span),
    Nothing,
}

/// Notes the comments that speak to the checker while a document is read; what is made of it is another's to say.
#[derive(Debug)]
pub(super) struct Remarked<M> {
    make: M,
    remarks: Vec<Remark>,
    open: Vec<Inside>,
}

/// Where the remarks in an element that is open stand among all.
#[derive(Debug)]
struct Inside {
    /// The first in it.
    first: usize,
    /// The first that may be about an element still to come.
    waiting: usize,
}

impl<M: Make> Remarked<M> {
    pub(super) fn new(make: M) -> Self {
        Self { make, remarks: Vec::new(), open: Vec::new() }
    }

    /// What has made the document, and the remarks in it, in its order; those before the root are about all of it.
    pub(super) fn finish(self, document: Option<&Tree<M::Node>>) -> (M, Vec<Remark>) {
        let marked = |comments: &[Spanned<Text>], about| {
            let marked = comments.iter().filter(|comment| is_marked(comment)).cloned();
            marked.map(|comment| Remark { comment, about }).collect::<Vec<_>>()
        };
        let before = document.map(|document| marked(&document.before, About::Document)).unwrap_or_default();
        let after = document.map(|document| marked(&document.after, About::Nothing)).unwrap_or_default();
        (self.make, before.into_iter().chain(self.remarks).chain(after).collect())
    }
}

impl<M: Make> Make for Remarked<M> {
    type Node = M::Node;

    fn start(&mut self, open: &[Element<M::Node>]) {
        let first = self.remarks.len();
        self.open.push(Inside { first, waiting: first });
        self.make.start(open);
    }

    fn text(&mut self, parent: &Element<M::Node>, text: Spanned<Text>) -> Option<M::Node> {
        self.make.text(parent, text)
    }

    fn comment(&mut self, comment: Spanned<Text>) -> Option<M::Node> {
        if is_marked(&comment) {
            self.remarks.push(Remark { comment: comment.clone(), about: About::Nothing });
        }
        self.make.comment(comment)
    }

    /// A comment is about the next element beside it.
    fn element(&mut self, element: Element<M::Node>) -> Option<M::Node> {
        if let (Some(inner), Some(outer)) = (self.open.pop(), self.open.last_mut()) {
            for remark in &mut self.remarks[outer.waiting..inner.first] {
                remark.about = About::Element(element.place());
            }
            outer.waiting = self.remarks.len();
        }
        self.make.element(element)
    }
}

impl Allowances {
    /// Those that the caller gives, and those in the comments of a document; and what is wrong with the comments that
    /// are meant to allow something and do not.
    pub(super) fn new(given: &[Allowance], remarks: &[Remark]) -> (Self, Vec<Spanned<String>>) {
        let everywhere = |allowance: &Allowance| Held {
            allowance: allowance.clone(),
            scope: None,
            comment: None,
            is_second: false,
            used: false,
        };
        let mut held: Vec<Held> = given.iter().map(everywhere).collect();
        let mut slips = Vec::new();
        let mut said = HashSet::new();
        for remark in remarks {
            match Held::read(remark) {
                Ok(mut read) => {
                    read.is_second = !said.insert((read.allowance.rule, read.scope));
                    held.push(read);
                }
                Err(message) => slips.push(Spanned::new(message, remark.comment.span)),
            }
        }
        let by_rule = places(&held);
        (Self { held, by_rule }, slips)
    }

    /// Parts findings into those that stand and those that are allowed; the allowances that were needed are noted.
    pub(super) fn part(&mut self, found: Vec<Finding>) -> (Vec<Finding>, Vec<Allowed>) {
        if self.held.is_empty() {
            return (found, Vec::new());
        }
        let mut standing = Vec::new();
        let mut allowed = Vec::new();
        for finding in found {
            let mut reasons: Vec<&str> = Vec::new();
            let mut first = None;
            let places = self.by_rule.get(finding.rule);
            let holding = places.map(|places| places.at(finding.span)).unwrap_or_default();
            holding.iter().for_each(|index| self.held[*index].used = true);
            for held in holding.iter().map(|index| &self.held[*index]) {
                let origin = if held.comment.is_some() { AllowedBy::Comment } else { AllowedBy::Caller };
                let reason = held.allowance.reason.as_str();
                // Of one origin every reason is kept: somebody wrote each of them.
                if *first.get_or_insert(origin) == origin && !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            match first {
                Some(origin) => allowed.push(Allowed { finding, reason: reasons.join("; "), origin }),
                None => standing.push(finding),
            }
        }
        (standing, allowed)
    }

    /// The rules of which some findings may be allowed.
    pub(super) fn rules(&self) -> BTreeSet<&'static str> {
        self.held.iter().map(|held| held.allowance.rule).collect()
    }

    /// A finding for each comment that was of no use.
    pub(super) fn unused(&self) -> impl Iterator<Item = Finding> {
        let idle = self.held.iter().filter(|held| !held.used);
        idle.filter_map(|held| {
            let (rule, comment) = (held.allowance.rule, held.comment?);
            Some(if held.is_second { second(rule, comment) } else { unused(rule, comment) })
        })
    }

    /// The rules whose findings the caller allowed where there were some.
    pub(super) fn used(&self) -> Vec<&'static str> {
        let from_caller = self.held.iter().filter(|held| held.used && held.comment.is_none());
        from_caller.map(|held| held.allowance.rule).collect()
    }
}

impl Held {
    fn read(remark: &Remark) -> Result<Self, String> {
        let scope = match remark.about {
            About::Document => None,
            About::Element(element) => Some(element),
            About::Nothing => {
                return Err(
                    "no element follows this allowance: write it before the element that it is about"
                        .to_owned(),
                );
            }
        };
        let allowance = parse(&remark.comment.value)?;
        Ok(Self { allowance, scope, comment: Some(remark.comment.span), is_second: false, used: false })
    }
}

/// Where allowances hold. One that says what another has said holds nowhere.
fn places(held: &[Held]) -> BTreeMap<&'static str, Places> {
    let mut scoped: BTreeMap<&'static str, Vec<(usize, Span)>> = BTreeMap::new();
    let mut by_rule: BTreeMap<&'static str, Places> = BTreeMap::new();
    for (index, held) in held.iter().enumerate().filter(|(_, held)| !held.is_second) {
        let rule = held.allowance.rule;
        let places = by_rule.entry(rule).or_default();
        match held.scope {
            Some(scope) => scoped.entry(rule).or_default().push((index, scope)),
            None => places.everywhere.push(index),
        }
    }
    for (rule, elements) in scoped {
        by_rule.entry(rule).or_default().scopes = Scopes::of(elements);
    }
    by_rule
}

impl Places {
    /// Those that hold for a finding here, in the order in which they were given.
    fn at(&self, place: Option<Span>) -> Vec<usize> {
        let around = place.into_iter().flat_map(|place| self.scopes.around(place.start()));
        let mut found: Vec<usize> = self.everywhere.iter().copied().chain(around).collect();
        found.sort_unstable();
        found
    }
}

/// Whether a comment speaks to the checker, or is meant to: in upper or lower case, with the colon or, before `allow`,
/// without.
fn is_marked(comment: &Spanned<Text>) -> bool {
    let name = MARK.trim_end_matches(':');
    let Some((start, rest)) = comment.value.trim_start().split_at_checked(name.len()) else { return false };
    let rest = rest.trim_start();
    let asks = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    start.eq_ignore_ascii_case(name) && (asks(":") || asks("allow"))
}

/// `provsmith: allow RULE reason`.
fn parse(comment: &str) -> Result<Allowance, String> {
    const FORM: &str = "write `provsmith: allow RULE reason`";
    let Some(text) = comment.trim().strip_prefix(MARK).map(str::trim) else {
        return Err(format!("the comment does not begin with `{MARK}` and so allows nothing: {FORM}"));
    };
    let (verb, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if verb != "allow" {
        return Err(format!("`{verb}` is nothing that a comment can ask for: {FORM}"));
    }
    let rest = rest.trim();
    let (rule, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Allowance::new(rule, reason).map_err(|error| match error {
        AllowanceError::NoReason(_) => format!("the allowance gives no reason: {FORM}"),
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_names_a_rule_and_a_reason() {
        assert_eq!("unknown-parm=made by the OEM".parse::<Allowance>().unwrap().rule(), "unknown-parm");
        for (text, word) in [
            ("unknown-parm", "reason"),
            ("unknown-parm= ", "reason"),
            ("unknwon-parm=x", "`unknown-parm`"),
            ("xml-syntax=x", "cannot be allowed"),
            ("=x", "no rule"),
        ] {
            let message = text.parse::<Allowance>().unwrap_err().to_string();
            assert!(message.contains(word), "{text}: {message}");
        }
    }
}
