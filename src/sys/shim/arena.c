// SPDX-License-Identifier: GPL-2.0
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/highmem.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>
#include <linux/shmem_fs.h>
#include <linux/swap.h>
#include <linux/xarray.h>
#include "arena.h"

/* Entries of the page cache that one hold of RCU covers. */
#define RMM_RESIDENTS_CHUNK 1024

/* As memfd_create(2) makes one: unlinked, memory accounted page by page. */
struct file *rmm_shmem_file(loff_t size)
{
	return shmem_file_setup("rmm-arena", size, mk_vma_flags(VMA_NORESERVE_BIT));
}

/* What shmem gives to a mapping of such a file; static in the kernel. */
const struct vm_operations_struct *rmm_shmem_vm_ops(struct file *shmem)
{
	struct vm_area_desc desc = { .file = shmem };

	if (vfs_mmap_prepare(shmem, &desc))
		return NULL;
	return desc.vm_ops;
}

/*
 * A file on the inode of @shmem with operations of ours; holds their module. The inode itself opens
 * nothing any more: what /proc/PID/fd leads to must not be shmem's own file.
 */
struct file *rmm_arena_file(struct file *shmem, const char *name,
			    const struct file_operations *fops, void *private)
{
	static const struct file_operations none = { .owner = THIS_MODULE };
	struct inode *inode = file_inode(shmem);
	struct file *file;

	/* Anonymous inodes have the kernel's operations that open nothing (ENXIO). */
	file = anon_inode_getfile("[rmm]", &none, NULL, O_RDONLY);
	if (IS_ERR(file))
		return file;
	inode->i_fop = file_inode(file)->i_fop;
	fput(file);

	if (!try_module_get(fops->owner))
		return ERR_PTR(-ENOENT);
	ihold(inode);
	/* As open(2) has it: ftruncate(2) goes beyond 2 GiB. */
	file = alloc_file_pseudo(inode, shmem->f_path.mnt, name, O_RDWR | O_LARGEFILE, fops);
	if (IS_ERR(file)) {
		iput(inode);
		module_put(fops->owner);
		return file;
	}
	file->f_mapping = inode->i_mapping;
	file->private_data = private;
	return file;
}

u64 rmm_inode_number(struct file *file)
{
	return file_inode(file)->i_ino;
}

u64 rmm_inode_size(struct file *file)
{
	return i_size_read(file_inode(file));
}

u64 rmm_shmem_swapped(struct file *file)
{
	return READ_ONCE(SHMEM_I(file_inode(file))->swapped);
}

u64 rmm_shmem_resident(struct file *file)
{
	return READ_ONCE(file_inode(file)->i_mapping->nrpages);
}

bool rmm_signal_pending_now(void)
{
	cond_resched();
	return signal_pending(current);
}

/* The node of the page at @index, or RMM_SLOT_*: what it was a moment ago. */
int rmm_slot(struct address_space *mapping, unsigned long index)
{
	struct folio *folio;
	int slot;

	rcu_read_lock();
	folio = xa_load(&mapping->i_pages, index);
	if (!folio)
		slot = RMM_SLOT_ABSENT;
	else if (xa_is_value(folio))
		slot = RMM_SLOT_SWAPPED;
	else
		slot = folio_nid(folio);
	rcu_read_unlock();
	return slot;
}

/*
 * Counts from index @first on, a chunk under one hold of RCU. Without a reference a folio can be
 * freed and used again meanwhile: its struct page stays, so the worst is a node that was.
 */
void rmm_residents(struct address_space *mapping, u64 first, struct rmm_residents *out)
{
	XA_STATE(xas, &mapping->i_pages, first);
	unsigned int seen = 0;
	struct folio *folio;

	out->next = U64_MAX;
	rcu_read_lock();
	xas_for_each(&xas, folio, ULONG_MAX) {
		if (xas_retry(&xas, folio))
			continue;
		if (++seen > RMM_RESIDENTS_CHUNK) {
			out->next = xas.xa_index;
			break;
		}
		if (xa_is_value(folio))
			continue;
		if (folio_nid(folio) < 64)
			out->node[folio_nid(folio)] += 1UL << xa_get_order(xas.xa, xas.xa_index);
		else
			out->other += 1;
	}
	rcu_read_unlock();
}

/*
 * Has shmem bring in the page at @index under the policy that rules there, and gives its node or
 * the negative error. @strict: from the policy's first node or not at all, without trying hard.
 */
int rmm_populate(struct address_space *mapping, unsigned long index, bool strict)
{
	gfp_t gfp = mapping_gfp_mask(mapping);
	struct folio *folio;
	int nid;

	if (strict)
		gfp |= __GFP_THISNODE | __GFP_NORETRY | __GFP_NOWARN;
	folio = shmem_read_folio_gfp(mapping, index, gfp);
	if (IS_ERR(folio))
		return PTR_ERR(folio);
	nid = folio_nid(folio);
	folio_put(folio);
	return nid;
}

int rmm_page_node(struct page *page)
{
	return page_to_nid(page);
}

void rmm_get_page(struct page *page)
{
	get_page(page);
}

void rmm_put_page(struct page *page)
{
	put_page(page);
}

struct page *rmm_zeroed_page(void)
{
	return alloc_page(GFP_KERNEL | __GFP_ZERO);
}

/* For a read fault of a private mapping where the file has a hole. */
unsigned int rmm_insert_zero_page(struct vm_fault *vmf)
{
	return vmf_insert_page_mkwrite(vmf, ZERO_PAGE(vmf->address), false);
}

/*
 * Replaces the page at @index by a copy on @nid. Everything that could use the old page meanwhile
 * either takes the folio lock and looks again (faults, truncation, reclaim, migration) or holds a
 * reference that is seen (pins, batches of the LRU).
 */
enum rmm_move rmm_move(struct address_space *mapping, unsigned long index, int nid)
{
	enum rmm_move ret = RMM_MOVE_ABSENT;
	struct folio *src, *dst;

	src = __filemap_get_folio(mapping, index, 0, 0);
	if (IS_ERR(src))
		return rmm_slot(mapping, index) == RMM_SLOT_SWAPPED ? RMM_MOVE_ABSENT : ret;
	ret = RMM_MOVE_STAYED;
	if (folio_nid(src) == nid)
		goto put;
	ret = RMM_MOVE_LARGE;
	if (folio_test_large(src))
		goto put;
	ret = RMM_MOVE_MLOCKED;
	if (folio_test_mlocked(src) || folio_test_unevictable(src))
		goto put;
	ret = RMM_MOVE_NO_MEMORY;
	dst = __folio_alloc_node(mapping_gfp_mask(mapping) | __GFP_THISNODE | __GFP_NORETRY |
				 __GFP_NOWARN, 0, nid);
	if (!dst)
		goto put;
	ret = RMM_MOVE_BUSY;
	if (!folio_trylock(src))
		goto put_dst;
	ret = RMM_MOVE_GONE;
	if (src->mapping != mapping || src->index != index || !folio_test_uptodate(src))
		goto unlock;
	ret = RMM_MOVE_WRITEBACK;
	if (folio_test_writeback(src) || folio_test_swapcache(src))
		goto unlock;
	ret = RMM_MOVE_POISONED;
	if (folio_test_hwpoison(src))
		goto unlock;
	ret = RMM_MOVE_PINNED;
	/* Early, before anybody is unmapped for nothing. */
	if (folio_ref_count(src) != folio_expected_ref_count(src) + 1)
		goto unlock;
	unmap_mapping_pages(mapping, index, 1, false);
	if (folio_mapped(src) || folio_ref_count(src) != folio_expected_ref_count(src) + 1)
		goto unlock;
	ret = RMM_MOVE_POISONED;
	if (folio_mc_copy(dst, src))
		goto unlock;
	__folio_set_locked(dst);
	__folio_set_swapbacked(dst);
	folio_mark_uptodate(dst);
	replace_page_cache_folio(src, dst);
	folio_mark_dirty(dst);
	if (folio_test_referenced(src) || folio_test_active(src))
		folio_mark_accessed(dst);
	folio_add_lru(dst);
	folio_unlock(dst);
	ret = RMM_MOVED;
unlock:
	folio_unlock(src);
put_dst:
	folio_put(dst);
put:
	folio_put(src);
	return ret;
}

/* The file's shared policy of a range, by a VMA of which shmem reads these fields alone. */
int rmm_set_range(const struct vm_operations_struct *ops, struct file *file, u64 first, u64 pages,
		  struct mempolicy *policy)
{
	struct vm_area_struct vma = {
		.vm_start = 0,
		.vm_end = pages << PAGE_SHIFT,
		.vm_pgoff = first,
		.vm_file = file,
	};

	return ops->set_policy(&vma, policy);
}

/* What rules at @index, with a reference; or NULL. */
struct mempolicy *rmm_get_at(const struct vm_operations_struct *ops, struct file *file, u64 index)
{
	struct vm_area_struct vma = {
		.vm_start = 0,
		.vm_end = PAGE_SIZE,
		.vm_pgoff = index,
		.vm_file = file,
	};
	pgoff_t bias;

	return ops->get_policy(&vma, 0, &bias);
}

/* A policy of ours, by hand: mpol_new() is not for modules. As mpol_set_nodemask() leaves one. */
struct mempolicy *rmm_mempolicy_new(unsigned short mode, unsigned short flags, u64 nodes, int home)
{
	struct mempolicy *policy = kzalloc_obj(*policy, GFP_KERNEL);

	if (!policy)
		return NULL;
	atomic_set(&policy->refcnt, 1);
	policy->mode = mode;
	policy->flags = flags;
	policy->home_node = home;
	policy->nodes.bits[0] = nodes;
	policy->w.cpuset_mems_allowed = node_states[N_MEMORY];
	return policy;
}

/* As __mpol_put(), which is not for modules either. */
void rmm_mempolicy_put(struct mempolicy *policy)
{
	if (policy && atomic_dec_and_test(&policy->refcnt))
		kfree_rcu(policy, rcu);
}

void rmm_mutex_init(struct mutex *lock)
{
	mutex_init(lock);
}

/* False if the caller is about to die instead. */
bool rmm_mutex_lock_killable(struct mutex *lock)
{
	return mutex_lock_killable(lock) == 0;
}

/* Nodes below 64 that have memory and that the cpuset of the caller allows. */
u64 rmm_allowed_nodes(void)
{
	u64 nodes = node_states[N_MEMORY].bits[0];
#ifdef CONFIG_CPUSETS
	/* One word: no need for mems_allowed_seq. */
	nodes &= READ_ONCE(current->mems_allowed.bits[0]);
#endif
	return nodes;
}

u32 rmm_local_node(void)
{
	return numa_mem_id();
}

u32 rmm_cpu(void)
{
	return raw_smp_processor_id();
}

u32 rmm_uid(void)
{
	return from_kuid_munged(&init_user_ns, current_uid());
}

bool rmm_in_atomic(void)
{
	return preempt_count() != 0;
}

u64 rmm_jiffies(void)
{
	return jiffies;
}

/* Zones are never freed; a node that is not online has none that are populated. */
void rmm_node_memory(int nid, struct rmm_node_memory *out)
{
	pg_data_t *node = NODE_DATA(nid);

	memset(out, 0, sizeof(*out));
	if (!node)
		return;
	for (int i = 0; i < MAX_NR_ZONES; i++) {
		struct zone *zone = &node->node_zones[i];

		if (!populated_zone(zone))
			continue;
		out->free += zone_page_state(zone, NR_FREE_PAGES);
		out->low += low_wmark_pages(zone);
		out->high += high_wmark_pages(zone);
		out->managed += zone_managed_pages(zone);
	}
}
