//! Any bytes are decoded and read without a panic, what is written of them is read again as the same document, and a
//! device description becomes providers that can be loaded.

#![no_main]

use libfuzzer_sys::fuzz_target;
use provsmith::catalogue::import::import;
use provsmith::document::{Kind, Limits, ddf, decode, syncml, wap, xml};

fuzz_target!(|bytes: &[u8]| {
    let text = decode(bytes).text;
    let limits = Limits::default();
    let parsed = xml::parse(&text, &limits);
    for fault in &parsed.faults {
        assert!(fault.span.start() <= fault.span.end() && fault.span.end() <= text.len(), "{fault:?}");
        assert!(text.is_char_boundary(fault.span.start()), "{fault:?}");
    }
    let Some(tree) = parsed.model else { return };
    let written = xml::write(&tree);
    let again = xml::parse(&written, &limits);
    assert_eq!(again.faults, []);
    assert_eq!(xml::write(&again.model.expect("it has a root")), written);

    let described = ddf::parse(&text, &limits).model.or_else(|| ddf::read(&tree).model);
    if let Some(description) = described {
        import(&description).expect("what is made of a description is of the catalogue's format");
    }

    if Kind::of(&tree.root) == Kind::SyncMl {
        if let Some(message) = syncml::read(tree).model {
            let written = syncml::write(&message);
            let again = syncml::read(xml::parse(&written, &limits).model.expect("it has a root"));
            assert_eq!(syncml::write(&again.model.expect("it is a message")), written);
        }
    } else if let Some(document) = wap::read(tree).model {
        let written = wap::write(&document);
        let again = wap::read(xml::parse(&written, &limits).model.expect("it has a root"));
        assert_eq!(again.model.as_ref(), Some(&document));
        assert_eq!(wap::write(&document), written);
    }
});
