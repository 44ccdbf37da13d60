//! The checksum of a block.

/// `csum` of CFDATA: over the data, then over what stands between `csum` and the data.
pub(super) fn of_block(data: &[u8], stored: u16, content: u16, reserve: &[u8]) -> u32 {
    let mut head = Vec::with_capacity(4 + reserve.len());
    head.extend_from_slice(&stored.to_le_bytes());
    head.extend_from_slice(&content.to_le_bytes());
    head.extend_from_slice(reserve);
    of_bytes(&head, of_bytes(data, 0))
}

/// The words of `bytes`, little-endian, combined by exclusive or; the one to three bytes that are left make a word in
/// the other order (<https://learn.microsoft.com/en-us/previous-versions/bb417343(v=msdn.10)>, "Checksum").
fn of_bytes(bytes: &[u8], seed: u32) -> u32 {
    let (words, rest) = bytes.as_chunks();
    let sum = words.iter().fold(seed, |sum, word| sum ^ u32::from_le_bytes(*word));
    sum ^ rest.iter().fold(0, |word, byte| word << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::of_block;

    #[test]
    fn the_rest_is_gathered_the_other_way_round() {
        // The block of a cabinet that cabextract, gcab and 7z accept.
        assert_eq!(of_block(b"Hello, world!\n", 14, 14, &[]), 0x7f2e_1a4c);
    }
}
