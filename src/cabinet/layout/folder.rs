//! CFFOLDER, and the CFDATA headers of its blocks.
//!
//! ```text
//! CFFOLDER                                CFDATA
//!  0  4  coffCabStart  offset of block 0   0  4  csum      0: not computed
//!  4  2  cCFData       number of blocks    4  2  cbData    bytes that follow the reserve
//!  6  2  typeCompress                      6  2  cbUncomp  bytes they stand for, at most 32,768
//!  8  …  abReserve     cbCFFolder bytes    8  …  abReserve cbCFData bytes
//!                                          …  …  ab        cbData bytes
//! ```

use std::fmt;
use std::io::{Read, Seek};
use std::ops::Range;

use super::cursor::Cursor;
use super::{BLOCK, LayoutError, Oddity, ReserveSizes};

/// The most that a block should take when its content did not compress: libmspack and others refuse more
/// (<https://github.com/kyz/libmspack/blob/master/libmspack/mspack/cab.h>).
const USUAL_STORED_LENGTH: u16 = BLOCK + 6144;

/// CFFOLDER, with what a walk through its blocks has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Where the CFFOLDER stands.
    pub entry_offset: u64,
    /// `coffCabStart` and the bytes from there to the end of the last block.
    pub data: Range<u64>,
    /// `cCFData`: the number of blocks.
    pub block_count: u16,
    /// `typeCompress`.
    pub compression: Compression,
    /// The reserve of the folder.
    pub reserve: Vec<u8>,
    /// The length of the content, uncompressed, as the blocks state it, in bytes.
    pub content_length: u64,
}

/// `typeCompress`: the low 4 bits say how, the rest are the parameters of that way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// 0: stored.
    None,
    /// 1: MSZIP, a deflate stream a block.
    MsZip,
    /// 2: Quantum.
    Quantum {
        /// The whole field.
        bits: u16,
    },
    /// 3: LZX.
    Lzx {
        /// The window is 2 to the power of this many bytes: 15 to 21.
        window: u8,
    },
    /// A way that the format does not know.
    Unknown {
        /// The whole field.
        bits: u16,
    },
}

impl Compression {
    /// From `typeCompress`.
    pub const fn from_bits(bits: u16) -> Self {
        match bits & 0xF {
            0 => Self::None,
            1 => Self::MsZip,
            2 => Self::Quantum { bits },
            3 => Self::Lzx { window: (bits >> 8).to_le_bytes()[0] & 0x1F },
            _ => Self::Unknown { bits },
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("stored"),
            Self::MsZip => f.write_str("MSZIP"),
            Self::Quantum { .. } => f.write_str("Quantum"),
            Self::Lzx { window } => write!(f, "LZX:{window}"),
            Self::Unknown { bits } => write!(f, "unknown ({bits:#06x})"),
        }
    }
}

impl Folder {
    /// Reads the CFFOLDER at the cursor. The blocks are walked later.
    pub(super) fn read_entry(
        cursor: &mut Cursor<impl Read + Seek>,
        reserve: ReserveSizes,
    ) -> Result<Self, LayoutError> {
        const WHAT: &str = "the table of folders";
        let entry_offset = cursor.position();
        let start = u64::from(cursor.u32(WHAT)?);
        let block_count = cursor.u16(WHAT)?;
        let compression = Compression::from_bits(cursor.u16(WHAT)?);
        let reserve = cursor.bytes(u16::from(reserve.folder), WHAT)?;
        Ok(Self { entry_offset, data: start..start, block_count, compression, reserve, content_length: 0 })
    }

    /// Goes from block header to block header, and learns where the data ends and how long the content is.
    pub(super) fn walk_blocks(
        &mut self,
        index: usize,
        cursor: &mut Cursor<impl Read + Seek>,
        reserve: ReserveSizes,
        is_multi_part: bool,
        oddities: &mut Vec<Oddity>,
    ) -> Result<(), LayoutError> {
        const WHAT: &str = "the blocks of a folder";
        if self.block_count == 0 {
            return Ok(());
        }
        cursor.seek(self.data.start)?;
        let (mut short, mut long, mut unchecked) = (0, 0, 0);
        for block in 0..self.block_count {
            let offset = cursor.position();
            let checksum = cursor.u32(WHAT)?;
            let stored = cursor.u16(WHAT)?;
            let content = cursor.u16(WHAT)?;
            cursor.skip(u64::from(reserve.data) + u64::from(stored), WHAT)?;

            let is_split = is_multi_part && (content == 0 || block == 0);
            let does_not_fit = content > BLOCK
                || (content == 0 && !is_split)
                || (self.compression == Compression::None && stored != content && !is_split);
            if does_not_fit {
                return Err(LayoutError::BlockSize { folder: index, block, offset, stored, content });
            }
            short += u16::from(content < BLOCK && block + 1 < self.block_count && !is_split);
            long += u16::from(stored > USUAL_STORED_LENGTH);
            unchecked += u16::from(checksum == 0);
            self.content_length += u64::from(content);
        }
        let counted = [
            (short, Oddity::ShortBlocks { folder: index, blocks: short }),
            (long, Oddity::LongBlocks { folder: index, blocks: long }),
            (unchecked, Oddity::NoChecksum { folder: index, blocks: unchecked }),
        ];
        oddities.extend(counted.into_iter().filter(|(blocks, _)| *blocks > 0).map(|(_, oddity)| oddity));
        self.data.end = cursor.position();
        Ok(())
    }
}
