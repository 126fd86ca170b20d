// SPDX-License-Identifier: GPL-2.0

//! `RMM_INFO`: what this module is and what it can do on this kernel.

use crate::{
    abi::{
        info::{
            Feature,
            Info,
            Off,
            ABI_VERSION, //
        },
        Record, //
    },
    sys::{
        probes,
        system, //
    },
};

/// Version of the module.
const VERSION: &str = "0.1.0";

const fn config(on: bool) -> Off {
    if on {
        Off::Not
    } else {
        Off::Config
    }
}

/// Every feature, and whether it is on here.
const FEATURES: &[(u64, Off)] = &[
    (Feature::VMAS, Off::Not),
    (Feature::WALK_SUMMARY, Off::Not),
    (Feature::VMA_LOCK, config(cfg!(CONFIG_PER_VMA_LOCK))),
    (Feature::SOFT_DIRTY, config(cfg!(CONFIG_MEM_SOFT_DIRTY))),
    (Feature::UFFD_WP, config(cfg!(CONFIG_PTE_MARKER_UFFD_WP))),
    (Feature::NUMA, config(cfg!(CONFIG_NUMA))),
    (Feature::HOTPLUG, config(cfg!(CONFIG_MEMORY_HOTPLUG))),
    (Feature::PIDFD, Off::Not),
    (Feature::WALK_PAGES, Off::Not),
    (Feature::RMAP, Off::Not),
    (Feature::ARENA, config(cfg!(CONFIG_NUMA))),
    (Feature::TRANSLATE, Off::Not),
    (Feature::LRU, Off::Not),
    (Feature::LRU_GEN, config(cfg!(CONFIG_LRU_GEN))),
    (Feature::LAYOUT, Off::Not),
    (Feature::MEMCGS, config(cfg!(CONFIG_MEMCG))),
    (Feature::ZONES, Off::Not),
    (Feature::BLOCKS, config(cfg!(CONFIG_SPARSEMEM))),
    (Feature::PFNS, config(cfg!(CONFIG_SPARSEMEM))),
    (Feature::PROCESSES, Off::Not),
    (Feature::TALLIES, Off::Not),
    (Feature::EXTENTS, Off::Not),
    (Feature::FILTERS, Off::Not),
];

/// Features that lean on tracepoints.
fn traced() -> [(u64, Off); 6] {
    let found = probes::sources();
    [
        (Feature::FAULTS, found.fault_user && found.fault_kernel),
        (Feature::MIGRATIONS, found.migrate),
        (Feature::COLLAPSES, found.collapse && found.collapse_file),
        (
            Feature::RECLAIMS,
            found.reclaim_begin && found.reclaim_end && found.kswapd_wake && found.kswapd_sleep,
        ),
        (
            Feature::COMPACTIONS,
            found.compaction_begin && found.compaction_end,
        ),
        (Feature::OOM_VICTIMS, found.victim),
    ]
    .map(|(bit, on)| (bit, if on { Off::Not } else { Off::Check }))
}

/// The record of `RMM_INFO` and `/proc/rmm/version`.
pub(crate) fn info() -> Info {
    let mut info = Info {
        size: core::mem::size_of::<Info>() as u32,
        abi_version: ABI_VERSION,
        levels: if system::five_levels() { 5 } else { 4 },
        page_size: kernel::page::PAGE_SIZE as u32,
        nr_node_ids: system::node_ids(),
        ..Info::ZERO
    };
    for (bit, off) in FEATURES.iter().copied().chain(traced()) {
        if off == Off::Not {
            info.features |= bit;
        }
        info.off[bit.trailing_zeros() as usize] = off as u8;
    }
    text(&mut info.version, VERSION.as_bytes());
    text(&mut info.release, system::release().to_bytes());
    info
}

/// Copies `from` to a zero-terminated field, cut if it is too long.
fn text(field: &mut [u8], from: &[u8]) {
    let len = from.len().min(field.len() - 1);
    field[..len].copy_from_slice(&from[..len]);
}
