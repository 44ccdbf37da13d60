//! Documents made from the catalogue itself: every misspelt name is found, every valid value passes.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::string::string_regex;
use proptest::test_runner::{Config, TestRunner};
use provsmith::catalogue::{Catalogue, Entry, Node, NodeKind, Protocol, Provider, Segment, ValueType};
use provsmith::check::{self, Options, Report};
use provsmith::document::{Limits, xml};
use provsmith::finding::{Finding, Severity};
use provsmith::wbxml::{self, PrivatePages, Strings};

/// Where a node stands in a document: the names from the root of the provider on.
struct Place<'c> {
    entry: &'c Entry,
    names: Vec<String>,
    kind: NodeKind,
}

impl<'c> Place<'c> {
    /// The node with a name of the documented form at each level that the author chooses.
    fn of(entry: &'c Entry, node: &Node) -> Self {
        let provider = entry.provider();
        let segments = node.path.segments();
        let names = segments.iter().enumerate().map(|(level, segment)| match segment {
            Segment::Fixed(name) => name.to_string(),
            Segment::Chosen { before, after, .. } => {
                let prefix = node.path.as_str().split('/').take(level + 1).collect::<Vec<_>>().join("/");
                let group = provider.nodes.iter().find(|other| other.path.as_str() == prefix);
                let pattern = group.and_then(|group| group.pattern.as_ref());
                format!(
                    "{before}{}{after}",
                    pattern.map_or("Sample".to_owned(), |form| sample(form.as_str()))
                )
            }
        });
        Self { entry, names: names.collect(), kind: node.kind }
    }

    /// A document that sets it, as the provider's protocol writes it, and where its own name stands.
    fn document(&self, value: Option<&str>) -> String {
        let provider = self.entry.provider();
        if speaks(provider, Protocol::Cp) { self.wap(provider, value) } else { self.syncml(value) }
    }

    fn wap(&self, provider: &Provider, value: Option<&str>) -> String {
        let mut text = String::from("<wap-provisioningdoc version=\"1.1\">");
        let (groups, own) = match self.kind {
            NodeKind::Characteristic => (self.names.as_slice(), None),
            NodeKind::Parm => (&self.names[..self.names.len() - 1], self.names.last()),
        };
        for (level, name) in self.entry.wap_path().iter().chain(groups).enumerate() {
            text += &format!("<characteristic type=\"{}\">", escaped(name));
            if level + 1 == self.entry.wap_path().len()
                && let Some(variant) = &provider.variant
            {
                text += &format!("<parm name=\"{}\" value=\"{}\"/>", variant.parm, variant.value);
            }
        }
        if let Some(own) = own {
            let value = value.map(|value| format!(" value=\"{}\"", escaped(value))).unwrap_or_default();
            text += &format!("<parm name=\"{}\"{value}/>", escaped(own));
        }
        text += &"</characteristic>".repeat(self.entry.wap_path().len() + groups.len());
        text + "</wap-provisioningdoc>"
    }

    fn syncml(&self, value: Option<&str>) -> String {
        let segments = self.entry.dm_path().iter().chain(&self.names);
        let address: String = segments.map(|name| format!("/{}", name.replace(' ', "%20"))).collect();
        let data = value.map(|value| format!("<Data>{}</Data>", escaped(value))).unwrap_or_default();
        format!(
            "<SyncBody><Replace><CmdID>1</CmdID><Item><Target><LocURI>.{}</LocURI></Target>{data}</Item></Replace></SyncBody>",
            escaped(&address)
        )
    }
}

fn speaks(provider: &Provider, protocol: Protocol) -> bool {
    provider.protocols.contains(&protocol)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A text of a form, always the same.
fn sample(pattern: &str) -> String {
    let strategy = string_regex(&unanchored(pattern)).unwrap();
    strategy.new_tree(&mut TestRunner::deterministic()).unwrap().current()
}

/// A form without its anchors: generators make whole texts and take none.
fn unanchored(pattern: &str) -> String {
    let mut escaped = false;
    let mut in_class = false;
    let mut kept = String::new();
    for letter in pattern.chars() {
        let is_anchor = !escaped && !in_class && matches!(letter, '^' | '$');
        match letter {
            '[' if !escaped => in_class = true,
            ']' if !escaped => in_class = false,
            _ => {}
        }
        escaped = letter == '\\' && !escaped;
        if !is_anchor {
            kept.push(letter);
        }
    }
    kept
}

fn check(document: &str, catalogue: &Catalogue) -> Report {
    check::check("generated.xml", document.as_bytes(), catalogue, &Options::default())
}

/// The name with another letter in the place of each of its letters.
fn misspelt(name: &str) -> impl Iterator<Item = String> {
    name.char_indices().filter(|(_, letter)| letter.is_ascii_alphabetic()).map(move |(at, letter)| {
        let other = if letter.eq_ignore_ascii_case(&'e') { 'X' } else { 'e' };
        format!("{}{other}{}", &name[..at], &name[at + letter.len_utf8()..])
    })
}

/// Whether a name is legal beside a node: another fixed one, or of a form that the author may choose.
fn is_legal_beside(provider: &Provider, node: &Node, name: &str) -> bool {
    beside(provider, node).any(|other| match other.path.last() {
        Some(Segment::Fixed(known)) => known.eq_ignore_ascii_case(name),
        Some(Segment::Chosen { before, after, .. }) => {
            let middle =
                name.strip_prefix(before.as_str()).and_then(|rest| rest.strip_suffix(after.as_str()));
            middle.is_some_and(|middle| other.pattern.as_ref().is_none_or(|form| form.is_match(middle)))
        }
        None => false,
    })
}

/// The nodes that may stand where a node does.
fn beside<'p>(provider: &'p Provider, node: &'p Node) -> impl Iterator<Item = &'p Node> {
    let depth = node.path.segments().len();
    provider.nodes.iter().filter(move |other| {
        let nests = other.path.segments().iter().any(Segment::nests);
        nests || (other.path.segments().len() == depth && other.path.parent() == node.path.parent())
    })
}

/// The groups around a node, and the provider, list all that there is.
fn is_complete(provider: &Provider, node: &Node) -> bool {
    let around = provider.nodes.iter().filter(|group| {
        node.path.as_str().strip_prefix(group.path.as_str()).is_some_and(|rest| rest.starts_with('/'))
    });
    provider.complete && around.into_iter().all(|group| group.complete)
}

#[test]
fn every_fixed_name_is_found_when_a_letter_is_wrong() {
    let catalogue = Catalogue::builtin();
    let mut names = 0;
    let mut errors = 0;
    let mut slips = 0;
    let mut missed = Vec::new();
    for entry in catalogue.entries() {
        let provider = entry.provider();
        for node in &provider.nodes {
            let Some(Segment::Fixed(name)) = node.path.last() else { continue };
            names += 1;
            // Nothing is an error where other names may exist, or one of the author's choosing whose form is not certain.
            let is_chosen = |other: &&Node| matches!(other.path.last(), Some(Segment::Chosen { .. }));
            let is_unsure = beside(provider, node).filter(is_chosen).any(|other| other.unsure.is_some());
            let is_open = is_unsure || !is_complete(provider, node);
            let least = if is_open { Severity::Warning } else { Severity::Error };
            errors += usize::from(!is_open);
            for slip in misspelt(name).filter(|slip| !is_legal_beside(provider, node, slip)) {
                slips += 1;
                let mut place = Place::of(entry, node);
                *place.names.last_mut().unwrap() = slip.clone();
                let report = check(&place.document(Some("1")), &catalogue);
                let found = report.findings.iter().any(|finding| {
                    finding.severity >= least && finding.message.contains(&format!("`{slip}`"))
                });
                if !found {
                    missed.push(format!(
                        "{}: {}: `{slip}`: {:?}",
                        entry.file(),
                        node.path,
                        messages(&report.findings)
                    ));
                }
            }
        }
    }
    assert!(
        missed.is_empty(),
        "{} of {slips} missed:\n{}",
        missed.len(),
        missed[..missed.len().min(40)].join("\n")
    );
    assert!(
        names > 900 && errors > 350 && slips > 5 * names,
        "{names} names, {errors} of them errors, {slips} slips"
    );
}

#[test]
fn every_provider_is_found_when_a_letter_of_its_name_is_wrong() {
    let catalogue = Catalogue::builtin();
    let known: BTreeSet<String> =
        catalogue.entries().flat_map(Entry::wap_path).map(|name| name.to_lowercase()).collect();
    for entry in catalogue.entries().filter(|entry| speaks(entry.provider(), Protocol::Cp)) {
        let (name, above) = entry.wap_path().split_last().unwrap();
        for slip in misspelt(name).filter(|slip| !known.contains(&slip.to_lowercase())) {
            let groups = above.iter().chain([&slip]);
            let opened: String = groups.map(|name| format!("<characteristic type=\"{name}\">")).collect();
            let closed = "</characteristic>".repeat(above.len() + 1);
            let document = format!("<wap-provisioningdoc>{opened}{closed}</wap-provisioningdoc>");
            let report = check(&document, &catalogue);
            let found = report.findings.iter().any(|finding| {
                finding.severity >= Severity::Warning && finding.message.contains(&format!("`{slip}`"))
            });
            assert!(found, "{slip}: {:?}", messages(&report.findings));
        }
    }
}

fn messages(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| format!("{:?} {}: {}", finding.severity, finding.rule, finding.message))
        .collect()
}

/// The values that a setting is documented to take.
fn values(node: &Node) -> Option<BoxedStrategy<String>> {
    if !node.values.is_empty() {
        let known: Vec<String> = node.values.iter().map(|value| value.value.clone()).collect();
        return Some(proptest::sample::select(known).boxed());
    }
    // The form of a chosen name is that of the name, not of the value.
    if let (Some(pattern), Some(Segment::Fixed(_))) = (&node.pattern, node.path.last()) {
        return Some(string_regex(&unanchored(pattern.as_str())).unwrap().boxed());
    }
    let longest = node.max_length.unwrap_or(40).min(300);
    Some(match node.value_type? {
        ValueType::String => string_regex(&format!("[a-z]{{1,{longest}}}")).unwrap().boxed(),
        ValueType::Integer => {
            let (min, max) = (node.min.unwrap_or(i32::MIN.into()), node.max.unwrap_or(i32::MAX.into()));
            (min..=max.max(min)).prop_map(|number| number.to_string()).boxed()
        }
        ValueType::Boolean => {
            proptest::sample::select(vec!["0", "1", "true", "FALSE"]).prop_map(str::to_owned).boxed()
        }
        ValueType::Float => (-1e6..1e6f64).prop_map(|number| number.to_string()).boxed(),
        ValueType::Date => (1980..2060u32, 1..=12u32, 1..=28u32)
            .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
            .boxed(),
        ValueType::Time => (0..24u32, 0..60u32, 0..60u32)
            .prop_map(|(hour, minute, second)| format!("{hour:02}:{minute:02}:{second:02}"))
            .boxed(),
        ValueType::Binary => proptest::collection::vec(any::<u8>(), 1..60)
            .prop_map(|bytes| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes))
            .boxed(),
        ValueType::MultipleString => proptest::collection::vec("[a-z]{1,9}", 1..4)
            .prop_map(|strings| {
                strings.iter().map(|one| format!("{one}\u{F000}")).collect::<String>() + "\u{F000}"
            })
            .boxed(),
        ValueType::Ipv4 => any::<std::net::Ipv4Addr>().prop_map(|address| address.to_string()).boxed(),
        ValueType::Ip => any::<std::net::IpAddr>().prop_map(|address| address.to_string()).boxed(),
        ValueType::Url => {
            string_regex("https?://[a-z]{1,9}\\.example\\.com(:[1-9][0-9]{1,3})?/[a-z]{0,9}").unwrap().boxed()
        }
        ValueType::Null => return None,
    })
}

#[test]
fn every_documented_value_of_every_typed_parm_passes() {
    let catalogue = Catalogue::builtin();
    let mut tried = 0;
    let mut refused = BTreeSet::new();
    for entry in catalogue.entries() {
        for node in entry.provider().nodes.iter().filter(|node| node.kind == NodeKind::Parm) {
            let Some(strategy) = values(node) else { continue };
            tried += 1;
            let place = Place::of(entry, node);
            let mut runner = TestRunner::new_with_rng(
                Config { cases: 12, failure_persistence: None, ..Config::default() },
                proptest::test_runner::TestRng::deterministic_rng(
                    proptest::test_runner::RngAlgorithm::ChaCha,
                ),
            );
            let result = runner.run(&strategy, |value| {
                let report = check(&place.document(Some(&value)), &catalogue);
                let about_values = report.findings.iter().filter(|finding| {
                    finding.rule.starts_with("value-") && finding.severity > Severity::Note
                });
                let complaints: Vec<String> = about_values.map(|finding| finding.message.clone()).collect();
                prop_assert!(complaints.is_empty(), "{value}: {complaints:?}");
                Ok(())
            });
            if let Err(error) = result {
                refused.insert(format!("{}: {}: {error}", entry.file(), node.path));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.into_iter().collect::<Vec<_>>().join("\n"));
    assert!(tried > 500, "only {tried} settings have a type");
}

/// The documents that set a node to generated values, as messages of their own.
fn generated(entry: &Entry, node: &Node, cases: usize) -> Vec<String> {
    let place = Place::of(entry, node);
    let strategy = values(node).filter(|_| node.kind == NodeKind::Parm);
    let mut runner = TestRunner::deterministic();
    let values: Vec<Option<String>> = match strategy {
        Some(strategy) => {
            (0..cases).map(|_| Some(strategy.new_tree(&mut runner).unwrap().current())).collect()
        }
        None => vec![None],
    };
    let message = |document: String| match document.starts_with("<SyncBody>") {
        true => format!(
            "<SyncML xmlns=\"SYNCML:SYNCML1.2\"><SyncHdr><VerDTD>1.2</VerDTD></SyncHdr>{document}</SyncML>"
        ),
        false => document,
    };
    values.iter().map(|value| message(place.document(value.as_deref()))).collect()
}

#[test]
fn every_document_is_read_from_its_binary_form_as_it_was_written() {
    let catalogue = Catalogue::builtin();
    let limits = Limits::default();
    let mut providers = BTreeSet::new();
    let mut documents = 0;
    for entry in catalogue.entries() {
        for node in &entry.provider().nodes {
            for document in generated(entry, node, 4) {
                let tree = xml::parse(&document, &limits).model.unwrap();
                for private_pages in [PrivatePages::Elements, PrivatePages::Everything, PrivatePages::Nothing]
                {
                    for strings in [Strings::Inline, Strings::Shared] {
                        let options = wbxml::Options { private_pages, strings, ..Default::default() };
                        let bytes = wbxml::encode(&tree, &options).unwrap();
                        let read = wbxml::decode(&bytes, &limits).unwrap();
                        assert_eq!(read.tree, tree, "{options:?}: {document}");
                    }
                }
                documents += 1;
            }
        }
        providers.insert(entry.file().to_owned());
    }
    assert_eq!(providers.len(), catalogue.entries().map(Entry::file).collect::<BTreeSet<_>>().len());
    assert!(documents > 2500, "{documents} documents");
}
