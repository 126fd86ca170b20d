// SPDX-License-Identifier: GPL-2.0

//! What was captured of a page beyond its entry: each fact only if it was asked for and is there.

use super::{bindings as own, zone};
use crate::abi::page::Attribute;

const _: () = {
    assert!(own::RMM_WANT_FOLIO as u64 == Attribute::FOLIO);
    assert!(own::RMM_WANT_MAPCOUNT as u64 == Attribute::MAPCOUNT);
    assert!(own::RMM_WANT_REFERENCES as u64 == Attribute::REFERENCES);
    assert!(own::RMM_WANT_KPAGEFLAGS as u64 == Attribute::KPAGEFLAGS);
    assert!(own::RMM_WANT_AGE as u64 == Attribute::AGE);
    assert!(own::RMM_WANT_CGROUP as u64 == Attribute::CGROUP);
};

/// Facts of the first page that a captured entry stands for.
#[derive(Clone, Copy)]
pub(crate) struct PageFacts<'a>(pub(super) &'a own::rmm_page_facts);

/// A page's place in its folio.
pub(crate) struct Place {
    /// The folio has 2^`order` pages.
    pub(crate) order: u8,
    /// The page's index there.
    pub(crate) index: u32,
    /// Its zone (`ZoneKind`).
    pub(crate) zone: Option<u8>,
}

/// How often a page and its folio are mapped.
pub(crate) struct Mapcount {
    /// The page, or the folio's average page.
    pub(crate) page: u32,
    /// The folio.
    pub(crate) folio: u32,
    /// `page` is no average.
    pub(crate) exact: bool,
}

impl PageFacts<'_> {
    fn known<T>(&self, attribute: u64, fact: impl FnOnce(&own::rmm_page_facts) -> T) -> Option<T> {
        (u64::from(self.0.known) & attribute != 0).then(|| fact(self.0))
    }

    /// Place in the folio.
    pub(crate) fn place(&self) -> Option<Place> {
        self.known(Attribute::FOLIO, |facts| Place {
            order: facts.order,
            index: facts.index,
            zone: zone::kind_of(facts.zone.into()).try_into().ok(),
        })
    }

    /// Mapcounts.
    pub(crate) fn mapcount(&self) -> Option<Mapcount> {
        self.known(Attribute::MAPCOUNT, |facts| Mapcount {
            page: facts.mapcount,
            folio: facts.folio_mapcount,
            exact: facts.exact,
        })
    }

    /// References to the folio.
    pub(crate) fn references(&self) -> Option<u32> {
        self.known(Attribute::REFERENCES, |facts| facts.references)
    }

    /// References that are expected; none for folios of which the kernel does not say.
    pub(crate) fn expected_references(&self) -> Option<u32> {
        self.known(Attribute::REFERENCES, |facts| facts.expected)
            .and_then(|count| count.try_into().ok())
    }

    /// KPF_ flags.
    pub(crate) fn kpageflags(&self) -> Option<u64> {
        self.known(Attribute::KPAGEFLAGS, |facts| facts.kpageflags)
    }

    /// Generations of MGLRU that are younger.
    pub(crate) fn age(&self) -> Option<u8> {
        self.known(Attribute::AGE, |facts| facts.age)
            .and_then(|age| age.try_into().ok())
    }

    /// Inode of the memory cgroup, 0 for none.
    pub(crate) fn cgroup(&self) -> Option<u64> {
        self.known(Attribute::CGROUP, |facts| facts.cgroup)
    }
}
