// SPDX-License-Identifier: GPL-2.0
/* A walk's summary of each exhibit of the zoo equals the zoo's own description of it. */
#include "lib/harness.h"
#include "lib/device.h"
#include "lib/names.h"
#include "lib/summary.h"
#include "lib/zoo.h"

FIXTURE(exhibit)
{
	int mm;
};

FIXTURE_VARIANT(exhibit)
{
	const char *name;
};

#define EXHIBIT(id, text) FIXTURE_VARIANT_ADD(exhibit, id) { .name = text }
EXHIBIT(cow, "cow");
EXHIBIT(anon_untouched, "anon-untouched");
EXHIBIT(anon_touched, "anon-touched");
EXHIBIT(zero_page, "zero-page");
EXHIBIT(thp, "thp");
EXHIBIT(thp_partly_unmapped, "thp-partly-unmapped");
EXHIBIT(mthp_64k, "mthp-64k");
EXHIBIT(huge_zero_page, "huge-zero-page");
EXHIBIT(hugetlb_2m, "hugetlb-2m");
EXHIBIT(file_private, "file-private");
EXHIBIT(file_shared, "file-shared");
EXHIBIT(shared_anon, "shared-anon");
EXHIBIT(shm_sysv, "shm-sysv");
EXHIBIT(memfd, "memfd");
EXHIBIT(swapped, "swapped");
EXHIBIT(ksm, "ksm");
EXHIBIT(mlocked, "mlocked");
EXHIBIT(prot_none, "prot-none");
EXHIBIT(guard, "guard");
EXHIBIT(uffd_wp, "uffd-wp");
EXHIBIT(uffd_missing, "uffd-missing");
EXHIBIT(bound_node0, "bound-node0");
EXHIBIT(bound_node1, "bound-node1");
EXHIBIT(bound_node2, "bound-node2");
EXHIBIT(bound_node3, "bound-node3");

FIXTURE_SETUP(exhibit)
{
	self->mm = open_space(zoo.pid);
	ASSERT_LE(0, self->mm);
}

FIXTURE_TEARDOWN(exhibit)
{
}

TEST_F(exhibit, summary_equals_description)
{
	const struct exhibit *e = find_exhibit(variant->name);
	struct summary_list *list = malloc(sizeof(*list));
	__u64 total = 0, want = 0, shared = 0;

	ASSERT_NE(NULL, e);
	if (e->absent[0])
		SKIP(return, "%s", e->absent);
	ASSERT_EQ(0, list_summary(self->mm, e->start, e->end, list));
	for (int i = 0; i < list->count; i++) {
		const struct rmm_summary *cell = &list->cell[i];

		EXPECT_STREQ(e->vma, vma_kind_names[cell->vma_kind & 7]);
		if (e->node >= 0) {
			EXPECT_EQ(e->node, cell->node);
		}
		total += cell->bytes;
		shared += cell->shared_bytes;
	}
	for (int i = 0; i < e->kinds; i++) {
		__u64 bytes = 0;

		for (int j = 0; j < list->count; j++)
			if (!strcmp(e->pages[i].page, page_kind_names[list->cell[j].page_kind]) &&
			    !strcmp(e->pages[i].level, level_names[list->cell[j].level]))
				bytes += list->cell[j].bytes;
		EXPECT_EQ(e->pages[i].kb * 1024, bytes)
			TH_LOG("%s at level %s", e->pages[i].page, e->pages[i].level);
		want += e->pages[i].kb * 1024;
	}
	/* The summary has no other pages. */
	EXPECT_EQ(want, total);
	if (!strcmp(e->vma, "anon") && strcmp(e->name, "ksm")) {
		EXPECT_EQ(e->shared_kb * 1024, shared);
	}
}

int main(int argc, char **argv)
{
	start_zoo();
	return test_harness_run(argc, argv);
}
