//! What is written is read again as the same document, whatever it holds.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use provsmith::document::xml::{Attribute, Element, is_allowed};
use provsmith::document::{FaultKind, Limits, Text, syncml, wap};
use provsmith::finding::{Source, Spanned};

/// Any text that XML can carry, with what needs care in every second place.
fn text() -> impl Strategy<Value = Text> {
    let nasty = prop::sample::select(vec![
        '&',
        '<',
        '>',
        '"',
        '\'',
        '\n',
        '\r',
        '\t',
        ' ',
        ']',
        '-',
        '=',
        '/',
        ';',
        '#',
        '\u{FFFD}',
        '\u{F000}',
        '\u{85}',
        '\u{A0}',
        '\u{2028}',
        '\u{10FFFF}',
    ]);
    let character =
        prop_oneof![nasty, any::<char>().prop_filter("XML carries it", |found| is_allowed(*found))];
    vec(character, 0..12).prop_map(|characters| characters.into_iter().collect())
}

fn spanned() -> impl Strategy<Value = Spanned<Text>> {
    text().prop_map(Spanned::nowhere)
}

fn comment() -> impl Strategy<Value = Spanned<Text>> {
    // What a comment cannot hold: two hyphens in a row, one at the end, a bare carriage return.
    spanned().prop_map(|comment| Spanned::nowhere(comment.value.replace(['-', '\r'], "").into()))
}

/// Attributes beside the one or two that the model knows: known and unknown names, each once.
fn attributes() -> impl Strategy<Value = Vec<Attribute>> {
    let names = ["datatype", "mwid", "translation", "desc", "recursive", "x-own", "p:q"];
    prop::sample::subsequence(names.to_vec(), 0..3).prop_flat_map(|names| {
        let count = names.len();
        vec(text(), count).prop_map(move |values| {
            names.iter().zip(values).map(|(name, value)| Attribute::new(*name, value)).collect()
        })
    })
}

fn form() -> impl Strategy<Value = wap::Form> {
    prop::sample::select(vec![
        wap::Form::Set,
        wap::Form::Remove,
        wap::Form::Query,
        wap::Form::SetError,
        wap::Form::RemoveError,
        wap::Form::QueryError,
    ])
}

fn node() -> impl Strategy<Value = wap::Node> {
    let parm = (form(), spanned(), option::of(spanned()), attributes()).prop_map(
        |(form, name, value, attributes)| {
            wap::Node::Parm(wap::Parm {
                form,
                name,
                value,
                attributes: attributes.into(),
                span: Spanned::default(),
            })
        },
    );
    let leaf = prop_oneof![4 => parm, 1 => comment().prop_map(wap::Node::Comment)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        (form(), spanned(), attributes(), vec(inner, 0..4)).prop_map(|(form, kind, attributes, children)| {
            let empty = !matches!(form, wap::Form::Set | wap::Form::SetError);
            let children = if empty { Vec::new() } else { children };
            let span = Spanned::default();
            wap::Node::Characteristic(wap::Characteristic {
                form,
                kind,
                attributes: attributes.into(),
                children,
                span,
            })
        })
    })
}

fn document() -> impl Strategy<Value = wap::Document> {
    (vec(comment(), 0..2), option::of(text()), vec(node(), 0..5), vec(comment(), 0..2)).prop_map(
        |(before, version, children, after)| wap::Document {
            before,
            attributes: version.map(|version| Attribute::new("version", version)).into_iter().collect(),
            children,
            after,
            span: Spanned::default(),
        },
    )
}

/// An element that the model does not interpret.
fn foreign(name: &'static str) -> impl Strategy<Value = Element> {
    (attributes(), option::of(text())).prop_map(move |(attributes, content)| {
        let mut element = Element { attributes, ..Element::new(name) };
        let content = content.filter(|content| !content.is_empty());
        element
            .children
            .extend(content.map(|content| provsmith::document::xml::Node::Text(Spanned::nowhere(content))));
        element
    })
}

fn meta() -> impl Strategy<Value = Option<Box<syncml::Meta>>> {
    let other = option::of(foreign("msft:AccessRole")).prop_map(|other| other.into_iter().collect());
    (option::of(spanned()), option::of(spanned()), other)
        .prop_map(|(format, media_type, other)| syncml::Meta { format, media_type, other })
        .prop_map(|meta| (!meta.is_empty()).then(|| Box::new(meta)))
}

fn item() -> impl Strategy<Value = syncml::Item> {
    let target = option::of((spanned(), option::of(spanned())));
    let other = option::of(foreign("Source")).prop_map(|other| other.into_iter().collect());
    (target, meta(), option::of(spanned()), other).prop_map(|(target, meta, data, other)| {
        let (target, target_name) = target.map_or((None, None), |(target, name)| (Some(target), name));
        syncml::Item { target, target_name, meta, data, other, span: Spanned::default() }
    })
}

fn command() -> impl Strategy<Value = syncml::Command> {
    let plain = prop::sample::select(vec![
        syncml::Verb::Add,
        syncml::Verb::Replace,
        syncml::Verb::Get,
        syncml::Verb::Delete,
        syncml::Verb::Exec,
    ]);
    let other = option::of(foreign("NoResp")).prop_map(|other| other.into_iter().collect());
    let leaf = (plain, option::of(spanned()), meta(), vec(item(), 0..3), other).prop_map(
        |(verb, id, meta, items, other)| syncml::Command {
            verb,
            id,
            meta,
            items,
            commands: Vec::new(),
            other,
            span: Spanned::default(),
        },
    );
    leaf.prop_recursive(2, 8, 3, |inner| {
        let group = prop::sample::select(vec![syncml::Verb::Atomic, syncml::Verb::Sequence]);
        (group, option::of(spanned()), vec(inner, 0..3)).prop_map(|(verb, id, commands)| syncml::Command {
            id,
            commands,
            ..syncml::Command::new(verb, "")
        })
    })
}

fn header() -> impl Strategy<Value = syncml::Header> {
    let version = prop::sample::select(vec![syncml::Version::V1_1, syncml::Version::V1_2]);
    let names = (option::of(spanned()), option::of(spanned()));
    (version, spanned(), spanned(), spanned(), spanned(), names, foreign("Cred")).prop_map(
        |(version, session_id, message_id, target, source, (target_name, source_name), cred)| {
            syncml::Header {
                version,
                session_id,
                message_id,
                target,
                target_name,
                source,
                source_name,
                other: vec![cred],
            }
        },
    )
}

fn message() -> impl Strategy<Value = syncml::Message> {
    (option::of(header()), vec(command(), 0..4), any::<bool>()).prop_map(|(header, commands, is_final)| {
        syncml::Message { header: header.map(Box::new), commands, is_final, span: Spanned::default() }
    })
}

proptest! {
    #[test]
    fn a_provisioning_document_is_read_as_it_was_written(document in document()) {
        let written = wap::write(&document);
        let parsed = wap::parse(&Source::new("a.xml", &written), &Limits::default());
        prop_assert!(parsed.faults.iter().all(|fault| fault.kind != FaultKind::Syntax), "{:?}", parsed.faults);
        prop_assert_eq!(parsed.model.as_ref(), Some(&document));
        prop_assert_eq!(parsed.model.map(|document| wap::write(&document)), Some(written));
    }

    #[test]
    fn a_message_is_read_as_it_was_written(message in message()) {
        let written = syncml::write(&message);
        let parsed = syncml::parse(&Source::new("a.xml", &written), &Limits::default());
        prop_assert!(parsed.faults.iter().all(|fault| fault.kind != FaultKind::Syntax), "{:?}", parsed.faults);
        prop_assert_eq!(parsed.model.as_ref(), Some(&message));
        prop_assert_eq!(parsed.model.map(|message| syncml::write(&message)), Some(written));
    }
}
