// SPDX-License-Identifier: GPL-2.0

//! Converts documentation comments to running text.

/// Paragraphs of a documentation comment, each on one line.
pub(crate) fn paragraphs(doc: &str) -> Vec<String> {
    let lines: Vec<&str> = doc.lines().map(str::trim).collect();
    lines
        .split(|line| line.is_empty())
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| paragraph.join(" "))
        .collect()
}

/// A documentation comment on one line.
pub(crate) fn line(doc: &str) -> String {
    paragraphs(doc).join(" ")
}

/// Text without Markdown marks.
pub(crate) fn plain(text: &str) -> String {
    text.replace('`', "")
}

/// The first sentence of a paragraph, and the rest.
pub(crate) fn first_sentence(paragraph: &str) -> (&str, &str) {
    match paragraph.split_once(". ") {
        Some((first, rest)) => (&paragraph[..=first.len()], rest),
        None => (paragraph, ""),
    }
}

/// Text broken into lines of at most `width` columns, each with `lead` in front.
pub(crate) fn fill(text: &str, lead: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{lead}{word}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_become_paragraphs() {
        assert_eq!(
            paragraphs(" One\n two.\n\n Three.\n"),
            ["One two.", "Three."]
        );
        assert_eq!(line(" One\n two.\n\n Three.\n"), "One two. Three.");
    }

    #[test]
    fn first_sentence_ends_at_a_full_stop() {
        assert_eq!(first_sentence("A 1.5. B. C."), ("A 1.5.", "B. C."));
        assert_eq!(first_sentence("A."), ("A.", ""));
    }

    #[test]
    fn lines_are_filled_to_the_width() {
        assert_eq!(fill("aa bb cc", "* ", 7), ["* aa bb", "* cc"]);
        assert_eq!(fill("aaaaaaaaaa", "* ", 7), ["* aaaaaaaaaa"]);
        assert!(fill("", "* ", 7).is_empty());
    }
}
