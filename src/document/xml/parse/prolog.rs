//! What may stand before the root: the XML declaration, the document type declaration, processing instructions.

use quick_xml::events::BytesStart;

use super::super::super::fault::Faults;
use super::super::super::{Fault, FaultKind};
use super::super::characters::{Position, decode, name_length};
use super::super::doctype;
use super::super::make::Make;
use super::super::tag::{self, span_in};
use super::Parser;
use crate::finding::{Span, Spanned};

impl<M: Make> Parser<'_, M> {
    /// `<?xml … ?>` and other processing instructions.
    pub(super) fn instruction(&mut self, span: Span) {
        let start = span.start();
        let content = Span::new(start + "<?".len(), span.end() - "?>".len());
        let body = &self.text[content.range()];
        decode(body, content.start(), Position::Verbatim, &mut self.faults); // for its faults
        let target = &body[..name_length(body)];
        if target.is_empty() {
            self.syntax(span, "a processing instruction without a name", "remove it");
        } else if !matches!(body.as_bytes().get(target.len()), None | Some(b' ' | b'\t' | b'\r' | b'\n')) {
            let message = format!("no blank behind the name of the processing instruction `{target}`");
            self.syntax(
                Span::new(start, content.start() + target.len()),
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
            self.syntax(span, format!("`<?{target}` is a reserved name"), "write `<?xml`");
        }
    }

    fn declaration(&mut self, content: Span) {
        // The declaration is written like a start tag; its faults are told once, in whole.
        let mut faults = Faults::default();
        let as_tag = BytesStart::from_content(&self.text[content.range()], "xml".len());
        let read = tag::attributes(self.text, &as_tag, &mut faults);
        let faultless = read.is_some() && faults.finish().is_empty();
        let attributes = read.unwrap_or_default();
        let names: Vec<&str> = attributes.iter().map(|attribute| attribute.name.value.as_str()).collect();
        let known = matches!(
            names.as_slice(),
            ["version"] | ["version", "encoding" | "standalone"] | ["version", "encoding", "standalone"]
        );
        let version = attributes.first().and_then(|version| version.value.value.strip_prefix("1."));
        let version = version.is_some_and(|minor| minor.bytes().all(|digit| digit.is_ascii_digit()));
        let standalone = attributes.iter().find(|attribute| attribute.name.value == "standalone");
        let standalone = standalone.is_none_or(|said| matches!(said.value.value.as_str(), "yes" | "no"));
        if !known || !version || !standalone || !faultless {
            let help = "write `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`, or remove it: it is optional";
            let span = Span::new(content.start() - 2, content.end() + 2);
            self.syntax(span, "the XML declaration is not as XML wants it", help);
        }
        let encoding = attributes.iter().find(|attribute| attribute.name.value == "encoding");
        if let Some(encoding) = encoding
            && !encoding.value.value.eq_ignore_ascii_case("utf-8")
        {
            let message = format!("the XML declaration says that the encoding is `{}`", encoding.value.value);
            let help = "save the file as UTF-8 and write `UTF-8` here: the device reads UTF-8 only";
            self.faults
                .push(Fault::new(FaultKind::DeclaredEncoding, encoding.value.span, message).with_help(help));
        }
    }

    /// `<!DOCTYPE … [ … ]>`: passed over, but for the entities that it declares.
    pub(super) fn doctype(&mut self, span: Span) {
        let place = Span::new(span.start(), span.start() + "<!DOCTYPE".len());
        let content = &self.text[place.end()..span.end() - 1];
        if self.root.is_some() || !self.open.is_empty() {
            self.syntax(place, "a document type declaration behind the start of the root", "remove it");
        } else if self.doctype.is_some() {
            self.syntax(place, "a second document type declaration", "remove it");
        } else if !self.text[span.start()..].starts_with("<!DOCTYPE") || !doctype::is_well_formed(content) {
            let help = "write `<!DOCTYPE`, the name of the root, and `PUBLIC \"…\" \"…\"` or nothing, or remove it: it \
                        is optional";
            self.syntax(place, "the document type declaration is not as XML wants it", help);
        }
        for (index, part) in content.split("<!--").enumerate() {
            let comment = if index == 0 { Some(0) } else { part.find("-->") };
            let declarations = &part[comment.unwrap_or(part.len())..];
            for (_, entity) in declarations.match_indices("<!ENTITY") {
                let message = "the document type declaration declares an entity";
                let help = "remove the declaration and write the text itself where the entity is used";
                let fault = Fault::new(FaultKind::EntityDeclaration, span_in(self.text, entity), message);
                self.faults.push(fault.with_help(help));
            }
        }
        decode(content, place.end(), Position::Verbatim, &mut self.faults); // for its faults
        let name = doctype::name_in(content);
        self.doctype = Some(Spanned::new(name.into(), span_in(self.text, name)));
    }

    /// A declaration for another root than there is declares nothing.
    pub(super) fn compare_doctype_with_root(&mut self) {
        let (Some(doctype), Some(root)) = (&self.doctype, &self.root) else { return };
        if doctype.value != root.name.value && !doctype.value.is_empty() {
            let message = format!(
                "the document type declaration is for `{}`, the root is `{}`",
                doctype.value, root.name.value
            );
            let help =
                format!("write `<!DOCTYPE {}`, or remove the declaration: it is optional", root.name.value);
            self.faults.push(Fault::new(FaultKind::DocumentType, doctype.span, message).with_help(help));
        }
    }
}
