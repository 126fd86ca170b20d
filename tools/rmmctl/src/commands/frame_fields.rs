// SPDX-License-Identifier: GPL-2.0

//! Page frames as JSON.

use crate::{
    columns::GridColumn,
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
};
use rmm::abi::{
    frame::{
        FrameFlag,
        FrameKind, //
    },
    NamedBits,
};

/// Meanings of the fields of a page frame.
pub(super) const FRAME_FIELDS: &FieldMeanings = &[
    ("kind", FieldMeaning::Word(&FrameKind::NAMES)),
    ("bits", FieldMeaning::Bits(FrameFlag::NAMES)),
    ("kpageflags", FieldMeaning::Address),
    ("folio_mapcount", FieldMeaning::Narrow),
    ("references", FieldMeaning::Narrow),
    ("expected_references", FieldMeaning::Narrow),
];

/// Columns of a page frame.
pub(super) const FRAME_COLUMNS: &[GridColumn] = &[
    GridColumn::plain("pfn", 8),
    GridColumn::plain("kind", 12),
    GridColumn::plain("node", 4),
    GridColumn::plain("zone", 7),
    GridColumn::plain("order", 5),
    GridColumn::plain("mapcount", 8),
    GridColumn::plain("references", 10),
    GridColumn::plain("age", 3),
    GridColumn::plain("cgroup", 8),
    GridColumn::plain("kpageflags", 16),
    GridColumn::plain("bits", 0),
];
