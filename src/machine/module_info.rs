// SPDX-License-Identifier: GPL-2.0

//! The module: its version, the kernel it runs on, and which of its features work there.

use crate::{
    abi::{
        info::{
            FeatureOffReason,
            InfoArgs,
            ModuleFeature,
            ABI_VERSION,
            VERSION, //
        },
        AbiRecord, //
    },
    sys::{
        memory::{
            lruvec::Lruvec,
            memcg,
            node, //
        },
        probes,
        system, //
    },
};

const fn config(on: bool) -> FeatureOffReason {
    if on {
        FeatureOffReason::NotOff
    } else {
        FeatureOffReason::Config
    }
}

/// Every feature, with what the kernel's configuration says about it.
const FEATURES: &[(u64, FeatureOffReason)] = &[
    (ModuleFeature::VMAS, FeatureOffReason::NotOff),
    (ModuleFeature::WALK_SUMMARY, FeatureOffReason::NotOff),
    (ModuleFeature::VMA_LOCK, config(cfg!(CONFIG_PER_VMA_LOCK))),
    (
        ModuleFeature::SOFT_DIRTY,
        config(cfg!(CONFIG_MEM_SOFT_DIRTY)),
    ),
    (
        ModuleFeature::UFFD_WP,
        config(cfg!(CONFIG_PTE_MARKER_UFFD_WP)),
    ),
    (ModuleFeature::NUMA, config(cfg!(CONFIG_NUMA))),
    (ModuleFeature::HOTPLUG, config(cfg!(CONFIG_MEMORY_HOTPLUG))),
    (ModuleFeature::PIDFD, FeatureOffReason::NotOff),
    (ModuleFeature::WALK_PAGES, FeatureOffReason::NotOff),
    (ModuleFeature::RMAP, FeatureOffReason::NotOff),
    (ModuleFeature::ARENA, config(cfg!(CONFIG_NUMA))),
    (ModuleFeature::TRANSLATE, FeatureOffReason::NotOff),
    (ModuleFeature::LRU, FeatureOffReason::NotOff),
    (ModuleFeature::LRU_GEN, config(cfg!(CONFIG_LRU_GEN))),
    (ModuleFeature::LAYOUT, FeatureOffReason::NotOff),
    (ModuleFeature::MEMCGS, config(cfg!(CONFIG_MEMCG))),
    (ModuleFeature::ZONES, FeatureOffReason::NotOff),
    (ModuleFeature::BLOCKS, config(cfg!(CONFIG_SPARSEMEM))),
    (ModuleFeature::PFNS, config(cfg!(CONFIG_SPARSEMEM))),
    (ModuleFeature::PROCESSES, FeatureOffReason::NotOff),
    (ModuleFeature::TALLIES, FeatureOffReason::NotOff),
    (ModuleFeature::EXTENTS, FeatureOffReason::NotOff),
    (ModuleFeature::FILTERS, FeatureOffReason::NotOff),
    (ModuleFeature::FILE, FeatureOffReason::NotOff),
    (
        ModuleFeature::PAGE_MAPCOUNT,
        config(cfg!(CONFIG_PAGE_MAPCOUNT)),
    ),
    (
        ModuleFeature::THP,
        config(cfg!(CONFIG_TRANSPARENT_HUGEPAGE)),
    ),
];

/// Why a configured feature is off on the running kernel. Boot parameters, firmware and settings
/// decide that; settings may change at any time.
fn running(feature: u64) -> FeatureOffReason {
    let (on, reason) = match feature {
        ModuleFeature::SOFT_DIRTY => (system::tracks_soft_dirty(), FeatureOffReason::Check),
        ModuleFeature::UFFD_WP => (system::marks_uffd_wp(), FeatureOffReason::Check),
        ModuleFeature::NUMA => (node::possible().count() > 1, FeatureOffReason::OneNode),
        ModuleFeature::LRU_GEN => (uses_generations(), FeatureOffReason::Setting),
        ModuleFeature::MEMCGS => (memcg::enabled(), FeatureOffReason::Boot),
        _ => return FeatureOffReason::NotOff,
    };
    if on {
        FeatureOffReason::NotOff
    } else {
        reason
    }
}

/// Whether the root's folios are kept in generations; those of other cgroups follow.
fn uses_generations() -> bool {
    let lruvec = node::online().next().and_then(Lruvec::of_node);
    lruvec.is_some_and(|lruvec| lruvec.uses_generations())
}

/// Every feature, with the reason why it is off.
fn features() -> impl Iterator<Item = (u64, FeatureOffReason)> {
    let built = FEATURES.iter().map(|&(bit, built)| match built {
        FeatureOffReason::NotOff => (bit, running(bit)),
        off => (bit, off),
    });
    built.chain(traced_features())
}

/// Those of `asked` that are off, with the reason.
pub(crate) fn features_off(asked: u64) -> impl Iterator<Item = (u64, FeatureOffReason)> {
    features().filter(move |&(bit, off)| asked & bit != 0 && off != FeatureOffReason::NotOff)
}

/// Features that depend on tracepoints.
fn traced_features() -> [(u64, FeatureOffReason); 6] {
    let found = probes::sources();
    [
        (
            ModuleFeature::FAULTS,
            found.fault_user && found.fault_kernel,
        ),
        (ModuleFeature::MIGRATIONS, found.migrate),
        (
            ModuleFeature::COLLAPSES,
            found.collapse && found.collapse_file,
        ),
        (
            ModuleFeature::RECLAIMS,
            found.reclaim_begin && found.reclaim_end && found.kswapd_wake && found.kswapd_sleep,
        ),
        (
            ModuleFeature::COMPACTIONS,
            found.compaction_begin && found.compaction_end,
        ),
        (ModuleFeature::OOM_VICTIMS, found.victim),
    ]
    .map(|(bit, on)| {
        (
            bit,
            if on {
                FeatureOffReason::NotOff
            } else {
                FeatureOffReason::Kernel
            },
        )
    })
}

/// The record of `RMM_INFO` and `/proc/rmm/version`.
pub(crate) fn module_info() -> InfoArgs {
    let mut info = InfoArgs {
        size: core::mem::size_of::<InfoArgs>() as u32,
        abi_version: ABI_VERSION,
        levels: if system::five_levels() { 5 } else { 4 },
        page_size: kernel::page::PAGE_SIZE as u32,
        nr_node_ids: system::node_ids(),
        ..InfoArgs::ZERO
    };
    for (bit, off) in features() {
        if off == FeatureOffReason::NotOff {
            info.features |= bit;
        }
        info.off[bit.trailing_zeros() as usize] = off as u8;
    }
    copy_terminated(&mut info.version, VERSION.as_bytes());
    copy_terminated(&mut info.release, system::release().to_bytes());
    info
}

/// Copies `from` into a zero-terminated field and truncates it if necessary.
fn copy_terminated(field: &mut [u8], from: &[u8]) {
    let len = from.len().min(field.len() - 1);
    field[..len].copy_from_slice(&from[..len]);
}
