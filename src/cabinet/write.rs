//! Making a cabinet: one folder, files in the order given, the same bytes for the same input.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::block::BlockEncoder;
use super::checksum;
use super::layout::{Attributes, BLOCK, Header, MAX_CABINET};
use super::{DosTime, MemberName, NameClash};

/// How the content is put into blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Packing {
    /// As it is: every device reads it.
    #[default]
    Stored,
    /// Compressed by MSZIP.
    MsZip,
}

/// A file to be put into a cabinet.
#[derive(Debug)]
pub struct NewFile {
    /// Its name there.
    pub name: MemberName,
    /// What is in it.
    pub content: Content,
}

/// The content of a file that is to be put into a cabinet.
#[derive(Debug)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What stands in a file, opened when its turn comes and never held in memory.
    File(PathBuf),
}

/// A cabinet that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Nothing to put in.
    #[error("a cabinet without a file cannot be made")]
    NoFiles,
    /// More than `cFiles` can say.
    #[error("a cabinet holds at most 65535 files, not {0}: make several")]
    TooManyFiles(usize),
    /// Two names that no folder can hold at once.
    #[error(transparent)]
    Clash(#[from] NameClash),
    /// More than a folder or the file can hold.
    #[error("the files do not fit into one cabinet, which holds less than 2 GiB: make several")]
    TooLarge,
    /// An input cannot be read.
    #[error("cannot read `{path}`", path = path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The output cannot be written.
    #[error("cannot write the cabinet")]
    Output(#[from] io::Error),
}

const HEADER_LENGTH: usize = 36;
const FOLDER_LENGTH: usize = 8;
const FILE_LENGTH: usize = 16;
const DATA_HEADER_LENGTH: usize = 8;

/// What the tables say of a file.
struct Entry {
    name: MemberName,
    length: u32,
    folder_offset: u32,
}

/// Writes a cabinet with `files` to `out`, which must be empty, and gives its length in bytes. All files have the
/// same date; the set number is 0, there is no reserve, and every block has its checksum.
///
/// # Errors
/// When there is no file or too much, when two names are the same, when an input cannot be read or the output cannot
/// be written.
pub fn write(
    out: impl Write + Seek,
    files: Vec<NewFile>,
    packing: Packing,
    date: DosTime,
) -> Result<u32, WriteError> {
    let tables_length = checked_tables_length(&files)?;
    // The tables hold what is known only when all content has been read: their place is kept, and filled at the end.
    let mut out = BufWriter::with_capacity(1 << 17, out);
    out.write_all(&vec![0; tables_length])?;

    let mut folder = FolderWriter::new(&mut out, packing, tables_length);
    let mut entries = Vec::with_capacity(files.len());
    for NewFile { name, content } in files {
        let folder_offset = folder.content_length;
        match content {
            Content::Bytes(bytes) => folder.append(bytes.as_slice(), WriteError::Output)?,
            Content::File(path) => {
                let failed = |source| WriteError::Input { path: path.clone(), source };
                folder.append(File::open(&path).map_err(failed)?, failed)?;
            }
        }
        entries.push(Entry { length: folder.content_length - folder_offset, folder_offset, name });
    }
    let (block_count, cabinet_length) = folder.finish()?;

    out.seek(SeekFrom::Start(0))?;
    out.write_all(&tables(&entries, tables_length, cabinet_length, block_count, packing, date))?;
    out.seek(SeekFrom::End(0))?;
    out.flush()?;
    Ok(cabinet_length)
}

/// The length of header, folder and file entries together, when the files can be in one cabinet.
fn checked_tables_length(files: &[NewFile]) -> Result<usize, WriteError> {
    if files.is_empty() {
        return Err(WriteError::NoFiles);
    }
    if files.len() > usize::from(u16::MAX) {
        return Err(WriteError::TooManyFiles(files.len()));
    }
    MemberName::check_together(files.iter().map(|file| &file.name))?;
    let entries: usize = files.iter().map(|file| FILE_LENGTH + file.name.as_str().len() + 1).sum();
    Ok(HEADER_LENGTH + FOLDER_LENGTH + entries)
}

/// CFHEADER, one CFFOLDER, the CFFILEs; their layouts stand in [`super::layout`].
fn tables(
    entries: &[Entry],
    length: usize,
    cabinet_length: u32,
    block_count: u16,
    packing: Packing,
    date: DosTime,
) -> Vec<u8> {
    const ONE_FOLDER: u16 = 1;
    let file_count = u16::try_from(entries.len()).unwrap_or(u16::MAX);
    let mut bytes = Vec::with_capacity(length);
    let mut put = |field: &[u8]| bytes.extend_from_slice(field);
    put(&Header::MAGIC);
    put(&0_u32.to_le_bytes());
    put(&cabinet_length.to_le_bytes());
    put(&0_u32.to_le_bytes());
    put(&u32::try_from(HEADER_LENGTH + FOLDER_LENGTH).unwrap_or_default().to_le_bytes());
    put(&0_u32.to_le_bytes());
    put(&[3, 1]); // version 1.3, minor first
    put(&ONE_FOLDER.to_le_bytes());
    put(&file_count.to_le_bytes());
    put(&[0; 6]); // flags, setID, iCabinet

    put(&u32::try_from(length).unwrap_or_default().to_le_bytes());
    put(&block_count.to_le_bytes());
    put(&packing.bits().to_le_bytes());

    for Entry { name, length, folder_offset } in entries {
        let utf8 = if name.as_str().is_ascii() { 0 } else { Attributes::NAME_IS_UTF8 };
        put(&length.to_le_bytes());
        put(&folder_offset.to_le_bytes());
        put(&0_u16.to_le_bytes());
        put(&date.date.to_le_bytes());
        put(&date.time.to_le_bytes());
        put(&(Attributes::ARCHIVE | utf8).to_le_bytes());
        put(name.as_str().as_bytes());
        put(&[0]);
    }
    bytes
}

impl Packing {
    /// `typeCompress`.
    const fn bits(self) -> u16 {
        match self {
            Self::Stored => 0,
            Self::MsZip => 1,
        }
    }
}

/// The blocks of the one folder, written as they fill.
struct FolderWriter<W> {
    out: W,
    encoder: BlockEncoder,
    /// Content that does not fill a block yet.
    pending: Vec<u8>,
    /// The block that is being made.
    block: Vec<u8>,
    block_count: u16,
    content_length: u32,
    cabinet_length: usize,
}

impl<W: Write> FolderWriter<W> {
    fn new(out: W, packing: Packing, tables_length: usize) -> Self {
        Self {
            out,
            encoder: BlockEncoder::new(packing),
            pending: Vec::with_capacity(usize::from(BLOCK)),
            block: Vec::new(),
            block_count: 0,
            content_length: 0,
            cabinet_length: tables_length,
        }
    }

    /// Adds a file's content.
    fn append(
        &mut self,
        mut content: impl Read,
        failed: impl Fn(io::Error) -> WriteError,
    ) -> Result<(), WriteError> {
        loop {
            let room = u64::from(BLOCK) - self.pending.len() as u64;
            let read = content.by_ref().take(room).read_to_end(&mut self.pending).map_err(&failed)?;
            let read = u32::try_from(read).map_err(|_| WriteError::TooLarge)?;
            self.content_length = self.content_length.checked_add(read).ok_or(WriteError::TooLarge)?;
            if self.pending.len() < usize::from(BLOCK) {
                return Ok(());
            }
            self.write_block()?;
        }
    }

    /// CFDATA for what is pending.
    fn write_block(&mut self) -> Result<(), WriteError> {
        self.encoder.encode(&self.pending, &mut self.block);
        let stored = u16::try_from(self.block.len()).map_err(|_| WriteError::TooLarge)?;
        let content = u16::try_from(self.pending.len()).map_err(|_| WriteError::TooLarge)?;
        self.block_count = self.block_count.checked_add(1).ok_or(WriteError::TooLarge)?;
        self.cabinet_length += DATA_HEADER_LENGTH + self.block.len();
        if self.cabinet_length > MAX_CABINET as usize {
            return Err(WriteError::TooLarge);
        }
        self.out.write_all(&checksum::of_block(&self.block, stored, content, &[]).to_le_bytes())?;
        self.out.write_all(&stored.to_le_bytes())?;
        self.out.write_all(&content.to_le_bytes())?;
        self.out.write_all(&self.block)?;
        self.pending.clear();
        Ok(())
    }

    /// Writes the last block; gives the number of blocks and the length of the cabinet.
    fn finish(mut self) -> Result<(u16, u32), WriteError> {
        if !self.pending.is_empty() {
            self.write_block()?;
        }
        Ok((self.block_count, u32::try_from(self.cabinet_length).map_err(|_| WriteError::TooLarge)?))
    }
}
