// SPDX-License-Identifier: GPL-2.0

//! Owners of the pages that keep a block from being free: kinds of kernel memory, and processes that
//! map pages which are pinned or locked.

use super::census::{
    kinds_by_size,
    FrameObstacle,
    UsedBlock, //
};
use crate::commands::why::facts::{
    FactResult,
    KnownFacts, //
};
use std::collections::{
    BTreeMap,
    BTreeSet, //
};

/// Pages of a block whose mappings are looked up, which takes some µs for each process that maps
/// one. A block is rarely in the way of several programs.
const MOST_LOOKUPS: usize = 4;
/// Processes of a block that are named.
const MOST_NAMED: usize = 3;

/// The owners of what cannot be moved in a block, as of a second reading.
#[derive(Default)]
pub(super) struct BlockOwners {
    /// Kinds of kernel memory with their pages.
    kinds: Vec<(&'static str, u64)>,
    /// Processes that map pinned or locked pages.
    pub(super) processes: BTreeSet<u32>,
    /// First page frame that is pinned or locked.
    pub(super) held_pfn: Option<u64>,
}

impl BlockOwners {
    /// Reads the page frames of the block again, and who maps the first ones that are held.
    pub(super) fn read(
        facts: &KnownFacts<'_>,
        block: &UsedBlock,
        order: u32,
        can_move_locked: bool,
    ) -> FactResult<Self> {
        let (mut kinds, mut held) = (BTreeMap::new(), Vec::new());
        facts.frames(block.pfn..block.pfn + (1 << order), |frame| {
            match (
                FrameObstacle::of(frame, can_move_locked),
                frame.frame_kind(),
            ) {
                (FrameObstacle::Fixed, Some(kind)) => *kinds.entry(kind).or_default() += 1,
                (FrameObstacle::Held, _) if held.len() < MOST_LOOKUPS => held.push(frame.pfn),
                _ => {}
            }
        })?;
        let mut processes = BTreeSet::new();
        for &pfn in &held {
            // A page that nobody maps any more may be pinned all the same, and memory hotplug refuses
            // to look: the block is a finding without its owners, too.
            processes.extend(facts.page_owners(pfn).unwrap_or_default());
        }
        let kinds = kinds_by_size(&kinds).into_iter();
        Ok(Self {
            kinds: kinds.map(|(kind, pages)| (kind.text(), pages)).collect(),
            processes,
            held_pfn: held.first().copied(),
        })
    }

    /// The owners for people; empty if nothing is known.
    pub(super) fn text(&self, facts: &KnownFacts<'_>) -> String {
        let mut texts: Vec<String> = self
            .kinds
            .iter()
            .map(|(kind, pages)| format!("{kind} {pages}"))
            .collect();
        for &pid in self.processes.iter().take(MOST_NAMED) {
            texts.push(facts.process_text(pid));
        }
        match self.processes.len().saturating_sub(MOST_NAMED) {
            0 => {}
            more => texts.push(format!("{more} more processes")),
        }
        texts.join(", ")
    }
}
