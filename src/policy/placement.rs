// SPDX-License-Identifier: GPL-2.0

//! Placement of a page on a node.
//!
//! The file is governed by the policies in shmem's tree: one copy of the arena's policy for each
//! shard, except where mbind(2) has set others. If the kernel has the arena's policy, that is all.
//! Otherwise the copy is *steered*: under the shard's lock it is pointed at the node that the
//! policy chose, and shmem allocates the page. Nothing is allocated for this and the tree does not
//! change, so faults in different shards run in parallel. The shard caches its copy until
//! mbind(2) changes the shard.
//!
//! If the chosen node has no room, the nodes are asked for a page in the policy's order, without
//! reclaim, and the copy is pointed at the first one that has it. The kernel decides only if none has,
//! or if the page is gone by the time of the allocation.

use super::{
    accounts::{
        PendingPromotion,
        PlacementDecision, //
    },
    arena::{
        Arena,
        PlacementMode, //
    },
    heatmap::now_ms,
    machine_snapshot::MACHINE_SNAPSHOT, //
};
use crate::{
    abi::arena::{
        MigrationRefusal,
        PlacementReason, //
    },
    model::policy::{
        MachineView,
        MigrationTarget, //
    },
    sys::{
        arena::{
            in_hint_fault,
            mempolicy::EffectivePolicy,
            shmem::PageCacheSlot,
            ArenaFault,
            FaultResult, //
        },
        system::{
            now_ns,
            signal_pending, //
        },
    },
};
use kernel::{
    page::PAGE_SIZE,
    prelude::*, //
};

/// The outcome of asking shmem for a page.
#[derive(Clone, Copy)]
enum PopulateOutcome {
    /// The page is on this node, in a folio of this many pages.
    Populated(u32, u64),
    /// There is no page.
    Failed,
    /// The fault must be repeated.
    Retry,
}

impl Arena {
    /// Places page `page`, which is not in memory. `serve` has shmem allocate it. `None` if the
    /// task is dying.
    fn place_page<T>(
        &self,
        page: u64,
        found: PageCacheSlot,
        mut serve: impl FnMut() -> (T, PopulateOutcome),
    ) -> Option<T> {
        let strict = match self.mode {
            PlacementMode::Kernel => {
                let absent = found == PageCacheSlot::Absent;
                let (served, outcome) = serve();
                // Two threads that find the same page absent both count it; a common lock would
                // cost more.
                self.page_placed(absent, page, outcome, None, PlacementReason::Kernel);
                return Some(served);
            }
            PlacementMode::Steered { strict } => strict,
        };
        let shard = self.shards.lock(self.shard_of(page))?;
        let slot = self.shmem.slot(page);
        if matches!(slot, PageCacheSlot::Node(_)) {
            return Some(serve().0);
        }
        let absent = slot == PageCacheSlot::Absent;
        let looked_up = match shard.effective_policy() {
            Some(_) => None,
            None => self
                .shmem
                .effective_policy(page)
                .filter(EffectivePolicy::is_steered),
        };
        let Some(effective_policy) = shard.effective_policy().or(looked_up.as_ref()) else {
            let (served, outcome) = serve();
            self.page_placed(absent, page, outcome, None, PlacementReason::Range);
            return Some(served);
        };

        let context = self.placement_context();
        let policy = self.policy.get();
        let (mut order, mut reason) = policy.choose_nodes(page, &context);
        let first = order.first().unwrap_or(context.local);
        let mut missed = false;
        let mut target = first;
        if !context.has_room(first) {
            context.append_by_distance(&mut order, first, context.allowed);
            for node in order.iter() {
                if strict && !context.allowed.contains(node) {
                    continue;
                }
                if self.shmem.has_free_page(node) {
                    target = node;
                    break;
                }
                missed |= node == first;
                policy.note_miss(node);
            }
        }
        let steer = |node| match strict {
            true => effective_policy.confine(context.allowed, node),
            false => effective_policy.steer(node),
        };
        steer(target);
        let (served, outcome) = serve();
        if target != first {
            // This remains until the next page is placed, so that a fault which finds the page gone
            // again, without the shard's lock, starts from the policy's node.
            steer(first);
        }
        if let PopulateOutcome::Populated(node, _) = outcome {
            if node != first {
                if !missed {
                    policy.note_miss(first);
                }
                reason = if context.allowed.contains(node) {
                    PlacementReason::Fallback
                } else {
                    PlacementReason::Elsewhere
                };
            }
        }
        self.page_placed(absent, page, outcome, Some(first), reason);
        Some(served)
    }

    /// Counts a placed page. A page from swap was counted when it was placed first.
    fn page_placed(
        &self,
        absent: bool,
        page: u64,
        outcome: PopulateOutcome,
        wanted: Option<u32>,
        reason: PlacementReason,
    ) {
        let (node, pages) = match outcome {
            PopulateOutcome::Populated(node, pages) => (node, pages),
            PopulateOutcome::Retry => return,
            PopulateOutcome::Failed => {
                // Beyond the end of the file, memory is not what is missing.
                if page < self.shmem.bytes().div_ceil(PAGE_SIZE as u64) {
                    self.accounts.record_decision(&PlacementDecision {
                        page,
                        node: None,
                        wanted,
                        reason: PlacementReason::NoMemory,
                    });
                }
                return;
            }
        };
        MACHINE_SNAPSHOT.note_taken(node);
        self.record_use(page);
        self.record_node(page, node);
        if !absent {
            self.accounts.count_swapped_in();
            return;
        }
        let decision = PlacementDecision {
            page,
            node: Some(node),
            wanted,
            reason,
        };
        self.accounts.count_placed(&decision, pages);
    }

    /// Places all pages of a range that are not in memory, as if they were touched in turn.
    pub(super) fn populate_range(&self, start: u64, end: u64) -> Result {
        for page in start / PAGE_SIZE as u64..end.div_ceil(PAGE_SIZE as u64) {
            if signal_pending() {
                return Err(EINTR);
            }
            let found = self.shmem.slot(page);
            if matches!(found, PageCacheSlot::Node(_)) {
                continue;
            }
            let result = self.place_page(page, found, || {
                let result = self.shmem.populate(page);
                let outcome = result.map_or(PopulateOutcome::Failed, |node| {
                    PopulateOutcome::Populated(node, 1)
                });
                (result, outcome)
            });
            result.ok_or(EINTR)??;
        }
        Ok(())
    }

    /// Asks the kernel to promote a page at a NUMA hint fault. Returns the node to report.
    fn request_promotion(&self, page: u64, from: u32, to: u32) -> Option<u32> {
        let pending = PendingPromotion {
            page,
            from,
            at_ms: now_ms(),
        };
        // The kernel does not migrate a page to a node below its high watermark, however much page
        // cache could be reclaimed there.
        let memory = MACHINE_SNAPSHOT.memory(to);
        if memory.free <= memory.high {
            self.accounts.count_refusal(MigrationRefusal::Watermark);
            return None;
        }
        if !self.promotions.take(now_ns()) || !self.accounts.add_pending(pending) {
            self.accounts.count_refusal(MigrationRefusal::Rate);
            return None;
        }
        self.accounts.record_decision(&PlacementDecision {
            page,
            node: Some(to),
            wanted: Some(to),
            reason: PlacementReason::Asked,
        });
        Some(to)
    }

    /// Whether the cap excludes the page; counted.
    fn is_beyond_cap(&self, page: u64) -> bool {
        let beyond = page >= self.cap_pages();
        if beyond {
            self.accounts.record_decision(&PlacementDecision {
                page,
                node: None,
                wanted: None,
                reason: PlacementReason::Cap,
            });
        }
        beyond
    }

    /// Serves a page fault of a shared mapping, or of a private one where the file has a page.
    pub(super) fn handle_fault(&self, fault: &mut ArenaFault<'_>) -> FaultResult {
        let page = fault.page();
        let found = self.shmem.slot(page);
        if let PageCacheSlot::Node(node) = found {
            let Some(heat) = self.record_use(page) else {
                return fault.serve_by_shmem();
            };
            self.promote_page(page, heat, node);
            let begun = now_ns();
            let served = fault.serve_by_shmem();
            self.add_sample_cost(now_ns().saturating_sub(begun));
            return served;
        }
        let size = self.shmem.bytes().div_ceil(PAGE_SIZE as u64);
        if page < size && self.is_beyond_cap(page) {
            return FaultResult::SIGBUS;
        }
        self.place_page(page, found, || {
            let served = fault.serve_by_shmem();
            let outcome = match fault.placed_folio() {
                _ if served.failed() => PopulateOutcome::Failed,
                Some((node, pages)) => PopulateOutcome::Populated(node, pages),
                None => PopulateOutcome::Retry,
            };
            (served, outcome)
        })
        // The task is dying. A repeated fault from a copy inside the kernel would loop forever
        // while another task holds the lock.
        .unwrap_or(FaultResult::SIGBUS)
    }

    /// Records that a page was copied for a private mapping, to `node`.
    pub(super) fn record_private_copy(&self, page: u64, node: u32) {
        self.accounts.record_decision(&PlacementDecision {
            page,
            node: Some(node),
            wanted: None,
            reason: PlacementReason::Private,
        });
    }

    /// The node for page `page` of a private mapping or a shared one, and whether the mapping takes
    /// NUMA hint faults. Must not sleep.
    pub(super) fn preferred_node(&self, page: u64, private: bool) -> Option<(u32, bool)> {
        let context = self.placement_context();
        let policy = self.policy.get();
        // The node of a private copy is not known here. At a hint fault the kernel migrates a page to
        // the node returned here, so a copy on a fast node would be demoted whenever fast nodes are
        // short. Private copies are placed and never migrated.
        let sampled = self.heat.is_some() && !private;
        let current = match self.shmem.slot(page) {
            PageCacheSlot::Node(node) if !private => Some(node),
            _ => None,
        };
        if self.heat.is_some() && current.is_none() && in_hint_fault() {
            return Some((context.local, false));
        }
        if let (Some(heat), true, Some(current)) = (&self.heat, in_hint_fault(), current) {
            self.accounts.count_hint_fault();
            let target =
                policy.migration_target(page, heat.record_hint_fault(page), current, &context);
            let target = match target {
                MigrationTarget::Node(node) if !policy.is_fast(current) => {
                    self.request_promotion(page, current, node)
                }
                MigrationTarget::NoRoom if !policy.is_fast(current) => {
                    self.accounts.count_refusal(MigrationRefusal::Watermark);
                    None
                }
                _ => None,
            };
            return Some((target.unwrap_or(current), true));
        }
        let first = policy.choose_nodes(page, &context).0.first();
        first.map(|node| (node, sampled))
    }
}
