//! Commands inside Atomic or Sequence on nodes of providers that take neither.

use super::Placement;
use crate::document::syncml::{Command, Message, Verb};

impl Placement<'_> {
    /// The elements of such commands, by their index in [`Placement::items`] and in their order, each with the innermost
    /// group around it. The message must be the one that was placed.
    pub fn refused_in_groups<'m>(&self, message: &'m Message) -> Vec<(usize, &'m Command)> {
        let groups: Vec<&Command> = message
            .every_command()
            .filter(|command| matches!(command.verb, Verb::Atomic | Verb::Sequence))
            .collect();
        let mut around: Vec<Option<&Command>> = vec![None; self.items.len()];
        // Of a group inside another the inner one comes later.
        for group in groups.into_iter().rev() {
            let first = self.items.partition_point(|item| item.span().start() < group.place().start());
            let behind =
                self.items[first..].iter().take_while(|item| item.span().end() <= group.place().end());
            let inside = first..first + behind.count();
            around[inside].iter_mut().for_each(|around| *around = around.or(Some(group)));
        }
        let refuses = |index: usize| {
            let provider = self.items[index].known_provider();
            provider.is_some_and(|provider| provider.refuses_groups)
        };
        let inside = around.into_iter().enumerate().filter_map(|(index, group)| Some((index, group?)));
        inside.filter(|(index, _)| refuses(*index)).collect()
    }
}
