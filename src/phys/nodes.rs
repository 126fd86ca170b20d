// SPDX-License-Identifier: GPL-2.0

//! Nodes: the record of one, its CPUs, its distances, its zonelists.

use crate::{
    abi::{
        phys::{
            Distance,
            NodeCpus,
            ZoneRef,
            Zonelist, //
        },
        Record,
        ABSENT, //
    },
    sys::{
        cpu,
        node::{
            self,
            Node, //
        }, //
    }, //
};
use kernel::prelude::*;

/// Fills the record of a node.
pub(crate) fn record(node: &Node<'_>, out: &mut crate::abi::phys::Node) -> Result {
    let (start_pfn, spanned_pages) = node.span()?;
    let (adistance, memory_tier) = node.adistance();
    *out = crate::abi::phys::Node {
        node: node.id(),
        reserved: 0,
        states: node.states(),
        start_pfn: if spanned_pages == 0 {
            ABSENT
        } else {
            start_pfn
        },
        spanned_pages,
        present_pages: node.present_pages(),
        nr_zones: node.nr_zones(),
        totalreserve_pages: node.totalreserve_pages(),
        first_deferred_pfn: node.first_deferred_pfn(),
        kswapd_pid: node.kswapd_pid(),
        kswapd_order: node.kswapd_order(),
        kswapd_highest_zone: node.kswapd_highest_zone(),
        kswapd_failures: node.kswapd_failures(),
        flags: node.flags(),
        nr_writeback_throttled: node.nr_writeback_throttled(),
        nr_reclaim_start: node.nr_reclaim_start(),
        min_unmapped_pages: node.min_unmapped_pages(),
        min_slab_pages: node.min_slab_pages(),
        kcompactd_running: node.kcompactd_running(),
        kcompactd_max_order: node.kcompactd_max_order(),
        kcompactd_highest_zone: node.kcompactd_highest_zone(),
        proactive_compact_trigger: node.proactive_compact_trigger(),
        nbp_rl_start_ms: node.nbp_rl_start(),
        nbp_rl_nr_cand: node.nbp_rl_nr_cand(),
        nbp_threshold_ms: node.nbp_threshold(),
        nbp_th_start_ms: node.nbp_th_start(),
        nbp_th_nr_cand: node.nbp_th_nr_cand(),
        mf_total: node.mf_total(),
        mf_ignored: node.mf_ignored(),
        mf_failed: node.mf_failed(),
        mf_delayed: node.mf_delayed(),
        mf_recovered: node.mf_recovered(),
        stat: [ABSENT; 96],
        pending: [0; 96],
        kswapd_state: node.kswapd_state(),
        kcompactd_state: node.kcompactd_state(),
        kcompactd_pid: node.kcompactd_pid(),
        adistance,
        memory_tier,
    };
    node.stats(|stat, value, pending| {
        out.stat[stat as usize] = value;
        out.pending[stat as usize] = pending;
    });
    Ok(())
}

/// Replaces `out` with the runs of online CPUs of a node.
pub(crate) fn cpus(node: &Node<'_>, out: &mut KVec<NodeCpus>) -> Result {
    out.clear();
    for cpu in cpu::online_of_node(node.id()) {
        match out.last_mut() {
            Some(run) if run.last + 1 == cpu => run.last = cpu,
            _ => out.push(
                NodeCpus {
                    node: node.id(),
                    first: cpu,
                    last: cpu,
                    ..NodeCpus::ZERO
                },
                GFP_KERNEL,
            )?,
        }
    }
    Ok(())
}

/// Replaces `out` with the distances from a node to every online one.
pub(crate) fn distances(node: &Node<'_>, out: &mut KVec<Distance>) -> Result {
    out.clear();
    for to in node::online() {
        out.push(
            Distance {
                from: node.id(),
                to,
                distance: node::distance(node, to),
                ..Distance::ZERO
            },
            GFP_KERNEL,
        )?;
    }
    Ok(())
}

/// Replaces `out` with the zonelists of a node.
pub(crate) fn zonelists(node: &Node<'_>, out: &mut KVec<ZoneRef>) -> Result {
    out.clear();
    for &list in Zonelist::ALL {
        let mut place = 0;
        while let Some((zone_node, zone)) = node.zone_ref(list, place) {
            out.push(
                ZoneRef {
                    node: node.id(),
                    list: list as u32,
                    place: place as u32,
                    zone_node,
                    zone: zone as u32,
                    ..ZoneRef::ZERO
                },
                GFP_KERNEL,
            )?;
            place += 1;
        }
    }
    Ok(())
}
