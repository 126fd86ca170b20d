// SPDX-License-Identifier: GPL-2.0

//! Moving pages that are where they should not be. The protocol of one page: `rmm_move()`.

use super::{
    accounts::Made,
    arena::Arena,
    machine::SNAPSHOT, //
};
use crate::{
    abi::arena::{
        ArenaMove,
        Reason,
        Refusal, //
    },
    model::policy::{
        Machine,
        NodeSet, //
    },
    sys::{
        arena::allowed_nodes,
        shmem::{
            Moved,
            Slot, //
        },
        system::signal_pending,
    },
};
use kernel::{
    page::PAGE_SIZE,
    prelude::*, //
};

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
        while at < last {
            let page = at / page_size;
            // A page is a few microseconds.
            if page % 64 == 0 && signal_pending() {
                break;
            }
            at += page_size;
            match self.move_page(page, nodes, &mut turn) {
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
            SNAPSHOT.taken(target);
            self.accounts.note(&Made {
                page,
                node: Some(target),
                wanted: Some(target),
                reason: Reason::Moved,
            });
        }
        moved
    }
}
