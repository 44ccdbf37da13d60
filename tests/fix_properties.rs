//! Repairs hold what they promise for documents with slips of every kind that is repaired.

use proptest::prelude::*;
use provsmith::catalogue::Catalogue;
use provsmith::check::fix::fix;
use provsmith::check::{Options, check};
use provsmith::document::decode;

/// A piece of a document as somebody wrote it, and as it should be.
#[derive(Debug, Clone, Default)]
struct Piece {
    written: String,
    mended: String,
}

impl Piece {
    fn right(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { written: text.clone(), mended: text }
    }

    fn slip(written: impl Into<String>, mended: impl Into<String>) -> Self {
        Self { written: written.into(), mended: mended.into() }
    }

    fn joined(pieces: Vec<Self>) -> Self {
        pieces.into_iter().fold(Self::default(), |mut all, piece| {
            all.written += &piece.written;
            all.mended += &piece.mended;
            all
        })
    }
}

/// What repairs must leave as it is.
fn filling() -> impl Strategy<Value = Piece> {
    prop::sample::select(vec![
        "",
        "\n",
        "\r\n",
        "\r",
        "\t  ",
        "<!-- heartbeatmax é -->",
        "<!--\r\n\u{1F600}-->",
    ])
    .prop_map(Piece::right)
}

/// A name as documented, or with a blank or in another case.
fn name(documented: &'static str) -> impl Strategy<Value = Piece> {
    prop_oneof![
        Just(Piece::right(documented)),
        Just(Piece::slip(format!(" {documented}"), documented)),
        Just(Piece::slip(format!("{documented}  "), documented)),
        Just(Piece::slip(documented.to_lowercase(), documented)),
        Just(Piece::slip(documented.to_uppercase(), documented)),
    ]
}

fn parm(documented: &'static str, value: &'static str) -> impl Strategy<Value = Piece> {
    let value = prop_oneof![Just(Piece::right(value)), Just(Piece::slip(format!(" {value} "), value))];
    let ends = prop::sample::select(vec!["/>", " />", "></parm>", "\r\n/>"]);
    (filling(), name(documented), value, prop::sample::select(vec!["\"", "'"]), ends).prop_map(
        move |(before, name, value, quote, end)| {
            let start = Piece::right(format!("<parm  name={quote}"));
            let middle = Piece::right(format!("{quote} value\t=\""));
            let rest = Piece::right(format!("\"{end}"));
            Piece::joined(vec![before, start, name, middle, value, rest])
        },
    )
}

fn sync() -> impl Strategy<Value = Piece> {
    let parms = (
        parm("HeartbeatMin", "480"),
        parm("HeartbeatDefault", "480"),
        parm("HeartbeatMax", "1680"),
        parm("HeartbeatIncrement", "300"),
        filling(),
    );
    parms.prop_map(|(a, b, c, d, behind)| {
        let start = Piece::right("<characteristic type=\"Sync\"><characteristic type='Settings'>");
        let end = Piece::right("</characteristic></characteristic>");
        Piece::joined(vec![start, a, b, c, d, behind, end])
    })
}

/// A list of strings, each with its end, and the end of the list or none.
fn registry() -> impl Strategy<Value = Piece> {
    let end = prop_oneof![
        Just(Piece::right("&#xF000;&#xF000;")),
        Just(Piece::slip("&#xF000;", "&#xF000;&#xF000;")),
        Just(Piece::slip("", "&#xF000;&#xF000;")),
        Just(Piece::slip("\u{F000}", "\u{F000}&#xF000;")),
    ];
    (filling(), end).prop_map(|(before, end)| {
        let start = "<characteristic type=\"Registry\"><characteristic type=\"HKLM\\Software\\x\">";
        let parm = Piece::right("<parm name=\"y\" datatype=\"multiplestring\" value=\"é");
        let close = Piece::right("\"/></characteristic></characteristic>");
        Piece::joined(vec![before, Piece::right(start), parm, end, close])
    })
}

/// The bytes of a document, its text as it should be, and whether something is to be repaired.
fn document() -> impl Strategy<Value = (Vec<u8>, Piece)> {
    let declaration = prop::option::of(filling());
    let sections = (prop::option::of(sync()), prop::option::of(registry()));
    (declaration, sections, filling(), 0..4_u8).prop_map(|(declaration, sections, behind, form)| {
        let is_utf16 = form > 1;
        let declared = match is_utf16 {
            true => Piece::slip(
                "<?xml version='1.0' encoding='utf-16'?>",
                "<?xml version='1.0' encoding='UTF-8'?>",
            ),
            false => Piece::right("<?xml version='1.0' encoding='utf-8'?>"),
        };
        let mut pieces = declaration.map(|behind| vec![declared, behind]).unwrap_or_default();
        pieces.push(Piece::right("<wap-provisioningdoc>"));
        pieces.extend([sections.0, sections.1].into_iter().flatten());
        pieces.extend([behind, Piece::right("</wap-provisioningdoc>\n")]);
        let text = Piece::joined(pieces);
        let bytes = match form {
            0 => text.written.clone().into_bytes(),
            1 => format!("\u{FEFF}{}", text.written).into_bytes(),
            2 => format!("\u{FEFF}{}", text.written).encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => format!("\u{FEFF}{}", text.written).encode_utf16().flat_map(u16::to_be_bytes).collect(),
        };
        (bytes, text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_slip_is_mended_once_and_no_other_byte_changes((bytes, text) in document()) {
        let (catalogue, options) = (Catalogue::builtin(), Options::default());
        let before = check("a.xml", &bytes[..], &catalogue, &options).count();
        let fixed = fix("a.xml", &bytes, &catalogue, &options);
        let after = fixed.report.count();
        prop_assert!(after.errors <= before.errors && after.warnings <= before.warnings && after.notes <= before.notes);
        prop_assert_eq!(fixed.text(), &text.mended);
        let again = fix("a.xml", fixed.text().as_bytes(), &catalogue, &options);
        prop_assert_eq!((again.text(), again.repaired), (fixed.text(), 0));
    }

    /// Whatever the bytes are.
    #[test]
    fn what_is_not_understood_is_left_as_it_is(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (catalogue, options) = (Catalogue::builtin(), Options::default());
        let fixed = fix("a.xml", &bytes, &catalogue, &options);
        if !decode(&bytes[..]).is_whole() {
            prop_assert_eq!(fixed.repaired, 0);
        }
        let again = fix("a.xml", fixed.text().as_bytes(), &catalogue, &options);
        prop_assert_eq!((again.text(), again.repaired), (fixed.text(), 0));
    }
}
