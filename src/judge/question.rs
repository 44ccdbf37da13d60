//! Questions that the sources answer differently, and the walk through all combinations of their answers.

use std::sync::OnceLock;

use serde::Deserialize;

/// A question on which sources disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Question {
    UnsignedOnOneTier,
    SignedWithoutSpc,
    UnsignedCpf,
    HttpInSl,
    CompressedCpf,
}

/// What a question asks, and what the sources say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Disagreement {
    id: Question,
    pub(super) asks: String,
    pub(super) claims: [Claim; 2],
}

/// What one source says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    pub(super) says: String,
    pub(super) source: String,
}

/// Which of the two claims a walk goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    First,
    Second,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    question: Vec<Disagreement>,
}

impl Question {
    /// What it asks and what the sources say.
    pub(super) fn disagreement(self) -> &'static Disagreement {
        static ALL: OnceLock<Known> = OnceLock::new();
        // A built-in text, which no input reaches; a test asks for every question.
        let all = ALL.get_or_init(|| {
            toml::from_str(include_str!("questions.toml")).expect("the questions are of the format")
        });
        all.question.iter().find(|one| one.id == self).expect("every question is there")
    }
}

/// The claims that one walk goes by, in the order in which it came to the questions.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    taken: Vec<(Question, Taken)>,
}

impl Claims {
    /// Which claim this walk goes by; the first, where the question is new.
    pub(super) fn on(&mut self, question: Question) -> Taken {
        self.taken(question).unwrap_or_else(|| {
            self.taken.push((question, Taken::First));
            Taken::First
        })
    }

    /// Which claim this walk went by, if it came to the question.
    pub(super) fn taken(&self, question: Question) -> Option<Taken> {
        self.taken.iter().find(|(asked, _)| *asked == question).map(|(_, taken)| *taken)
    }

    /// The claims of the next walk; `None` when all combinations have been walked.
    pub(super) fn next(mut self) -> Option<Self> {
        while let Some((question, taken)) = self.taken.pop() {
            if taken == Taken::First {
                self.taken.push((question, Taken::Second));
                return Some(self);
            }
        }
        None
    }

    /// The questions that were come to.
    pub(super) fn questions(&self) -> impl Iterator<Item = Question> {
        self.taken.iter().map(|(question, _)| *question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_is_walked_once() {
        let mut walked = Vec::new();
        let mut claims = Some(Claims::default());
        while let Some(mut now) = claims {
            let first = now.on(Question::SignedWithoutSpc);
            // The second question arises under the first claim only.
            let second = (first == Taken::First).then(|| now.on(Question::UnsignedOnOneTier));
            walked.push((first, second));
            claims = now.next();
        }
        let (one, two) = (Taken::First, Taken::Second);
        assert_eq!(walked, [(one, Some(one)), (one, Some(two)), (two, None)]);
    }

    #[test]
    fn every_question_names_two_sources() {
        for question in [
            Question::UnsignedOnOneTier,
            Question::SignedWithoutSpc,
            Question::UnsignedCpf,
            Question::HttpInSl,
            Question::CompressedCpf,
        ] {
            let [one, other] = &question.disagreement().claims;
            assert!(one.source.starts_with("https://") && one.source != other.source, "{question:?}");
        }
    }
}
