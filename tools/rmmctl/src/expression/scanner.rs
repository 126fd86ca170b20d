// SPDX-License-Identifier: GPL-2.0

//! The tokens of an expression, and mistakes with their places.

/// A mistake, and its place in the text in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ExpressionError {
    pub(super) at: usize,
    pub(super) len: usize,
    pub(super) reason: String,
}

impl ExpressionError {
    pub(super) fn new(place: &ExpressionToken<'_>, reason: impl Into<String>) -> Self {
        Self {
            at: place.at,
            len: place.text.len(),
            reason: reason.into(),
        }
    }

    /// The reason, the text, and a caret under the mistake.
    pub(crate) fn show(&self, text: &str) -> String {
        let before = text[..self.at].chars().count();
        let len = text[self.at..self.at + self.len].chars().count();
        format!(
            "{}\n  {text}\n  {:before$}{}",
            self.reason,
            "",
            "^".repeat(len.max(1))
        )
    }
}

/// A word, a number or an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExpressionToken<'a> {
    pub(super) text: &'a str,
    at: usize,
}

impl ExpressionToken<'_> {
    pub(super) fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphanumeric())
    }
}

/// Splits a text into tokens. The last one is empty and marks the end.
pub(super) fn tokens(text: &str) -> Result<Vec<ExpressionToken<'_>>, ExpressionError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let len = match first {
            _ if first.is_whitespace() => {
                at += first.len_utf8();
                continue;
            }
            '&' | '|' | '(' | ')' | ',' | '=' => 1,
            '!' | '<' | '>' if rest[1..].starts_with('=') => 2,
            '!' | '<' | '>' => 1,
            _ if first.is_alphanumeric() => rest
                .find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
                .unwrap_or(rest.len()),
            _ => {
                let token = ExpressionToken {
                    text: &rest[..first.len_utf8()],
                    at,
                };
                return Err(ExpressionError::new(&token, "unknown character"));
            }
        };
        found.push(ExpressionToken {
            text: &rest[..len],
            at,
        });
        at += len;
    }
    found.push(ExpressionToken {
        text: "",
        at: text.len(),
    });
    Ok(found)
}
