/* SPDX-License-Identifier: GPL-2.0 */
/* The exhibits: each function makes one, describes it, and checks the description. */
#ifndef ZOO_EXHIBITS_H
#define ZOO_EXHIBITS_H

#include "zoo.h"

#include <linux/mempolicy.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/syscall.h>

/* The process that shares the exhibit "cow". */
static pid_t child;

static const char *untouched(struct exhibit *e)
{
	if (!anon(e, SMALL))
		return strerror(errno);
	return mapped(e, PM_PRESENT | PM_SWAP, 0) != SMALL ? "it is not empty" : NULL;
}

static const char *touched(struct exhibit *e)
{
	if (!anon(e, SMALL))
		return strerror(errno);
	touch(e->start, SMALL);
	claim(e, "anon", "pte", SMALL);
	return anon_mapped(e) != SMALL ? "not all pages are resident" : NULL;
}

static const char *zero(struct exhibit *e)
{
	if (!anon(e, SMALL))
		return strerror(errno);
	look(e->start, SMALL);
	claim(e, "zero", "pte", SMALL);
	return anon_mapped(e) != SMALL || smaps(e, "Rss") ? "reading did not map the zero page" : NULL;
}

static const char *thp(struct exhibit *e)
{
	if (!anon(e, HUGE))
		return strerror(errno);
	if (madvise(e->start, HUGE, MADV_HUGEPAGE))
		return "the kernel has no transparent huge pages";
	touch(e->start, HUGE);
	claim(e, "anon", "pmd", HUGE);
	e->folio = HUGE;
	return smaps(e, "AnonHugePages") != HUGE ? "no huge page was available" : NULL;
}

static const char *thp_partly_unmapped(struct exhibit *e)
{
	const char *why = thp(e);

	e->pages[0].level = "pte";
	e->pages[0].bytes = HUGE - SMALL;
	if (why || munmap(e->start + HUGE / 2, SMALL))
		return why ?: strerror(errno);
	return anon_mapped(e) != HUGE - SMALL ? "not all pages are resident" : NULL;
}

static const char *mthp(struct exhibit *e)
{
	size_t before = number(MTHP "stats/anon_fault_alloc");

	if (access(MTHP, F_OK))
		return "the kernel has no 64 KiB transparent huge pages";
	if (!place(e, SMALL, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1))
		return strerror(errno);
	e->vma = "anon";
	madvise(e->start, SMALL, MADV_HUGEPAGE);
	touch(e->start, SMALL);
	claim(e, "anon", "pte", SMALL);
	e->folio = SMALL;
	return number(MTHP "stats/anon_fault_alloc") == before ? "64 KiB pages are switched off" :
		anon_mapped(e) != SMALL ? "not all pages are resident" : NULL;
}

static const char *huge_zero(struct exhibit *e)
{
	if (!anon(e, HUGE))
		return strerror(errno);
	if (madvise(e->start, HUGE, MADV_HUGEPAGE) || !number(THP "use_zero_page"))
		return "the kernel does not use the huge zero page";
	*(volatile char *)e->start;
	claim(e, "huge-zero", "pmd", HUGE);
	/* Whether pagemap sets its file bit depends on the kernel. */
	return mapped(e, PM_PRESENT, PM_PRESENT) != HUGE || smaps(e, "Rss") ?
		"reading did not map the huge zero page" : NULL;
}

static const char *hugetlb(struct exhibit *e)
{
	e->vma = "hugetlb";
	if (!place(e, HUGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_HUGE_2MB, -1))
		return "no huge pages are set aside (nr_hugepages)";
	touch(e->start, HUGE);
	claim(e, "hugetlb", "pmd", HUGE);
	e->folio = HUGE;
	return smaps(e, "Private_Hugetlb") != HUGE ? "it is not resident" : NULL;
}

/* The file is the program itself: it exists, its pages are cached, and it is not written to. */
static const char *file(struct exhibit *e, int prot, int flags, size_t written)
{
	size_t shmem = field("/proc/self/status", NULL, "RssShmem");
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat st = { 0 };
	size_t size;

	fstat(fd, &st);
	size = st.st_size < (off_t)SMALL ? st.st_size / PAGE * PAGE : SMALL;
	e->vma = "file";
	if (!place(e, size, prot, flags, fd))
		return strerror(errno);
	close(fd);
	look(e->start, size);
	touch(e->start, written);
	claim(e, "file", "pte", size - written);
	if (written)
		claim(e, "anon", "pte", written);
	if (field("/proc/self/status", NULL, "RssShmem") > shmem)
		return "the program's own file is on tmpfs";
	return mapped(e, PM_PRESENT | PM_FILE, PM_PRESENT | PM_FILE) != size - written ||
		anon_mapped(e) != written ? "not all pages are resident" : NULL;
}

static const char *file_private(struct exhibit *e)
{
	return file(e, PROT_READ | PROT_WRITE, MAP_PRIVATE, 2 * PAGE);
}

static const char *file_shared(struct exhibit *e)
{
	return file(e, PROT_READ, MAP_SHARED, 0);
}

/* Half of a shared mapping is touched. */
static const char *shmem(struct exhibit *e)
{
	e->vma = "shmem";
	if (!e->start)
		return strerror(errno);
	touch(e->start, SMALL / 2);
	claim(e, "shmem", "pte", SMALL / 2);
	return mapped(e, PM_PRESENT | PM_FILE, PM_PRESENT | PM_FILE) != SMALL / 2 ?
		"not all pages are resident" : NULL;
}

static const char *shared_anon(struct exhibit *e)
{
	place(e, SMALL, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
	return shmem(e);
}

static const char *memfd(struct exhibit *e)
{
	int fd = memfd_create("zoo", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, SMALL))
		return strerror(errno);
	place(e, SMALL, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	return shmem(e);
}

static const char *shm_sysv(struct exhibit *e)
{
	int id = shmget(IPC_PRIVATE, SMALL, IPC_CREAT | 0600);
	char *at;

	/* place() reserves the address; shmat() maps over it. */
	if (id < 0 || !place(e, SMALL, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1))
		return strerror(errno);
	at = shmat(id, e->start, SHM_REMAP);
	shmctl(id, IPC_RMID, NULL);
	return at == (char *)-1 ? strerror(errno) : shmem(e);
}

static const char *swapped(struct exhibit *e)
{
	const char *why = touched(e);

	claim(e, "swap", "pte", SMALL / 2);
	e->pages[0].bytes = SMALL / 2;
	if (why || madvise(e->start, SMALL / 2, MADV_PAGEOUT))
		return why ?: strerror(errno);
	/* MADV_PAGEOUT skips pages that are not on an LRU list yet: try again. */
	for (int i = 0; i < 100 && mapped(e, PM_SWAP, PM_SWAP) < SMALL / 2; i++) {
		pause_ms(10);
		madvise(e->start, SMALL / 2, MADV_PAGEOUT);
	}
	return mapped(e, PM_SWAP, PM_SWAP) != SMALL / 2 ? "the pages were not swapped out: is there swap?" : NULL;
}

static const char *ksm(struct exhibit *e)
{
	if (!anon(e, SMALL))
		return strerror(errno);
	memset(e->start, 0x5a, SMALL);
	claim(e, "ksm", "pte", SMALL);
	if (madvise(e->start, SMALL, MADV_MERGEABLE))
		return "the kernel has no KSM";
	if (number(KSM "run") != 1)
		return "KSM does not run";
	for (int i = 0; i < 1000 && smaps(e, "KSM") < SMALL; i++)
		pause_ms(10);
	return smaps(e, "KSM") != SMALL ? "KSM did not merge the pages in 10 s" : NULL;
}

static const char *mlocked(struct exhibit *e)
{
	const char *why = touched(e);

	if (why || mlock(e->start, SMALL))
		return why ?: strerror(errno);
	return smaps(e, "Locked") != SMALL ? "it is not locked" : NULL;
}

static const char *prot_none(struct exhibit *e)
{
	const char *why = touched(e);

	if (why || mprotect(e->start, SMALL, PROT_NONE))
		return why ?: strerror(errno);
	return anon_mapped(e) != SMALL ? "not all pages are resident" : NULL;
}

static const char *guard(struct exhibit *e)
{
	const char *why = touched(e);

	claim(e, "marker-guard", "pte", SMALL / 4);
	e->pages[0].bytes = SMALL - SMALL / 4;
	if (why || madvise(e->start, SMALL / 4, MADV_GUARD_INSTALL))
		return why ?: "the kernel has no guard regions";
	return mapped(e, PM_GUARD, PM_GUARD) != SMALL / 4 ||
		anon_mapped(e) != SMALL - SMALL / 4 ? "the guard region does not exist" : NULL;
}

static int uffd(const struct exhibit *e, uint64_t features, uint64_t mode)
{
	struct uffdio_api api = { .api = UFFD_API, .features = features };
	struct uffdio_register reg = { { (uintptr_t)e->start, e->size }, mode, 0 };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &reg))
		return -1;
	return fd;
}

/* Half is resident, a quarter has only uffd-wp markers, and one page has a poison marker. */
static const char *uffd_wp(struct exhibit *e)
{
	struct uffdio_writeprotect wp = { .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	struct uffdio_poison poison = { 0 };
	int fd;

	if (!anon(e, SMALL))
		return strerror(errno);
	touch(e->start, SMALL / 2);
	fd = uffd(e, UFFD_FEATURE_PAGEFAULT_FLAG_WP | UFFD_FEATURE_WP_UNPOPULATED |
		  UFFD_FEATURE_POISON, UFFDIO_REGISTER_MODE_WP | UFFDIO_REGISTER_MODE_MISSING);
	wp.range.start = (uintptr_t)e->start;
	wp.range.len = SMALL / 4 * 3;
	poison.range.start = wp.range.start + wp.range.len;
	poison.range.len = PAGE;
	if (fd < 0 || ioctl(fd, UFFDIO_WRITEPROTECT, &wp) || ioctl(fd, UFFDIO_POISON, &poison))
		return "userfaultfd does not offer write protection, markers and poison";
	claim(e, "anon", "pte", SMALL / 2);
	claim(e, "marker-uffd-wp", "pte", SMALL / 4);
	claim(e, "marker-poison", "pte", PAGE);
	return anon_mapped(e) != SMALL / 2 || mapped(e, PM_SWAP, PM_SWAP) != SMALL / 4 + PAGE ||
		mapped(e, PM_UFFD_WP, PM_UFFD_WP) != SMALL / 4 * 3 ? "the entries are not as requested" : NULL;
}

static const char *uffd_missing(struct exhibit *e)
{
	if (!anon(e, SMALL))
		return strerror(errno);
	return uffd(e, 0, UFFDIO_REGISTER_MODE_MISSING) < 0 ? "userfaultfd is not available" : NULL;
}

/* The child is forked while this exhibit is the only one, so it shares no other. */
static const char *cow(struct exhibit *e)
{
	const char *why = touched(e);
	pid_t parent = getpid();
	int ready[2];
	char byte;

	if (why || pipe2(ready, O_CLOEXEC))
		return why ?: strerror(errno);
	child = fork();
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		touch(e->start, SMALL / 2);
		if (write(ready[1], "x", 1) == 1)
			close_range(0, ~0u, 0);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (child < 0 || read(ready[0], &byte, 1) != 1)
		return "no child";
	close(ready[0]);
	e->shared = SMALL / 2;
	return mapped(e, PM_PRESENT | PM_EXCLUSIVE, PM_PRESENT) != SMALL / 2 ?
		"the child does not share half of it" : NULL;
}

static const char *bound(struct exhibit *e)
{
	unsigned long mask = 1ul << e->node;
	void *page[SMALL / PAGE];
	int node[SMALL / PAGE];

	if (!anon(e, SMALL))
		return strerror(errno);
	if (syscall(SYS_mbind, e->start, SMALL, MPOL_BIND, &mask, 8 * sizeof(mask), 0))
		return "the machine has no memory on this node";
	touch(e->start, SMALL);
	claim(e, "anon", "pte", SMALL);
	for (size_t i = 0; i < SMALL / PAGE; i++)
		page[i] = e->start + i * PAGE;
	if (syscall(SYS_move_pages, 0, SMALL / PAGE, page, NULL, node, 0))
		return strerror(errno);
	for (size_t i = 0; i < SMALL / PAGE; i++)
		if (node[i] != e->node)
			return "a page is on another node";
	return NULL;
}

#endif
