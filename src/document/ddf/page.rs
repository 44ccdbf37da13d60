//! Descriptions in pages: documentation puts them into Markdown, between fences, behind front matter.

use std::borrow::Cow;

/// How far into a text the first description is looked for, in bytes: front matter and an introduction.
const HEAD: usize = 64 << 10;
const START: &str = "<MgmtTree";
const END: &str = "</MgmtTree>";
/// The start in a copy that writes the marks of XML as references.
const ESCAPED: &str = "&lt;MgmtTree";
/// Such references, of which one may stand for the mark of another.
const REFERENCES: [(&str, char); 6] =
    [("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&nbsp;", ' '), ("&amp;", '&')];

/// The XML in a text: the text itself, but of a page that holds device descriptions only these, all below the first
/// one's root.
pub fn in_page(text: &str) -> Cow<'_, str> {
    if is_page(text) { Cow::Owned(description(text)) } else { Cow::Borrowed(text) }
}

/// Whether a text is a page that holds device descriptions: it does not start as XML does, and has one.
fn is_page(text: &str) -> bool {
    let starts_as_xml = text.trim_start().starts_with('<');
    !starts_as_xml && head(text).contains(START)
}

fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(HEAD.min(text.len()))]
}

/// Where the next description starts: at a tag with another one behind it. Prose names the tag as well.
fn start_in(text: &str) -> Option<usize> {
    let starts_one = |at: &usize| {
        let tag = text[*at..].split_once('>');
        tag.is_some_and(|(_, behind)| behind.trim_start().starts_with('<'))
    };
    text.match_indices(START).map(|(at, _)| at).find(starts_one)
}

/// The descriptions in a copy of a web page that writes the marks of XML as references; anything else as it is. Lines
/// stay where they are.
pub(super) fn without_references(text: &str) -> Cow<'_, str> {
    if !head(text).contains(ESCAPED) || text.contains(START) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = REFERENCES.iter().find(|(reference, _)| rest.starts_with(reference));
        let (reference, character) = known.copied().unwrap_or(("&", '&'));
        plain.push(character);
        rest = &rest[reference.len()..];
    }
    plain.push_str(rest);
    Cow::Owned(description(&plain))
}

/// The descriptions in a page as one, with blanks for everything else, so that every byte keeps its place.
fn description(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut at = start_in(page).or_else(|| page.find(START)).unwrap_or(page.len());
    blank(&page[..at], &mut text);
    while let Some(end) = page[at..].find(END).map(|end| at + end) {
        let behind = end + END.len();
        let next = start_in(&page[behind..]).map(|next| behind + next);
        let inside = next.and_then(|next| page[next..].find('>').map(|tag| next + tag + 1));
        let kept = if inside.is_some() { end } else { behind };
        let blanked = inside.unwrap_or(page.len());
        text.push_str(&page[at..kept]);
        blank(&page[kept..blanked], &mut text);
        at = blanked;
    }
    text.push_str(&page[at..]);
    text
}

/// A blank for each byte but those that end a line.
fn blank(part: &str, text: &mut String) {
    text.extend(part.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\ntitle: é\n---\n```xml\n<?xml version=\"1.0\"?>\n<MgmtTree>\n<a/></MgmtTree>\n```\n\n```xml\n<MgmtTree x='y'>\n<b/></MgmtTree>\n```\nEnd.\n";

    #[test]
    fn the_descriptions_of_a_page_are_one_and_every_byte_keeps_its_place() {
        let text = description(PAGE);
        assert_eq!(text.len(), PAGE.len());
        assert_eq!(text.matches('\n').count(), PAGE.matches('\n').count());
        for kept in ["<MgmtTree>", "<a/>", "<b/>"] {
            assert_eq!(text.find(kept), PAGE.find(kept), "{kept}");
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words, ["<MgmtTree>", "<a/>", "<b/></MgmtTree>"]);
    }

    #[test]
    fn a_description_without_an_end_is_kept_up_to_the_end_of_the_page() {
        assert_eq!(description("a <MgmtTree>b").trim(), "<MgmtTree>b");
        assert_eq!(description("a <MgmtTree></MgmtTree> <MgmtTree").trim(), "<MgmtTree></MgmtTree>");
    }

    #[test]
    fn prose_that_names_the_tag_starts_no_description() {
        let page = "# The `<MgmtTree>` element\n\n```xml\n<MgmtTree>\n<a/></MgmtTree>\n```\nBehind `<MgmtTree>` too.\n";
        let words = description(page);
        assert_eq!(words.split_whitespace().collect::<Vec<_>>(), ["<MgmtTree>", "<a/></MgmtTree>"]);
    }

    #[test]
    fn a_copy_with_references_in_the_place_of_marks_is_read_as_what_it_shows() {
        let copy =
            "<pre>\n&lt;MgmtTree a=&quot;x&quot;&gt;\n&lt;b&gt;R&amp;amp;D&lt;/b&gt;&lt;/MgmtTree&gt;</pre>";
        let text = without_references(copy);
        assert_eq!(text.trim(), "<MgmtTree a=\"x\">\n<b>R&amp;D</b></MgmtTree>");
        assert_eq!(text.find("<MgmtTree").map(|at| text[..at].matches('\n').count()), Some(1));
        for other in ["<MgmtTree><a>&lt;MgmtTree&gt;</a></MgmtTree>", "a &lt; b", ""] {
            assert_eq!(without_references(other), other);
        }
    }

    #[test]
    fn a_page_is_told_from_xml_and_from_other_text() {
        assert!(is_page(PAGE));
        for text in ["<MgmtTree/>", "\n<?xml?><MgmtTree/>", "a page about <Node>", ""] {
            assert!(!is_page(text), "{text}");
        }
    }
}
