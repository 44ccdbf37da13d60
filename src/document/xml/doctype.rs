//! The document type declaration, `<!DOCTYPE …>`: its form and its name. Nothing that it names is fetched.

use super::characters::name_length;

/// The name of the root that a declaration is for, given what stands between `<!DOCTYPE` and `>`.
pub(super) fn name_in(content: &str) -> &str {
    let name = content.trim_start_matches([' ', '\t', '\r', '\n']);
    &name[..name_length(name)]
}

/// Whether `text`, between `<!DOCTYPE` and `>`, is a name, perhaps the address of a DTD, perhaps a part in brackets,
/// which is not looked into (production `doctypedecl`).
pub(super) fn is_well_formed(text: &str) -> bool {
    /// What is behind the white space that `text` must start with.
    fn blank(text: &str) -> Option<&str> {
        let rest = text.trim_start_matches([' ', '\t', '\r', '\n']);
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
    let behind = behind.map(|rest| rest.trim_matches([' ', '\t', '\r', '\n']));
    length > 0 && behind.is_some_and(|rest| rest.is_empty() || (rest.starts_with('[') && rest.ends_with(']')))
}
