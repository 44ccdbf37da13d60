//! What fits into a short message (3GPP TS 23.040, <https://www.3gpp.org/dynareport/23040.htm>).

/// The octets of user data in one short message.
pub(crate) const USER_DATA: usize = 140;
/// The octets of a user data header that names two 16-bit ports: its length, and one element of six.
const PORTS: usize = 7;
/// The octets of the element that says which part of how many a message is.
const PART: usize = 5;

/// How many short messages carry a push of so many octets, its WSP header among them.
pub fn short_messages(octets: usize) -> usize {
    if octets <= USER_DATA - PORTS { 1 } else { octets.div_ceil(USER_DATA - PORTS - PART) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_carries_133_octets_and_a_part_128() {
        for (octets, messages) in [(0, 1), (133, 1), (134, 2), (256, 2), (257, 3), (512, 4), (513, 5)] {
            assert_eq!(short_messages(octets), messages, "{octets}");
        }
    }
}
