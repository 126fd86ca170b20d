// SPDX-License-Identifier: GPL-2.0

//! Moving pages that are where they should not be. The protocol of one page: `rmm_move()`.

use super::{
    accounts::Made,
    arena::Arena,
    heatmap::{
        now_ms,
        HeatMap, //
    },
    machine::SNAPSHOT, //
};
use crate::{
    abi::arena::{
        ArenaMove,
        Reason,
        Refusal, //
    },
    model::policy::{
        Heat,
        Machine,
        NodeSet,
        Rate,
        Target,
        Tier, //
    },
    sys::{
        numa::allowed_nodes,
        shmem::{
            Moved,
            Shmem,
            Slot, //
        },
        system::{
            give_way,
            now_ns,
            signal_pending, //
        },
    },
};
use kernel::{
    page::PAGE_SIZE,
    prelude::*, //
};

/// Times that the coldest are looked for, in a round of the worker.
const ROUNDS: usize = 4;

/// Pages that go down in a round of the worker.
const BATCH: u64 = 2048;

/// When it is certain whether the kernel has moved a page that it was asked to move, if a CPU stood
/// still meanwhile, too.
const SETTLED_MS: u32 = 250;

impl Arena {
    /// `RMM_ARENA_MOVE`; stops at a signal.
    pub(crate) fn move_range(&self, asked: &mut ArenaMove) -> Result {
        let page_size = PAGE_SIZE as u64;
        let end = asked.start.checked_add(asked.len).ok_or(EINVAL)?;
        if asked.flags != 0 || asked.start % page_size != 0 || asked.len % page_size != 0 {
            return Err(EINVAL);
        }
        let nodes = NodeSet(asked.nodes).and(allowed_nodes());
        if nodes.is_empty() {
            return Err(EINVAL);
        }
        let mut turn = 0;
        let last = end.min(self.shmem.bytes().next_multiple_of(page_size));
        let mut at = asked.start;
        let mut settled = false;
        while at < last {
            let page = at / page_size;
            // A page is a few microseconds.
            if page % 64 == 0 && signal_pending() {
                break;
            }
            at += page_size;
            let mut moved = self.move_page(page, nodes, &mut turn);
            // As the kernel before it moves pages, but only if there is need.
            if matches!(moved, Moved::Refused(Refusal::Pinned)) && !settled {
                settled = true;
                Shmem::settle();
                moved = self.move_page(page, nodes, &mut turn);
            }
            match moved {
                Moved::Done => asked.moved += 1,
                Moved::Stayed => asked.stayed += 1,
                Moved::Absent => asked.absent += 1,
                Moved::Refused(why) => {
                    self.accounts.refused(why);
                    asked.refusals[why as usize] += 1;
                }
            }
        }
        if at >= last {
            asked.absent += (end - last.min(end).max(asked.start)) / page_size;
            at = end;
        }
        asked.next = at;
        Ok(())
    }

    fn move_page(&self, page: u64, nodes: NodeSet, turn: &mut u32) -> Moved {
        let Slot::Node(current) = self.shmem.slot(page) else {
            return Moved::Absent;
        };
        if nodes.has(current) {
            return Moved::Stayed;
        }
        let Some(target) = nodes.nth(*turn % nodes.len().max(1)) else {
            return Moved::Stayed;
        };
        SNAPSHOT.refresh(allowed_nodes());
        let memory = SNAPSHOT.memory(target);
        if memory.free <= memory.high {
            // Perhaps the next one has room.
            *turn = turn.wrapping_add(1);
            return Moved::Refused(Refusal::Watermark);
        }
        let moved = self.shmem.relocate(page, target);
        if matches!(moved, Moved::Done) {
            *turn = turn.wrapping_add(1);
            self.has_moved(page, current, target, Reason::Moved);
        }
        moved
    }

    /// Takes down that a page has moved.
    fn has_moved(&self, page: u64, from: u32, to: u32, reason: Reason) {
        SNAPSHOT.freed(from);
        SNAPSHOT.taken(to);
        self.found(page, to);
        let made = Made {
            page,
            node: Some(to),
            wanted: Some(to),
            reason,
        };
        self.accounts.moved(&made, from);
    }

    /// Moves a page to another tier, and counts what came of it. Where mbind(2) has set a policy,
    /// the page stays. May sleep.
    fn shift(&self, page: u64, from: u32, to: u32, reason: Reason, rate: &Rate) -> Moved {
        let ruling = self.shmem.ruling(page);
        if !ruling.is_some_and(|ruling| ruling.is_steered()) {
            return Moved::Stayed;
        }
        let moved = if rate.take(now_ns()) {
            self.shmem.relocate(page, to)
        } else {
            Moved::Refused(Refusal::Rate)
        };
        match moved {
            Moved::Done => self.has_moved(page, from, to, reason),
            Moved::Refused(why) => self.accounts.refused(why),
            Moved::Stayed | Moved::Absent => {}
        }
        moved
    }

    /// A page was used, and is so hot: if it should be on another node, that is the moment to move
    /// it. It is not mapped, at least not where it is used, and its user waits for it anyway.
    pub(super) fn promote(&self, page: u64, heat: Heat, from: u32) {
        let policy = self.policy.get();
        if policy.is_fast(from) {
            return;
        }
        match policy.target(page, Some(heat), from, &self.context()) {
            Target::Node(to) => {
                self.shift(page, from, to, Reason::Promoted, &self.promotions);
            }
            Target::Full => self.accounts.refused(Refusal::Watermark),
            Target::Here => {}
        }
    }

    /// Sends down what the policy says, as many pages as there are too few free. A page that has
    /// gone is on a CPU's list of free pages for a while, where it does not count as free yet: so
    /// those that went not long ago are taken off.
    pub(super) fn demote(&self, heat: &HeatMap) {
        let policy = self.policy.get();
        let mut left = policy.crowded(&self.context());
        left = left.saturating_sub(heat.gone()).min(BATCH);
        for _ in 0..ROUNDS {
            if left == 0 || self.is_closed() {
                return;
            }
            // Without those that stay where they are, others are the coldest.
            heat.learn(policy, &self.context());
            if !self.demote_coldest(heat, &mut left) {
                return;
            }
        }
    }

    /// Goes through all pages once; `false` if to go on is no use now.
    fn demote_coldest(&self, heat: &HeatMap, left: &mut u64) -> bool {
        let policy = self.policy.get();
        let mut tried = false;
        for _ in 0..heat.len() {
            let (page, known) = heat.next();
            if page % 1024 == 0 {
                give_way();
                if self.is_closed() {
                    return false;
                }
            }
            let cold = known
                .heat()
                .filter(|&hot| known.tier == Tier::Fast && !known.stuck && policy.cold(hot));
            let Some(hot) = cold else { continue };
            let Slot::Node(from) = self.shmem.slot(page) else {
                continue;
            };
            if !policy.is_fast(from) {
                // It has gone down without us.
                self.found(page, from);
                continue;
            }
            match policy.target(page, Some(hot), from, &self.context()) {
                Target::Here => self.found(page, from),
                Target::Full => {
                    self.accounts.refused(Refusal::Watermark);
                    return false;
                }
                Target::Node(to) => {
                    tried = true;
                    match self.shift(page, from, to, Reason::Demoted, &self.demotions) {
                        Moved::Done => {
                            // It is not mapped now: the next use tells whether that was right.
                            heat.arm(page);
                            heat.went();
                            *left -= 1;
                        }
                        Moved::Refused(Refusal::Rate | Refusal::NoMemory) => return false,
                        _ => heat.stays(page),
                    }
                }
            }
            if *left == 0 {
                return false;
            }
        }
        tried
    }

    /// Looks what became of the pages that the kernel was asked to move a while ago.
    pub(super) fn settle(&self) {
        let until = now_ms().wrapping_sub(SETTLED_MS);
        while let Some(asked) = self.accounts.asked(until) {
            match self.shmem.slot(asked.page) {
                Slot::Node(node) if self.policy.get().is_fast(node) => {
                    self.has_moved(asked.page, asked.from, node, Reason::Promoted);
                }
                _ => self.accounts.refused(Refusal::Kernel),
            }
        }
    }
}
