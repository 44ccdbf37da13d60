//! `${name}` and `${name.property}` in a template's texts.

/// A run of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text as it is.
    Literal(&'t str),
    /// `${name}` or `${name.property}`: what a parameter's value goes in for.
    Placeholder(Placeholder<'t>),
}

/// What stands between `${` and `}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placeholder<'t> {
    pub(super) name: &'t str,
    pub(super) property: Option<&'t str>,
}

/// The pieces of a text; `$$` stands for one `$`. An error is what is wrong, in words.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (literal, from) = rest.split_at(at);
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        if let Some(behind) = from.strip_prefix("$$") {
            pieces.push(Piece::Literal(&from[..1]));
            rest = behind;
        } else if let Some(inside) = from.strip_prefix("${") {
            let Some(end) = inside.find('}') else {
                return Err(format!(
                    "`{from}` has no closing brace: write `${{name}}`, or `$$` for a dollar sign"
                ));
            };
            let (name, property) = match inside[..end].split_once('.') {
                Some((name, property)) => (name, Some(property)),
                None => (&inside[..end], None),
            };
            pieces.push(Piece::Placeholder(Placeholder { name, property }));
            rest = &inside[end + 1..];
        } else {
            return Err("a single `$`: write `${name}` for a parameter, `$$` for a dollar sign".to_owned());
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    Ok(pieces)
}

/// The placeholders of a text whose form has been checked.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = Placeholder<'_>> {
    pieces(text).unwrap_or_default().into_iter().filter_map(|piece| match piece {
        Piece::Placeholder(placeholder) => Some(placeholder),
        Piece::Literal(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_literals_and_placeholders() {
        let placeholder = |name, property| Piece::Placeholder(Placeholder { name, property });
        assert_eq!(
            pieces("a${b}$$${c.d}{e}").unwrap(),
            [
                Piece::Literal("a"),
                placeholder("b", None),
                Piece::Literal("$"),
                placeholder("c", Some("d")),
                Piece::Literal("{e}"),
            ]
        );
    }

    #[test]
    fn a_lone_dollar_and_an_open_brace_are_refused() {
        assert!(pieces("5 $").is_err());
        assert!(pieces("${name").is_err());
    }
}
