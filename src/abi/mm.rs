// SPDX-License-Identifier: GPL-2.0

//! `RMM_MM`: the address space as a whole.

declare! {
    /// `rmm_mm.flags`: flags of the address space (`MMF_*`, include/linux/mm_types.h).
    bits MmFlag: u64 = "RMM_MM_F_" {
        /// MMF_DISABLE_THP_COMPLETELY: prctl(PR_SET_THP_DISABLE) without flags.
        THP_DISABLED = 0, "THP_DISABLED", "thp-disabled";
        /// MMF_DISABLE_THP_EXCEPT_ADVISED: prctl(PR_SET_THP_DISABLE) with
        /// PR_THP_DISABLE_EXCEPT_ADVISED.
        THP_ADVISED_ONLY = 1, "THP_ADVISED_ONLY", "thp-advised-only";
        /// MMF_VM_HUGEPAGE: registered with khugepaged.
        KHUGEPAGED = 2, "KHUGEPAGED", "khugepaged";
        /// MMF_HUGE_ZERO_FOLIO: has mapped the huge zero page.
        HUGE_ZERO = 3, "HUGE_ZERO", "huge-zero";
        /// MMF_VM_MERGEABLE: registered with KSM.
        KSM = 4, "KSM", "ksm";
        /// MMF_VM_MERGE_ANY: prctl(PR_SET_MEMORY_MERGE); KSM may merge all anonymous memory.
        KSM_ANY = 5, "KSM_ANY", "ksm-any";
        /// MMF_TOPDOWN: mmap(2) searches from `mmap_base` downwards.
        TOPDOWN = 6, "TOPDOWN", "topdown";
        /// MMF_MULTIPROCESS: more than one process has used it (CLONE_VM without CLONE_VFORK).
        MULTIPROCESS = 7, "MULTIPROCESS", "multiprocess";
        /// MMF_HAS_PINNED: FOLL_PIN has pinned pages of it at some time.
        HAS_PINNED = 8, "HAS_PINNED", "has-pinned";
        /// MMF_HAS_MDWE: prctl(PR_SET_MDWE), memory that was writable cannot become executable.
        MDWE = 9, "MDWE", "mdwe";
        /// MMF_HAS_MDWE_NO_INHERIT: fork(2) does not pass `MDWE` on.
        MDWE_NO_INHERIT = 10, "MDWE_NO_INHERIT", "mdwe-no-inherit";
        /// MMF_HAS_UPROBES: uprobes have been set in it.
        UPROBES = 11, "UPROBES", "uprobes";
        /// MMF_OOM_SKIP: the OOM killer ignores it.
        OOM_SKIP = 12, "OOM_SKIP", "oom-skip";
        /// MMF_UNSTABLE: the OOM reaper has unmapped memory of it.
        UNSTABLE = 13, "UNSTABLE", "unstable";
        /// MMF_OOM_REAP_QUEUED: queued for the OOM reaper.
        OOM_REAP_QUEUED = 14, "OOM_REAP_QUEUED", "oom-reap-queued";
    }

    /// An address space (`struct mm_struct`, include/linux/mm_types.h), as `RMM_MM` and
    /// /proc/rmm/PID/mm show it. Fields are read one by one, so together they are no snapshot, except
    /// for the addresses that `arg_lock` protects.
    record MmRecord = "rmm_mm" {
        /// `RMM_MM_F_*`.
        flags: u64,
        /// `RMM_VMA_F_*` of new VMAs (`def_flags`): mlockall(MCL_FUTURE).
        default_vma_flags: u64,
        /// Size of the VMAs in bytes (`total_vm`): VmSize in /proc/PID/status.
        virtual_bytes: u64,
        /// Largest `virtual_bytes` so far (`hiwater_vm`): VmPeak.
        peak_virtual_bytes: u64,
        /// Resident memory of anonymous pages, files and shmem (`rss_stat`): VmRSS.
        resident_bytes: u64,
        /// Largest `resident_bytes` that the kernel has noted, or the current value if that is larger
        /// (`hiwater_rss`): VmHWM.
        peak_resident_bytes: u64,
        /// Size of locked VMAs (`locked_vm`): VmLck.
        locked_bytes: u64,
        /// Memory that is pinned for long (`pinned_vm`), by users that account it: VmPin.
        pinned_bytes: u64,
        /// Size of private writable VMAs (`data_vm`): VmData.
        data_bytes: u64,
        /// Size of executable VMAs that are not writable (`exec_vm`): the sum of VmExe and VmLib.
        exec_bytes: u64,
        /// Size of stacks (`stack_vm`): VmStk.
        stack_bytes: u64,
        /// Number of VMAs, limited by vm.max_map_count.
        map_count: u32,
        /// Tasks that use the address space, and holders of a reference (`mm_users`), without this
        /// call.
        users: u32,
        /// Kinds of memory in core dumps, as in /proc/PID/coredump_filter.
        dump_filter: u32,
        /// Number of complete scans by NUMA balancing (`numa_scan_seq`), as in /proc/PID/sched;
        /// `RMM_ABSENT_32` without CONFIG_NUMA_BALANCING.
        numa_scan_seq: u32,
        /// Address at which NUMA balancing continues its scan (`numa_scan_offset`); `RMM_ABSENT`
        /// without CONFIG_NUMA_BALANCING.
        numa_scan_offset: u64,
        /// Milliseconds until NUMA balancing may scan again (`numa_next_scan`), 0 if it may now;
        /// `RMM_ABSENT` without CONFIG_NUMA_BALANCING.
        numa_next_scan_ms: u64,
        /// Pages of the process that KSM has merged, except with the zero page: ksm_merging_pages in
        /// /proc/PID/ksm_stat. `RMM_ABSENT` without CONFIG_KSM, as the next two fields.
        ksm_merging_pages: u64,
        /// Pages that KSM keeps track of: ksm_rmap_items.
        ksm_rmap_items: u64,
        /// Pages that KSM has replaced with the zero page: ksm_zero_pages.
        ksm_zero_pages: u64,
        /// Address from which mmap(2) searches for free ranges.
        mmap_base: u64,
        /// End of the range for user addresses.
        task_size: u64,
        /// Code of the executable, first address: field 26 of /proc/PID/stat. prctl(PR_SET_MM) can
        /// change this and the fields below, which otherwise are as exec has set them.
        start_code: u64,
        /// End of the code.
        end_code: u64,
        /// Data of the executable, first address: field 45 of /proc/PID/stat.
        start_data: u64,
        /// End of the data.
        end_data: u64,
        /// First address of the heap: field 47 of /proc/PID/stat.
        start_brk: u64,
        /// End of the heap (brk(2)).
        brk: u64,
        /// Address that the stack pointer had at exec: field 28 of /proc/PID/stat.
        start_stack: u64,
        /// Arguments, first address: field 48 of /proc/PID/stat.
        arg_start: u64,
        /// End of the arguments.
        arg_end: u64,
        /// Environment, first address: field 50 of /proc/PID/stat.
        env_start: u64,
        /// End of the environment.
        env_end: u64,
    }
}
