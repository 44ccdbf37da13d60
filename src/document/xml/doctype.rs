//! The document type declaration, `<!DOCTYPE …>`: its form and its name. Nothing that it names is fetched.

use super::characters::name_length;

/// What XML takes for white space (production `S`).
const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// The name of the root that a declaration is for, given what stands between `<!DOCTYPE` and `>`.
pub(super) fn name_in(content: &str) -> &str {
    let name = content.trim_start_matches(WHITE);
    &name[..name_length(name)]
}

/// Whether `text`, between `<!DOCTYPE` and `>`, is a name, perhaps the address of a DTD, perhaps declarations in brackets
/// (production `doctypedecl`).
pub(super) fn is_well_formed(text: &str) -> bool {
    /// What is behind the white space that `text` must start with.
    fn blank(text: &str) -> Option<&str> {
        let rest = text.trim_start_matches(WHITE);
        (rest.len() < text.len()).then_some(rest)
    }
    /// What is behind the literal in quotation marks that `text` must start with, and the literal.
    fn literal(text: &str) -> Option<(&str, &str)> {
        let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let (literal, rest) = text[1..].split_once(quote)?;
        Some((rest, literal))
    }
    fn external(text: &str) -> Option<&str> {
        if let Some(rest) = text.strip_prefix("SYSTEM") {
            return literal(blank(rest)?).map(|(rest, _)| rest);
        }
        let (rest, public) = literal(blank(text.strip_prefix("PUBLIC")?)?)?;
        let fits = public.bytes().all(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b' ' | b'\r' | b'\n')
                || b"-'()+,./:=?;!*#@$_%".contains(&byte)
        });
        literal(blank(rest)?).filter(|_| fits).map(|(rest, _)| rest)
    }
    let Some(name) = blank(text) else { return false };
    let length = name_length(name);
    let rest = &name[length..];
    let behind = match blank(rest) {
        Some(inner) if inner.starts_with(['S', 'P']) => external(inner),
        _ => Some(rest),
    };
    let behind = behind.map(|rest| rest.trim_matches(WHITE));
    let is_subset = |rest: &str| {
        let inside = rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        inside.is_some_and(is_internal_subset)
    };
    length > 0 && behind.is_some_and(|rest| rest.is_empty() || is_subset(rest))
}

/// Whether a text is made of comments, instructions, references to parameter entities and declarations that name what
/// they declare (production `intSubset`). What a declaration says of it is not looked into.
fn is_internal_subset(text: &str) -> bool {
    let mut rest = text.trim_start_matches(WHITE);
    while !rest.is_empty() {
        let behind = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->").map(|(_, behind)| behind)
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            instruction.split_once("?>").map(|(_, behind)| behind)
        } else if let Some(reference) = rest.strip_prefix('%') {
            let length = name_length(reference);
            reference[length..].strip_prefix(';').filter(|_| length > 0)
        } else {
            behind_declaration(rest)
        };
        match behind {
            Some(behind) => rest = behind.trim_start_matches(WHITE),
            None => return false,
        }
    }
    true
}

/// What is behind the declaration that `text` must start with.
fn behind_declaration(text: &str) -> Option<&str> {
    let words = ["<!ELEMENT", "<!ATTLIST", "<!ENTITY", "<!NOTATION"];
    let rest = words.iter().find_map(|word| text.strip_prefix(word))?;
    let named = rest.trim_start_matches(WHITE);
    // A parameter entity has a percent sign before its name.
    let name = named.strip_prefix('%').map_or(named, |name| name.trim_start_matches(WHITE));
    if named.len() == rest.len() || name_length(name) == 0 {
        return None;
    }
    let mut quote = None;
    let end = name.char_indices().find(|(_, character)| {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(*character),
            (Some(open), same) if open == *same => quote = None,
            _ => {}
        }
        quote.is_none() && *character == '>'
    });
    end.map(|(at, _)| &name[at + 1..])
}
