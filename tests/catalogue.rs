//! The built-in catalogue: each provider's file against the format, against itself and against the others.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use provsmith::catalogue::placement::Operation;
use provsmith::catalogue::placement::{NodeMatch, Placement};
use provsmith::catalogue::policies::{Policies, PolicyKind};
use provsmith::catalogue::{
    Catalogue, Entry, Fit, Node, NodeAddress, NodeKind, Protocol, RootMatch, Segment, ValueType,
};
use provsmith::document::{wap, xml};
use provsmith::finding::Source;
use provsmith::terms::{RoleMask, Target};

fn data_files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalogue");
    let mut files: Vec<PathBuf> = fs::read_dir(root.join("data"))
        .expect("the folder of the catalogue is readable")
        .map(|entry| entry.expect("the folder of the catalogue is readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.push(root.join("policies.toml"));
    files
}

fn label(entry: &Entry, node: &Node) -> String {
    format!("{}: {}", entry.file(), node.path)
}

#[test]
fn every_file_is_of_the_format_and_is_named_after_its_provider() {
    let catalogue = Catalogue::builtin();
    assert_eq!(catalogue.entries().count(), data_files().len() - 1);
    for entry in catalogue.entries() {
        let provider = entry.provider();
        let expected = match &provider.variant {
            Some(variant) => format!("{}-{}", provider.name, variant.value),
            None => provider.name.clone(),
        };
        assert_eq!(entry.file(), expected);
        assert_eq!(entry.name(), provider.name);
        assert_eq!(entry.variant(), provider.variant.as_ref());
        assert!(!provider.summary.is_empty() && !provider.protocols.is_empty(), "{expected}");
    }
    // A folder on Windows holds no two names that differ in case only.
    let names: BTreeSet<String> = catalogue.entries().map(|entry| entry.file().to_lowercase()).collect();
    assert_eq!(names.len(), catalogue.entries().count());
}

#[test]
fn nodes_are_unique_and_stand_in_groups_that_exist() {
    for entry in Catalogue::builtin().entries() {
        let provider = entry.provider();
        let mut seen = BTreeSet::new();
        for node in &provider.nodes {
            assert!(seen.insert(node.path.as_str()), "twice: {}", label(entry, node));
            if let Some(parent) = node.path.parent() {
                let group = provider.nodes.iter().find(|other| other.path.as_str() == parent);
                assert!(
                    group.is_some_and(|group| group.kind == NodeKind::Characteristic),
                    "no group around {}",
                    label(entry, node)
                );
            }
            assert_eq!(
                node.form.is_some(),
                node.pattern.is_some(),
                "words for people: {}",
                label(entry, node)
            );
            let is_group = node.kind == NodeKind::Characteristic;
            assert!(!is_group || node.value_type.is_none(), "a group with a value: {}", label(entry, node));
            assert!(is_group || node.complete, "a setting that is incomplete: {}", label(entry, node));
        }
        if let Some(variant) = &provider.variant {
            let node = provider.node(&[variant.parm.as_str()], Some(NodeKind::Parm)).unwrap();
            assert_eq!(node.fits, [Fit::Exact], "{}", entry.file());
        }
    }
}

#[test]
fn defaults_and_listed_values_obey_the_limits_beside_them() {
    for entry in Catalogue::builtin().entries() {
        for node in &entry.provider().nodes {
            let name = label(entry, node);
            assert!(node.min.zip(node.max).is_none_or(|(min, max)| min <= max), "limits of {name}");
            let distinct: BTreeSet<&str> = node.values.iter().map(|value| value.value.as_str()).collect();
            assert_eq!(distinct.len(), node.values.len(), "a value twice: {name}");
            for value in node.default.iter().chain(node.values.iter().map(|value| &value.value)) {
                assert!(
                    node.value_pattern().is_none_or(|form| form.is_match(value)),
                    "form of {value} in {name}"
                );
                assert!(
                    node.max_length.is_none_or(|length| value.chars().count() <= length),
                    "{value} in {name}"
                );
                if node.value_type == Some(ValueType::Integer)
                    && let Ok(number) = value.parse::<i64>()
                {
                    assert!(node.min.is_none_or(|min| min <= number), "{value} in {name}");
                    assert!(node.max.is_none_or(|max| number <= max), "{value} in {name}");
                }
            }
            if let Some(default) = &node.default
                && !node.values.is_empty()
            {
                let listed = node.values.iter().any(|value| value.value.eq_ignore_ascii_case(default));
                assert!(listed, "the default {default} of {name} is not among its values");
            }
        }
    }
}

#[test]
fn what_nodes_and_providers_refer_to_is_in_the_catalogue() {
    let catalogue = Catalogue::builtin();
    for entry in catalogue.entries() {
        let provider = entry.provider();
        for other in &provider.after {
            assert!(catalogue.names().any(|name| name == other), "{}: after {other}", entry.label());
        }
        for node in &provider.nodes {
            for address in &node.refers_to {
                let target =
                    catalogue.node(address).unwrap_or_else(|| panic!("{}: {address}", label(entry, node)));
                assert_eq!(NodeAddress::try_from(address.to_string()).as_ref(), Ok(address));
                // Other nodes can only mean what says what it is called.
                let names_itself = target.is_chosen() || target.kind == NodeKind::Parm;
                assert!(names_itself, "{}: {address}", label(entry, node));
            }
            if let Some(hashed) = &node.hash_of {
                let path = format!("{}/{hashed}", node.path.as_str());
                assert!(provider.nodes.iter().any(|node| node.path.as_str() == path), "{path}");
            }
        }
    }
}

#[test]
fn default_roles_of_releases_agree_with_the_provider_or_rest_on_their_own_page() {
    for entry in Catalogue::builtin().entries() {
        let provider = entry.provider();
        let unstated = RoleMask::NONE;
        for row in &provider.default_roles {
            let differs = row.roles != provider.roles.unwrap_or(unstated);
            assert!(
                !differs || row.source.is_some() || row.unsure.is_some() || row.note.is_some(),
                "{}: {} has roles of its own without a source",
                entry.file(),
                row.os
            );
        }
    }
}

#[test]
fn roots_are_unique_and_follow_one_rule() {
    let catalogue = Catalogue::builtin();
    let mut wap = BTreeSet::new();
    let mut dm = BTreeSet::new();
    for entry in catalogue.entries() {
        let variant = entry.variant().map(|variant| variant.value.clone());
        assert!(wap.insert((entry.wap_path().to_vec(), variant.clone())), "{}", entry.file());
        assert!(dm.insert((entry.dm_path().to_vec(), variant)), "{}", entry.file());
        let provider = entry.provider();
        if let Some(root) = &provider.dm_root {
            assert_eq!(root.segments(), entry.dm_path());
        }
        if provider.speaks(Protocol::Cp) {
            assert_eq!(entry.wap_path().len(), 1, "{}", entry.file());
        }
        assert_eq!(entry.wap_path().last(), Some(&provider.name));
    }
}

#[test]
fn the_security_policies_are_the_settings_of_their_provider() {
    let catalogue = Catalogue::builtin();
    let provider = catalogue.provider("SecurityPolicy", None).unwrap();
    let policies = Policies::builtin();
    for policy in &policies.all {
        let id = policy.id.to_string();
        let found = provider.node(&[&id], Some(NodeKind::Parm)).unwrap();
        assert_eq!(found.fits, [Fit::Exact], "{id}");
        let node = found.node;
        assert_eq!(node.max, policy.max.map(i64::from), "{id}");
        assert_eq!(node.min, policy.min.map(i64::from), "{id}");
        if policy.kind == PolicyKind::RoleMask {
            assert_eq!(policy.max, Some(RoleMask::ALL.bits()), "{id}");
        }
        if policy.kind == PolicyKind::Enum {
            let listed: Vec<(String, String)> =
                node.values.iter().map(|value| (value.value.clone(), value.means.clone())).collect();
            let known: Vec<(String, String)> =
                policy.values.iter().map(|value| (value.value.to_string(), value.means.clone())).collect();
            assert_eq!(listed, known, "{id}");
        }
        for default in &policy.defaults {
            assert!(default.source.is_some() || default.unsure.is_some(), "{id}");
        }
        for other in &policy.replaced_by {
            assert!(policies.get(*other).is_some(), "{id} is replaced by the unknown {other}");
        }
    }
    let fixed = provider.fixed_below(&[]).count();
    assert_eq!(fixed, policies.all.len());
}

#[test]
fn dangers_lie_on_nodes_or_chosen_names_and_say_what_happens_and_where_it_is_written() {
    let catalogue = Catalogue::builtin();
    let of_policies = Policies::builtin().all.iter().flat_map(|policy| &policy.dangers);
    for danger in of_policies.clone() {
        assert!(danger.path.is_none(), "{danger:?}");
    }
    for entry in catalogue.entries() {
        let provider = entry.provider();
        for danger in &provider.dangers {
            let Some(path) = &danger.path else { continue };
            let is_node = provider.nodes.iter().any(|node| node.path.as_str() == path);
            assert!(is_node || path.contains('\\') || path == "*", "{}: {path}", entry.file());
        }
    }
    let of_providers = catalogue.entries().flat_map(|entry| &entry.provider().dangers);
    for danger in of_policies.chain(of_providers) {
        assert!(!danger.on.contains(&Operation::Query), "a question harms nobody: {danger:?}");
        for text in [&danger.consequence, &danger.way_back] {
            assert!(!text.is_empty() && !text.ends_with('.'), "{danger:?}");
        }
        assert!(danger.source.starts_with("http"), "{danger:?}");
    }
}

#[test]
fn sources_are_public_addresses_and_notes_speak_of_devices_only() {
    let forbidden = [
        "stored page",
        "stored cop",
        "stored github",
        "index id",
        "validator",
        "incomplete:",
        "../",
        "recall",
        "recollect",
        "public file",
        "beside this file",
        "not read ",
        "not read\"",
        "could be read",
        "not be read",
    ];
    for path in data_files() {
        let text = fs::read_to_string(&path).unwrap();
        let lower = text.to_lowercase();
        for word in forbidden {
            assert!(!lower.contains(word), "{}: `{word}`", path.display());
        }
    }
    let is_public = |source: &String| source.starts_with("https://") || source.starts_with("http://");
    for entry in Catalogue::builtin().entries() {
        let provider = entry.provider();
        assert!(!provider.sources.is_empty(), "{}", entry.file());
        assert!(provider.sources.iter().all(is_public), "{}", entry.file());
        assert!(provider.default_roles.iter().filter_map(|row| row.source.as_ref()).all(is_public));
        let of_nodes = provider.nodes.iter().flat_map(|node| &node.default_roles);
        assert!(of_nodes.filter_map(|row| row.source.as_ref()).all(is_public));
        assert!(provider.path_roles.iter().map(|row| &row.source).all(is_public));
    }
    for policy in &Policies::builtin().all {
        assert!(policy.sources.iter().all(is_public), "{}", policy.id);
        assert!(policy.defaults.iter().filter_map(|row| row.source.as_ref()).all(is_public), "{}", policy.id);
    }
}

#[test]
fn only_the_providers_that_are_asked_for_are_parsed() {
    let catalogue = Catalogue::builtin();
    assert!(catalogue.names().any(|name| name == "Sync"));
    assert!(!catalogue.fingerprint().is_empty());
    assert!(matches!(catalogue.find_wap(&["Sync"]), RootMatch::Provider { .. }));
    assert!(catalogue.loaded().is_empty());
    catalogue.provider("Sync", None).unwrap();
    catalogue.provider("APPLICATION", Some("w7")).unwrap();
    assert_eq!(catalogue.loaded(), ["APPLICATION-w7", "Sync"]);
}

#[test]
fn the_fingerprint_is_that_of_the_texts() {
    let one = Catalogue::builtin().fingerprint();
    assert_eq!(one.len(), 64);
    assert_eq!(one, Catalogue::builtin().fingerprint());
    let more = Catalogue::builtin().with(Entry::parse("Own", OWN).unwrap()).fingerprint();
    assert_ne!(one, more);
}

const OWN: &str = r#"
name = "Own"
summary = "A provider of a maker."
protocols = ["cp"]
complete = true

[[node]]
path = "Switch"
kind = "parm"
type = "boolean"
"#;

#[test]
fn a_provider_of_the_users_own_is_found_and_replaces_one_of_the_same_name() {
    let catalogue = Catalogue::builtin().with(Entry::parse("Own", OWN).unwrap());
    assert!(catalogue.provider("Own", None).unwrap().node(&["Switch"], None).is_some());
    let count = catalogue.entries().count();
    let again = catalogue.with(Entry::parse("other-file", OWN).unwrap());
    assert_eq!(again.entries().count(), count);
}

#[test]
fn a_file_with_an_unknown_key_is_refused_with_its_place() {
    let error = Entry::parse("Own", OWN.replace("summary", "sumary")).unwrap_err().to_string();
    assert!(error.starts_with("Own:") && error.contains("sumary") && error.contains('3'), "{error}");
}

fn lookup(provider: &str, variant: Option<&str>, names: &[&str], kind: NodeKind) -> (String, Fit) {
    let catalogue = Catalogue::builtin();
    let provider = catalogue.provider(provider, variant).expect("the provider is known");
    let found = provider.node(names, Some(kind)).expect("the names lead to a node");
    (found.node.path.to_string(), found.last())
}

#[test]
fn fixed_names_win_over_chosen_ones() {
    let hash = "657141E1A69F18F7F6B3DA9385D62135A7C6053B";
    let parm = NodeKind::Parm;
    let group = NodeKind::Characteristic;
    for (provider, variant, names, kind, path, fit) in [
        ("Sync", None, &["Settings", "HeartbeatMin"][..], parm, "Settings/HeartbeatMin", Fit::Exact),
        ("Sync", None, &["Settings", "HeartbeatMin "], parm, "Settings/HeartbeatMin", Fit::BlankAround),
        ("Sync", None, &["Settings", "heartbeatmin"], parm, "Settings/HeartbeatMin", Fit::CaseDiffers),
        ("CertificateStore", None, &["SPC", hash, "Role"], parm, "SPC/{CertificateHash}/Role", Fit::Exact),
        ("CertificateStore", None, &["SPC", hash], group, "SPC/{CertificateHash}", Fit::Patterned),
        ("CertificateStore", None, &["SPC", "nonsense"], group, "SPC/{CertificateHash}", Fit::Malformed),
        ("CertificateStore", None, &["ROOT", "System"], group, "ROOT/System", Fit::Exact),
        ("CM_NetEntries", None, &["Work", "Desc.0409"], parm, "{EntryName}/Desc.{LangId}", Fit::Affixed),
        ("Registry", None, &["HKLM\\Software\\X", "Y"], parm, "{RegistryPath}/{ValueName}", Fit::Patterned),
        ("Registry", None, &["hklm\\Software\\X", ""], parm, "{RegistryPath}/{ValueName}", Fit::Patterned),
        (
            "Registry",
            None,
            &["HKCU\\ControlPanel", "Sounds", "KeyPress", "Sound"],
            parm,
            "{RegistryPath}/{Subkey+}/{ValueName}",
            Fit::Patterned,
        ),
        ("FileOperation", None, &["\\Temp", "MakeDir"], group, "{Path+}/MakeDir", Fit::Exact),
        (
            "FileOperation",
            None,
            &["\\Temp", "a", "b", "c", "x.exe", "Extract", "Source"],
            parm,
            "{Path+}/Extract/Source",
            Fit::Exact,
        ),
        ("FileOperation", None, &["\\Temp", "x.exe"], group, "{Path+}", Fit::Free),
        ("APPLICATION", Some("w7"), &["APPAUTH", "AAUTHTYPE"], parm, "APPAUTH/AAUTHTYPE", Fit::Exact),
    ] {
        assert_eq!(lookup(provider, variant, names, kind), (path.to_owned(), fit), "{provider} {names:?}");
    }
}

#[test]
fn a_nesting_level_takes_no_name_that_may_follow_it() {
    let catalogue = Catalogue::builtin();
    let files = catalogue.provider("FileOperation", None).unwrap();
    assert!(files.node(&["\\Temp", "Copy", "x.exe"], Some(NodeKind::Characteristic)).is_none());
    assert!(files.node(&["\\Temp", "Copies", "x.exe"], Some(NodeKind::Characteristic)).is_some());
}

#[test]
fn download_is_found_by_its_address_and_as_nested_characteristics() {
    let catalogue = Catalogue::builtin();
    let address = "./Vendor/MSFT/SwMgmt/Download/Pkg1/PkgURL".parse().unwrap();
    let RootMatch::Provider { entries, depth, case_differs } = catalogue.find_dm(&address) else {
        panic!("{address} leads nowhere");
    };
    assert_eq!((entries[0].file(), entries.len(), depth, case_differs), ("Download", 1, 4, false));
    assert!(matches!(catalogue.find_wap(&["SwMgmt"]), RootMatch::Above(_)));
    let RootMatch::Provider { entries, depth, .. } = catalogue.find_wap(&["SwMgmt", "Download", "Pkg1"])
    else {
        panic!("the nested form leads nowhere");
    };
    assert_eq!((entries[0].file(), depth), ("Download", 2));
    assert!(!entries[0].provider().speaks(Protocol::Cp));
    assert!(matches!(catalogue.find_wap(&["Vendor"]), RootMatch::Unknown));
}

#[test]
fn several_providers_with_one_name_are_told_apart_by_a_setting() {
    let catalogue = Catalogue::builtin();
    let RootMatch::Provider { entries, .. } = catalogue.find_wap(&["application"]) else {
        panic!("APPLICATION is not found");
    };
    let variants: Vec<&str> = entries.iter().map(|entry| entry.variant().unwrap().value.as_str()).collect();
    assert_eq!(variants, ["110", "143", "25", "w2", "w4", "w7"]);
    assert!(entries.iter().all(|entry| entry.variant().unwrap().parm == "APPID"));
}

#[test]
fn registry_keys_have_the_roles_of_the_most_particular_path() {
    let catalogue = Catalogue::builtin();
    let registry = catalogue.provider("Registry", None).unwrap();
    let roles = |key: &str, value: &str, target: Option<Target>| {
        let rows = registry.path_roles(&[key, value]);
        let release = target.map(|target: Target| target.release);
        rows.into_iter().find(|row| row.are_of(release)).map(|row| row.roles.to_string())
    };
    let wm5: Option<Target> = Some("wm5".parse().unwrap());
    assert_eq!(
        roles("HKCU\\Software\\Microsoft\\Today\\Items", "x", wm5).as_deref(),
        Some("manager+authenticated-user+unauthenticated-user")
    );
    assert_eq!(roles("HKCU\\Software\\Other", "x", wm5).as_deref(), Some("manager+authenticated-user"));
    assert_eq!(roles("HKLM\\Software\\Other", "x", wm5), None);
    assert_eq!(roles("HKCU\\Software\\Other", "x", Some("wm6.5".parse().unwrap())), None);
}

#[test]
fn chosen_levels_have_names_that_explain_them() {
    for entry in Catalogue::builtin().entries() {
        for node in &entry.provider().nodes {
            for segment in node.path.segments() {
                if let Segment::Chosen { name, .. } = segment {
                    assert!(name.chars().count() > 2, "{}", label(entry, node));
                }
            }
        }
    }
}

#[test]
fn real_documents_name_nothing_that_the_catalogue_denies() {
    let Some(corpus) = common::corpus() else { return };
    let folder = corpus.join("documents");
    let index: toml::Table = fs::read_to_string(folder.join("index.toml")).unwrap().parse().unwrap();
    let catalogue = Catalogue::builtin();
    let mut denied = Vec::new();
    for entry in index["document"].as_array().unwrap() {
        let field = |key: &str| entry.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let kinds = ["wm", "wm-query", "wm-setup", "omacp", "mdm-enrolment", "wp"];
        if field("valid") != "true" || !kinds.contains(&field("kind")) {
            continue;
        }
        let text = fs::read_to_string(folder.join(field("file"))).unwrap();
        let text = match field("form") {
            "document" => text,
            _ => format!("<wap-provisioningdoc>{text}</wap-provisioningdoc>"),
        };
        let source = Source::new(field("file"), text);
        let document = wap::parse(&source, &xml::Limits::default()).model.unwrap();
        let placement = Placement::of_wap(&document, &catalogue);
        for item in &placement.items {
            let refused = match item.node {
                NodeMatch::Malformed(_) | NodeMatch::WrongShape(_) => true,
                NodeMatch::WrongLevel { complete, .. } | NodeMatch::Unknown { complete, .. } => complete,
                _ => false,
            };
            if refused {
                let provider = item.known_provider().map(|p| p.name.clone());
                denied.push(format!(
                    "{}: {provider:?} {}: {:?}",
                    source.name(),
                    placement.path(item),
                    item.node
                ));
            }
        }
    }
    assert_eq!(denied, Vec::<String>::new());
}

#[test]
fn the_examples_of_the_readme_are_of_the_format() {
    let readme = include_str!("../src/catalogue/README.md");
    let blocks: Vec<&str> =
        readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 3);
    let example = Entry::parse("Sync", blocks[0]).unwrap();
    assert!(example.provider().node(&["Settings", "HeartbeatMin"], Some(NodeKind::Parm)).is_some());
    let head = "name = \"P\"\nsummary = \"p\"\nprotocols = [\"cp\"]\ncomplete = true\n";
    let more = Entry::parse("P", format!("{head}{}", blocks[1])).unwrap();
    assert_eq!(more.provider().path_roles.len(), 1);
    let dangerous = Entry::parse("P", format!("{head}{}", blocks[2])).unwrap();
    assert_eq!(dangerous.provider().dangers.len(), 1);
}
