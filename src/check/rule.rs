//! What a rule is, and the table of all rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::allowance::{Allowances, UNUSED};
use super::policy::PolicyChange;
use super::{Allowed, Subject};
use crate::catalogue::Node;
use crate::catalogue::placement::Placed;
use crate::catalogue::policies::Policies;
use crate::document::{Fault, FaultKind};
use crate::finding::{Finding, Fix, Severity, Source, Span};

mod table {
    //! The table of the rules, made by the build script from the folder: a further rule is one new file.
    include!(concat!(env!("OUT_DIR"), "/rules.rs"));
}

use table::PAGES;
pub use table::RULES;

/// A named check.
#[derive(Debug)]
pub struct Rule {
    /// The name, kebab-case, stable for ever; the name of the rule's file.
    pub name: &'static str,
    /// The most that its findings mean for the document: where the case is milder or the evidence thin, they mean less.
    pub severity: Severity,
    /// What it looks for, in one line.
    pub summary: &'static str,
    /// Looks for it.
    pub(super) check: fn(&Subject<'_>, &mut Findings),
}

/// The rule called `name`.
pub fn rule_named(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// The page of the rule called `name`: what it finds, why that matters, an example that fails and one that passes, and
/// the sources, as Markdown.
pub fn page_of(name: &str) -> Option<&'static str> {
    PAGES.iter().find(|(rule, _)| *rule == name).map(|(_, page)| *page)
}

/// Where a rule puts what it found.
#[derive(Debug)]
pub(super) struct Findings {
    rule: &'static Rule,
    found: Vec<Finding>,
    /// For each severity of the findings that are not kept, one that stands for all.
    beyond: Vec<Finding>,
    /// How many are kept.
    room: usize,
    /// The sections whose provider is a guess, in document order.
    guessed: Arc<[Span]>,
}

/// What was found, by place.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What stands.
    pub(super) standing: Vec<Finding>,
    /// What is accepted.
    pub(super) allowed: Vec<Allowed>,
}

impl Found {
    /// Adds what one rule found.
    fn add(&mut self, found: Vec<Finding>, allowances: &mut Allowances) {
        let (mut standing, mut allowed) = allowances.part(found);
        self.standing.append(&mut standing);
        self.allowed.append(&mut allowed);
    }

    /// As many of each rule as a person would read, by place.
    pub(super) fn abridged(self) -> Self {
        let mut standing: BTreeMap<&'static str, Vec<Finding>> = BTreeMap::new();
        for finding in self.standing {
            standing.entry(finding.rule).or_default().push(finding);
        }
        let mut allowed: BTreeMap<&'static str, Vec<Allowed>> = BTreeMap::new();
        for one in self.allowed {
            let kept = allowed.entry(one.finding.rule).or_default();
            match kept.get_mut(MOST - 1) {
                // The last that is listed stands for the others.
                Some(last) => last.finding.count += one.finding.count,
                None => kept.push(one),
            }
        }
        let standing = standing.into_values().flat_map(listed).collect();
        Self { standing, allowed: allowed.into_values().flatten().collect() }.by_place()
    }

    fn by_place(mut self) -> Self {
        self.standing.sort_by_key(|finding| (finding.span, finding.rule));
        self.allowed.sort_by_key(|allowed| (allowed.finding.span, allowed.finding.rule));
        self
    }
}

/// How many findings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// As many as a person would read; the others are counted.
    Read,
    /// All.
    Whole,
}

/// From how many groups and settings on the rules look at a document on all cores; for fewer, starting threads would
/// take longer than the work.
const WORTH_SHARING: usize = 2000;
/// How many findings of one rule and severity are listed: as many as a person would read.
const MOST: usize = 100;
/// How many findings of one rule are kept to find the first among them; the others are counted only, so that a
/// document of many megabytes does not cost many times its size in remarks. Where some may be allowed, all are kept.
const ROOM: usize = 1000;
/// The longest quoted text in a message, in bytes; of a longer one the middle is left out.
const LONGEST_QUOTED: usize = 200;

impl Findings {
    /// What all rules find in `subject`, parted by the allowances.
    pub(super) fn of_all_rules(subject: &Subject<'_>, extent: Extent, allowances: &mut Allowances) -> Found {
        let mut all = Found::default();
        let guessed: Arc<[Span]> = subject.guessed_sections().map(|section| section.span()).collect();
        let allowable = allowances.rules();
        let found_by = |rule: &&'static Rule| {
            let is_whole = extent == Extent::Whole || allowable.contains(rule.name);
            let room = if is_whole { usize::MAX } else { ROOM };
            let mut findings =
                Self { rule, found: Vec::new(), beyond: Vec::new(), room, guessed: Arc::clone(&guessed) };
            (rule.check)(subject, &mut findings);
            findings.finish(subject.source)
        };
        let rules = RULES.iter().filter(|rule| rule.name != UNUSED);
        let found: Vec<_> = if subject.items().len() < WORTH_SHARING {
            rules.map(found_by).collect()
        } else {
            rules.collect::<Vec<_>>().into_par_iter().map(found_by).collect()
        };
        for found in found {
            all.add(found, allowances);
        }
        all.add(allowances.unused().collect(), allowances);
        let all = all.by_place();
        if extent == Extent::Read { all.abridged() } else { all }
    }

    /// A finding of the current rule, with its default severity, to be completed and added.
    pub(super) fn at(&self, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(self.rule.name, self.rule.severity, span, message)
    }

    /// A finding of the current rule about the package around the document.
    pub(super) fn of_package(&self, message: impl Into<String>) -> Finding {
        Finding { span: None, ..self.at(Span::default(), message) }
    }

    /// A finding that rests on what the catalogue says of an item's provider, and of its node if one is given: its
    /// page is named, and evidence that is thin makes no error.
    pub(super) fn on(&self, item: &Placed<'_>, node: Option<&Node>, span: Span, message: String) -> Finding {
        let mut finding = self.at(span, message);
        let page = item
            .known_provider()
            .and_then(|provider| provider.sources.iter().find(|source| source.starts_with("http")));
        finding.reference = page.cloned();
        match node.and_then(|node| node.unsure.as_ref()) {
            Some(_) => finding.resting_on_thin_evidence(),
            None => finding,
        }
    }

    /// A finding about a change of a security policy: its page is named.
    pub(super) fn on_policy(&self, change: &PolicyChange, span: Span, message: String) -> Finding {
        let mut finding = self.at(span, message);
        finding.reference = Policies::builtin().page_of(change.policy).map(str::to_owned);
        finding
    }

    /// Adds every fault of form of one kind.
    pub(super) fn add_faults(&mut self, subject: &Subject<'_>, kind: FaultKind) {
        self.add_faults_with_repair(subject, kind, |_| None);
    }

    /// The same, where some can be repaired.
    pub(super) fn add_faults_with_repair(
        &mut self,
        subject: &Subject<'_>,
        kind: FaultKind,
        repair: impl Fn(&Fault) -> Option<Fix>,
    ) {
        for fault in subject.faults.iter().filter(|fault| fault.kind == kind) {
            let mut finding = self.at(fault.span, &fault.message);
            finding.help.clone_from(&fault.help);
            finding.reference = subject.model.grammar_page(kind).map(str::to_owned);
            finding.fix = repair(fault).or_else(|| word_repair(subject, fault));
            self.found.push(finding.standing_for(fault.count));
        }
    }

    /// Adds a finding. In a section whose provider is a guess it may be wrong to complain, so that it is no error.
    pub(super) fn add(&mut self, mut finding: Finding) {
        if finding.span.is_some_and(|span| self.is_guessed(span)) {
            finding = finding.resting_on_thin_evidence();
        }
        self.push(finding);
    }

    /// Adds a finding about what cannot be undone. It is an error however thin the evidence, and whatever the section
    /// is a guess for, until somebody allows it; how, is added to its help.
    pub(super) fn stop(&mut self, mut finding: Finding) {
        let way_on = format!("to do it all the same, say why: --allow {}=REASON", self.rule.name);
        finding.help = Some(finding.help.map_or(way_on.clone(), |help| format!("{help}; {way_on}")));
        self.push(finding.that_stops());
    }

    fn push(&mut self, mut finding: Finding) {
        debug_assert!(finding.severity <= self.rule.severity, "{finding:?} is graver than its rule");
        finding.message = with_short_quotes(&finding.message);
        finding.help = finding.help.as_deref().map(with_short_quotes);
        if self.found.len() < self.room {
            self.found.push(finding);
            return;
        }
        match self.beyond.iter_mut().find(|rest| rest.severity == finding.severity) {
            Some(rest) => rest.count += finding.count,
            None => self.beyond.push(finding),
        }
    }

    /// What was found; of what is counted only, one finding of each severity for all.
    fn finish(mut self, source: &Source) -> Vec<Finding> {
        self.found.extend(self.beyond.into_iter().map(Finding::for_others));
        for finding in &mut self.found {
            finding.fix = finding.fix.take().filter(|fix| !takes_markup(source, fix));
        }
        self.found
    }

    fn is_guessed(&self, place: Span) -> bool {
        let behind = self.guessed.partition_point(|section| section.start() <= place.start());
        behind.checked_sub(1).is_some_and(|last| place.start() < self.guessed[last].end())
    }
}

/// Whether a repair would take a comment, an instruction, or the marks around a CDATA section with the text: what its
/// author wrote beside the text stays, and so the text is left to the author.
fn takes_markup(source: &Source, fix: &Fix) -> bool {
    ["<!", "<?", "]]>"].iter().any(|mark| source.slice(fix.span).contains(mark))
}

/// The repair of a word for which only one other can have been meant, where it is written without references.
fn word_repair(subject: &Subject<'_>, fault: &Fault) -> Option<Fix> {
    let meant = fault.repair.as_ref()?;
    let is_plain = !subject.source.slice(fault.span).contains(['&', '<']);
    is_plain.then(|| Fix { span: fault.span, replacement: meant.clone() })
}

impl Finding {
    /// In the place of as many findings as it stands for.
    fn for_others(self) -> Self {
        let message = format!("further findings of this kind are not listed: {}", self.count);
        let rest = Self::new(self.rule, self.severity, Span::default(), message);
        Self { span: self.span, ..rest.standing_for(self.count) }
    }
}

/// The first findings of each severity, and in the place of the others one that says how many they are.
fn listed(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_key(|finding| finding.span);
    let mut all = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let mut same = found.iter().filter(|finding| finding.severity == severity);
        all.extend(same.by_ref().take(MOST).cloned());
        let Some(first) = same.next() else { continue };
        let count = first.count + same.map(|finding| finding.count).sum::<usize>();
        all.push(first.clone().standing_for(count).for_others());
    }
    all
}

/// A message in which quoted texts of great length, as values may be, are cut in the middle.
fn with_short_quotes(message: &str) -> String {
    if message.len() <= LONGEST_QUOTED {
        return message.to_owned();
    }
    let shortened = |part: &str| {
        if part.len() <= LONGEST_QUOTED {
            return part.to_owned();
        }
        let head = &part[..part.floor_char_boundary(LONGEST_QUOTED / 2)];
        let tail = &part[part.ceil_char_boundary(part.len() - LONGEST_QUOTED / 4)..];
        format!("{head}…{tail}")
    };
    // Between the first backtick and the second stands a quoted text, and so on.
    let parts = message.split('`').enumerate();
    let parts = parts.map(|(index, part)| if index % 2 == 1 { shortened(part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_quotes_are_cut_in_the_middle_and_the_words_around_them_stay() {
        let long = "é".repeat(1_000_000);
        let short = with_short_quotes(&format!("`{long}` where `Server` wants a whole number"));
        assert!(short.len() < 300 && short.ends_with("é` where `Server` wants a whole number"), "{short}");
        assert_eq!(with_short_quotes("`8m` is short"), "`8m` is short");
    }

    #[test]
    fn of_many_findings_a_hundred_are_listed_and_all_are_counted() {
        let finding = |at| Finding::new("unknown-parm", Severity::Error, Span::new(at, at + 1), "x");
        let listed = listed((0..250).map(finding).collect());
        assert_eq!(listed.len(), MOST + 1);
        assert_eq!(crate::finding::Count::of(&listed).errors, 250);
        assert_eq!(listed[MOST].span, Some(Span::new(100, 101)));
    }
}
