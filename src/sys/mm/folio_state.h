/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_FOLIO_STATE_H
#define RMM_SHIM_MM_FOLIO_STATE_H

#include <linux/mm_types.h>

/* Bits, numbered as FolioFlag of the ABI. */
#define RMM_SHIM_FOLIO_PARTIALLY_MAPPED	(1u << 0)
#define RMM_SHIM_FOLIO_ANON_EXCLUSIVE	(1u << 1)	/* of the page */
#define RMM_SHIM_FOLIO_WORKINGSET	(1u << 2)
#define RMM_SHIM_FOLIO_DROPBEHIND	(1u << 3)
#define RMM_SHIM_FOLIO_PINS_EXACT	(1u << 4)

/* The state of a folio, and of one of its pages. */
struct rmm_shim_folio_state {
	u32 bits;
	u32 pins;
	u32 entire_mapcount;
	s32 last_cpu;		/* -1: none */
	s32 last_pid;		/* low bits of a pid; -1: none */
};

#endif
