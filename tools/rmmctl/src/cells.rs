// SPDX-License-Identifier: GPL-2.0

//! A value on its way to the output, and its text. Tables of thousands of rows have several cells for
//! each of them, so a number is written to the line directly, without a JSON value or a string.

use rmm::abi::ValueNames;
use serde_json::Value;
use std::{
    borrow::Cow,
    str, //
};

/// The value of a field, or of an element of one.
pub(crate) enum CellValue<'a> {
    /// Unknown.
    Absent,
    /// A number.
    Number(u64),
    /// A number below zero.
    Negative(i64),
    /// An address.
    Address(u64),
    /// The name of a value.
    Word(&'static str),
    /// The names of the bits that are set.
    Bits(&'static ValueNames, u64),
    /// Anything else.
    Json(Cow<'a, Value>),
}

impl CellValue<'_> {
    /// A number that may be below zero.
    pub(crate) fn signed(number: i64) -> Self {
        u64::try_from(number).map_or(Self::Negative(number), Self::Number)
    }

    /// The number, unless it is below zero.
    pub(crate) fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Json(value) => value.as_u64(),
            _ => None,
        }
    }

    /// The number below zero.
    pub(crate) fn negative(&self) -> Option<i64> {
        match self {
            Self::Negative(number) => Some(*number),
            Self::Json(value) => value.as_i64().filter(|&number| number < 0),
            _ => None,
        }
    }

    /// Whether the value is unknown.
    pub(crate) fn is_absent(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::Json(value) => value.is_null(),
            _ => false,
        }
    }

    /// The value as JSON; null if it is unknown.
    pub(crate) fn into_json(self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Number(number) => number.into(),
            Self::Negative(number) => number.into(),
            Self::Address(address) => format!("{address:016x}").into(),
            Self::Word(word) => word.into(),
            Self::Bits(names, bits) => rmm::set_words(names, bits).map(Value::from).collect(),
            Self::Json(value) => value.into_owned(),
        }
    }

    /// Appends the value as JSON.
    pub(crate) fn push_json_to(self, text: &mut String) {
        match self {
            Self::Absent => *text += "null",
            Self::Number(number) => push_number(number, text),
            Self::Json(value) => *text += &value.to_string(),
            other => *text += &other.into_json().to_string(),
        }
    }

    /// Appends the value as text: `-` if it is unknown, elements separated by commas.
    pub(crate) fn push_to(&self, text: &mut String) {
        match self {
            Self::Absent => text.push('-'),
            Self::Number(number) => push_number(*number, text),
            Self::Negative(number) => {
                text.push('-');
                push_number(number.unsigned_abs(), text);
            }
            Self::Address(address) => *text += &format!("{address:016x}"),
            Self::Word(word) => push_word(word, text),
            Self::Bits(names, bits) => {
                let words = rmm::set_words(names, *bits);
                push_list(words, text, push_word);
            }
            Self::Json(value) => push_json(value, text),
        }
    }
}

/// A value as text.
pub(crate) fn cell(value: &Value) -> String {
    let mut text = String::new();
    push_json(value, &mut text);
    text
}

fn push_json(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push('-'),
        Value::String(word) => push_word(word, text),
        Value::Array(values) => push_list(values.iter(), text, push_json),
        Value::Bool(true) => *text += "yes",
        Value::Bool(false) => *text += "no",
        Value::Object(members) => push_list(members.iter(), text, |(name, value), text| {
            *text += name;
            text.push('=');
            push_json(value, text);
        }),
        Value::Number(number) => match number.as_u64() {
            Some(number) => push_number(number, text),
            None => *text += &number.to_string(),
        },
    }
}

fn push_word(word: &str, text: &mut String) {
    *text += if word.is_empty() { "-" } else { word };
}

/// Appends elements separated by commas; `-` if there are none.
fn push_list<T>(items: impl Iterator<Item = T>, text: &mut String, push: impl Fn(T, &mut String)) {
    let start = text.len();
    for item in items {
        if text.len() != start {
            text.push(',');
        }
        push(item, text);
    }
    if text.len() == start {
        text.push('-');
    }
}

/// Format strings cost several times as much.
fn push_number(mut number: u64, text: &mut String) {
    // The longest number has 20 digits.
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    *text += str::from_utf8(&digits[start..]).unwrap_or_default();
}

/// Appends a number of bytes with one digit after the point: 1024 is `1K`.
pub(crate) fn push_human_bytes(bytes: u64, text: &mut String) {
    let units = ["", "K", "M", "G", "T", "P", "E"];
    let mut at = 0;
    while at + 1 < units.len() && bytes >> (10 * (at + 1)) != 0 {
        at += 1;
    }
    let shift = 10 * at;
    let rest = bytes & ((1 << shift) - 1);
    push_number(bytes >> shift, text);
    if rest != 0 {
        // Cut, not rounded: 1023.99K stays below 1M.
        let tenth = (u128::from(rest) * 10) >> shift;
        text.push('.');
        text.push(char::from(b'0' + tenth as u8));
    }
    *text += units[at];
}

/// A number of bytes for people.
pub(crate) fn human_bytes(bytes: u64) -> String {
    let mut text = String::new();
    push_human_bytes(bytes, &mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn units_for_people() {
        for (bytes, text) in [
            (0, "0"),
            (1023, "1023"),
            (4096, "4K"),
            (5120 + 512, "5.5K"),
            ((1 << 20) - 1, "1023.9K"),
            (3 << 30, "3G"),
            (u64::MAX, "15.9E"),
        ] {
            assert_eq!(human_bytes(bytes), text);
        }
    }

    #[test]
    fn values_have_the_text_of_their_json() {
        let text = |value: &CellValue<'_>| {
            let mut text = String::new();
            value.push_to(&mut text);
            text
        };
        for (value, wanted) in [
            (CellValue::Absent, "-"),
            (CellValue::Number(0), "0"),
            (CellValue::Number(u64::MAX), "18446744073709551615"),
            (CellValue::signed(7), "7"),
            (CellValue::signed(i64::MIN), "-9223372036854775808"),
            (CellValue::Address(0xabc), "0000000000000abc"),
            (CellValue::Word("anon"), "anon"),
            (CellValue::Word(""), "-"),
        ] {
            assert_eq!(text(&value), wanted);
            let json = value.into_json();
            assert_eq!(cell(&json), wanted);
        }
        for (value, wanted) in [
            (json!([]), "-"),
            (json!({}), "-"),
            (json!(["a", "", null, 1.5, true]), "a,-,-,1.5,yes"),
            (json!({"a": 1, "b": [2, -3]}), "a=1,b=2,-3"),
        ] {
            assert_eq!(cell(&value), wanted);
            assert_eq!(text(&CellValue::Json(Cow::Owned(value))), wanted);
        }
    }
}
