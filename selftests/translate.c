// SPDX-License-Identifier: GPL-2.0
/* RMM_TRANSLATE equals pagemap, kpagecount and maps, and the zoo's description of itself. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/names.h"
#include "lib/pagemap.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/smaps.h"
#include "lib/summary.h"
#include "lib/translate.h"
#include "lib/zoo.h"

#define ABSENT RMM_ABSENT

/* Checks that each level points to the next one, down to the last that was read. */
static void expect_levels(struct __test_metadata *_metadata, const struct rmm_translate *t)
{
	const __u32 user = RMM_ENTRY_F_PRESENT | RMM_ENTRY_F_USER;

	for (__u32 i = 0; i < 5; i++) {
		const struct rmm_translate_level *l = &t->levels[i];

		EXPECT_EQ(i, l->level);
		if (l->state == RMM_ENTRY_FOLDED || i > t->level) {
			EXPECT_EQ(ABSENT, l->entry);
			EXPECT_EQ(ABSENT, l->pfn);
			EXPECT_EQ(0, l->bits);
		}
		if (l->state == RMM_ENTRY_FOLDED) {
			EXPECT_EQ(RMM_LEVEL_P4D, i);
		} else if (i > t->level) {
			EXPECT_EQ(RMM_ENTRY_UNREACHED, l->state);
		} else if (i < t->level) {
			EXPECT_EQ(RMM_ENTRY_TABLE, l->state);
			EXPECT_EQ(user, l->bits & user);
			EXPECT_EQ((l->entry & ((1ull << 52) - 1)) >> 12, l->pfn);
			EXPECT_EQ(1, l->entry & 1);
		} else {
			EXPECT_NE(RMM_ENTRY_TABLE, l->state);
			EXPECT_NE(RMM_ENTRY_BAD, l->state);
			EXPECT_NE(RMM_ENTRY_UNREACHED, l->state);
		}
	}
}

/*
 * Checks one page of a process whose memory does not change against the kernel's files. @mapcount
 * is the count that translate_still() read with it.
 */
static void expect_page(struct __test_metadata *_metadata, pid_t pid, const struct rmm_translate *t,
			__u64 mapcount)
{
	const struct rmm_translate_level *last = deepest_level(t);
	__u64 pm = read_pagemap(pid, t->address);

	expect_levels(_metadata, t);
	EXPECT_EQ(!!(pm & PM_PRESENT), last->state == RMM_ENTRY_LEAF)
		TH_LOG("%llx: pagemap %llx", t->address, pm);
	if (last->state == RMM_ENTRY_LEAF) {
		EXPECT_EQ(pm & PM_FRAME, t->pfn);
		EXPECT_EQ(!!(pm & PM_UFFD_WP), !!(last->bits & RMM_ENTRY_F_UFFD));
		EXPECT_LE(last->pfn, t->pfn);
	} else if (t->page_kind != RMM_PAGE_MIGRATION) {
		EXPECT_EQ(ABSENT, t->pfn);
	}
	if (last->bits & RMM_ENTRY_F_SOFT_DIRTY) {
		EXPECT_TRUE(pm & PM_SOFT_DIRTY);
	}
	EXPECT_EQ(!!(pm & PM_SWAP), last->state == RMM_ENTRY_NOT_PRESENT);
	EXPECT_EQ(!!(pm & PM_GUARD), t->page_kind == RMM_PAGE_MARKER_GUARD);
	if (t->page_kind == RMM_PAGE_SWAP) {
		EXPECT_EQ(pm & 31, t->swap_type);
		EXPECT_EQ((pm & PM_FRAME) >> 5, t->swap_offset);
	} else {
		EXPECT_EQ(ABSENT, t->swap_type);
		EXPECT_EQ(ABSENT, t->swap_offset);
	}
	if (t->folio_pfn != ABSENT) {
		EXPECT_EQ(t->pfn, t->folio_pfn + t->folio_index);
		EXPECT_GT(1ull << t->folio_order, t->folio_index);
		EXPECT_LE(1, t->folio_refcount);
		EXPECT_LE(0, t->node);
		EXPECT_EQ(mapcount, t->mapcount)
			TH_LOG("%llx: %s", t->address, page_kind_names[t->page_kind]);
	} else {
		EXPECT_EQ(ABSENT, t->folio_order);
		EXPECT_EQ(ABSENT, t->mapcount);
		EXPECT_EQ(-1, t->node);
	}
}

/*
 * Translates an address while no other process maps or unmaps the page, as it may with a library's.
 * Stores the page's kpagecount in @mapcount.
 */
static int translate_still(int mm, __u64 address, struct rmm_translate *t, char *name, __u64 *mapcount)
{
	static int page_mapcounts = -1;
	int ret = 0;

	if (page_mapcounts < 0)
		page_mapcounts = has_feature(RMM_FEATURE_PAGE_MAPCOUNT);
	for (time_t end = 0; !ret && retry_allowed(&end);) {
		ret = translate_address(mm, address, t, name);
		*mapcount = t->folio_pfn == ABSENT || (t->folio_order && !page_mapcounts) ? ABSENT :
			    read_file_entry("/proc/kpagecount", t->pfn);
		if (*mapcount == t->mapcount)
			break;
	}
	return ret;
}

static void make_some(void)
{
	char *at = mmap(NULL, 8 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (size_t i = 0; i < 4 << 20; i += 3 * PAGE)
		at[i] = 1;
	*(char *)sbrk(PAGE * 8) = 1;
}

FIXTURE(quiet)
{
	pid_t pid;
	int mm;
};

FIXTURE_VARIANT(quiet)
{
	bool zoo;
};

FIXTURE_VARIANT_ADD(quiet, child) { .zoo = false };
FIXTURE_VARIANT_ADD(quiet, zoo) { .zoo = true };

FIXTURE_SETUP(quiet)
{
	self->pid = variant->zoo ? zoo.pid : fork_idle_child(make_some);
	ASSERT_LT(0, self->pid);
	self->mm = open_space(self->pid);
	ASSERT_LE(0, self->mm);
}

FIXTURE_TEARDOWN(quiet)
{
	if (!variant->zoo)
		end_child(self->pid);
}

/* The first pages of every VMA, and some of the others. */
TEST_F(quiet, equals_maps_and_pagemap)
{
	struct smaps *smaps = malloc(sizeof(*smaps));
	struct rmm_translate t;
	__u64 mapcount;
	char name[256];

	ASSERT_EQ(0, read_smaps(self->pid, smaps));
	ASSERT_LT(5, smaps->count);
	for (int i = 0; i < smaps->count; i++) {
		const struct smaps_vma *v = &smaps->vma[i];
		__u64 pages = (v->end - v->start) / PAGE, step = pages / 64 + 1;
		/* System V's first segment has inode 0. */
		bool file = v->inode || v->name[0] == '/';

		for (__u64 page = 0; page < pages; page += step) {
			ASSERT_EQ(0, translate_still(self->mm, v->start + page * PAGE, &t, name, &mapcount));
			EXPECT_EQ(v->start, t.vma_start);
			EXPECT_EQ(v->end, t.vma_end);
			EXPECT_STREQ(v->name, name);
			EXPECT_EQ(file ? v->offset + page * PAGE : ABSENT, t.file_offset)
				TH_LOG("%lx %s", v->start, v->name);
			EXPECT_EQ(file ? v->inode : ABSENT, t.inode);
			EXPECT_EQ(v->major, t.dev_major);
			EXPECT_EQ(v->minor, t.dev_minor);
			EXPECT_EQ(v->perms[0] == 'r', !!(t.vma_flags & RMM_VMA_F_READ));
			EXPECT_EQ(0, t.vma_state);
			expect_page(_metadata, self->pid, &t, mapcount);
		}
	}
	free(smaps);
}

TEST_F(quiet, every_byte_of_a_page_has_its_translation)
{
	struct smaps *smaps = malloc(sizeof(*smaps));
	struct rmm_translate t, u;

	ASSERT_EQ(0, read_smaps(self->pid, smaps));
	for (int i = 0; i < smaps->count; i++) {
		ASSERT_EQ(0, translate_address(self->mm, smaps->vma[i].start, &t, NULL));
		ASSERT_EQ(0, translate_address(self->mm, smaps->vma[i].start + 0xabc, &u, NULL));
		EXPECT_EQ(t.pfn, u.pfn);
		EXPECT_EQ(0, memcmp(&t.levels[0], &u.levels[0], sizeof(t.levels[0])));
		EXPECT_EQ(t.file_offset == ABSENT ? ABSENT : t.file_offset + 0xabc, u.file_offset);
		EXPECT_EQ(0, u.name_len);
		EXPECT_EQ(1, u.cost.vmas);
	}
	free(smaps);
}

/* Every page of every exhibit: kinds and levels add up to the zoo's description. */
TEST(translations_add_up_to_the_zoo)
{
	int mm = open_space(zoo.pid);

	ASSERT_LE(0, mm);
	ASSERT_LT(0, zoo.count);
	for (int i = 0; i < zoo.count; i++) {
		const struct exhibit *e = &zoo.exhibit[i];
		unsigned long kb[4] = { 0 }, none = 0, all = (e->end - e->start) / 1024;

		if (e->absent[0]) {
			TH_LOG("%s is absent: %s", e->name, e->absent);
			continue;
		}
		for (__u64 at = e->start; at < e->end; at += PAGE) {
			struct rmm_translate t;
			__u64 mapcount;

			ASSERT_EQ(0, translate_still(mm, at, &t, NULL, &mapcount));
			if (t.vma_start == ABSENT) {
				none += 4;
				continue;
			}
			expect_page(_metadata, zoo.pid, &t, mapcount);
			none += t.page_kind == RMM_PAGE_NONE ? 4 : 0;
			EXPECT_STREQ(e->vma, vma_kind_names[t.vma_kind & 7]);
			for (int k = 0; k < e->kinds; k++)
				if (!strcmp(e->pages[k].page, page_kind_names[t.page_kind]) &&
				    !strcmp(e->pages[k].level, level_names[t.level]))
					kb[k] += 4;
			if (e->node >= 0 && t.page_kind != RMM_PAGE_NONE) {
				EXPECT_EQ(e->node, t.node);
			}
			if (!strcmp(e->name, "thp") || !strcmp(e->name, "hugetlb-2m")) {
				EXPECT_EQ(9, t.folio_order);
				EXPECT_EQ((at - e->start) / PAGE, t.folio_index);
				EXPECT_TRUE(deepest_level(&t)->bits & RMM_ENTRY_F_HUGE);
				EXPECT_EQ(1, t.folio_mapcount);
			} else if (!strcmp(e->name, "mthp-64k")) {
				EXPECT_EQ(4, t.folio_order);
				EXPECT_EQ((at - e->start) / PAGE, t.folio_index);
				EXPECT_EQ(16, t.folio_mapcount);
			} else if (!strcmp(e->name, "prot-none")) {
				EXPECT_EQ(RMM_ENTRY_F_PROTNONE, deepest_level(&t)->bits &
					  (RMM_ENTRY_F_PROTNONE | RMM_ENTRY_F_PRESENT));
			} else if (!strcmp(e->name, "zero-page")) {
				EXPECT_EQ(RMM_ENTRY_F_SPECIAL, deepest_level(&t)->bits &
					  (RMM_ENTRY_F_SPECIAL | RMM_ENTRY_F_WRITE));
			} else if (!strcmp(e->name, "anon-touched")) {
				const __u64 want = RMM_ENTRY_F_PRESENT | RMM_ENTRY_F_WRITE |
					RMM_ENTRY_F_USER | RMM_ENTRY_F_DIRTY | RMM_ENTRY_F_NX;

				EXPECT_EQ(want, deepest_level(&t)->bits & want);
			}
		}
		for (int k = 0; k < e->kinds; k++) {
			EXPECT_EQ(e->pages[k].kb, kb[k])
				TH_LOG("%s: %s at %s", e->name, e->pages[k].page, e->pages[k].level);
			all -= kb[k];
		}
		EXPECT_EQ(all, none)
			TH_LOG("%s", e->name);
	}
	close(mm);
}

/* The page kinds of the walk's summary and of translations are the same for every page. */
TEST_F(quiet, kinds_equal_the_summary)
{
	struct smaps *smaps = malloc(sizeof(*smaps));
	struct summary_list *list = malloc(sizeof(*list));
	struct rmm_translate t;

	ASSERT_EQ(0, read_smaps(self->pid, smaps));
	for (int i = 0; i < smaps->count; i++) {
		for (int k = 0; k < 8; k++) {
			__u64 at = smaps->vma[i].start + k * PAGE;

			if (at >= smaps->vma[i].end)
				break;
			ASSERT_EQ(0, translate_address(self->mm, at, &t, NULL));
			ASSERT_EQ(0, list_summary(self->mm, at, at + PAGE, list));
			ASSERT_EQ(t.page_kind != RMM_PAGE_NONE, list->count);
			if (!list->count)
				continue;
			EXPECT_EQ(t.page_kind, list->cell[0].page_kind);
			EXPECT_EQ(t.level, list->cell[0].level);
			EXPECT_EQ(t.vma_kind, list->cell[0].vma_kind);
			EXPECT_EQ(t.node, list->cell[0].node);
		}
	}
	free(smaps);
	free(list);
}

/*
 * Every record of the pages product equals the translation of its address. Other processes may map
 * or unmap a page of a library: when the records before and after a translation differ, it is
 * repeated.
 */
TEST_F(quiet, translation_equals_each_page_record)
{
	struct page_list *list = malloc(sizeof(*list)), *again = malloc(sizeof(*again));
	const __u64 attributes = RMM_PAGE_A_DEFAULT | RMM_PAGE_A_ENTRY, young = 1 << 5;
	struct rmm_translate t;

	ASSERT_EQ(0, list_pages(self->mm, 0, RMM_ABSENT, attributes, 0, 512, 0, list));
	ASSERT_LT(100, list->count);
	for (int i = 0; i < list->count; i++) {
		struct rmm_page *p = &list->page[i];

		for (time_t end = 0; retry_allowed(&end);) {
			__u32 before = p->mapcount, of_folio = p->folio_mapcount;

			ASSERT_EQ(0, translate_address(self->mm, p->addr, &t, NULL));
			ASSERT_EQ(0, list_pages(self->mm, p->addr, p->addr + PAGE, attributes, 0, 1, 0,
						again));
			ASSERT_EQ(1, again->count);
			*p = again->page[0];
			if (p->mapcount == before && p->folio_mapcount == of_folio)
				break;
		}
		EXPECT_EQ(p->kind, t.page_kind);
		EXPECT_EQ(p->level, t.level);
		EXPECT_EQ(p->vma_kind, t.vma_kind);
		EXPECT_EQ(p->node, t.node);
		EXPECT_EQ(p->entry | young, deepest_level(&t)->entry | young);
		EXPECT_EQ(p->pfn, t.pfn);
		if (t.folio_order == ABSENT)
			continue;
		EXPECT_EQ(p->order, t.folio_order);
		EXPECT_EQ(p->folio_index, t.folio_index);
		EXPECT_EQ(p->bits & RMM_PAGE_F_MAPCOUNT_EXACT ? p->mapcount : ABSENT, t.mapcount);
		EXPECT_EQ(p->folio_mapcount, t.folio_mapcount);
		/* Reference counts change at any time. */
		EXPECT_LE(t.folio_mapcount, t.folio_refcount);
	}
	free(list);
	free(again);
}

TEST(folded_levels_match_the_machine)
{
	struct rmm_info info = { .size = sizeof(info) };
	struct rmm_translate t;
	int mm = open_space(0), rmm = open_device();

	ASSERT_EQ(0, call_ioctl(rmm, RMM_INFO, &info));
	ASSERT_EQ(0, translate_address(mm, (uintptr_t)&t, &t, NULL));
	EXPECT_EQ(info.levels == 4 ? RMM_ENTRY_FOLDED : RMM_ENTRY_TABLE,
		  t.levels[RMM_LEVEL_P4D].state);
	EXPECT_EQ(RMM_ENTRY_TABLE, t.levels[RMM_LEVEL_PGD].state);
	EXPECT_EQ(RMM_VMA_STACK, t.vma_kind);
	close(rmm);
	close(mm);
}

TEST(unmapped_addresses_are_translated)
{
	char *at = mmap(NULL, 4 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int mm = open_space(0);
	struct rmm_translate t;

	/* A VMA without a page, and then no VMA. */
	ASSERT_EQ(0, translate_address(mm, (uintptr_t)at + PAGE, &t, NULL));
	EXPECT_GE((uintptr_t)at, t.vma_start);
	EXPECT_LT((uintptr_t)at, t.vma_end);
	EXPECT_EQ(RMM_PAGE_NONE, t.page_kind);
	EXPECT_EQ(RMM_ENTRY_NONE, deepest_level(&t)->state);
	EXPECT_EQ(0, deepest_level(&t)->entry);
	EXPECT_EQ(ABSENT, t.pfn);
	EXPECT_EQ(ABSENT, t.file_offset);
	EXPECT_EQ(ABSENT, t.inode);
	expect_levels(_metadata, &t);
	ASSERT_EQ(0, munmap(at, 4 << 20));
	for (int i = 0; i < 2; i++) {
		ASSERT_EQ(0, translate_address(mm, i ? user_space_end() - 1 : (uintptr_t)at, &t, NULL));
		EXPECT_EQ(ABSENT, t.vma_start);
		EXPECT_EQ(ABSENT, t.vma_end);
		EXPECT_EQ(0, t.vma_flags);
		EXPECT_EQ(ABSENT, t.pfn);
		EXPECT_EQ(ABSENT, t.inode);
		EXPECT_EQ(0, t.cost.tables);
		for (int l = 0; l < 5; l++) {
			if (t.levels[l].state != RMM_ENTRY_FOLDED) {
				EXPECT_EQ(RMM_ENTRY_UNREACHED, t.levels[l].state);
			}
			EXPECT_EQ(ABSENT, t.levels[l].entry);
		}
	}
	close(mm);
}

TEST(invalid_arguments_are_refused)
{
	const __u64 beyond[] = {
		user_space_end(), 1ull << 56, 1ull << 63, 0xffff800000000000, 0xffffffffff600000, ~0ull,
	};
	int mm = open_space(0);
	struct rmm_translate t;
	char name[256];

	for (size_t i = 0; i < ARRAY_SIZE(beyond); i++) {
		EXPECT_EQ(-EINVAL, translate_address(mm, beyond[i], &t, NULL))
			TH_LOG("%llx", beyond[i]);
	}
	ASSERT_EQ(0, translate_address(mm, (uintptr_t)&t, &t, name));
	EXPECT_STREQ("[stack]", name);
	t.flags = 1;
	EXPECT_EQ(-EINVAL, call_ioctl(mm, RMM_TRANSLATE, &t));
	t.flags = 0;
	t.reserved = 1;
	EXPECT_EQ(-EINVAL, call_ioctl(mm, RMM_TRANSLATE, &t));
	t.reserved = 0;
	t.name_size = 6;
	EXPECT_EQ(-ENOSPC, call_ioctl(mm, RMM_TRANSLATE, &t));
	t.name_size = 7;
	EXPECT_EQ(0, call_ioctl(mm, RMM_TRANSLATE, &t));
	t.name = 8;
	EXPECT_EQ(-EFAULT, call_ioctl(mm, RMM_TRANSLATE, &t));
	EXPECT_EQ(-EFAULT, call_ioctl(mm, RMM_TRANSLATE, (void *)8));
	t.size = 7;
	EXPECT_EQ(-EINVAL, call_ioctl(mm, RMM_TRANSLATE, &t));
	t.size = 1 << 20;
	EXPECT_EQ(-E2BIG, call_ioctl(mm, RMM_TRANSLATE, &t));
	close(mm);
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
