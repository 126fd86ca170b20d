/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_MM_RMAP_H
#define RMM_SHIM_MM_RMAP_H

#include <linux/mm_types.h>
#include "memory/frame.h"

/* What came of locking the reverse map of a page. */
enum {
	RMM_SHIM_RMAP_LOCKED,
	RMM_SHIM_RMAP_NO_PAGE,		/* not online */
	RMM_SHIM_RMAP_UNREFERENCED,	/* without a reference: free, or private to its owner */
	RMM_SHIM_RMAP_UNMAPPED,
	RMM_SHIM_RMAP_UNTRACKED,	/* in use, and in no reverse map */
	RMM_SHIM_RMAP_KSM,
	RMM_SHIM_RMAP_BUSY,		/* the folio changes, or is locked */
	RMM_SHIM_RMAP_CONTENDED,	/* a writer has the lock of the reverse map */
};

/* The reverse map of a page, read-locked from rmm_shim_rmap_lock() to rmm_shim_rmap_unlock(). */
struct rmm_shim_rmap {
	u64 pfn;		/* in */
	struct rmm_shim_frame_facts frame;	/* out: no bits for a hole */
	u64 object;		/* out: folio->mapping, 0 if the page is in no reverse map */
	u64 pgoff;		/* out: index of the page in the object */
	struct folio *folio;	/* locked and referenced */
	struct anon_vma *anon_vma;	/* read-locked; NULL for a file */
	struct address_space *mapping;	/* read-locked; NULL for anonymous memory */
	void *at;		/* node of the last VMA that rmm_shim_rmap_next_vma() returned */
};

/* A VMA that covers the page. It stays while the reverse map is locked. */
struct rmm_shim_rmap_vma {
	struct vm_area_struct *vma;
	struct mm_struct *mm;
	u64 addr;		/* of the page in the VMA */
};

/* An entry that maps or names the page. */
struct rmm_shim_rmap_entry {
	struct mm_struct *mm;	/* mm_count is held if the entry was found */
	u64 addr;
	u64 entry;
	u64 vm_start;
	u64 vm_end;
	u64 vm_flags;
	u64 hold_ns;		/* longest hold of a page-table lock, even if no entry was found */
	u32 level;		/* RMM_SHIM_PGD to RMM_SHIM_PTE */
	bool present;
	u8 reserved[3];
};

/* What came of reading an entry without the lock of the reverse map. */
enum {
	RMM_SHIM_MAPPING_NO,		/* it does not map the page */
	RMM_SHIM_MAPPING_YES,
	RMM_SHIM_MAPPING_UNKNOWN,	/* the process exits, or a writer has the VMA */
};

u32 rmm_shim_rmap_lock(struct rmm_shim_rmap *rmap);
struct folio *rmm_shim_rmap_hold_folio(struct rmm_shim_rmap *rmap);
void rmm_shim_folio_put(struct folio *folio);
void rmm_shim_mm_hold(struct mm_struct *mm);
bool rmm_shim_rmap_next_vma(struct rmm_shim_rmap *rmap, struct rmm_shim_rmap_vma *next);
bool rmm_shim_rmap_is_contended(const struct rmm_shim_rmap *rmap);
void rmm_shim_rmap_unlock(struct rmm_shim_rmap *rmap);
bool rmm_shim_capture_rmap_entry(const struct rmm_shim_rmap_vma *at, u64 pfn,
				 struct rmm_shim_rmap_entry *found);
u32 rmm_shim_capture_mapping(struct mm_struct *mm, u64 addr, u64 pfn,
			     struct rmm_shim_rmap_entry *found);

#endif
