// SPDX-License-Identifier: GPL-2.0

//! Facts of the running kernel: from the module's records, and from the kernel's own files.

use super::facts::{
    FactError,
    FactResult,
    FactSource,
    VmaFact, //
};
use crate::names::shown_name;
use rmm::{
    abi::{
        blocks::FragmentationRecord,
        buddy::BuddyRecord,
        extent::ExtentRecord,
        frame::{
            FrameAttribute,
            FrameStateRecord, //
        },
        histogram::NumaRecord,
        memcg::MemcgNodeRecord,
        mm::MmRecord,
        node::NodeRecord,
        page::PageRecord,
        page_table::PageTableRecord,
        rmap::MappingRecord,
        topology::NodeCpusRecord,
        zone::ZoneRecord, //
    },
    AddressSpace,
    FramesOptions,
    RecordIterator,
    Rmm,
    RmmError,
    VmasOptions,
    WalkOptions, //
};
use rustix::io::Errno;
use std::{
    collections::HashMap,
    fs,
    io,
    ops::Range,
    thread,
    time::Duration, //
};

/// Time between two readings of a counter.
const PAUSE: Duration = Duration::from_secs(1);

/// A session, and the address space of the process that the command is about.
pub(super) struct LiveFacts {
    pub(super) rmm: Rmm,
    pub(super) memory: Option<AddressSpace>,
}

impl From<RmmError> for FactError {
    fn from(error: RmmError) -> Self {
        Self(error.to_string())
    }
}

fn file_error(path: &str, error: &io::Error) -> FactError {
    FactError(format!("{path}: {error}"))
}

/// Whether there is no such file, or it was that of a thread that has ended.
fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
        || error.raw_os_error() == Some(Errno::SRCH.raw_os_error())
}

fn collect<T>(records: RecordIterator<T>) -> FactResult<Vec<T>> {
    Ok(records.collect::<Result<_, _>>()?)
}

impl LiveFacts {
    /// The names in a directory; none if it does not exist.
    pub(super) fn names_in(path: &str) -> FactResult<Vec<String>> {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) if is_gone(&error) => return Ok(Vec::new()),
            Err(error) => return Err(file_error(path, &error)),
        };
        let names = entries.map(|entry| {
            let entry = entry.map_err(|error| file_error(path, &error))?;
            Ok(entry.file_name().to_string_lossy().into_owned())
        });
        names.collect()
    }

    fn memory(&self) -> FactResult<&AddressSpace> {
        let missing = || FactError("no process was named".to_owned());
        self.memory.as_ref().ok_or_else(missing)
    }
}

impl FactSource for LiveFacts {
    fn file(&self, path: &str) -> FactResult<Option<String>> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(file_error(path, &error)),
        }
    }

    fn names(&self, path: &str) -> FactResult<Vec<String>> {
        Self::names_in(path)
    }

    fn mm(&self) -> FactResult<MmRecord> {
        Ok(self.memory()?.fields()?)
    }

    fn vmas(&self) -> FactResult<Vec<VmaFact>> {
        let options = VmasOptions {
            folios: true,
            ..VmasOptions::default()
        };
        let vmas = self.memory()?.vmas(&options).map(|vma| {
            let vma = vma?;
            Ok(VmaFact {
                record: vma.record,
                name: shown_name(&vma.name),
            })
        });
        vmas.collect()
    }

    fn page_tables(&self) -> FactResult<Vec<PageTableRecord>> {
        Ok(self.memory()?.page_tables()?)
    }

    fn numa(&self) -> FactResult<Vec<NumaRecord>> {
        let whole = VmasOptions::default().range;
        Ok(self.memory()?.numa(whole, true)?)
    }

    fn extents(
        &self,
        options: &WalkOptions,
        visit: &mut dyn FnMut(&ExtentRecord),
    ) -> FactResult<()> {
        for extent in self.memory()?.extents(options) {
            visit(&extent?);
        }
        Ok(())
    }

    fn first_extent(&self, options: &WalkOptions) -> FactResult<Option<ExtentRecord>> {
        Ok(self.memory()?.extents(options).next().transpose()?)
    }

    fn pages(&self, options: &WalkOptions, visit: &mut dyn FnMut(&PageRecord)) -> FactResult<()> {
        for page in self.memory()?.pages(options) {
            visit(&page?);
        }
        Ok(())
    }

    fn nodes(&self) -> FactResult<Vec<NodeRecord>> {
        collect(self.rmm.nodes())
    }

    fn cpus(&self) -> FactResult<Vec<NodeCpusRecord>> {
        collect(self.rmm.node_cpus())
    }

    fn zones(&self) -> FactResult<Vec<ZoneRecord>> {
        collect(self.rmm.zones(true))
    }

    fn buddy(&self) -> FactResult<Vec<BuddyRecord>> {
        collect(self.rmm.buddy())
    }

    fn fragmentation(&self) -> FactResult<Vec<FragmentationRecord>> {
        collect(self.rmm.fragmentation())
    }

    fn frames(
        &self,
        range: Range<u64>,
        visit: &mut dyn FnMut(&FrameStateRecord),
    ) -> FactResult<()> {
        let options = FramesOptions {
            range,
            attributes: FrameAttribute::STATE | FrameAttribute::REFERENCES,
            ..FramesOptions::default()
        };
        for frame in self.rmm.frames(&options) {
            visit(&frame?);
        }
        Ok(())
    }

    fn mappings(&self, pfn: u64) -> FactResult<Vec<MappingRecord>> {
        Ok(self.rmm.mappings(pfn)?.mappings)
    }

    fn cgroup_paths(&self) -> FactResult<HashMap<u64, String>> {
        let memcgs = self.rmm.memcgs().map(|memcg| {
            let memcg = memcg?;
            Ok((memcg.cgroup, shown_name(&memcg.path)))
        });
        memcgs.collect()
    }

    fn memcg_nodes(&self) -> FactResult<Vec<MemcgNodeRecord>> {
        collect(self.rmm.memcg_nodes())
    }

    fn pause(&self) {
        thread::sleep(PAUSE);
    }
}
