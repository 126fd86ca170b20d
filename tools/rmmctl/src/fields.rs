// SPDX-License-Identifier: GPL-2.0

//! Records as JSON, by the descriptions in the module's own source.

use rmm::{
    abi::{
        self,
        AbiRecord,
        ValueNames, //
    },
    record_bytes, //
};
use serde_json::{
    Map,
    Value, //
};

/// The meaning of a field's numbers.
#[derive(Clone, Copy)]
pub(crate) enum FieldMeaning {
    /// The value of a name.
    Word(&'static ValueNames),
    /// Each bit has a name.
    Bits(&'static ValueNames),
    /// The elements of an array belong to these names; the last group varies fastest.
    IndexedBy(&'static [&'static ValueNames]),
    /// An address.
    Address,
    /// A number whose largest value stands for an absent one.
    Narrow,
    /// A node, -1 for none.
    Node,
    /// Left out.
    Hidden,
}

/// The meanings of a record's fields that are not plain numbers.
pub(crate) type FieldMeanings = [(&'static str, FieldMeaning)];

/// A number of up to eight bytes.
fn number(bytes: &[u8]) -> u64 {
    let mut all = [0; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(all)
}

/// A number as JSON; an absent value is null.
fn value(number: u64) -> Value {
    match number {
        abi::ABSENT => Value::Null,
        number => number.into(),
    }
}

/// Decodes a record into an object with its fields' names. Reserved fields are left out.
pub(crate) fn decode<T: AbiRecord>(record: &T, meanings: &FieldMeanings) -> Map<String, Value> {
    let record = record_bytes(record);
    let mut found = Map::new();
    for field in T::DESCRIPTION.fields {
        if field.name.starts_with("reserved") {
            continue;
        }
        let meaning = meanings.iter().find(|(name, _)| *name == field.name);
        let meaning = meaning.map(|(_, meaning)| meaning);
        // Nested records are among the hidden fields.
        if matches!(meaning, Some(FieldMeaning::Hidden)) {
            continue;
        }
        let bytes = &record[field.offset..field.offset + field.size];
        let width = field.size / field.array.unwrap_or(1);
        let numbers: Vec<u64> = bytes.chunks(width).map(number).collect();
        let is_signed = field.c_type.starts_with("__s");
        let show = |number| match is_signed {
            true => signed(number, width),
            false => value(number),
        };
        let value = match (meaning, field.array) {
            (Some(FieldMeaning::Word(names)), _) => word(names, numbers[0], width),
            (Some(FieldMeaning::Bits(names)), _) => bits(names, numbers[0]),
            (Some(FieldMeaning::IndexedBy(names)), _) => by_name(names, &numbers, &show),
            (Some(FieldMeaning::Address), _) => address(numbers[0]),
            (Some(FieldMeaning::Narrow), _) => narrow(numbers[0], width),
            (Some(FieldMeaning::Node), _) => match signed(numbers[0], width) {
                node if node.as_i64() == Some(-1) => Value::Null,
                node => node,
            },
            (Some(FieldMeaning::Hidden), _) => Value::Null,
            (None, Some(_)) => numbers.iter().map(|&number| show(number)).collect(),
            (None, None) => show(numbers[0]),
        };
        found.insert(field.name.to_owned(), value);
    }
    found
}

/// A number of `width` bytes, of which the largest value stands for an absent one.
fn narrow(number: u64, width: usize) -> Value {
    if number == abi::ABSENT >> (64 - 8 * width as u32) {
        Value::Null
    } else {
        number.into()
    }
}

/// A signed number of `width` bytes.
fn signed(number: u64, width: usize) -> Value {
    let unused = 64 - 8 * width as u32;
    Value::from((number << unused) as i64 >> unused)
}

/// The name of a value. A value without a name is absent if it is the largest, else a number.
fn word(names: &'static ValueNames, number: u64, width: usize) -> Value {
    match names.word(number) {
        Some(word) => word.into(),
        None => narrow(number, width),
    }
}

/// The names of the bits that are set.
fn bits(names: &'static ValueNames, number: u64) -> Value {
    rmm::set_words(names, number).map(Value::from).collect()
}

/// An address, in hexadecimal digits; null if it is absent.
pub(crate) fn address(number: u64) -> Value {
    match number {
        abi::ABSENT => Value::Null,
        number => format!("{number:016x}").into(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use rmm::abi::{
        kernel_layout::{
            RegionKind,
            RegionRecord, //
        },
        lru::{
            LruList,
            LruRecord,
            LruType, //
        },
        page::PageRecord,
        translate::TranslateArgs,
        zone_kind::ZoneKind,
    };

    #[test]
    fn decodes_words_addresses_and_absent_values() {
        let region = RegionRecord {
            kind: RegionKind::Vmalloc as u32,
            start: 0xffa0 << 48,
            bytes: abi::ABSENT,
            last: abi::ABSENT,
            ..RegionRecord::ZERO
        };
        let meanings = [
            ("kind", FieldMeaning::Word(&RegionKind::NAMES)),
            ("start", FieldMeaning::Address),
            ("last", FieldMeaning::Address),
        ];
        let found = decode(&region, &meanings);
        assert_eq!(found["kind"], "vmalloc");
        assert_eq!(found["start"], "ffa0000000000000");
        assert_eq!(
            (&found["bytes"], &found["last"]),
            (&Value::Null, &Value::Null)
        );
    }

    #[test]
    fn decodes_narrow_fields() {
        let page = PageRecord {
            order: u8::MAX,
            zone: u8::MAX,
            node: -1,
            mapcount: u32::MAX,
            ..PageRecord::ZERO
        };
        let meanings = [
            ("order", FieldMeaning::Narrow),
            ("zone", FieldMeaning::Word(&ZoneKind::NAMES)),
            ("node", FieldMeaning::Node),
            ("mapcount", FieldMeaning::Narrow),
            ("pages", FieldMeaning::Hidden),
        ];
        let found = decode(&page, &meanings);
        for name in ["order", "zone", "node", "mapcount"] {
            assert_eq!(found[name], Value::Null, "{name}");
        }
        assert!(!found.contains_key("pages") && !found.contains_key("reserved"));
    }

    #[test]
    fn leaves_nested_records_out() {
        let meanings = [
            ("levels", FieldMeaning::Hidden),
            ("cost", FieldMeaning::Hidden),
        ];
        let found = decode(&TranslateArgs::ZERO, &meanings);
        assert!(!found.contains_key("levels") && found["folio_order"] == 0);
    }

    #[test]
    fn decodes_arrays_by_name() {
        let mut lru = LruRecord::ZERO;
        lru.on_list_pages[4 * 8 + 1] = 9;
        let names: &[&ValueNames] = &[&LruList::NAMES, &ZoneKind::NAMES];
        let found = decode(&lru, &[("on_list_pages", FieldMeaning::IndexedBy(names))]);
        assert_eq!(found["on_list_pages"]["unevictable"]["DMA32"], 9);
        assert_eq!(found["on_list_pages"]["active_anon"]["DMA32"], 0);
        assert!(!found.contains_key("reserved"));
        let found = decode(
            &lru,
            &[("refault", FieldMeaning::IndexedBy(&[&LruType::NAMES]))],
        );
        assert_eq!(found["refault"]["file"], 0);
    }
}
