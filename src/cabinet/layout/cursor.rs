//! Reading little-endian fields at known offsets, never past a limit.

use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};

use super::LayoutError;
use super::MAX_NAME;

/// A position in a cabinet. Every read says what it is for, so that an error can name the part that is cut off.
pub(super) struct Cursor<R> {
    reader: BufReader<R>,
    position: u64,
    limit: u64,
    file_length: u64,
}

impl<R: Read + Seek> Cursor<R> {
    /// At the first byte, limited by the end of the file.
    pub(super) fn new(reader: R) -> Result<Self, LayoutError> {
        // The blocks are walked by their headers, 32 KiB apart: a large buffer would read what is skipped.
        let mut reader = BufReader::with_capacity(4096, reader);
        let failed = |source| LayoutError::Read { offset: 0, source };
        let file_length = reader.seek(SeekFrom::End(0)).map_err(failed)?;
        reader.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(Self { reader, position: 0, limit: file_length, file_length })
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    pub(super) fn file_length(&self) -> u64 {
        self.file_length
    }

    /// Nothing is read from `limit` on.
    pub(super) fn limit(&mut self, limit: u64) {
        self.limit = limit.min(self.file_length);
    }

    /// Goes to an offset, which may lie behind the limit: the next read fails then.
    pub(super) fn seek(&mut self, offset: u64) -> Result<(), LayoutError> {
        // Offsets come from 32-bit fields; the difference fits.
        let distance = offset.cast_signed() - self.position.cast_signed();
        self.reader.seek_relative(distance).map_err(|source| LayoutError::Read { offset, source })?;
        self.position = offset;
        Ok(())
    }

    /// Goes over `length` bytes, which must stand before the limit.
    pub(super) fn skip(&mut self, length: u64, what: &'static str) -> Result<(), LayoutError> {
        if self.limit.saturating_sub(self.position) < length {
            return Err(LayoutError::CutOff { what, offset: self.position, limit: self.limit });
        }
        self.seek(self.position + length)
    }

    pub(super) fn fill(&mut self, bytes: &mut [u8], what: &'static str) -> Result<(), LayoutError> {
        let length = bytes.len() as u64;
        let cut_off = LayoutError::CutOff { what, offset: self.position, limit: self.limit };
        if self.limit.saturating_sub(self.position) < length {
            return Err(cut_off);
        }
        self.reader.read_exact(bytes).map_err(|source| match source.kind() {
            ErrorKind::UnexpectedEof => cut_off,
            _ => LayoutError::Read { offset: self.position, source },
        })?;
        self.position += length;
        Ok(())
    }

    pub(super) fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], LayoutError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes, what)?;
        Ok(bytes)
    }

    pub(super) fn bytes(&mut self, length: u16, what: &'static str) -> Result<Vec<u8>, LayoutError> {
        let mut bytes = vec![0; usize::from(length)];
        self.fill(&mut bytes, what)?;
        Ok(bytes)
    }

    pub(super) fn u8(&mut self, what: &'static str) -> Result<u8, LayoutError> {
        Ok(u8::from_le_bytes(self.array(what)?))
    }

    pub(super) fn u16(&mut self, what: &'static str) -> Result<u16, LayoutError> {
        Ok(u16::from_le_bytes(self.array(what)?))
    }

    pub(super) fn u32(&mut self, what: &'static str) -> Result<u32, LayoutError> {
        Ok(u32::from_le_bytes(self.array(what)?))
    }

    /// A NUL-terminated name of at most [`MAX_NAME`] bytes, without its NUL.
    pub(super) fn name(&mut self, what: &'static str) -> Result<Vec<u8>, LayoutError> {
        let start = self.position;
        let mut name = Vec::new();
        loop {
            match self.u8(what)? {
                0 => return Ok(name),
                _ if name.len() == MAX_NAME => return Err(LayoutError::NameTooLong { what, offset: start }),
                byte => name.push(byte),
            }
        }
    }
}
