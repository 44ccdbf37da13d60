//! The place of a signature in a cabinet: a 20-byte reserve in the header that names it, and the bytes behind
//! `cbCabinet`. Making that place moves everything behind the header, and every absolute offset with it.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use super::digest::SIGNED_HEADER;
use crate::cabinet::layout::{Flags, Layout, LayoutError, MAX_CABINET, ReserveSizes, SignatureSlot};

/// The length of a signature is padded with zeros to a multiple of this.
pub(crate) const PADDING: usize = 8;

/// A cabinet that cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum PlacementError {
    /// It cannot be read.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// It cannot be read by the system.
    #[error("cannot read the cabinet")]
    Read(#[from] io::Error),
    /// Part of a set.
    #[error(
        "the cabinet is one of a set of several, which devices do not install and which cannot be signed here"
    )]
    MultiPart,
    /// `iCabinet` is not 0.
    #[error(
        "iCabinet at offset 34 is {0} instead of 0: programs disagree on whether a signature covers it, so such a \
         cabinet is not signed"
    )]
    SetIndex(u16),
    /// `reserved1` is not 0.
    #[error(
        "reserved1 at offset 4 is {0:#010x} instead of 0: no signature covers it, so it must have its only right value"
    )]
    Reserved1(u32),
    /// There is something behind the cabinet that is no signature.
    #[error(
        "cbCabinet says {stated} bytes, but the file has {file_length}, and what follows is no signature that the \
         header names: the cabinet is damaged or something was appended"
    )]
    Trailing {
        /// `cbCabinet`.
        stated: u32,
        /// The length of the file.
        file_length: u64,
    },
    /// A reserve that belongs to something else.
    #[error(
        "the header has a reserve of {0} bytes that is not a place for a signature and is not empty: perhaps a \
         signature in the form of before 1998; sign the cabinet as it was before"
    )]
    ForeignReserve(usize),
    /// No room left.
    #[error(
        "the cabinet is too large to be signed: with the place for a signature it would pass {MAX_CABINET} bytes"
    )]
    TooLarge,
}

/// Where a signature goes, and the start of the cabinet as it will then be.
#[derive(Debug, Clone)]
pub(crate) struct Placement {
    /// Header and CFFOLDERs with the place for the signature, its length still 0.
    pub(crate) head: Vec<u8>,
    /// The bytes of the present file that follow the head unchanged: CFFILEs and CFDATAs.
    pub(crate) body: Range<u64>,
    /// Whether there is a signature now.
    pub(crate) replaces: bool,
}

impl Placement {
    /// Where the length of the signature stands.
    pub(crate) const LENGTH_FIELD: u64 = 48;

    /// Makes the place, on paper.
    pub(crate) fn of(cabinet: &mut (impl Read + Seek)) -> Result<Self, PlacementError> {
        let layout = Layout::read(&mut *cabinet)?;
        check(&layout)?;
        let header = &layout.header;
        let entry_length = 8 + u64::from(header.reserve.folder);
        let head_end = header.length + entry_length * u64::from(header.folder_count);
        let mut old = vec![0; usize::try_from(head_end).map_err(|_| PlacementError::TooLarge)?];
        cabinet.seek(SeekFrom::Start(0))?;
        cabinet.read_exact(&mut old)?;

        let shift = SIGNED_HEADER as i64 - header.length.cast_signed();
        let moved = |offset: u32| {
            u32::try_from(i64::from(offset) + shift)
                .ok()
                .filter(|offset| *offset <= MAX_CABINET)
                .ok_or(PlacementError::TooLarge)
        };
        let offset = moved(header.cabinet_length)?;
        let ReserveSizes { folder, data, .. } = header.reserve;
        let mut head = old[..36].to_vec();
        head[8..12].copy_from_slice(&offset.to_le_bytes());
        head[16..20].copy_from_slice(&moved(header.files_offset)?.to_le_bytes());
        head[30..32].copy_from_slice(&(header.flags.0 | Flags::RESERVE).to_le_bytes());
        head.extend(SignatureSlot::LENGTH.to_le_bytes());
        head.extend([folder, data]);
        head.extend([0, 0, 16, 0]);
        head.extend(offset.to_le_bytes());
        head.extend([0; 12]);
        for present in &layout.folders {
            let at = usize::try_from(present.entry_offset).map_err(|_| PlacementError::TooLarge)?;
            let start = u32::try_from(present.data.start).map_err(|_| PlacementError::TooLarge)?;
            head.extend(moved(start)?.to_le_bytes());
            head.extend(&old[at + 4..at + 8 + usize::from(folder)]);
        }
        Ok(Self {
            head,
            body: head_end..u64::from(header.cabinet_length),
            replaces: layout.signature().is_some(),
        })
    }

    /// The header as it will be, for the digest.
    pub(crate) fn header(&self) -> &[u8; SIGNED_HEADER] {
        self.head.first_chunk().expect("the head begins with a whole header")
    }
}

/// Pads a signature to the length that it takes in the file.
pub(crate) fn padded(mut signature: Vec<u8>) -> Vec<u8> {
    signature.resize(signature.len().next_multiple_of(PADDING), 0);
    signature
}

fn check(layout: &Layout) -> Result<(), PlacementError> {
    let header = &layout.header;
    if layout.is_multi_part() {
        return Err(PlacementError::MultiPart);
    }
    if header.set_index != 0 {
        return Err(PlacementError::SetIndex(header.set_index));
    }
    if header.reserved1 != 0 {
        return Err(PlacementError::Reserved1(header.reserved1));
    }
    if layout.signature_slot().is_none() && header.reserve_bytes.iter().any(|byte| *byte != 0) {
        return Err(PlacementError::ForeignReserve(header.reserve_bytes.len()));
    }
    if !layout.trailing().is_empty() && layout.signature().is_none() {
        return Err(PlacementError::Trailing {
            stated: header.cabinet_length,
            file_length: layout.file_length,
        });
    }
    Ok(())
}
