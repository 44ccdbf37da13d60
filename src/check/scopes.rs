//! Elements that comments allow something in, laid out so that those around a place are found without looking at all:
//! a document may have many comments and many findings.

use crate::finding::Span;

/// Elements, each with a number of its own. Of two either one is in the other or they lie apart.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// By their start, one that is in another behind it.
    by_start: Vec<Scope>,
}

#[derive(Debug)]
struct Scope {
    number: usize,
    span: Span,
    /// The innermost that it is in.
    around: Option<usize>,
}

impl Scopes {
    /// The elements at these places.
    pub(super) fn of(elements: impl IntoIterator<Item = (usize, Span)>) -> Self {
        let mut elements: Vec<(usize, Span)> = elements.into_iter().collect();
        elements.sort_by_key(|(_, span)| (span.start(), std::cmp::Reverse(span.end())));
        let mut by_start: Vec<Scope> = Vec::with_capacity(elements.len());
        for (number, span) in elements {
            let mut around = by_start.len().checked_sub(1);
            while let Some(outer) = around.filter(|outer| by_start[*outer].span.end() <= span.start()) {
                around = by_start[outer].around;
            }
            by_start.push(Scope { number, span, around });
        }
        Self { by_start }
    }

    /// The numbers of those around a place, innermost first.
    pub(super) fn around(&self, place: usize) -> impl Iterator<Item = usize> {
        let last = self.by_start.partition_point(|scope| scope.span.start() <= place).checked_sub(1);
        let outwards = std::iter::successors(last, |scope| self.by_start[*scope].around);
        outwards
            .map(|scope| &self.by_start[scope])
            .filter(move |scope| place < scope.span.end())
            .map(|scope| scope.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_around_a_place_are_found_and_no_others() {
        let spans = [(0, 100), (10, 20), (12, 15), (30, 40), (30, 35), (90, 100)];
        let scopes =
            Scopes::of(spans.iter().enumerate().map(|(at, (start, end))| (at, Span::new(*start, *end))));
        for place in 0..110 {
            let mut found: Vec<usize> = scopes.around(place).collect();
            found.sort_unstable();
            let holds = |at: &usize| (spans[*at].0..spans[*at].1).contains(&place);
            assert_eq!(found, (0..spans.len()).filter(holds).collect::<Vec<_>>(), "{place}");
        }
    }
}
