// SPDX-License-Identifier: GPL-2.0
/* RMM_VMAS: every VMA equals /proc/PID/smaps, in portions of any size. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/names.h"
#include "lib/process.h"
#include "lib/smaps.h"
#include "lib/text.h"
#include "lib/vmas.h"
#include "lib/zoo.h"

#define NAMES 65536

/* The letters of VmFlags in smaps. */
static const struct { char letters[4]; __u64 bit; } vm_flags[] = {
	{ "rd", RMM_VMA_F_READ }, { "wr", RMM_VMA_F_WRITE }, { "ex", RMM_VMA_F_EXEC },
	{ "sh", RMM_VMA_F_SHARED }, { "mr", RMM_VMA_F_MAYREAD }, { "mw", RMM_VMA_F_MAYWRITE },
	{ "me", RMM_VMA_F_MAYEXEC }, { "ms", RMM_VMA_F_MAYSHARE }, { "gd", RMM_VMA_F_GROWSDOWN },
	{ "pf", RMM_VMA_F_PFNMAP }, { "lo", RMM_VMA_F_LOCKED }, { "io", RMM_VMA_F_IO },
	{ "sr", RMM_VMA_F_SEQ_READ }, { "rr", RMM_VMA_F_RAND_READ }, { "dc", RMM_VMA_F_DONTCOPY },
	{ "de", RMM_VMA_F_DONTEXPAND }, { "lf", RMM_VMA_F_LOCKONFAULT },
	{ "ac", RMM_VMA_F_ACCOUNT }, { "nr", RMM_VMA_F_NORESERVE }, { "ht", RMM_VMA_F_HUGETLB },
	{ "sf", RMM_VMA_F_SYNC }, { "wf", RMM_VMA_F_WIPEONFORK }, { "dd", RMM_VMA_F_DONTDUMP },
	{ "sd", RMM_VMA_F_SOFTDIRTY }, { "mm", RMM_VMA_F_MIXEDMAP }, { "hg", RMM_VMA_F_HUGEPAGE },
	{ "nh", RMM_VMA_F_NOHUGEPAGE }, { "mg", RMM_VMA_F_MERGEABLE },
	{ "um", RMM_VMA_F_UFFD_MISSING }, { "uw", RMM_VMA_F_UFFD_WP },
	{ "ui", RMM_VMA_F_UFFD_MINOR }, { "ss", RMM_VMA_F_SHADOW_STACK }, { "sl", RMM_VMA_F_SEALED },
	{ "gu", RMM_VMA_F_MAYBE_GUARD }, { "dp", RMM_VMA_F_DROPPABLE }, { "ur", RMM_VMA_F_UFFD_RWP },
	{ "ar", RMM_VMA_F_ARCH_1 },
};

static __u64 flags_of(const char *letters)
{
	__u64 flags = 0;

	for (const char *at = letters; *at; at++)
		for (size_t i = 0; i < ARRAY_SIZE(vm_flags); i++)
			if (!strncmp(at, vm_flags[i].letters, 2) && (at[2] == ' ' || !at[2]))
				flags |= vm_flags[i].bit;
	return flags;
}

/* Maps one VMA of each property that the zoo does not have. */
static void make_varied(void)
{
	const int advices[] = {
		MADV_SEQUENTIAL, MADV_RANDOM, MADV_DONTFORK, MADV_WIPEONFORK, MADV_DONTDUMP,
		MADV_HUGEPAGE, MADV_NOHUGEPAGE,
	};
	const int prots[] = { PROT_NONE, PROT_READ, PROT_READ | PROT_EXEC };
	char *at = mmap((void *)0x200000000000, 64 * 4 * PAGE, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	for (size_t i = 0; i < ARRAY_SIZE(advices); i++, at += 4 * PAGE) {
		mmap(at, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		madvise(at, 2 * PAGE, advices[i]);
		*at = 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(prots); i++, at += 4 * PAGE)
		mmap(at, 2 * PAGE, prots[i], MAP_FIXED | MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	mmap(at, 2 * PAGE, PROT_READ | PROT_WRITE,
	     MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
	at += 4 * PAGE;
	mmap(at, 2 * PAGE, PROT_READ | PROT_WRITE,
	     MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0);
	/* A deleted file whose name has a blank and a newline, mapped at an offset. */
	at += 4 * PAGE;
	mmap(at, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_SHARED,
	     memfd_create("a blank\nand more", 0), 3 * PAGE);
}

FIXTURE(vmas)
{
	int mm;
	pid_t pid;
	struct smaps *smaps;
	struct vma_list *list, *other;
};

FIXTURE_VARIANT(vmas)
{
	bool zoo;
};

FIXTURE_VARIANT_ADD(vmas, varied) { .zoo = false };
FIXTURE_VARIANT_ADD(vmas, zoo) { .zoo = true };

FIXTURE_SETUP(vmas)
{
	self->pid = variant->zoo ? zoo.pid : fork_idle_child(make_varied);
	ASSERT_LT(0, self->pid);
	self->mm = open_space(self->pid);
	ASSERT_LE(0, self->mm);
	self->smaps = malloc(sizeof(*self->smaps));
	self->list = malloc(sizeof(*self->list));
	self->other = malloc(sizeof(*self->other));
	ASSERT_EQ(0, read_smaps(self->pid, self->smaps));
	ASSERT_LT(8, self->smaps->count);
}

FIXTURE_TEARDOWN(vmas)
{
	if (!variant->zoo)
		end_child(self->pid);
}

/* Compares VMAs and their contents, except the cost of the walk and accessed bits. */
static void expect_same(struct __test_metadata *_metadata, const struct vma_list *one,
			const struct vma_list *two)
{
	ASSERT_EQ(one->count, two->count);
	for (int i = 0; i < one->count; i++) {
		struct rmm_vma a = one->vma[i], b = two->vma[i];

		a.name_offset = b.name_offset = 0;
		EXPECT_EQ(0, memcmp(&a, &b, sizeof(a)))
			TH_LOG("VMA at %llx", a.start);
		EXPECT_STREQ(one->name[i], two->name[i]);
	}
}

TEST_F(vmas, equal_smaps)
{
	/* The kernel may reclaim pages of an idle process. */
	for (time_t end = 0; retry_allowed(&end);) {
		char *was = copy_process_file(self->pid, "smaps");

		ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, RMM_VMAS_RESIDENT, MAX_VMAS, NAMES,
				       self->list));
		ASSERT_EQ(0, read_smaps(self->pid, self->smaps));
		if (process_file_unchanged(was, self->pid, "smaps"))
			break;
	}
	ASSERT_EQ(self->smaps->count, self->list->count);
	for (int i = 0; i < self->list->count; i++) {
		const struct smaps_vma *want = &self->smaps->vma[i];
		const struct rmm_vma *v = &self->list->vma[i];
		bool shared_shmem = v->kind == RMM_VMA_SHMEM && v->flags & RMM_VMA_F_SHARED;
		char name[512] = "", *to = name;

		EXPECT_EQ(want->start, v->start);
		EXPECT_EQ(want->end, v->end);
		EXPECT_EQ(want->perms[0] == 'r', !!(v->flags & RMM_VMA_F_READ));
		EXPECT_EQ(want->perms[1] == 'w', !!(v->flags & RMM_VMA_F_WRITE));
		EXPECT_EQ(want->perms[2] == 'x', !!(v->flags & RMM_VMA_F_EXEC));
		EXPECT_EQ(want->perms[3] == 's', !!(v->flags & RMM_VMA_F_MAYSHARE));
		EXPECT_EQ(flags_of(want->flags), v->flags)
			TH_LOG("VmFlags at %lx: %s", want->start, want->flags);
		EXPECT_EQ(want->offset, v->offset);
		EXPECT_EQ(want->inode, v->inode);
		EXPECT_EQ(want->major, v->dev_major);
		EXPECT_EQ(want->minor, v->dev_minor);
		EXPECT_EQ(want->page * 1024, v->page_size);
		/* No writer contends for the VMAs of an idle target. */
		EXPECT_EQ(0, v->state);
		/* maps prints a newline as \012. */
		for (const char *from = self->list->name[i]; *from; from++)
			to += sprintf(to, *from == '\n' ? "\\012" : "%c", *from);
		EXPECT_STREQ(want->name, name);
		EXPECT_EQ(want->anon * 1024, v->anon_bytes)
			TH_LOG("Anonymous at %lx", want->start);
		EXPECT_EQ((want->rss - want->anon) * 1024, v->file_bytes + v->shmem_bytes)
			TH_LOG("Rss at %lx", want->start);
		EXPECT_EQ((want->hugetlb_shared + want->hugetlb_private) * 1024, v->hugetlb_bytes);
		/* smaps counts swap of a shared object that the page tables do not hold. */
		if (!shared_shmem) {
			EXPECT_EQ(want->swap * 1024, v->swap_bytes)
				TH_LOG("Swap at %lx", want->start);
		}
		EXPECT_EQ((want->anon_huge + want->shmem_huge + want->file_huge) * 1024, v->huge_bytes)
			TH_LOG("huge at %lx", want->start);
	}
}

TEST_F(vmas, kinds_match_names)
{
	ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, 0, MAX_VMAS, NAMES, self->list));
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_vma *v = &self->list->vma[i];
		const char *name = self->list->name[i];

		EXPECT_EQ(!strcmp(name, "[stack]"), v->kind == RMM_VMA_STACK);
		EXPECT_EQ(!strcmp(name, "[heap]"), v->kind == RMM_VMA_HEAP);
		EXPECT_EQ(!strncmp(name, "[v", 2), v->kind == RMM_VMA_SPECIAL);
		EXPECT_EQ(!!(v->flags & RMM_VMA_F_HUGETLB), v->kind == RMM_VMA_HUGETLB);
		if (v->kind == RMM_VMA_FILE) {
			EXPECT_NE(0, v->inode);
		}
		if (v->kind == RMM_VMA_ANON) {
			EXPECT_EQ(0, v->inode);
		}
		for (int e = 0; variant->zoo && e < zoo.count; e++) {
			if (zoo.exhibit[e].start != v->start)
				continue;
			EXPECT_STREQ(zoo.exhibit[e].vma, vma_kind_names[v->kind & 7])
				TH_LOG("%s", zoo.exhibit[e].name);
		}
	}
}

TEST_F(vmas, values_not_requested_are_absent)
{
	ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, 0, MAX_VMAS, NAMES, self->list));
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_vma *v = &self->list->vma[i];

		EXPECT_EQ(RMM_ABSENT, v->anon_bytes & v->file_bytes & v->shmem_bytes &
			  v->hugetlb_bytes & v->swap_bytes & v->huge_bytes);
	}
}

TEST_F(vmas, any_portion_size_gives_the_same_vmas)
{
	const struct { __u32 capacity, names; } portions[] = { { 1, NAMES }, { 3, NAMES }, { 64, 256 } };

	ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, RMM_VMAS_RESIDENT, MAX_VMAS, NAMES, self->list));
	for (size_t i = 0; i < ARRAY_SIZE(portions); i++) {
		ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, RMM_VMAS_RESIDENT, portions[i].capacity,
				       portions[i].names, self->other));
		expect_same(_metadata, self->list, self->other);
	}
	/* Without a names buffer no names are returned. */
	ASSERT_EQ(0, list_vmas(self->mm, 0, RMM_ABSENT, RMM_VMAS_RESIDENT, 7, 0, self->other));
	ASSERT_EQ(self->list->count, self->other->count);
	for (int i = 0; i < self->other->count; i++) {
		EXPECT_EQ(0, self->other->vma[i].name_len);
	}
}

/* A range selects the VMAs that overlap it, each as a whole. */
TEST_F(vmas, range_selects_overlapping_vmas)
{
	const __u64 end = user_space_end();

	ASSERT_EQ(0, list_vmas(self->mm, 0, end, 0, MAX_VMAS, NAMES, self->list));
	ASSERT_EQ(self->smaps->count, self->list->count);
	for (int i = 0; i < self->list->count; i++) {
		const struct rmm_vma *v = &self->list->vma[i];
		__u64 hole = i ? self->list->vma[i - 1].end : 0;

		ASSERT_EQ(0, list_vmas(self->mm, v->end - PAGE, v->end, 0, 8, NAMES, self->other));
		ASSERT_EQ(1, self->other->count);
		EXPECT_EQ(v->start, self->other->vma[0].start);
		EXPECT_EQ(v->end, self->other->vma[0].end);
		if (hole == v->start)
			continue;
		ASSERT_EQ(0, list_vmas(self->mm, hole, v->start, 0, 8, NAMES, self->other));
		EXPECT_EQ(0, self->other->count);
		ASSERT_EQ(0, list_vmas(self->mm, v->start - PAGE, v->start + PAGE, 0, 8, NAMES,
				       self->other));
		ASSERT_EQ(1, self->other->count);
		EXPECT_EQ(v->start, self->other->vma[0].start);
	}
}

FIXTURE(call)
{
	int mm;
	struct rmm_vma buf[8];
	struct rmm_vmas arg;
};

FIXTURE_SETUP(call)
{
	self->mm = open_space(0);
	ASSERT_LE(0, self->mm);
	self->arg = (struct rmm_vmas){
		.size = sizeof(self->arg), .end = RMM_ABSENT,
		.buf = (uintptr_t)self->buf, .capacity = 8, .record_size = sizeof(self->buf[0]),
	};
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_VMAS, &self->arg));
	ASSERT_EQ(8, self->arg.count);
	self->arg.size = sizeof(self->arg);
}

FIXTURE_TEARDOWN(call)
{
}

TEST_F(call, invalid_ranges_are_refused)
{
	const __u64 end = user_space_end();
	const struct { __u64 start, end; } bad[] = {
		{ 1, RMM_ABSENT }, { PAGE - 1, 2 * PAGE }, { 0, PAGE + 1 }, { 0, 0 },
		{ PAGE, PAGE }, { 2 * PAGE, PAGE }, { 0, end + PAGE }, { end, end + PAGE },
		{ end, end }, { end, RMM_ABSENT }, { end + PAGE, RMM_ABSENT }, { 0, -PAGE },
		{ -PAGE, RMM_ABSENT }, { 0xffff888000000000, 0xffff888000001000 },
		{ 0, RMM_ABSENT - 1 }, { RMM_ABSENT, RMM_ABSENT }, { 1ull << 63, RMM_ABSENT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct rmm_vmas arg = self->arg;

		arg.start = bad[i].start;
		arg.end = bad[i].end;
		EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_VMAS, &arg))
			TH_LOG("%llx-%llx", bad[i].start, bad[i].end);
	}
	self->arg.start = 0;
	self->arg.end = end;
	EXPECT_EQ(0, call_ioctl(self->mm, RMM_VMAS, &self->arg));
}

TEST_F(call, invalid_arguments_are_refused)
{
	struct rmm_vmas arg = self->arg;

	arg.flags = 1u << 31;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_VMAS, &arg));
	arg = self->arg;
	arg.start = 0;
	arg.capacity = 0;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_VMAS, &arg));
	arg = self->arg;
	arg.start = 0;
	arg.record_size = 0;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_VMAS, &arg));
	arg = self->arg;
	arg.size = 4;
	EXPECT_EQ(-EINVAL, call_ioctl(self->mm, RMM_VMAS, &arg));
}

TEST_F(call, unwritable_buffers_are_efault)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const __u64 bad[] = {
		0, 8, (uintptr_t)page + PAGE, (uintptr_t)page + PAGE - sizeof(struct rmm_vma) - 8,
		0xffff888000000000, RMM_ABSENT - sizeof(struct rmm_vma), 1ull << 63,
	};
	int fds = count_fds();

	ASSERT_EQ(0, mprotect(page + PAGE, PAGE, PROT_READ));
	self->arg.start = 0;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct rmm_vmas arg = self->arg;

		arg.buf = bad[i];
		EXPECT_EQ(-EFAULT, call_ioctl(self->mm, RMM_VMAS, &arg))
			TH_LOG("buffer at %llx", bad[i]);
		arg = self->arg;
		arg.names = bad[i] ?: 16;
		arg.names_size = 4096;
		/*
		 * The start of a buffer may be writable, but a name of this program does not fit.
		 */
		if (bad[i] != (uintptr_t)page + PAGE - sizeof(struct rmm_vma) - 8) {
			EXPECT_EQ(-EFAULT, call_ioctl(self->mm, RMM_VMAS, &arg))
				TH_LOG("names at %llx", bad[i]);
		}
	}
	EXPECT_EQ(fds, count_fds());
	EXPECT_EQ(0, call_ioctl(self->mm, RMM_VMAS, &self->arg));
}

/*
 * A caller with shorter records gets the fields that it has, one with longer records gets zeros
 * after them.
 */
TEST_F(call, shorter_and_longer_records_work)
{
	struct { __u64 start, end; } small[8];
	struct { struct rmm_vma vma; __u64 more[3]; } large[8];
	struct rmm_vmas arg = self->arg;

	memset(large, 0xa5, sizeof(large));
	arg.start = 0;
	arg.buf = (uintptr_t)small;
	arg.record_size = sizeof(small[0]);
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_VMAS, &arg));
	ASSERT_EQ(8, arg.count);
	arg = self->arg;
	arg.start = 0;
	arg.buf = (uintptr_t)large;
	arg.record_size = sizeof(large[0]);
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_VMAS, &arg));
	ASSERT_EQ(8, arg.count);
	for (int i = 0; i < 8; i++) {
		EXPECT_EQ(self->buf[i].start, small[i].start);
		EXPECT_EQ(self->buf[i].end, small[i].end);
		EXPECT_EQ(self->buf[i].start, large[i].vma.start);
		EXPECT_EQ(self->buf[i].flags, large[i].vma.flags);
		EXPECT_EQ(0, large[i].more[0] | large[i].more[1] | large[i].more[2]);
	}
}

/* An argument without cost and next, as a first version of the header might have had it. */
TEST_F(call, short_argument_works)
{
	struct rmm_vmas arg;

	memset(&arg, 0xa5, sizeof(arg));
	memcpy(&arg, &self->arg, offsetof(struct rmm_vmas, cost));
	arg.start = 0;
	arg.size = offsetof(struct rmm_vmas, cost);
	EXPECT_EQ(0, call_ioctl(self->mm, RMM_VMAS, &arg));
	EXPECT_EQ(8, arg.count);
	EXPECT_EQ(0xa5a5a5a5a5a5a5a5, arg.cost.entries);
}

TEST_F(call, cost_is_returned)
{
	struct rmm_vmas arg = self->arg;

	arg.start = 0;
	arg.flags = RMM_VMAS_RESIDENT;
	ASSERT_EQ(0, call_ioctl(self->mm, RMM_VMAS, &arg));
	EXPECT_LT(0, arg.cost.entries);
	EXPECT_LT(0, arg.cost.tables);
	EXPECT_LE(8, arg.cost.vmas);
	EXPECT_LT(0, arg.cost.elapsed_ns);
	EXPECT_LE(arg.cost.longest_hold_ns, arg.cost.elapsed_ns);
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
