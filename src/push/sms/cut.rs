//! A push cut into the parts that fit into short messages.

use super::user_data::{Part, Ports, Reference, UserData, header};
use crate::terms::USER_DATA;

/// As many parts as one octet can count.
pub const MOST_PARTS: usize = 255;

/// A push that does not fit into 255 parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the push has {octets} octets, and short messages can carry no more than {most}: send a link to it instead"
)]
pub struct TooLong {
    /// The length of the push.
    pub octets: usize,
    /// The greatest length.
    pub most: usize,
}

/// Cuts a push into the user data of as many short messages as it takes: one, without a part number, where it fits;
/// else each as full as it can be. Every one of them names the ports.
///
/// # Errors
/// When it takes more than 255.
pub fn cut(push: &[u8], ports: Ports, reference: Reference) -> Result<Vec<UserData>, TooLong> {
    let whole = UserData { ports: Some(ports), part: None, data: push.to_vec() };
    if whole.header().len() + push.len() <= USER_DATA {
        return Ok(vec![whole]);
    }
    let room = USER_DATA - header(Some(ports), Some(Part { reference, total: 2, number: 1 })).len();
    let total = u8::try_from(push.len().div_ceil(room))
        .map_err(|_| TooLong { octets: push.len(), most: MOST_PARTS * room })?;
    let part = |(number, data): (u8, &[u8])| UserData {
        ports: Some(ports),
        part: Some(Part { reference, total, number }),
        data: data.to_vec(),
    };
    Ok((1..=total).zip(push.chunks(room)).map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::short_messages;

    #[test]
    fn one_message_carries_133_octets_and_a_part_128_or_127() {
        for (octets, short, long) in [
            (0, 1, 1),
            (133, 1, 1),
            (134, 2, 2),
            (255, 2, 3),
            (256, 2, 3),
            (257, 3, 3),
            (127 * 255, 254, 255),
        ] {
            let push = vec![7; octets];
            for (reference, count) in [(Reference::Short(1), short), (Reference::Long(1), long)] {
                let parts = cut(&push, Ports::default(), reference).unwrap();
                assert_eq!(parts.len(), count, "{octets}");
                assert!(parts.iter().all(|part| part.octets().len() <= 140));
                assert_eq!(parts.iter().flat_map(|part| part.data.clone()).collect::<Vec<_>>(), push);
            }
            assert_eq!(short, short_messages(octets));
        }
        let error = cut(&vec![7; 128 * 255 + 1], Ports::default(), Reference::Short(1)).unwrap_err();
        assert_eq!(error.most, 128 * 255);
    }
}
