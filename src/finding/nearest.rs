//! The name that somebody most likely meant.

/// The known name nearest to `name`, if one is near enough to be a slip of the keyboard: equal but for case, or at
/// most a third of its letters away.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let allowed = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
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
