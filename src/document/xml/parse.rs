//! Text to tree: every fault that can be told is collected, and reading goes on behind it.
//!
//! One pass; what is looked ahead for (the end of a comment, a closing quotation mark) ends the reading when it is
//! not there, so the time is linear in the length of the text.

use super::super::fault::Faults;
use super::super::{Fault, FaultKind};
use super::characters::{Position, decode, is_blank, name_length};
use super::tag::{self, Tag, shortened};
use super::{Element, Limits, Node, Parsed, Tree};
use crate::finding::{Span, Spanned, nearest};

/// Reads a document. The tree holds what could be understood; the faults say what could not.
///
/// Document type declarations are never fetched; one that declares entities is a fault. Processing instructions are
/// passed over.
pub fn parse(text: &str, limits: &Limits) -> Parsed<Tree> {
    let mut parser = Parser {
        text,
        at: 0,
        limits: *limits,
        open: Vec::new(),
        too_deep: 0,
        pending: None,
        root: None,
        before: Vec::new(),
        after: Vec::new(),
        seen_doctype: false,
        faults: Faults::default(),
    };
    parser.document();
    let Parser { root, before, after, faults, .. } = parser;
    let model = root.map(|root| Tree { before, root, after });
    Parsed { model, faults: faults.finish() }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    limits: Limits,
    /// The elements that are open, the root first.
    open: Vec<Element>,
    /// How many more are open below the deepest that the limit allows; they are passed over.
    too_deep: usize,
    /// Text that has been read and not yet put into its element.
    pending: Option<Pending>,
    root: Option<Element>,
    before: Vec<Spanned<String>>,
    after: Vec<Spanned<String>>,
    seen_doctype: bool,
    faults: Faults,
}

/// A run of text and CDATA.
struct Pending {
    text: Spanned<String>,
    /// Whether it is anything but literal white space.
    meant: bool,
}

impl Parser<'_> {
    fn document(&mut self) {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            if rest.starts_with("<!--") {
                self.comment();
            } else if rest.starts_with("<![CDATA[") {
                self.cdata();
            } else if rest.starts_with("<!DOCTYPE") {
                self.doctype();
            } else if rest.starts_with("<?") {
                self.instruction();
            } else if rest.starts_with("</") && name_length(&rest[2..]) > 0 {
                self.end_tag();
            } else if rest.starts_with('<') && name_length(&rest[1..]) > 0 {
                self.start_tag();
            } else if rest.starts_with('<') {
                let help = "write `&lt;` for `<`";
                self.syntax(Span::new(self.at, self.at + 1), "`<` that starts no tag", help);
                self.push_text("<".to_owned(), Span::new(self.at, self.at + 1), true);
                self.at += 1;
            } else {
                self.characters();
            }
        }
        self.end_of_text();
    }

    fn characters(&mut self) {
        let rest = &self.text[self.at..];
        let raw = &rest[..rest.find('<').unwrap_or(rest.len())];
        let span = Span::new(self.at, self.at + raw.len());
        if let Some(at) = raw.find("]]>") {
            let place = Span::new(span.start + at, span.start + at + 3);
            self.syntax(place, "`]]>` in text", "write `]]&gt;`");
        }
        let meant = !raw.bytes().all(is_blank);
        let text = decode(raw, span.start, Position::Content, &mut self.faults);
        self.push_text(text, span, meant);
        self.at = span.end;
    }

    fn cdata(&mut self) {
        let Some(content) = self.delimited("<![CDATA[", "]]>", "the CDATA section") else { return };
        let raw = &self.text[content.start..content.end];
        let text = decode(raw, content.start, Position::Verbatim, &mut self.faults);
        self.push_text(text, content, true);
    }

    fn comment(&mut self) {
        let Some(content) = self.delimited("<!--", "-->", "the comment") else { return };
        let raw = &self.text[content.start..content.end];
        if let Some(at) = raw.find("--").or_else(|| raw.ends_with('-').then(|| raw.len() - 1)) {
            let place = Span::new(content.start + at, content.start + at + 2);
            self.syntax(
                place,
                "`--` inside a comment",
                "XML allows it at the end of a comment only: write `- -`",
            );
        }
        let text = decode(raw, content.start, Position::Verbatim, &mut self.faults);
        // What is kept can be written again.
        let text = if text.contains("--") { text.replace("--", "- -").replace("--", "- -") } else { text };
        let text = if text.ends_with('-') { text + " " } else { text };
        let comment = Spanned::new(text, content);
        self.flush_text(false);
        match self.open.last_mut() {
            Some(parent) if self.too_deep == 0 => parent.children.push(Node::Comment(comment)),
            Some(_) => {}
            None if self.root.is_none() => self.before.push(comment),
            None => self.after.push(comment),
        }
    }

    /// The content of what starts here with `open` and ends with `close`; reading goes on behind it. When it does not
    /// end, that is a fault, and the rest of the text belongs to it.
    fn delimited(&mut self, open: &str, close: &str, what: &str) -> Option<Span> {
        let start = self.at + open.len();
        let Some(length) = self.text[start..].find(close) else {
            self.syntax(
                Span::new(self.at, start),
                format!("{what} that starts here has no end"),
                format!("write `{close}` where it ends"),
            );
            self.at = self.text.len();
            return None;
        };
        self.at = start + length + close.len();
        Some(Span::new(start, start + length))
    }

    /// `<?xml … ?>` and other processing instructions.
    fn instruction(&mut self) {
        let start = self.at;
        let Some(content) = self.delimited("<?", "?>", "the processing instruction") else { return };
        let body = &self.text[content.start..content.end];
        decode(body, content.start, Position::Verbatim, &mut self.faults); // for its faults
        let target = &body[..name_length(body)];
        if target.is_empty() {
            self.syntax(Span::new(start, self.at), "a processing instruction without a name", "remove it");
        } else if !matches!(body.as_bytes().get(target.len()), None | Some(b' ' | b'\t' | b'\r' | b'\n')) {
            let message = format!("no blank behind the name of the processing instruction `{target}`");
            self.syntax(
                Span::new(start, content.start + target.len()),
                message,
                "write one, or remove the instruction",
            );
        } else if target == "xml" && start > 0 {
            let help = "move it to the very start of the file, or remove it: it is optional";
            self.syntax(
                Span::new(start, start + 5),
                "the XML declaration is not at the start of the file",
                help,
            );
        } else if target == "xml" {
            self.declaration(content);
        } else if target.eq_ignore_ascii_case("xml") {
            self.syntax(
                Span::new(start, self.at),
                format!("`<?{target}` is a reserved name"),
                "write `<?xml`",
            );
        }
    }

    fn declaration(&mut self, content: Span) {
        // The declaration is written like a start tag; its faults are told once, in whole.
        let mut faults = Faults::default();
        let as_tag = format!("<{}>", &self.text[content.start..content.end]);
        let Tag { attributes, .. } = tag::read(&as_tag, 0, &mut faults);
        let names: Vec<&str> = attributes.iter().map(|attribute| attribute.name.value.as_str()).collect();
        let known = matches!(
            names.as_slice(),
            ["version"] | ["version", "encoding" | "standalone"] | ["version", "encoding", "standalone"]
        );
        let version = attributes.first().and_then(|version| version.value.value.strip_prefix("1."));
        let version = version.is_some_and(|minor| minor.bytes().all(|digit| digit.is_ascii_digit()));
        if !known || !version || !faults.finish().is_empty() {
            let help = "write `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`, or remove it: it is optional";
            let span = Span::new(content.start - 2, content.end + 2);
            self.syntax(span, "the XML declaration is not as XML wants it", help);
        }
        let encoding = attributes.iter().find(|attribute| attribute.name.value == "encoding");
        if let Some(encoding) = encoding
            && !encoding.value.value.eq_ignore_ascii_case("utf-8")
        {
            let start = content.start - 1 + encoding.value.span.start;
            let span = Span::new(start, content.start - 1 + encoding.value.span.end);
            let message = format!("the XML declaration says that the encoding is `{}`", encoding.value.value);
            let help = "save the file as UTF-8 and write `UTF-8` here: the device reads UTF-8 only";
            self.faults.push(Fault::new(FaultKind::Encoding, span, message).with_help(help));
        }
    }

    /// `<!DOCTYPE … [ … ]>`: passed over, but for the entities that it declares.
    fn doctype(&mut self) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut in_subset = false;
        let mut at = start + "<!DOCTYPE".len();
        let end = loop {
            match bytes.get(at) {
                None => break None,
                Some(b'>') if !in_subset => break Some(at + 1),
                Some(b'[') => in_subset = true,
                Some(b']') => in_subset = false,
                Some(quote @ (b'"' | b'\'')) => match bytes[at + 1..].iter().position(|byte| byte == quote) {
                    Some(length) => at += length + 1,
                    None => break None,
                },
                Some(b'<') if self.text[at..].starts_with("<!--") => match self.text[at + 4..].find("-->") {
                    Some(length) => at += length + 6,
                    None => break None,
                },
                Some(b'<') if self.text[at..].starts_with("<?") => match self.text[at + 2..].find("?>") {
                    Some(length) => at += length + 3,
                    None => break None,
                },
                Some(b'<') if self.text[at..].starts_with("<!ENTITY") => {
                    let span = Span::new(at, at + "<!ENTITY".len());
                    let message = "the document type declaration declares an entity";
                    let help = "remove the declaration and write the text itself where the entity is used";
                    self.faults.push(Fault::new(FaultKind::EntityDeclaration, span, message).with_help(help));
                }
                Some(_) => {}
            }
            at += 1;
        };
        let place = Span::new(start, start + "<!DOCTYPE".len());
        let Some(end) = end else {
            self.syntax(
                place,
                "the document type declaration has no end",
                "write `>` where it ends, or remove it",
            );
            self.at = self.text.len();
            return;
        };
        if self.root.is_some() || !self.open.is_empty() {
            self.syntax(place, "a document type declaration behind the start of the root", "remove it");
        } else if self.seen_doctype {
            self.syntax(place, "a second document type declaration", "remove it");
        } else {
            if !is_doctype(&self.text[place.end..end - 1]) {
                let help = "write `<!DOCTYPE`, the name of the root, and `PUBLIC \"…\" \"…\"` or nothing, or remove it: it \
                            is optional";
                self.syntax(place, "the document type declaration is not as XML wants it", help);
            }
        }
        decode(&self.text[start..end], start, Position::Verbatim, &mut self.faults); // for its faults
        self.seen_doctype = true;
        self.at = end;
    }

    fn start_tag(&mut self) {
        self.flush_text(false);
        let start = self.at;
        if self.too_deep == 0 && self.open.len() >= self.limits.depth {
            let span = Span::new(start, start + 1 + name_length(&self.text[start + 1..]));
            let message = format!("elements are nested more than {} deep", self.limits.depth);
            let help = "no setting is that deep: see whether an end tag is missing further up";
            self.faults.push(Fault::new(FaultKind::Depth, span, message).with_help(help));
        }
        if self.open.is_empty() && self.root.is_some() {
            let span = Span::new(start, start + 1 + name_length(&self.text[start + 1..]));
            let help = "a document has one root: move this into it, or remove it";
            self.syntax(span, "a second element behind the end of the root", help);
        }
        let tag = tag::read(self.text, start, &mut self.faults);
        self.at = tag.end;
        if self.open.len() >= self.limits.depth {
            self.too_deep += usize::from(!tag.is_empty);
            return;
        }
        let element = Element {
            name: tag.name,
            attributes: tag.attributes,
            children: Vec::new(),
            span: Spanned::new((), Span::new(start, tag.end)),
        };
        self.open.push(element);
        if tag.is_empty {
            self.close(tag.end);
        }
    }

    fn end_tag(&mut self) {
        let start = self.at;
        let name_end = start + 2 + name_length(&self.text[start + 2..]);
        let name = &self.text[start + 2..name_end];
        let blanks = self.text[name_end..].bytes().take_while(|byte| is_blank(*byte)).count();
        self.at = name_end + blanks;
        let span = Span::new(start, name_end);
        if self.text[self.at..].starts_with('>') {
            self.at += 1;
        } else {
            self.syntax(
                span,
                format!("the end tag `</{name}` has no closing `>`"),
                "write `>` behind the name",
            );
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        match self.open.iter().rposition(|element| element.name.value == name) {
            Some(found) => {
                while self.open.len() > found + 1 {
                    self.unclosed();
                }
                self.close(self.at);
            }
            None => self.unmatched(name, span),
        }
    }

    /// An end tag that no open element has: the innermost one misspelt, or one too many.
    fn unmatched(&mut self, name: &str, span: Span) {
        let innermost = self.open.last().map(|element| element.name.value.clone());
        match innermost {
            Some(open) if nearest(name, [open.as_str()]).is_some() => {
                let message = format!("the end tag `</{name}>` does not fit the start tag `<{open}>`");
                self.syntax(span, message, "give both the same name");
                self.close(self.at);
            }
            Some(open) => {
                let message = format!("`</{name}>` ends nothing: the innermost open element is `{open}`");
                self.syntax(span, message, format!("remove it, or write `</{open}>`"));
            }
            None => {
                let message = format!("`</{name}>` ends nothing: no element is open");
                self.syntax(span, message, "remove it, or write the start tag that it belongs to");
            }
        }
    }

    /// Closes the innermost element, which has no end tag.
    fn unclosed(&mut self) {
        let Some(element) = self.open.last() else { return };
        let span = Span::new(element.place().start, element.name.span.end);
        let message = format!("`<{}>` is never closed", element.name.value);
        let help = format!("end it with `/>`, or write `</{}>` where it ends", element.name.value);
        self.syntax(span, message, help);
        self.close(self.at);
    }

    /// Puts the innermost element, which ends at `end`, where it belongs.
    fn close(&mut self, end: usize) {
        self.flush_text(true);
        let Some(mut element) = self.open.pop() else { return };
        element.span.span.end = end;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None if self.root.is_none() => self.root = Some(element),
            None => {} // a second root, which has been told
        }
    }

    fn end_of_text(&mut self) {
        self.flush_text(false);
        self.missing_slash();
        while !self.open.is_empty() {
            self.unclosed();
        }
        if self.root.is_none() {
            self.syntax(Span::default(), "there is no element", "a document needs a root element");
        }
    }

    /// `<a> … <a>` at the end of the text: the second was meant to close the first.
    fn missing_slash(&mut self) {
        let [.., outer, last] = self.open.as_slice() else { return };
        if last.name != outer.name || !last.children.is_empty() || !last.attributes.is_empty() {
            return;
        }
        let name = last.name.value.clone();
        let span = Span::new(last.place().start, last.name.span.end);
        let message = format!("`<{name}>` is opened a second time where it should be closed");
        self.syntax(span, message, format!("write `</{name}>`"));
        self.open.pop();
        self.close(self.at);
    }

    fn push_text(&mut self, text: String, span: Span, meant: bool) {
        if self.too_deep > 0 {
            return;
        }
        match &mut self.pending {
            Some(pending) => {
                pending.text.value.push_str(&text);
                pending.text.span = pending.text.span.to(span);
                pending.meant |= meant;
            }
            None => self.pending = Some(Pending { text: Spanned::new(text, span), meant }),
        }
    }

    /// Puts the text read so far into its element. White space is kept only where it is all that the element holds,
    /// which is known `at_end_tag`.
    fn flush_text(&mut self, at_end_tag: bool) {
        let Some(Pending { text, meant }) = self.pending.take() else { return };
        match self.open.last_mut() {
            Some(parent) => {
                let kept = meant || (at_end_tag && parent.children.is_empty());
                match parent.children.last_mut() {
                    // An element between them was too deep.
                    Some(Node::Text(last)) if kept => last.value.push_str(&text.value),
                    _ if kept && !text.value.is_empty() => parent.children.push(Node::Text(text)),
                    _ => {}
                }
            }
            None if meant => {
                let raw = &self.text[text.span.start..text.span.end];
                let start = text.span.end - raw.trim_start().len();
                let length = self.text[start..].chars().next().map_or(0, char::len_utf8);
                let message = format!("text outside the root: `{}`", shortened(text.value.trim()));
                self.syntax(Span::new(start, start + length), message, "remove it");
            }
            None => {}
        }
    }

    fn syntax(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::new(FaultKind::Syntax, span, message).with_help(help));
    }
}

/// Whether `text`, between `<!DOCTYPE` and `>`, is a name, perhaps the address of a DTD, perhaps a part in brackets,
/// which is not looked into (production `doctypedecl`).
fn is_doctype(text: &str) -> bool {
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
