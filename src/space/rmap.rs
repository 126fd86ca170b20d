// SPDX-License-Identifier: GPL-2.0

//! The reverse map: a page → every (process, address) that maps it.
//!
//! One portion after the other is looked at: the places of the page, in an order of their own, that
//! come next. A place is an address space and an address there, so it stays where it is in the
//! order whatever happens to VMAs: what stayed in place is told, however often the locks were given
//! back. Then the processes are gone through, to find whose address spaces those are. No lock is
//! held meanwhile, nor while records are copied out; `mm_count` of a portion's address spaces is,
//! so that none can be taken for another.
//!
//! KSM keeps its reverse map to itself. There, the page tables of every process are walked, which is
//! slow, exact for what stays, and says so.

use super::{
    everything, paging,
    translate::translate,
    walk::{
        add,
        entries,
        Patience,
        Visit,
        Walk, //
    },
};
use crate::{
    abi::{
        names::{
            Level,
            PageKind, //
        },
        pfns::{
            Frame as FrameRecord,
            FrameAttribute, //
        },
        rmap::{
            Mapping as MappingRecord,
            RmapBit,
            RmapState, //
        },
        space::Cost,
        Record,
        ABSENT, //
    },
    model::{
        entry,
        level::Paging, //
    },
    phys::pfns::{
        nothing,
        record,
        FRAMES_END, //
    },
    sys::{
        hotplug::Hotplug,
        mm::AddressSpace,
        pid::Pid,
        records::Array,
        rmap::{
            Keys,
            Look,
            Mapping,
            MmId,
            Place,
            Processes,
            Seen, //
        },
        system,
        table::Table,
        vma::{
            VmaFacts,
            VmaRead, //
        },
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

/// Mappings of one process that a forward search takes at once, 4.5 KiB.
const FORWARD: usize = 64;

/// In the place of a process: mappings of which none was found.
const ORPHANS: i32 = i32::MAX;

/// What everybody who asks shares.
pub(crate) struct Rmaps {
    hotplug: Arc<Hotplug>,
    keys: Keys,
}

impl Rmaps {
    /// With keys of its own.
    pub(crate) fn new(hotplug: Arc<Hotplug>) -> Self {
        Self {
            hotplug,
            keys: Keys::random(),
        }
    }

    /// What memory is held in place with.
    pub(crate) fn hotplug(&self) -> &Hotplug {
        &self.hotplug
    }
}

/// Where mappings go.
pub(crate) trait Sink {
    /// There is room for another.
    fn has_room(&self) -> bool;
    /// Takes one.
    fn put(&mut self, mapping: &MappingRecord) -> Result;
}

impl Sink for Array {
    fn has_room(&self) -> bool {
        self.room() != 0
    }

    fn put(&mut self, mapping: &MappingRecord) -> Result {
        self.push(mapping)
    }
}

/// How far an enumeration has come: what lies behind `from`, and, once a portion was begun, in it
/// (up to `to`) processes from `pid` on, of that one the addresses from `addr` on.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cursor {
    from: Option<Place>,
    to: Option<Place>,
    pid: i32,
    addr: u64,
    identity: u64,
    forward: bool,
}

impl Cursor {
    const BEGUN: u64 = 1;
    const FROM: u64 = 2;
    const TO: u64 = 4;
    const FORWARD: u64 = 8;

    /// As a caller keeps it; nothing if it is no cursor.
    pub(crate) fn unpack(words: &[u64; 8]) -> Option<Self> {
        let &[flags, from_order, from_addr, to_order, to_addr, pid, addr, identity] = words;
        if flags == 0 {
            return words.iter().all(|&word| word == 0).then(Self::default);
        }
        const KNOWN: u64 = Cursor::BEGUN | Cursor::FROM | Cursor::TO | Cursor::FORWARD;
        if flags & Self::BEGUN == 0 || flags & !KNOWN != 0 {
            return None;
        }
        let place = |flag, order, addr| (flags & flag != 0).then_some(Place { order, addr });
        Some(Self {
            from: place(Self::FROM, from_order, from_addr),
            to: place(Self::TO, to_order, to_addr),
            pid: i32::try_from(pid).ok()?,
            addr,
            identity,
            forward: flags & Self::FORWARD != 0,
        })
    }

    /// For a caller to keep.
    pub(crate) fn pack(&self) -> [u64; 8] {
        let flag = |on, flag| if on { flag } else { 0 };
        let from = self.from.unwrap_or_default();
        let to = self.to.unwrap_or_default();
        [
            Self::BEGUN
                | flag(self.from.is_some(), Self::FROM)
                | flag(self.to.is_some(), Self::TO)
                | flag(self.forward, Self::FORWARD),
            from.order,
            from.addr,
            to.order,
            to.addr,
            self.pid.unsigned_abs().into(),
            self.addr,
            self.identity,
        ]
    }
}

/// The answer to one call.
pub(crate) struct Answer {
    pub(crate) state: RmapState,
    pub(crate) bits: u32,
    pub(crate) cursor: Cursor,
    pub(crate) frame: FrameRecord,
    pub(crate) cost: Cost,
}

impl Answer {
    /// Of what no frame stands behind.
    pub(crate) fn no_frame() -> Self {
        Self {
            state: RmapState::NoFrame,
            bits: 0,
            cursor: Cursor::default(),
            frame: nothing(ABSENT),
            cost: Cost::ZERO,
        }
    }
}

/// The mappings of one address space in a portion: they follow each other.
#[derive(Clone, Copy, Default)]
struct Run {
    mm: MmId,
    first: usize,
    end: usize,
    owned: bool,
}

/// One call.
struct Call<'a> {
    rmaps: &'a Rmaps,
    pfn: u64,
    budget_us: u64,
    begun: Instant<Monotonic>,
    look: Look,
    runs: KVec<Run>,
    answer: Answer,
}

/// Tells mappings of frame `pfn` from `cursor` on until `sink` is full, `budget_us` is used up (0: no
/// limit), or a signal is pending.
pub(crate) fn rmap(
    rmaps: &Rmaps,
    pfn: u64,
    cursor: Cursor,
    budget_us: u64,
    sink: &mut impl Sink,
) -> Result<Answer> {
    if pfn >= FRAMES_END {
        return Err(EINVAL);
    }
    let mut call = Call {
        rmaps,
        pfn,
        budget_us,
        begun: Instant::now(),
        look: Look::new(&rmaps.keys)?,
        runs: KVec::new(),
        answer: Answer {
            state: RmapState::More,
            bits: 0,
            cursor,
            frame: nothing(pfn),
            cost: Cost::ZERO,
        },
    };
    call.run(sink)?;
    call.answer.cost.elapsed_ns = call.elapsed_us() * 1000;
    Ok(call.answer)
}

impl Call<'_> {
    fn elapsed_us(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(0) / 1000
    }

    fn out_of_time(&self) -> bool {
        self.budget_us != 0 && self.elapsed_us() >= self.budget_us
    }

    fn run(&mut self, sink: &mut impl Sink) -> Result {
        loop {
            let seen = self.look()?;
            let cursor = &mut self.answer.cursor;
            let (before, now) = (cursor.identity, self.look.identity());
            self.answer.state = match seen {
                Seen::Busy | Seen::Contended => RmapState::Contended,
                _ if before != 0 && before != now => RmapState::Stale,
                Seen::NoPage => RmapState::NoPage,
                Seen::Unreferenced | Seen::Untracked => RmapState::Untracked,
                // Of others no mapping is counted: nobody can tell that there is none.
                Seen::Unmapped if !self.look.frame().mappable() => RmapState::Untracked,
                Seen::Unmapped => RmapState::Unmapped,
                Seen::Ksm => {
                    cursor.identity = now;
                    self.answer.bits |= RmapBit::FORWARD;
                    return self.forward(sink);
                }
                Seen::All | Seen::UpTo(_) => {
                    cursor.identity = now;
                    self.tell(seen, sink)?
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
    fn look(&mut self) -> Result<Seen> {
        let cursor = self.answer.cursor;
        for tried in 1.. {
            let seen = {
                let guard = self.rmaps.hotplug.enter()?;
                self.look.look(&guard, self.pfn, cursor.from, cursor.to)
            };
            let cost = &mut self.answer.cost;
            cost.tables += 1;
            cost.vmas += self.look.vmas().0;
            cost.entries += self.look.mappings().count() as u64;
            cost.longest_hold_ns = cost.longest_hold_ns.max(self.look.hold_ns());
            if !matches!(seen, Seen::Busy | Seen::Contended) {
                if self.look.frame().online() {
                    self.answer.frame = record(&self.look.frame(), FrameAttribute::ALL);
                }
                return Ok(seen);
            }
            cost.drops += 1;
            if tried == TRIES || self.out_of_time() || system::signal_pending() {
                return Ok(seen);
            }
            fsleep(Delta::from_micros(25 << tried));
        }
        Ok(Seen::Busy)
    }

    /// Tells a portion: by process, then by address; last those of no process.
    fn tell(&mut self, seen: Seen, sink: &mut impl Sink) -> Result<RmapState> {
        let last = match seen {
            Seen::UpTo(place) => Some(place),
            _ => None,
        };
        self.find_runs()?;
        let Self {
            look, runs, answer, ..
        } = self;
        let cursor = &mut answer.cursor;
        // Should the room not do: what is behind this portion is none of it.
        let to = last.or(cursor.to);
        let mut processes = Processes::new();
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
                for mapping in look.mappings().take(run.end).skip(run.first) {
                    if mapping.place().addr < told {
                        continue;
                    }
                    if !sink.has_room() {
                        (cursor.to, cursor.pid, cursor.addr) = (to, pid, mapping.place().addr);
                        return Ok(RmapState::More);
                    }
                    sink.put(&of(&mapping, pid))?;
                }
            }
            if system::fatal_signal_pending() {
                return Err(EINTR);
            }
        }
        let mut before = cursor.from;
        for mapping in look.mappings() {
            let run = runs.binary_search_by_key(&mapping.mm(), |run| run.mm);
            if !run.is_ok_and(|index| runs[index].owned) {
                if !sink.has_room() {
                    // All others of the portion have been told.
                    *cursor = Cursor {
                        from: before,
                        to,
                        pid: ORPHANS,
                        addr: 0,
                        ..*cursor
                    };
                    return Ok(RmapState::More);
                }
                sink.put(&of(&mapping, 0))?;
            }
            before = Some(mapping.place());
        }
        Ok(match last {
            None => RmapState::Complete,
            Some(last) => {
                *cursor = Cursor {
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

impl Call<'_> {
    /// The runs of the portion, by address space.
    fn find_runs(&mut self) -> Result {
        self.runs.clear();
        for (index, mapping) in self.look.mappings().enumerate() {
            match self.runs.last_mut() {
                Some(run) if run.mm == mapping.mm() => run.end = index + 1,
                _ => self.runs.push(
                    Run {
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

    /// Walks the page tables of every process, from where the cursor is.
    fn forward(&mut self, sink: &mut impl Sink) -> Result {
        let mut table = Table::new()?;
        let mut found = KVec::with_capacity(FORWARD, GFP_KERNEL)?;
        let mut processes = Processes::new();
        self.answer.cursor.forward = true;
        let mut next = Some(self.answer.cursor.pid.max(1));
        while let Some(from) = next {
            next = processes.find(from);
            for (pid, mm) in processes.iter() {
                if mm == MmId::default() {
                    continue;
                }
                let cursor = &mut self.answer.cursor;
                if pid != cursor.pid {
                    (cursor.pid, cursor.addr) = (pid, 0);
                }
                match self.forward_one(&mut table, &mut found, sink) {
                    Ok(true) => (),
                    Ok(false) => return Ok(()),
                    // Gone meanwhile, or no process with memory any more.
                    Err(error) if error == ESRCH || error == ENXIO => (),
                    Err(error) => return Err(error),
                }
            }
        }
        self.answer.state = RmapState::Complete;
        Ok(())
    }

    /// Walks the rest of the process that the cursor stands in; `false` if the call is to end.
    fn forward_one(
        &mut self,
        table: &mut Table,
        found: &mut KVec<MappingRecord>,
        sink: &mut impl Sink,
    ) -> Result<bool> {
        let space = Pid::find_process(self.answer.cursor.pid)
            .ok_or(ESRCH)?
            .address_space()?;
        let (_, end) = everything();
        while self.answer.cursor.addr < end {
            if system::signal_pending() || self.out_of_time() || !sink.has_room() {
                return Ok(false);
            }
            found.clear();
            let mut search = Search {
                pfn: self.pfn,
                pid: self.answer.cursor.pid,
                paging: paging(),
                found,
            };
            let patience = Patience::Call {
                budget_us: match self.budget_us {
                    0 => 0,
                    budget => budget.saturating_sub(self.elapsed_us()).max(1),
                },
            };
            let ran = {
                let users = space.users()?;
                let mut walk = Walk::new(&users, patience, table);
                let ran = walk.run(self.answer.cursor.addr, end, &mut search);
                add(&mut self.answer.cost, &walk.cost());
                ran
            };
            for mapping in found.iter() {
                if !sink.has_room() {
                    self.answer.cursor.addr = mapping.addr;
                    return Ok(false);
                }
                sink.put(mapping)?;
            }
            match ran {
                Ok(at) => self.answer.cursor.addr = at,
                Err(error) if error == EINTR => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

/// Finds entries that map a frame; ends the walk where there is no room for another.
struct Search<'a> {
    pfn: u64,
    pid: i32,
    paging: Paging,
    found: &'a mut KVec<MappingRecord>,
}

impl Visit for Search<'_> {
    fn vma(&mut self, _vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        true
    }

    fn table(&mut self, facts: &VmaFacts, table: &Table) -> Option<u64> {
        let level = table.level();
        for found in entries(table, self.paging) {
            let Some(first) = found.leaf.pfn() else {
                continue;
            };
            let first = first + (found.skipped >> kernel::page::PAGE_SHIFT);
            let index = self.pfn.wrapping_sub(first);
            if index >= found.bytes >> kernel::page::PAGE_SHIFT {
                continue;
            }
            let raw = found.leaf.entry();
            let mapping = MappingRecord {
                pid: self.pid,
                level: level as u32,
                addr: found.addr + (index << kernel::page::PAGE_SHIFT),
                entry: raw,
                entry_bits: bits(raw, level, found.leaf.present()),
                vma_start: facts.start,
                vma_end: facts.end,
                vma_flags: facts.flags,
            };
            if self.found.push_within_capacity(mapping).is_err() {
                return Some(found.addr);
            }
        }
        None
    }
}

fn bits(raw: u64, level: Level, present: bool) -> u64 {
    match present {
        true => entry::of_leaf(raw, level),
        false => entry::of_not_present(raw),
    }
}

/// The record of a mapping, as process `pid` sees it.
fn of(mapping: &Mapping<'_>, pid: i32) -> MappingRecord {
    let (vma_start, vma_end) = mapping.vma();
    MappingRecord {
        pid,
        level: mapping.level() as u32,
        addr: mapping.place().addr,
        entry: mapping.entry(),
        entry_bits: bits(mapping.entry(), mapping.level(), mapping.present()),
        vma_start,
        vma_end,
        vma_flags: mapping.vma_flags(),
    }
}

/// The page frame that an address leads to, unless nothing is there or it has no page structure.
pub(crate) fn page_at(space: &AddressSpace, address: u64) -> Result<Option<u64>> {
    let found = translate(space, address, true)?.record;
    let none = found.pfn == ABSENT || found.page_kind == PageKind::Pfn as u32;
    Ok((!none).then_some(found.pfn))
}
