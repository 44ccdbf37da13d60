//! Patterns of the catalogue in the regular expressions of XML Schema
//! (<https://www.w3.org/TR/xmlschema-2/#regexs>), which match the whole text, have no anchors, no flags and no `(?`.

/// The pattern in the words of XML Schema, or `None` where it says something that XML Schema cannot.
pub(super) fn translated(pattern: &str) -> Option<String> {
    let (pattern, any_case) = match pattern.strip_prefix("(?i)") {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let (pattern, before) = match pattern.strip_prefix('^') {
        Some(rest) => (rest, ""),
        None => (pattern, ANYTHING),
    };
    let (pattern, behind) = match pattern.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => (rest, ""),
        _ => (pattern, ANYTHING),
    };
    // A bare choice would reach beyond what was before and behind the anchors.
    let is_choice = pattern.contains('|');
    if pattern.contains("(?") || is_choice && (before, behind) != ("", "") {
        return None;
    }
    Some(format!("{before}{}{behind}", body(pattern, any_case)?))
}

/// Any text, line ends included.
const ANYTHING: &str = r"[\s\S]*";

fn body(pattern: &str, any_case: bool) -> Option<String> {
    let mut written = String::new();
    let mut in_class = false;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                // Escapes that both know; others, such as `\b`, are of one of them only.
                escaped if !escaped.is_ascii_alphanumeric() || "dDsSwWnrt".contains(escaped) => {
                    written.extend(['\\', escaped]);
                }
                _ => return None,
            },
            '[' if in_class => return None,
            '[' => {
                in_class = true;
                written.push('[');
                written.extend(characters.next_if_eq(&'^'));
            }
            ']' if in_class => {
                in_class = false;
                written.push(']');
            }
            '^' | '$' if !in_class => return None,
            '*' | '+' | '?' | '}' if !in_class => {
                written.push(character);
                // A lazy or possessive quantifier.
                if matches!(characters.peek(), Some('?' | '+')) {
                    return None;
                }
            }
            letter if any_case && letter.is_ascii_alphabetic() => {
                if in_class {
                    return None;
                }
                written.push_str(&any_case_of(letter));
            }
            other => written.push(other),
        }
    }
    (!in_class).then_some(written)
}

/// A pattern for this text in any case of letters.
pub(super) fn literal(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            letter if letter.is_ascii_alphabetic() => any_case_of(letter),
            special if r"\|.-^?*+{}()[]$".contains(special) => format!("\\{special}"),
            other => other.to_string(),
        })
        .collect()
}

fn any_case_of(letter: char) -> String {
    format!("[{}{}]", letter.to_ascii_uppercase(), letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_and_flags_are_said_in_other_words() {
        assert_eq!(translated("^[0-9A-F]{40}$").as_deref(), Some("[0-9A-F]{40}"));
        assert_eq!(translated("^a").as_deref(), Some(r"a[\s\S]*"));
        assert_eq!(translated(r"(?i)^(HK|x)(\\.*)?$").as_deref(), Some(r"([Hh][Kk]|[Xx])(\\.*)?"));
        assert_eq!(translated("^.*$").as_deref(), Some(".*"));
    }

    #[test]
    fn what_xml_schema_cannot_say_is_left_out() {
        for pattern in ["^(?:a)$", r"^\bx$", "^a*?$", "a|b", "^a$b$", "(?i)^[a-z]$", "^[[a]$"] {
            assert_eq!(translated(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn a_literal_means_itself() {
        assert_eq!(literal("a.{1}"), r"[Aa]\.\{1\}");
        assert_eq!(literal("-1"), r"\-1");
    }
}
