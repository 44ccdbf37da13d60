//! Tree to text, in the one canonical layout: two blanks an indentation, line feeds, double quotes, no XML declaration,
//! no byte order mark, one line feed at the end.

use super::{Element, Node, Tree, is_allowed};

/// The text of a document. The same tree always gives the same text, and reading it gives the same tree.
///
/// An element that holds text is written in one piece, since blanks would become part of the text. A character that
/// XML cannot carry ([`is_allowed`]) is written as U+FFFD.
pub fn write(tree: &Tree) -> String {
    let mut text = String::new();
    for comment in &tree.before {
        write_comment(&comment.value, &mut text);
        text.push('\n');
    }
    write_element(&tree.root, Some(0), &mut text);
    text.push('\n');
    for comment in &tree.after {
        write_comment(&comment.value, &mut text);
        text.push('\n');
    }
    text
}

/// `indentation` is `None` inside an element that holds text.
fn write_element(element: &Element, indentation: Option<usize>, text: &mut String) {
    text.push('<');
    text.push_str(&element.name.value);
    for attribute in &element.attributes {
        text.push(' ');
        text.push_str(&attribute.name.value);
        text.push_str("=\"");
        escape(&attribute.value.value, true, text);
        text.push('"');
    }
    if element.children.is_empty() {
        text.push_str("/>");
        return;
    }
    text.push('>');
    let holds_text = element.children.iter().any(|node| matches!(node, Node::Text(_)));
    let inner = indentation.filter(|_| !holds_text).map(|depth| depth + 1);
    for child in &element.children {
        line(inner, text);
        match child {
            Node::Element(child) => write_element(child, inner, text),
            Node::Text(content) if element.children.len() == 1 => escape(&content.value, false, text),
            // Blanks beside other nodes would be taken for layout, so they are written as references.
            Node::Text(content) if content.value.trim().is_empty() => {
                for character in content.value.chars() {
                    text.push_str(&format!("&#{};", u32::from(character)));
                }
            }
            Node::Text(content) => escape(&content.value, false, text),
            Node::Comment(comment) => write_comment(&comment.value, text),
        }
    }
    line(inner.and(indentation), text);
    text.push_str("</");
    text.push_str(&element.name.value);
    text.push('>');
}

fn line(indentation: Option<usize>, text: &mut String) {
    if let Some(depth) = indentation {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    }
}

fn write_comment(comment: &str, text: &mut String) {
    text.push_str("<!--");
    let mut last = ' ';
    for character in comment.chars() {
        if character == '-' && last == '-' {
            text.push(' '); // `--` cannot stand in a comment
        }
        text.push(if is_allowed(character) { character } else { char::REPLACEMENT_CHARACTER });
        last = character;
    }
    if last == '-' {
        text.push(' ');
    }
    text.push_str("-->");
}

fn escape(value: &str, in_attribute: bool, text: &mut String) {
    for character in value.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' if in_attribute => text.push_str("&quot;"),
            '\n' if in_attribute => text.push_str("&#10;"),
            '\t' if in_attribute => text.push_str("&#9;"),
            '\r' => text.push_str("&#13;"),
            _ if is_allowed(character) => text.push(character),
            _ => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
}
