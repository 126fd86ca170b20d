// SPDX-License-Identifier: GPL-2.0

//! Facts about the page of a captured entry, beyond the attrs. A fact is present if it was
//! requested and the page has it.

use super::{
    folio_state::FolioState,
    leaf::Leaf, //
};
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
    assert!(shim::RMM_SHIM_WANT_STATE as u64 == PageAttribute::STATE);
};

/// Facts about the first page that a captured entry maps.
#[derive(Clone, Copy)]
pub(crate) struct PageFacts<'a> {
    pub(in crate::sys) leaf: Leaf<'a>,
    /// The requested facts, `RMM_SHIM_WANT_*`.
    pub(in crate::sys) want: u32,
    pub(in crate::sys) facts: Option<&'a shim::rmm_shim_page_facts>,
}

/// The position of a page in its folio.
pub(crate) struct FolioPosition {
    /// Order of the folio.
    pub(crate) order: u8,
    /// Index of the page in the folio.
    pub(crate) index: u32,
    /// Zone of the folio (`ZoneKind`).
    pub(crate) zone: Option<u8>,
}

/// Mapcounts of a page and its folio.
pub(crate) struct PageMapcounts {
    /// Mapcount of the page; the average of the folio's pages if not `exact`.
    pub(crate) page: u32,
    /// Mapcount of the folio.
    pub(crate) folio: u32,
    /// `page` is not an average.
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
        let known = self.wanted(attribute) && self.leaf.has_counts();
        self.facts.filter(|_| known).map(fact)
    }

    /// The page's position in its folio.
    pub(crate) fn folio_position(&self) -> Option<FolioPosition> {
        let order = self.leaf.order()?;
        self.known(PageAttribute::FOLIO, |facts| FolioPosition {
            order,
            index: facts.index,
            zone: self.leaf.zone(),
        })
    }

    /// Mapcounts of page and folio.
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

    /// Expected references to the folio; `None` for folios whose references the kernel does not
    /// explain.
    pub(crate) fn expected_references(&self) -> Option<u32> {
        self.known(PageAttribute::EXPECTED, |facts| facts.expected)
            .and_then(|count| count.try_into().ok())
    }

    /// State of the folio and of the page.
    pub(crate) fn folio_state(&self) -> Option<FolioState> {
        self.known(PageAttribute::STATE, |facts| FolioState::new(&facts.state))
    }

    /// `KPF_*` flags. The zero pages have them too.
    pub(crate) fn kpageflags(&self) -> Option<u64> {
        let known = self.leaf.has_counts() || self.leaf.is_zero_page();
        self.facts
            .filter(|_| known && self.wanted(PageAttribute::KPAGEFLAGS))
            .map(|facts| facts.kpageflags)
    }

    /// Age in MGLRU generations, 0 for the youngest.
    pub(crate) fn age(&self) -> Option<u8> {
        self.leaf.age()
    }

    /// Inode number of the memory cgroup, 0 without one.
    pub(crate) fn cgroup(&self) -> Option<u64> {
        self.known(PageAttribute::CGROUP, |facts| facts.cgroup)
    }
}
