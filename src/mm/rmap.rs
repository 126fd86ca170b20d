// SPDX-License-Identifier: GPL-2.0

//! The reverse map: from a page to every (process, address) that maps it.
//!
//! The path is page → folio → anon_vma or address_space → VMAs of its interval tree → entries.
//! Nothing is waited for except page-table locks: the folio lock and the lock of the reverse map
//! are tried, with increasing pauses, and then the answer is `CONTENDED`. This also avoids the
//! reversed lock order of hugetlb. mmap_lock is never taken.
//!
//! Mappings are reported in batches of 256, in the order of (keyed hash of the mm, address). The order
//! of the tree would not serve for resuming, because VMAs are split and merged; a (mm, address)
//! position is stable, so a page that stayed mapped is reported however often the locks were
//! dropped. The tree offers no position to resume at: it is sorted by file offset alone, shared pages
//! are mapped at one offset by all, and VMAs of one offset are in no stable order. So one hold of the
//! locks compares every VMA of the tree that covers the page. A page in up to 256 VMAs is read in the
//! same hold (32 VMAs if a writer waits). For a page in more, the hold lists as many positions as the
//! caller has room for, and the batches are read by address after it. Cost is linear in the number of VMAs,
//! as long as one call takes them all.
//!
//! After a batch, the process of each address space is taken from its owner, if the owner's threads are
//! all its users. Otherwise the processes are searched for it: 64 pids in one
//! RCU hold, comparing mm pointers. No lock is held then, nor while records are copied out;
//! `mm_count` of the batch's address spaces keeps their pointers from being reused. Threads of a
//! process are reported once, processes that share an address space each, and an address space
//! without a process as pid 0.

mod cursor;
mod forward;
mod mm_mappings;
mod report;

pub(crate) use cursor::RmapCursor;

use crate::{
    abi::{
        frame::{
            FrameAttribute,
            FrameKind,
            FrameRecord, //
        },
        names::TableLevel,
        rmap::{
            MappingFlag,
            MappingRecord,
            RmapState, //
        },
        walk_cost::WalkCost,
        AbiRecord,
        ABSENT, //
    },
    model::entry_flags,
    sys::{
        file::{
            records::UserArray,
            resume::CallBudget, //
        },
        memory::{
            frame_record::{
                absent_frame,
                FRAMES_END, //
            },
            hotplug::HotplugGate, //
        },
        mm::rmap::{
            RmapBatch,
            RmapHashKeys,
            RmapStatus,
            BATCH, //
        },
        task::pid::Pid, //
    },
};
use kernel::{
    prelude::*,
    sync::Arc,
    time::{
        delay::fsleep,
        Delta, //
    },
};

/// Attempts at a lock before `CONTENDED` is returned. The pauses between them add up to 13 ms.
const TRIES: u32 = 9;

/// State shared by all reverse-map queries.
pub(crate) struct RmapContext {
    hotplug: Arc<HotplugGate>,
    keys: RmapHashKeys,
}

impl RmapContext {
    /// A context with random hash keys.
    pub(crate) fn new(hotplug: Arc<HotplugGate>) -> Self {
        Self {
            hotplug,
            keys: RmapHashKeys::random(),
        }
    }

    /// The gate that holds off memory hotplug.
    pub(crate) fn hotplug(&self) -> &HotplugGate {
        &self.hotplug
    }
}

/// Receives mappings.
pub(crate) trait MappingSink {
    /// Number of mappings for which there is room.
    fn room(&self) -> usize;
    /// Takes one mapping.
    fn put(&mut self, mapping: &MappingRecord) -> Result;
}

impl MappingSink for UserArray {
    fn room(&self) -> usize {
        self.room()
    }

    fn put(&mut self, mapping: &MappingRecord) -> Result {
        self.push(mapping)
    }
}

/// The answer to one call.
pub(crate) struct RmapAnswer {
    pub(crate) state: RmapState,
    pub(crate) bits: u32,
    pub(crate) cursor: RmapCursor,
    pub(crate) frame: FrameRecord,
    pub(crate) cost: WalkCost,
}

impl RmapAnswer {
    /// The answer for an address without a page frame.
    pub(crate) fn no_frame() -> Self {
        Self {
            state: RmapState::NoFrame,
            bits: 0,
            cursor: RmapCursor::default(),
            frame: absent_frame(ABSENT),
            cost: WalkCost::ZERO,
        }
    }
}

/// The state of one call.
struct RmapCall<'a> {
    rmaps: &'a RmapContext,
    /// PIDs in records are those of its PID namespace.
    viewer: &'a Pid,
    pfn: u64,
    budget: CallBudget,
    batch: RmapBatch,
    runs: KVec<mm_mappings::MmMappings>,
    answer: RmapAnswer,
}

/// Reports the mappings of frame `pfn` from `cursor` on, until `sink` is full, `budget_us` is used
/// up (0: no limit), or a signal is pending. Records have the PIDs of the PID namespace of `viewer`.
pub(crate) fn rmap(
    rmaps: &RmapContext,
    viewer: &Pid,
    pfn: u64,
    cursor: RmapCursor,
    budget_us: u64,
    sink: &mut impl MappingSink,
) -> Result<RmapAnswer> {
    if pfn >= FRAMES_END {
        return Err(EINVAL);
    }
    let mut call = RmapCall {
        rmaps,
        viewer,
        pfn,
        budget: CallBudget::new(budget_us),
        batch: RmapBatch::new(&rmaps.keys)?,
        runs: KVec::new(),
        answer: RmapAnswer {
            state: RmapState::More,
            bits: 0,
            cursor,
            frame: absent_frame(pfn),
            cost: WalkCost::ZERO,
        },
    };
    call.run(sink)?;
    call.answer.cost.elapsed_ns = call.budget.elapsed_ns();
    Ok(call.answer)
}

impl RmapCall<'_> {
    fn run(&mut self, sink: &mut impl MappingSink) -> Result {
        loop {
            let seen = self.capture_batch(sink.room())?;
            let cursor = &mut self.answer.cursor;
            let (before, now) = (cursor.identity, self.batch.identity());
            self.answer.state = match seen {
                RmapStatus::Busy
                | RmapStatus::Contended
                | RmapStatus::Short(_)
                | RmapStatus::Listed => RmapState::Contended,
                _ if before != 0 && before != now => RmapState::Stale,
                RmapStatus::NoPage => RmapState::NoPage,
                RmapStatus::Unreferenced | RmapStatus::Untracked => RmapState::Untracked,
                // Mappings of other pages are not counted, so their absence cannot be known.
                RmapStatus::Unmapped if !self.batch.frame().mappable() => RmapState::Untracked,
                RmapStatus::Unmapped => RmapState::Unmapped,
                RmapStatus::Ksm => {
                    cursor.identity = now;
                    self.answer.bits |= MappingFlag::FORWARD;
                    return self.forward(sink);
                }
                RmapStatus::All | RmapStatus::UpTo(_) => {
                    cursor.identity = now;
                    self.report(seen, sink)?
                }
            };
            if self.answer.state != RmapState::More || sink.room() == 0 {
                return Ok(());
            }
            if self.budget.must_stop() {
                return Ok(());
            }
        }
    }

    /// Captures the next batch, of which `room` mappings can be reported. A lock that is held elsewhere
    /// is retried with increasing pauses.
    fn capture_batch(&mut self, room: usize) -> Result<RmapStatus> {
        let cursor = self.answer.cursor;
        let range = (cursor.from, cursor.to);
        // A batch that was begun is captured again as a whole. A page may have far more VMAs than mappings,
        // so a small array does not make small batches.
        let most = match cursor.to.is_some() || cursor.pid != 0 {
            true => BATCH,
            false => room.max(BATCH),
        };
        for tried in 1.. {
            let seen = if cursor.to.is_none() && self.batch.is_listed(cursor.from) {
                let gate = &self.rmaps.hotplug;
                self.batch.capture_listed(gate, self.pfn, cursor.from)?
            } else {
                let guard = self.rmaps.hotplug.enter()?;
                self.batch.capture(&guard, self.pfn, range, most)
            };
            match seen {
                RmapStatus::Short(vmas) => {
                    self.batch.reserve(vmas)?;
                    continue;
                }
                RmapStatus::Listed => continue,
                _ => (),
            }
            let cost = &mut self.answer.cost;
            cost.tables += 1;
            cost.vmas += self.batch.vmas();
            cost.entries += self.batch.mappings().count() as u64;
            cost.longest_hold_ns = cost.longest_hold_ns.max(self.batch.hold_ns());
            match seen {
                RmapStatus::Busy | RmapStatus::Contended => (),
                _ => {
                    if self.batch.frame().kind() != FrameKind::Hole {
                        self.answer.frame = self.batch.frame().record(FrameAttribute::ALL);
                    }
                    return Ok(seen);
                }
            }
            cost.drops += 1;
            if tried >= TRIES || self.budget.must_stop() {
                return Ok(seen);
            }
            fsleep(Delta::from_micros(25 << tried));
        }
        Ok(RmapStatus::Busy)
    }
}

fn mapping_flags(raw: u64, level: TableLevel, present: bool) -> u64 {
    match present {
        true => entry_flags::leaf_flags(raw, level),
        false => entry_flags::nonpresent_flags(raw),
    }
}
