// SPDX-License-Identifier: GPL-2.0

//! Records as bytes, read and written by the descriptions in the module's own source, so both have
//! the same layout.

use rmm_host::abi::{
    self,
    AbiRecord,
    FieldDescription,
    ValueNames, //
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
}

/// The bytes of an argument or record `T`, whose fields are read and set by name.
pub(crate) struct RecordBytes<T> {
    /// The bytes that the call gets.
    pub(crate) bytes: Vec<u8>,
    _record: std::marker::PhantomData<T>,
}

/// The description of a field.
fn field<T: AbiRecord>(name: &str) -> &'static FieldDescription {
    let found = T::DESCRIPTION
        .fields
        .iter()
        .find(|field| field.name == name);
    found.unwrap_or_else(|| panic!("{} has no {name}", T::DESCRIPTION.name))
}

impl<T: AbiRecord> RecordBytes<T> {
    /// An argument whose bytes are all zero.
    pub(crate) fn new() -> Self {
        Self {
            bytes: vec![0; size_of::<T>()],
            _record: std::marker::PhantomData,
        }
    }

    /// A record that a call returned.
    pub(crate) fn from(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.to_vec(),
            _record: std::marker::PhantomData,
        }
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, name: &str, value: u64) -> &mut Self {
        let FieldDescription { offset, size, .. } = *field::<T>(name);
        self.bytes[offset..offset + size].copy_from_slice(&value.to_le_bytes()[..size]);
        self
    }

    /// Reads a field.
    pub(crate) fn get(&self, name: &str) -> u64 {
        let FieldDescription { offset, size, .. } = *field::<T>(name);
        number(&self.bytes[offset..offset + size])
    }
}

/// A number of up to eight bytes in little-endian order, as on x86.
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

/// Decodes a record into an object with its fields' names. `meanings` lists the fields that are not
/// plain numbers. Reserved fields are left out.
pub(crate) fn decode<T: AbiRecord>(
    bytes: &[u8],
    meanings: &[(&str, FieldMeaning)],
) -> Map<String, Value> {
    let fields = T::DESCRIPTION
        .fields
        .iter()
        .filter(|field| field.name != "reserved");
    fields
        .map(|field| {
            let bytes = &bytes[field.offset..field.offset + field.size];
            let width = field.size / field.array.unwrap_or(1);
            let numbers: Vec<u64> = bytes.chunks(width).map(number).collect();
            let is_signed = field.c_type.starts_with("__s");
            let show = |number| match is_signed {
                true => signed(number, width),
                false => value(number),
            };
            let meaning = meanings.iter().find(|(name, _)| *name == field.name);
            let value = match (meaning.map(|(_, meaning)| meaning), field.array) {
                (Some(FieldMeaning::Word(names)), _) => word(names, numbers[0]),
                (Some(FieldMeaning::Bits(names)), _) => bits(names, numbers[0]),
                (Some(FieldMeaning::IndexedBy(names)), _) => by_name(names, &numbers, &show),
                (Some(FieldMeaning::Address), _) => address(numbers[0]),
                (None, Some(_)) => numbers.iter().map(|&number| show(number)).collect(),
                (None, None) => show(numbers[0]),
            };
            (field.name.to_owned(), value)
        })
        .collect()
}

/// A signed number of `width` bytes.
fn signed(number: u64, width: usize) -> Value {
    let unused = 64 - 8 * width as u32;
    Value::from((number << unused) as i64 >> unused)
}

/// The name of a value, or the number if it has none.
fn word(names: &ValueNames, number: u64) -> Value {
    let found = names.items.iter().find(|item| item.value == number);
    found.map_or_else(|| value(number), |item| item.text.into())
}

/// The names of the bits that are set.
fn bits(names: &ValueNames, number: u64) -> Value {
    let set = names.items.iter().filter(|item| number & item.value != 0);
    set.map(|item| Value::from(item.text)).collect()
}

/// An address, in hexadecimal digits.
fn address(number: u64) -> Value {
    Value::from(format!("{number:016x}"))
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
    use rmm_host::abi::{
        kernel_layout::{
            RegionKind,
            RegionRecord, //
        },
        list::ListArgs,
        lru::{
            LruList,
            LruRecord,
            LruType, //
        },
        zone_kind::ZoneKind, //
    };

    #[test]
    fn reads_fields_that_were_set() {
        let mut argument = RecordBytes::<ListArgs>::new();
        argument
            .set("buf", 0x1122_3344_5566_7788)
            .set("capacity", 7);
        assert_eq!(argument.get("buf"), 0x1122_3344_5566_7788);
        assert_eq!(argument.get("capacity"), 7);
        assert_eq!(argument.get("count"), 0);
        assert_eq!(argument.bytes.len(), size_of::<ListArgs>());
    }

    #[test]
    fn decodes_words_addresses_and_absent_values() {
        let mut region = RecordBytes::<RegionRecord>::new();
        region
            .set("kind", RegionKind::Vmalloc as u64)
            .set("start", 0xffa0 << 48);
        region.set("bytes", abi::ABSENT);
        let meanings = [
            ("kind", FieldMeaning::Word(&RegionKind::NAMES)),
            ("start", FieldMeaning::Address),
        ];
        let found = decode::<RegionRecord>(&region.bytes, &meanings);
        assert_eq!(found["kind"], "vmalloc");
        assert_eq!(found["start"], "ffa0000000000000");
        assert_eq!(found["bytes"], Value::Null);
    }

    #[test]
    fn decodes_arrays_by_name() {
        let mut bytes = vec![0; size_of::<LruRecord>()];
        let at = field::<LruRecord>("on_list_pages").offset + (4 * 8 + 1) * 8;
        bytes[at] = 9;
        let names: &[&ValueNames] = &[&LruList::NAMES, &ZoneKind::NAMES];
        let found =
            decode::<LruRecord>(&bytes, &[("on_list_pages", FieldMeaning::IndexedBy(names))]);
        assert_eq!(found["on_list_pages"]["unevictable"]["DMA32"], 9);
        assert_eq!(found["on_list_pages"]["active_anon"]["DMA32"], 0);
        assert!(!found.contains_key("reserved"));
        let found = decode::<LruRecord>(
            &bytes,
            &[("refault", FieldMeaning::IndexedBy(&[&LruType::NAMES]))],
        );
        assert_eq!(found["refault"]["file"], 0);
    }
}
