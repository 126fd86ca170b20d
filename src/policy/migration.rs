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
            PendingPromotion,
            PlacementContext,
            RateLimit, //
        }, //
    },
    sys::{
        arena::{
            mappings::{
                MappingSurvey,
                UnmapObstacle, //
            },
            shmem::{
                PageCacheSlot,
                ShmemFile, //
            },
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

/// `RMM_ARENA_MOVE` leaves a page with more mappings. The kernel unmaps it from all of them in one hold of
/// i_mmap_rwsem, for read, during which no process can map, unmap or fork with the arena: some 30 ms.
const MAX_MOVED_MAPPINGS: usize = 8192;

/// Passes over the pages in one round of the worker, for the coldest ones.
const DEMOTION_PASSES: usize = 4;

/// Most pages demoted in one round of the worker.
const DEMOTION_BATCH: u64 = 2048;

/// Pages of a pass that are looked at and demoted before the time is checked: a millisecond's work.
/// Otherwise a round whose census takes all its time would demote nothing, and no page could be promoted.
const LEAST_SEEN: u64 = 1 << 16;
const LEAST_DEMOTED: u64 = 256;

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
        let survey = self.shmem.survey_mappings(page, 1, MAX_MOVED_MAPPINGS);
        let allowed = nodes.intersection(survey.nodes);
        if let Some(refusal) = refusal_by_mappings(&survey, allowed) {
            return MigrateOutcome::Refused(refusal);
        }
        let Some(target) = allowed.nth(*turn % allowed.len().max(1)) else {
            return MigrateOutcome::AlreadyThere;
        };
        MACHINE_SNAPSHOT.refresh(allowed_nodes());
        let memory = MACHINE_SNAPSHOT.memory(target);
        if memory.available() <= memory.high {
            // The next node may have room.
            *turn = turn.wrapping_add(1);
            return MigrateOutcome::Refused(MigrationRefusal::Watermark);
        }
        let moved = self.shmem.migrate_page(page, target);
        if let MigrateOutcome::Migrated(from) = moved {
            *turn = turn.wrapping_add(1);
            self.record_migration(page, from, target, PlacementReason::Moved);
        }
        moved
    }

    /// Records a page that this module migrated.
    fn record_migration(&self, page: u64, from: u32, to: u32, reason: PlacementReason) {
        // If the kernel was asked to promote it, it did so before, or not at all.
        self.settle_promotion(page, Some(from));
        self.count_migration(page, from, to, reason);
    }

    /// Counts a migrated page.
    fn count_migration(&self, page: u64, from: u32, to: u32, reason: PlacementReason) {
        MACHINE_SNAPSHOT.note_freed(from);
        MACHINE_SNAPSHOT.note_taken(to, 1);
        self.record_node(page, to);
        if !self.policy.get().is_fast(from) {
            self.note_fast_page(to);
        }
        let decision = PlacementDecision {
            page,
            node: Some(to),
            wanted: Some(to),
            reason,
        };
        self.accounts.count_migration(&decision, from);
    }

    /// Migrates a page of this heat on node `from` to the tier where it should be, which is another one,
    /// and counts the outcome. A page under a policy of mbind(2) stays. May sleep.
    ///
    /// The task that migrates is the worker, or one of several that map the page. So the node must be
    /// one that the cpusets of all of them allow now.
    fn migrate_to_tier(
        &self,
        page: u64,
        heat: HeatLevel,
        from: u32,
        reason: PlacementReason,
        rate: &RateLimit,
    ) -> MigrateOutcome {
        if self.shmem.has_user_policy(page) {
            return MigrateOutcome::AlreadyThere;
        }
        let chosen = match rate.take(now_ns()) {
            true => self.choose_tier_node(page, heat, from),
            false => Err(MigrationRefusal::Rate),
        };
        let moved = match chosen {
            Ok(None) => MigrateOutcome::AlreadyThere,
            Ok(Some(to)) => self.shmem.migrate_page(page, to),
            Err(refusal) => MigrateOutcome::Refused(refusal),
        };
        match (moved, chosen) {
            // Another task may have moved it here from elsewhere meanwhile.
            (MigrateOutcome::Migrated(from), Ok(Some(to))) => {
                self.record_migration(page, from, to, reason)
            }
            (MigrateOutcome::Refused(why), _) => self.accounts.count_refusal(why),
            _ => {}
        }
        moved
    }

    /// The node that a page should be migrated to, of those that its mappings allow. May sleep.
    fn choose_tier_node(
        &self,
        page: u64,
        heat: HeatLevel,
        from: u32,
    ) -> Result<Option<u32>, MigrationRefusal> {
        let survey = self.shmem.survey_mappings(page, 1, MAX_MAPPINGS);
        let mut context = self.placement_context();
        let target = |context: &PlacementContext<'_>| {
            let policy = self.policy.get();
            policy.migration_target(page, Some(heat), from, context)
        };
        // Memory or the heat of others may have changed since the caller asked.
        if target(&context) == MigrationTarget::Stay {
            return Ok(None);
        }
        context.allowed = context.allowed.intersection(survey.nodes);
        if let Some(refusal) = refusal_by_mappings(&survey, context.allowed) {
            return Err(refusal);
        }
        match target(&context) {
            MigrationTarget::Node(to) => Ok(Some(to)),
            MigrationTarget::NoRoom => Err(MigrationRefusal::Watermark),
            MigrationTarget::Stay => Err(MigrationRefusal::Cpuset),
        }
    }

    /// Promotes a page that was just used with this heat, if it should be on another node. At this
    /// moment the page is unmapped where it is used, and its user waits for the fault anyway.
    pub(super) fn promote_page(&self, page: u64, heat: HeatLevel, from: u32) {
        let policy = self.policy.get();
        if policy.is_fast(from) {
            return;
        }
        match policy.migration_target(page, Some(heat), from, &self.placement_context()) {
            MigrationTarget::Node(_) => {
                let reason = PlacementReason::Promoted;
                self.migrate_to_tier(page, heat, from, reason, &self.promotions);
            }
            MigrationTarget::NoRoom => {
                self.accounts.count_refusal(MigrationRefusal::Watermark);
                if let Some(heat) = &self.heat {
                    heat.note_waiting();
                }
            }
            MigrationTarget::Stay => {}
        }
    }

    /// Demotes as many pages as the policy asks for, and one for each that could not be promoted since the
    /// last round for lack of room. A freed page stays on a per-CPU list for a
    /// while, where it does not count as free, so recent demotions are subtracted.
    pub(super) fn demote_pages(&self, heat: &HeatMap, budget: &RoundBudget) {
        let policy = self.policy.get();
        let lack = policy.pages_to_demote(&self.placement_context());
        let lacking = lack.saturating_sub(heat.recently_demoted());
        let mut left = (lacking + heat.take_waiting()).min(DEMOTION_BATCH);
        if !heat.demotion_gauge.allows(lack, now_ms()) {
            return;
        }
        for pass in 0..DEMOTION_PASSES {
            if left == 0 || budget.is_spent() || self.is_closed() {
                return;
            }
            // A census takes as long as the demotion of some hundred pages, so the first pass uses a recent
            // one. Other pages are the coldest once those that cannot be migrated are left out.
            if pass == 0 {
                heat.update_thresholds_if_due(policy, &self.placement_context());
            } else {
                heat.update_thresholds(policy, &self.placement_context());
            }
            // With thresholds of a second ago there may be nothing to demote.
            if !self.demote_coldest(heat, budget, &mut left) && pass != 0 {
                return;
            }
        }
    }

    /// Passes over all pages once. Returns `false` if another pass is useless.
    fn demote_coldest(&self, heat: &HeatMap, budget: &RoundBudget, left: &mut u64) -> bool {
        let policy = self.policy.get();
        let mut tried = 0;
        for number in 0..heat.len() {
            let (page, seen) = heat.next_demotion_candidate();
            if page % 1024 == 0 {
                cond_resched();
                if self.is_closed() || (number >= LEAST_SEEN && budget.is_spent()) {
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
                MigrationTarget::Node(_) => {
                    tried += 1;
                    let reason = PlacementReason::Demoted;
                    match self.migrate_to_tier(page, level, from, reason, &self.demotions) {
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
            if *left == 0 || (tried >= LEAST_DEMOTED && budget.is_spent()) {
                return false;
            }
        }
        tried != 0
    }

    /// Counts the outcome of promotions that the kernel was asked for.
    pub(super) fn resolve_pending_promotions(&self) {
        let until = now_ms().wrapping_sub(MIGRATION_SETTLE_MS);
        let mut position = 0;
        while let Some(pending) = self.accounts.take_due_pending(&mut position, until) {
            let node = match self.shmem.slot(pending.page) {
                PageCacheSlot::Node(node) => Some(node),
                _ => None,
            };
            self.count_promotion_outcome(&pending, node);
        }
    }

    /// Counts the outcome of the promotion of a page that the kernel was asked for, if it was. The
    /// page is on `node`.
    pub(super) fn settle_promotion(&self, page: u64, node: Option<u32>) {
        if self.heat.is_none() {
            return;
        }
        if let Some(pending) = self.accounts.take_pending(page) {
            self.count_promotion_outcome(&pending, node);
        }
    }

    fn count_promotion_outcome(&self, pending: &PendingPromotion, node: Option<u32>) {
        match node.filter(|&node| self.policy.get().is_fast(node)) {
            Some(node) => {
                let reason = PlacementReason::Promoted;
                self.count_migration(pending.page, pending.from, node, reason);
            }
            None => self.accounts.count_refusal(MigrationRefusal::Kernel),
        }
    }
}

/// Why the mappings of a page forbid to migrate it to one of `allowed`, if they do.
fn refusal_by_mappings(survey: &MappingSurvey, allowed: NodeSet) -> Option<MigrationRefusal> {
    match survey.obstacle {
        Some(UnmapObstacle::Tracked) => Some(MigrationRefusal::Tracked),
        Some(UnmapObstacle::Shared) => Some(MigrationRefusal::Shared),
        None => allowed.is_empty().then_some(MigrationRefusal::Cpuset),
    }
}
