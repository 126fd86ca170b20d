// SPDX-License-Identifier: GPL-2.0

//! The fields of an mm_struct, as a record.

use super::{
    handle::LiveMm,
    vma::flags_of, //
};
use crate::{
    abi::{
        mm::{
            MmFlag,
            MmRecord, //
        },
        page::ABSENT_32,
        ABSENT, //
    },
    sys::shim, //
};
use kernel::page::PAGE_SHIFT;

/// The kernel's MMF_ number for each `MmFlag`.
const FLAGS: &[(u32, u64)] = &[
    (
        shim::RMM_SHIM_MMF_DISABLE_THP_COMPLETELY,
        MmFlag::THP_DISABLED,
    ),
    (
        shim::RMM_SHIM_MMF_DISABLE_THP_EXCEPT_ADVISED,
        MmFlag::THP_ADVISED_ONLY,
    ),
    (shim::RMM_SHIM_MMF_VM_HUGEPAGE, MmFlag::KHUGEPAGED),
    (shim::RMM_SHIM_MMF_HUGE_ZERO_FOLIO, MmFlag::HUGE_ZERO),
    (shim::RMM_SHIM_MMF_VM_MERGEABLE, MmFlag::KSM),
    (shim::RMM_SHIM_MMF_VM_MERGE_ANY, MmFlag::KSM_ANY),
    (shim::RMM_SHIM_MMF_TOPDOWN, MmFlag::TOPDOWN),
    (shim::RMM_SHIM_MMF_MULTIPROCESS, MmFlag::MULTIPROCESS),
    (shim::RMM_SHIM_MMF_HAS_PINNED, MmFlag::HAS_PINNED),
    (shim::RMM_SHIM_MMF_HAS_MDWE, MmFlag::MDWE),
    (
        shim::RMM_SHIM_MMF_HAS_MDWE_NO_INHERIT,
        MmFlag::MDWE_NO_INHERIT,
    ),
    (shim::RMM_SHIM_MMF_HAS_UPROBES, MmFlag::UPROBES),
    (shim::RMM_SHIM_MMF_OOM_SKIP, MmFlag::OOM_SKIP),
    (shim::RMM_SHIM_MMF_UNSTABLE, MmFlag::UNSTABLE),
    (shim::RMM_SHIM_MMF_OOM_REAP_QUEUED, MmFlag::OOM_REAP_QUEUED),
];

impl LiveMm {
    /// The fields of the address space.
    pub(crate) fn record(&self) -> MmRecord {
        let mut raw = pin_init::zeroed::<shim::rmm_shim_mm_fields>();
        // SAFETY: The mm is valid by the reference that `self` holds; `raw` may be written. The shim
        // takes and releases `arg_lock`.
        unsafe { shim::rmm_shim_read_mm_fields(self.as_raw(), &mut raw) };
        let bytes = |pages: u64| pages << PAGE_SHIFT;
        let if_numa = |value| {
            if cfg!(CONFIG_NUMA_BALANCING) {
                value
            } else {
                ABSENT
            }
        };
        let if_ksm = |value| if cfg!(CONFIG_KSM) { value } else { ABSENT };
        MmRecord {
            flags: FLAGS
                .iter()
                .filter(|(bit, _)| raw.flags >> bit & 1 != 0)
                .fold(0, |flags, (_, flag)| flags | flag),
            default_vma_flags: flags_of(raw.def_flags),
            virtual_bytes: bytes(raw.total_vm),
            // The kernel notes a peak only before the value falls.
            peak_virtual_bytes: bytes(raw.hiwater_vm.max(raw.total_vm)),
            resident_bytes: bytes(raw.rss),
            peak_resident_bytes: bytes(raw.hiwater_rss.max(raw.rss)),
            locked_bytes: bytes(raw.locked_vm),
            pinned_bytes: bytes(raw.pinned_vm),
            data_bytes: bytes(raw.data_vm),
            exec_bytes: bytes(raw.exec_vm),
            stack_bytes: bytes(raw.stack_vm),
            map_count: raw.map_count,
            // `self` is one of them.
            users: raw.mm_users.saturating_sub(1),
            dump_filter: raw.dump_filter,
            numa_scan_seq: if cfg!(CONFIG_NUMA_BALANCING) {
                raw.numa_scan_seq
            } else {
                ABSENT_32
            },
            numa_scan_offset: if_numa(raw.numa_scan_offset),
            numa_next_scan_ms: if_numa(raw.numa_next_scan_ms),
            ksm_merging_pages: if_ksm(raw.ksm_merging_pages),
            ksm_rmap_items: if_ksm(raw.ksm_rmap_items),
            ksm_zero_pages: if_ksm(raw.ksm_zero_pages),
            mmap_base: raw.mmap_base,
            task_size: raw.task_size,
            start_code: raw.start_code,
            end_code: raw.end_code,
            start_data: raw.start_data,
            end_data: raw.end_data,
            start_brk: raw.start_brk,
            brk: raw.brk,
            start_stack: raw.start_stack,
            arg_start: raw.arg_start,
            arg_end: raw.arg_end,
            env_start: raw.env_start,
            env_end: raw.env_end,
        }
    }
}
