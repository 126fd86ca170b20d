// SPDX-License-Identifier: GPL-2.0

//! Reads the page frames of one zone, chunk by chunk.
//!
//! A chunk of 1024 frames is captured in one hold of zone->lock. No free block crosses the end of
//! its chunk, so each is reported whole. The hotplug guard is taken for each chunk and the zone is
//! looked up again; the only state between two chunks is the next frame number. A chunk is
//! consistent, a zone is not.

use super::zones;
use crate::{
    abi::{
        blocks::FramesCost,
        zone_kind::ZoneKind,
        AbiRecord, //
    },
    sys::{
        file::resume::CallBudget,
        memory::{
            hotplug::HotplugGate,
            page_block::FrameChunk, //
        },
    },
};
use kernel::prelude::*;

/// A zone under inspection, with the cost so far.
pub(crate) struct FrameChunks<'a> {
    hotplug: &'a HotplugGate,
    node: u32,
    zone: ZoneKind,
    budget: &'a CallBudget,
    cost: FramesCost,
}

impl<'a> FrameChunks<'a> {
    /// The zone of this kind on a node, to be read within `budget`.
    pub(crate) fn new(
        hotplug: &'a HotplugGate,
        node: u32,
        zone: ZoneKind,
        budget: &'a CallBudget,
    ) -> Self {
        Self {
            hotplug,
            node,
            zone,
            budget,
            cost: FramesCost::ZERO,
        }
    }

    /// The part of `start..end` that the zone spans now. `ENXIO` if there is no such zone.
    pub(crate) fn clip(&self, start: u64, end: u64) -> Result<(u64, u64)> {
        let guard = self.hotplug.enter()?;
        let (first, spanned) = zones::find_zone(self.node, self.zone, &guard)?.span()?;
        let last = first.saturating_add(spanned);
        let start = start.clamp(first, last);
        Ok((start, end.clamp(start, last)))
    }

    /// Captures from `at`, which is below `end`, to the end of its chunk, and returns that end.
    pub(crate) fn capture(&mut self, at: u64, end: u64, chunk: &mut FrameChunk) -> Result<u64> {
        let next = {
            let guard = self.hotplug.enter()?;
            zones::find_zone(self.node, self.zone, &guard)?.capture(at, end, chunk)
        };
        self.cost.chunks += 1;
        self.cost.frames += next - at;
        self.cost.longest_hold_ns = self.cost.longest_hold_ns.max(chunk.hold_ns());
        Ok(next)
    }

    /// The budget is used up or a signal is pending.
    pub(crate) fn must_stop(&self) -> bool {
        self.budget.must_stop()
    }

    /// The cost so far.
    pub(crate) fn cost(&self) -> FramesCost {
        FramesCost {
            elapsed_ns: self.budget.elapsed_ns(),
            ..self.cost
        }
    }
}
