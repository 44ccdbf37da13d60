//! Reading one block: from what stands behind a CFDATA header to the content it stands for.

use flate2::{Decompress, FlushDecompress, Status};
use lzxd::{Lzxd, WindowSize};

use super::block::MSZIP_SIGNATURE;
use super::layout::{BLOCK, Compression};

/// Turns the blocks of one folder into its content, from the first on.
pub(super) enum BlockDecoder {
    /// As it is.
    Stored,
    /// MSZIP: each block may refer back to the 32 KiB of content before it.
    MsZip { inflate: Decompress, history: Vec<u8> },
    /// LZX: one stream through all blocks.
    Lzx(Box<Lzxd>),
}

impl BlockDecoder {
    /// `None` for a way of compression that is not read.
    pub(super) fn new(compression: Compression) -> Option<Self> {
        match compression {
            Compression::None => Some(Self::Stored),
            Compression::MsZip => Some(Self::MsZip { inflate: Decompress::new(false), history: Vec::new() }),
            Compression::Lzx { window } => Some(Self::Lzx(Box::new(Lzxd::new(lzx_window(window)?)))),
            Compression::Quantum { .. } | Compression::Unknown { .. } => None,
        }
    }

    /// Puts the content of the next block into `content`, which has then exactly `length` bytes (at most
    /// [`BLOCK`]). The error says what is wrong with the block.
    pub(super) fn decode(
        &mut self,
        block: &[u8],
        length: usize,
        content: &mut Vec<u8>,
    ) -> Result<(), String> {
        content.clear();
        match self {
            Self::Stored => content.extend_from_slice(block),
            Self::MsZip { inflate, history } => {
                inflate_block(inflate, history, block, length, content)?;
                remember(history, content);
            }
            Self::Lzx(lzx) => {
                let decoded = lzx.decompress_next(block, length).map_err(|error| format!("LZX: {error}"))?;
                content.extend_from_slice(decoded);
            }
        }
        match content.len() == length {
            true => Ok(()),
            false => Err(format!("it holds {} bytes instead of {length}", content.len())),
        }
    }
}

fn inflate_block(
    inflate: &mut Decompress,
    history: &[u8],
    block: &[u8],
    length: usize,
    content: &mut Vec<u8>,
) -> Result<(), String> {
    let stream = block.strip_prefix(&MSZIP_SIGNATURE).ok_or("it does not begin with `CK`")?;
    inflate.reset(false);
    if !history.is_empty() {
        inflate.set_dictionary(history).map_err(|error| error.to_string())?;
    }
    content.reserve(length + 1); // one more, to notice a stream that goes on
    match inflate.decompress_vec(stream, content, FlushDecompress::Finish) {
        Ok(Status::StreamEnd) => Ok(()),
        Ok(_) if content.len() > length => Err(format!("it holds more than {length} bytes")),
        Ok(_) => Err("its deflate stream is cut off".to_owned()),
        Err(error) => Err(format!("its deflate stream is damaged ({error})")),
    }
}

/// Keeps the last 32 KiB of content.
fn remember(history: &mut Vec<u8>, content: &[u8]) {
    history.extend_from_slice(content);
    let superfluous = history.len().saturating_sub(usize::from(BLOCK));
    history.drain(..superfluous);
}

/// The format has windows of 2 to the power of 15 up to 21.
fn lzx_window(exponent: u8) -> Option<WindowSize> {
    Some(match exponent {
        15 => WindowSize::KB32,
        16 => WindowSize::KB64,
        17 => WindowSize::KB128,
        18 => WindowSize::KB256,
        19 => WindowSize::KB512,
        20 => WindowSize::MB1,
        21 => WindowSize::MB2,
        _ => return None,
    })
}
