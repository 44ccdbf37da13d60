//! The name that somebody most likely meant.

/// No name that a provider or a format defines is nearly as long, and the search takes quadratic time.
const LONGEST_NAME: usize = 100;

/// The known name nearest to `name`, if one is near enough to be a slip of the keyboard: equal but for case, or at
/// most a third of its letters away.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let lower = name.to_lowercase();
    let allowed = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Whether two names differ by so little that one must be a slip for the other.
pub fn is_slip(name: &str, known: &str) -> bool {
    let allowed = if known.chars().count() < 8 { 1 } else { 2 };
    name.len() <= LONGEST_NAME
        && strsim::damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase()) <= allowed
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_recognised_and_a_different_word_is_not() {
        let known = ["HeartbeatMin", "HeartbeatMax", "Server"];
        assert_eq!(nearest("HeartbaetMin", known), Some("HeartbeatMin"));
        assert_eq!(nearest("SERVER", known), Some("Server"));
        assert_eq!(nearest("Domain", known), None);
        assert_eq!(nearest("", known), None);
    }
}
