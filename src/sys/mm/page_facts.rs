// SPDX-License-Identifier: GPL-2.0

//! What was captured of a page beyond its entry: each fact only if it was asked for and is there.

use super::leaf::Leaf;
use crate::{
    abi::page::PageAttribute,
    sys::shim, //
};

const _: () = {
    assert!(shim::RMM_SHIM_WANT_FOLIO as u64 == PageAttribute::FOLIO);
    assert!(shim::RMM_SHIM_WANT_MAPCOUNT as u64 == PageAttribute::MAPCOUNT);
    assert!(shim::RMM_SHIM_WANT_REFERENCES as u64 == PageAttribute::REFERENCES);
    assert!(shim::RMM_SHIM_WANT_KPAGEFLAGS as u64 == PageAttribute::KPAGEFLAGS);
    assert!(shim::RMM_SHIM_WANT_AGE as u64 == PageAttribute::AGE);
    assert!(shim::RMM_SHIM_WANT_CGROUP as u64 == PageAttribute::CGROUP);
    assert!(shim::RMM_SHIM_WANT_EXPECTED as u64 == PageAttribute::EXPECTED);
};

/// Facts of the first page that a captured entry stands for.
#[derive(Clone, Copy)]
pub(crate) struct PageFacts<'a> {
    pub(in crate::sys) leaf: Leaf<'a>,
    /// `RMM_SHIM_WANT_*`.
    pub(in crate::sys) want: u32,
    pub(in crate::sys) facts: Option<&'a shim::rmm_shim_page_facts>,
}

/// A page's place in its folio.
pub(crate) struct FolioPosition {
    /// The folio has 2^`order` pages.
    pub(crate) order: u8,
    /// The page's index there.
    pub(crate) index: u32,
    /// Its zone (`ZoneKind`).
    pub(crate) zone: Option<u8>,
}

/// How often a page and its folio are mapped.
pub(crate) struct PageMapcounts {
    /// The page, or the folio's average page.
    pub(crate) page: u32,
    /// The folio.
    pub(crate) folio: u32,
    /// `page` is no average.
    pub(crate) exact: bool,
}

impl PageFacts<'_> {
    fn wanted(&self, attribute: u64) -> bool {
        u64::from(self.want) & attribute != 0
    }

    fn known<T>(
        &self,
        attribute: u64,
        fact: impl FnOnce(&shim::rmm_shim_page_facts) -> T,
    ) -> Option<T> {
        let known = self.wanted(attribute) && self.leaf.counted();
        self.facts.filter(|_| known).map(fact)
    }

    /// FolioPosition in the folio.
    pub(crate) fn place(&self) -> Option<FolioPosition> {
        let order = self.leaf.order()?;
        self.known(PageAttribute::FOLIO, |facts| FolioPosition {
            order,
            index: facts.index,
            zone: self.leaf.zone(),
        })
    }

    /// Mapcounts.
    pub(crate) fn mapcount(&self) -> Option<PageMapcounts> {
        self.known(PageAttribute::MAPCOUNT, |facts| PageMapcounts {
            page: facts.mapcount,
            folio: facts.folio_mapcount,
            exact: self.leaf.mapcount_exact(),
        })
    }

    /// References to the folio.
    pub(crate) fn references(&self) -> Option<u32> {
        self.known(PageAttribute::REFERENCES, |facts| facts.references)
    }

    /// References that are expected; none for folios of which the kernel does not say.
    pub(crate) fn expected_references(&self) -> Option<u32> {
        self.known(PageAttribute::EXPECTED, |facts| facts.expected)
            .and_then(|count| count.try_into().ok())
    }

    /// KPF_ flags; the zero pages have some, too.
    pub(crate) fn kpageflags(&self) -> Option<u64> {
        let known = self.leaf.counted() || self.leaf.zero();
        self.facts
            .filter(|_| known && self.wanted(PageAttribute::KPAGEFLAGS))
            .map(|facts| facts.kpageflags)
    }

    /// Generations of MGLRU that are younger.
    pub(crate) fn age(&self) -> Option<u8> {
        self.leaf.age()
    }

    /// Inode of the memory cgroup, 0 for none.
    pub(crate) fn cgroup(&self) -> Option<u64> {
        self.known(PageAttribute::CGROUP, |facts| facts.cgroup)
    }
}
