// SPDX-License-Identifier: GPL-2.0
#include "names.h"

const char *const vma_kind_names[VMA_KINDS] = {
	"anon", "heap", "stack", "file", "shmem", "hugetlb", "special", "device",
};

const char *const page_kind_names[PAGE_KINDS] = {
	"none", "anon", "file", "shmem", "ksm", "hugetlb", "zero", "huge-zero", "pfn", "swap",
	"migration", "device-private", "device-exclusive", "hwpoison", "marker-uffd-wp",
	"marker-poison", "marker-guard", "unknown",
};

const char *const level_names[5] = { "pgd", "p4d", "pud", "pmd", "pte" };
