// SPDX-License-Identifier: GPL-2.0

//! Nodes: the record of a node, its CPUs, distances and zonelists.

use crate::{
    abi::{
        topology::{
            NodeCpusRecord,
            NodeDistanceRecord,
            ZoneRefRecord,
            ZonelistKind, //
        },
        zone_kind::ZoneKind,
        AbiRecord,
        ABSENT, //
    },
    sys::{
        cpu,
        file::records::RecordBuffer,
        memory::node::{
            self,
            NodeRef, //
        },
        system, //
    },
};
use kernel::prelude::*;

/// Fills the record of a node.
pub(crate) fn record(node: &NodeRef<'_>, out: &mut crate::abi::node::NodeRecord) -> Result {
    let (start_pfn, spanned_pages) = node.span()?;
    let (adistance, memory_tier) = node.adistance();
    // Fields are assigned in place, because copying a large record costs more than filling it.
    out.node = node.id();
    out.reserved = 0;
    out.states = node.states();
    out.start_pfn = if spanned_pages == 0 {
        ABSENT
    } else {
        start_pfn
    };
    out.spanned_pages = spanned_pages;
    out.present_pages = node.present_pages();
    out.nr_zones = node.nr_zones();
    out.totalreserve_pages = node.totalreserve_pages();
    out.first_deferred_pfn = node.first_deferred_pfn();
    out.kswapd_pid = node.kswapd_pid();
    out.kswapd_order = node.kswapd_order();
    out.kswapd_highest_zone = node.kswapd_highest_zone();
    out.kswapd_failures = node.kswapd_failures();
    out.flags = node.flags();
    out.nr_writeback_throttled = node.nr_writeback_throttled();
    out.nr_reclaim_start = node.nr_reclaim_start();
    out.min_unmapped_pages = node.min_unmapped_pages();
    out.min_slab_pages = node.min_slab_pages();
    out.kcompactd_running = node.kcompactd_running();
    out.kcompactd_max_order = node.kcompactd_max_order();
    out.kcompactd_highest_zone = node.kcompactd_highest_zone();
    out.proactive_compact_trigger = node.proactive_compact_trigger();
    out.nbp_rl_start_ms = node.nbp_rl_start();
    out.nbp_rl_nr_cand = node.nbp_rl_nr_cand();
    out.nbp_threshold_ms = node.nbp_threshold();
    out.nbp_th_start_ms = node.nbp_th_start();
    out.nbp_th_nr_cand = node.nbp_th_nr_cand();
    out.mf_total = node.mf_total();
    out.mf_ignored = node.mf_ignored();
    out.mf_failed = node.mf_failed();
    out.mf_delayed = node.mf_delayed();
    out.mf_recovered = node.mf_recovered();
    out.kswapd_state = node.kswapd_state();
    out.kcompactd_state = node.kcompactd_state();
    out.kcompactd_pid = node.kcompactd_pid();
    out.adistance = adistance;
    out.memory_tier = memory_tier;
    out.waiting = node.waiting();
    out.stat_threshold = node.stat_threshold();
    // Counters of other kernel versions stay absent.
    out.stat.fill(ABSENT);
    out.pending.fill(0);
    node.stats(|stat, value, pending| {
        out.stat[stat as usize] = value;
        out.pending[stat as usize] = pending;
    });
    Ok(())
}

/// Most records of [`cpus`].
pub(crate) fn max_cpu_ranges() -> usize {
    cpu::ids().div_ceil(2) as usize
}

/// Appends the ranges of online CPUs of a node.
pub(crate) fn cpus(node: &NodeRef<'_>, out: &mut RecordBuffer<NodeCpusRecord>) -> Result {
    for cpu in cpu::online_of_node(node.id()) {
        match out.records_mut().last_mut() {
            Some(run) if run.node == node.id() && run.last + 1 == cpu => run.last = cpu,
            _ => out.push(NodeCpusRecord {
                node: node.id(),
                first: cpu,
                last: cpu,
                ..NodeCpusRecord::ZERO
            })?,
        }
    }
    Ok(())
}

/// Most records of [`distances`].
pub(crate) fn max_distances() -> usize {
    system::node_ids() as usize
}

/// Appends the distances from a node to every online node.
pub(crate) fn distances(node: &NodeRef<'_>, out: &mut RecordBuffer<NodeDistanceRecord>) -> Result {
    for to in node::online() {
        out.push(NodeDistanceRecord {
            from: node.id(),
            to,
            distance: node::distance(node, to),
            ..NodeDistanceRecord::ZERO
        })?;
    }
    Ok(())
}

/// Most records of [`zonelists`].
pub(crate) fn max_zone_refs() -> usize {
    ZonelistKind::ALL.len() * ZoneKind::ALL.len() * system::node_ids() as usize
}

/// Appends the zonelists of a node.
pub(crate) fn zonelists(node: &NodeRef<'_>, out: &mut RecordBuffer<ZoneRefRecord>) -> Result {
    for &list in ZonelistKind::ALL {
        let mut place = 0;
        while let Some((zone_node, zone)) = node.zone_ref(list, place) {
            out.push(ZoneRefRecord {
                node: node.id(),
                list: list as u32,
                place: place as u32,
                zone_node,
                zone: zone as u32,
                ..ZoneRefRecord::ZERO
            })?;
            place += 1;
        }
    }
    Ok(())
}
