/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_ARENA_H
#define RMM_SHIM_ARENA_H

#include <linux/fs.h>
#include <linux/mempolicy.h>
#include <linux/mm.h>

/* What the page cache holds at an index. */
#define RMM_SHIM_SLOT_ABSENT	(-1)
#define RMM_SHIM_SLOT_SWAPPED	(-2)

/* Order of the largest folio that shmem allocates, at most. */
#define RMM_SHIM_LARGEST_ORDER	9

/* Pages of a range of a file, by node. */
struct rmm_shim_node_counts {
	u64 next;		/* index to resume at */
	u64 other;		/* on nodes from 64 on */
	u64 node[64];
};

/* Snapshot of one page of a file. */
struct rmm_shim_page_cache {
	s16 nid;		/* or RMM_SHIM_SLOT_* */
	u8 mapped;		/* somebody's page tables lead to it */
	u8 fixed;		/* mlocked or part of a large folio: to be left alone */
};

struct file *rmm_shim_shmem_file(loff_t size);
const struct vm_operations_struct *rmm_shim_shmem_vm_ops(struct file *shmem);
struct file *rmm_shim_arena_file(struct file *shmem, const char *name,
				 const struct file_operations *fops, void *private);
unsigned long rmm_shim_unmapped_area(struct file *file, unsigned long addr, unsigned long len,
				     unsigned long pgoff, unsigned long flags);
u64 rmm_shim_inode_number(struct file *file);
u64 rmm_shim_inode_size(struct file *file);
int rmm_shim_shmem_resize(struct file *file, loff_t from, loff_t to);
u64 rmm_shim_shmem_swapped(struct file *file);
u64 rmm_shim_shmem_resident(struct file *file);

int rmm_shim_slot(struct address_space *mapping, unsigned long index);
void rmm_shim_count_by_node(struct address_space *mapping, u64 first,
			    struct rmm_shim_node_counts *out);
void rmm_shim_snapshot_pages(struct address_space *mapping, unsigned long first, unsigned int count,
			     struct rmm_shim_page_cache *snapshots);
void rmm_shim_shmem_empty(struct file *file);
u64 rmm_shim_next_entry(struct address_space *mapping, unsigned long first);
void rmm_shim_unmap_pages(struct address_space *mapping, unsigned long first, unsigned long count);
int rmm_shim_populate_page(const struct vm_operations_struct *ops, struct file *file,
			   unsigned long index, bool *is_new);
bool rmm_shim_has_free_page(struct address_space *mapping, int nid);
void rmm_shim_only_small_folios(struct vm_area_desc *desc);
int rmm_shim_page_node(struct page *page);
u64 rmm_shim_folio_pages(struct page *page);
bool rmm_shim_folio_is_new(struct page *page);
void rmm_shim_get_page(struct page *page);
void rmm_shim_put_page(struct page *page);
bool rmm_shim_lock_page_killable(struct page *page);
void rmm_shim_lock_page(struct page *page);
void rmm_shim_unlock_page(struct page *page);
bool rmm_shim_folio_range(struct page *page, u64 *first, u64 *pages);
vm_fault_t rmm_shim_serve_cached(struct vm_fault *vmf);
bool rmm_shim_fault_has_marker(struct vm_fault *vmf);
bool rmm_shim_fault_may_be_large(struct vm_fault *vmf);
struct page *rmm_shim_alloc_zeroed_page(void);
bool rmm_shim_is_poisoned(struct page *page);
unsigned int rmm_shim_insert_zero_page(struct vm_fault *vmf);

void rmm_shim_mutex_init(struct mutex *lock);
void rmm_shim_range_lock_init(struct mutex *lock);
void rmm_shim_mutex_lock(struct mutex *lock);

bool rmm_shim_in_atomic(void);

#endif
