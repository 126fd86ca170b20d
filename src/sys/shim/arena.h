/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RMM_SHIM_ARENA_H
#define RMM_SHIM_ARENA_H

#include <linux/fs.h>
#include <linux/mempolicy.h>
#include <linux/mm.h>

/* What the page cache holds at an index. */
#define RMM_SLOT_ABSENT		(-1)
#define RMM_SLOT_SWAPPED	(-2)

/* What came of moving a page. */
enum rmm_move {
	RMM_MOVED,
	RMM_MOVE_STAYED,
	RMM_MOVE_ABSENT,
	RMM_MOVE_PINNED,
	RMM_MOVE_BUSY,
	RMM_MOVE_WRITEBACK,
	RMM_MOVE_MLOCKED,
	RMM_MOVE_LARGE,
	RMM_MOVE_NO_MEMORY,
	RMM_MOVE_POISONED,
	RMM_MOVE_GONE,
};

/* Pages of a stretch of a file, by node. */
struct rmm_residents {
	u64 next;		/* index to go on with */
	u64 other;		/* on nodes from 64 on */
	u64 node[64];
};

/* What a look at a page of a file tells. */
struct rmm_look {
	s16 nid;		/* or RMM_SLOT_* */
	u8 mapped;		/* somebody's page tables lead to it */
	u8 fixed;		/* mlocked or part of a large folio: to be left alone */
};

struct file *rmm_shmem_file(loff_t size);
const struct vm_operations_struct *rmm_shmem_vm_ops(struct file *shmem);
struct file *rmm_arena_file(struct file *shmem, const char *name,
			    const struct file_operations *fops, void *private);
u64 rmm_inode_number(struct file *file);
u64 rmm_inode_size(struct file *file);
int rmm_shmem_resize(struct file *file, loff_t from, loff_t to);
u64 rmm_shmem_swapped(struct file *file);
u64 rmm_shmem_resident(struct file *file);

int rmm_slot(struct address_space *mapping, unsigned long index);
void rmm_residents(struct address_space *mapping, u64 first, struct rmm_residents *out);
void rmm_look(struct address_space *mapping, unsigned long first, unsigned int count,
	      struct rmm_look *looks);
void rmm_unmap(struct address_space *mapping, unsigned long first, unsigned long count);
int rmm_populate(struct address_space *mapping, unsigned long index, bool strict, u64 *pages);
void rmm_only_small_folios(struct vm_area_desc *desc);
int rmm_page_node(struct page *page);
u64 rmm_folio_pages(struct page *page);
void rmm_get_page(struct page *page);
void rmm_put_page(struct page *page);
struct page *rmm_zeroed_page(void);
unsigned int rmm_insert_zero_page(struct vm_fault *vmf);
void rmm_drain_batches(void);
enum rmm_move rmm_move(struct address_space *mapping, unsigned long index, int nid);

int rmm_set_range(const struct vm_operations_struct *ops, struct file *file, u64 first, u64 pages,
		  struct mempolicy *policy);
struct mempolicy *rmm_get_at(const struct vm_operations_struct *ops, struct file *file, u64 index);
struct mempolicy *rmm_mempolicy_new(unsigned short mode, unsigned short flags, u64 nodes, int home);
void rmm_mempolicy_put(struct mempolicy *policy);

void rmm_mutex_init(struct mutex *lock);
bool rmm_mutex_lock_killable(struct mutex *lock);

bool rmm_in_atomic(void);

#endif
