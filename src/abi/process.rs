// SPDX-License-Identifier: GPL-2.0

//! Processes as a whole: a line for each of the machine, and page faults of one.

use super::walk_cost::WalkCost;

declare! {
    /// Nodes that a record counts one by one; what lies on higher ones is in one sum.
    constant NODES: u32 = "RMM_NODE_SLOTS" { 16 }

    /// Argument of `RMM_PROCESSES`: one record for each process that has an address space, by
    /// ascending pid. Kernel threads and zombies have none; threads are no processes. When `next`
    /// is not 0, call again with `first = next`.
    ///
    /// Pids are those of the initial pid namespace. Without CAP_SYS_PTRACE in the initial user
    /// namespace, of the opener of /dev/rmm and of the caller, there is the caller alone.
    ///
    /// Errors: `EINVAL` for an unknown flag, a `first` below 0, or a `capacity` of 0; `EINTR` for
    /// a signal before the first record; `EFAULT` for a buffer that cannot be written.
    record ProcessesArgs = "rmm_processes" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// `RMM_PROCESSES_*`.
        flags: u32,
        /// User address of an array of `struct rmm_process`.
        buf: u64,
        /// Room in `buf`, in records.
        capacity: u32,
        /// `sizeof(struct rmm_process)` as the caller knows it.
        record_size: u32,
        /// Longest time the call may take in µs; 0 sets no limit. It is checked between
        /// processes; a process is never returned in part.
        budget_us: u64,
        /// First pid of the range.
        first: i32,
        /// Out: where to resume; 0 after the last.
        next: i32,
        /// Out: records written.
        count: u32,
        /// Must be zero.
        reserved: u32,
        /// Out: what walks cost.
        cost: WalkCost,
    }

    /// `rmm_processes.flags`: what needs a walk of each process. Absent if not asked for.
    bits ProcessesFlag: u32 = "RMM_PROCESSES_" {
        /// By node and by size of mapping.
        RESIDENT = 0, "RESIDENT", "resident";
        /// USS and PSS, which cost several times as much.
        PSS = 1, "PSS", "pss";
    }

    /// One process. The counters are the kernel's own, those of /proc/PID/status.
    record ProcessRecord = "rmm_process" {
        /// Process id.
        pid: i32,
        /// Process that owns the address space (`mm->owner`), or -1: processes with the same owner
        /// share one, and each of them shows all of it.
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
        /// Resident bytes that a leaf above the last level maps, hugetlb left out; absent without
        /// `RMM_PROCESSES_RESIDENT`, as what lies on nodes.
        huge_bytes: u64,
        /// Present bytes of folios on each node, hugetlb included.
        node_bytes: [u64; 16],
        /// The same on all nodes from `RMM_NODE_SLOTS` on.
        more_nodes_bytes: u64,
        /// What nobody else maps, hugetlb left out; absent without `RMM_PROCESSES_PSS`.
        uss_bytes: u64,
        /// Each page divided by its mapcount; as Pss of smaps_rollup, with its rounding.
        pss_bytes: u64,
        /// Bytes whose share is not exact, as in `rmm_sharing`.
        inexact_bytes: u64,
    }

    /// Argument of `RMM_FAULTS_OF`: page faults of a process and of the children it has waited for,
    /// as /proc/PID/stat has them; and what has happened in it by kind, while somebody counts that
    /// (`RMM_FAULTS` with its pid, or `pid PID` written to /proc/rmm/faults).
    ///
    /// Errors: `EINVAL` for an unknown flag; `ESRCH` if the process has exited or replaced its
    /// image; `EFAULT` for a buffer that cannot be written.
    record ProcessFaultsArgs = "rmm_faults_of" {
        /// Size of this structure as the caller knows it.
        size: u32,
        /// Must be zero.
        flags: u32,
        /// Out: faults that needed no I/O, of all threads, those that have exited included.
        minor: u64,
        /// Out: faults that waited for I/O.
        major: u64,
        /// Out: `minor` of waited-for children.
        children_minor: u64,
        /// Out: `major` of waited-for children.
        children_major: u64,
        /// Array of `struct rmm_fault_count` for the counts by kind.
        buf: u64,
        /// Records that `buf` has room for; 0 if none are asked for.
        capacity: u32,
        /// Size of a record as the caller knows it.
        record_size: u32,
        /// Out: records written.
        count: u32,
        /// Out: counters that exist.
        total: u32,
        /// Out: how long they have counted, by who has done so for longest; `RMM_ABSENT` if nobody
        /// does, as each count is then.
        watched_ns: u64,
    }
}
