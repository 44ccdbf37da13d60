//! What people and tools write for something that is still to be filled in, such as `{GUID}` or `INPUT_SERVER`.

/// Words that stand for what is to be filled in.
const WORDS: [&str; 9] =
    ["CERTHASH", "CERT_HASH", "THUMBPRINT", "TODO", "FIXME", "TBD", "CHANGEME", "CHANGE_ME", "REPLACE_ME"];
/// What such words begin with.
const BEGINNINGS: [&str; 5] = ["INPUT_", "YOUR_", "YOUR-", "INSERT_", "ENTER_"];
/// What is yours to fill in, behind `your` and perhaps a hyphen or the like.
const YOURS: [&str; 10] =
    ["server", "domain", "company", "name", "host", "proxy", "user", "password", "apn", "email"];

/// A longer row of the same letter hides no password, but is data, in bytes.
const LONGEST_HIDDEN: usize = 64;

/// Whether a text is still to be filled in: for certain it is not what was meant for the device.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let is_whole = match text.as_bytes() {
        [] => false,
        [b'{', ..] => between(text, "{", "}").is_some_and(is_blank_to_fill),
        [b'<', ..] => between(text, "<", ">").is_some_and(is_words),
        [b'[', ..] => between(text, "[", "]").is_some_and(|inner| is_words(inner) && is_order(inner)),
        [b'@', ..] => between(text, "@", "@").is_some_and(is_constant),
        [b'_', b'_', ..] => between(text, "__", "__").is_some_and(is_constant),
        _ => WORDS.contains(&text) || is_order(text),
    };
    is_whole || has_variable(text)
}

/// Whether a text hides what was there: all x, or asterisks as a device writes them for a password.
pub(super) fn is_masked(text: &str) -> bool {
    let all = |wanted: u8| {
        (3..=LONGEST_HIDDEN).contains(&text.len())
            && text.bytes().all(|byte| byte.to_ascii_lowercase() == wanted)
    };
    all(b'x') || all(b'*')
}

fn between<'t>(text: &'t str, before: &str, behind: &str) -> Option<&'t str> {
    text.strip_prefix(before)?.strip_suffix(behind).filter(|inner| !inner.is_empty())
}

/// What stands in braces and is no GUID: a word, a number as in a format, or another pair of braces.
fn is_blank_to_fill(inner: &str) -> bool {
    let inner = between(inner, "{", "}").unwrap_or(inner).trim();
    let is_number = inner.len() < 3 && inner.bytes().all(|byte| byte.is_ascii_digit());
    is_number || is_words(inner)
}

fn is_words(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
    let is_guid = text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    text.starts_with(char::is_alphabetic) && text.chars().all(is_part) && !is_guid
}

fn is_constant(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// `INPUT_SERVER`, `your-server.com`, `http://yourserver/`.
fn is_order(text: &str) -> bool {
    if BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) {
        return true;
    }
    let behind_scheme = text.find(':').and_then(|colon| text[colon..].strip_prefix("://"));
    let host = behind_scheme.unwrap_or(text);
    let Some((your, rest)) = host.split_at_checked(4) else { return false };
    if !your.eq_ignore_ascii_case("your") {
        return false;
    }
    let rest = rest.strip_prefix(['-', '_', '.', ' ']).unwrap_or(rest);
    YOURS.iter().any(|thing| {
        let starts = rest.get(..thing.len()).is_some_and(|start| start.eq_ignore_ascii_case(thing));
        starts && rest[thing.len()..].chars().next().is_none_or(|next| ".:/-_@ ".contains(next))
    })
}

/// `$(SERVER)`, `${server}`, `%SERVER%` anywhere in a text. The installer's own `%CE2%` and `%InstallDir%` are none,
/// nor are the bytes of an address, `%20`.
fn has_variable(text: &str) -> bool {
    let named = |open: &str, close: char| {
        text.match_indices(open).any(|(at, _)| {
            let inner = &text[at + open.len()..];
            let name = inner.split(close).next().unwrap_or_default();
            name.len() < inner.len() && is_words(name)
        })
    };
    let environment = || {
        let mut parts = text.split('%').skip(1).collect::<Vec<_>>();
        parts.pop();
        parts.iter().any(|name| {
            let letters = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            letters && name.len() > 2 && !name.bytes().take(2).all(|byte| byte.is_ascii_hexdigit())
        })
    };
    (text.contains('$') && (named("$(", ')') || named("${", '}'))) || (text.contains('%') && environment())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_filled_in_is_recognised() {
        for text in [
            "{GUID}",
            "{0}",
            "{{server}}",
            "{Server Name}",
            "<server>",
            "[YOUR_SERVER]",
            "@SERVER@",
            "__HOST__",
            "CERTHASH",
            "TODO",
            "INPUT_SERVER",
            "YOUR_SERVER",
            "your-server.example.com",
            "yourserver",
            "https://yourdomain.com/x",
            "$(SERVER)",
            "https://${host}/x",
            "%SERVER%",
            r"%_WINCEROOT%\x",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn what_is_meant_as_it_stands_is_left_alone() {
        for text in [
            "",
            "{436EF144-B4FB-4863-A041-8F905A62C572}",
            "{",
            "{}",
            "<>",
            "a<b>",
            "[Default]",
            "@",
            "__",
            "Todo list",
            r"%CE2%\x",
            r"%InstallDir%\a.exe",
            "a%20b%20c",
            "%C3%A4",
            "100%",
            "5%-10%",
            "$5",
            "$()",
            "yours",
            "youruser2",
            "Yourname's phone",
            "*://*.*/*",
            "mail.example.com",
            "INPUT",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn letters_x_and_asterisks_hide_something() {
        for text in ["xxx", "XXXXXXXX", "********"] {
            assert!(is_masked(text), "{text}");
        }
        for text in ["xx", "", "xxy", "*://*", "***x"] {
            assert!(!is_masked(text), "{text}");
        }
    }
}
