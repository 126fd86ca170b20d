// SPDX-License-Identifier: GPL-2.0

//! The reverse map: a page → every (process, address) that maps it.
//!
//! One portion after the other is looked at: the places of the page, in an order of their own, that
//! come next. A place is an address space and an address there, so it stays where it is in the
//! order whatever happens to VMAs: what stayed in place is told, however often the locks were given
//! back. Then the processes are gone through, to find whose address spaces those are. No lock is
//! held meanwhile, nor while records are copied out; `mm_count` of a portion's address spaces is,
//! so that none can be taken for another.

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
    machine::pfns::{
        absent_frame,
        record,
        FRAMES_END, //
    },
    model::entry_flags,
    sys::{
        file::records::UserArray,
        memory::hotplug::HotplugGate,
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
        system, //
    },
};
use kernel::{
    prelude::*,
    sync::Arc,
    time::{
        delay::fsleep,
        Delta,
        Instant,
        Monotonic, //
    },
};

/// Tries of a lock before the caller is told; the waits between them add up to 13 ms.
const TRIES: u32 = 9;

/// In the place of a process: mappings of which none was found.
const ORPHANS: i32 = i32::MAX;

/// What everybody who asks shares.
pub(crate) struct RmapContext {
    hotplug: Arc<HotplugGate>,
    keys: RmapHashKeys,
}

impl RmapContext {
    /// With keys of its own.
    pub(crate) fn new(hotplug: Arc<HotplugGate>) -> Self {
        Self {
            hotplug,
            keys: RmapHashKeys::random(),
        }
    }

    /// What memory is held in place with.
    pub(crate) fn hotplug(&self) -> &HotplugGate {
        &self.hotplug
    }
}

/// Where mappings go.
pub(crate) trait MappingSink {
    /// There is room for another.
    fn has_room(&self) -> bool;
    /// Takes one.
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
    /// Of what no frame stands behind.
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

/// The mappings of one address space in a portion: they follow each other.
#[derive(Clone, Copy, Default)]
struct MmMappings {
    mm: MmId,
    first: usize,
    end: usize,
    owned: bool,
}

/// One call.
struct RmapCall<'a> {
    rmaps: &'a RmapContext,
    pfn: u64,
    budget_us: u64,
    begun: Instant<Monotonic>,
    batch: RmapBatch,
    runs: KVec<MmMappings>,
    answer: RmapAnswer,
}

/// Tells mappings of frame `pfn` from `cursor` on until `sink` is full, `budget_us` is used up (0: no
/// limit), or a signal is pending.
pub(crate) fn rmap(
    rmaps: &RmapContext,
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
        pfn,
        budget_us,
        begun: Instant::now(),
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
    call.answer.cost.elapsed_ns = call.elapsed_us() * 1000;
    Ok(call.answer)
}

impl RmapCall<'_> {
    fn elapsed_us(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(0) / 1000
    }

    fn out_of_time(&self) -> bool {
        self.budget_us != 0 && self.elapsed_us() >= self.budget_us
    }

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
                // Of others no mapping is counted: nobody can tell that there is none.
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
            if self.out_of_time() || system::signal_pending() {
                return Ok(());
            }
        }
    }

    /// The next portion. A lock that somebody holds is tried again, with longer and longer waits.
    fn capture_batch(&mut self) -> Result<RmapStatus> {
        let cursor = self.answer.cursor;
        for tried in 1.. {
            let seen = {
                let guard = self.rmaps.hotplug.enter()?;
                self.batch.capture(&guard, self.pfn, cursor.from, cursor.to)
            };
            let cost = &mut self.answer.cost;
            cost.tables += 1;
            cost.vmas += self.batch.vmas().0;
            cost.entries += self.batch.mappings().count() as u64;
            cost.longest_hold_ns = cost.longest_hold_ns.max(self.batch.hold_ns());
            if !matches!(seen, RmapStatus::Busy | RmapStatus::Contended) {
                if self.batch.frame().kind() != FrameKind::Hole {
                    self.answer.frame = record(&self.batch.frame(), FrameAttribute::ALL);
                }
                return Ok(seen);
            }
            cost.drops += 1;
            if tried == TRIES || self.out_of_time() || system::signal_pending() {
                return Ok(seen);
            }
            fsleep(Delta::from_micros(25 << tried));
        }
        Ok(RmapStatus::Busy)
    }

    /// Tells a portion: by process, then by address; last those of no process.
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
            ..
        } = self;
        let cursor = &mut answer.cursor;
        // Should the room not do: what is behind this portion is none of it.
        let to = last.or(cursor.to);
        let mut processes = ProcessBatch::new();
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
                let told = if pid == cursor.pid { cursor.addr } else { 0 };
                for mapping in batch.mappings().take(run.end).skip(run.first) {
                    if mapping.place().addr < told {
                        continue;
                    }
                    if !sink.has_room() {
                        (cursor.to, cursor.pid, cursor.addr) = (to, pid, mapping.place().addr);
                        return Ok(RmapState::More);
                    }
                    sink.put(&mapping_record(&mapping, pid))?;
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
                    // All others of the portion have been told.
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
            before = Some(mapping.place());
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
    /// The runs of the portion, by address space.
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
                    GFP_KERNEL,
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

/// The record of a mapping, as process `pid` sees it.
fn mapping_record(mapping: &CapturedMapping<'_>, pid: i32) -> MappingRecord {
    let (vma_start, vma_end) = mapping.vma();
    MappingRecord {
        pid,
        level: mapping.level() as u32,
        addr: mapping.place().addr,
        entry: mapping.entry(),
        entry_bits: mapping_flags(mapping.entry(), mapping.level(), mapping.present()),
        vma_start,
        vma_end,
        vma_flags: mapping.vma_flags(),
    }
}

/// The page frame that an address leads to, unless nothing is there or it has no page structure.
pub(crate) fn page_at(mm: &MmHandle, address: u64) -> Result<Option<u64>> {
    let found = translate(mm, address, true)?.record;
    let none = found.pfn == ABSENT || found.page_kind == PageKind::Pfn as u32;
    Ok((!none).then_some(found.pfn))
}
