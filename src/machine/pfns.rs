// SPDX-License-Identifier: GPL-2.0

//! Page frames by number: filters them and fills their records.
//!
//! struct page is copied without taking a reference, because a reference would make a concurrent
//! migration fail. A copy that contradicts itself is taken again, and then marked `TORN`. A chunk
//! of 256 frames is read under the hotplug guard; absent sections are skipped by their tables.

use crate::{
    abi::{
        frame::{
            FrameAttribute,
            FrameKind,
            FrameStateRecord,
            PfnsArgs, //
        },
        walk_cost::WalkCost,
        AbiRecord,
        ABSENT, //
    },
    sys::{
        file::{
            records::{
                RecordBuffer,
                UserArray, //
            },
            resume::{
                resume_range,
                CallBudget,
                ResumeStep, //
            },
        },
        memory::{
            frame::{
                self,
                FrameBatch,
                FrameSnapshot, //
            },
            frame_record::FRAMES_END,
            hotplug::HotplugGate, //
        },
    },
};
use kernel::prelude::*;

/// Records copied out at a time, 6 KiB.
const CHUNK: usize = 64;

/// Selects frames.
struct FrameFilter {
    kinds: u64,
    required: u64,
    excluded: u64,
    any: u64,
    orders: u64,
    node: Option<i32>,
    /// Every frame passes.
    all: bool,
}

impl FrameFilter {
    /// Parses a request. `None` if it contains an unknown bit.
    fn new(ask: &PfnsArgs) -> Option<Self> {
        const KINDS: u64 = (1 << FrameKind::ALL.len()) - 1;
        let node = match ask.node_plus_1 {
            0 => None,
            plus_1 => Some(i32::try_from(plus_1 - 1).ok()?),
        };
        (ask.kinds & !KINDS == 0).then_some(Self {
            kinds: ask.kinds,
            required: ask.kpf_required,
            excluded: ask.kpf_excluded,
            any: ask.kpf_any,
            orders: ask.orders,
            node,
            all: ask.kinds | ask.kpf_required | ask.kpf_excluded | ask.kpf_any | ask.orders == 0
                && node.is_none(),
        })
    }

    fn passes(&self, frame: &FrameSnapshot<'_>) -> bool {
        if self.all {
            return true;
        }
        // Without a struct page no flag can be set.
        let flags = match frame.kpageflags() {
            ABSENT => 0,
            flags => flags,
        };
        let order = frame.folio().map_or(0, |(_, order)| 1u64 << order.min(63));
        (self.kinds == 0 || self.kinds & (1 << frame.kind() as u32) != 0)
            && flags & self.required == self.required
            && flags & self.excluded == 0
            && (self.any == 0 || flags & self.any != 0)
            && (self.orders == 0 || self.orders & order != 0)
            && self.node.is_none_or(|node| node == frame.node())
    }
}

/// Answers `RMM_PFNS`.
pub(crate) fn pfns(hotplug: &HotplugGate, ask: &mut PfnsArgs) -> Result {
    let end = match ask.end {
        ABSENT => FRAMES_END,
        end => end,
    };
    let known = ask.attributes & !FrameAttribute::ALL == 0;
    if ask.flags != 0 || !known || ask.start >= end || end > FRAMES_END {
        return Err(EINVAL);
    }
    let filter = FrameFilter::new(ask).ok_or(EINVAL)?;
    let mut array = UserArray::new(ask.buf, ask.capacity, ask.record_size)?;
    let (frames, room) = (end - ask.start, array.room() as u64);
    let records = frames.min(room).min(CHUNK as u64) as usize;
    let most = if filter.all { frames.min(room) } else { frames };
    let mut frames = FrameBatch::new(ask.attributes, most)?;
    let mut chunk = RecordBuffer::<FrameStateRecord>::new(records)?;
    let budget = CallBudget::new(ask.budget_us);
    let mut cost = WalkCost::ZERO;
    (ask.frames, ask.holes) = (0, 0);
    let at = resume_range((ask.start, end), &mut array, &budget, |at, array| {
        let next = {
            let guard = hotplug.enter()?;
            frames.capture(&guard, at, end)
        };
        let mut stop = None;
        let mut seen = 0;
        chunk.truncate(0);
        for frame in frames.iter() {
            seen += 1;
            if !filter.passes(&frame) {
                continue;
            }
            if chunk.records().len() == records.min(array.room()) {
                array.push_all(chunk.records())?;
                chunk.truncate(0);
                if array.room() == 0 {
                    stop = Some(frame.pfn());
                    seen -= 1;
                    break;
                }
            }
            chunk.push(frame.state_record(ask.attributes))?;
        }
        array.push_all(chunk.records())?;
        let next = stop.unwrap_or(next);
        ask.frames += seen;
        ask.holes += next.saturating_sub(at).saturating_sub(seen);
        cost.entries += seen;
        if seen != 0 {
            cost.tables += 1;
        }
        Ok(ResumeStep::To(next))
    })?;
    cost.elapsed_ns = budget.elapsed_ns();
    // After the last possible frame there is nowhere to resume.
    ask.next = if at >= end.min(frame::pfn_end()) {
        ask.end
    } else {
        at
    };
    ask.count = array.count();
    ask.cost = cost;
    Ok(())
}
