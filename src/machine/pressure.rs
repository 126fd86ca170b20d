// SPDX-License-Identifier: GPL-2.0

//! Memory pressure of the machine, now and since the module was loaded.

use super::judgement_watch::{
    JudgedMemory,
    JudgementWatch, //
};
use crate::{
    abi::{
        counters::NodeStat,
        events::EventKind,
        pressure::{
            NodePressureRecord,
            PressureArgs, //
        },
        AbiRecord,
        ABSENT, //
    },
    model::{
        events::{
            count_since,
            EventTotals,
            NR_EVENTS, //
        },
        pressure::{
            self,
            kswapd_state,
            ZoneWatermarks, //
        },
    },
    sys::{
        memory::{
            hotplug::{
                HotplugGate,
                HotplugGuard, //
            },
            node::NodeRef,
            vm_events::vm_events, //
        },
        system, //
    },
};
use kernel::{
    prelude::*,
    sync::Arc, //
};

/// Counters of a node that are reported as changes since the load.
#[derive(Clone, Copy, Default)]
struct ReclaimedPages {
    kswapd_scanned: u64,
    kswapd_reclaimed: u64,
    direct_scanned: u64,
    direct_reclaimed: u64,
}

impl ReclaimedPages {
    fn of_node(node: &NodeRef<'_>) -> Self {
        let mut found = Self::default();
        node.stats(|stat, value, _| match stat {
            NodeStat::PgscanKswapd => found.kswapd_scanned = value,
            NodeStat::PgstealKswapd => found.kswapd_reclaimed = value,
            NodeStat::PgscanDirect => found.direct_scanned = value,
            NodeStat::PgstealDirect => found.direct_reclaimed = value,
            _ => {}
        });
        found
    }
}

/// The counters at the time of load.
pub(crate) struct PressureMonitor {
    hotplug: Arc<HotplugGate>,
    events: KBox<EventTotals>,
    /// By node number, for every possible node.
    nodes: KVec<ReclaimedPages>,
}

impl PressureMonitor {
    /// Reads the current counters as the base.
    pub(crate) fn new(hotplug: Arc<HotplugGate>) -> Result<Self> {
        let mut events = KBox::new([ABSENT; NR_EVENTS], GFP_KERNEL_ACCOUNT)?;
        vm_events(&mut events)?;
        let ids = system::node_ids() as usize;
        let mut nodes = KVec::from_elem(ReclaimedPages::default(), ids, GFP_KERNEL_ACCOUNT)?;
        // Without the guard (memory is being plugged) the base is 0, and the counts start at boot.
        if let Ok(guard) = hotplug.enter() {
            let mut from = 0;
            while let Some(node) = NodeRef::from(from, &guard) {
                if let Some(slot) = nodes.get_mut(node.id() as usize) {
                    *slot = ReclaimedPages::of_node(&node);
                }
                from = node.id() + 1;
            }
        }
        Ok(Self {
            hotplug,
            events,
            nodes,
        })
    }

    /// Replaces `nodes` with the records of the online nodes and returns the record of the machine.
    /// May sleep, and must not be called under the hotplug guard.
    pub(crate) fn read(&self, nodes: &mut KVec<NodePressureRecord>) -> Result<PressureArgs> {
        let mut now: KBox<EventTotals> = KBox::new([ABSENT; NR_EVENTS], GFP_KERNEL_ACCOUNT)?;
        vm_events(&mut now)?;
        let count =
            |event: EventKind| count_since(now[event as usize], Some(self.events[event as usize]));
        let mut machine = PressureArgs {
            node: -1,
            allocation_stalls: STALLS
                .iter()
                .map(|&event| count(event))
                .filter(|&count| count != ABSENT)
                .fold(0, u64::wrapping_add),
            throttled: count(EventKind::PgscanDirectThrottle),
            compaction_stalls: count(EventKind::CompactStall),
            compaction_failures: count(EventKind::CompactFail),
            oom_kills: count(EventKind::OomKill),
            ..PressureArgs::ZERO
        };
        nodes.clear();
        nodes.reserve(system::node_ids() as usize, GFP_KERNEL_ACCOUNT)?;
        let mut from = 0;
        loop {
            // Taken for each node, so that it is held for a short time.
            let guard = self.hotplug.enter()?;
            let Some(node) = NodeRef::from(from, &guard) else {
                break;
            };
            from = node.id() + 1;
            nodes
                .push_within_capacity(self.node(&node, &guard))
                .map_err(|_| ENOSPC)?;
        }
        machine.nodes = nodes.len() as u32;
        let worst = nodes.iter().fold(None, |worst, node| match worst {
            Some(worst) if !pressure::is_worse(node, worst) => Some(worst),
            _ => Some(node),
        });
        if let Some(worst) = worst {
            machine.judgement = worst.judgement;
            machine.node = worst.node as i32;
        }
        Ok(machine)
    }

    fn node(&self, node: &NodeRef<'_>, _guard: &HotplugGuard<'_>) -> NodePressureRecord {
        let now = ReclaimedPages::of_node(node);
        let base = self.nodes.get(node.id() as usize).copied();
        let base = base.unwrap_or_default();
        let failures = node.kswapd_failures();
        let mut record = NodePressureRecord {
            node: node.id(),
            kswapd_failures: failures,
            kswapd_scanned_pages: now.kswapd_scanned.saturating_sub(base.kswapd_scanned),
            kswapd_reclaimed_pages: now.kswapd_reclaimed.saturating_sub(base.kswapd_reclaimed),
            direct_scanned_pages: now.direct_scanned.saturating_sub(base.direct_scanned),
            direct_reclaimed_pages: now.direct_reclaimed.saturating_sub(base.direct_reclaimed),
            ..NodePressureRecord::ZERO
        };
        pressure::fill_node_pressure(
            &mut record,
            kswapd_state(node.kswapd_awake(), failures),
            zone_watermarks(node),
        );
        record
    }
}

/// The watermarks of the zones that provide pages; ZONE_DEVICE has no managed pages.
fn zone_watermarks<'a>(node: &'a NodeRef<'a>) -> impl Iterator<Item = ZoneWatermarks> + 'a {
    (0..)
        .map_while(|index| node.zone(index))
        .filter(|zone| zone.is_populated() && zone.managed_pages() != 0)
        .map(|zone| {
            let boost = zone.watermark_boost();
            ZoneWatermarks {
                kind: zone.kind() as u32,
                free: zone.free_pages(),
                min: zone.watermark_min().saturating_add(boost),
                low: zone.watermark_low().saturating_add(boost),
                high: zone.watermark_high().saturating_add(boost),
                boost,
            }
        })
}

/// The judgements of nodes that `pressure` shows, watched for its pollers.
pub(crate) type PressureWatch = JudgementWatch<Arc<PressureMonitor>>;

/// The slot of a node and its judgement on the board of a [`PressureWatch`].
pub(crate) fn judgement_slot(node: u32, judgement: u32) -> (usize, u64) {
    (node as usize, u64::from(judgement) + 1)
}

impl JudgedMemory for Arc<PressureMonitor> {
    fn slots(&self) -> usize {
        system::node_ids() as usize
    }

    fn judge(&self, mut each: impl FnMut(usize, u64)) -> Result {
        let mut from = 0;
        loop {
            let guard = self.hotplug.enter()?;
            let Some(node) = NodeRef::from(from, &guard) else {
                return Ok(());
            };
            from = node.id() + 1;
            let kswapd = kswapd_state(node.kswapd_awake(), node.kswapd_failures());
            let judgement = pressure::judge_zones(kswapd, zone_watermarks(&node));
            let (slot, judgement) = judgement_slot(node.id(), judgement as u32);
            each(slot, judgement);
        }
    }
}

/// Direct reclaims by the highest zone that the allocation could use.
const STALLS: &[EventKind] = &[
    EventKind::AllocstallDma,
    EventKind::AllocstallDma32,
    EventKind::AllocstallNormal,
    EventKind::AllocstallMovable,
    EventKind::AllocstallDevice,
];
