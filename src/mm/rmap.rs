// SPDX-License-Identifier: GPL-2.0

//! The reverse map: from a page to every (process, address) that maps it.
//!
//! The path is page → folio → anon_vma or address_space → VMAs of its interval tree → entries.
//! Nothing is waited for except page-table locks: the folio lock and the lock of the reverse map
//! are tried, with increasing pauses, and then the answer is `CONTENDED`. This also avoids the
//! reversed lock order of hugetlb. mmap_lock is never taken.
//!
//! Mappings are reported in batches, in the order of (keyed hash of the mm, address). One batch
//! takes the next 256 positions in one hold of the locks: it compares every VMA of the tree that
//! covers the page, and descends into the tables of 256 of them (32 if a writer waits). The order
//! of the tree would not serve for resuming, because VMAs are split and merged; a (mm, address)
//! position is stable, so a page that stayed mapped is reported however often the locks were
//! dropped.
//!
//! A page in n VMAs therefore takes n/256 batches that compare all n. The kernel's own walk to
//! unmap or age the page holds the same locks longer, because it descends into the tables of all n.
//! The tree offers no position to resume at: it is sorted by file offset alone, shared pages are
//! mapped at one offset by all, and VMAs of one offset are in no stable order.
//!
//! After a batch the processes are searched for the owners of its address spaces: 64 pids in one
//! RCU hold, comparing mm pointers. No lock is held then, nor while records are copied out;
//! `mm_count` of the batch's address spaces keeps their pointers from being reused. Threads of a
//! process are reported once, processes that share an address space each, and an address space
//! without a process as pid 0.

mod cursor;
mod forward;

pub(crate) use cursor::RmapCursor;

use super::translate::translate;
use crate::{
    abi::{
        frame::{
            FrameAttribute,
            FrameKind,
            FrameRecord, //
        },
        names::{
            PageKind,
            TableLevel, //
        },
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
        mm::{
            handle::MmHandle,
            rmap::{
                CapturedMapping,
                MmId,
                ProcessBatch,
                RmapBatch,
                RmapHashKeys,
                RmapStatus, //
            },
        },
        system,
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

/// Takes the place of a pid for mappings whose process was not found.
const ORPHANS: i32 = i32::MAX;

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
    /// Whether there is room for another mapping.
    fn has_room(&self) -> bool;
    /// Takes one mapping.
    fn put(&mut self, mapping: &MappingRecord) -> Result;
}

impl MappingSink for UserArray {
    fn has_room(&self) -> bool {
        self.room() != 0
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

/// The mappings of one address space within a batch. They are adjacent.
#[derive(Clone, Copy, Default)]
struct MmMappings {
    mm: MmId,
    first: usize,
    end: usize,
    owned: bool,
}

/// The state of one call.
struct RmapCall<'a> {
    rmaps: &'a RmapContext,
    /// PIDs in records are those of its PID namespace.
    viewer: &'a Pid,
    pfn: u64,
    budget: CallBudget,
    batch: RmapBatch,
    runs: KVec<MmMappings>,
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
            let seen = self.capture_batch()?;
            let cursor = &mut self.answer.cursor;
            let (before, now) = (cursor.identity, self.batch.identity());
            self.answer.state = match seen {
                RmapStatus::Busy | RmapStatus::Contended => RmapState::Contended,
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
            if self.answer.state != RmapState::More || !sink.has_room() {
                return Ok(());
            }
            if self.budget.must_stop() {
                return Ok(());
            }
        }
    }

    /// Captures the next batch. A lock that is held elsewhere is retried with increasing pauses.
    fn capture_batch(&mut self) -> Result<RmapStatus> {
        let cursor = self.answer.cursor;
        for tried in 1.. {
            let seen = {
                let guard = self.rmaps.hotplug.enter()?;
                self.batch.capture(&guard, self.pfn, cursor.from, cursor.to)
            };
            let cost = &mut self.answer.cost;
            cost.tables += 1;
            cost.vmas += self.batch.vmas();
            cost.entries += self.batch.mappings().count() as u64;
            cost.longest_hold_ns = cost.longest_hold_ns.max(self.batch.hold_ns());
            if !matches!(seen, RmapStatus::Busy | RmapStatus::Contended) {
                if self.batch.frame().kind() != FrameKind::Hole {
                    self.answer.frame = self.batch.frame().record(FrameAttribute::ALL);
                }
                return Ok(seen);
            }
            cost.drops += 1;
            if tried == TRIES || self.budget.must_stop() {
                return Ok(seen);
            }
            fsleep(Delta::from_micros(25 << tried));
        }
        Ok(RmapStatus::Busy)
    }

    /// Reports a batch, by process and then by address; mappings without a process come last.
    fn report(&mut self, seen: RmapStatus, sink: &mut impl MappingSink) -> Result<RmapState> {
        let last = match seen {
            RmapStatus::UpTo(place) => Some(place),
            _ => None,
        };
        self.find_runs()?;
        let Self {
            batch,
            runs,
            answer,
            viewer,
            ..
        } = self;
        let cursor = &mut answer.cursor;
        // If the room runs out, the cursor stays within this batch.
        let to = last.or(cursor.to);
        let mut processes = ProcessBatch::new()?;
        let mut next = (!runs.is_empty()).then_some(1);
        while let Some(from) = next {
            next = processes.find(from);
            for (pid, mm) in processes.iter() {
                let Ok(index) = runs.binary_search_by_key(&mm, |run| run.mm) else {
                    continue;
                };
                let run = &mut runs[index];
                run.owned = true;
                if pid < cursor.pid {
                    continue;
                }
                let resume_addr = if pid == cursor.pid { cursor.addr } else { 0 };
                for mapping in batch.mappings().take(run.end).skip(run.first) {
                    if mapping.position().addr < resume_addr {
                        continue;
                    }
                    if !sink.has_room() {
                        (cursor.to, cursor.pid, cursor.addr) = (to, pid, mapping.position().addr);
                        return Ok(RmapState::More);
                    }
                    sink.put(&mapping_record(&mapping, viewer.number_seen(pid)))?;
                }
            }
            if system::fatal_signal_pending() {
                return Err(EINTR);
            }
        }
        let mut before = cursor.from;
        for mapping in batch.mappings() {
            let run = runs.binary_search_by_key(&mapping.mm(), |run| run.mm);
            if !run.is_ok_and(|index| runs[index].owned) {
                if !sink.has_room() {
                    // All other mappings of the batch have been reported.
                    *cursor = RmapCursor {
                        from: before,
                        to,
                        pid: ORPHANS,
                        addr: 0,
                        ..*cursor
                    };
                    return Ok(RmapState::More);
                }
                sink.put(&mapping_record(&mapping, 0))?;
            }
            before = Some(mapping.position());
        }
        Ok(match last {
            None => RmapState::Complete,
            Some(last) => {
                *cursor = RmapCursor {
                    from: Some(last),
                    to: None,
                    pid: 0,
                    addr: 0,
                    ..*cursor
                };
                RmapState::More
            }
        })
    }
}

impl RmapCall<'_> {
    /// Groups the mappings of the batch by address space.
    fn find_runs(&mut self) -> Result {
        self.runs.clear();
        for (index, mapping) in self.batch.mappings().enumerate() {
            match self.runs.last_mut() {
                Some(run) if run.mm == mapping.mm() => run.end = index + 1,
                _ => self.runs.push(
                    MmMappings {
                        mm: mapping.mm(),
                        first: index,
                        end: index + 1,
                        owned: false,
                    },
                    GFP_KERNEL_ACCOUNT,
                )?,
            }
        }
        for end in 1..self.runs.len() {
            for at in (1..=end).rev() {
                if self.runs[at - 1].mm <= self.runs[at].mm {
                    break;
                }
                self.runs.swap(at - 1, at);
            }
        }
        Ok(())
    }
}

fn mapping_flags(raw: u64, level: TableLevel, present: bool) -> u64 {
    match present {
        true => entry_flags::leaf_flags(raw, level),
        false => entry_flags::nonpresent_flags(raw),
    }
}

/// The record of a mapping of the process that the viewer knows as `pid`.
fn mapping_record(mapping: &CapturedMapping<'_>, pid: i32) -> MappingRecord {
    let (vma_start, vma_end) = mapping.vma();
    MappingRecord {
        pid,
        level: mapping.level() as u32,
        addr: mapping.position().addr,
        entry: mapping.entry(),
        entry_bits: mapping_flags(mapping.entry(), mapping.level(), mapping.present()),
        vma_start,
        vma_end,
        vma_flags: mapping.vma_flags(),
    }
}

/// The page frame at an address. `None` if nothing is mapped there or the frame has no struct page.
pub(crate) fn page_at(mm: &MmHandle, address: u64) -> Result<Option<u64>> {
    let found = translate(mm, address, true)?.record;
    let none = found.pfn == ABSENT || found.page_kind == PageKind::Pfn as u32;
    Ok((!none).then_some(found.pfn))
}
