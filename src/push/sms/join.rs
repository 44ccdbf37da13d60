//! Parts put together again, in whatever order they come.

use std::collections::BTreeMap;

use super::ShortMessage;
use super::address::Address;
use super::user_data::{Ports, Reference};

/// A message, or as much of it as there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The programs that it goes between.
    pub ports: Option<Ports>,
    /// What its parts have in common; `None` where it is whole in one short message.
    pub reference: Option<Reference>,
    /// How many parts it has.
    pub total: u8,
    /// Who sent it, where that is said.
    pub from: Option<Address>,
    /// Whom it is for, where that is said.
    pub to: Option<Address>,
    /// The parts that are there, by their numbers: the place of the short message in the input, and its data.
    pub parts: BTreeMap<u8, (usize, Vec<u8>)>,
}

impl Chain {
    /// The numbers of the parts that are missing.
    pub fn missing(&self) -> Vec<u8> {
        (1..=self.total).filter(|number| !self.parts.contains_key(number)).collect()
    }

    /// The message, if it is whole.
    pub fn whole(&self) -> Option<Vec<u8>> {
        let is_whole = self.missing().is_empty();
        is_whole.then(|| self.parts.values().flat_map(|(_, data)| data).copied().collect())
    }

    /// As much of the message as is there from its start on.
    pub fn start(&self) -> Vec<u8> {
        let in_order = (1..).zip(&self.parts).take_while(|(number, (part, _))| number == *part);
        in_order.flat_map(|(_, (_, (_, data)))| data).copied().collect()
    }

    /// The part in which an octet of the message stands, and its offset in the data of that part.
    pub fn place_of(&self, at: usize) -> Option<(u8, usize)> {
        let mut left = at;
        self.parts.iter().find_map(|(number, (_, data))| match left.checked_sub(data.len()) {
            Some(behind) if behind > 0 || *number < self.total => {
                left = behind;
                None
            }
            _ => Some((*number, left)),
        })
    }

    /// Whether a part belongs to this message and can have a place in it: one that is there must be the same.
    fn takes(&self, message: &ShortMessage) -> bool {
        let ShortMessage { from, to, user_data, .. } = message;
        let Some(part) = user_data.part else { return false };
        self.reference == Some(part.reference)
            && self.total == part.total
            && (self.ports, &self.from, &self.to) == (user_data.ports, from, to)
            && self.parts.get(&part.number).is_none_or(|(_, data)| *data == user_data.data)
    }
}

/// Puts the parts of messages together. What belongs together is told by sender, recipient, ports, reference and
/// number of parts; where a reference comes again, by which places are free. A part that comes twice counts once.
pub fn join<'a>(messages: impl IntoIterator<Item = &'a ShortMessage>) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    for (place, message) in messages.into_iter().enumerate() {
        let ShortMessage { from, to, user_data, .. } = message;
        let number = user_data.part.map_or(1, |part| part.number);
        let index = chains.iter().position(|chain| chain.takes(message));
        let index = index.unwrap_or_else(|| {
            chains.push(Chain {
                ports: user_data.ports,
                reference: user_data.part.map(|part| part.reference),
                total: user_data.part.map_or(1, |part| part.total),
                from: from.clone(),
                to: to.clone(),
                parts: BTreeMap::new(),
            });
            chains.len() - 1
        });
        chains[index].parts.entry(number).or_insert_with(|| (place, user_data.data.clone()));
    }
    chains
}
