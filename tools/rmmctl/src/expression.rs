// SPDX-License-Identifier: GPL-2.0

//! Filter expressions, such as `young & !dirty & node=2 & order>=4`.
//!
//! ```text
//! EXPRESSION = TERM { "&" TERM }
//! TERM       = ["!"] CATEGORY | "(" CHOICE { "|" CHOICE } ")" | KEY COMPARISON VALUE { "," VALUE }
//! CHOICE     = ["!"] CATEGORY
//! COMPARISON = "=" | "!=" | "<" | "<=" | ">" | ">="
//! ```
//!
//! The module evaluates the filter, so an expression has what the module can: any number of terms,
//! of which one can be a choice. The parentheses may be omitted if a choice is the whole expression.

use rmm::{
    abi::{
        extent::PageCategory,
        frame::FrameKind,
        names::{
            PageKind,
            TableLevel, //
        },
        NamedBits,
        ValueNames, //
    },
    EntryFilter,
    FramesOptions, //
};

/// A mistake, and its place in the text in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ExpressionError {
    at: usize,
    len: usize,
    reason: String,
}

impl ExpressionError {
    fn new(place: &ExpressionToken<'_>, reason: impl Into<String>) -> Self {
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
struct ExpressionToken<'a> {
    text: &'a str,
    at: usize,
}

impl ExpressionToken<'_> {
    fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphanumeric())
    }
}

/// Splits a text into tokens. The last one is empty and marks the end.
fn tokens(text: &str) -> Result<Vec<ExpressionToken<'_>>, ExpressionError> {
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

/// What a key compares.
#[derive(Clone, Copy)]
enum KeyValues {
    /// Numbers below a limit.
    Numbers(u32),
    /// Words, of which the order means nothing.
    Words(&'static ValueNames),
}

/// A key of comparisons.
struct ExpressionKey {
    name: &'static str,
    values: KeyValues,
}

/// Names that an expression can use.
struct ExpressionWords {
    keys: &'static [ExpressionKey],
    categories: Option<&'static ValueNames>,
}

const ENTRIES: ExpressionWords = ExpressionWords {
    keys: &[
        ExpressionKey {
            name: "kind",
            values: KeyValues::Words(&PageKind::NAMES),
        },
        ExpressionKey {
            name: "node",
            values: KeyValues::Numbers(64),
        },
        ExpressionKey {
            name: "level",
            values: KeyValues::Words(&TableLevel::NAMES),
        },
        ExpressionKey {
            name: "order",
            values: KeyValues::Numbers(32),
        },
        ExpressionKey {
            name: "age",
            values: KeyValues::Numbers(32),
        },
    ],
    categories: Some(PageCategory::NAMES),
};

const FRAMES: ExpressionWords = ExpressionWords {
    keys: &[
        ExpressionKey {
            name: "kind",
            values: KeyValues::Words(&FrameKind::NAMES),
        },
        ExpressionKey {
            name: "node",
            values: KeyValues::Numbers(64),
        },
        ExpressionKey {
            name: "order",
            values: KeyValues::Numbers(32),
        },
    ],
    categories: None,
};

/// The meaning of an expression.
#[derive(Debug, Default, PartialEq, Eq)]
struct ParsedExpression {
    required: u64,
    inverted: u64,
    any_of: u64,
    /// For each key, the values that pass; `None` without a condition.
    masks: [Option<u64>; 5],
}

/// Reads the tokens of one expression.
struct ExpressionParser<'a> {
    vocabulary: &'a ExpressionWords,
    tokens: Vec<ExpressionToken<'a>>,
    next: usize,
    found: ParsedExpression,
}

impl<'a> ExpressionParser<'a> {
    fn parse(
        vocabulary: &'a ExpressionWords,
        text: &'a str,
    ) -> Result<ParsedExpression, ExpressionError> {
        let mut parser = Self {
            vocabulary,
            tokens: tokens(text)?,
            next: 0,
            found: ParsedExpression::default(),
        };
        parser.expression()?;
        Ok(parser.found)
    }

    fn peek(&self) -> ExpressionToken<'a> {
        self.tokens[self.next]
    }

    fn take(&mut self) -> ExpressionToken<'a> {
        let token = self.peek();
        // The end stays the next token.
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        token
    }

    fn skip(&mut self, text: &str) -> bool {
        let is_next = self.peek().text == text;
        if is_next {
            self.take();
        }
        is_next
    }

    fn expression(&mut self) -> Result<(), ExpressionError> {
        // A choice without parentheses is the whole expression.
        let has_choice = self.tokens.iter().any(|token| token.text == "|");
        let is_open = self
            .tokens
            .iter()
            .any(|token| matches!(token.text, "(" | "&"));
        if has_choice && !is_open {
            return self.choice("");
        }
        loop {
            self.term()?;
            let token = self.take();
            match token.text {
                "&" => {}
                "" => return Ok(()),
                "|" => {
                    return Err(ExpressionError::new(
                        &token,
                        "put the alternatives in parentheses: (a | b) & c",
                    ))
                }
                _ => return Err(ExpressionError::new(&token, "expected & or the end")),
            }
        }
    }

    fn term(&mut self) -> Result<(), ExpressionError> {
        let open = self.peek();
        if self.skip("(") {
            if self.found.any_of != 0 {
                return Err(ExpressionError::new(
                    &open,
                    "an expression can have one group of alternatives",
                ));
            }
            return self.choice(")");
        }
        let is_inverted = self.skip("!");
        let word = self.take();
        let key = self
            .vocabulary
            .keys
            .iter()
            .position(|key| key.name == word.text);
        match key {
            Some(key) if is_inverted => {
                let name = self.vocabulary.keys[key].name;
                Err(ExpressionError::new(
                    &word,
                    format!("write {name}!=... instead"),
                ))
            }
            Some(key) => self.comparison(key, word),
            None => {
                let bit = self.category(word)?;
                self.require(bit, is_inverted, word)
            }
        }
    }

    fn require(
        &mut self,
        bit: u64,
        is_inverted: bool,
        word: ExpressionToken<'_>,
    ) -> Result<(), ExpressionError> {
        let found = &mut self.found;
        let was_inverted = found.inverted & bit != 0;
        if (found.required | found.any_of) & bit != 0 && was_inverted != is_inverted {
            return Err(ExpressionError::new(
                &word,
                "this is required and forbidden: nothing passes",
            ));
        }
        found.required |= bit;
        if is_inverted {
            found.inverted |= bit;
        }
        Ok(())
    }

    fn choice(&mut self, end: &str) -> Result<(), ExpressionError> {
        loop {
            let is_inverted = self.skip("!");
            let word = self.take();
            if self.vocabulary.keys.iter().any(|key| key.name == word.text) {
                return Err(ExpressionError::new(
                    &word,
                    "alternatives are categories; of a key, list the values: node=0,2",
                ));
            }
            let bit = self.category(word)?;
            let found = &mut self.found;
            let was_inverted = found.inverted & bit != 0;
            if (found.required | found.any_of) & bit != 0 && was_inverted != is_inverted {
                return Err(ExpressionError::new(
                    &word,
                    "this is used with and without !",
                ));
            }
            found.any_of |= bit;
            if is_inverted {
                found.inverted |= bit;
            }
            let token = self.take();
            match token.text {
                "|" => {}
                text if text == end => return Ok(()),
                "" => return Err(ExpressionError::new(&token, "expected | or )")),
                _ => {
                    return Err(ExpressionError::new(
                        &token,
                        "expected | between alternatives",
                    ))
                }
            }
        }
    }

    fn category(&self, word: ExpressionToken<'_>) -> Result<u64, ExpressionError> {
        if !word.is_word() {
            return Err(ExpressionError::new(&word, self.expected()));
        }
        let names = self.vocabulary.categories;
        let known: Vec<(u64, &str)> = names.into_iter().flat_map(ValueNames::words).collect();
        let keys = self.vocabulary.keys.iter().map(|key| key.name);
        match known.iter().find(|(_, text)| *text == word.text) {
            Some(&(bit, _)) => Ok(bit),
            None => {
                let all = known.iter().map(|&(_, text)| text).chain(keys);
                Err(ExpressionError::new(
                    &word,
                    unknown(word.text, all, &self.expected()),
                ))
            }
        }
    }

    /// The words that can begin a term.
    fn expected(&self) -> String {
        let names = self
            .vocabulary
            .categories
            .into_iter()
            .flat_map(ValueNames::words);
        let names: Vec<&str> = names.map(|(_, text)| text).collect();
        let keys: Vec<&str> = self.vocabulary.keys.iter().map(|key| key.name).collect();
        let keys = format!("a comparison of {}", keys.join(", "));
        if names.is_empty() {
            format!("expected {keys}")
        } else {
            format!("expected {keys}, or one of {}", names.join(", "))
        }
    }

    fn comparison(&mut self, key: usize, word: ExpressionToken<'_>) -> Result<(), ExpressionError> {
        let values = self.vocabulary.keys[key].values;
        let operator = self.take();
        let is_order = matches!(operator.text, "<" | "<=" | ">" | ">=");
        if !is_order && !matches!(operator.text, "=" | "!=") {
            return Err(ExpressionError::new(
                &operator,
                "expected = != < <= > or >=",
            ));
        }
        if is_order && matches!(values, KeyValues::Words(_)) {
            return Err(ExpressionError::new(
                &operator,
                "words have no order: use = or !=",
            ));
        }
        let mut mask = 0;
        loop {
            let token = self.take();
            let value = value_of(values, token)?;
            mask |= match operator.text {
                "<" => below(value),
                "<=" => below(value) | (1 << value),
                ">" => !(below(value) | (1 << value)),
                ">=" => !below(value),
                _ => 1 << value,
            };
            let comma = self.peek();
            if !self.skip(",") {
                break;
            }
            if is_order {
                return Err(ExpressionError::new(
                    &comma,
                    "a list of values needs = or !=",
                ));
            }
        }
        let all = match values {
            KeyValues::Numbers(limit) => below(limit - 1) | (1 << (limit - 1)),
            KeyValues::Words(names) => names.words().fold(0, |all, (value, _)| all | (1 << value)),
        };
        if operator.text == "!=" {
            mask = !mask;
        }
        let mask = mask & all & self.found.masks[key].unwrap_or(u64::MAX);
        if mask == 0 {
            return Err(ExpressionError::new(&word, "no value passes"));
        }
        self.found.masks[key] = Some(mask);
        Ok(())
    }
}

/// Bits below bit `value`.
fn below(value: u32) -> u64 {
    (1 << value) - 1
}

/// The number of a value.
fn value_of(values: KeyValues, token: ExpressionToken<'_>) -> Result<u32, ExpressionError> {
    match values {
        KeyValues::Numbers(limit) => {
            let number = token
                .text
                .parse()
                .ok()
                .filter(|&number: &u32| number < limit);
            number.ok_or_else(|| {
                ExpressionError::new(&token, format!("expected a number from 0 to {}", limit - 1))
            })
        }
        KeyValues::Words(names) => {
            let found = names.words().find(|(_, text)| *text == token.text);
            found.map(|(value, _)| value as u32).ok_or_else(|| {
                let words: Vec<&str> = names.words().map(|(_, text)| text).collect();
                let expected = format!("expected one of {}", words.join(", "));
                let reason = if token.is_word() {
                    unknown(token.text, words.into_iter(), &expected)
                } else {
                    expected
                };
                ExpressionError::new(&token, reason)
            })
        }
    }
}

/// The reason for an unknown word: the most similar word that is known, or all of them.
fn unknown<'a>(word: &str, known: impl Iterator<Item = &'a str>, expected: &str) -> String {
    let nearest = known.min_by_key(|other| distance(word, other));
    match nearest {
        Some(other) if distance(word, other) <= 2 && word.len() > 2 => {
            format!("unknown word {word:?}; did you mean {other:?}?")
        }
        _ => format!("unknown word {word:?}: {expected}"),
    }
}

/// Number of characters to insert, remove or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

/// The filter of a walk.
pub(crate) fn entry_filter(text: &str) -> Result<EntryFilter, ExpressionError> {
    let found = ExpressionParser::parse(&ENTRIES, text)?;
    let [kinds, nodes, levels, orders, ages] = found.masks.map(Option::unwrap_or_default);
    Ok(EntryFilter {
        kinds,
        required: found.required,
        inverted: found.inverted,
        any_of: found.any_of,
        nodes,
        levels: levels as u32,
        orders: orders as u32,
        ages: ages as u32,
    })
}

/// Sets the filters for page frames. The module filters one node.
pub(crate) fn filter_frames(
    options: &mut FramesOptions,
    text: &str,
) -> Result<(), ExpressionError> {
    let found = ExpressionParser::parse(&FRAMES, text)?;
    let [kinds, nodes, orders, ..] = found.masks;
    options.kinds = kinds.unwrap_or_default();
    options.orders = orders.unwrap_or_default();
    if let Some(nodes) = nodes {
        if nodes.count_ones() != 1 {
            let at = text.find("node").unwrap_or(0);
            return Err(ExpressionError {
                at,
                len: "node".len(),
                reason: "page frames are filtered by one node: node=N".to_owned(),
            });
        }
        options.node = Some(nodes.trailing_zeros());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        entry_filter(text).unwrap_err().show(text)
    }

    #[test]
    fn terms_become_masks() {
        let filter = entry_filter("young & !dirty & node=2 & order>=4").unwrap();
        assert_eq!(filter.required, PageCategory::YOUNG | PageCategory::DIRTY);
        assert_eq!(filter.inverted, PageCategory::DIRTY);
        assert_eq!((filter.any_of, filter.nodes), (0, 1 << 2));
        assert_eq!(filter.orders, !0b1111);
        assert_eq!((filter.kinds, filter.levels, filter.ages), (0, 0, 0));
    }

    #[test]
    fn lists_and_words() {
        let filter =
            entry_filter("kind=anon,shmem&level!=pte & age<2 & node!=0 & node<=2").unwrap();
        assert_eq!(
            filter.kinds,
            (1 << PageKind::Anon as u32) | (1 << PageKind::Shmem as u32)
        );
        assert_eq!(filter.levels, 0b1111);
        assert_eq!((filter.ages, filter.nodes), (0b11, 0b110));
    }

    #[test]
    fn one_choice() {
        let bits = PageCategory::KSM | PageCategory::SWAPPED;
        for text in ["ksm | swapped", "(ksm|swapped)"] {
            let filter = entry_filter(text).unwrap();
            assert_eq!((filter.any_of, filter.required), (bits, 0), "{text}");
        }
        let filter = entry_filter("present & (ksm | !swapped)").unwrap();
        assert_eq!(filter.any_of, bits);
        assert_eq!(filter.inverted, PageCategory::SWAPPED);
        assert_eq!(filter.required, PageCategory::PRESENT);
    }

    #[test]
    fn mistakes_have_a_caret() {
        assert_eq!(
            shown("dirty & yuong"),
            "unknown word \"yuong\"; did you mean \"young\"?\n  dirty & yuong\n          ^^^^^"
        );
        assert_eq!(
            shown("node=x2"),
            "expected a number from 0 to 63\n  node=x2\n       ^^"
        );
        assert_eq!(
            shown("age<3,4"),
            "a list of values needs = or !=\n  age<3,4\n       ^"
        );
        assert_eq!(
            shown("dirty ยง"),
            "expected & or the end\n  dirty ยง\n        ^".to_owned() + "^"
        );
        assert_eq!(shown("dirty $"), "unknown character\n  dirty $\n        ^");
        assert!(shown("dirty &").ends_with("\n  dirty &\n         ^"));
    }

    #[test]
    fn impossible_filters_are_refused() {
        for text in [
            "",
            "dirty & !dirty",
            "node=1 & node=2",
            "age>31",
            "level<pte",
            "!node=1",
            "young | dirty & ksm",
            "(young | dirty) & (ksm | zero)",
            "(young | node=1)",
            "(young | dirty",
            "dirty & (young | !dirty)",
            "kind=thing",
            "node=64",
            "order==3",
            "()",
            "dirty young",
        ] {
            let error = entry_filter(text).unwrap_err();
            assert!(error.show(text).contains('^'), "{text}");
        }
    }

    #[test]
    fn frames_have_other_words() {
        let mut options = FramesOptions::default();
        filter_frames(&mut options, "kind=free & order>=9 & node=3").unwrap();
        assert_eq!(options.kinds, 1 << FrameKind::Free as u32);
        assert_eq!((options.orders, options.node), (0xffff_fe00, Some(3)));
        for text in ["dirty", "node=1,2", "level=pte"] {
            assert!(
                filter_frames(&mut FramesOptions::default(), text).is_err(),
                "{text}"
            );
        }
    }
}
