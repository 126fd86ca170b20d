// SPDX-License-Identifier: GPL-2.0

//! The `summary` product: counts by VMA kind × page kind × level × node.

use super::{
    paging,
    walk::{
        entries,
        Entry,
        Visit, //
    },
};
use crate::{
    abi::names::{
        Level,
        PageKind,
        VmaFlag, //
    },
    model::{
        level::Paging,
        summary::{
            Amount,
            Cells,
            Key, //
        },
    },
    sys::{
        table::Table,
        vma::{
            VmaFacts,
            VmaRead, //
        },
    },
};

/// The key and the amount of one entry; nothing for an empty one.
pub(crate) fn count(facts: &VmaFacts, level: Level, entry: &Entry<'_>) -> Option<(Key, Amount)> {
    let leaf = &entry.leaf;
    let page_kind = leaf.kind(level, facts.flags & VmaFlag::HUGETLB != 0);
    if page_kind == PageKind::None {
        return None;
    }
    let bytes_if = |set| if set { entry.bytes } else { 0 };
    Some((
        Key {
            vma_kind: facts.kind,
            page_kind,
            level,
            node: leaf.node(),
        },
        Amount {
            entries: entry.first.into(),
            bytes: entry.bytes,
            young: bytes_if(leaf.young()),
            dirty: bytes_if(leaf.dirty()),
            writable: bytes_if(leaf.writable()),
            shared: bytes_if(leaf.maybe_shared()),
        },
    ))
}

/// Counts into cells; ends the walk at the first entry for which there is no cell left.
pub(crate) struct Summarise<'a> {
    cells: Cells<'a>,
    paging: Paging,
}

impl<'a> Summarise<'a> {
    /// Counts into `cells`.
    pub(crate) fn new(cells: Cells<'a>) -> Self {
        Self {
            cells,
            paging: paging(),
        }
    }

    /// What was counted.
    pub(crate) fn cells(&self) -> &Cells<'a> {
        &self.cells
    }
}

impl Visit for Summarise<'_> {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &Table) -> Option<u64> {
        for entry in entries(table, self.paging) {
            if let Some((key, amount)) = count(facts, table.level(), &entry) {
                if self.cells.add(&key, &amount).is_err() {
                    return Some(entry.addr);
                }
            }
        }
        None
    }
}
