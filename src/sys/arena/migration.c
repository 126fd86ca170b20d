// SPDX-License-Identifier: GPL-2.0
#include <linux/cpu.h>
#include <linux/folio_batch.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/swap.h>
#include <linux/workqueue.h>
#include "arena/migration.h"

/* The folio at @index of the page cache with a reference, or NULL. */
struct folio *rmm_shim_get_cached_folio(struct address_space *mapping, unsigned long index)
{
	struct folio *folio = __filemap_get_folio(mapping, index, 0, 0);

	return IS_ERR(folio) ? NULL : folio;
}

void rmm_shim_put_folio(struct folio *folio)
{
	folio_put(folio);
}

bool rmm_shim_trylock_folio(struct folio *folio)
{
	return folio_trylock(folio);
}

void rmm_shim_unlock_folio(struct folio *folio)
{
	folio_unlock(folio);
}

/* The caller holds one reference to @folio. Without the folio lock the state can change. */
void rmm_shim_read_migration_state(struct address_space *mapping, unsigned long index,
				   const struct folio *folio,
				   struct rmm_shim_migration_state *state)
{
	*state = (struct rmm_shim_migration_state){
		.nid = folio_nid(folio),
		.large = folio_test_large(folio),
		.unevictable = folio_test_mlocked(folio) || folio_test_unevictable(folio),
		.cached = folio->mapping == mapping && folio->index == index &&
			  folio_test_uptodate(folio),
		.writeback = folio_test_writeback(folio) || folio_test_swapcache(folio),
		.poisoned = folio_test_hwpoison(folio),
		.mapped = folio_mapped(folio),
		.pinned = folio_ref_count(folio) != folio_expected_ref_count(folio) + 1,
	};
}

/* An order-0 folio on node @nid for a copy, or NULL. Does not reclaim for long. May sleep. */
struct folio *rmm_shim_alloc_copy_folio(struct address_space *mapping, int nid)
{
	/* __folio_alloc_node() would warn about a node that has just gone offline. */
	return __folio_alloc(mapping_gfp_mask(mapping) | __GFP_THISNODE | __GFP_NORETRY |
			     __GFP_NOWARN, 0, nid, NULL);
}

/*
 * Copies @src to the new folio @dst and puts @dst into the page cache in its place. @src is locked,
 * not mapped, and has no unexpected references. Returns false if its memory is poisoned. May sleep.
 */
bool rmm_shim_replace_folio(struct folio *src, struct folio *dst)
{
	if (folio_mc_copy(dst, src))
		return false;
	__folio_set_locked(dst);
	__folio_set_swapbacked(dst);
	folio_mark_uptodate(dst);
	replace_page_cache_folio(src, dst);
	folio_mark_dirty(dst);
	if (folio_test_referenced(src) || folio_test_active(src))
		folio_mark_accessed(dst);
	folio_add_lru(dst);
	folio_unlock(dst);
	return true;
}

static long rmm_shim_drain_local_batch(void *unused)
{
	struct folio_batch none;

	folio_batch_init(&none);
	__folio_batch_release(&none);
	return 0;
}

/*
 * As lru_add_drain_all(), which is not exported: folios that were just touched wait, with a
 * reference, in a per-CPU batch for an LRU list. May sleep.
 */
void rmm_shim_drain_lru_batches(void)
{
	int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu)
		work_on_cpu(cpu, rmm_shim_drain_local_batch, NULL);
	cpus_read_unlock();
}
