//! A cabinet written out byte by byte, and what becomes of it when a field is changed.

use std::io::Cursor;

use super::*;

/// One stored file `hi.txt` of 14 bytes in one block. `cabextract -t`, `7z t` and `gcab -t` accept it.
const HELLO: &[u8] = b"MSCF\0\0\0\0\x59\0\0\0\0\0\0\0\x2c\0\0\0\0\0\0\0\x03\x01\x01\0\x01\0\0\0\x34\x12\0\0\
    \x43\0\0\0\x01\0\0\0\
    \x0e\0\0\0\0\0\0\0\0\0\x6c\x22\xba\x59\x20\0hi.txt\0\
    \x4c\x1a\x2e\x7f\x0e\0\x0e\0Hello, world!\n";

fn read(bytes: &[u8]) -> Result<Layout, LayoutError> {
    Layout::read(Cursor::new(bytes))
}

fn with(offset: usize, bytes: &[u8]) -> Vec<u8> {
    let mut changed = HELLO.to_vec();
    changed[offset..offset + bytes.len()].copy_from_slice(bytes);
    changed
}

#[test]
fn a_plain_cabinet_has_no_oddity() {
    let layout = read(HELLO).unwrap();
    assert_eq!(layout.oddities, []);
    assert_eq!(layout.header.set_id, 0x1234);
    assert_eq!(layout.header.length, 36);
    assert_eq!(layout.file_table, 44..67);
    assert_eq!(layout.folders[0].data, 67..89);
    assert_eq!(layout.folders[0].content_length, 14);
    assert_eq!(layout.files[0].name(), "hi.txt");
    assert_eq!(layout.trailing(), 89..89);
    assert_eq!(layout.signature_slot(), None);
}

#[test]
fn every_truncation_is_an_error() {
    for length in 0..HELLO.len() {
        assert!(read(&HELLO[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn the_offsets_of_tables_must_lie_in_the_cabinet() {
    assert!(matches!(read(&with(16, &[43])), Err(LayoutError::FileTableOutside { offset: 43, .. })));
    assert!(matches!(read(&with(16, &[90])), Err(LayoutError::FileTableOutside { offset: 90, .. })));
    assert!(matches!(read(&with(36, &[89])), Err(LayoutError::CutOff { .. })));
    assert!(matches!(read(&with(36, &[0xFF; 4])), Err(LayoutError::CutOff { .. })));
}

#[test]
fn data_on_top_of_a_table_is_an_overlap() {
    // The block would begin in the file entry at 44; its sizes are put to 1 and 1.
    let mut changed = with(36, &[50]);
    changed[54..58].copy_from_slice(&[1, 0, 1, 0]);
    let error = read(&changed).unwrap_err();
    assert!(
        matches!(error, LayoutError::Overlap { first: Part::FileTable, second: Part::Data(0), .. }),
        "{error}"
    );
}

#[test]
fn a_file_must_lie_in_its_folder() {
    assert!(matches!(read(&with(44, &[15])), Err(LayoutError::FileOutsideFolder { .. })));
    assert!(matches!(read(&with(48, &[1])), Err(LayoutError::FileOutsideFolder { .. })));
    assert!(matches!(read(&with(44, &[0xFF; 8])), Err(LayoutError::FileOutsideFolder { .. })));
    assert!(matches!(read(&with(52, &[1])), Err(LayoutError::UnknownFolder { folder: 1, .. })));
    assert!(matches!(read(&with(52, &[0xFF, 0xFF])), Err(LayoutError::UnknownFolder { folder: 0xFFFF, .. })));
}

#[test]
fn a_stored_block_is_as_long_as_its_content() {
    assert!(matches!(read(&with(73, &[13])), Err(LayoutError::BlockSize { stored: 14, content: 13, .. })));
}

#[test]
fn a_length_beyond_the_file_is_an_error_and_a_shorter_one_leaves_trailing_bytes() {
    assert!(matches!(read(&with(8, &[90])), Err(LayoutError::Length { stated: 90, file_length: 89 })));
    let mut longer = HELLO.to_vec();
    longer.extend_from_slice(b"tail");
    let layout = read(&longer).unwrap();
    assert_eq!(layout.trailing(), 89..93);
    assert_eq!(layout.oddities, [Oddity::TrailingBytes { range: 89..93 }]);
}

#[test]
fn an_unusual_field_is_reported_and_not_refused() {
    let layout = read(&with(12, &[7])).unwrap();
    assert_eq!(layout.oddities, [Oddity::ReservedField { field: "reserved2", offset: 12, value: 7 }]);
    let layout = read(&with(34, &[5])).unwrap();
    assert_eq!(layout.oddities, [Oddity::SetIndexWithoutSet { index: 5 }]);
    let layout = read(&with(67, &[0; 4])).unwrap();
    assert_eq!(layout.oddities, [Oddity::NoChecksum { folder: 0, blocks: 1 }]);
}

#[test]
fn two_files_on_the_same_bytes_are_refused() {
    let entry = &HELLO[44..67];
    let mut doubled = [&HELLO[..67], entry, &HELLO[67..]].concat();
    doubled[8] += 23;
    doubled[28] = 2;
    doubled[36] += 23;
    assert!(matches!(read(&doubled), Err(LayoutError::FilesOverlap { first: 44, second: 67 })));
}

#[test]
fn a_signature_is_what_the_header_names_directly_behind_the_cabinet() {
    let mut signed = HELLO[..36].to_vec();
    signed.extend_from_slice(&[20, 0, 0, 0, 0, 0, 16, 0, 113, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    signed.extend_from_slice(&HELLO[36..]);
    signed[8] += 24;
    signed[16] += 24;
    signed[30] |= 4;
    signed[60] += 24;
    signed.extend_from_slice(&[0x30; 8]);
    let layout = read(&signed).unwrap();
    assert_eq!(layout.signature(), Some(113..121));
    assert_eq!(layout.oddities, []);
    signed.push(0);
    let layout = read(&signed).unwrap();
    assert_eq!(layout.signature(), None);
    assert_eq!(layout.oddities, [Oddity::TrailingBytes { range: 113..122 }]);
}

#[test]
fn a_name_without_an_end_is_refused() {
    let mut endless = HELLO[..60].to_vec();
    endless.extend(std::iter::repeat_n(b'x', 400));
    endless[8..12].copy_from_slice(&460u32.to_le_bytes());
    assert!(matches!(read(&endless), Err(LayoutError::NameTooLong { offset: 60, .. })));
}
