// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/mm`: one row for each field of the address space.

use super::records::RecordsText;
use crate::{
    abi::{
        mm::{
            MmFlag,
            MmRecord, //
        },
        page::ABSENT_32,
        NamedBits,
        ABSENT, //
    },
    mm::fields::mm_fields,
    proc::{
        cell::FieldTable,
        lines::LineWriter, //
    },
    sys::mm::handle::MmHandle, //
};
use kernel::{
    prelude::*,
    seq_file::SeqFile, //
};

const SIZES: FieldTable<MmRecord> = &[
    ("virtual_kb", |mm| mm.virtual_bytes),
    ("peak_virtual_kb", |mm| mm.peak_virtual_bytes),
    ("resident_kb", |mm| mm.resident_bytes),
    ("peak_resident_kb", |mm| mm.peak_resident_bytes),
    ("locked_kb", |mm| mm.locked_bytes),
    ("pinned_kb", |mm| mm.pinned_bytes),
    ("data_kb", |mm| mm.data_bytes),
    ("exec_kb", |mm| mm.exec_bytes),
    ("stack_kb", |mm| mm.stack_bytes),
];

const NUMBERS: FieldTable<MmRecord> = &[
    ("map_count", |mm| mm.map_count.into()),
    ("users", |mm| mm.users.into()),
    ("ksm_merging_pages", |mm| mm.ksm_merging_pages),
    ("ksm_rmap_items", |mm| mm.ksm_rmap_items),
    ("ksm_zero_pages", |mm| mm.ksm_zero_pages),
    ("numa_scan_seq", |mm| match mm.numa_scan_seq {
        ABSENT_32 => ABSENT,
        seq => seq.into(),
    }),
    ("numa_next_scan_ms", |mm| mm.numa_next_scan_ms),
];

const ADDRESSES: FieldTable<MmRecord> = fields!(MmRecord: numa_scan_offset mmap_base task_size start_code end_code start_data end_data
        start_brk brk start_stack arg_start arg_end env_start env_end);

/// The fields of a process's address space.
pub(in crate::proc) struct MmText;

impl RecordsText for MmText {
    type Record = MmRecord;
    type Records = [MmRecord; 1];

    const NAME: &'static CStr = c"mm";
    const COLUMNS: &'static str = "field value";

    fn walk(mm: &MmHandle) -> Result<[MmRecord; 1]> {
        mm_fields(mm)
    }

    fn show(mm: &MmRecord, out: &SeqFile) {
        let mut lines = LineWriter::new(out);
        for (name, value) in SIZES {
            lines.text(name).text(" ").kb(value(mm)).text("\n");
        }
        for (name, value) in NUMBERS {
            lines.text(name).text(" ").cell(value(mm)).text("\n");
        }
        for (name, value) in ADDRESSES {
            lines.text(name).text(" ");
            match value(mm) {
                ABSENT => lines.text("-"),
                address => lines.hex(address, 8),
            };
            lines.text("\n");
        }
        lines.text("dump_filter ").hex(mm.dump_filter.into(), 8);
        lines.text("\nflags ");
        match mm.flags {
            0 => lines.text("-"),
            flags => lines.words(MmFlag::NAMES, flags, ","),
        };
        lines.text("\ndefault_vma_flags ");
        match mm.default_vma_flags {
            0 => lines.text("-"),
            flags => lines.letters(flags),
        };
        lines.text("\n");
    }
}
