// SPDX-License-Identifier: GPL-2.0

//! The ring of fault records that the probes of one process fill.
//!
//! The begin and the end of a fault are written with interrupts off, on any CPU, and
//! even in an NMI that itself faults while the CPU is writing a record. A lock would deadlock there,
//! so writers only use atomic operations, a bounded number of them:
//!
//! - A writer reserves the next number if its cell is free, fills the cell, and publishes it. The
//!   cell of a reserved number belongs to that writer alone. Without a free cell the fault is
//!   counted as lost; nothing that was not read is overwritten.
//! - The reader takes published cells in the order of their numbers, and frees each.
//! - The record of a fault is published when the fault begins. Until its end the fault is kept
//!   among the open ones, by task. The end puts the time into the record if it was not read yet;
//!   otherwise it writes a second record of the same fault, which has the time. So the reader never
//!   waits for a fault, and the time of the longest one is not missed.

use crate::abi::{
    faults::{
        FaultRecord,
        FaultRecordFlag, //
    },
    ABSENT, //
};
use core::{
    ops::Deref,
    sync::atomic::{
        AtomicU64,
        Ordering::{
            AcqRel,
            Acquire,
            Relaxed,
            Release, //
        },
    }, //
};

/// Faults whose end can be awaited at once. A fault that the kernel does not serve has no end and
/// keeps its place until the next fault of its task, or of another task of the process that has its
/// address after its exit.
pub const OPEN_FAULTS: usize = 256;
/// Places at which a task looks for its open fault.
const OPEN_TRIES: usize = 4;
/// Times that a writer tries to reserve a cell while others reserve theirs.
const RESERVE_TRIES: usize = 64;
/// Number of a fault whose record was lost.
const NO_NUMBER: u64 = u64::MAX;

/// Bits of the end of a cell: the lap of the ring, whether the fault was major, nanoseconds.
const LAP_SHIFT: u32 = 48;
const MAJOR_BIT: u64 = 1 << 47;
/// No end yet.
const OPEN: u64 = MAJOR_BIT - 1;
/// The record was read without an end.
const CLOSED: u64 = MAJOR_BIT - 2;
/// The longest time that a record can have, 39 hours.
const LONGEST_NS: u64 = MAJOR_BIT - 3;

/// Bits of the error code of a page fault (`X86_PF_*` of asm/trap_pf.h).
const CODE_PROTECTION: u64 = 1 << 0;
const CODE_WRITE: u64 = 1 << 1;
const CODE_INSTRUCTION: u64 = 1 << 4;

/// A fault that begins.
#[derive(Clone, Copy, Debug)]
pub struct FaultBegin {
    /// Identity of the thread, compared only.
    pub task: u64,
    /// Thread id.
    pub tid: i32,
    /// In user mode.
    pub is_user: bool,
    /// In an interrupt, an NMI or with page faults disabled: it has no end, and may have come in the middle
    /// of a fault of the thread.
    pub is_nested: bool,
    /// The address that was accessed.
    pub address: u64,
    /// Address of the instruction.
    pub ip: u64,
    /// Error code of the exception.
    pub code: u64,
    /// Time, in ns.
    pub now_ns: u64,
}

impl FaultBegin {
    fn flags(&self) -> u32 {
        let pairs = [
            (self.is_user, FaultRecordFlag::USER),
            (self.code & CODE_WRITE != 0, FaultRecordFlag::WRITE),
            (
                self.code & CODE_INSTRUCTION != 0,
                FaultRecordFlag::INSTRUCTION,
            ),
            (
                self.code & CODE_PROTECTION != 0,
                FaultRecordFlag::PROTECTION,
            ),
        ];
        let set = pairs.iter().filter(|(is_set, _)| *is_set);
        set.fold(0, |flags, (_, flag)| flags | flag)
    }
}

/// The end of a fault that the kernel has served.
#[derive(Clone, Copy, Debug)]
pub struct FaultEnd {
    /// Identity of the thread.
    pub task: u64,
    /// The address that was accessed.
    pub address: u64,
    /// The fault had to wait for a page.
    pub is_major: bool,
    /// Time, in ns.
    pub now_ns: u64,
}

/// What a record says of a fault, apart from its end.
#[derive(Debug, Default)]
struct FaultWords {
    number: AtomicU64,
    address: AtomicU64,
    ip: AtomicU64,
    began_ns: AtomicU64,
    /// Thread id and flags.
    who: AtomicU64,
}

impl FaultWords {
    fn store(&self, number: u64, begin: &FaultBegin) {
        let who = (u64::from(begin.tid as u32) << 32) | u64::from(begin.flags());
        self.number.store(number, Relaxed);
        self.address.store(begin.address, Relaxed);
        self.ip.store(begin.ip, Relaxed);
        self.began_ns.store(begin.now_ns, Relaxed);
        self.who.store(who, Relaxed);
    }

    fn copy_from(&self, from: &Self) {
        self.number.store(from.number.load(Relaxed), Relaxed);
        self.address.store(from.address.load(Relaxed), Relaxed);
        self.ip.store(from.ip.load(Relaxed), Relaxed);
        self.began_ns.store(from.began_ns.load(Relaxed), Relaxed);
        self.who.store(from.who.load(Relaxed), Relaxed);
    }

    fn record(&self) -> FaultRecord {
        let who = self.who.load(Relaxed);
        FaultRecord {
            number: self.number.load(Relaxed),
            address: self.address.load(Relaxed),
            ip: self.ip.load(Relaxed),
            began_ns: self.began_ns.load(Relaxed),
            ns: ABSENT,
            tid: (who >> 32) as i32,
            flags: who as u32,
        }
    }
}

/// A place for one record.
#[derive(Debug, Default)]
pub struct FaultCell {
    /// One more than the position in the ring that was published here last.
    published: AtomicU64,
    words: FaultWords,
    end: AtomicU64,
}

/// A place for a fault whose end is awaited.
#[derive(Debug, Default)]
pub struct OpenFault {
    /// The task that owns the place; 0 for none. Only the owner uses the rest.
    task: AtomicU64,
    words: FaultWords,
    /// Position of its record in the ring.
    position: AtomicU64,
}

/// The ring. Any number of writers, and one reader at a time.
#[derive(Debug)]
pub struct FaultRing<C, O> {
    cells: C,
    open: O,
    /// Position of the next record that is written.
    next: AtomicU64,
    /// Position of the next record that is read.
    tail: AtomicU64,
    lost: AtomicU64,
    untimed: AtomicU64,
}

impl<C: Deref<Target = [FaultCell]>, O: Deref<Target = [OpenFault]>> FaultRing<C, O> {
    /// An empty ring. The number of cells is a power of 2.
    pub fn new(cells: C, open: O) -> Self {
        Self {
            cells,
            open,
            next: AtomicU64::new(0),
            tail: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            untimed: AtomicU64::new(0),
        }
    }

    /// Records the begin of a fault.
    pub fn begin_fault(&self, begin: &FaultBegin) {
        let fill = |position, words: &FaultWords| words.store(position, begin);
        let position = self.append(&self.lost, OPEN, fill);
        if begin.is_nested {
            return;
        }
        let Some(open) = self.take_place(begin.task) else {
            self.untimed.fetch_add(1, Relaxed);
            return;
        };
        let position = position.unwrap_or(NO_NUMBER);
        open.words.store(position, begin);
        open.position.store(position, Relaxed);
    }

    /// Records the end of a fault. Ends of tasks that have none open are ignored.
    pub fn end_fault(&self, end: &FaultEnd) {
        let Some(open) = self.places(end.task).find(|open| is_owned(open, end)) else {
            return;
        };
        let took = end.now_ns.saturating_sub(open.words.began_ns.load(Relaxed));
        let word = took.min(LONGEST_NS) | if end.is_major { MAJOR_BIT } else { 0 };
        let position = open.position.load(Relaxed);
        if position != NO_NUMBER && !self.complete(position, word) {
            self.append(&self.untimed, word, |_, words| {
                words.copy_from(&open.words);
                words.who.fetch_or(FaultRecordFlag::LATE.into(), Relaxed);
            });
        }
        // The next owner writes the rest after this.
        open.task.store(0, Release);
    }

    /// Takes the next record; `None` if there is none yet. One reader at a time.
    pub fn take_record(&self) -> Option<FaultRecord> {
        let position = self.tail.load(Relaxed);
        let cell = self.cell(position)?;
        if cell.published.load(Acquire) != position.wrapping_add(1) {
            return None;
        }
        let mut record = cell.words.record();
        let end = cell.end.swap(self.lap(position) | CLOSED, AcqRel) & !(u64::MAX << LAP_SHIFT);
        if end != OPEN {
            record.ns = end & !MAJOR_BIT;
            record.flags |= FaultRecordFlag::ENDED;
            if end & MAJOR_BIT != 0 {
                record.flags |= FaultRecordFlag::MAJOR;
            }
        }
        // Frees the cell for a writer, after the loads above.
        self.tail.store(position.wrapping_add(1), Release);
        Some(record)
    }

    /// Counts records as lost that were taken and did not reach the user.
    pub fn lose(&self, records: u64) {
        self.lost.fetch_add(records, Relaxed);
    }

    /// Records that are in the ring now, also those that are being written.
    pub fn pending(&self) -> u64 {
        let tail = self.tail.load(Relaxed);
        self.next.load(Relaxed).saturating_sub(tail)
    }

    /// Faults without a record.
    pub fn lost(&self) -> u64 {
        self.lost.load(Relaxed)
    }

    /// Faults whose end was not recorded for lack of a place.
    pub fn untimed(&self) -> u64 {
        self.untimed.load(Relaxed)
    }

    fn cell(&self, position: u64) -> Option<&FaultCell> {
        self.cells
            .get(position as usize & self.cells.len().wrapping_sub(1))
    }

    /// The lap of a position, in its place in a cell's end.
    fn lap(&self, position: u64) -> u64 {
        (position >> self.cells.len().trailing_zeros()) << LAP_SHIFT
    }

    /// Reserves a cell, fills and publishes it, and returns its position. Without a free cell it
    /// counts that in `missed`.
    fn append(
        &self,
        missed: &AtomicU64,
        end: u64,
        fill: impl FnOnce(u64, &FaultWords),
    ) -> Option<u64> {
        let found = self.reserve().and_then(|at| Some((at, self.cell(at)?)));
        let Some((position, cell)) = found else {
            missed.fetch_add(1, Relaxed);
            return None;
        };
        fill(position, &cell.words);
        cell.end.store(self.lap(position) | end, Relaxed);
        cell.published.store(position.wrapping_add(1), Release);
        Some(position)
    }

    fn reserve(&self) -> Option<u64> {
        let mut next = self.next.load(Relaxed);
        for _ in 0..RESERVE_TRIES {
            // Pairs with the reader's store: its loads from the cell came before.
            let used = next.saturating_sub(self.tail.load(Acquire));
            if used >= self.cells.len() as u64 {
                return None;
            }
            match self.next.compare_exchange(next, next + 1, Relaxed, Relaxed) {
                Ok(position) => return Some(position),
                Err(now) => next = now,
            }
        }
        None
    }

    /// Puts the end into the record at a position, unless that was read.
    fn complete(&self, position: u64, word: u64) -> bool {
        let lap = self.lap(position);
        self.cell(position).is_some_and(|cell| {
            // The cell has been used again if it has another position. Laps have few bits, but are
            // swapped together with the end.
            if cell.published.load(Acquire) != position.wrapping_add(1) {
                return false;
            }
            let swapped = cell
                .end
                .compare_exchange(lap | OPEN, lap | word, AcqRel, Relaxed);
            swapped.is_ok()
        })
    }

    /// The places at which a task looks.
    fn places(&self, task: u64) -> impl Iterator<Item = &OpenFault> {
        // Tasks are aligned; the golden ratio spreads them.
        let hash = (task >> 6).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let count = self.open.len().max(1);
        (0..OPEN_TRIES).filter_map(move |at| self.open.get((hash as usize + at) % count))
    }

    /// The place of a task, which it has already or gets.
    fn take_place(&self, task: u64) -> Option<&OpenFault> {
        let owned = |open: &&OpenFault| open.task.load(Relaxed) == task;
        let free = |open: &&OpenFault| {
            let taken = open.task.compare_exchange(0, task, Acquire, Relaxed);
            taken.is_ok()
        };
        let found = self.places(task).find(owned);
        found.or_else(|| self.places(task).find(free))
    }
}

fn is_owned(open: &OpenFault, end: &FaultEnd) -> bool {
    open.task.load(Relaxed) == end.task && open.words.address.load(Relaxed) == end.address
}

#[cfg(test)]
mod tests;
