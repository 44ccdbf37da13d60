//! For which machine a program is: the few fields of a PE file that tell.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};

use super::processor::machine_name;

/// What a PE file says of itself.
///
/// ```text
/// DOS header        0: "MZ", 60: offset of the PE header (u32)
/// PE header         0: "PE\0\0", 4: machine (u16), 20: size of the optional header (u16), 22: characteristics (u16)
/// optional header   0: 0x010B (PE32) or 0x020B (PE32+)
///                  68: subsystem (u16)
///                  92: number of data directories (u32), 96: the directories, 8 bytes each    (PE32)
///                 108: number of data directories (u32), 112: the directories, 8 bytes each   (PE32+)
/// directory 4      certificate table: offset in the file (u32), size (u32); both 0 when there is none
/// ```
/// (<https://learn.microsoft.com/en-us/windows/win32/debug/pe-format>.) All numbers are little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Executable {
    /// The machine that it is for.
    pub machine: u16,
    /// The subsystem that it needs; [`Executable::WINDOWS_CE`] on these devices.
    pub subsystem: u16,
    /// Whether an Authenticode signature is in it. It is not looked at.
    pub has_signature: bool,
}

/// A file that is no program.
#[derive(Debug, thiserror::Error)]
pub enum ExecutableError {
    /// It does not begin as one.
    #[error("it is no program: a Windows program begins with MZ and has a PE header")]
    NotPe,
    /// It is for other programs to load.
    #[error("it is a library (DLL), which nothing can start")]
    Library,
    /// It ends too early.
    #[error("it is cut off: its PE header is not whole")]
    CutOff,
    /// Its optional header is of another kind.
    #[error("it is no program but an object or an image file: its optional header begins with {0:#06x}")]
    Magic(u16),
    /// Its signature is not where it says.
    #[error("it is cut off or damaged: its signature should end at {end}, and the file has {length} bytes")]
    Signature {
        /// Where the certificate table ends.
        end: u64,
        /// The length of the file.
        length: u64,
    },
    /// The system cannot read it.
    #[error("cannot read it")]
    Read(#[source] io::Error),
}

/// The bit of the characteristics that a library has.
const LIBRARY: u16 = 0x2000;
const PE32: u16 = 0x010b;
const PE32_PLUS: u16 = 0x020b;
/// PE header and optional header up to the end of directory 4, in the larger form.
const HEADERS: usize = 24 + 112 + 5 * 8;

impl Executable {
    /// The subsystem of programs for Windows CE.
    pub const WINDOWS_CE: u16 = 9;

    /// Reads the headers, and leaves the reader at the start.
    ///
    /// # Errors
    /// When the file is no program or is cut off.
    pub fn read(mut file: impl Read + Seek) -> Result<Self, ExecutableError> {
        let length = file.seek(SeekFrom::End(0)).map_err(ExecutableError::Read)?;
        let dos = Bytes::at(&mut file, 0, 64)?;
        if !dos.0.starts_with(b"MZ") {
            return Err(ExecutableError::NotPe);
        }
        let header = Bytes::at(&mut file, u64::from(dos.u32(60)?), HEADERS)?;
        if !header.0.starts_with(b"PE\0\0") {
            return Err(ExecutableError::NotPe);
        }
        if header.u16(22)? & LIBRARY != 0 {
            return Err(ExecutableError::Library);
        }
        let optional = Bytes(header.0.get(24..).unwrap_or_default().to_owned());
        let directories = match optional.u16(0)? {
            PE32 => 96,
            PE32_PLUS => 112,
            other => return Err(ExecutableError::Magic(other)),
        };
        let has_table = optional.u32(directories - 4)? > 4;
        let (offset, size) = match has_table {
            true => (optional.u32(directories + 32)?, optional.u32(directories + 36)?),
            false => (0, 0),
        };
        let end = u64::from(offset) + u64::from(size);
        if size > 0 && end > length {
            return Err(ExecutableError::Signature { end, length });
        }
        file.seek(SeekFrom::Start(0)).map_err(ExecutableError::Read)?;
        Ok(Self { machine: header.u16(4)?, subsystem: optional.u16(68)?, has_signature: size > 0 })
    }

    /// The machine in words.
    pub fn machine_name(&self) -> String {
        match machine_name(self.machine) {
            Some(name) => format!("{name} ({:#06x})", self.machine),
            None => format!("machine {:#06x}", self.machine),
        }
    }
}

impl fmt::Display for Executable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signature = if self.has_signature { "signed (not verified)" } else { "unsigned" };
        write!(f, "{}, {signature}", self.machine_name())
    }
}

/// Some bytes of a file; fewer where it ends.
struct Bytes(Vec<u8>);

impl Bytes {
    fn at(file: &mut (impl Read + Seek), offset: u64, length: usize) -> Result<Self, ExecutableError> {
        let mut bytes = Vec::with_capacity(length);
        file.seek(SeekFrom::Start(offset)).map_err(ExecutableError::Read)?;
        file.take(length as u64).read_to_end(&mut bytes).map_err(ExecutableError::Read)?;
        Ok(Self(bytes))
    }

    fn u16(&self, at: usize) -> Result<u16, ExecutableError> {
        match self.0.get(at..at + 2) {
            Some(&[low, high]) => Ok(u16::from_le_bytes([low, high])),
            _ => Err(self.fault()),
        }
    }

    fn u32(&self, at: usize) -> Result<u32, ExecutableError> {
        match self.0.get(at..at + 4) {
            Some(&[a, b, c, d]) => Ok(u32::from_le_bytes([a, b, c, d])),
            _ => Err(self.fault()),
        }
    }

    fn fault(&self) -> ExecutableError {
        if self.0.is_empty() { ExecutableError::NotPe } else { ExecutableError::CutOff }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// The headers of a PE32 program, without sections.
    fn program(machine: u16, signature: Option<(u32, u32)>) -> Vec<u8> {
        let mut bytes = vec![0; 64 + 24 + 96 + 16 * 8];
        bytes[..2].copy_from_slice(b"MZ");
        bytes[60] = 64;
        bytes[64..68].copy_from_slice(b"PE\0\0");
        bytes[68..70].copy_from_slice(&machine.to_le_bytes());
        bytes[88..90].copy_from_slice(&PE32.to_le_bytes());
        bytes[88 + 68..88 + 70].copy_from_slice(&9u16.to_le_bytes());
        bytes[88 + 92] = 16;
        if let Some((offset, size)) = signature {
            bytes[88 + 128..88 + 132].copy_from_slice(&offset.to_le_bytes());
            bytes[88 + 132..88 + 136].copy_from_slice(&size.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn machine_subsystem_and_signature_are_read() {
        let read = Executable::read(Cursor::new(program(0x01c2, None))).unwrap();
        assert_eq!(read, Executable { machine: 0x01c2, subsystem: 9, has_signature: false });
        assert_eq!(read.to_string(), "ARM Thumb (0x01c2), unsigned");
        let signed = Executable::read(Cursor::new(program(0x01c0, Some((304, 8))))).unwrap();
        assert!(signed.has_signature);
    }

    #[test]
    fn whatever_is_cut_off_or_damaged_is_refused() {
        let whole = program(0x01c0, Some((304, 8)));
        for length in 0..whole.len() {
            let read = Executable::read(Cursor::new(&whole[..length]));
            assert!(read.is_err(), "{length} bytes of {} are taken for a program", whole.len());
        }
        let far = program(0x01c0, Some((u32::MAX, u32::MAX)));
        assert!(matches!(Executable::read(Cursor::new(far)), Err(ExecutableError::Signature { .. })));
        let mut library = program(0x01c0, None);
        library[64 + 22..64 + 24].copy_from_slice(&LIBRARY.to_le_bytes());
        assert!(matches!(Executable::read(Cursor::new(library)), Err(ExecutableError::Library)));
        let mut elsewhere = program(0x01c0, None);
        elsewhere[60..64].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(Executable::read(Cursor::new(elsewhere)), Err(ExecutableError::NotPe)));
    }
}
