// SPDX-License-Identifier: GPL-2.0

//! The segments of an address space: position, size and resident memory of each.

use super::{
    paging,
    summary::{
        count,
        ATTRS, //
    },
    user_range,
    walk::{
        entries,
        PageTableWalker,
        TableVisitor,
        WalkMode, //
    },
};
use crate::{
    abi::{
        names::VmaFlag,
        segment::{
            SegmentKind,
            SegmentRecord, //
        },
        AbiRecord,
        ABSENT, //
    },
    model::{
        paging::Paging,
        resident_bytes::ResidentBytes,
        segments::{
            SegmentExtents,
            SegmentPartition,
            SegmentPiece,
            SegmentVma, //
        },
    },
    sys::mm::{
        handle::MmHandle,
        table::TableSnapshot,
        vma::{
            VmaFacts,
            VmaRead, //
        },
    },
};
use kernel::prelude::*;

/// One record for each segment, in the order of `SegmentKind`.
pub(crate) type SegmentRecords = [SegmentRecord; SegmentKind::ALL.len()];

/// Most pieces of one VMA: one more than there are boundaries of code, data, heap, image and bss.
const PIECES: usize = 11;

struct SegmentVisitor {
    partition: SegmentPartition,
    paging: Paging,
    extents: SegmentExtents,
    residents: [ResidentBytes; SegmentKind::ALL.len()],
    /// The pieces of the current VMA.
    pieces: [Option<SegmentPiece>; PIECES],
    /// Addresses below this have been added to the extents.
    seen: u64,
}

/// Walks the whole address space and assigns it to segments. A concurrent change is seen as before
/// or as after it.
pub(crate) fn segments(mm: &MmHandle) -> Result<SegmentRecords> {
    let live_mm = mm.live()?;
    let mut sort = SegmentVisitor {
        partition: SegmentPartition::new(&live_mm.layout()),
        paging: paging(),
        extents: SegmentExtents::default(),
        residents: [ResidentBytes::default(); SegmentKind::ALL.len()],
        pieces: [None; PIECES],
        seen: 0,
    };
    let (start, end) = user_range();
    let mut table = TableSnapshot::with_runs(ATTRS, 0, false)?;
    let mut walk = PageTableWalker::new(&live_mm, WalkMode::Killable, &mut table);
    if walk.run(start, end, &mut sort)? != end {
        return Err(EINTR);
    }
    let mut segments = [SegmentRecord::ZERO; SegmentKind::ALL.len()];
    for (&kind, record) in SegmentKind::ALL.iter().zip(&mut segments) {
        let extent = sort.extents.get(kind);
        *record = SegmentRecord {
            kind: kind as u32,
            reserved: 0,
            start: extent.map_or(ABSENT, |extent| extent.start),
            end: extent.map_or(ABSENT, |extent| extent.end),
            virtual_bytes: extent.map_or(0, |extent| extent.bytes),
            resident_bytes: sort.residents[kind as usize].rss(),
        };
    }
    Ok(segments)
}

impl TableVisitor for SegmentVisitor {
    fn vma(&mut self, _vma: &VmaRead<'_>, facts: &VmaFacts, _addr: u64) -> bool {
        self.pieces = [None; PIECES];
        let pieces = self.partition.split_vma(SegmentVma {
            start: facts.start,
            end: facts.end,
            kind: facts.kind,
            is_exe_file: facts.exe && facts.flags & VmaFlag::MAYSHARE == 0,
        });
        for (slot, piece) in self.pieces.iter_mut().zip(pieces) {
            *slot = Some(piece);
            // After a lock drop the walk enters the same VMA again.
            let fresh = SegmentPiece {
                start: piece.start.max(self.seen),
                ..piece
            };
            if fresh.start < fresh.end {
                self.extents.add_piece(&fresh);
            }
        }
        self.seen = self.seen.max(facts.end);
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64> {
        for entry in entries(table, self.paging) {
            let Some((key, mut amount)) = count(facts, table.level(), &entry) else {
                continue;
            };
            for piece in self.pieces.iter().flatten() {
                let start = entry.addr.max(piece.start);
                let end = (entry.addr + entry.bytes).min(piece.end);
                if start < end {
                    amount.bytes = end - start;
                    self.residents[piece.kind as usize].add(&key, &amount);
                }
            }
        }
        None
    }
}
