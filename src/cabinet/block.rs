//! Making one block: what stands behind a CFDATA header.

use flate2::{Compress, Compression, FlushCompress, Status};

use super::layout::BLOCK;
use super::write::Packing;

/// The two bytes before every MSZIP stream.
pub(super) const MSZIP_SIGNATURE: [u8; 2] = *b"CK";

/// The most that a block takes: one that does not compress, with what MSZIP puts before it.
const MAX_STORED: usize = BLOCK as usize + 7;

/// Turns content into blocks. Every block is complete in itself, so that one can be read without those before it;
/// the format would allow to refer back to them.
pub(super) enum BlockEncoder {
    /// As it is.
    Stored,
    /// A deflate stream of its own for each block.
    MsZip(Compress),
}

impl BlockEncoder {
    pub(super) fn new(packing: Packing) -> Self {
        match packing {
            Packing::Stored => Self::Stored,
            Packing::MsZip => Self::MsZip(Compress::new(Compression::default(), false)),
        }
    }

    /// The block that stands for `content` (at most [`BLOCK`] bytes), in `block`.
    pub(super) fn encode(&mut self, content: &[u8], block: &mut Vec<u8>) {
        block.clear();
        let Self::MsZip(compress) = self else {
            block.extend_from_slice(content);
            return;
        };
        block.extend_from_slice(&MSZIP_SIGNATURE);
        block.reserve(MAX_STORED);
        compress.reset();
        let ended = compress.compress_vec(content, block, FlushCompress::Finish);
        if !matches!(ended, Ok(Status::StreamEnd)) || block.len() > content.len() + 7 {
            store_in_deflate(content, block);
        }
    }
}

/// RFC 1951, 3.2.4: one final block that is not compressed.
fn store_in_deflate(content: &[u8], block: &mut Vec<u8>) {
    const FINAL_STORED: u8 = 1;
    let length = u16::try_from(content.len()).unwrap_or(BLOCK);
    block.truncate(MSZIP_SIGNATURE.len());
    block.push(FINAL_STORED);
    block.extend_from_slice(&length.to_le_bytes());
    block.extend_from_slice(&(!length).to_le_bytes());
    block.extend_from_slice(content);
}
