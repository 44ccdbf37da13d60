//! The number that the parts of a message have in common: made from what is sent and to whom.

use std::collections::BTreeSet;

use sha1::{Digest, Sha1};

use super::address::PhoneNumber;
use super::user_data::Reference;

/// How many bits a reference has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReferenceSize {
    /// 8 bits: every device knows them.
    #[default]
    Short,
    /// 16 bits: of use where many messages are on their way to one device.
    Long,
}

/// Gives references. They are made from the push and the number, so that the bytes of a run repeat; none is given twice
/// for one number, so that two pushes to it in one run do not mix.
#[derive(Debug, Clone, Default)]
pub struct References {
    given: BTreeSet<(Option<PhoneNumber>, Reference)>,
}

impl References {
    /// The reference for a push to a number. When all of them are given to other pushes to that number, they are given
    /// again: 256 of 8 bits, 65536 of 16.
    pub fn of(&mut self, push: &[u8], to: Option<&PhoneNumber>, size: ReferenceSize) -> Reference {
        let digest = Sha1::new()
            .chain_update(to.map(ToString::to_string).unwrap_or_default())
            .chain_update([0])
            .chain_update(push)
            .finalize();
        let derived = u16::from_be_bytes([digest[0], digest[1]]);
        let candidates = (0..=u16::MAX).map(|step| derived.wrapping_add(step)).map(|number| match size {
            ReferenceSize::Short => Reference::Short(number.to_be_bytes()[1]),
            ReferenceSize::Long => Reference::Long(number),
        });
        let mut candidates = candidates.peekable();
        let first = candidates.peek().copied().unwrap_or(Reference::Long(derived));
        let free = candidates.find(|reference| self.given.insert((to.cloned(), *reference)));
        free.unwrap_or(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_repeats_from_run_to_run_and_not_within_one() {
        let [first, second] =
            ["+15551230001", "+15551230002"].map(|text| text.parse::<PhoneNumber>().unwrap());
        for size in [ReferenceSize::Short, ReferenceSize::Long] {
            let derived = References::default().of(b"push", Some(&first), size);
            assert_eq!(References::default().of(b"push", Some(&first), size), derived);
            let mut references = References::default();
            let given: BTreeSet<Reference> =
                (0..256_u16).map(|n| references.of(&n.to_be_bytes(), Some(&first), size)).collect();
            assert_eq!(given.len(), 256);
            // Another number has its own.
            let other = References::default().of(&0_u16.to_be_bytes(), Some(&second), size);
            assert_eq!(references.of(&0_u16.to_be_bytes(), Some(&second), size), other);
        }
        // All are given: the derived one comes again.
        let mut references = References::default();
        for n in 0..256_u16 {
            references.of(&n.to_be_bytes(), None, ReferenceSize::Short);
        }
        let again = references.of(b"push", None, ReferenceSize::Short);
        assert_eq!(again, References::default().of(b"push", None, ReferenceSize::Short));
    }
}
