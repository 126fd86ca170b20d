// SPDX-License-Identifier: GPL-2.0

//! Resident memory by the counters of /proc/PID/status.

use super::summary::{
    SummaryAmount,
    SummaryKey, //
};
use crate::abi::names::{
    PageKind,
    TableLevel,
    VmaKind, //
};

/// Bytes by counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResidentBytes {
    /// RssAnon.
    pub anon: u64,
    /// RssFile.
    pub file: u64,
    /// RssShmem.
    pub shmem: u64,
    /// Migration entries in VMAs that map several kinds of page. The kernel counts them as one of
    /// the three above, but the entry does not show which.
    pub migrating: u64,
    /// HugetlbPages.
    pub hugetlb: u64,
    /// VmSwap.
    pub swap: u64,
    /// Part of [`Self::rss`] that leaves above the PTE level map.
    pub huge: u64,
}

impl ResidentBytes {
    /// Adds a cell of a summary.
    pub fn add(&mut self, key: &SummaryKey, amount: &SummaryAmount) {
        let Some((counter, resident)) = self.counter(key) else {
            return;
        };
        *counter = counter.saturating_add(amount.bytes);
        if resident && key.level != TableLevel::Pte {
            self.huge = self.huge.saturating_add(amount.bytes);
        }
    }

    /// VmRSS.
    pub fn rss(&self) -> u64 {
        [self.file, self.shmem, self.migrating]
            .iter()
            .fold(self.anon, |sum, &bytes| sum.saturating_add(bytes))
    }

    /// The counter of an entry, and whether it is part of VmRSS.
    fn counter(&mut self, key: &SummaryKey) -> Option<(&mut u64, bool)> {
        match key.page_kind {
            PageKind::Anon | PageKind::Ksm => Some((&mut self.anon, true)),
            // Device memory holds anonymous pages only.
            PageKind::DevicePrivate | PageKind::DeviceExclusive => Some((&mut self.anon, true)),
            PageKind::File => Some((&mut self.file, true)),
            PageKind::Shmem => Some((&mut self.shmem, true)),
            PageKind::Hugetlb => Some((&mut self.hugetlb, false)),
            PageKind::Swap => Some((&mut self.swap, false)),
            // A migration entry does not show the kind of its page, but some VMAs map a single
            // kind.
            PageKind::Migration => match key.vma_kind {
                VmaKind::Anon | VmaKind::Heap | VmaKind::Stack => Some((&mut self.anon, true)),
                VmaKind::Hugetlb => Some((&mut self.hugetlb, false)),
                VmaKind::File | VmaKind::Shmem | VmaKind::Special | VmaKind::Device => {
                    Some((&mut self.migrating, true))
                }
            },
            PageKind::None
            | PageKind::Zero
            | PageKind::HugeZero
            | PageKind::Pfn
            | PageKind::Hwpoison
            | PageKind::MarkerUffdWp
            | PageKind::MarkerPoison
            | PageKind::MarkerGuard
            | PageKind::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(vma_kind: VmaKind, page_kind: PageKind, level: TableLevel) -> ResidentBytes {
        let mut resident = ResidentBytes::default();
        let key = SummaryKey {
            vma_kind,
            page_kind,
            level,
            node: 0,
        };
        let amount = SummaryAmount {
            bytes: 4096,
            ..SummaryAmount::ZERO
        };
        resident.add(&key, &amount);
        resident
    }

    #[test]
    fn kind_is_in_one_counter_at_most() {
        for &vma in VmaKind::ALL {
            for &page in PageKind::ALL {
                let r = one(vma, page, TableLevel::Pte);
                let sum = r.rss() + r.hugetlb + r.swap;
                assert!(sum == 0 || sum == 4096, "{vma:?} {page:?}");
                assert_eq!(r.huge, 0);
            }
        }
    }

    #[test]
    fn rss_has_the_kernels_kinds() {
        let in_rss = |&page: &PageKind| one(VmaKind::File, page, TableLevel::Pte).rss() != 0;
        let found: std::vec::Vec<_> = PageKind::ALL.iter().copied().filter(in_rss).collect();
        use PageKind::*;
        assert_eq!(
            found,
            [
                Anon,
                File,
                Shmem,
                Ksm,
                Migration,
                DevicePrivate,
                DeviceExclusive
            ]
        );
    }

    #[test]
    fn migration_is_counted_by_vma_kind_if_unambiguous() {
        let migrating = |vma| one(vma, PageKind::Migration, TableLevel::Pte);
        assert_eq!(migrating(VmaKind::Heap).anon, 4096);
        assert_eq!(migrating(VmaKind::File).migrating, 4096);
        assert_eq!(migrating(VmaKind::Hugetlb).hugetlb, 4096);
        assert_eq!(migrating(VmaKind::Hugetlb).rss(), 0);
    }

    #[test]
    fn huge_excludes_hugetlb() {
        assert_eq!(
            one(VmaKind::Anon, PageKind::Anon, TableLevel::Pmd).huge,
            4096
        );
        assert_eq!(
            one(VmaKind::Anon, PageKind::HugeZero, TableLevel::Pmd).huge,
            0
        );
        let hugetlb = one(VmaKind::Hugetlb, PageKind::Hugetlb, TableLevel::Pmd);
        assert_eq!((hugetlb.huge, hugetlb.hugetlb), (0, 4096));
    }
}
