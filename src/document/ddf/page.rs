//! Descriptions in pages: documentation puts them into Markdown, between fences, behind front matter.

use std::borrow::Cow;

/// How far into a text the first description is looked for, in bytes: front matter and an introduction.
const HEAD: usize = 64 << 10;
const START: &str = "<MgmtTree";
const END: &str = "</MgmtTree>";

/// The XML in a text: the text itself, but of a page that holds device descriptions only these, all below the first
/// one's root.
pub fn in_page(text: &str) -> Cow<'_, str> {
    if is_page(text) { Cow::Owned(description(text)) } else { Cow::Borrowed(text) }
}

/// Whether a text is a page that holds device descriptions: it does not start as XML does, and has one.
fn is_page(text: &str) -> bool {
    let starts_as_xml = text.trim_start().starts_with('<');
    !starts_as_xml && text[..text.floor_char_boundary(HEAD.min(text.len()))].contains(START)
}

/// The descriptions in a page as one, with blanks for everything else, so that every byte keeps its place.
fn description(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut at = page.find(START).unwrap_or(page.len());
    blank(&page[..at], &mut text);
    while let Some(end) = page[at..].find(END).map(|end| at + end) {
        let behind = end + END.len();
        let next = page[behind..].find(START).map(|next| behind + next);
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
    fn a_page_is_told_from_xml_and_from_other_text() {
        assert!(is_page(PAGE));
        for text in ["<MgmtTree/>", "\n<?xml?><MgmtTree/>", "a page about <Node>", ""] {
            assert!(!is_page(text), "{text}");
        }
    }
}
