// SPDX-License-Identifier: GPL-2.0

//! `RMM_PROCESSES`, one record for each process, and `RMM_FAULTS_OF`, the page faults of one.

use super::walk_cost::WalkCost;

declare! {
    /// Number of nodes that a record counts separately. Higher nodes share one sum.
    constant NODES: u32 = "RMM_NODE_SLOTS" { 16 }

    /// Argument of `RMM_PROCESSES`: one record for each process with an address space, by ascending
    /// pid. Kernel threads and zombies have none, and threads have no record of their own. When
    /// `next` is not 0, call again with `first = next`.
    ///
    /// Processes and pids are those of the caller's pid namespace. Unless the opener of /dev/rmm and the caller
    /// have CAP_SYS_PTRACE in the initial user namespace, only the caller is returned.
    ///
    /// Errors: `EINVAL` for an unknown flag, a negative `first`, or a `capacity` of 0; `EINTR` for
    /// a signal before the first record; `EFAULT` if a buffer cannot be written.
    record ProcessesArgs = "rmm_processes" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_PROCESSES_*`.
        flags: u32,
        /// User address of an array of `struct rmm_process`.
        buf: u64,
        /// Size of `buf` in records.
        capacity: u32,
        /// `sizeof(struct rmm_process)` as the caller knows it.
        record_size: u32,
        /// Time limit of the call in µs; 0 sets no limit. It is checked between processes, so that
        /// each call returns one process at least.
        budget_us: u64,
        /// Lowest pid to return.
        first: i32,
        /// Out: pid at which to resume; 0 at the end.
        next: i32,
        /// Out: number of records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Out: cost of the walks.
        cost: WalkCost,
    }

    /// `rmm_processes.flags`: fields that need a walk of each process. They are absent otherwise.
    bits ProcessesFlag: u32 = "RMM_PROCESSES_" {
        /// Resident memory by node and by size of mapping.
        RESIDENT = 0, "RESIDENT", "resident";
        /// USS and PSS, which cost several times as much.
        PSS = 1, "PSS", "pss";
    }

    /// One process. The counters are those of /proc/PID/status.
    record ProcessRecord = "rmm_process" {
        /// Process id.
        pid: i32,
        /// Process that owns the address space (`mm->owner`), or -1. Processes with the same owner
        /// share an address space, and each shows all of it.
        owner: i32,
        /// Name (`comm`), zero-terminated.
        comm: [u8; 16],
        /// VmSize.
        virtual_bytes: u64,
        /// RssAnon.
        anon_bytes: u64,
        /// RssFile.
        file_bytes: u64,
        /// RssShmem.
        shmem_bytes: u64,
        /// HugetlbPages.
        hugetlb_bytes: u64,
        /// VmSwap.
        swap_bytes: u64,
        /// VmPTE.
        table_bytes: u64,
        /// Resident bytes that a leaf above the PTE level maps, hugetlb excluded. Absent without
        /// `RMM_PROCESSES_RESIDENT`, as are the next two fields.
        huge_bytes: u64,
        /// Present bytes of folios by node, hugetlb included.
        node_bytes: [u64; 16],
        /// Present bytes of folios on nodes from `RMM_NODE_SLOTS` on.
        more_nodes_bytes: u64,
        /// Bytes that no other entry maps, hugetlb excluded. Absent without `RMM_PROCESSES_PSS`.
        uss_bytes: u64,
        /// Sum of the bytes of each page divided by its mapcount: Pss in smaps_rollup, with its
        /// rounding.
        pss_bytes: u64,
        /// Bytes whose share is inexact, as in `rmm_sharing`.
        inexact_bytes: u64,
        /// Part of `pss_bytes` whose entry or folio is dirty: Pss_Dirty in smaps_rollup. Absent
        /// without `RMM_PROCESSES_PSS`, as are the fields below.
        pss_dirty_bytes: u64,
        /// Part of `pss_bytes` in anonymous folios: Pss_Anon in smaps_rollup.
        pss_anon_bytes: u64,
        /// Part of `pss_bytes` in folios of files: Pss_File in smaps_rollup.
        pss_file_bytes: u64,
        /// Part of `pss_bytes` in folios of shmem: Pss_Shmem in smaps_rollup.
        pss_shmem_bytes: u64,
        /// Bytes of anonymous memory that reclaim frees without writing it to swap (MADV_FREE):
        /// LazyFree in smaps_rollup.
        lazyfree_bytes: u64,
        /// Memory cgroup that new pages of the process are charged to, by its inode number
        /// (`rmm_memcg.cgroup`): that of `owner`. It may be an ancestor of the cgroup in
        /// /proc/PID/cgroup, if that one has no memory controller. Absent without an owner.
        memory_cgroup: u64,
        /// Effective user id in the caller's user namespace; `RMM_ABSENT_32` if it has no number
        /// there. The owner of /proc/PID is root instead while the process is not dumpable.
        uid: u32,
        /// Real user id, likewise.
        real_uid: u32,
    }

    /// Argument of `RMM_FAULTS_OF`: page faults of a process and of the children that it waited
    /// for, as in /proc/PID/stat. The counts by kind are present while `RMM_FAULTS` or
    /// /proc/rmm/faults (`pid PID`) counts in the process.
    ///
    /// Errors: `EINVAL` for an unknown flag; `ESRCH` after exit or exec; `EFAULT` if a buffer
    /// cannot be written.
    record ProcessFaultsArgs = "rmm_faults_of" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Out: faults without I/O of all threads, exited ones included.
        minor: u64,
        /// Out: faults that waited for I/O, of all threads.
        major: u64,
        /// Out: `minor` of children that were waited for.
        children_minor: u64,
        /// Out: `major` of children that were waited for.
        children_major: u64,
        /// User address of an array of `struct rmm_fault_count` for the counts by kind.
        buf: u64,
        /// Size of `buf` in records; 0 if no counts are requested.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: number of records written.
        count: u32,
        /// Out: number of counters that exist.
        total: u32,
        /// Out: time since the earliest counting descriptor was attached, in ns. `RMM_ABSENT` if
        /// none counts; then each count is absent, too.
        watched_ns: u64,
    }
}
