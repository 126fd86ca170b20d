// SPDX-License-Identifier: GPL-2.0

//! The page-table walker used by all products.
//!
//! The walker read-locks one VMA at a time, found as a page fault finds it. Between two tables it
//! checks for a pending signal, the time budget, and a writer that waits for the VMA; in the last
//! case it drops the lock and backs off. It resumes by address, never by a remembered VMA: a
//! resumed walk may visit a range twice when VMAs change, but skips nothing that stayed mapped.

use crate::{
    abi::{
        walk_cost::WalkCost,
        AbiRecord, //
    },
    model::paging::Paging,
    sys::{
        mm::{
            handle::LiveMm,
            table::{
                Leaf,
                TableSnapshot, //
            },
            vma::{
                VmaFacts,
                VmaRead, //
            },
        },
        system, //
    },
};
use kernel::{
    prelude::*,
    time::{
        delay::fsleep,
        Delta,
        Instant,
        Monotonic, //
    },
};

/// What ends a walk early.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum WalkMode {
    /// A fatal signal: for text files, and for ioctls whose result cannot be resumed (VMAS,
    /// TRANSLATE, PAGETABLE, SEGMENTS).
    Killable,
    /// Any signal, and the budget in µs unless it is 0: for callers that resume.
    Interruptible { budget_us: u64 },
}

/// Processes captured tables. Called with the VMA read-locked.
pub(crate) trait TableVisitor {
    /// The walk has locked this VMA and continues in it at `addr`. `false` ends the walk there.
    fn vma(&mut self, vma: &VmaRead<'_>, facts: &VmaFacts, addr: u64) -> bool;

    /// The lock was dropped in the middle of a VMA.
    fn torn(&mut self) {}

    /// Processes a captured table. `Some(addr)` ends the walk at an entry that was not processed.
    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64>;
}

/// The part of a captured entry that lies in the walked range, or a run of entries with equal
/// attrs.
pub(crate) struct WalkEntry<'a> {
    /// First address of the part.
    pub(crate) addr: u64,
    /// Length of the part; less than the leaf maps if the range cuts it.
    pub(crate) bytes: u64,
    /// Number of entries, including one that the range cuts.
    pub(crate) entries: u64,
    /// Bytes of the leaf before the part.
    pub(crate) skipped: u64,
    /// The part begins where the leaf does. True for the first part only, so a split leaf counts
    /// once.
    pub(crate) first: bool,
    /// The captured entry.
    pub(crate) leaf: Leaf<'a>,
}

/// The entries of a captured table, ascending.
pub(crate) fn entries(
    table: &TableSnapshot,
    paging: Paging,
) -> impl Iterator<Item = WalkEntry<'_>> {
    let span = paging.entry_span(table.level());
    let mut addr = table.addr();
    table.runs().map(move |(leaf, entries)| {
        let base = addr & !(span - 1);
        let next = base.saturating_add(span * entries).min(table.next());
        let entry = WalkEntry {
            addr,
            bytes: next - addr,
            entries,
            skipped: addr - base,
            first: addr == base,
            leaf,
        };
        addr = next;
        entry
    })
}

/// Adds the cost of one walk to a sum.
pub(crate) fn add_cost(sum: &mut WalkCost, more: &WalkCost) {
    *sum = WalkCost {
        entries: sum.entries.saturating_add(more.entries),
        tables: sum.tables.saturating_add(more.tables),
        vmas: sum.vmas.saturating_add(more.vmas),
        drops: sum.drops.saturating_add(more.drops),
        longest_hold_ns: sum.longest_hold_ns.max(more.longest_hold_ns),
        elapsed_ns: sum.elapsed_ns.saturating_add(more.elapsed_ns),
    };
}

/// A walk through one address space, in one call.
pub(crate) struct PageTableWalker<'a> {
    live_mm: &'a LiveMm,
    table: &'a mut TableSnapshot,
    mode: WalkMode,
    begun: Instant<Monotonic>,
    cost: WalkCost,
    /// A writer waited for the VMA that was held last.
    contended: bool,
}

/// Pause after a writer had to wait, in µs.
///
/// Writers change memory in bursts and sleep on contention, so one pause covers several changes.
const BACKOFF_US: i64 = 200;

/// Lets waiting writers go first. No lock is held.
pub(crate) fn back_off() {
    fsleep(Delta::from_micros(BACKOFF_US));
}

impl<'a> PageTableWalker<'a> {
    /// A walk that has not begun.
    pub(crate) fn new(live_mm: &'a LiveMm, mode: WalkMode, table: &'a mut TableSnapshot) -> Self {
        Self {
            live_mm,
            table,
            mode,
            begun: Instant::now(),
            cost: WalkCost::ZERO,
            contended: false,
        }
    }

    /// A writer waited for the VMA in which the walk stopped: call [`back_off`] before another
    /// walk.
    pub(crate) fn is_contended(&self) -> bool {
        self.contended
    }

    /// The cost so far.
    pub(crate) fn cost(&self) -> WalkCost {
        WalkCost {
            elapsed_ns: u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(0),
            ..self.cost
        }
    }

    /// Walks `start..end` and returns the address at which it stopped. `ESRCH` if the process is
    /// gone, `EINTR` if a signal arrived before anything was walked.
    pub(crate) fn run(
        &mut self,
        start: u64,
        end: u64,
        visit: &mut impl TableVisitor,
    ) -> Result<u64> {
        let mut addr = start;
        while addr < end {
            if self.live_mm.is_abandoned() {
                return Err(ESRCH);
            }
            if core::mem::take(&mut self.contended) {
                back_off();
            }
            let Some(vma) = self.live_mm.next_vma(addr)? else {
                return Ok(end);
            };
            let facts = vma.facts();
            if facts.start >= end {
                return Ok(end);
            }
            addr = addr.max(facts.start);
            self.cost.vmas += 1;
            if !visit.vma(&vma, &facts, addr) {
                return Ok(addr);
            }
            let (at, stopped) = self.tables(&vma, &facts, addr, facts.end.min(end), visit);
            addr = at;
            if stopped {
                return match addr {
                    _ if self.live_mm.is_abandoned() => Err(ESRCH),
                    _ if addr == start => Err(EINTR),
                    _ => Ok(addr),
                };
            }
        }
        Ok(end)
    }

    /// Walks the whole first VMA of `start..end` and returns its facts. `EINTR` if it could not be
    /// walked to its end.
    pub(crate) fn first_vma(
        &mut self,
        start: u64,
        end: u64,
        visit: &mut impl TableVisitor,
    ) -> Result<Option<VmaFacts>> {
        if self.live_mm.is_abandoned() {
            return Err(ESRCH);
        }
        let Some(vma) = self.live_mm.next_vma(start)? else {
            return Ok(None);
        };
        let facts = vma.facts();
        if facts.start >= end {
            return Ok(None);
        }
        self.cost.vmas += 1;
        if visit.vma(&vma, &facts, facts.start) {
            let (at, stopped) = self.tables(&vma, &facts, facts.start, facts.end, visit);
            drop(vma);
            if at < facts.end {
                visit.torn();
                if self.live_mm.is_abandoned() {
                    return Err(ESRCH);
                }
                if stopped || self.run(at, facts.end, visit)? < facts.end {
                    return Err(EINTR);
                }
            }
        }
        Ok(Some(facts))
    }

    /// Walks the tables of a locked VMA. Returns the next address, and whether the walk must end.
    fn tables(
        &mut self,
        vma: &VmaRead<'_>,
        facts: &VmaFacts,
        start: u64,
        end: u64,
        visit: &mut impl TableVisitor,
    ) -> (u64, bool) {
        let mut addr = start;
        while addr < end {
            // The process has exited and only this reference keeps its memory; `run` returns the
            // error.
            if self.signalled() || self.live_mm.is_abandoned() {
                return (addr, true);
            }
            if !vma.capture(addr, end, self.table) {
                return (end, false);
            }
            self.cost.tables += 1;
            self.cost.entries += self.table.count();
            self.cost.longest_hold_ns = self.cost.longest_hold_ns.max(self.table.hold_ns());
            let taken = visit.table(facts, self.table);
            self.contended = vma.is_contended();
            if let Some(at) = taken {
                return (at, true);
            }
            addr = self.table.next();
            if self.out_of_time() {
                return (addr, true);
            }
            if self.contended {
                self.cost.drops += 1;
                return (addr, false);
            }
        }
        (addr, false)
    }

    fn signalled(&self) -> bool {
        match self.mode {
            WalkMode::Killable => system::fatal_signal_pending(),
            WalkMode::Interruptible { .. } => system::signal_pending(),
        }
    }

    fn out_of_time(&self) -> bool {
        match self.mode {
            WalkMode::Interruptible { budget_us } if budget_us != 0 => {
                self.begun.elapsed().as_nanos() as u64 / 1000 >= budget_us
            }
            _ => false,
        }
    }
}
