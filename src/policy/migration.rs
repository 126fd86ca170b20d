// SPDX-License-Identifier: GPL-2.0

//! Migration of pages between tiers and by `RMM_ARENA_MOVE`. The protocol for one page is in
//! sys/arena/migration.rs.

use super::{
    accounts::PlacementDecision,
    arena::Arena,
    heatmap::{
        now_ms,
        HeatMap, //
    },
    machine_snapshot::MACHINE_SNAPSHOT,
    worker::RoundBudget, //
};
use crate::{
    abi::arena::{
        ArenaMoveArgs,
        MigrationRefusal,
        PlacementReason, //
    },
    model::{
        migration::MigrateOutcome,
        policy::{
            HeatLevel,
            MachineView,
            MigrationTarget,
            NodeSet,
            PageTier,
            RateLimit, //
        }, //
    },
    sys::{
        arena::shmem::{
            PageCacheSlot,
            ShmemFile,
            UnmapObstacle, //
        },
        memory::numa::allowed_nodes,
        system::{
            cond_resched,
            now_ns,
            signal_pending, //
        },
    },
};
use kernel::{
    page::PAGE_SIZE,
    prelude::*, //
};

/// A page with more mappings is neither sampled nor migrated between tiers: unmapping it would hold up
/// the other arenas.
pub(super) const MAX_MAPPINGS: usize = 1024;

/// Passes over the pages in one round of the worker, for the coldest ones.
const DEMOTION_PASSES: usize = 4;

/// Most pages demoted in one round of the worker.
const DEMOTION_BATCH: u64 = 2048;

/// Time after which the outcome of a requested promotion is certain, even if a CPU was stalled.
const MIGRATION_SETTLE_MS: u32 = 250;

impl Arena {
    /// `RMM_ARENA_MOVE`. Stops at a signal.
    pub(crate) fn move_range(&self, args: &mut ArenaMoveArgs) -> Result {
        let page_size = PAGE_SIZE as u64;
        let end = args.start.checked_add(args.len).ok_or(EINVAL)?;
        if args.flags != 0 || args.start % page_size != 0 || args.len % page_size != 0 {
            return Err(EINVAL);
        }
        let nodes = NodeSet(args.nodes).intersection(allowed_nodes());
        if nodes.is_empty() {
            return Err(EINVAL);
        }
        let mut turn = 0;
        let last = end.min(self.shmem.bytes().next_multiple_of(page_size));
        let mut at = args.start;
        let mut drained = false;
        while at < last {
            let page = at / page_size;
            // Migrating a page takes a few microseconds.
            if page % 64 == 0 && signal_pending() {
                break;
            }
            at += page_size;
            let mut moved = self.move_page(page, nodes, &mut turn);
            // As the kernel before it migrates pages, but only if needed.
            if matches!(moved, MigrateOutcome::Refused(MigrationRefusal::Pinned)) && !drained {
                drained = true;
                ShmemFile::drain_lru_batches();
                moved = self.move_page(page, nodes, &mut turn);
            }
            match moved {
                MigrateOutcome::Migrated(_) => args.moved += 1,
                MigrateOutcome::AlreadyThere => args.stayed += 1,
                MigrateOutcome::Absent => args.absent += 1,
                MigrateOutcome::Refused(why) => {
                    self.accounts.count_refusal(why);
                    args.refusals[why as usize] += 1;
                }
            }
        }
        if at >= last {
            args.absent += (end - last.min(end).max(args.start)) / page_size;
            at = end;
        }
        args.next = at;
        Ok(())
    }

    fn move_page(&self, page: u64, nodes: NodeSet, turn: &mut u32) -> MigrateOutcome {
        let PageCacheSlot::Node(current) = self.shmem.slot(page) else {
            return MigrateOutcome::Absent;
        };
        if nodes.contains(current) {
            return MigrateOutcome::AlreadyThere;
        }
        let Some(target) = nodes.nth(*turn % nodes.len().max(1)) else {
            return MigrateOutcome::AlreadyThere;
        };
        MACHINE_SNAPSHOT.refresh(allowed_nodes());
        let memory = MACHINE_SNAPSHOT.memory(target);
        if memory.available() <= memory.high {
            // The next node may have room.
            *turn = turn.wrapping_add(1);
            return MigrateOutcome::Refused(MigrationRefusal::Watermark);
        }
        // The caller may spend its own time on many mappings.
        let moved = self.migrate_unless_obstructed(page, target, usize::MAX);
        if let MigrateOutcome::Migrated(from) = moved {
            *turn = turn.wrapping_add(1);
            self.record_migration(page, from, target, PlacementReason::Moved);
        }
        moved
    }

    /// Records a migrated page.
    fn record_migration(&self, page: u64, from: u32, to: u32, reason: PlacementReason) {
        MACHINE_SNAPSHOT.note_freed(from);
        MACHINE_SNAPSHOT.note_taken(to);
        self.record_node(page, to);
        let decision = PlacementDecision {
            page,
            node: Some(to),
            wanted: Some(to),
            reason,
        };
        self.accounts.count_migration(&decision, from);
    }

    /// Migrates a page, unless that would clear soft-dirty bits that a process tracks, or unmap more
    /// than `most` mappings. May sleep.
    fn migrate_unless_obstructed(&self, page: u64, to: u32, most: usize) -> MigrateOutcome {
        match self.shmem.unmap_obstacle(page, 1, most) {
            Some(UnmapObstacle::Tracked) => MigrateOutcome::Refused(MigrationRefusal::Tracked),
            Some(UnmapObstacle::Shared) => MigrateOutcome::Refused(MigrationRefusal::Shared),
            None => self.shmem.migrate_page(page, to),
        }
    }

    /// Migrates a page to another tier and counts the outcome. A page under a policy of mbind(2)
    /// stays. May sleep.
    fn migrate_to_tier(
        &self,
        page: u64,
        to: u32,
        reason: PlacementReason,
        rate: &RateLimit,
    ) -> MigrateOutcome {
        let effective_policy = self.shmem.effective_policy(page);
        if !effective_policy.is_some_and(|effective_policy| effective_policy.is_steered()) {
            return MigrateOutcome::AlreadyThere;
        }
        let moved = if rate.take(now_ns()) {
            self.migrate_unless_obstructed(page, to, MAX_MAPPINGS)
        } else {
            MigrateOutcome::Refused(MigrationRefusal::Rate)
        };
        match moved {
            // Another task may have moved it here from elsewhere meanwhile.
            MigrateOutcome::Migrated(from) => self.record_migration(page, from, to, reason),
            MigrateOutcome::Refused(why) => self.accounts.count_refusal(why),
            MigrateOutcome::AlreadyThere | MigrateOutcome::Absent => {}
        }
        moved
    }

    /// Promotes a page that was just used with this heat, if it should be on another node. At this
    /// moment the page is unmapped where it is used, and its user waits for the fault anyway.
    pub(super) fn promote_page(&self, page: u64, heat: HeatLevel, from: u32) {
        let policy = self.policy.get();
        if policy.is_fast(from) {
            return;
        }
        match policy.migration_target(page, Some(heat), from, &self.placement_context()) {
            MigrationTarget::Node(to) => {
                self.migrate_to_tier(page, to, PlacementReason::Promoted, &self.promotions);
            }
            MigrationTarget::NoRoom => self.accounts.count_refusal(MigrationRefusal::Watermark),
            MigrationTarget::Stay => {}
        }
    }

    /// Demotes as many pages as the policy asks for. A freed page stays on a per-CPU list for a
    /// while, where it does not count as free, so recent demotions are subtracted.
    pub(super) fn demote_pages(&self, heat: &HeatMap, budget: &RoundBudget) {
        let policy = self.policy.get();
        let mut left = policy.pages_to_demote(&self.placement_context());
        left = left
            .saturating_sub(heat.recently_demoted())
            .min(DEMOTION_BATCH);
        for _ in 0..DEMOTION_PASSES {
            if left == 0 || budget.is_spent() || self.is_closed() {
                return;
            }
            // Other pages are the coldest once those that cannot be migrated are left out.
            heat.update_thresholds(policy, &self.placement_context());
            if !self.demote_coldest(heat, budget, &mut left) {
                return;
            }
        }
    }

    /// Passes over all pages once. Returns `false` if another pass is useless.
    fn demote_coldest(&self, heat: &HeatMap, budget: &RoundBudget, left: &mut u64) -> bool {
        let policy = self.policy.get();
        let mut tried = false;
        for _ in 0..heat.len() {
            let (page, seen) = heat.next_demotion_candidate();
            if page % 1024 == 0 {
                cond_resched();
                if self.is_closed() || budget.is_spent() {
                    return false;
                }
            }
            let cold = seen.heat().filter(|&level| {
                seen.tier == PageTier::Fast && !seen.stuck && policy.is_demotable(level)
            });
            let Some(level) = cold else { continue };
            let PageCacheSlot::Node(from) = self.shmem.slot(page) else {
                continue;
            };
            if !policy.is_fast(from) {
                // The kernel has demoted the page.
                self.record_node(page, from);
                continue;
            }
            match policy.migration_target(page, Some(level), from, &self.placement_context()) {
                MigrationTarget::Stay => self.record_node(page, from),
                MigrationTarget::NoRoom => {
                    self.accounts.count_refusal(MigrationRefusal::Watermark);
                    return false;
                }
                MigrationTarget::Node(to) => {
                    tried = true;
                    let reason = PlacementReason::Demoted;
                    match self.migrate_to_tier(page, to, reason, &self.demotions) {
                        MigrateOutcome::Migrated(_) => {
                            // The page is unmapped now, so its next use is a sample of the
                            // decision.
                            heat.arm(page);
                            heat.note_demoted();
                            *left -= 1;
                        }
                        MigrateOutcome::Refused(
                            MigrationRefusal::Rate | MigrationRefusal::NoMemory,
                        ) => return false,
                        _ => heat.mark_stuck(page),
                    }
                }
            }
            if *left == 0 || budget.is_spent() {
                return false;
            }
        }
        tried
    }

    /// Counts the outcome of promotions that the kernel was asked for.
    pub(super) fn resolve_pending_promotions(&self) {
        let until = now_ms().wrapping_sub(MIGRATION_SETTLE_MS);
        while let Some(pending) = self.accounts.take_pending(until) {
            match self.shmem.slot(pending.page) {
                PageCacheSlot::Node(node) if self.policy.get().is_fast(node) => {
                    self.record_migration(
                        pending.page,
                        pending.from,
                        node,
                        PlacementReason::Promoted,
                    );
                }
                _ => self.accounts.count_refusal(MigrationRefusal::Kernel),
            }
        }
    }
}
