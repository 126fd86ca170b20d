// SPDX-License-Identifier: GPL-2.0

//! Pages by mapcount, with USS and PSS.

use super::prelude::*;
use rmm::abi::{
    histogram::SharingRecord,
    names::PageKind, //
};

/// `pss_fraction` is in units of 1 / (1 << PSS_SHIFT) bytes.
const PSS_SHIFT: u32 = 12;
/// The kind of the record that has the sum of all kinds but hugetlb.
const TOTAL: &str = "total";

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "sharing",
    doc: "Pages of one kind and mapcount; of the kind `total`, the sum of all kinds but hugetlb.",
    record: Some(&SharingRecord::DESCRIPTION),
    meanings: &[&[("kind", FieldMeaning::Hidden)], PROCESS_FIELDS],
    added: &[
        added("kind", FieldMeaning::Mixed, "Kind of page, or `total`."),
        added(
            "pss_bytes",
            FieldMeaning::Number,
            "Sum of the bytes of each page divided by its mapcount, rounded down: Pss of smaps.",
        ),
        added(
            "pss_dirty_bytes",
            FieldMeaning::Number,
            "Part of `pss_bytes` whose entry or folio is dirty, rounded down: Pss_Dirty of smaps.",
        ),
    ],
    keys: &["kind", "mapcount"],
    columns: &[
        "kind",
        "mapcount",
        "bytes",
        "private_bytes",
        "shared_bytes",
        "pss_bytes",
        "pss_dirty_bytes",
        "lazyfree_bytes",
        "inexact_bytes",
    ],
    ..RecordShape::EMPTY
};

/// Runs the command.
pub(super) fn run(arguments: &RangeArguments) -> CommandResult {
    let rmm = Rmm::open()?;
    let memory = arguments.pid.open_for_walk(&rmm)?;
    let records = arguments.read(&memory, rmm::AddressSpace::sharing)?;
    let rows = records.iter().map(|record| {
        let kind: Value = match PageKind::from_raw(record.kind) {
            Some(PageKind::None) => TOTAL.into(),
            Some(kind) => kind.text().into(),
            None => record.kind.into(),
        };
        let bytes = |fraction| rmm::present(fraction).map(|fraction| fraction >> PSS_SHIFT);
        let (pss, dirty) = (record.pss_fraction, record.pss_dirty_fraction);
        let is_sum = kind == TOTAL;
        let mut row = OutputRow::new(record, [kind, bytes(pss).into(), bytes(dirty).into()]);
        row.is_repeated = is_sum;
        row
    });
    Ok(CommandOutput::rows(&SHAPE, rows.collect())
        .of_process(arguments.pid)
        .repeated_note("record has the sums of the others; the total leaves it out"))
}
