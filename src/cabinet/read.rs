//! Reading the content of a cabinet whose layout has been checked.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use super::checksum;
use super::decode::BlockDecoder;
use super::layout::{Compression, Layout, LayoutError, Placement};

/// A cabinet that can be read.
#[derive(Debug)]
pub struct Cabinet<R> {
    reader: R,
    layout: Layout,
}

/// Content that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Its structure is wrong.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// The content is partly in another file.
    #[error("the cabinet is part of a set that continues in other files; such sets are not read")]
    MultiPart,
    /// Compressed in a way that is not read.
    #[error("folder {folder} is compressed as {compression}, which is not read; stored, MSZIP and LZX are")]
    Compression {
        /// The folder, from 0.
        folder: u16,
        /// How.
        compression: Compression,
    },
    /// A block whose bytes are not those that were written.
    #[error(
        "block {block} of folder {folder} at offset {offset} is damaged: its checksum is {stated:08x}, \
        that of its bytes is {computed:08x}"
    )]
    Checksum {
        /// The folder, from 0.
        folder: u16,
        /// The block, from 0.
        block: u16,
        /// Where it stands.
        offset: u64,
        /// `csum`.
        stated: u32,
        /// What it should be.
        computed: u32,
    },
    /// A block that does not decompress.
    #[error("block {block} of folder {folder} at offset {offset} cannot be decompressed: {reason}")]
    Block {
        /// The folder, from 0.
        folder: u16,
        /// The block, from 0.
        block: u16,
        /// Where it stands.
        offset: u64,
        /// Why.
        reason: String,
    },
    /// A file that is larger than the caller wants to hold.
    #[error("`{name}` in the cabinet has {length} bytes; at most {limit} are read")]
    TooLarge {
        /// The name.
        name: String,
        /// Its length in bytes.
        length: u32,
        /// The limit in bytes.
        limit: u32,
    },
    /// A file or folder of a number that is not there.
    #[error("the cabinet has no {what} {number}")]
    Missing {
        /// `file` or `folder`.
        what: &'static str,
        /// Counted from 0.
        number: usize,
    },
    /// The cabinet cannot be read.
    #[error("cannot read the cabinet")]
    Input(#[source] io::Error),
    /// What was read cannot be written.
    #[error("cannot write what the cabinet holds")]
    Output(#[source] io::Error),
}

impl ReadError {
    /// Whether this is a cabinet that is damaged, and not something else or something that cannot be read at all.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Layout(error) => !matches!(
                error,
                LayoutError::NotACabinet | LayoutError::Version { .. } | LayoutError::Read { .. }
            ),
            Self::Checksum { .. } | Self::Block { .. } => true,
            _ => false,
        }
    }
}

impl<R: Read + Seek> Cabinet<R> {
    /// Opens the cabinet that starts at the first byte of `reader`.
    ///
    /// # Errors
    /// When its structure is wrong.
    pub fn open(mut reader: R) -> Result<Self, ReadError> {
        let layout = Layout::read(&mut reader)?;
        Ok(Self { reader, layout })
    }

    /// A cabinet whose structure has been read from `reader` before.
    pub fn of(reader: R, layout: Layout) -> Self {
        Self { reader, layout }
    }

    /// The structure.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The structure, when nothing more is to be read.
    pub fn into_layout(self) -> Layout {
        self.layout
    }

    /// The whole content of the file of this number, which may have at most `limit` bytes.
    ///
    /// # Errors
    /// When it is larger, when a block is damaged.
    pub fn read(&mut self, file: usize, limit: u32) -> Result<Vec<u8>, ReadError> {
        let entry = self.layout.files.get(file).ok_or(ReadError::Missing { what: "file", number: file })?;
        if entry.length > limit {
            return Err(ReadError::TooLarge { name: entry.shown_name(), length: entry.length, limit });
        }
        let Placement::Folder(folder) = entry.placement else { return Err(ReadError::MultiPart) };
        let range = entry.range();
        let mut content = Vec::new();
        self.folder(folder)?.copy(range, &mut content)?;
        Ok(content)
    }

    /// Reads every block. Gives the first damaged one of each folder, or why a folder is not read.
    pub fn damage(&mut self) -> Vec<ReadError> {
        if self.layout.is_multi_part() {
            return vec![ReadError::MultiPart];
        }
        (0..self.layout.header.folder_count)
            .filter_map(|number| self.folder(number).and_then(FolderContent::test).err())
            .collect()
    }

    /// The numbers of the files in the order in which a single pass over the folders meets them.
    pub fn reading_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.layout.files.len()).collect();
        order.sort_by_key(|index| {
            let file = &self.layout.files[*index];
            let folder = match file.placement {
                Placement::Folder(folder) => folder,
                _ => u16::MAX,
            };
            (folder, file.folder_offset)
        });
        order
    }

    /// The content of a folder, from its start.
    ///
    /// # Errors
    /// When the cabinet is one of a set, when the folder is compressed in a way that is not read.
    pub fn folder(&mut self, number: u16) -> Result<FolderContent<'_, R>, ReadError> {
        if self.layout.is_multi_part() {
            return Err(ReadError::MultiPart);
        }
        let folder = self
            .layout
            .folders
            .get(usize::from(number))
            .ok_or(ReadError::Missing { what: "folder", number: usize::from(number) })?;
        let decoder = BlockDecoder::new(folder.compression)
            .ok_or(ReadError::Compression { folder: number, compression: folder.compression })?;
        Ok(FolderContent {
            reader: &mut self.reader,
            number,
            offset: folder.data.start,
            blocks: 0..folder.block_count,
            reserve_length: usize::from(self.layout.header.reserve.data),
            decoder,
            block: Vec::new(),
            content: Vec::new(),
            position: 0,
        })
    }
}

/// The uncompressed content of a folder, read from its start to its end.
pub struct FolderContent<'a, R> {
    reader: &'a mut R,
    number: u16,
    /// Where the next block stands.
    offset: u64,
    /// The blocks that have not been read.
    blocks: Range<u16>,
    reserve_length: usize,
    decoder: BlockDecoder,
    /// The bytes of the block read last.
    block: Vec<u8>,
    /// What they stand for.
    content: Vec<u8>,
    /// Where in the folder's content `content` ends.
    position: u64,
}

impl<R: Read + Seek> FolderContent<'_, R> {
    /// Writes the bytes `range` of the folder's content to `out`. Ranges must be asked for in rising order.
    ///
    /// # Errors
    /// When a block up to the end of the range is damaged, when `out` fails.
    pub fn copy(&mut self, range: Range<u64>, out: &mut impl Write) -> Result<(), ReadError> {
        let mut start = range.start;
        while start < range.end {
            while self.position <= start {
                self.next_block()?;
            }
            let content_start = self.position - self.content.len() as u64;
            let end = range.end.min(self.position);
            let from = usize::try_from(start.saturating_sub(content_start)).unwrap_or(usize::MAX);
            let to = usize::try_from(end - content_start).unwrap_or(usize::MAX);
            out.write_all(self.content.get(from..to).unwrap_or_default()).map_err(ReadError::Output)?;
            start = end;
        }
        Ok(())
    }

    /// Reads all blocks that have not been read, to learn whether they are whole.
    ///
    /// # Errors
    /// When one is damaged.
    pub fn test(mut self) -> Result<(), ReadError> {
        while !self.blocks.is_empty() {
            self.next_block()?;
        }
        Ok(())
    }

    fn next_block(&mut self) -> Result<(), ReadError> {
        let (folder, offset) = (self.number, self.offset);
        let Some(block) = self.blocks.next() else {
            return Err(ReadError::Input(io::ErrorKind::UnexpectedEof.into()));
        };
        self.reader.seek(SeekFrom::Start(offset)).map_err(ReadError::Input)?;
        let mut head = [0; 8];
        self.reader.read_exact(&mut head).map_err(ReadError::Input)?;
        let [c0, c1, c2, c3, s0, s1, u0, u1] = head;
        let stated = u32::from_le_bytes([c0, c1, c2, c3]);
        let stored = u16::from_le_bytes([s0, s1]);
        let length = u16::from_le_bytes([u0, u1]);

        self.block.resize(self.reserve_length + usize::from(stored), 0);
        self.reader.read_exact(&mut self.block).map_err(ReadError::Input)?;
        let (reserve, data) = self.block.split_at(self.reserve_length);
        if stated != 0 {
            let computed = checksum::of_block(data, stored, length, reserve);
            if computed != stated {
                return Err(ReadError::Checksum { folder, block, offset, stated, computed });
            }
        }
        self.decoder
            .decode(data, usize::from(length), &mut self.content)
            .map_err(|reason| ReadError::Block { folder, block, offset, reason })?;
        self.offset += (head.len() + self.block.len()) as u64;
        self.position += u64::from(length);
        Ok(())
    }
}
