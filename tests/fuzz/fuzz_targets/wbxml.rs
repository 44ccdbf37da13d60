//! Any bytes are decoded without a panic and within the limits; what was decoded is a document that XML can carry, and
//! what is encoded of it is decoded as the same document, however it is encoded.

#![no_main]

use libfuzzer_sys::fuzz_target;
use provsmith::document::{Limits, xml};
use provsmith::wbxml::{Options, PrivatePages, Strings, Values, decode, encode};

const LIMITS: Limits = Limits { depth: 32, size: 1 << 20 };

fuzz_target!(|bytes: &[u8]| {
    let decoded = match decode(bytes, &LIMITS) {
        Ok(decoded) => decoded,
        Err(error) => {
            assert!(error.at <= bytes.len(), "{error}");
            return;
        }
    };
    let text = xml::write(&decoded.tree);
    let parsed = xml::parse(&text, &LIMITS);
    assert_eq!(parsed.faults, []);
    assert_eq!(xml::write(&parsed.model.expect("it has a root")), text);

    for strings in [Strings::Inline, Strings::Shared] {
        for values in [Values::Tokens, Values::Text] {
            for private_pages in [PrivatePages::Elements, PrivatePages::Everything, PrivatePages::Nothing] {
                let options = Options { strings, values, private_pages, ..Options::default() };
                // Any element may be the root here, and any text stand for a time: not all of that has a form.
                let Ok(encoded) = encode(&decoded.tree, &options) else { continue };
                let again = decode(&encoded, &Limits { size: 1 << 24, ..LIMITS }).expect("we wrote it");
                assert_eq!(encode(&again.tree, &options).as_ref(), Ok(&encoded));
                // Blanks around a text that is shown are layout.
                if decoded.language.root != "si" {
                    assert_eq!(again.tree, decoded.tree);
                }
            }
        }
    }
});
