/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_PROBES_H
#define RMM_SHIM_PROBES_H

#include <linux/compaction.h>
#include <linux/migrate_mode.h>
#include <linux/pid.h>

/* Probed tracepoints, as bits of rmm_shim_probes_found(). */
enum {
	RMM_SHIM_TP_FAULT_USER,
	RMM_SHIM_TP_FAULT_KERNEL,
	RMM_SHIM_TP_MIGRATE,
	RMM_SHIM_TP_COLLAPSE,
	RMM_SHIM_TP_COLLAPSE_FILE,
	RMM_SHIM_TP_RECLAIM_BEGIN,
	RMM_SHIM_TP_RECLAIM_END,
	RMM_SHIM_TP_KSWAPD_WAKE,
	RMM_SHIM_TP_KSWAPD_SLEEP,
	RMM_SHIM_TP_COMPACTION_BEGIN,
	RMM_SHIM_TP_COMPACTION_END,
	RMM_SHIM_TP_VICTIM,
	RMM_SHIM_TPS,
};

/* Kinds of access, and the rare bits of a fault's error code. */
enum {
	RMM_SHIM_ACCESS_READ,
	RMM_SHIM_ACCESS_WRITE,
	RMM_SHIM_ACCESS_INSTRUCTION,
	RMM_SHIM_ACCESSES,
};
enum {
	RMM_SHIM_RARE_RSVD,
	RMM_SHIM_RARE_PK,
	RMM_SHIM_RARE_SHSTK,
	RMM_SHIM_RARE_SGX,
	RMM_SHIM_RARE_RMP,
	RMM_SHIM_RARES,
};

enum {
	RMM_SHIM_MODES = MIGRATE_SYNC + 1,
	RMM_SHIM_REASONS = MR_DAMON + 1,	/* without MR_NEVER, new in 7.3 */
	RMM_SHIM_SCANS = 32,
	RMM_SHIM_RESULTS = COMPACT_SUCCESS + 1,
};

/* Per-CPU counts of the probes. Values beyond an array's end are counted in its last element. */
struct rmm_shim_probe_counts {
	u64 fault[2][2][RMM_SHIM_ACCESSES];		/* kernel/user, not present/protection */
	u64 rare[RMM_SHIM_RARES];
	u64 migrate_reason[RMM_SHIM_REASONS + 1][2];	/* pages that succeeded, failed */
	u64 migrate_mode[RMM_SHIM_MODES + 1][2];
	u64 migrate_thp[3];			/* succeeded, failed, split */
	u64 migrate_large_split;
	u64 collapse[RMM_SHIM_SCANS + 1];	/* by enum scan_result, private to khugepaged.c */
	u64 collapse_file[RMM_SHIM_SCANS + 1];
	u64 reclaim_begin, reclaim_end;
	u64 reclaim_pages;
	u64 reclaim_timed, reclaim_ns;
	u64 kswapd_wake, kswapd_sleep;
	u64 compaction_begin[2];		/* async, sync */
	u64 compaction_end[RMM_SHIM_RESULTS + 1];
	u64 victims;
};

/* A fault of the current task that begins. */
struct rmm_shim_fault_begin {
	u64 task;		/* compared, never dereferenced */
	u64 address;
	u64 ip;
	u64 code;
	u64 now_ns;
	s32 tid;		/* in the pid namespace of the task that started the watch */
	bool user;
	bool nested;		/* in an interrupt, or with page faults disabled */
};

/* What a watch is about. The pointers stay valid until it is stopped. */
struct rmm_shim_watch_setup {
	struct pid *only;		/* thread group; NULL for all */
	struct mm_struct *before_exec;	/* ignore what happens in this mm of the group; NULL for none */
	void (*began)(void *ring, const struct rmm_shim_fault_begin *begin);	/* NULL for none */
	void *ring;
};

struct rmm_shim_fault_watch;

void rmm_shim_probes_find(void);
u32 rmm_shim_probes_found(void);
struct rmm_shim_fault_watch *rmm_shim_watch_start(const struct rmm_shim_watch_setup *setup);
void rmm_shim_watch_stop(struct rmm_shim_fault_watch *watch);
u64 rmm_shim_watch_read(struct rmm_shim_fault_watch *watch, struct rmm_shim_probe_counts *sum);

#endif
