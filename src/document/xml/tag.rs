//! Start tags: their attributes, and where they have a fault, what it is, with recovery behind each slip that
//! hand-written files have.

use std::collections::HashSet;

use quick_xml::events::BytesStart;

use super::super::fault::Faults;
use super::super::{Fault, FaultKind, Text};
use super::Attribute;
use super::characters::{Position, decode, is_blank, is_name, name_length};
use crate::finding::{Span, Spanned};

/// The attributes of a start tag as `quick_xml` reads them from `text`; `None` when there is a fault in how they are
/// written, for [`diagnose`] to tell.
pub(super) fn attributes(text: &str, tag: &BytesStart<'_>, faults: &mut Faults) -> Option<Vec<Attribute>> {
    // Its own search for attributes that stand twice takes quadratic time.
    let read: Result<Vec<_>, _> = tag.attributes().with_checks(false).collect();
    let read = read.ok()?;
    let names = || read.iter().map(|attribute| attribute.key.as_ref());
    let faultless = names()
        .all(|name| is_name(name) && is_blank(text.as_bytes()[span_in(text, name).start() - 1]))
        && are_different(names());
    faultless.then(|| {
        let read = read.iter().map(|attribute| {
            let (name, value) = (attribute.key.as_ref(), attribute.value.as_ref());
            let place = span_in(text, value);
            let decoded = decode(value, place.start(), Position::Attribute, faults);
            Attribute {
                name: Spanned::new(name.into(), span_in(text, name)),
                value: Spanned::new(decoded, place),
            }
        });
        read.collect()
    })
}

/// Whether no two are equal. To compare each with each is quickest for as few as an element should have, and takes for
/// ever for as many as it can have.
fn are_different<'n>(mut names: impl ExactSizeIterator<Item = &'n str> + Clone) -> bool {
    if names.len() > 16 {
        let mut seen = HashSet::new();
        return names.all(|name| seen.insert(name));
    }
    while let Some(name) = names.next() {
        if names.clone().any(|other| other == name) {
            return false;
        }
    }
    true
}

/// Where `part`, a slice of `text`, stands in it.
pub(super) fn span_in(text: &str, part: &str) -> Span {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    Span::new(start, start + part.len())
}

/// What could be understood of a start tag that has faults.
pub(super) struct Tag {
    pub(super) attributes: Vec<Attribute>,
    /// Whether it ends with `/>`.
    pub(super) is_empty: bool,
    /// Offset behind the tag.
    pub(super) end: usize,
}

/// Reads the start tag with this name, and tells its faults.
pub(super) fn diagnose(text: &str, name: &Spanned<Text>, faults: &mut Faults) -> Tag {
    let mut scanner = Scanner {
        text,
        at: name.span.end(),
        tag: name,
        attributes: Vec::new(),
        seen: HashSet::new(),
        faults,
    };
    let is_empty = scanner.attributes();
    Tag { attributes: scanner.attributes, is_empty, end: scanner.at }
}

/// The quotation marks of print.
const PRINTED_QUOTES: [char; 9] = ['“', '”', '„', '«', '»', '‘', '’', '‚', '″'];

struct Scanner<'t, 'f> {
    text: &'t str,
    at: usize,
    tag: &'t Spanned<Text>,
    attributes: Vec<Attribute>,
    seen: HashSet<&'t str>,
    faults: &'f mut Faults,
}

impl<'t> Scanner<'t, '_> {
    /// Reads up to and including the end of the tag; whether it was `/>`.
    fn attributes(&mut self) -> bool {
        loop {
            let blanks = self.skip_blanks();
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    return false;
                }
                Some(b'/') if self.rest().starts_with("/>") => {
                    self.at += 2;
                    return true;
                }
                None | Some(b'<') => {
                    let message = format!("the tag `<{}` has no closing `>`", self.tag.value);
                    let span = Span::new(self.tag.span.start() - 1, self.tag.span.end());
                    self.fault(
                        span,
                        message,
                        "write `>` behind the last attribute, or `/>` when nothing stands inside",
                    );
                    return false;
                }
                Some(_) => match name_length(self.rest()) {
                    0 => self.junk(),
                    length => self.attribute(length, blanks > 0),
                },
            }
        }
    }

    fn attribute(&mut self, length: usize, blank_before: bool) {
        let span = Span::new(self.at, self.at + length);
        let name = &self.text[span.range()];
        if !blank_before {
            let place = Span::new(span.start(), span.start() + 1);
            self.fault(
                place,
                format!("no blank before the attribute `{name}`"),
                "write a blank between two attributes",
            );
        }
        self.at = span.end();
        self.skip_blanks();
        if self.peek().is_none() {
            // Where the text is lost, that the tag has no end says it all.
            return;
        }
        if self.peek() != Some(b'=') {
            self.at = span.end();
            self.fault(span, format!("the attribute `{name}` has no value"), format!("write `{name}=\"…\"`"));
            return;
        }
        self.at += 1;
        self.skip_blanks();
        let value = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => self.quoted(name, quote),
            _ => self.in_printed_quotes(name).unwrap_or_else(|| self.unquoted(name)),
        };
        if self.seen.insert(name) {
            self.attributes.push(Attribute { name: Spanned::new(name.into(), span), value });
        } else {
            let message = format!("`{}` has the attribute `{name}` twice", self.tag.value);
            self.fault(span, message, "keep one of the two");
        }
    }

    /// A value in quotes. The end of a value without closing quote is guessed from what follows.
    fn quoted(&mut self, name: &str, quote: u8) -> Spanned<Text> {
        let open = self.at;
        let start = open + 1;
        self.at = start;
        let end = loop {
            let Some(stop) =
                self.text.as_bytes()[self.at..].iter().position(|byte| *byte == quote || *byte == b'<')
            else {
                break self.without_closing_quote(name, open, self.text.len());
            };
            let stop = self.at + stop;
            if self.text.as_bytes()[stop] == quote {
                if let Some(end) = self.swallowed_attribute(start, stop) {
                    self.no_closing_quote(name, open);
                    self.at = end;
                    break end;
                }
                self.at = stop + 1;
                break stop;
            }
            // A tag that starts right behind another's end did not stand inside a value.
            if self.text[start..stop].trim_end().ends_with('>') {
                break self.without_closing_quote(name, open, stop);
            }
            let help = "write `&lt;` for `<`";
            self.fault(Span::new(stop, stop + 1), "`<` inside a value", help);
            self.at = stop + 1;
        };
        let value = decode(&self.text[start..end], start, Position::Attribute, self.faults);
        Spanned::new(value, Span::new(start, end))
    }

    /// In `type="a name="b"` the first value seems to be `a name=`: where it really ends, if it looks like that.
    fn swallowed_attribute(&self, start: usize, stop: usize) -> Option<usize> {
        let value = self.text[start..stop].strip_suffix('=')?;
        if matches!(
            self.text.as_bytes().get(stop + 1),
            None | Some(b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>')
        ) {
            return None;
        }
        let blank = value.rfind(|character: char| u8::try_from(character).is_ok_and(is_blank))?;
        let name = &value[blank + 1..];
        is_name(name).then(|| start + value[..blank].trim_end().len())
    }

    /// The value that starts behind `open` runs on to `limit` where it cannot: it ends before the first `>` in it.
    fn without_closing_quote(&mut self, name: &str, open: usize, limit: usize) -> usize {
        self.no_closing_quote(name, open);
        let value = &self.text[open + 1..limit];
        let end = match value.find('>') {
            Some(bracket) => open + 1 + value[..bracket].trim_end_matches('/').len(),
            None => limit,
        };
        self.at = end;
        end
    }

    fn no_closing_quote(&mut self, name: &str, open: usize) {
        let help = format!("write `{}` behind the value", &self.text[open..=open]);
        let message = format!("the value of `{name}` has no closing quotation mark");
        self.fault(Span::new(open, open + 1), message, help);
    }

    /// A value in the quotation marks of print, which a word processor puts in the place of straight ones.
    fn in_printed_quotes(&mut self, name: &str) -> Option<Spanned<Text>> {
        let rest = self.rest();
        let open = rest.chars().next().filter(|first| PRINTED_QUOTES.contains(first))?;
        let inner = &rest[open.len_utf8()..];
        let ends = |character| PRINTED_QUOTES.contains(&character) || matches!(character, '"' | '<');
        let length = inner.find(ends)?;
        let close = inner[length..].chars().next().filter(|close| *close != '<')?;
        let start = self.at + open.len_utf8();
        let span = Span::new(start, start + length);
        let place = Span::new(self.at, span.end() + close.len_utf8());
        self.at = place.end();
        let message = format!("the value of `{name}` stands in typographic quotation marks");
        self.fault(
            place,
            message,
            format!("write straight ones: `{name}=\"{}\"`", shortened(&inner[..length])),
        );
        Some(Spanned::new(decode(&inner[..length], start, Position::Attribute, self.faults), span))
    }

    fn unquoted(&mut self, name: &str) -> Spanned<Text> {
        let rest = self.rest();
        let mut length =
            rest.bytes().position(|byte| is_blank(byte) || matches!(byte, b'>' | b'<')).unwrap_or(rest.len());
        if rest[length..].starts_with('>') && rest[..length].ends_with('/') {
            length -= 1;
        }
        let span = Span::new(self.at, self.at + length);
        self.at = span.end();
        let message = format!("the value of `{name}` has no quotation marks");
        let place = if length == 0 { self.tag.span } else { span };
        self.fault(place, message, format!("write `{name}=\"{}\"`", &self.text[span.range()]));
        Spanned::new(decode(&self.text[span.range()], span.start(), Position::Attribute, self.faults), span)
    }

    /// Skips what starts no attribute.
    fn junk(&mut self) {
        let rest = self.rest();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = rest[first..]
            .bytes()
            .position(|byte| is_blank(byte) || matches!(byte, b'>' | b'<' | b'/'))
            .map_or(rest.len(), |more| first + more);
        let span = Span::new(self.at, self.at + length);
        let message = format!("`{}` is no attribute", shortened(&rest[..length]));
        self.at = span.end();
        self.fault(span, message, "remove it; an attribute is written `name=\"value\"`");
    }

    fn fault(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::new(FaultKind::Syntax, span, message).with_help(help));
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) -> usize {
        let blanks = self.rest().bytes().take_while(|byte| is_blank(*byte)).count();
        self.at += blanks;
        blanks
    }
}

/// Enough of a text to recognise it in a message.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
