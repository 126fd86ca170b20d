// SPDX-License-Identifier: GPL-2.0

//! The fields of an address space as a whole.

use super::prelude::*;
use rmm::abi::{
    mm::{
        MmFlag,
        MmRecord, //
    },
    names::VmaFlag, //
};

/// Shape of the record.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "mm",
    doc: "An address space as a whole.",
    record: Some(&MmRecord::DESCRIPTION),
    meanings: &[&[
        ("flags", FieldMeaning::Bits(MmFlag::NAMES)),
        ("default_vma_flags", FieldMeaning::Bits(VmaFlag::NAMES)),
        ("numa_scan_seq", FieldMeaning::Narrow),
        ("numa_scan_offset", FieldMeaning::Address),
        ("mmap_base", FieldMeaning::Address),
        ("task_size", FieldMeaning::Address),
        ("start_code", FieldMeaning::Address),
        ("end_code", FieldMeaning::Address),
        ("start_data", FieldMeaning::Address),
        ("end_data", FieldMeaning::Address),
        ("start_brk", FieldMeaning::Address),
        ("brk", FieldMeaning::Address),
        ("start_stack", FieldMeaning::Address),
        ("arg_start", FieldMeaning::Address),
        ("arg_end", FieldMeaning::Address),
        ("env_start", FieldMeaning::Address),
        ("env_end", FieldMeaning::Address),
    ]],
    layout: RecordLayout::FieldRows("value"),
    ..RecordShape::EMPTY
};

/// Whether a field is an address. The text file has those in hexadecimal, and `dump_filter`.
pub(super) fn is_address(name: &[u8]) -> bool {
    let mut meanings = SHAPE.meanings.iter().flat_map(|group| group.iter());
    let is_hexadecimal = |meaning| matches!(meaning, FieldMeaning::Address);
    name == b"dump_filter"
        || meanings.any(|&(field, meaning)| field.as_bytes() == name && is_hexadecimal(meaning))
}

/// Runs the command.
pub(super) fn run(arguments: &TargetArguments) -> CommandResult {
    arguments.run(&SHAPE, |memory| Ok(vec![memory.fields()?]))
}
