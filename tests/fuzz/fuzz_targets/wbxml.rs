//! Any bytes are decoded without a panic and within the limits; what was decoded is a document that XML can carry, and
//! what is encoded of it is decoded as the same document, however it is encoded.

#![no_main]

use libfuzzer_sys::fuzz_target;
use provsmith::document::{Limits, xml};
use provsmith::wbxml::{
    Decoded, Dialect, FormatName, Options, PrivatePages, Strings, Values, decode_as, encode,
};

const LIMITS: Limits = Limits { depth: 32, size: 1 << 20 };

fuzz_target!(|bytes: &[u8]| {
    for dialect in [Dialect::Oma, Dialect::Wm2003] {
        match decode_as(bytes, &LIMITS, dialect) {
            Ok(decoded) => check(&decoded, &options(bytes, dialect)),
            Err(error) => assert!(error.at <= bytes.len(), "{error}"),
        }
    }
});

/// One of the ways of writing, chosen by the input: all of them would be slow.
fn options(bytes: &[u8], dialect: Dialect) -> Options {
    let choice = bytes.iter().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte));
    Options {
        strings: if choice & 1 == 0 { Strings::Inline } else { Strings::Shared },
        values: if choice & 2 == 0 { Values::Tokens } else { Values::Text },
        format: if choice & 4 == 0 { FormatName::Number } else { FormatName::Text },
        private_pages: match choice >> 3 & 3 {
            0 => PrivatePages::Elements,
            1 => PrivatePages::Nothing,
            _ => PrivatePages::Everything,
        },
        dialect,
        ..Options::default()
    }
}

fn check(decoded: &Decoded, options: &Options) {
    let text = xml::write(&decoded.tree);
    let parsed = xml::parse(&text, &LIMITS);
    assert_eq!(parsed.faults, []);
    assert_eq!(xml::write(&parsed.model.expect("it has a root")), text);

    // Any element may be the root here, and any text stand for a time: not all of that has a form.
    let Ok(encoded) = encode(&decoded.tree, options) else { return };
    let limits = Limits { size: 1 << 24, ..LIMITS };
    let again = decode_as(&encoded, &limits, options.dialect).expect("we wrote it");
    assert_eq!(encode(&again.tree, options).as_ref(), Ok(&encoded));
    // Blanks around a text that is shown are layout.
    if decoded.language.root != "si" {
        assert_eq!(again.tree, decoded.tree);
    }
}
