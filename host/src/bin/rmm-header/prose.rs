// SPDX-License-Identifier: GPL-2.0

//! Documentation comments as running text.

/// Paragraphs of a documentation comment, each on one line.
pub(crate) fn paragraphs(doc: &str) -> Vec<String> {
    let lines: Vec<&str> = doc.lines().map(str::trim).collect();
    lines
        .split(|line| line.is_empty())
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| paragraph.join(" "))
        .collect()
}

/// All of a documentation comment on one line.
pub(crate) fn line(doc: &str) -> String {
    paragraphs(doc).join(" ")
}

/// Text without the marks that only Markdown reads.
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

/// Text broken into lines, so that none with `lead` before it is longer than `width`.
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
    fn sentences() {
        assert_eq!(first_sentence("A 1.5. B. C."), ("A 1.5.", "B. C."));
        assert_eq!(first_sentence("A."), ("A.", ""));
    }

    #[test]
    fn lines_are_as_long_as_they_may_be() {
        assert_eq!(fill("aa bb cc", "* ", 7), ["* aa bb", "* cc"]);
        assert_eq!(fill("aaaaaaaaaa", "* ", 7), ["* aaaaaaaaaa"]);
        assert!(fill("", "* ", 7).is_empty());
    }
}
