// SPDX-License-Identifier: GPL-2.0

//! LRU lists: a record for each node, summed over memory cgroups.
//!
//! Only sizes are read, without lru_lock. The multi-generational LRU numbers generations
//! differently in each memory cgroup, so they are summed by age, 0 for the youngest.

use crate::{
    abi::{
        counters::NodeStat,
        lru::{
            LruList,
            LruRecord, //
        },
        AbiRecord,
        ABSENT, //
    },
    sys::{
        memory::{
            hotplug::HotplugGate,
            lruvec::{
                LruGenerations,
                Lruvec,
                MAX_GENERATIONS,
                MAX_TIERS,
                TYPES,
                ZONES, //
            },
            memcg::MemcgRef,
            node::NodeRef,
            zone, //
        },
        system, //
    },
};
use kernel::prelude::*;

// The arrays of the record have exactly this size.
const _: () = assert!(MAX_GENERATIONS == 4 && MAX_TIERS == 4 && TYPES == 2 && ZONES == 8);

/// Counters copied from the node, and their place in the record.
type LruField = fn(&mut LruRecord) -> &mut u64;
const COUNTERS: &[(NodeStat, LruField)] = &[
    (NodeStat::InactiveAnon, |lru| &mut lru.list_pages[0]),
    (NodeStat::ActiveAnon, |lru| &mut lru.list_pages[1]),
    (NodeStat::InactiveFile, |lru| &mut lru.list_pages[2]),
    (NodeStat::ActiveFile, |lru| &mut lru.list_pages[3]),
    (NodeStat::Unevictable, |lru| &mut lru.list_pages[4]),
    (NodeStat::IsolatedAnon, |lru| &mut lru.isolated_pages[0]),
    (NodeStat::IsolatedFile, |lru| &mut lru.isolated_pages[1]),
    (NodeStat::WorkingsetRefaultAnon, |lru| &mut lru.refault[0]),
    (NodeStat::WorkingsetRefaultFile, |lru| &mut lru.refault[1]),
    (NodeStat::WorkingsetActivateAnon, |lru| &mut lru.activate[0]),
    (NodeStat::WorkingsetActivateFile, |lru| &mut lru.activate[1]),
    (NodeStat::WorkingsetRestoreAnon, |lru| &mut lru.restore[0]),
    (NodeStat::WorkingsetRestoreFile, |lru| &mut lru.restore[1]),
    (NodeStat::WorkingsetNodes, |lru| &mut lru.shadow_nodes),
    (NodeStat::WorkingsetNodereclaim, |lru| &mut lru.nodereclaim),
];

/// Fills the record of the first online node from number `from` on. Returns `false` if there is
/// none.
///
/// The hotplug guard is dropped before the memory cgroups are walked, because there may be many: a
/// cgroup keeps its per-node data as long as the node is possible. `EINTR` if the caller is killed.
pub(crate) fn record(hotplug: &HotplugGate, from: u32, out: &mut LruRecord) -> Result<bool> {
    *out = LruRecord::ZERO;
    out.max_seq_lowest = ABSENT;
    out.max_seq_highest = ABSENT;
    out.min_seq_lowest = [ABSENT; 2];
    out.min_seq_highest = [ABSENT; 2];
    out.gen_memcgs = [ABSENT; 4];
    out.gen_age_lowest_ms = [ABSENT; 4];
    out.gen_age_highest_ms = [ABSENT; 4];
    out.gen_pages = [ABSENT; 64];
    out.tier_avg_refaulted = [ABSENT; 8];
    out.tier_avg_total = [ABSENT; 8];
    out.tier_refaulted = [ABSENT; 8];
    out.tier_evicted = [ABSENT; 8];
    out.tier_protected = [ABSENT; 8];
    out.memcg_seq = ABSENT;
    out.memcg_gen_memcgs = [ABSENT; 3];
    {
        let guard = hotplug.enter()?;
        let Some(node) = NodeRef::from(from, &guard) else {
            return Ok(false);
        };
        out.node = node.id();
        node.stats(|stat, value, _| {
            if let Some((_, place)) = COUNTERS.iter().find(|&&(counter, _)| counter == stat) {
                *place(out) = value;
            }
        });
        out.memcg_seq = node.memcg_seq();
        out.memcg_gen_memcgs = node.memcg_generations();
    }
    let mut found = KBox::new(LruGenerations::default(), GFP_KERNEL_ACCOUNT)?;
    let Some(mut memcg) = MemcgRef::root() else {
        out.memcgs = 1;
        out.on_list_pages = [ABSENT; 40];
        let lruvec = Lruvec::of_node(out.node);
        if lruvec.is_some_and(|lruvec| lruvec.read_generations(&mut found)) {
            add(&found, out);
        }
        return Ok(true);
    };
    loop {
        add_memcg(&memcg, &mut found, out);
        let Some(next) = memcg.next() else {
            return Ok(true);
        };
        memcg = next;
        if system::fatal_signal_pending() {
            return Err(EINTR);
        }
    }
}

/// Adds the lists of one memory cgroup on the record's node.
fn add_memcg(memcg: &MemcgRef, found: &mut LruGenerations, out: &mut LruRecord) {
    out.memcgs += 1;
    for &list in LruList::ALL {
        for (number, kind) in zone::kinds() {
            out.on_list_pages[list as usize * ZONES + kind as usize] +=
                memcg.list_pages(out.node, number, list);
        }
    }
    let lruvec = memcg.lruvec(out.node);
    if lruvec.is_some_and(|lruvec| lruvec.read_generations(found)) {
        add(found, out);
    }
}

fn raise(to: &mut u64, value: u64) {
    *to = if *to == ABSENT { value } else { value.max(*to) };
}

fn sum(to: &mut u64, value: u64) {
    // The counters change concurrently, so the sum must not overflow.
    *to = if *to == ABSENT {
        value
    } else {
        to.saturating_add(value)
    };
}

/// Adds the generations of one lruvec.
fn add(found: &LruGenerations, out: &mut LruRecord) {
    out.memcgs_mglru += u32::from(found.enabled);
    // ABSENT is greater than any number.
    out.max_seq_lowest = out.max_seq_lowest.min(found.max_seq);
    raise(&mut out.max_seq_highest, found.max_seq);
    for kind in 0..TYPES {
        out.min_seq_lowest[kind] = out.min_seq_lowest[kind].min(found.min_seq[kind]);
        raise(&mut out.min_seq_highest[kind], found.min_seq[kind]);
    }
    for age in 0..MAX_GENERATIONS {
        let there = found.age_ms[age] != ABSENT;
        sum(&mut out.gen_memcgs[age], there.into());
        if there {
            out.gen_age_lowest_ms[age] = out.gen_age_lowest_ms[age].min(found.age_ms[age]);
            raise(&mut out.gen_age_highest_ms[age], found.age_ms[age]);
        }
        for (kind, by_zone) in found.pages[age].iter().enumerate() {
            for (zone, &pages) in by_zone.iter().enumerate() {
                sum(
                    &mut out.gen_pages[(age * TYPES + kind) * ZONES + zone],
                    pages,
                );
            }
        }
    }
    for (kind, tiers) in found.tiers.iter().enumerate() {
        for (tier, facts) in tiers.iter().enumerate() {
            let at = kind * MAX_TIERS + tier;
            sum(&mut out.tier_avg_refaulted[at], facts.avg_refaulted);
            sum(&mut out.tier_avg_total[at], facts.avg_total);
            sum(&mut out.tier_refaulted[at], facts.refaulted);
            sum(&mut out.tier_evicted[at], facts.evicted);
            sum(&mut out.tier_protected[at], facts.protected);
        }
    }
}
