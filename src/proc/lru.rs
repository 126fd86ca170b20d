// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/lru`: the LRU lists of every online node, one line for each number.

use super::{
    cell::{
        text_name,
        ValueOrDash, //
    },
    machine_file::MachineRows, //
};
use crate::{
    abi::{
        info::ModuleFeature,
        lru::{
            LruList,
            LruRecord,
            LruType, //
        },
        zone_kind::ZoneKind,
        AbiRecord,
        ABSENT, //
    },
    machine::lru,
    sys::{
        memory::hotplug::HotplugGate,
        task::rights::{
            AccessRule,
            GrantedRights, //
        }, //
    },
};
use kernel::{
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

const AGES: usize = 4;
const TIERS: usize = 4;
const ZONES: usize = 8;

/// A field by type: its name in the file, and its place in the record.
type LruTypeField = (&'static str, fn(&LruRecord) -> &[u64; 2]);

const WORKINGSET: &[LruTypeField] = &[
    ("refault", |lru| &lru.refault),
    ("activate", |lru| &lru.activate),
    ("restore", |lru| &lru.restore),
];

/// A field by type and tier.
type LruTierField = (&'static str, fn(&LruRecord) -> &[u64; 8]);

const TIER_FIELDS: &[LruTierField] = &[
    ("avg_refaulted", |lru| &lru.tier_avg_refaulted),
    ("avg_total", |lru| &lru.tier_avg_total),
    ("refaulted", |lru| &lru.tier_refaulted),
    ("evicted", |lru| &lru.tier_evicted),
    ("protected", |lru| &lru.tier_protected),
];

/// One row is a node with all its lines.
pub(super) struct LruRows {
    /// Lowest number of the next node.
    next: u32,
    lru: KBox<LruRecord>,
}

impl MachineRows for LruRows {
    const NAME: &'static CStr = c"lru";
    const COLUMNS: &'static str = "node group field value";
    const RULE: AccessRule = AccessRule::Anyone;
    const FEATURES: u64 = ModuleFeature::LRU_GEN | ModuleFeature::MEMCGS;

    fn new(_granted: GrantedRights) -> Result<Self> {
        Ok(Self {
            next: 0,
            lru: KBox::new(LruRecord::ZERO, GFP_KERNEL_ACCOUNT)?,
        })
    }

    fn next(&mut self, hotplug: &HotplugGate) -> Result<bool> {
        let found = lru::record(hotplug, self.next, &mut self.lru)?;
        self.next = self.lru.node + 1;
        Ok(found)
    }

    fn show(&self, out: &SeqFile) {
        self.show_lists(out);
        self.show_generations(out);
        self.show_tiers(out);
    }
}

/// Zones that this kernel can have, with their names.
fn zones() -> impl Iterator<Item = (usize, &'static str)> {
    let zones = ZoneKind::NAMES.words();
    zones.map(|(kind, name)| (kind as usize, name))
}

impl LruRows {
    fn show_lists(&self, out: &SeqFile) {
        let lru = &*self.lru;
        let id = lru.node;
        for &list in LruList::ALL {
            let pages = ValueOrDash(lru.list_pages[list as usize]);
            seq_print!(out, "{id} list {}_pages {pages}\n", list.text());
        }
        for &kind in LruType::ALL {
            let pages = ValueOrDash(lru.isolated_pages[kind as usize]);
            seq_print!(out, "{id} list isolated_{}_pages {pages}\n", kind.text());
        }
        for &list in LruList::ALL {
            for (zone, name) in zones() {
                let pages = lru.on_list_pages[list as usize * ZONES + zone];
                if pages != 0 {
                    let list = list.text();
                    seq_print!(
                        out,
                        "{id} on_list {list}_pages.{name} {}\n",
                        ValueOrDash(pages)
                    );
                }
            }
        }
        for &(name, field) in WORKINGSET {
            for &kind in LruType::ALL {
                let count = ValueOrDash(field(lru)[kind as usize]);
                seq_print!(out, "{id} workingset {name}_{} {count}\n", kind.text());
            }
        }
        seq_print!(
            out,
            "{id} workingset shadow_nodes {}\n",
            ValueOrDash(lru.shadow_nodes)
        );
        seq_print!(
            out,
            "{id} workingset nodereclaim {}\n",
            ValueOrDash(lru.nodereclaim)
        );
    }

    /// Generations by age, 0 the youngest.
    fn show_generations(&self, out: &SeqFile) {
        let lru = &*self.lru;
        let id = lru.node;
        seq_print!(out, "{id} memcg summed {}\n", lru.memcgs);
        seq_print!(out, "{id} memcg mglru {}\n", lru.memcgs_mglru);
        seq_print!(out, "{id} memcg seq {}\n", ValueOrDash(lru.memcg_seq));
        for (number, &memcgs) in lru.memcg_gen_memcgs.iter().enumerate() {
            seq_print!(out, "{id} memcg gen{number} {}\n", ValueOrDash(memcgs));
        }
        seq_print!(
            out,
            "{id} seq max_lowest {}\n",
            ValueOrDash(lru.max_seq_lowest)
        );
        seq_print!(
            out,
            "{id} seq max_highest {}\n",
            ValueOrDash(lru.max_seq_highest)
        );
        for (kind, (_, name)) in LruType::NAMES.words().enumerate() {
            let (low, high) = (lru.min_seq_lowest[kind], lru.min_seq_highest[kind]);
            seq_print!(out, "{id} seq min_lowest_{name} {}\n", ValueOrDash(low));
            seq_print!(out, "{id} seq min_highest_{name} {}\n", ValueOrDash(high));
        }
        for age in 0..AGES {
            let low = ValueOrDash(lru.gen_age_lowest_ms[age]);
            let high = ValueOrDash(lru.gen_age_highest_ms[age]);
            seq_print!(
                out,
                "{id} gen{age} memcgs {}\n",
                ValueOrDash(lru.gen_memcgs[age])
            );
            seq_print!(out, "{id} gen{age} age_lowest_ms {low}\n");
            seq_print!(out, "{id} gen{age} age_highest_ms {high}\n");
            for &kind in LruType::ALL {
                let at = (age * LruType::ALL.len() + kind as usize) * ZONES;
                let by_zone = &lru.gen_pages[at..at + ZONES];
                let all = by_zone.iter().try_fold(0u64, |sum, &pages| match pages {
                    ABSENT => None,
                    pages => Some(sum + pages),
                });
                let kind = kind.text();
                let all = ValueOrDash(all.unwrap_or(ABSENT));
                seq_print!(out, "{id} gen{age} {kind}_pages {all}\n");
                for (zone, &pages) in by_zone.iter().enumerate() {
                    if pages != 0 && pages != ABSENT {
                        let zone = text_name(&ZoneKind::NAMES, zone as u64);
                        seq_print!(out, "{id} gen{age} {kind}_pages.{zone} {pages}\n");
                    }
                }
            }
        }
    }

    fn show_tiers(&self, out: &SeqFile) {
        let lru = &*self.lru;
        let id = lru.node;
        for tier in 0..TIERS {
            for &kind in LruType::ALL {
                for &(name, field) in TIER_FIELDS {
                    let count = ValueOrDash(field(lru)[kind as usize * TIERS + tier]);
                    seq_print!(out, "{id} tier{tier} {name}_{} {count}\n", kind.text());
                }
            }
        }
    }
}
