// SPDX-License-Identifier: GPL-2.0
#include <linux/backing-dev.h>
#include <linux/dax.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/shmem_fs.h>
#include <linux/swap.h>
#include <linux/leafops.h>	/* in 7.2 it needs the two before it */
#include <linux/xarray.h>
#include "memory/page_cache.h"

/*
 * The page cache of a file.
 *
 * As in filemap_cachestat(), the xarray is read under RCU and no folio is referenced, because a
 * reference would make a concurrent migration fail. Facts about a folio are those of a copy of its
 * struct page, and are used only if the xarray has the folio after the copy, too. struct page stays,
 * because the caller holds off memory hotplug.
 */

/* Whether the file is of a type whose f_mapping has pages. */
bool rmm_shim_has_page_cache(struct file *file)
{
	umode_t mode = file_inode(file)->i_mode;

	return file->f_mapping && (S_ISREG(mode) || S_ISBLK(mode) || S_ISDIR(mode));
}

/* As can_do_cachestat() in mm/filemap.c. May sleep. */
bool rmm_shim_may_see_page_cache(struct file *file)
{
	return file->f_mode & FMODE_WRITE || file_owner_or_capable(file) ||
	       file_permission(file, MAY_WRITE) == 0;
}

u64 rmm_shim_cached_pages(struct file *file)
{
	return READ_ONCE(file->f_mapping->nrpages);
}

/* Without writeback, pages of the file are not tagged as dirty. */
bool rmm_shim_has_writeback(struct file *file)
{
	return mapping_can_writeback(file->f_mapping);
}

static u8 rmm_shim_cache_value_kind(struct address_space *mapping, void *value)
{
	if (dax_mapping(mapping))
		return RMM_SHIM_CACHE_DAX;
	if (!shmem_mapping(mapping))
		return RMM_SHIM_CACHE_SHADOW;
	/* A swap-in error leaves an entry that is no swap entry. */
	return softleaf_is_swap(radix_to_swp_entry(value)) ? RMM_SHIM_CACHE_SWAP :
							     RMM_SHIM_CACHE_SWAP_ERROR;
}

/*
 * Captures entries from batch->index on, as many as fit. Empty parts are skipped by the nodes of the
 * tree. No page is captured twice, even if folios are split or joined meanwhile. The caller holds the
 * file and holds off memory hotplug. May sleep.
 */
void rmm_shim_cache_capture(struct file *file, struct rmm_shim_cache_batch *batch)
{
	struct address_space *mapping = file->f_mapping;
	XA_STATE(xas, &mapping->i_pages, batch->index);
	u64 next = batch->last + 1, covered = batch->index;
	int tries = 2 * RMM_SHIM_CACHE_BATCH;
	void *value;

	batch->count = 0;
	cond_resched();
	rcu_read_lock();
	xas_for_each(&xas, value, batch->last) {
		struct rmm_shim_cache_entry *entry = &batch->entry[batch->count];
		u64 first, end;

		if (!tries-- || batch->count == RMM_SHIM_CACHE_BATCH) {
			next = max_t(u64, xas.xa_index, covered);
			break;
		}
		if (xas_retry(&xas, value))
			continue;
		entry->order = xas_get_order(&xas);
		first = round_down(xas.xa_index, 1ul << entry->order);
		end = min_t(u64, first + (1ul << entry->order), batch->last + 1);
		/* A folio that was counted has been split since. */
		if (end <= covered)
			continue;
		/* Folios that were counted may be part of a larger one by now. */
		first = max(first, covered);
		if (xa_is_value(value)) {
			entry->kind = rmm_shim_cache_value_kind(mapping, value);
			entry->dirty = false;
			entry->writeback = false;
		} else {
			struct folio *folio = value;

			entry->kind = RMM_SHIM_CACHE_FOLIO;
			entry->dirty = xas_get_mark(&xas, PAGECACHE_TAG_DIRTY);
			entry->writeback = xas_get_mark(&xas, PAGECACHE_TAG_WRITEBACK);
			rmm_shim_frame_capture(&folio->page,
					       RMM_SHIM_FRAME_WANT_MAPCOUNT | RMM_SHIM_FRAME_WANT_AGE,
					       &entry->folio);
			if (xas_reload(&xas) != value) {
				xas_reset(&xas);
				continue;
			}
		}
		entry->first = first;
		entry->pages = end - first;
		covered = end;
		batch->count++;
	}
	rcu_read_unlock();
	batch->index = next;
}
