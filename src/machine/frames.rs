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
        memory::{
            hotplug::HotplugGate,
            page_block::FrameChunk, //
        },
        system, //
    },
};
use kernel::{
    prelude::*,
    time::{
        Instant,
        Monotonic, //
    },
};

/// A zone under inspection, with the cost so far.
pub(crate) struct FrameChunks<'a> {
    hotplug: &'a HotplugGate,
    node: u32,
    zone: ZoneKind,
    begun: Instant<Monotonic>,
    budget_us: u64,
    cost: FramesCost,
}

impl<'a> FrameChunks<'a> {
    /// The zone of this kind on a node, to be read for `budget_us`, or without limit if that is 0.
    pub(crate) fn new(hotplug: &'a HotplugGate, node: u32, zone: ZoneKind, budget_us: u64) -> Self {
        Self {
            hotplug,
            node,
            zone,
            begun: Instant::now(),
            budget_us,
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
    pub(crate) fn out_of_time(&self) -> bool {
        system::signal_pending()
            || self.budget_us != 0 && self.elapsed_ns() / 1000 >= self.budget_us
    }

    fn elapsed_ns(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(0)
    }

    /// The cost so far.
    pub(crate) fn cost(&self) -> FramesCost {
        FramesCost {
            elapsed_ns: self.elapsed_ns(),
            ..self.cost
        }
    }
}
