//! Any bytes as a cabinet: its layout is read or refused, and all that it holds can be listed and extracted or is
//! refused. Nothing panics, and what is extracted is as long as was said.
//!
//! Most inputs describe a small valid cabinet and the bytes in it that are changed, since bytes at random hardly ever
//! get past the header; the others are taken as they are.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use provsmith::cabinet::layout::{Layout, Oddity, Placement};
use provsmith::cabinet::{Cabinet, Content, DosTime, MemberName, NewFile, Packing};

/// More than any input here unpacks to would be a bomb.
const LIMIT: u32 = 1 << 20;

fuzz_target!(|input: &[u8]| {
    match input {
        [0, cabinet @ ..] => {
            let _ = provsmith::package::sniff(Cursor::new(cabinet));
            read_all(cabinet);
        }
        [kind, changes, rest @ ..] => {
            let (changes, content) = rest.split_at(rest.len().min(usize::from(changes % 16) * 3));
            let mut cabinet = seed(*kind, content);
            change(&mut cabinet, changes);
            read_all(&cabinet);
        }
        _ => {}
    }
});

/// A valid cabinet: two files, stored, MSZIP or LZX; by three bits of `kind` of more than a block (which is slow), by another without
/// checksums, so that changed data reaches the decoders.
fn seed(kind: u8, content: &[u8]) -> Vec<u8> {
    let packing = if kind & 1 == 0 { Packing::Stored } else { Packing::MsZip };
    let (is_lzx, is_long, is_unchecked) = (kind & 2 != 0, kind & 0x34 == 0x34, kind & 8 != 0);
    let first = if is_lzx {
        lzx_block(content)
    } else {
        content.repeat(if is_long { 40_000 / (content.len() + 1) } else { 1 })
    };
    let files = [("_setup.xml", first), ("dir\\b", b"second".to_vec())]
        .into_iter()
        .take(if is_lzx { 1 } else { 2 })
        .map(|(name, bytes)| NewFile { name: MemberName::new(name).unwrap(), content: Content::Bytes(bytes) })
        .collect();
    let mut out = Cursor::new(Vec::new());
    let packing = if is_lzx { Packing::Stored } else { packing };
    provsmith::cabinet::write(&mut out, files, packing, DosTime::FIRST).unwrap();
    let mut cabinet = out.into_inner();
    let layout = Layout::read(Cursor::new(&cabinet)).unwrap();
    // One content in four thousand million has the checksum 0, which says that there is none; some are found here.
    assert!(layout.oddities.iter().all(|oddity| matches!(oddity, Oddity::NoChecksum { .. })));
    let data = usize::try_from(layout.folders[0].data.start).unwrap();
    if (is_unchecked || is_lzx) && layout.folders[0].block_count > 0 {
        cabinet[data..data + 4].fill(0);
    }
    if is_lzx {
        // One block of LZX:15 instead of a stored one; the file is as long as its content.
        let length = u16::try_from(content.len().clamp(1, 0x7FFF)).unwrap().to_le_bytes();
        cabinet[42..44].copy_from_slice(&[3, 15]);
        cabinet[44..46].copy_from_slice(&length);
        cabinet[data + 6..data + 8].copy_from_slice(&length);
    }
    cabinet
}

/// An LZX stream of one uncompressed block: no translation, type 3, length, three offsets, the bytes
/// (<https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-patch>).
fn lzx_block(content: &[u8]) -> Vec<u8> {
    let content = if content.is_empty() { b"a" } else { &content[..content.len().min(0x7000)] };
    let bits = 0b0011_u32 << 28 | u32::try_from(content.len()).unwrap() << 4;
    let mut stream = Vec::new();
    stream.extend_from_slice(&u16::try_from(bits >> 16).unwrap().to_le_bytes());
    stream.extend_from_slice(&u16::try_from(bits & 0xFFFF).unwrap().to_le_bytes());
    stream.extend_from_slice(&[1, 0, 0, 0].repeat(3));
    stream.extend_from_slice(content);
    stream
}

/// Each change is an offset and a byte.
fn change(cabinet: &mut [u8], changes: &[u8]) {
    for change in changes.chunks_exact(3) {
        let offset = usize::from(u16::from_le_bytes([change[0], change[1]]));
        if let Some(byte) = cabinet.get_mut(offset) {
            *byte = change[2];
        }
    }
}

fn read_all(bytes: &[u8]) {
    let Ok(mut cabinet) = Cabinet::open(Cursor::new(bytes)) else { return };
    let files = cabinet.layout().files.clone();
    for (index, file) in files.iter().enumerate() {
        assert!(!file.name().contains('\0'));
        if let Ok(content) = cabinet.read(index, LIMIT) {
            assert_eq!(content.len(), usize::try_from(file.length).unwrap());
        }
    }
    // In one pass too, as unpacking does it.
    let order = cabinet.reading_order();
    for number in 0..u16::try_from(cabinet.layout().folders.len()).unwrap() {
        let Ok(mut folder) = cabinet.folder(number) else { continue };
        for file in order
            .iter()
            .map(|index| &files[*index])
            .filter(|file| file.placement == Placement::Folder(number))
        {
            if folder.copy(file.range(), &mut std::io::sink()).is_err() {
                break;
            }
        }
        let _ = folder.test();
    }
}
