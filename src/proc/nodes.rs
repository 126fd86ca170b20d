// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/nodes`: every field of every online node, a line each.

use super::cell::{
    word,
    Cell,
    Fields, //
};
use crate::{
    abi::{
        counters::NodeStat,
        phys::{
            DaemonState,
            Distance,
            Node,
            NodeCpus,
            NodeFlag,
            NodeState,
            ZoneKind,
            ZoneRef,
            Zonelist, //
        },
        Bits,
        Record,
        ABSENT, //
    },
    phys::nodes,
    sys::{
        hotplug::Hotplug,
        node,
        procfs::Rows, //
    }, //
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    sync::{
        Arc,
        ArcBorrow, //
    }, //
};

const GROUPS: &[(&str, Fields<Node>)] = &[
    (
        "general",
        fields!(Node:
            start_pfn spanned_pages present_pages nr_zones totalreserve_pages first_deferred_pfn),
    ),
    ("tier", fields!(Node: adistance memory_tier)),
    (
        "reclaim",
        fields!(Node:
            kswapd_pid kswapd_order kswapd_failures nr_writeback_throttled nr_reclaim_start
            min_unmapped_pages min_slab_pages),
    ),
    (
        "compaction",
        fields!(Node: kcompactd_pid kcompactd_running kcompactd_max_order proactive_compact_trigger),
    ),
    (
        "balancing",
        fields!(Node:
            nbp_rl_start_ms nbp_rl_nr_cand nbp_threshold_ms nbp_th_start_ms nbp_th_nr_cand),
    ),
    (
        "failure",
        fields!(Node: mf_total mf_ignored mf_failed mf_delayed mf_recovered),
    ),
];

/// One row is a node with all its lines.
pub(super) struct Nodes {
    hotplug: Arc<Hotplug>,
    /// Where to look for the next node.
    next: u32,
    node: KBox<Node>,
    cpus: KVec<NodeCpus>,
    distances: KVec<Distance>,
    zonelists: KVec<ZoneRef>,
}

impl Rows for Nodes {
    type Context = Arc<Hotplug>;

    const NAME: &'static CStr = c"nodes";
    const COLUMNS: &'static str = "node group field value";

    fn open(hotplug: ArcBorrow<'_, Hotplug>, _file: &File) -> Result<Self> {
        Ok(Self {
            hotplug: hotplug.into(),
            next: 0,
            node: KBox::new(Node::ZERO, GFP_KERNEL)?,
            cpus: KVec::new(),
            distances: KVec::new(),
            zonelists: KVec::new(),
        })
    }

    fn rewind(&mut self) -> Result {
        self.next = 0;
        // Better no answer than a beginning.
        self.hotplug.enter().map(drop)
    }

    fn next(&mut self) -> Result<bool> {
        let guard = self.hotplug.enter()?;
        let Some(node) = node::Node::from(self.next, &guard) else {
            return Ok(false);
        };
        nodes::record(&node, &mut self.node)?;
        nodes::cpus(&node, &mut self.cpus)?;
        nodes::distances(&node, &mut self.distances)?;
        nodes::zonelists(&node, &mut self.zonelists)?;
        self.next = node.id() + 1;
        Ok(true)
    }

    fn show(&self, out: &SeqFile) {
        let node = &*self.node;
        let id = node.node;
        for &(group, fields) in GROUPS {
            for (name, field) in fields {
                seq_print!(out, "{id} {group} {name} {}\n", Cell(field(node)));
            }
            self.show_words(group, out);
        }
        self.show_places(out);
        for &(stat, _, name, _) in NodeStat::NAMES.items {
            seq_print!(out, "{id} stat {name} {}\n", Cell(node.stat[stat as usize]));
        }
        for &(stat, _, name, _) in NodeStat::NAMES.items {
            if node.stat[stat as usize] != ABSENT {
                seq_print!(out, "{id} pending {name} {}\n", node.pending[stat as usize]);
            }
        }
    }
}

impl Nodes {
    /// The fields of a group whose values are words or bits.
    fn show_words(&self, group: &str, out: &SeqFile) {
        let node = &*self.node;
        let id = node.node;
        match group {
            "general" => {
                for &(bit, _, name, _) in NodeState::NAMES.items {
                    let on = u64::from(node.states & bit != 0);
                    seq_print!(out, "{id} state {name} {on}\n");
                }
            }
            "reclaim" => {
                let zone = word(&ZoneKind::NAMES, node.kswapd_highest_zone);
                seq_print!(out, "{id} reclaim kswapd_highest_zone {zone}\n");
                let state = word(&DaemonState::NAMES, node.kswapd_state);
                seq_print!(out, "{id} reclaim kswapd_state {state}\n");
                for &(bit, _, name, _) in NodeFlag::NAMES.items {
                    let on = u64::from(node.flags & bit != 0);
                    seq_print!(out, "{id} reclaim flag.{name} {on}\n");
                }
            }
            "compaction" => {
                let zone = word(&ZoneKind::NAMES, node.kcompactd_highest_zone);
                seq_print!(out, "{id} compaction kcompactd_highest_zone {zone}\n");
                let state = word(&DaemonState::NAMES, node.kcompactd_state);
                seq_print!(out, "{id} compaction kcompactd_state {state}\n");
            }
            _ => {}
        }
    }

    /// CPUs, distances, zonelists.
    fn show_places(&self, out: &SeqFile) {
        let id = self.node.node;
        seq_print!(out, "{id} cpu list ");
        let mut separator = "";
        for run in &self.cpus {
            seq_print!(out, "{separator}{}", run.first);
            if run.last != run.first {
                seq_print!(out, "-{}", run.last);
            }
            separator = ",";
        }
        seq_print!(out, "{}\n", if self.cpus.is_empty() { "-" } else { "" });
        for distance in &self.distances {
            seq_print!(out, "{id} distance {} {}\n", distance.to, distance.distance);
        }
        for place in &self.zonelists {
            seq_print!(
                out,
                "{id} zonelist {}.{} {}:{}\n",
                word(&Zonelist::NAMES, place.list.into()),
                place.place,
                place.zone_node,
                word(&ZoneKind::NAMES, place.zone.into())
            );
        }
    }
}
