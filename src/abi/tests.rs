// SPDX-License-Identifier: GPL-2.0

//! Checks of the declarations. `record!` itself asserts that a record has no padding.

use super::*;
use std::{
    collections::HashSet,
    vec::Vec, //
};

/// Largest alignment of a field of this C type on any architecture.
fn alignment(c_type: &str) -> usize {
    match c_type {
        "__u8" => 1,
        "__u16" => 2,
        "__u32" | "__s32" => 4,
        "__u64" | "__s64" => 8,
        _ => {
            let name = c_type.strip_prefix("struct ").expect("a known type");
            let record = records().find(|record| record.name == name).expect(name);
            record_alignment(record)
        }
    }
}

fn record_alignment(record: &RecordDescription) -> usize {
    let fields = record.fields.iter();
    fields.map(|field| alignment(field.c_type)).max().unwrap()
}

#[test]
fn fields_are_contiguous() {
    for record in records() {
        let mut end = 0;
        for field in record.fields {
            assert_eq!(field.offset, end, "{}.{}", record.name, field.name);
            end += field.size;
        }
        assert_eq!(record.size, end, "{}", record.name);
    }
}

/// 32-bit compilers that align `__u64` to 4 bytes must produce the same layout.
#[test]
fn layout_is_the_same_for_32_and_64_bits() {
    for record in records() {
        for field in record.fields {
            let name = (record.name, field.name);
            assert_eq!(field.offset % alignment(field.c_type), 0, "{name:?}");
        }
        let size = record.size;
        assert_eq!(size % record_alignment(record), 0, "{}", record.name);
    }
}

#[test]
fn nested_records_are_declared_first() {
    let mut seen = HashSet::new();
    for record in records() {
        for field in record.fields {
            if let Some(name) = field.c_type.strip_prefix("struct ") {
                assert!(seen.contains(name), "{} in {}", name, record.name);
            }
        }
        assert!(seen.insert(record.name), "{} twice", record.name);
    }
}

#[test]
fn names_are_unique() {
    let constants = constants().map(|constant| constant.name);
    let ioctls = IOCTLS.iter().map(|ioctl| ioctl.name);
    let named = value_names()
        .flat_map(|names| names.items)
        .map(|item| item.c_name);
    let mut seen = HashSet::new();
    for name in constants.chain(ioctls).chain(named) {
        assert!(name.starts_with("RMM_"), "{name}");
        assert!(seen.insert(name), "{name} twice");
    }
}

#[test]
fn values_of_a_group_are_unique() {
    for names in value_names() {
        let mut taken = 0;
        let mut values = HashSet::new();
        let mut words = HashSet::new();
        for item in names.items {
            let (value, name, word) = (item.value, item.c_name, item.text);
            match names.bits {
                Some(width) => {
                    assert_eq!(value.count_ones(), 1, "{name}");
                    assert!(value.ilog2() < width, "{name}");
                    assert_eq!(taken & value, 0, "{name}");
                    taken |= value;
                }
                None => assert!(u32::try_from(value).is_ok(), "{name}"),
            }
            assert!(values.insert(value), "{name}");
            assert!(words.insert(word), "{name}: {word:?} twice");
            assert!(!word.contains(char::is_whitespace), "{name}: {word:?}");
        }
    }
}

#[test]
fn every_item_has_a_sentence() {
    let constants = constants().map(|constant| constant.doc);
    let ioctls = IOCTLS.iter().map(|ioctl| ioctl.doc);
    let groups = value_names().map(|names| names.doc);
    let named = value_names()
        .flat_map(|names| names.items)
        .map(|item| item.doc);
    let record_docs = records().map(|record| record.doc);
    let fields = records().flat_map(|record| record.fields);
    let docs: Vec<_> = constants
        .chain(ioctls)
        .chain(groups)
        .chain(named)
        .chain(record_docs)
        .chain(fields.map(|field| field.doc))
        .collect();
    for doc in docs {
        assert!(doc.trim_end().ends_with('.'), "{doc:?} is not a sentence");
        assert!(
            !doc.contains("[`"),
            "{doc:?} has a link, which the header cannot show"
        );
    }
}

#[test]
fn arguments_start_with_size_and_flags() {
    for ioctl in IOCTLS {
        let argument = records().find(|record| record.name == ioctl.arg).unwrap();
        let head = &argument.fields[..2];
        assert!(
            head.iter().map(|f| f.name).eq(["size", "flags"]),
            "{}",
            ioctl.arg
        );
        assert!(head.iter().all(|f| f.c_type == "__u32"), "{}", ioctl.arg);
    }
}

/// Published ioctl numbers never change. New ones are appended here.
#[test]
fn published_ioctl_numbers_are_unchanged() {
    let found: Vec<_> = IOCTLS.iter().map(|i| (i.name, iowr(i.nr))).collect();
    let want = [
        ("RMM_INFO", 0xc008_bb00),
        ("RMM_OPEN", 0xc008_bb01),
        ("RMM_VMAS", 0xc008_bb10),
        ("RMM_WALK", 0xc008_bb11),
        ("RMM_PAGETABLE", 0xc008_bb12),
        ("RMM_SEGMENTS", 0xc008_bb13),
        ("RMM_TRANSLATE", 0xc008_bb14),
        ("RMM_FOLIOS", 0xc008_bb15),
        ("RMM_SHARING", 0xc008_bb16),
        ("RMM_AGE", 0xc008_bb17),
        ("RMM_NUMA", 0xc008_bb18),
        ("RMM_RUNS", 0xc008_bb19),
        ("RMM_FAULTS_OF", 0xc008_bb1a),
        ("RMM_MM", 0xc008_bb1b),
        ("RMM_RMAP", 0xc008_bb20),
        ("RMM_PFNS", 0xc008_bb21),
        ("RMM_PROCESSES", 0xc008_bb22),
        ("RMM_FAULTS", 0xc008_bb23),
        ("RMM_FILE", 0xc008_bb24),
        ("RMM_FAULT_RECORDS", 0xc008_bb25),
        ("RMM_NODES", 0xc008_bb30),
        ("RMM_ZONES", 0xc008_bb31),
        ("RMM_BUDDY", 0xc008_bb32),
        ("RMM_PAGETYPES", 0xc008_bb33),
        ("RMM_FREEBLOCKS", 0xc008_bb34),
        ("RMM_PAGEBLOCKS", 0xc008_bb35),
        ("RMM_FRAGMENTATION", 0xc008_bb36),
        ("RMM_LRU", 0xc008_bb37),
        ("RMM_EVENTS", 0xc008_bb38),
        ("RMM_LAYOUT", 0xc008_bb39),
        ("RMM_MEMCGS", 0xc008_bb3a),
        ("RMM_PRESSURE", 0xc008_bb3b),
        ("RMM_ARENA_CREATE", 0xc008_bb40),
        ("RMM_ARENA_STAT", 0xc008_bb41),
        ("RMM_ARENA_MOVE", 0xc008_bb42),
        ("RMM_ARENA_RING", 0xc008_bb43),
    ];
    assert_eq!(found, want);
    assert_eq!(
        found.iter().map(|f| f.1).collect::<HashSet<_>>().len(),
        found.len()
    );
}

#[test]
fn values_convert_both_ways() {
    for &level in names::TableLevel::ALL {
        assert_eq!(names::TableLevel::from_raw(level as u32), Some(level));
    }
    assert_eq!(names::TableLevel::from_raw(5), None);
    assert_eq!(names::PageKind::HugeZero.text(), "huge-zero");
}

#[test]
fn zero_record_is_zero() {
    let vma = crate::abi::vma::VmaRecord::ZERO;
    assert_eq!((vma.start, vma.kind, vma.huge_bytes), (0, 0, 0));
    assert_eq!(info::InfoArgs::ZERO.release, [0; 64]);
}
