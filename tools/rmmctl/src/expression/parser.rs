// SPDX-License-Identifier: GPL-2.0

//! The grammar: from tokens to masks.

use super::{
    scanner::{
        tokens,
        ExpressionError,
        ExpressionToken, //
    },
    vocabulary::{
        ExpressionWords,
        KeyValues, //
    },
};
use crate::similar::most_similar;
use rmm::abi::ValueNames;

/// The meaning of an expression.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ParsedExpression {
    pub(super) required: u64,
    pub(super) inverted: u64,
    pub(super) any_of: u64,
    /// For each key, the values that pass; `None` without a condition.
    pub(super) masks: [Option<u64>; 5],
}

/// Reads the tokens of one expression.
pub(super) struct ExpressionParser<'a> {
    vocabulary: &'a ExpressionWords,
    tokens: Vec<ExpressionToken<'a>>,
    next: usize,
    found: ParsedExpression,
}

impl<'a> ExpressionParser<'a> {
    pub(super) fn parse(
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
    match most_similar(word, known) {
        Some(other) => format!("unknown word {word:?}; did you mean {other:?}?"),
        None => format!("unknown word {word:?}: {expected}"),
    }
}
