/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_PROBES_H
#define RMM_SHIM_PROBES_H

#include <linux/compaction.h>
#include <linux/migrate_mode.h>
#include <linux/pid.h>

/* Tracepoints that are probed, as bits of rmm_probes_found(). */
enum {
	RMM_TP_FAULT_USER,
	RMM_TP_FAULT_KERNEL,
	RMM_TP_MIGRATE,
	RMM_TP_COLLAPSE,
	RMM_TP_COLLAPSE_FILE,
	RMM_TP_RECLAIM_BEGIN,
	RMM_TP_RECLAIM_END,
	RMM_TP_KSWAPD_WAKE,
	RMM_TP_KSWAPD_SLEEP,
	RMM_TP_COMPACTION_BEGIN,
	RMM_TP_COMPACTION_END,
	RMM_TP_VICTIM,
	RMM_TPS,
};

/* Accesses, and bits of a fault's error code that are rare. */
enum { RMM_ACCESS_READ, RMM_ACCESS_WRITE, RMM_ACCESS_INSTRUCTION, RMM_ACCESSES };
enum { RMM_RARE_RSVD, RMM_RARE_PK, RMM_RARE_SHSTK, RMM_RARE_SGX, RMM_RARE_RMP, RMM_RARES };

enum {
	RMM_MODES = MIGRATE_SYNC + 1,
	RMM_REASONS = MR_DAMON + 1,	/* MR_NEVER, which is none, came with 7.3 */
	RMM_SCANS = 32,
	RMM_RESULTS = COMPACT_SUCCESS + 1,
};

/* What probes count, on each CPU. Numbers behind the end of an array are counted in its last. */
struct rmm_probe_counts {
	u64 fault[2][2][RMM_ACCESSES];		/* kernel/user, not present/protection */
	u64 rare[RMM_RARES];
	u64 migrate_reason[RMM_REASONS + 1][2];	/* pages that succeeded, failed */
	u64 migrate_mode[RMM_MODES + 1][2];
	u64 migrate_thp[3];			/* succeeded, failed, split */
	u64 migrate_large_split;
	u64 collapse[RMM_SCANS + 1];		/* by enum scan_result, private to khugepaged.c */
	u64 collapse_file[RMM_SCANS + 1];
	u64 reclaim_begin, reclaim_end;
	u64 reclaim_pages;
	u64 reclaim_timed, reclaim_ns;
	u64 kswapd_wake, kswapd_sleep;
	u64 compaction_begin[2];		/* async, sync */
	u64 compaction_end[RMM_RESULTS + 1];
	u64 victims;
};

struct rmm_watch;

void rmm_probes_find(void);
u32 rmm_probes_found(void);
struct rmm_watch *rmm_watch_start(struct pid *only);
void rmm_watch_stop(struct rmm_watch *watch);
u64 rmm_watch_read(struct rmm_watch *watch, struct rmm_probe_counts *sum);

#endif
