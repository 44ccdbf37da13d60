//! Text to its parts, and what is made of them: every fault that can be told is collected, and reading goes on behind it.
//!
//! `quick_xml` finds the markup. A quotation mark that is missing would make it swallow the tags that follow, so it is
//! given one piece after the other: neither a tag nor text holds `<`, so a piece ends before the next one. Where it
//! cannot read a piece, the fault is told and the next piece starts behind it. Nothing is read a second time but the
//! tag that has a fault, so the time is linear in the length of the text.

mod prolog;

use memchr::memchr;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader};

use super::super::fault::Faults;
use super::super::{Fault, FaultKind, Text};
use super::characters::{Position, decode, is_blank, is_name, name_length};
use super::make::{Make, ToTree, take_end};
use super::tag::{self, shortened, span_in};
use super::{Element, Limits, Parsed, Tree};
use crate::finding::{Span, Spanned, nearest};

/// Reads a document. The tree holds what could be understood; the faults say what could not.
///
/// Document type declarations are never fetched; one that declares entities is a fault. Processing instructions are
/// passed over. Of a text larger than [`Span::LARGEST_TEXT`] nothing is read.
pub fn parse(text: &str, limits: &Limits) -> Parsed<Tree> {
    make(text, limits, &mut ToTree)
}

/// The same, and what is made of the parts.
pub(crate) fn make<M: Make>(text: &str, limits: &Limits, make: &mut M) -> Parsed<Tree<M::Node>> {
    if text.len() as u64 > Span::LARGEST_TEXT {
        let message = format!("the text is larger than {} bytes", Span::LARGEST_TEXT);
        let fault = Fault::new(FaultKind::Syntax, Span::default(), message);
        return Parsed { model: None, faults: vec![fault.with_help("no device reads such a document")] };
    }
    let mut parser = Parser::new(text, limits, make);
    parser.document();
    parser.compare_doctype_with_root();
    let Parser { root, before, after, faults, .. } = parser;
    let model = root.map(|root| Tree { before, root, after });
    Parsed { model, faults: faults.finish() }
}

/// The name of the root; nothing behind its start tag is read.
pub(crate) fn root_name(text: &str) -> Option<Spanned<Text>> {
    if text.len() as u64 > Span::LARGEST_TEXT {
        return None;
    }
    let mut tree = ToTree;
    let mut parser = Parser::new(text, &Limits::default(), &mut tree);
    while parser.open.is_empty() && parser.root.is_none() && parser.at < text.len() {
        parser.piece();
    }
    parser.open.into_iter().next().or(parser.root).map(|root| root.name)
}

struct Parser<'t, M: Make> {
    text: &'t str,
    at: usize,
    limits: Limits,
    make: &'t mut M,
    /// The elements that are open, the root first; what stands in them is among `nodes`.
    open: Vec<Element<M::Node>>,
    /// What was made of what stands in the open elements. That of each is taken out as a whole when it ends, so that
    /// no list of it grows.
    nodes: Vec<M::Node>,
    /// Where that of each open element starts.
    starts: Vec<usize>,
    /// Whether the start of the innermost of them has been told to `make`: as soon as something stands in it.
    told: bool,
    /// How many more are open below the deepest that the limit allows; they are passed over.
    too_deep: usize,
    /// Text that has been read and not yet put into its element.
    pending: Option<Pending>,
    root: Option<Element<M::Node>>,
    before: Vec<Spanned<Text>>,
    after: Vec<Spanned<Text>>,
    /// The name in the document type declaration.
    doctype: Option<Spanned<Text>>,
    /// Whether the text ends in markup that has no end.
    ends_in_fault: bool,
    faults: Faults,
}

/// Markup that may hold `<`: how it starts, what it is, how it ends.
const LONG: [(&str, &str, &str); 4] = [
    ("<!--", "the comment", "-->"),
    ("<![CDATA[", "the CDATA section", "]]>"),
    ("<!DOCTYPE", "the document type declaration", ">"),
    ("<?", "the processing instruction", "?>"),
];

/// A run of text and CDATA.
struct Pending {
    text: Spanned<Text>,
    /// Whether it is anything but literal white space.
    meant: bool,
}

impl<'t, M: Make> Parser<'t, M> {
    fn new(text: &'t str, limits: &Limits, make: &'t mut M) -> Self {
        Self {
            text,
            at: 0,
            limits: *limits,
            make,
            open: Vec::new(),
            nodes: Vec::new(),
            starts: Vec::new(),
            told: false,
            too_deep: 0,
            pending: None,
            root: None,
            before: Vec::new(),
            after: Vec::new(),
            doctype: None,
            ends_in_fault: false,
            faults: Faults::default(),
        }
    }

    fn document(&mut self) {
        while self.at < self.text.len() {
            self.piece();
        }
        self.end_of_text();
    }

    /// Reads comment, CDATA section, declaration or instruction, or else a tag and the text up to the next `<`.
    fn piece(&mut self) {
        let rest = &self.text[self.at..];
        if rest.starts_with('\u{feff}') {
            // The reader would drop it as a byte order mark.
            let span = Span::new(self.at, self.at + '\u{feff}'.len_utf8());
            self.at = span.end();
            return self.characters(span);
        }
        let may_be_long = matches!(rest.as_bytes().get(1), Some(b'!' | b'?'));
        let long = LONG.iter().find(|(open, ..)| may_be_long && rest.starts_with(open));
        let next = || memchr(b'<', &rest.as_bytes()[1..]).map(|at| at + 1);
        let length = if long.is_some() { rest.len() } else { next().unwrap_or(rest.len()) };
        let end = self.at + length;
        let mut reader = Reader::from_str(&rest[..length]);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let event = reader.read_event();
            let behind = end - reader.get_ref().len();
            let span = Span::new(self.at, behind);
            self.at = behind;
            match event {
                Ok(Event::Eof) => return,
                Ok(Event::Text(_) | Event::GeneralRef(_)) => self.characters(span),
                Ok(Event::CData(_)) => self.cdata(span),
                Ok(Event::Comment(_)) => self.comment(span),
                Ok(Event::Decl(_) | Event::PI(_)) => self.instruction(span),
                // The one fault of this sort that is not allowed above: no name.
                Ok(Event::DocType(_)) | Err(Error::IllFormed(_)) => self.doctype(span),
                Ok(Event::Start(tag)) if is_name(tag.name().as_ref()) => {
                    self.start_tag(span.start(), Some(&tag), false);
                }
                Ok(Event::Empty(tag)) if is_name(tag.name().as_ref()) => {
                    self.start_tag(span.start(), Some(&tag), true);
                }
                Ok(Event::End(tag)) if is_name(tag.name().as_ref()) => {
                    self.end_tag(span.start(), tag.name().as_ref());
                }
                Ok(Event::Start(_) | Event::Empty(_) | Event::End(_)) | Err(_) => match long {
                    Some(long) if behind == span.start() => self.endless(span.start(), long),
                    _ => self.faulty_tag(span.start()), // `<?>` is read, and is no instruction
                },
            }
            if long.is_some() || self.at != behind {
                return;
            }
        }
    }

    /// The rest of the text belongs to what has no end.
    fn endless(&mut self, start: usize, (open, what, close): &(&str, &str, &str)) {
        let span = Span::new(start, start + open.len());
        let message = format!("{what} that starts here has no end");
        self.syntax(span, message, format!("write `{close}` where it ends"));
        self.at = self.text.len();
        self.ends_in_fault = true;
    }

    /// What starts like a tag and is none that `quick_xml` can read.
    fn faulty_tag(&mut self, start: usize) {
        let behind = &self.text[start + 1..];
        if name_length(behind) > 0 {
            self.start_tag(start, None, false);
        } else if let Some(name) = behind.strip_prefix('/')
            && name_length(name) > 0
        {
            let name = &name[..name_length(name)];
            let name_end = start + 2 + name.len();
            let blanks = self.text[name_end..].bytes().take_while(|byte| is_blank(*byte)).count();
            self.at = name_end + blanks;
            let message = format!("the end tag `</{name}` has no closing `>`");
            self.syntax(Span::new(start, name_end), message, "write `>` behind the name");
            self.end_tag(start, name);
        } else {
            self.at = start + 1;
            let span = Span::new(start, self.at);
            self.syntax(span, "`<` that starts no tag", "write `&lt;` for `<`");
            self.push_text("<".into(), span, true);
        }
    }

    fn characters(&mut self, span: Span) {
        let raw = &self.text[span.range()];
        if raw.contains(']')
            && let Some(at) = raw.find("]]>")
        {
            let place = Span::new(span.start() + at, span.start() + at + 3);
            self.syntax(place, "`]]>` in text", "write `]]&gt;`");
        }
        let meant = !raw.bytes().all(is_blank);
        let text = decode(raw, span.start(), Position::Content, &mut self.faults);
        self.push_text(text, span, meant);
    }

    fn cdata(&mut self, span: Span) {
        let content = Span::new(span.start() + "<![CDATA[".len(), span.end() - "]]>".len());
        let raw = &self.text[content.range()];
        let text = decode(raw, content.start(), Position::Verbatim, &mut self.faults);
        self.push_text(text, content, true);
    }

    fn comment(&mut self, span: Span) {
        let content = Span::new(span.start() + "<!--".len(), span.end() - "-->".len());
        let raw = &self.text[content.range()];
        if let Some(at) = raw.find("--").or_else(|| raw.ends_with('-').then(|| raw.len() - 1)) {
            let place = Span::new(content.start() + at, content.start() + at + 2);
            self.syntax(
                place,
                "`--` inside a comment",
                "XML allows it at the end of a comment only: write `- -`",
            );
        }
        let text = decode(raw, content.start(), Position::Verbatim, &mut self.faults);
        // What is kept can be written again.
        let text =
            if text.contains("--") { text.replace("--", "- -").replace("--", "- -").into() } else { text };
        let text = if text.ends_with('-') { text + " " } else { text };
        let comment = Spanned::new(text, content);
        if self.too_deep > 0 {
            return;
        }
        self.flush_text(false);
        self.tell_start();
        match (self.open.last(), &self.root) {
            (Some(_), None) => self.nodes.extend(self.make.comment(comment)),
            (Some(_), Some(_)) => {} // in a second root, which has been told
            (None, None) => self.before.push(comment),
            (None, Some(_)) => self.after.push(comment),
        }
    }

    /// The start tag at `start`: as `quick_xml` has read it up to here, or, where it cannot or the attributes have a
    /// fault, as [`tag::diagnose`] understands it.
    fn start_tag(&mut self, start: usize, tag: Option<&BytesStart<'_>>, is_empty: bool) {
        // Text around an element that is passed over is one text.
        if self.open.len() < self.limits.depth {
            self.flush_text(false);
        }
        let name = &self.text[start + 1..start + 1 + name_length(&self.text[start + 1..])];
        let name = Spanned::new(name.into(), span_in(self.text, name));
        let place = Span::new(start, name.span.end());
        if self.too_deep == 0 && self.open.len() >= self.limits.depth {
            let message = format!("elements are nested more than {} deep", self.limits.depth);
            let help = "no setting is that deep: see whether an end tag is missing further up";
            self.faults.push(Fault::new(FaultKind::Depth, place, message).with_help(help));
        }
        if self.open.is_empty() && self.root.is_some() {
            let help = "a document has one root: move this into it, or remove it";
            self.syntax(place, "a second element behind the end of the root", help);
        }
        let attributes = tag.and_then(|tag| tag::attributes(self.text, tag, &mut self.faults));
        let (attributes, is_empty) = attributes.map_or_else(
            || {
                let tag = tag::diagnose(self.text, &name, &mut self.faults);
                self.at = tag.end;
                self.ends_in_fault = tag.end == self.text.len() && !self.text.ends_with('>');
                (tag.attributes, tag.is_empty)
            },
            |attributes| (attributes, is_empty),
        );
        if self.ends_in_fault && !self.open.is_empty() {
            // Its name may go on where the text is lost.
            return;
        }
        if self.open.len() >= self.limits.depth {
            self.too_deep += usize::from(!is_empty);
            return;
        }
        let span = Spanned::new((), Span::new(start, self.at));
        self.tell_start();
        self.open.push(Element { name, attributes, children: Vec::new(), span });
        self.starts.push(self.nodes.len());
        self.told = false;
        if is_empty {
            self.close(self.at);
        }
    }

    /// The end tag at `start`, read up to here.
    fn end_tag(&mut self, start: usize, name: &str) {
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
            None => self.unmatched(name, Span::new(start, start + "</".len() + name.len())),
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
        let span = Span::new(element.place().start(), element.name.span.end());
        let message = format!("`<{}>` is never closed", element.name.value);
        let help = format!("end it with `/>`, or write `</{}>` where it ends", element.name.value);
        self.syntax(span, message, help);
        self.close(self.at);
    }

    /// Puts the innermost element, which ends at `end`, where it belongs.
    fn close(&mut self, end: usize) {
        self.flush_text(true);
        self.tell_start();
        let Some(mut element) = self.open.pop() else { return };
        element.span.span = Span::new(element.place().start(), end);
        element.children = take_end(&mut self.nodes, self.starts.pop().unwrap_or_default());
        match (self.open.last(), &self.root) {
            (Some(_), None) => self.nodes.extend(self.make.element(element)),
            (None, None) => self.root = Some(element),
            (_, Some(_)) => {} // a second root, which has been told
        }
    }

    fn end_of_text(&mut self) {
        self.flush_text(false);
        self.missing_slash();
        self.cut_off();
        while !self.open.is_empty() {
            self.close(self.at);
        }
        // Behind markup that does not end there may be one.
        if self.root.is_none() && !self.ends_in_fault {
            self.syntax(Span::default(), "there is no element", "a document needs a root element");
        }
    }

    /// What is still open where the text ends: one fault, however many elements that are; none, where the text ends in
    /// markup that has a fault itself, or so deep that this was told.
    fn cut_off(&mut self) {
        if self.too_deep > 0 || self.ends_in_fault {
            return;
        }
        let Some((innermost, around)) = self.open.split_last() else { return };
        let name = &innermost.name.value;
        let span = Span::new(innermost.place().start(), innermost.name.span.end());
        let (others, help) = match around.len() {
            0 => (String::new(), format!("end it with `/>`, or write `</{name}>` where it ends")),
            count => {
                let others =
                    if count == 1 { "nor is the one".to_owned() } else { format!("nor are the {count}") };
                let help =
                    "see whether the end of the text is missing; write the end tag of each where it ends";
                (format!(", {others} around it"), help.to_owned())
            }
        };
        let message = format!("`<{name}>` is never closed{others}");
        self.syntax(span, message, help);
    }

    /// `<a> … <a>` at the end of the text: the second was meant to close the first.
    fn missing_slash(&mut self) {
        let [.., outer, last] = self.open.as_slice() else { return };
        if self.too_deep > 0 || last.name != outer.name || self.told || !last.attributes.is_empty() {
            return;
        }
        let name = last.name.value.clone();
        let span = Span::new(last.place().start(), last.name.span.end());
        let message = format!("`<{name}>` is opened a second time where it should be closed");
        self.syntax(span, message, format!("write `</{name}>`"));
        self.open.pop();
        self.starts.pop();
        self.told = true;
        self.close(self.at);
    }

    fn push_text(&mut self, text: Text, span: Span, meant: bool) {
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
        if self.open.is_empty() {
            if meant {
                self.text_outside_root(&text);
            }
        } else if (meant || (at_end_tag && !self.told)) && !text.value.is_empty() {
            self.tell_start();
            if let (Some(parent), None) = (self.open.last(), &self.root) {
                self.nodes.extend(self.make.text(parent, text));
            }
        }
    }

    fn text_outside_root(&mut self, text: &Spanned<Text>) {
        let raw = &self.text[text.span.range()];
        let start = text.span.end() - raw.trim_start().len();
        let length = self.text[start..].chars().next().map_or(0, char::len_utf8);
        let message = format!("text outside the root: `{}`", shortened(text.value.trim()));
        self.syntax(Span::new(start, start + length), message, "remove it");
    }

    /// Tells that the innermost element has started. Behind the root, which is a fault already, nothing is told.
    fn tell_start(&mut self) {
        if !self.told && !self.open.is_empty() && self.root.is_none() {
            self.make.start(&self.open);
        }
        self.told = true;
    }

    fn syntax(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::new(FaultKind::Syntax, span, message).with_help(help));
    }
}
