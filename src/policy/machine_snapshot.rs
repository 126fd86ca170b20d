// SPDX-License-Identifier: GPL-2.0

//! The machine as policies see it: free memory, at most one tick old.

use super::heatmap::now_ms;
use crate::{
    model::policy::{
        MachineView,
        NodeMemory,
        NodeSet,
        NODES, //
    },
    sys::{
        memory::numa,
        system, //
    },
};
use core::sync::atomic::{
    AtomicU64,
    Ordering::Relaxed, //
};

/// Memory of one node, and the tick in which it was read. Each field is read and written
/// atomically. Faults on one node do not slow down those that look at another.
#[repr(align(64))]
struct CachedNodeMemory {
    tick: AtomicU64,
    free: AtomicU64,
    low: AtomicU64,
    high: AtomicU64,
    managed: AtomicU64,
    reclaimable: AtomicU64,
}

/// Cached memory of all nodes. Reading every zone for every page would cost more than placing the
/// page.
pub(super) struct MachineSnapshot {
    nodes: [CachedNodeMemory; NODES],
}

/// The only instance.
pub(super) static MACHINE_SNAPSHOT: MachineSnapshot = MachineSnapshot {
    nodes: [const {
        CachedNodeMemory {
            tick: AtomicU64::new(u64::MAX),
            free: AtomicU64::new(0),
            low: AtomicU64::new(0),
            high: AtomicU64::new(0),
            managed: AtomicU64::new(0),
            reclaimable: AtomicU64::new(0),
        }
    }; NODES],
};

impl MachineSnapshot {
    /// Refreshes the nodes of `nodes` that were not read in this tick. Each node has its own time,
    /// because callers may be allowed different nodes.
    pub(super) fn refresh(&self, nodes: NodeSet) {
        let tick = system::ticks();
        for node in nodes.iter() {
            let cached = &self.nodes[node as usize % NODES];
            let last = cached.tick.load(Relaxed);
            // The loser of the race uses the previous values.
            if last == tick
                || cached
                    .tick
                    .compare_exchange(last, tick, Relaxed, Relaxed)
                    .is_err()
            {
                continue;
            }
            let memory = numa::memory_of(node);
            cached.free.store(memory.free, Relaxed);
            cached.low.store(memory.low, Relaxed);
            cached.high.store(memory.high, Relaxed);
            cached.managed.store(memory.managed, Relaxed);
            cached.reclaimable.store(memory.reclaimable, Relaxed);
        }
    }

    /// Records that a page of a node was freed.
    pub(super) fn note_freed(&self, node: u32) {
        self.nodes[node as usize % NODES].free.fetch_add(1, Relaxed);
    }

    /// Records that pages were allocated on a node, which makes the cached values older.
    pub(super) fn note_taken(&self, node: u32, pages: u64) {
        let free = &self.nodes[node as usize % NODES].free;
        free.store(free.load(Relaxed).saturating_sub(pages), Relaxed);
    }
}

impl MachineView for MachineSnapshot {
    fn memory(&self, node: u32) -> NodeMemory {
        let cached = &self.nodes[node as usize % NODES];
        NodeMemory {
            free: cached.free.load(Relaxed),
            low: cached.low.load(Relaxed),
            high: cached.high.load(Relaxed),
            managed: cached.managed.load(Relaxed),
            reclaimable: cached.reclaimable.load(Relaxed),
        }
    }

    fn distance(&self, from: u32, to: u32) -> u32 {
        numa::distance(from, to)
    }

    fn now_ms(&self) -> u32 {
        now_ms()
    }

    fn nearest(&self, from: u32, nodes: NodeSet) -> Option<u32> {
        numa::nearest(from, nodes)
    }
}
