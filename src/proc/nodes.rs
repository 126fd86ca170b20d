// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/nodes`: every field of every online node, one line each.
//!
//! Fields are rows rather than columns: a node has 280 of them, new kernels add more, and a name is
//! easier to find with grep than the 57th column.

use super::{
    cell::{
        text_name,
        FieldTable, //
    },
    field_lines::FieldLines,
    machine_file::MachineRows, //
};
use crate::{
    abi::{
        counters::NodeStat,
        node::{
            NodeFlag,
            NodeRecord,
            NodeState,
            NodeWait, //
        },
        node_daemon::DaemonState,
        topology::{
            NodeCpusRecord,
            NodeDistanceRecord,
            ZoneRefRecord,
            ZonelistKind, //
        },
        zone_kind::ZoneKind,
        AbiRecord,
        NamedBits,
        ValueNames,
        ABSENT, //
    },
    machine::nodes,
    sys::{
        file::records::RecordBuffer,
        memory::{
            hotplug::HotplugGate,
            node, //
        },
        task::rights::{
            AccessRule,
            GrantedRights, //
        }, //
    },
};
use kernel::{
    prelude::*,
    seq_file::SeqFile, //
};

const GROUPS: &[(&str, FieldTable<NodeRecord>)] = &[
    (
        "general",
        fields!(NodeRecord:
            start_pfn spanned_pages present_pages nr_zones totalreserve_pages first_deferred_pfn
            stat_threshold),
    ),
    ("tier", fields!(NodeRecord: adistance memory_tier)),
    (
        "reclaim",
        fields!(NodeRecord:
            kswapd_pid kswapd_order kswapd_failures nr_writeback_throttled nr_reclaim_start
            min_unmapped_pages min_slab_pages),
    ),
    (
        "compaction",
        fields!(NodeRecord: kcompactd_pid kcompactd_running kcompactd_max_order proactive_compact_trigger),
    ),
    (
        "balancing",
        fields!(NodeRecord:
            nbp_rl_start_ms nbp_rl_nr_cand nbp_threshold_ms nbp_th_start_ms nbp_th_nr_cand),
    ),
    (
        "failure",
        fields!(NodeRecord: mf_total mf_ignored mf_failed mf_delayed mf_recovered),
    ),
];

/// One row is a node with all its lines.
pub(super) struct NodeRows {
    /// Lowest number of the next node.
    next: u32,
    node: KBox<NodeRecord>,
    cpus: RecordBuffer<NodeCpusRecord>,
    distances: RecordBuffer<NodeDistanceRecord>,
    zonelists: RecordBuffer<ZoneRefRecord>,
}

impl MachineRows for NodeRows {
    const NAME: &'static CStr = c"nodes";
    const COLUMNS: &'static str = "node group field value";
    const RULE: AccessRule = AccessRule::Anyone;

    fn new(_granted: GrantedRights) -> Result<Self> {
        Ok(Self {
            next: 0,
            node: KBox::new(NodeRecord::ZERO, GFP_KERNEL_ACCOUNT)?,
            cpus: RecordBuffer::new(nodes::max_cpu_ranges())?,
            distances: RecordBuffer::new(nodes::max_distances())?,
            zonelists: RecordBuffer::new(nodes::max_zone_refs())?,
        })
    }

    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool> {
        let guard = hotplug.enter()?;
        let Some(node) = node::NodeRef::from(self.next, &guard) else {
            return Ok(false);
        };
        nodes::record(&node, &mut self.node)?;
        self.cpus.truncate(0);
        nodes::cpus(&node, &mut self.cpus)?;
        self.distances.truncate(0);
        nodes::distances(&node, &mut self.distances)?;
        self.zonelists.truncate(0);
        nodes::zonelists(&node, &mut self.zonelists)?;
        self.next = node.id() + 1;
        Ok(true)
    }

    fn show(&self, out: &SeqFile) {
        let node = &*self.node;
        let mut field = FieldLines::new(out, node.node, None);
        for &(group, fields) in GROUPS {
            for &(name, value) in fields {
                field
                    .start_line(group, "", name)
                    .cell(value(node))
                    .text("\n");
            }
            self.show_words(group, &mut field);
        }
        self.show_places(&mut field);
        for (stat, name) in NodeStat::NAMES.words() {
            let value = node.stat[stat as usize];
            field.start_line("stat", "", name).cell(value).text("\n");
        }
        for (stat, name) in NodeStat::NAMES.words() {
            if node.stat[stat as usize] != ABSENT {
                let held = node.pending[stat as usize];
                field
                    .start_line("pending", "", name)
                    .signed(held)
                    .text("\n");
            }
        }
    }
}

impl NodeRows {
    /// Shows the fields of a group whose values are names or bits.
    fn show_words(&self, group: &str, field: &mut FieldLines<'_>) {
        let node = &*self.node;
        let mut show_name = |name: &str, names: &ValueNames, value: u64| {
            let line = field.start_line(group, "", name);
            line.text(text_name(names, value)).text("\n");
        };
        match group {
            "general" => field.bits("state", "", NodeState::NAMES, node.states),
            "reclaim" => {
                show_name(
                    "kswapd_highest_zone",
                    &ZoneKind::NAMES,
                    node.kswapd_highest_zone,
                );
                show_name("kswapd_state", &DaemonState::NAMES, node.kswapd_state);
                field.bits(group, "flag.", NodeFlag::NAMES, node.flags);
                field.bits(group, "waiting.", NodeWait::NAMES, node.waiting);
            }
            "compaction" => {
                show_name(
                    "kcompactd_highest_zone",
                    &ZoneKind::NAMES,
                    node.kcompactd_highest_zone,
                );
                show_name("kcompactd_state", &DaemonState::NAMES, node.kcompactd_state);
            }
            _ => {}
        }
    }

    /// Shows CPUs, distances and zonelists.
    fn show_places(&self, field: &mut FieldLines<'_>) {
        let line = field.start_line("cpu", "", "list");
        let mut separator = "";
        for run in self.cpus.records() {
            line.text(separator).number(run.first.into());
            if run.last != run.first {
                line.text("-").number(run.last.into());
            }
            separator = ",";
        }
        line.text(if self.cpus.records().is_empty() {
            "-\n"
        } else {
            "\n"
        });
        for distance in self.distances.records() {
            let line = field.start_group("distance").number(distance.to.into());
            line.text(" ").number(distance.distance.into()).text("\n");
        }
        for place in self.zonelists.records() {
            let list = text_name(&ZonelistKind::NAMES, place.list.into());
            let line = field.start_group("zonelist").text(list).text(".");
            let line = line.number(place.place.into()).text(" ");
            let line = line.number(place.zone_node.into()).text(":");
            line.text(text_name(&ZoneKind::NAMES, place.zone.into()))
                .text("\n");
        }
    }
}
