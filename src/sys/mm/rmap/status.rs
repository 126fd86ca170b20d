// SPDX-License-Identifier: GPL-2.0

//! How captures of a reverse map end.

use crate::model::rmap_batch::RmapPosition;

/// How a capture ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RmapStatus {
    /// All mappings up to this position were captured; more may follow.
    UpTo(RmapPosition),
    /// All mappings were captured.
    All,
    /// There are this many VMAs at least, and room for fewer: call [`RmapBatch::reserve`](super::RmapBatch::reserve).
    Short(usize),
    /// More than [`BATCH`](super::BATCH) VMAs were listed: call [`RmapBatch::capture_listed`](super::RmapBatch::capture_listed).
    Listed,
    /// The frame is not online memory.
    NoPage,
    /// The page has no reference: it is free, or private to its owner.
    Unreferenced,
    /// No page table maps the page.
    Unmapped,
    /// The page is in use, and in no reverse map.
    Untracked,
    /// The page belongs to KSM, which does not export its reverse map.
    Ksm,
    /// The folio is locked or changes.
    Busy,
    /// A writer holds the reverse map's lock.
    Contended,
}
