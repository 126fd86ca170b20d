// SPDX-License-Identifier: GPL-2.0

//! Facts that rules judge by. Several rules need the same ones, so each is read once, when the
//! first rule asks for it. Their source is behind a trait, so that tests can make them up.

use super::node_facts::ReclaimPace;
use crate::names::shown_name;
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
        zone::ZoneRecord, //
    },
    WalkOptions, //
};
use std::{
    cell::{
        OnceCell,
        RefCell, //
    },
    collections::{
        BTreeSet,
        HashMap, //
    },
    ops::{
        Deref,
        Range, //
    },
    rc::Rc, //
};

/// The reason why a fact is unknown. A rule that needs the fact does not judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FactError(pub(super) String);

/// A fact, or why it is unknown.
pub(super) type FactResult<T> = Result<T, FactError>;

/// A VMA and its name, escaped.
#[derive(Clone, Debug)]
pub(super) struct VmaFact {
    pub(super) record: VmaRecord,
    pub(super) name: String,
}

impl Deref for VmaFact {
    type Target = VmaRecord;

    fn deref(&self) -> &VmaRecord {
        &self.record
    }
}

impl VmaFact {
    /// The VMA for people: `START-END NAME`.
    pub(super) fn text(&self) -> String {
        let (start, end) = (self.start, self.end);
        match self.name.as_str() {
            "" => format!("{start:x}-{end:x}"),
            name => format!("{start:x}-{end:x} {name}"),
        }
    }
}

/// Where facts come from. Records of a process are those of the process that the command is about.
pub(super) trait FactSource {
    /// The text of a file; `None` if it does not exist.
    fn file(&self, path: &str) -> FactResult<Option<String>>;
    /// The names in a directory; none if it does not exist.
    fn names(&self, path: &str) -> FactResult<Vec<String>>;
    fn mm(&self) -> FactResult<MmRecord>;
    /// VMAs with the fields that need the folio of each page.
    fn vmas(&self) -> FactResult<Vec<VmaFact>>;
    fn page_tables(&self) -> FactResult<Vec<PageTableRecord>>;
    /// Pages by VMA, kind and node.
    fn numa(&self) -> FactResult<Vec<NumaRecord>>;
    fn extents(
        &self,
        options: &WalkOptions,
        visit: &mut dyn FnMut(&ExtentRecord),
    ) -> FactResult<()>;
    fn first_extent(&self, options: &WalkOptions) -> FactResult<Option<ExtentRecord>>;
    fn pages(&self, options: &WalkOptions, visit: &mut dyn FnMut(&PageRecord)) -> FactResult<()>;
    fn nodes(&self) -> FactResult<Vec<NodeRecord>>;
    fn cpus(&self) -> FactResult<Vec<NodeCpusRecord>>;
    /// Zones with present pages.
    fn zones(&self) -> FactResult<Vec<ZoneRecord>>;
    fn buddy(&self) -> FactResult<Vec<BuddyRecord>>;
    fn fragmentation(&self) -> FactResult<Vec<FragmentationRecord>>;
    fn frames(&self, range: Range<u64>, visit: &mut dyn FnMut(&FrameStateRecord))
        -> FactResult<()>;
    /// Entries that map a page frame, in any process.
    fn mappings(&self, pfn: u64) -> FactResult<Vec<MappingRecord>>;
    /// Paths of the memory cgroups, escaped, by their inodes.
    fn cgroup_paths(&self) -> FactResult<HashMap<u64, String>>;
    /// LRU lists of each memory cgroup without those below it.
    fn memcg_nodes(&self) -> FactResult<Vec<MemcgNodeRecord>>;
    /// Waits for the second reading of a counter.
    fn pause(&self);
}

/// The text of a file, if it exists.
type KnownFile = FactResult<Option<Rc<str>>>;

/// Facts that have been read so far.
pub(super) struct KnownFacts<'a> {
    source: &'a dyn FactSource,
    /// The process that the command is about; 0 for none.
    pub(super) pid: u32,
    files: RefCell<HashMap<String, KnownFile>>,
    mm: OnceCell<FactResult<MmRecord>>,
    vmas: OnceCell<FactResult<Vec<VmaFact>>>,
    page_tables: OnceCell<FactResult<Vec<PageTableRecord>>>,
    numa: OnceCell<FactResult<Vec<NumaRecord>>>,
    nodes: OnceCell<FactResult<Vec<NodeRecord>>>,
    cpus: OnceCell<FactResult<Vec<NodeCpusRecord>>>,
    zones: OnceCell<FactResult<Vec<ZoneRecord>>>,
    buddy: OnceCell<FactResult<Vec<BuddyRecord>>>,
    fragmentation: OnceCell<FactResult<Vec<FragmentationRecord>>>,
    cgroup_paths: OnceCell<FactResult<HashMap<u64, String>>>,
    memcg_nodes: OnceCell<FactResult<Vec<MemcgNodeRecord>>>,
    pub(super) reclaims: RefCell<HashMap<u32, FactResult<ReclaimPace>>>,
}

/// Declares the methods that read a fact once.
macro_rules! read_once {
    ($($name:ident: $kind:ty;)+) => {
        $(pub(super) fn $name(&self) -> FactResult<&$kind> {
            let found = self.$name.get_or_init(|| self.source.$name());
            found.as_ref().map_err(FactError::clone)
        })+
    };
}

impl<'a> KnownFacts<'a> {
    /// Facts about a process, or with pid 0 about the machine alone.
    pub(super) fn new(source: &'a dyn FactSource, pid: u32) -> Self {
        Self {
            source,
            pid,
            files: RefCell::default(),
            mm: OnceCell::new(),
            vmas: OnceCell::new(),
            page_tables: OnceCell::new(),
            numa: OnceCell::new(),
            nodes: OnceCell::new(),
            cpus: OnceCell::new(),
            zones: OnceCell::new(),
            buddy: OnceCell::new(),
            fragmentation: OnceCell::new(),
            cgroup_paths: OnceCell::new(),
            memcg_nodes: OnceCell::new(),
            reclaims: RefCell::default(),
        }
    }

    read_once! {
        mm: MmRecord;
        vmas: Vec<VmaFact>;
        page_tables: Vec<PageTableRecord>;
        numa: Vec<NumaRecord>;
        nodes: Vec<NodeRecord>;
        cpus: Vec<NodeCpusRecord>;
        zones: Vec<ZoneRecord>;
        buddy: Vec<BuddyRecord>;
        fragmentation: Vec<FragmentationRecord>;
        cgroup_paths: HashMap<u64, String>;
        memcg_nodes: Vec<MemcgNodeRecord>;
    }

    /// The text of a file as of the first reading; `None` if it does not exist.
    pub(super) fn file(&self, path: &str) -> FactResult<Option<Rc<str>>> {
        if let Some(found) = self.files.borrow().get(path) {
            return found.clone();
        }
        let found = self.source.file(path);
        let found: KnownFile = found.map(|text| text.map(|text| Rc::from(text.trim_end())));
        self.files
            .borrow_mut()
            .insert(path.to_owned(), found.clone());
        found
    }

    /// The text of a file now.
    pub(super) fn file_now(&self, path: &str) -> FactResult<Option<String>> {
        self.source.file(path)
    }

    /// The number in a file; `None` if the file does not exist.
    pub(super) fn number(&self, path: &str) -> FactResult<Option<u64>> {
        let Some(text) = self.file(path)? else {
            return Ok(None);
        };
        let number = text.trim().parse();
        let number = number.map_err(|_| FactError(format!("{path}: {text:?} is not a number")))?;
        Ok(Some(number))
    }

    /// The word in brackets of a file that lists its choices, as `always [madvise] never`.
    pub(super) fn choice(&self, path: &str) -> FactResult<Option<Rc<str>>> {
        let Some(text) = self.file(path)? else {
            return Ok(None);
        };
        let word = text.split_whitespace().find_map(|word| {
            let word = word.strip_prefix('[')?;
            word.strip_suffix(']')
        });
        Ok(word.map(Rc::from))
    }

    /// The names in a directory; none if it does not exist.
    pub(super) fn names(&self, path: &str) -> FactResult<Vec<String>> {
        self.source.names(path)
    }

    /// Zones with present pages now.
    pub(super) fn zones_now(&self) -> FactResult<Vec<ZoneRecord>> {
        self.source.zones()
    }

    /// Pages by VMA, kind and node now.
    pub(super) fn numa_now(&self) -> FactResult<Vec<NumaRecord>> {
        self.source.numa()
    }

    /// Ranges of addresses whose entries agree.
    pub(super) fn extents(
        &self,
        options: &WalkOptions,
        mut visit: impl FnMut(&ExtentRecord),
    ) -> FactResult<()> {
        self.source.extents(options, &mut visit)
    }

    /// The first range of addresses whose entries agree.
    pub(super) fn first_extent(&self, options: &WalkOptions) -> FactResult<Option<ExtentRecord>> {
        self.source.first_extent(options)
    }

    /// Entries of page tables.
    pub(super) fn pages(
        &self,
        options: &WalkOptions,
        mut visit: impl FnMut(&PageRecord),
    ) -> FactResult<()> {
        self.source.pages(options, &mut visit)
    }

    /// Page frames without holes, ascending, with the pins of their folios.
    pub(super) fn frames(
        &self,
        range: Range<u64>,
        mut visit: impl FnMut(&FrameStateRecord),
    ) -> FactResult<()> {
        self.source.frames(range, &mut visit)
    }

    /// The processes that map a page frame, each once.
    pub(super) fn page_owners(&self, pfn: u64) -> FactResult<BTreeSet<u32>> {
        let mappings = self.source.mappings(pfn)?;
        let pids = mappings.iter().map(|mapping| mapping.pid);
        // Processes outside this pid namespace have pid 0.
        let pids = pids.filter_map(|pid| u32::try_from(pid).ok().filter(|&pid| pid != 0));
        Ok(pids.collect())
    }

    /// A process for people. A process that has ended, or that the reader may not see, has no name.
    pub(super) fn process_text(&self, pid: u32) -> String {
        match self.file(&format!("/proc/{pid}/comm")) {
            Ok(Some(name)) => format!("process {pid} ({})", shown_name(name.as_bytes())),
            _ => format!("process {pid}"),
        }
    }

    /// Waits for the second reading of a counter.
    pub(super) fn pause(&self) {
        self.source.pause();
    }
}

/// The numbers of a list such as `0-3,8`.
pub(super) fn listed_numbers(text: &str) -> Vec<u32> {
    let parts = text.trim().split(',').filter(|part| !part.is_empty());
    let ranges = parts.filter_map(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.parse().ok()?..=last.parse().ok()?)
    });
    ranges.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::FakeFacts;
    use rmm::abi::AbiRecord;

    #[test]
    fn files_are_read_once() {
        let source = FakeFacts::default().with_file("/x", "always [madvise] never\n");
        let facts = KnownFacts::new(&source, 7);
        assert_eq!(facts.choice("/x").unwrap().as_deref(), Some("madvise"));
        assert_eq!(facts.file("/absent"), Ok(None));
        assert_eq!(facts.number("/absent"), Ok(None));
        assert!(facts.number("/x").is_err());
        facts.file("/x").unwrap();
        assert_eq!(source.reads.get(), 2);
    }

    #[test]
    fn owners_of_a_page_are_listed_once() {
        let mapping = |pid| MappingRecord {
            pid,
            ..MappingRecord::ZERO
        };
        let mut source = FakeFacts::default().with_file("/proc/9/comm", "a b\x1b\n");
        let mappings = [12, 9, 0, 9].map(mapping).to_vec();
        source.mappings.insert(5, mappings);
        let facts = source.known();
        assert_eq!(facts.page_owners(5), Ok([9, 12].into()));
        assert!(facts.page_owners(6).is_err());
        assert_eq!(facts.process_text(9), "process 9 (a b\\033)");
        assert_eq!(facts.process_text(12), "process 12");
    }

    #[test]
    fn lists_of_numbers_are_parsed() {
        assert_eq!(listed_numbers("0-2,5\n"), [0, 1, 2, 5]);
        assert_eq!(listed_numbers(""), [0u32; 0]);
    }
}
