// SPDX-License-Identifier: GPL-2.0
#include "judge.h"

#include <stdbool.h>
#include <string.h>

static int count_lines(const char *at)
{
	int count = 0;

	while ((at = strchr(at, '\n'))) {
		at++;
		count++;
	}
	return count;
}

/* Whether the text has a number after a word. */
static bool has_number(const char *text, const char *word)
{
	for (const char *at = text; (at = strstr(at, word)); at++)
		if (at[strlen(word)] >= '0' && at[strlen(word)] <= '9')
			return true;
	return false;
}

const char *judge_text(const char *name, const char *text)
{
	if (!strncmp(name, "processes", 9))
		return count_lines(text) == 3 ? "own" : "yes";
	if (!strcmp(name, "layout"))
		return strstr(text, " ffff") ? "yes" : "hidden";
	if (!strcmp(name, "zones"))
		return has_number(text, "compact_cached_free_pfn ") ? "yes" : "hidden";
	/* Pages in each list, as numbers with commas. */
	if (!strcmp(name, "pagesets"))
		return strstr(text, " -,-,") ? "hidden" : "yes";
	if (!strncmp(name, "translate", 9))
		return strstr(text, "\npgd table -") && !has_number(text, " refcount=") ? "hidden" : "yes";
	return "yes";
}

/* Whether records of pages have neither frames nor reference counts. */
static bool hides_frames(const struct rmm_page *pages)
{
	for (int i = 0; i < CALL_CAPACITY; i++)
		if (pages[i].pages && (pages[i].pfn != RMM_ABSENT || pages[i].references != RMM_ABSENT_32 ||
				       pages[i].expected_references != RMM_ABSENT_32))
			return false;
	return true;
}

const char *judge_call(const struct call *call, const union argument *arg, const void *records)
{
	switch (call->request) {
	case RMM_PROCESSES:
		return ((struct rmm_processes *)arg)->count == 1 ? "own" : "yes";
	case RMM_LAYOUT:
		return ((const struct rmm_region *)records)->start == RMM_ABSENT ? "hidden" : "yes";
	case RMM_ZONES:
		for (__u32 i = 0; i < ((struct rmm_rows *)arg)->count; i++)
			if (((const struct rmm_zone *)records)[i].compact_cached_free_pfn != RMM_ABSENT)
				return "yes";
		return "hidden";
	case RMM_TRANSLATE:
		return ((struct rmm_translate *)arg)->levels[RMM_LEVEL_PGD].entry == RMM_ABSENT &&
			((struct rmm_translate *)arg)->folio_refcount == RMM_ABSENT ? "hidden" : "yes";
	case RMM_WALK:
		if (call->flags == RMM_WALK_PAGES && hides_frames(records))
			return "hidden";
	}
	return "yes";
}
