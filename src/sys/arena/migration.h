/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_ARENA_MIGRATION_H
#define RMM_SHIM_ARENA_MIGRATION_H

#include <linux/fs.h>

/* State of a folio of the page cache on which its migration depends. */
struct rmm_shim_migration_state {
	s32 nid;
	bool large;
	bool unevictable;	/* mlocked, or on the unevictable list */
	bool cached;		/* at its index of the page cache, and up to date */
	bool writeback;		/* under writeback, or in the swap cache */
	bool poisoned;
	bool mapped;
	bool pinned;		/* has references besides page cache, page tables, caller */
	u8 reserved;
};

struct folio *rmm_shim_get_cached_folio(struct address_space *mapping, unsigned long index);
void rmm_shim_put_folio(struct folio *folio);
bool rmm_shim_trylock_folio(struct folio *folio);
void rmm_shim_unlock_folio(struct folio *folio);
void rmm_shim_read_migration_state(struct address_space *mapping, unsigned long index,
				   const struct folio *folio,
				   struct rmm_shim_migration_state *state);
struct folio *rmm_shim_alloc_copy_folio(struct address_space *mapping, int nid);
bool rmm_shim_replace_folio(struct folio *src, struct folio *dst);
void rmm_shim_drain_lru_batches(void);

#endif
