// SPDX-License-Identifier: GPL-2.0

//! Fields of records: what their numbers mean, and their values as JSON, decoded by the descriptions
//! in the module's own source.

use crate::{
    cells::CellValue,
    shape::RecordShape, //
};
use rmm::abi::{
    self,
    FieldDescription,
    ValueNames, //
};
use serde_json::{
    Map,
    Value, //
};
use std::borrow::Cow;

/// The meaning of a field.
#[derive(Clone, Copy)]
pub(crate) enum FieldMeaning {
    /// A number.
    Number,
    /// A number whose largest value stands for an absent one.
    Narrow,
    /// A node, -1 for none.
    Node,
    /// An address.
    Address,
    /// The value of a name.
    Word(&'static ValueNames),
    /// Each bit has a name.
    Bits(&'static ValueNames),
    /// An array whose elements belong to these names; the last group varies fastest.
    IndexedBy(&'static [&'static ValueNames]),
    /// An array over orders, one column for each.
    ByOrder,
    /// An array over nodes, one column for each; a field of this name has the sum of further nodes.
    ByNode(&'static str),
    /// A record within the record, whose fields take its place.
    Inline(&'static RecordShape),
    /// Left out.
    Hidden,
    /// Of computed fields: text.
    Text,
    /// Of computed fields: a list of texts.
    Texts,
    /// Of computed fields: yes or no.
    Flag,
    /// Of computed fields: an object of values by name.
    Nested,
    /// Of computed fields: a number or a text.
    Mixed,
    /// Of computed fields: a record of this shape.
    Shaped(&'static RecordShape),
}

/// The meanings of a record's fields that are not plain numbers.
pub(crate) type FieldMeanings = [(&'static str, FieldMeaning)];

/// Unit of a number, by the end of the field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldUnit {
    /// A count, or not a number.
    None,
    /// Bytes.
    Bytes,
    /// Base pages.
    Pages,
    /// Nanoseconds.
    Nanoseconds,
    /// Microseconds.
    Microseconds,
    /// Milliseconds.
    Milliseconds,
    /// Thousandths.
    Thousandths,
}

impl FieldUnit {
    const ENDS: &'static [(&'static str, Self)] = &[
        ("bytes", Self::Bytes),
        ("pages", Self::Pages),
        ("ns", Self::Nanoseconds),
        ("us", Self::Microseconds),
        ("ms", Self::Milliseconds),
        ("milli", Self::Thousandths),
    ];

    /// The unit of a name, and the name without it.
    pub(crate) fn of(name: &str) -> (Self, &str) {
        for &(end, unit) in Self::ENDS {
            match name.strip_suffix(end) {
                Some("") => return (unit, name),
                Some(rest) if rest.ends_with('_') => return (unit, &rest[..rest.len() - 1]),
                _ => {}
            }
        }
        (Self::None, name)
    }

    /// The word for schemas.
    pub(crate) fn text(self) -> Option<&'static str> {
        let unit = Self::ENDS.iter().find(|&&(_, unit)| unit == self);
        unit.map(|&(end, _)| end)
    }
}

/// Where the value of a field is.
#[derive(Clone, Copy)]
pub(crate) enum FieldSource {
    /// In the record.
    Record {
        /// The field.
        field: &'static FieldDescription,
        /// Offset of the record that has the field.
        base: usize,
        /// The sum of what the field's array has no element for.
        more: Option<&'static FieldDescription>,
    },
    /// Computed by the command: the number of the value in the row.
    Added(usize),
}

/// A field of the records of a command.
#[derive(Clone)]
pub(crate) struct FieldShape {
    /// Name in JSON.
    pub(crate) name: Cow<'static, str>,
    /// What it means, with unit and source.
    pub(crate) doc: Cow<'static, str>,
    /// How its value is shown.
    pub(crate) meaning: FieldMeaning,
    /// Where its value is.
    pub(crate) source: FieldSource,
}

/// A number of up to eight bytes.
fn number(bytes: &[u8]) -> u64 {
    // Most of them.
    if let Ok(all) = bytes.try_into() {
        return u64::from_le_bytes(all);
    }
    let mut all = [0; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(all)
}

/// A number, unless it is absent.
fn value(number: u64) -> CellValue<'static> {
    match number {
        abi::ABSENT => CellValue::Absent,
        number => CellValue::Number(number),
    }
}

/// The elements of a field, or its only number.
struct RecordNumbers<'a> {
    bytes: &'a [u8],
    width: usize,
    is_signed: bool,
}

impl<'a> RecordNumbers<'a> {
    fn new(record: &'a [u8], base: usize, field: &FieldDescription) -> Self {
        let start = base + field.offset;
        Self {
            bytes: &record[start..start + field.size],
            width: field.size / field.array.unwrap_or(1),
            is_signed: field.c_type.starts_with("__s"),
        }
    }

    fn raw(&self, at: usize) -> Option<u64> {
        let start = at * self.width;
        self.bytes.get(start..start + self.width).map(number)
    }

    fn show(&self, raw: u64) -> CellValue<'static> {
        match self.is_signed {
            true => CellValue::signed(signed(raw, self.width)),
            false => value(raw),
        }
    }

    fn all(&self) -> impl Iterator<Item = u64> + use<'a> {
        self.bytes.chunks(self.width).map(number)
    }
}

impl FieldShape {
    /// The value of a row, given its record and its computed values.
    pub(crate) fn cell<'a>(&self, record: &[u8], added: &'a [Value]) -> CellValue<'a> {
        let (field, base, more) = match self.source {
            FieldSource::Added(at) => {
                let value = added.get(at).map(Cow::Borrowed);
                return value.map_or(CellValue::Absent, CellValue::Json);
            }
            FieldSource::Record { field, base, more } => (field, base, more),
        };
        let numbers = RecordNumbers::new(record, base, field);
        let first = numbers.raw(0).unwrap_or(0);
        let json = |value| CellValue::Json(Cow::Owned(value));
        match (self.meaning, field.array) {
            (FieldMeaning::Word(names), _) => word(names, first, numbers.width),
            (FieldMeaning::Bits(names), _) => bits(names, first, numbers.width),
            (FieldMeaning::IndexedBy(names), _) => {
                let all: Vec<u64> = numbers.all().collect();
                json(by_name(names, &all, &|raw| numbers.show(raw).into_json()))
            }
            (FieldMeaning::ByNode(_), _) => {
                let more = more.and_then(|more| RecordNumbers::new(record, base, more).raw(0));
                match more.is_none_or(|more| more == abi::ABSENT)
                    && numbers.all().all(|pages| pages == abi::ABSENT)
                {
                    true => CellValue::Absent,
                    false => json(by_node(numbers.all(), more)),
                }
            }
            (FieldMeaning::Address, _) => match first {
                abi::ABSENT => CellValue::Absent,
                address => CellValue::Address(address),
            },
            (FieldMeaning::Narrow, _) => narrow(first, numbers.width),
            (FieldMeaning::Node, _) => match signed(first, numbers.width) {
                -1 => CellValue::Absent,
                node => CellValue::signed(node),
            },
            (_, Some(_)) => {
                let all = numbers.all().map(|raw| numbers.show(raw).into_json());
                json(all.collect())
            }
            (_, None) => numbers.show(first),
        }
    }

    /// The number of an element in the record's array; `None` if the value must be searched for it.
    pub(crate) fn element(&self, path: &str) -> Option<usize> {
        let FieldSource::Record { field, .. } = self.source else {
            return None;
        };
        match self.meaning {
            FieldMeaning::IndexedBy(names) => index_of(names, field.array.unwrap_or(1), path),
            _ => path.parse().ok(),
        }
    }

    /// An element of the record's array.
    pub(crate) fn cell_at(&self, at: usize, record: &[u8]) -> CellValue<'static> {
        let FieldSource::Record { field, base, .. } = self.source else {
            return CellValue::Absent;
        };
        let numbers = RecordNumbers::new(record, base, field);
        match (numbers.raw(at), self.meaning) {
            // A node without memory of the process.
            (None, _) | (Some(0), FieldMeaning::ByNode(_)) => CellValue::Absent,
            (Some(raw), _) => numbers.show(raw),
        }
    }

    /// One element of an array or an object; `path` has the names of nested ones with dots between.
    pub(crate) fn part(&self, path: &str, record: &[u8], added: &[Value]) -> Value {
        let value = self.cell(record, added).into_json();
        let mut found = &value;
        for name in path.split('.') {
            found = match (found, name.parse::<usize>()) {
                (Value::Array(values), Ok(at)) => values.get(at).unwrap_or(&Value::Null),
                (found, _) => &found[name],
            };
        }
        found.clone()
    }

    /// Whether cells are numbers, which are aligned to the right.
    pub(crate) fn is_number(&self) -> bool {
        matches!(
            self.meaning,
            FieldMeaning::Number
                | FieldMeaning::Narrow
                | FieldMeaning::Node
                | FieldMeaning::ByNode(_)
                | FieldMeaning::ByOrder
                | FieldMeaning::IndexedBy(_)
        )
    }

    /// Number of elements of an array in a record.
    pub(crate) fn array_len(&self) -> Option<usize> {
        match self.source {
            FieldSource::Record { field, .. } => field.array,
            FieldSource::Added(_) => None,
        }
    }
}

/// A number of `width` bytes, of which the largest value stands for an absent one.
fn narrow(number: u64, width: usize) -> CellValue<'static> {
    match number == abi::ABSENT >> (64 - 8 * width as u32) {
        true => CellValue::Absent,
        false => CellValue::Number(number),
    }
}

/// A signed number of `width` bytes.
fn signed(number: u64, width: usize) -> i64 {
    let unused = 64 - 8 * width as u32;
    (number << unused) as i64 >> unused
}

/// The name of a value. A value without a name is absent if it is the largest, else a number.
fn word(names: &'static ValueNames, number: u64, width: usize) -> CellValue<'static> {
    match names.word(number) {
        Some(word) => CellValue::Word(word),
        None => narrow(number, width),
    }
}

/// The bits that are set in a number of `width` bytes, which may be absent.
fn bits(names: &'static ValueNames, number: u64, width: usize) -> CellValue<'static> {
    match narrow(number, width) {
        CellValue::Number(bits) => CellValue::Bits(names, bits),
        absent => absent,
    }
}

/// The place of an element in an array of `len` numbers over groups of names.
fn index_of(names: &[&ValueNames], mut len: usize, path: &str) -> Option<usize> {
    let mut words = path.split('.');
    let mut index = 0;
    for (depth, group) in names.iter().enumerate() {
        let word = words.next()?;
        let at = group.items.iter().position(|item| item.text == word)?;
        len = match depth + 1 == names.len() {
            true => 1,
            false => len / group.items.len(),
        };
        index += at * len;
    }
    words.next().is_none().then_some(index)
}

/// An array over one or more groups of names, as nested objects.
fn by_name(names: &[&ValueNames], numbers: &[u64], show: &impl Fn(u64) -> Value) -> Value {
    let Some((first, rest)) = names.split_first() else {
        return numbers.first().map_or(Value::Null, |&number| show(number));
    };
    // An array may have reserved elements for names that are added later.
    let stride = if rest.is_empty() {
        1
    } else {
        numbers.len() / first.items.len()
    };
    let items = first.items.iter().enumerate();
    let found = items.filter_map(|(at, item)| {
        let part = numbers.get(at * stride..(at + 1) * stride)?;
        Some((item.text.to_owned(), by_name(rest, part, show)))
    });
    Value::Object(found.collect())
}

/// Numbers by node as an object: the nodes whose number is not zero.
fn by_node(numbers: impl Iterator<Item = u64>, more: Option<u64>) -> Value {
    let is_used = |number: &u64| rmm::present(*number).is_some_and(|number| number != 0);
    let nodes = numbers.enumerate().filter(|(_, number)| is_used(number));
    let nodes = nodes.map(|(node, number)| (node.to_string(), Value::from(number)));
    let more = more.filter(is_used);
    nodes
        .chain(more.map(|number| ("more".to_owned(), number.into())))
        .collect::<Map<_, _>>()
        .into()
}
