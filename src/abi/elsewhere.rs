// SPDX-License-Identifier: GPL-2.0

//! Parts of memory management that exported symbols do not provide, and the kernel files that show
//! them.

/// A part of memory management that is private to the kernel.
pub struct ElsewhereEntry {
    /// One word for it, as in `rmmctl elsewhere WORD`.
    pub topic: &'static str,
    /// File or directory of the kernel that shows it.
    pub kernel_path: &'static str,
    /// Fields in which rmm shows a part of it, as `file:group.field`; `-` for none.
    pub rmm_fields: &'static str,
    /// Reason why exported symbols do not provide the rest.
    pub reason: &'static str,
}

macro_rules! elsewhere {
    ($($topic:literal, $kernel_path:literal, $rmm_fields:literal, $reason:literal;)+) => {
        &[$(ElsewhereEntry { topic: $topic, kernel_path: $kernel_path, rmm_fields: $rmm_fields, reason: $reason }),+]
    };
}

/// All entries, in the order of `/proc/rmm/elsewhere`.
pub const ELSEWHERE: &[ElsewhereEntry] = elsewhere! {
    "slab", "/proc/slabinfo", "nodes:stat.nr_slab_*",
        "struct kmem_cache, the list of caches and its mutex are private to mm/";
    "vmalloc", "/proc/vmallocinfo", "nodes:stat.nr_vmalloc",
        "the trees of areas and their locks are static in mm/vmalloc.c";
    "hugetlb", "/sys/kernel/mm/hugepages", "nodes:stat.nr_hugetlb",
        "hstates[] is not exported: pools, free and reserved pages of each size are in it";
    "sysctl", "/proc/sys/vm", "-",
        "the variables behind vm.* are not exported";
    "thp", "/sys/kernel/mm/transparent_hugepage", "nodes:stat.nr_anon_transparent_hugepages",
        "transparent_hugepage_flags and the counts by size are not exported";
    "ksm", "/sys/kernel/mm/ksm", "-",
        "ksmd's settings and counts are static in mm/ksm.c";
    "swap", "/proc/swaps", "-",
        "swap_info[] and total_swap_pages are not exported: areas are listed by ascending swap type, and swapoff leaves a gap";
    "tiers", "/sys/devices/virtual/memory_tiering", "nodes:tier.memory_tier",
        "struct memory_tier is private to mm/memory-tiers.c: rmm works the tier out from distance";
    "memcg-stat", "/sys/fs/cgroup", "memcgs:node.*",
        "memory.stat is gathered from CPUs by functions that are not exported";
    "page-owner", "/sys/kernel/debug/page_owner", "-",
        "struct page_owner is private, and most kernels are built without";
    "damon", "/sys/kernel/mm/damon", "lru:gen.*",
        "DAMON exports nothing; generations tell the age of pages, too";
};
