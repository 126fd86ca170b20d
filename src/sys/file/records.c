// SPDX-License-Identifier: GPL-2.0
#include <linux/kernel.h>
#include <linux/uaccess.h>
#include "file/records.h"

/*
 * rmm_shim_copy_records_to_user - copy the first @words words of each of @count records
 *
 * Each record in user memory has @stride words. Returns 0 or -EFAULT. Records are short, and word
 * stores are faster for them than copy_to_user(): its string instruction has a start-up cost, and
 * guests without hardware support emulate it byte by byte. May sleep.
 */
int rmm_shim_copy_records_to_user(u64 __user *to, const u64 *from, size_t count, size_t words,
				  size_t stride)
{
	might_fault();
	if (!user_access_begin(to, count * words * sizeof(*to)))
		return -EFAULT;
	for (; count; count--, from += stride) {
		const u64 *at = from, *end = from + words;

		for (; end - at >= 4; at += 4, to += 4) {
			unsafe_put_user(at[0], to, fault);
			unsafe_put_user(at[1], to + 1, fault);
			unsafe_put_user(at[2], to + 2, fault);
			unsafe_put_user(at[3], to + 3, fault);
		}
		for (; at < end; at++, to++)
			unsafe_put_user(*at, to, fault);
	}
	user_access_end();
	return 0;
fault:
	user_access_end();
	return -EFAULT;
}

/*
 * rmm_shim_copy_page_runs_to_user - write page records of @count runs
 *
 * Writes the five words that the default attributes fill of a struct rmm_page, for each entry.
 * Returns 0 or -EFAULT. Takes no lock. May sleep.
 */
int rmm_shim_copy_page_runs_to_user(u64 __user *to, const struct rmm_shim_page_run *runs,
				    size_t count, const struct rmm_shim_frame_counts *columns)
{
	size_t records = 0;

	for (size_t i = 0; i < count; i++)
		records += runs[i].count;
	might_fault();
	if (!user_access_begin(to, records * 5 * sizeof(*to)))
		return -EFAULT;
	for (; count; count--, runs++) {
		const struct rmm_shim_frame_counts *column = columns + runs->column;
		const struct rmm_shim_frame_counts *end = column + runs->count;
		u64 first = runs->word[0], second = runs->word[1], addr = runs->addr;
		u64 no_pfn = runs->no_pfn, no_counts = runs->no_counts;

		for (; column < end; column++, addr += PAGE_SIZE, to += 5) {
			unsafe_put_user(addr, to, fault);
			unsafe_put_user(column->pfn | no_pfn, to + 1, fault);
			unsafe_put_user(first, to + 2, fault);
			unsafe_put_user(second, to + 3, fault);
			unsafe_put_user(column->counts | no_counts, to + 4, fault);
		}
	}
	user_access_end();
	return 0;
fault:
	user_access_end();
	return -EFAULT;
}

/* A constant @words unrolls the copy. */
static __always_inline int
rmm_shim_write_repeated_pages(u64 __user *to, u64 *page,
			      const struct rmm_shim_page_repeat *repeats, size_t count,
			      size_t words, const struct rmm_shim_frame_counts *columns)
{
	for (; count; count--, repeats++, page += RMM_SHIM_PAGE_WORDS) {
		const struct rmm_shim_frame_counts *column = columns + repeats->column;
		const struct rmm_shim_frame_counts *end = column + repeats->count;
		u64 bits = page[RMM_SHIM_PAGE_WORD_ENTRY] - (column->pfn << PAGE_SHIFT);

		for (;; to += words) {
#pragma GCC unroll 16
			for (size_t word = 0; word < words; word++)
				unsafe_put_user(page[word], to + word, fault);
			if (++column >= end)
				break;
			page[RMM_SHIM_PAGE_WORD_ADDR] += PAGE_SIZE;
			page[RMM_SHIM_PAGE_WORD_PFN] = column->pfn | repeats->no_pfn;
			page[RMM_SHIM_PAGE_WORD_ENTRY] =
				(bits + (column->pfn << PAGE_SHIFT)) | repeats->no_entry;
		}
		to += words;
	}
	return 0;
fault:
	return -EFAULT;
}

/*
 * rmm_shim_copy_repeated_pages_to_user - write page records for adjacent entries
 *
 * Writes the first @words words of each of @count struct rmm_page, once for each entry that it stands
 * for, and changes it between them. Returns 0 or -EFAULT. Takes no lock. May sleep.
 */
int rmm_shim_copy_repeated_pages_to_user(u64 __user *to, u64 *pages,
					 const struct rmm_shim_page_repeat *repeats, size_t count,
					 size_t words, const struct rmm_shim_frame_counts *columns)
{
	size_t records = 0;
	int ret;

	for (size_t i = 0; i < count; i++)
		records += repeats[i].count;
	might_fault();
	if (!user_access_begin(to, records * words * sizeof(*to)))
		return -EFAULT;
	if (words == RMM_SHIM_PAGE_WORDS)
		ret = rmm_shim_write_repeated_pages(to, pages, repeats, count,
						    RMM_SHIM_PAGE_WORDS, columns);
	else
		ret = rmm_shim_write_repeated_pages(to, pages, repeats, count, words, columns);
	user_access_end();
	return ret;
}
