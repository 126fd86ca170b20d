// SPDX-License-Identifier: GPL-2.0

//! Facts that a test makes up. A fact that is not set is unknown, so that a test shows which facts
//! its rule needs.

use super::facts::{
    FactError,
    FactResult,
    FactSource,
    KnownFacts,
    VmaFact, //
};
use rmm::{
    abi::{
        blocks::FragmentationRecord,
        buddy::BuddyRecord,
        extent::ExtentRecord,
        frame::FrameStateRecord,
        histogram::NumaRecord,
        memcg::MemcgNodeRecord,
        mm::MmRecord,
        node::NodeRecord,
        page::PageRecord,
        page_table::PageTableRecord,
        rmap::MappingRecord,
        topology::NodeCpusRecord,
        vma::VmaRecord,
        zone::ZoneRecord,
        AbiRecord, //
    },
    WalkOptions, //
};
use std::{
    cell::Cell,
    collections::HashMap,
    ops::Range, //
};

/// The pid of the process in tests.
pub(super) const FAKE_PID: u32 = 7;
pub(super) const MIB: u64 = 1 << 20;

#[derive(Default)]
pub(super) struct FakeFacts {
    pub(super) files: HashMap<String, Vec<String>>,
    pub(super) mm: Option<MmRecord>,
    pub(super) vmas: Option<Vec<VmaFact>>,
    pub(super) page_tables: Option<Vec<PageTableRecord>>,
    pub(super) numa: Option<Vec<NumaRecord>>,
    /// The same after a pause, if it changes.
    pub(super) numa_after: Option<Vec<NumaRecord>>,
    pub(super) extents: Vec<ExtentRecord>,
    pub(super) pages: Vec<PageRecord>,
    pub(super) nodes: Option<Vec<NodeRecord>>,
    pub(super) cpus: Option<Vec<NodeCpusRecord>>,
    pub(super) zones: Option<Vec<ZoneRecord>>,
    /// The same after a pause, if it changes.
    pub(super) zones_after: Option<Vec<ZoneRecord>>,
    pub(super) buddy: Option<Vec<BuddyRecord>>,
    pub(super) fragmentation: Option<Vec<FragmentationRecord>>,
    pub(super) frames: Vec<FrameStateRecord>,
    /// Entries by the page frame that they map.
    pub(super) mappings: HashMap<u64, Vec<MappingRecord>>,
    pub(super) cgroup_paths: Option<HashMap<u64, String>>,
    pub(super) memcg_nodes: Option<Vec<MemcgNodeRecord>>,
    /// Number of files that were read.
    pub(super) reads: Cell<usize>,
    pub(super) pauses: Cell<usize>,
}

impl FakeFacts {
    /// A file.
    pub(super) fn with_file(self, path: &str, text: &str) -> Self {
        self.with_texts(path, &[text])
    }

    /// A file whose text changes with each pause.
    pub(super) fn with_texts(mut self, path: &str, texts: &[&str]) -> Self {
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        self.files.insert(path.to_owned(), texts);
        self
    }

    /// The facts as a rule gets them.
    pub(super) fn known(&self) -> KnownFacts<'_> {
        KnownFacts::new(self, FAKE_PID)
    }
}

/// An anonymous VMA whose memory is all resident in small pages.
pub(super) fn fake_vma(start: u64, bytes: u64) -> VmaFact {
    VmaFact {
        record: VmaRecord {
            start,
            end: start + bytes,
            anon_bytes: bytes,
            ..VmaRecord::ZERO
        },
        name: String::new(),
    }
}

fn unknown<T: Clone>(fact: Option<&T>, name: &str) -> FactResult<T> {
    fact.cloned()
        .ok_or_else(|| FactError(format!("{name} is not set")))
}

impl FactSource for FakeFacts {
    fn file(&self, path: &str) -> FactResult<Option<String>> {
        self.reads.set(self.reads.get() + 1);
        let texts = self.files.get(path);
        let text = texts.and_then(|texts| texts.get(self.pauses.get()).or(texts.last()));
        Ok(text.cloned())
    }

    fn names(&self, path: &str) -> FactResult<Vec<String>> {
        let mut names = Vec::new();
        for file in self.files.keys() {
            let rest = file.strip_prefix(path);
            let name = rest.and_then(|rest| rest.strip_prefix('/')?.split('/').next());
            names.extend(name.map(str::to_owned));
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn mm(&self) -> FactResult<MmRecord> {
        unknown(self.mm.as_ref(), "mm")
    }

    fn vmas(&self) -> FactResult<Vec<VmaFact>> {
        unknown(self.vmas.as_ref(), "vmas")
    }

    fn page_tables(&self) -> FactResult<Vec<PageTableRecord>> {
        unknown(self.page_tables.as_ref(), "page_tables")
    }

    fn numa(&self) -> FactResult<Vec<NumaRecord>> {
        let after = self.numa_after.as_ref().filter(|_| self.pauses.get() != 0);
        unknown(after.or(self.numa.as_ref()), "numa")
    }

    fn extents(
        &self,
        options: &WalkOptions,
        visit: &mut dyn FnMut(&ExtentRecord),
    ) -> FactResult<()> {
        let extents = self.extents.iter();
        let inside = extents.filter(|extent| options.range.contains(&extent.addr));
        inside.for_each(visit);
        Ok(())
    }

    fn first_extent(&self, options: &WalkOptions) -> FactResult<Option<ExtentRecord>> {
        let mut extents = self.extents.iter();
        Ok(extents
            .find(|extent| options.range.contains(&extent.addr))
            .copied())
    }

    fn pages(&self, options: &WalkOptions, visit: &mut dyn FnMut(&PageRecord)) -> FactResult<()> {
        let pages = self.pages.iter();
        let inside = pages.filter(|page| options.range.contains(&page.addr));
        inside.for_each(visit);
        Ok(())
    }

    fn nodes(&self) -> FactResult<Vec<NodeRecord>> {
        unknown(self.nodes.as_ref(), "nodes")
    }

    fn cpus(&self) -> FactResult<Vec<NodeCpusRecord>> {
        unknown(self.cpus.as_ref(), "cpus")
    }

    fn zones(&self) -> FactResult<Vec<ZoneRecord>> {
        let after = self.zones_after.as_ref().filter(|_| self.pauses.get() != 0);
        unknown(after.or(self.zones.as_ref()), "zones")
    }

    fn buddy(&self) -> FactResult<Vec<BuddyRecord>> {
        unknown(self.buddy.as_ref(), "buddy")
    }

    fn fragmentation(&self) -> FactResult<Vec<FragmentationRecord>> {
        unknown(self.fragmentation.as_ref(), "fragmentation")
    }

    fn frames(
        &self,
        range: Range<u64>,
        visit: &mut dyn FnMut(&FrameStateRecord),
    ) -> FactResult<()> {
        let frames = self.frames.iter();
        let inside = frames.filter(|frame| range.contains(&frame.pfn));
        inside.for_each(visit);
        Ok(())
    }

    fn mappings(&self, pfn: u64) -> FactResult<Vec<MappingRecord>> {
        unknown(self.mappings.get(&pfn), "mappings")
    }

    fn cgroup_paths(&self) -> FactResult<HashMap<u64, String>> {
        unknown(self.cgroup_paths.as_ref(), "cgroup_paths")
    }

    fn memcg_nodes(&self) -> FactResult<Vec<MemcgNodeRecord>> {
        unknown(self.memcg_nodes.as_ref(), "memcg_nodes")
    }

    fn pause(&self) {
        self.pauses.set(self.pauses.get() + 1);
    }
}
