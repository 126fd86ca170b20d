// SPDX-License-Identifier: GPL-2.0

//! Kinds of VMAs and pages in words.

use crate::language::ExplainLanguage;
use rmm::abi::names::{
    PageKind,
    VmaKind, //
};

/// The kind of memory that a VMA maps.
pub(super) fn vma_kind_text(kind: Option<VmaKind>, language: ExplainLanguage) -> &'static str {
    let Some(kind) = kind else {
        return language.pick(
            "memory of a kind that this version does not know",
            "本版本不认识的内存",
        );
    };
    let (english, chinese) = match kind {
        VmaKind::Anon => ("private anonymous memory", "私有匿名内存"),
        VmaKind::Heap => ("the heap", "堆"),
        VmaKind::Stack => ("the stack", "栈"),
        VmaKind::File => ("a mapping of a file", "文件映射"),
        VmaKind::Shmem => ("a mapping of shmem", "共享内存（shmem）映射"),
        VmaKind::Hugetlb => ("a mapping of hugetlb pages", "hugetlb 大页映射"),
        VmaKind::Special => ("pages that the kernel provides", "内核提供的页面"),
        VmaKind::Device => ("memory of a device", "设备内存"),
    };
    language.pick(english, chinese)
}

/// A kind of page that is in memory.
pub(super) fn page_kind_text(
    kind: Option<PageKind>,
    language: ExplainLanguage,
) -> Option<&'static str> {
    let (english, chinese) = match kind? {
        PageKind::Anon => ("an anonymous page", "匿名页"),
        PageKind::File => ("a page of the page cache", "页缓存页"),
        PageKind::Shmem => ("a page of shmem", "shmem 页"),
        PageKind::Ksm => ("a page that KSM merged", "KSM 合并的页"),
        PageKind::Hugetlb => ("a hugetlb page", "hugetlb 大页"),
        PageKind::Zero => ("the zero page", "零页"),
        PageKind::HugeZero => ("the huge zero page", "大零页"),
        PageKind::Pfn => (
            "a page frame without a usable struct page",
            "没有可用 struct page 的页帧",
        ),
        _ => return None,
    };
    Some(language.pick(english, chinese))
}
