//! Any bytes as certificates, as a PKCS #7, and as the signature of a valid cabinet: read or refused, never a panic,
//! and without a trusted root never good.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use provsmith::package::{Package, PackageKind};
use provsmith::sign::certificate::Certificate;
use provsmith::sign::signed_data::SignedContent;
use provsmith::sign::verify::{VerifyOptions, verify};

fuzz_target!(|input: &[u8]| {
    let _ = Certificate::all_in(input);
    if let Ok(content) = SignedContent::from_der(input) {
        content.to_der().expect("what was read can be written");
    }
    let options = VerifyOptions { trust: Vec::new(), at: "2026-01-01T00:00:00Z".parse().expect("a time") };
    for cabinet in [input.to_vec(), signed_with(input)] {
        if let Ok(verification) = verify(&mut Cursor::new(cabinet), &options) {
            assert!(!verification.is_good());
        }
    }
});

/// A stored package whose header names `blob` as its signature: 24 bytes more in the header, every offset moved.
fn signed_with(blob: &[u8]) -> Vec<u8> {
    let document = b"<wap-provisioningdoc></wap-provisioningdoc>".to_vec();
    let mut plain = Cursor::new(Vec::new());
    Package::of_document(PackageKind::Cpf, document).expect("a document").write(&mut plain).expect("written");
    let mut cabinet = plain.into_inner();
    for field in [8, 16, 36] {
        cabinet[field] += 24;
    }
    cabinet[30] |= 4;
    let offset = [cabinet[8], cabinet[9], cabinet[10], cabinet[11]];
    let length = u32::try_from(blob.len()).expect("a small input").to_le_bytes();
    let slot = [&[20, 0, 0, 0, 0, 0, 16, 0][..], &offset, &length, &[0; 8]].concat();
    cabinet.splice(36..36, slot);
    cabinet.extend(blob);
    cabinet
}
