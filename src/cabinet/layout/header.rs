//! CFHEADER: the first 36 bytes, and the parts that its flags announce.
//!
//! ```text
//!  0  4  'MSCF'
//!  4  4  reserved1
//!  8  4  cbCabinet      length up to the end of the last block; never counts a signature
//! 12  4  reserved2
//! 16  4  coffFiles      offset of the first CFFILE
//! 20  4  reserved3
//! 24  1  versionMinor   3
//! 25  1  versionMajor   1
//! 26  2  cFolders
//! 28  2  cFiles
//! 30  2  flags          1 previous cabinet, 2 next cabinet, 4 reserve
//! 32  2  setID
//! 34  2  iCabinet       number in the set, from 0
//! 36  2  cbCFHeader  ┐
//! 38  1  cbCFFolder  │  with flag 4
//! 39  1  cbCFData    │
//! 40  …  abReserve   ┘  cbCFHeader bytes
//!  …  …  szCabinetPrev, szDiskPrev  with flag 1, NUL-terminated
//!  …  …  szCabinetNext, szDiskNext  with flag 2, NUL-terminated
//! ```

use std::io::{Read, Seek};
use std::ops::Range;

use super::cursor::Cursor;
use super::{LayoutError, MAX_CABINET, Oddity};

/// The largest reserve in a header that the format allows, in bytes.
const MAX_HEADER_RESERVE: u16 = 60_000;

/// CFHEADER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `reserved1`, at offset 4: 0, and not covered by a signature.
    pub reserved1: u32,
    /// `cbCabinet`, at offset 8, in bytes.
    pub cabinet_length: u32,
    /// `reserved2`, at offset 12.
    pub reserved2: u32,
    /// `coffFiles`, at offset 16.
    pub files_offset: u32,
    /// `reserved3`, at offset 20.
    pub reserved3: u32,
    /// `versionMajor` and `versionMinor`, at offset 24: (1, 3).
    pub version: (u8, u8),
    /// `cFolders`, at offset 26.
    pub folder_count: u16,
    /// `cFiles`, at offset 28.
    pub file_count: u16,
    /// `flags`, at offset 30.
    pub flags: Flags,
    /// `setID`, at offset 32.
    pub set_id: u16,
    /// `iCabinet`, at offset 34: the number of the cabinet in its set.
    pub set_index: u16,
    /// The sizes at offset 36; all 0 when [`Flags::has_reserve`] is false.
    pub reserve: ReserveSizes,
    /// `abReserve`, at offset 40: as long as [`ReserveSizes::header`].
    pub reserve_bytes: Vec<u8>,
    /// The cabinet before this one of a set.
    pub previous: Option<Neighbour>,
    /// The cabinet behind this one of a set.
    pub next: Option<Neighbour>,
    /// Where the header ends and the CFFOLDERs begin.
    pub length: u64,
}

/// `flags` of CFHEADER.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags(pub u16);

impl Flags {
    /// Bit 0: a cabinet before this one.
    pub const PREVIOUS: u16 = 1;
    /// Bit 1: a cabinet behind this one.
    pub const NEXT: u16 = 2;
    /// Bit 2: the size fields at offset 36 are there.
    pub const RESERVE: u16 = 4;

    /// Whether the cabinet is part of a set.
    pub const fn is_multi_part(self) -> bool {
        self.0 & (Self::PREVIOUS | Self::NEXT) != 0
    }

    /// Whether the header has the three size fields at offset 36, also when all are 0.
    pub const fn has_reserve(self) -> bool {
        self.0 & Self::RESERVE != 0
    }
}

/// `cbCFHeader`, `cbCFFolder`, `cbCFData`: the reserve in each structure, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReserveSizes {
    /// In the header.
    pub header: u16,
    /// Behind each CFFOLDER.
    pub folder: u8,
    /// In each CFDATA header.
    pub data: u8,
}

/// The names of a neighbour in a set of cabinets, as bytes in an unknown code page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// The file name of the cabinet.
    pub cabinet: Vec<u8>,
    /// The label of the disk it is on.
    pub disk: Vec<u8>,
}

/// The 20-byte header reserve by which a cabinet names its Authenticode signature.
///
/// ```text
/// 40  2  length of structure 1   0
/// 42  2  length of structure 2   16
/// 44  4  offset of the signature  cbCabinet
/// 48  4  length of the signature  padding included
/// 52  8  filler                  0
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureSlot {
    /// Where the signature starts; 0 in a slot that is not filled.
    pub offset: u32,
    /// How long it is, padding included; 0 in a slot that is not filled.
    pub length: u32,
    /// The last 8 bytes, which are 0.
    pub filler: [u8; 8],
}

impl SignatureSlot {
    /// The length of the header reserve that holds a slot, in bytes.
    pub const LENGTH: u16 = 20;

    /// The bytes that the slot names.
    pub fn range(&self) -> Range<u64> {
        let offset = u64::from(self.offset);
        offset..offset + u64::from(self.length)
    }
}

impl Header {
    /// The first bytes of every cabinet.
    pub const MAGIC: [u8; 4] = *b"MSCF";

    pub(super) fn read(
        cursor: &mut Cursor<impl Read + Seek>,
        oddities: &mut Vec<Oddity>,
    ) -> Result<Self, LayoutError> {
        const WHAT: &str = "the header";
        if cursor.file_length() < 4 || cursor.array(WHAT)? != Self::MAGIC {
            return Err(LayoutError::NotACabinet);
        }
        let reserved1 = cursor.u32(WHAT)?;
        let cabinet_length = cursor.u32(WHAT)?;
        let reserved2 = cursor.u32(WHAT)?;
        let files_offset = cursor.u32(WHAT)?;
        let reserved3 = cursor.u32(WHAT)?;
        let [minor, major] = cursor.array(WHAT)?;
        let folder_count = cursor.u16(WHAT)?;
        let file_count = cursor.u16(WHAT)?;
        let flags = Flags(cursor.u16(WHAT)?);
        let set_id = cursor.u16(WHAT)?;
        let set_index = cursor.u16(WHAT)?;
        if major != 1 {
            return Err(LayoutError::Version { major, minor });
        }
        if cabinet_length > MAX_CABINET || u64::from(cabinet_length) > cursor.file_length() {
            return Err(LayoutError::Length { stated: cabinet_length, file_length: cursor.file_length() });
        }
        cursor.limit(u64::from(cabinet_length));

        let reserve = match flags.has_reserve() {
            true => {
                ReserveSizes { header: cursor.u16(WHAT)?, folder: cursor.u8(WHAT)?, data: cursor.u8(WHAT)? }
            }
            false => ReserveSizes::default(),
        };
        let reserve_bytes = cursor.bytes(reserve.header, "the reserve of the header")?;
        let previous = Neighbour::read_if(flags.0 & Flags::PREVIOUS != 0, cursor)?;
        let next = Neighbour::read_if(flags.0 & Flags::NEXT != 0, cursor)?;

        for (offset, field, value) in
            [(4, "reserved1", reserved1), (12, "reserved2", reserved2), (20, "reserved3", reserved3)]
        {
            if value != 0 {
                oddities.push(Oddity::ReservedField { field, offset, value });
            }
        }
        if minor != 3 {
            oddities.push(Oddity::MinorVersion { minor });
        }
        if set_index != 0 && !flags.is_multi_part() {
            oddities.push(Oddity::SetIndexWithoutSet { index: set_index });
        }
        if reserve.header > MAX_HEADER_RESERVE {
            oddities.push(Oddity::LargeReserve { length: reserve.header });
        }
        Ok(Self {
            reserved1,
            cabinet_length,
            reserved2,
            files_offset,
            reserved3,
            version: (major, minor),
            folder_count,
            file_count,
            flags,
            set_id,
            set_index,
            reserve,
            reserve_bytes,
            previous,
            next,
            length: cursor.position(),
        })
    }

    /// The place for a signature, where the reserve is one: 20 bytes, no structure 1, 16 bytes of structure 2.
    pub fn signature_slot(&self) -> Option<SignatureSlot> {
        let [0, 0, 16, 0, o0, o1, o2, o3, l0, l1, l2, l3, filler @ ..] = self.reserve_bytes.as_slice() else {
            return None;
        };
        Some(SignatureSlot {
            offset: u32::from_le_bytes([*o0, *o1, *o2, *o3]),
            length: u32::from_le_bytes([*l0, *l1, *l2, *l3]),
            filler: filler.try_into().ok()?,
        })
    }
}

impl Neighbour {
    fn read_if(present: bool, cursor: &mut Cursor<impl Read + Seek>) -> Result<Option<Self>, LayoutError> {
        const WHAT: &str = "the name of a neighbouring cabinet";
        if !present {
            return Ok(None);
        }
        Ok(Some(Self { cabinet: cursor.name(WHAT)?, disk: cursor.name(WHAT)? }))
    }
}
