// SPDX-License-Identifier: GPL-2.0

//! The walker: one for all products.
//!
//! It holds the read lock of one VMA at a time, found as a page fault finds it. Between two tables
//! it gives the VMA back if somebody wants to change it, for long enough that he can change more,
//! and stops if time is up or a signal is pending; it goes on by address, never by a remembered
//! VMA. So an address range may be seen twice when VMAs change meanwhile, and is never left out.

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

/// When a walk is cut short.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum WalkMode {
    /// At a signal that kills: for readers of text, who cannot resume.
    Killable,
    /// At any signal, and after this many µs if not 0: for callers who resume.
    Interruptible { budget_us: u64 },
}

/// Takes what a walk finds. Called with the VMA read-locked.
pub(crate) trait TableVisitor {
    /// The walk has locked this VMA and goes on in it at `addr`. `false` ends the walk there.
    fn vma(&mut self, vma: &VmaRead<'_>, facts: &VmaFacts, addr: u64) -> bool;

    /// The lock was given back in the middle of a VMA.
    fn torn(&mut self) {}

    /// A captured table. `Some(addr)` ends the walk at an entry that was not taken.
    fn table(&mut self, facts: &VmaFacts, table: &TableSnapshot) -> Option<u64>;
}

/// An entry and the part of the walked range that it stands for; where a table tells entries of
/// equal attrs in one row, all of these.
pub(crate) struct WalkEntry<'a> {
    /// First address of that part.
    pub(crate) addr: u64,
    /// Its length: less than the leaf maps where the range cuts it.
    pub(crate) bytes: u64,
    /// Entries, that which the range cuts included.
    pub(crate) entries: u64,
    /// Bytes of the leaf below that part.
    pub(crate) skipped: u64,
    /// The part begins where the leaf does. Of the parts of a leaf one does, so that it counts once.
    pub(crate) first: bool,
    /// What was captured.
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

/// Adds the cost of one walk to that of those before.
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
pub(crate) struct Walker<'a> {
    live_mm: &'a LiveMm,
    table: &'a mut TableSnapshot,
    mode: WalkMode,
    begun: Instant<Monotonic>,
    cost: WalkCost,
    /// Somebody waited for the VMA that was held last.
    contended: bool,
}

/// For how long a walk leaves an address space alone after somebody had to wait for it, in µs.
///
/// Whoever changes memory does so more than once, and each time that he has to wait costs him a
/// sleep: with a pause of several such changes, most of them meet nobody.
const BACKOFF_US: i64 = 200;

/// Lets those go first who wait to change the memory that was walked. Nothing is held.
pub(crate) fn back_off() {
    fsleep(Delta::from_micros(BACKOFF_US));
}

impl<'a> Walker<'a> {
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

    /// Somebody waited to change the VMA in which it stopped: [`back_off`] before another walk.
    pub(crate) fn is_contended(&self) -> bool {
        self.contended
    }

    /// What it has cost so far.
    pub(crate) fn cost(&self) -> WalkCost {
        WalkCost {
            elapsed_ns: u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(0),
            ..self.cost
        }
    }

    /// Walks `start..end` and returns where it stopped. `ESRCH` if the process is gone, `EINTR` if
    /// a signal came before anything was walked.
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

    /// Walks the first VMA of `start..end`, the whole of it and no other, and returns its facts.
    /// `EINTR` if it could not be walked to its end.
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

    /// Walks the tables of a locked VMA. Returns how far it came, and whether the walk is to end.
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
            // A dead process's memory waits for us alone: `run` says so.
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
