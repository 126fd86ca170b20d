// SPDX-License-Identifier: GPL-2.0

//! Placement of a page on a node.
//!
//! If the kernel has the arena's policy, it is in shmem's tree, and shmem places the page. Otherwise
//! the fault is *steered*: the policy chooses a node, and shmem allocates the page under a policy that
//! prefers this node and that the fault alone uses (sys/arena/steering.rs). Faults on different pages
//! share nothing that they wait for, whatever one of them sleeps for.
//!
//! If the chosen node has no room, the nodes are asked for a page in the policy's order, without
//! reclaim, and the fault is steered to the first one that has it. The kernel decides only if none has,
//! or if the page is gone by the time of the allocation.

use super::{
    accounts::PlacementDecision,
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
        MigrationTarget,
        PendingPromotion,
        PromotionRequest, //
    },
    sys::{
        arena::{
            in_hint_fault,
            shmem::PageCacheSlot,
            ArenaFault,
            FaultResult,
            SteeringTarget, //
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
    Populated {
        node: u32,
        pages: u64,
        /// Nobody else has brought it, unless it was in swap.
        is_new: bool,
    },
    /// There is no page.
    Failed,
    /// The fault must be repeated.
    Retry,
}

impl Arena {
    /// Places page `page`, which was not in memory. `serve` has shmem allocate it, in a folio of several
    /// pages if `may_be_large`. `None` if another fault has placed it meanwhile. Fails if the task is
    /// dying, or there is no memory for a policy.
    ///
    /// Under the lock of the page no other fault places it, so that each page is counted once.
    fn place_page<T>(
        &self,
        page: u64,
        found: PageCacheSlot,
        may_be_large: bool,
        serve: impl FnOnce() -> (T, PopulateOutcome),
    ) -> Result<Option<T>> {
        let strict = match self.mode {
            PlacementMode::Kernel => {
                let absent = found == PageCacheSlot::Absent;
                let (served, outcome) = serve();
                // A common lock would cost more than `is_new`, which fails where the first of two faults
                // does not map the page.
                self.page_placed(absent, page, outcome, None, PlacementReason::Kernel);
                return Ok(Some(served));
            }
            PlacementMode::Steered { strict } => strict,
        };
        let _locked = self.page_locks.lock(page, may_be_large).ok_or(EINTR)?;
        let slot = self.shmem.slot(page);
        if matches!(slot, PageCacheSlot::Node(_)) {
            return Ok(None);
        }
        let absent = slot == PageCacheSlot::Absent;
        let in_user_range = self.shmem.has_user_policy(page);
        if in_user_range && !may_be_large {
            let (served, outcome) = serve();
            self.page_placed(absent, page, outcome, None, PlacementReason::Range);
            return Ok(Some(served));
        }

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
        let (served, outcome) = self.steer(page, may_be_large, target, serve)?;
        let mut wanted = Some(first);
        // shmem takes the policy of a folio from its first page. mbind(2) may have set one meanwhile.
        let is_ruled = match outcome {
            PopulateOutcome::Populated { pages, .. } => {
                self.shmem.has_user_policy(page - page % pages.max(1))
            }
            _ => in_user_range,
        };
        if is_ruled {
            (wanted, reason) = (None, PlacementReason::Range);
        } else if let PopulateOutcome::Populated { node, .. } = outcome {
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
        self.page_placed(absent, page, outcome, wanted, reason);
        Ok(Some(served))
    }

    /// Serves a fault on page `page`, which was on `node` a moment ago. `None` if it is gone: a page that
    /// was reclaimed or punched out meanwhile is placed and counted as any other.
    fn serve_present(
        &self,
        page: u64,
        node: u32,
        fault: &mut ArenaFault<'_>,
    ) -> Option<FaultResult> {
        let begun = self.record_use(page).map(|heat| {
            self.promote_page(page, heat, node);
            now_ns()
        });
        let served = fault.serve_by_cache();
        if let Some(begun) = begun {
            self.add_sample_cost(now_ns().saturating_sub(begun));
        }
        served
    }

    /// Runs `serve`, in which shmem allocates page `page`, on `node`.
    fn steer<T>(
        &self,
        page: u64,
        may_be_large: bool,
        node: u32,
        serve: impl FnOnce() -> T,
    ) -> Result<T> {
        let strict = matches!(self.mode, PlacementMode::Steered { strict: true });
        let target = SteeringTarget {
            node,
            // The kernel ignores nodes that the cpuset excludes.
            confined: strict.then_some(self.nodes),
        };
        self.steering
            .steer(&self.shmem, page, may_be_large, target, serve)
    }

    /// Counts a placed page. A page from swap was counted when it was placed first, and one that another
    /// task has brought meanwhile is not placed by this fault.
    fn page_placed(
        &self,
        absent: bool,
        page: u64,
        outcome: PopulateOutcome,
        wanted: Option<u32>,
        reason: PlacementReason,
    ) {
        let (node, pages, is_new) = match outcome {
            PopulateOutcome::Populated {
                node,
                pages,
                is_new,
            } => (node, pages, is_new),
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
        // The page that the kernel was asked to promote is gone.
        self.settle_promotion(page, None);
        self.record_use(page);
        self.record_node(page, node);
        self.note_fast_page(node);
        if !is_new {
            if !absent {
                MACHINE_SNAPSHOT.note_taken(node, pages);
                self.accounts.count_swapped_in();
            }
            return;
        }
        // If it was in swap, it was punched out there before shmem looked.
        MACHINE_SNAPSHOT.note_taken(node, pages);
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
            let result = self.place_page(page, found, false, || {
                let result = self.shmem.populate(page);
                let outcome = result.map_or(PopulateOutcome::Failed, |(node, is_new)| {
                    PopulateOutcome::Populated {
                        node,
                        pages: 1,
                        is_new,
                    }
                });
                (result, outcome)
            });
            if let Some(populated) = result? {
                populated?;
            }
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
        let request = match self.promotions.take(now_ns()) {
            true => self.accounts.add_pending(pending),
            false => PromotionRequest::Full,
        };
        match request {
            PromotionRequest::New => {}
            PromotionRequest::Repeated => return Some(to),
            PromotionRequest::Full => {
                self.accounts.count_refusal(MigrationRefusal::Rate);
                return None;
            }
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
        // Repeated only if another task has placed the page, or taken it away, meanwhile.
        loop {
            let found = self.shmem.slot(page);
            if let PageCacheSlot::Node(node) = found {
                if let Some(served) = self.serve_present(page, node, fault) {
                    return served;
                }
                continue;
            }
            let size = self.shmem.bytes().div_ceil(PAGE_SIZE as u64);
            if page < size && self.is_beyond_cap(page) {
                return FaultResult::SIGBUS;
            }
            // A page from swap is read into a folio of its own, but it may be punched out before.
            let may_be_large = fault.may_be_large();
            let served = self.place_page(page, found, may_be_large, || {
                let served = fault.serve_by_shmem();
                let outcome = match fault.placed_folio() {
                    _ if served.failed() => PopulateOutcome::Failed,
                    Some((node, pages, is_new)) => PopulateOutcome::Populated {
                        node,
                        pages,
                        is_new,
                    },
                    None => PopulateOutcome::Retry,
                };
                (served, outcome)
            });
            match served {
                Ok(Some(served)) => return served,
                Ok(None) => {}
                Err(error) => return FaultResult::from_error(error),
            }
        }
    }

    /// Records that a page was copied for a private mapping, to `node`.
    pub(super) fn record_private_copy(&self, page: u64, node: u32) {
        self.accounts.count_private(&PlacementDecision {
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
        // The node of a private copy is not known here, so private copies are placed by the policy, and
        // hint faults on them are the kernel's: `private_hints`.
        let sampled = match private {
            true => self.private_hints.is_some(),
            false => self.heat.is_some(),
        };
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
