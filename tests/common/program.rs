//! Programs, as far as a card looks at them.
#![allow(unreachable_pub)] // each test program uses its own part

/// The headers of a PE32 program without sections
/// (<https://learn.microsoft.com/en-us/windows/win32/debug/pe-format>).
pub fn program(machine: u16, subsystem: u16) -> Vec<u8> {
    let mut bytes = vec![0; 64 + 24 + 96 + 16 * 8];
    bytes[..2].copy_from_slice(b"MZ");
    bytes[60] = 64;
    bytes[64..68].copy_from_slice(b"PE\0\0");
    bytes[68..70].copy_from_slice(&machine.to_le_bytes());
    bytes[84] = 96 + 16 * 8;
    bytes[88..90].copy_from_slice(&0x010b_u16.to_le_bytes());
    bytes[156..158].copy_from_slice(&subsystem.to_le_bytes());
    bytes[180] = 16;
    bytes
}
