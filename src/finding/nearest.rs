//! The name that somebody most likely meant.

/// No name that a provider or a format defines is nearly as long, and the search takes quadratic time.
const LONGEST_NAME: usize = 100;

/// The known name nearest to `name`, if one is near enough to be a slip of the keyboard: equal but for case, or at
/// most a third of its letters away.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let slip = Slip::new(name);
    let mut allowed = (name.chars().count() / 3).max(1);
    let mut nearest = None;
    for candidate in known {
        let Some(distance) = slip.distance(candidate, allowed) else { continue };
        if distance < candidate.chars().count() {
            nearest = Some(candidate);
            // Only one that is nearer still is looked for; of equals the first stays.
            let Some(less) = distance.checked_sub(1) else { break };
            allowed = less;
        }
    }
    nearest
}

/// Whether two names differ by so little that one must be a slip for the other.
pub fn is_slip(name: &str, known: &str) -> bool {
    let allowed = if known.chars().count() < 8 { 1 } else { 2 };
    name.len() <= LONGEST_NAME && Slip::new(name).distance(known, allowed).is_some()
}

/// A name that is held against many.
struct Slip<'a> {
    name: &'a str,
    lower: String,
    letters: u128,
}

impl<'a> Slip<'a> {
    fn new(name: &'a str) -> Self {
        Self { name, lower: name.to_lowercase(), letters: letters(name) }
    }

    /// How many slips part the names, letters in either case being the same; `None` for more than `allowed`. Nearly
    /// all names are too far apart, which their lengths or letters tell without a search.
    fn distance(&self, other: &str, allowed: usize) -> Option<usize> {
        if self.name.is_ascii() && other.is_ascii() {
            // A slip adds a letter, drops one, or both.
            let apart = (self.letters ^ letters(other)).count_ones() as usize;
            if self.name.len().abs_diff(other.len()) > allowed || apart > 2 * allowed {
                return None;
            }
        }
        let distance = strsim::damerau_levenshtein(&self.lower, &other.to_lowercase());
        (distance <= allowed).then_some(distance)
    }
}

/// The set of ASCII characters in a name, letters in lower case.
fn letters(name: &str) -> u128 {
    name.bytes().filter(u8::is_ascii).fold(0, |set, byte| set | 1 << byte.to_ascii_lowercase())
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
