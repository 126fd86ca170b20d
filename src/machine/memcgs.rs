// SPDX-License-Identifier: GPL-2.0

//! Memory cgroups: a cursor in their tree, and the record of the cgroup at the cursor.
//!
//! RCU is held for one step. The cgroup core can step on from a removed cgroup, so the walk blocks
//! nobody, whatever the size of the tree. A file that is open in the middle of a walk pins the
//! structure of one cgroup, and none of its memory.

use crate::{
    abi::{
        lru::{
            LruList,
            LruType, //
        },
        memcg::{
            MemcgFlag,
            MemcgNodeRecord,
            MemcgRecord, //
        },
        ABSENT, //
    },
    sys::{
        memory::{
            lruvec::{
                LruGenerations,
                MAX_GENERATIONS,
                TYPES, //
            },
            memcg::{
                limit_or_absent,
                stale_cursor_error,
                MemcgRef, //
            },
            zone, //
        },
        name_buffer::NameBuffer,
        system, //
    },
};
use kernel::prelude::*;

/// Generations that count as active (MIN_NR_GENS).
const ACTIVE_GENERATIONS: usize = 2;

/// A position in the tree: before the root, at a cgroup, or after the last one.
pub(crate) struct MemcgCursor {
    at: Option<MemcgRef>,
    started: bool,
    path: NameBuffer,
    generations: KBox<LruGenerations>,
}

impl MemcgCursor {
    /// A cursor before the root.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            at: None,
            started: false,
            path: NameBuffer::new()?,
            generations: KBox::new(LruGenerations::default(), GFP_KERNEL_ACCOUNT)?,
        })
    }

    /// Steps to the next cgroup; `false` after the last one. `EINTR` if the caller is killed.
    pub(crate) fn step(&mut self) -> Result<bool> {
        if system::fatal_signal_pending() {
            return Err(EINTR);
        }
        self.at = match self.at.take() {
            Some(memcg) => memcg.next(),
            None if self.started => None,
            None => MemcgRef::root(),
        };
        self.started = true;
        Ok(self.at.is_some())
    }

    /// Moves to the cgroup with this number. `ESTALE` if it does not exist any more.
    pub(crate) fn seek(&mut self, cgroup: u64) -> Result {
        while self.step()? {
            if self
                .at
                .as_ref()
                .is_some_and(|memcg| memcg.facts().id == cgroup)
            {
                return Ok(());
            }
        }
        Err(stale_cursor_error())
    }

    /// Fills the record of the current cgroup. `ESTALE` before the root and after the last one.
    pub(crate) fn record(&mut self, out: &mut MemcgRecord) -> Result {
        let memcg = self.at.as_ref().ok_or_else(stale_cursor_error)?;
        let facts = memcg.facts();
        let (memory, swap) = (&facts.memory, facts.swap());
        let swap = |field: fn(&_) -> u64| swap.map_or(ABSENT, field);
        // A path beyond the buffer's limit is omitted; the cgroup is identified by its number.
        loop {
            self.path.read(|buf| memcg.path(buf).map(|path| path.len()));
            if !self.path.grow()? {
                break;
            }
        }
        *out = MemcgRecord {
            cgroup: facts.id,
            parent: if facts.level == 0 {
                ABSENT
            } else {
                facts.parent_id
            },
            css_id: facts.css_id,
            level: facts.level,
            flags: if facts.online { MemcgFlag::ONLINE } else { 0 }
                | if facts.oom_group {
                    MemcgFlag::OOM_GROUP
                } else {
                    0
                }
                | if facts.zswap_writeback {
                    MemcgFlag::ZSWAP_WRITEBACK
                } else {
                    0
                }
                | if facts.dying { MemcgFlag::DYING } else { 0 },
            reserved: 0,
            name_offset: 0,
            name_len: self.path.len() as u32,
            usage_pages: memory.usage,
            peak_pages: memory.watermark,
            min_pages: limit_or_absent(memory.min),
            low_pages: limit_or_absent(memory.low),
            effective_min_pages: limit_or_absent(memory.emin),
            effective_low_pages: limit_or_absent(memory.elow),
            high_pages: limit_or_absent(memory.high),
            max_pages: limit_or_absent(memory.max),
            swap_usage_pages: swap(|counter| counter.usage),
            swap_peak_pages: swap(|counter| counter.watermark),
            swap_high_pages: swap(|counter| limit_or_absent(counter.high)),
            swap_max_pages: swap(|counter| limit_or_absent(counter.max)),
            events: [ABSENT; 16],
            local_events: [ABSENT; 16],
            zswap_max_pages: if facts.has_zswap {
                limit_or_absent(facts.zswap_max)
            } else {
                ABSENT
            },
            failcnt: if facts.on_dfl { ABSENT } else { memory.failcnt },
            descendants: facts.descendants,
            dying_descendants: facts.dying_descendants,
            effective_high_pages: limit_or_absent(facts.effective_high),
            effective_max_pages: limit_or_absent(facts.effective_max),
            effective_swap_max_pages: facts
                .swap()
                .map_or(ABSENT, |_| limit_or_absent(facts.effective_swap_max)),
            dirty_limit_pages: if facts.has_dirty_limit {
                facts.dirty_limit
            } else {
                ABSENT
            },
        };
        out.events[..facts.events.len()].copy_from_slice(&facts.events);
        out.local_events[..facts.local_events.len()].copy_from_slice(&facts.local_events);
        Ok(())
    }

    /// The path of the last record, from the root of the hierarchy; empty if unknown.
    pub(crate) fn path(&self) -> &[u8] {
        self.path.name()
    }

    /// Fills the record of the cgroup's lists on an online node. `ESTALE` as above.
    pub(crate) fn node(&mut self, nid: u32, out: &mut MemcgNodeRecord) -> Result {
        let memcg = self.at.as_ref().ok_or_else(stale_cursor_error)?;
        *out = MemcgNodeRecord {
            cgroup: memcg.facts().id,
            node: nid,
            mglru: 0,
            list_pages: LruList::ALL.iter().fold([0; 5], |mut pages, &list| {
                pages[list as usize] = zone::kinds()
                    .map(|(number, _)| memcg.list_pages(nid, number, list))
                    .sum();
                pages
            }),
            max_seq: ABSENT,
            min_seq: [ABSENT; 2],
            gen_age_ms: [ABSENT; 4],
            gen_pages: [ABSENT; 8],
            reclaim_cost: [ABSENT; 2],
            nonresident_age: ABSENT,
            refaults_at_reclaim: [ABSENT; 2],
        };
        let found = &mut *self.generations;
        let lruvec = memcg.lruvec(nid);
        if let Some(balance) = lruvec.as_ref().map(|lruvec| lruvec.balance()) {
            out.reclaim_cost = balance.cost;
            out.nonresident_age = balance.nonresident_age;
            out.refaults_at_reclaim = balance.refaults_at_reclaim;
        }
        if !lruvec.is_some_and(|lruvec| lruvec.read_generations(found)) {
            return Ok(());
        }
        out.mglru = found.enabled.into();
        out.max_seq = found.max_seq;
        out.min_seq = found.min_seq;
        out.gen_age_ms = found.age_ms;
        for age in 0..MAX_GENERATIONS {
            for &kind in LruType::ALL {
                let pages = found.pages[age][kind as usize].iter().sum();
                out.gen_pages[age * TYPES + kind as usize] = pages;
                let list = match (kind, age < ACTIVE_GENERATIONS) {
                    (LruType::Anon, true) => LruList::ActiveAnon,
                    (LruType::Anon, false) => LruList::InactiveAnon,
                    (LruType::File, true) => LruList::ActiveFile,
                    (LruType::File, false) => LruList::InactiveFile,
                };
                out.list_pages[list as usize] += pages;
            }
        }
        Ok(())
    }
}
