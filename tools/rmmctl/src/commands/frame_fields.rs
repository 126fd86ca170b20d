// SPDX-License-Identifier: GPL-2.0

//! Fields of page frames.

use crate::{
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
    shape::RecordShape,
};
use rmm::abi::{
    frame::{
        FrameFlag,
        FrameKind,
        FrameRecord,
        FrameStateRecord, //
    },
    page::FolioFlag,
    AbiRecord,
    NamedBits, //
};

/// Meanings of the fields of a page frame.
const FRAME_FIELDS: &FieldMeanings = &[
    ("kind", FieldMeaning::Word(&FrameKind::NAMES)),
    ("bits", FieldMeaning::Bits(FrameFlag::NAMES)),
    ("kpageflags", FieldMeaning::Address),
    ("folio_mapcount", FieldMeaning::Narrow),
    ("references", FieldMeaning::Narrow),
    ("expected_references", FieldMeaning::Narrow),
];

/// Meanings of the fields of a folio's state.
pub(super) const STATE_FIELDS: &FieldMeanings = &[
    ("folio_bits", FieldMeaning::Bits(FolioFlag::NAMES)),
    ("pins", FieldMeaning::Narrow),
    ("entire_mapcount", FieldMeaning::Narrow),
    ("last_cpu", FieldMeaning::Narrow),
    ("last_pid", FieldMeaning::Narrow),
];

/// Shape of a page frame.
pub(super) static FRAME_SHAPE: RecordShape = RecordShape {
    name: "frame",
    doc: "The use of a page frame.",
    record: Some(&FrameRecord::DESCRIPTION),
    meanings: &[FRAME_FIELDS, super::process_fields::PROCESS_FIELDS],
    ..RecordShape::EMPTY
};

/// Shape of a page frame with the state of its folio.
pub(super) static FRAME_STATE_SHAPE: RecordShape = RecordShape {
    name: "pfn",
    doc: "The use of a page frame, and the state of its folio.",
    record: Some(&FrameStateRecord::DESCRIPTION),
    meanings: &[
        &[("frame", FieldMeaning::Inline(&FRAME_SHAPE))],
        STATE_FIELDS,
    ],
    keys: &["pfn"],
    columns: &[
        "pfn",
        "kind",
        "node",
        "zone",
        "order",
        "mapcount",
        "references",
        "age",
        "cgroup",
        "kpageflags",
        "bits",
    ],
    ..RecordShape::EMPTY
};
