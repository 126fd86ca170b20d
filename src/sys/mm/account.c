// SPDX-License-Identifier: GPL-2.0
#include <linux/cgroup.h>
#include <linux/hugetlb.h>
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/percpu_counter.h>
#include <linux/pgtable.h>
#include <linux/pid_namespace.h>
#include <linux/sched/signal.h>
#include "mm/account.h"
#include "mm/descend.h"
#include "mm/mapcount.h"

static u64 rmm_shim_rss_bytes(struct mm_struct *mm, int member)
{
	return (u64)percpu_counter_sum_positive(&mm->rss_stat[member]) << PAGE_SHIFT;
}

/* As shown by task_mem(). The caller holds a reference to the mm. */
void rmm_shim_read_mm_account(struct mm_struct *mm, struct pid *viewer, struct rmm_shim_mm_account *account)
{
	*account = (struct rmm_shim_mm_account){
		.virt = (u64)READ_ONCE(mm->total_vm) << PAGE_SHIFT,
		.anon = rmm_shim_rss_bytes(mm, MM_ANONPAGES),
		.file = rmm_shim_rss_bytes(mm, MM_FILEPAGES),
		.shmem = rmm_shim_rss_bytes(mm, MM_SHMEMPAGES),
		.swap = rmm_shim_rss_bytes(mm, MM_SWAPENTS),
		.tables = mm_pgtables_bytes(mm),
		.owner = -1,
	};
#ifdef CONFIG_HUGETLB_PAGE
	account->hugetlb = (u64)atomic_long_read(&mm->hugetlb_usage) << PAGE_SHIFT;
#endif
#ifdef CONFIG_MEMCG
	{
		struct task_struct *owner;

		rcu_read_lock();
		owner = rcu_dereference(mm->owner);
		if (owner)
			account->owner = task_tgid_nr_ns(owner, ns_of_pid(viewer));
		if (!account->owner)	/* reaped, or not visible */
			account->owner = -1;
		/* As get_mem_cgroup_from_mm(). */
		if (owner && !mem_cgroup_disabled()) {
			struct mem_cgroup *memcg = mem_cgroup_from_task(owner);

			account->memcg = cgroup_id(READ_ONCE(memcg->css.cgroup));
		}
		rcu_read_unlock();
	}
#endif
}

/*
 * As summed by do_task_stat(). The caller holds a reference to the task and so to its
 * signal_struct. The seqlock makes an exiting thread count once.
 */
void rmm_shim_read_fault_account(struct task_struct *task, struct rmm_shim_fault_account *account)
{
	struct signal_struct *sig = task->signal;
	struct task_struct *thread;

	rcu_read_lock();
	/* Without the lock first, then with it. */
	scoped_seqlock_read(&sig->stats_lock, ss_lock_irqsave) {
		account->minor = sig->min_flt;
		account->major = sig->maj_flt;
		account->children_minor = sig->cmin_flt;
		account->children_major = sig->cmaj_flt;
		__for_each_thread(sig, thread) {
			account->minor += READ_ONCE(thread->min_flt);
			account->major += READ_ONCE(thread->maj_flt);
		}
	}
	rcu_read_unlock();
}

/*
 * Reads the mapcount of each page that a PMD maps at @addr, as smaps does, under the page-table
 * lock. Returns false if there is no such PMD, if pages have no mapcounts (NO_PAGE_MAPCOUNT), or if
 * a writer waits for the VMA: a contended VMA cannot be read-locked again, not even by a task that
 * holds its read lock.
 */
bool rmm_shim_read_thp_mapcounts(struct mm_struct *mm, unsigned long addr,
				 struct rmm_shim_thp_mapcounts *counts)
{
	bool found = false;
#if defined(CONFIG_TRANSPARENT_HUGEPAGE) && defined(CONFIG_PAGE_MAPCOUNT)
	struct vm_area_struct *vma = lock_vma_under_rcu(mm, addr);
	pud_t *pudp, pud;
	pmd_t pmd, *pmdp;
	spinlock_t *ptl;
	u32 level;

	BUILD_BUG_ON(HPAGE_PMD_NR != RMM_SHIM_THP_PAGES);
	if (!vma)
		return false;
	if (is_vm_hugetlb_page(vma))
		goto out;
	pudp = rmm_shim_descend_to_pud(mm, addr, NULL, &level);
	if (!pudp)
		goto out;
	pud = pudp_get(pudp);
	if (!pud_present(pud) || pud_leaf(pud) || pud_bad(pud))
		goto out;
	pmdp = pmd_offset(&pud, addr);
	ptl = pmd_lock(mm, pmdp);
	pmd = pmdp_get(pmdp);
	if (pmd_present(pmd) && pmd_trans_huge(pmd) && !pmd_special(pmd)) {
		struct page *page = pmd_page(pmd);
		struct folio *folio = page_folio(page);

		for (int i = 0; i < RMM_SHIM_THP_PAGES; i++)
			counts->count[i] = max(rmm_shim_large_page_mapcount(folio, page + i), 0);
		found = true;
	}
	spin_unlock(ptl);
out:
	vma_end_read(vma);
#endif
	return found;
}
