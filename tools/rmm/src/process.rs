// SPDX-License-Identifier: GPL-2.0

//! The address space of one process.

use crate::{
    abi::{
        self,
        extent::ExtentRecord,
        faults::FaultCountRecord,
        frame::FrameRecord,
        histogram::{
            AgeRecord,
            FoliosRecord,
            HistogramArgs,
            HistogramFlag,
            NumaRecord,
            RunsRecord,
            SharingRecord, //
        },
        mm::MmRecord,
        page::PageRecord,
        page_table::PageTableRecord,
        process::ProcessFaultsArgs,
        rmap::{
            MappingRecord,
            RmapArgs,
            RmapState, //
        },
        segment::SegmentRecord,
        translate::TranslateArgs,
        vma::{
            VmaRecord,
            VmasArgs,
            VmasFlag, //
        },
        walk::{
            SummaryRecord,
            WalkArgs,
            WalkFlag, //
        },
        walk_cost::WalkCost,
        AbiRecord, //
    },
    calls::{
        grow,
        is_full,
        name_at,
        CallHandle,
        BATCH_RECORDS,
        NAMES_SIZE, //
    },
    error::RmmError,
    iterator::{
        add_cost,
        CallProgress,
        RecordIterator, //
    },
    options::{
        budget_us,
        VmasOptions,
        WalkOptions, //
    },
    parallel::walk_in_pieces,
    resumable::ResumableArgs,
    sums::{
        sum_records,
        SummedRecord, //
    },
};
use std::{
    num::NonZero,
    ops::{
        Deref,
        Range, //
    },
    sync::Arc,
    thread,
    time::Duration, //
};

/// The longest name of a VMA that the module returns, in bytes.
const NAME_SIZE: usize = 64 << 10;
/// Calls of a reverse map that find every lock held before the answer is returned as it is.
const CONTENDED_TRIES: u32 = 100;

/// Resident memory whose walk is split by [`AddressSpace::with_threads_by_size`], in bytes.
pub const LARGE_BYTES: u64 = 1 << 30;
const MAX_THREADS: usize = 4;

/// A VMA and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedVma {
    /// The record.
    pub record: VmaRecord,
    /// The name, for example a path or `[heap]`. It is chosen by others and may contain any byte.
    pub name: Vec<u8>,
}

impl Deref for NamedVma {
    type Target = VmaRecord;

    fn deref(&self) -> &VmaRecord {
        &self.record
    }
}

/// The translation of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranslatedAddress {
    /// The answer: the entries of each level, the page, its folio and its VMA.
    pub record: TranslateArgs,
    /// The name of the VMA.
    pub name: Vec<u8>,
}

impl Deref for TranslatedAddress {
    type Target = TranslateArgs;

    fn deref(&self) -> &TranslateArgs {
        &self.record
    }
}

/// The entries that map a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageMappings {
    /// Whether the list is complete; `None` for a state that this version does not know.
    pub state: Option<RmapState>,
    /// Page frame that was asked about or that the address has, or [`abi::ABSENT`].
    pub pfn: u64,
    /// [`abi::rmap::MappingFlag`] bits.
    pub bits: u32,
    /// The page.
    pub frame: FrameRecord,
    /// The entries, each once.
    pub mappings: Vec<MappingRecord>,
    /// Cost of the calls.
    pub cost: WalkCost,
}

/// Page faults of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProcessFaultCounts {
    /// Minor and major faults of the process and of its children.
    pub totals: ProcessFaultsArgs,
    /// Counts by kind, which are absent unless someone counts the faults of the process.
    pub kinds: Vec<FaultCountRecord>,
}

/// An open address space.
#[derive(Debug)]
pub struct AddressSpace {
    handle: CallHandle,
    threads: usize,
}

impl AddressSpace {
    pub(crate) fn new(handle: CallHandle) -> Self {
        Self { handle, threads: 1 }
    }

    /// Walks by up to `threads` threads at a time: [`Self::pages`], [`Self::extents`],
    /// [`Self::summary`], [`Self::sharing`], [`Self::age`] and [`Self::numa`]. Each thread walks a part of the
    /// range, and the records come in the same order. More extents end without a change of a
    /// property, where a part ends. The VMAs are listed first; one that appears later may be left
    /// out. The cost is that of all threads.
    ///
    /// Folios and runs lie across parts and are counted by one thread.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Walks by as many threads as this address space is large enough for: 1 below [`LARGE_BYTES`] of resident
    /// memory, otherwise one for each CPU that the caller may use, 4 at most.
    ///
    /// # Errors
    ///
    /// As [`Self::fields`].
    pub fn with_threads_by_size(self) -> Result<Self, RmmError> {
        if self.fields()?.resident_bytes < LARGE_BYTES {
            return Ok(self);
        }
        let cpus = thread::available_parallelism().map_or(1, NonZero::get);
        Ok(self.with_threads(cpus.min(MAX_THREADS)))
    }

    /// The VMAs in a range, in ascending order.
    pub fn vmas(&self, options: &VmasOptions) -> RecordIterator<NamedVma> {
        let handle = self.handle.clone();
        let mut flags = 0;
        if options.resident || options.folios {
            flags |= VmasFlag::RESIDENT;
        }
        if options.folios {
            flags |= VmasFlag::FOLIOS;
        }
        let Range { mut start, end } = options.range.clone();
        let mut records = vec![VmaRecord::ZERO; BATCH_RECORDS];
        let mut names = vec![0; if options.names { NAMES_SIZE } else { 0 }];
        // A VMA can be returned twice if it was the last of a call.
        let mut seen_end = 0;
        RecordIterator::new(move |found| loop {
            let mut argument = VmasArgs {
                flags,
                start,
                end,
                ..VmasArgs::ZERO
            };
            match handle.try_call(abi::VMAS, &mut argument, &mut records, &mut names) {
                Err(error) if is_full(&error) && names.len() < 1 << 24 => {
                    names.resize(4 * names.len().max(1024), 0);
                    continue;
                }
                Err(error) => return Err(handle.error(abi::VMAS, error)),
                Ok(()) => {}
            }
            for record in records.iter().take(argument.count as usize) {
                if record.end > seen_end {
                    seen_end = record.end;
                    found.push(NamedVma {
                        record: *record,
                        name: name_at(&names, record.name_offset, record.name_len),
                    });
                }
            }
            start = argument.next;
            return Ok(CallProgress {
                is_done: argument.next == argument.end,
                cost: argument.cost,
            });
        })
    }

    /// The entries of page tables in a range, in ascending order.
    pub fn pages(&self, options: &WalkOptions) -> RecordIterator<PageRecord> {
        self.walk(WalkFlag::PAGES, options, options.attributes, 0)
    }

    /// Ranges whose entries agree in the attributes and in the returned categories. Neighbouring
    /// ranges may agree where a call ended between them.
    pub fn extents(&self, options: &WalkOptions) -> RecordIterator<ExtentRecord> {
        self.walk(
            WalkFlag::EXTENTS,
            options,
            options.attributes,
            options.returned,
        )
    }

    /// Counts of entries by kind of VMA, kind of page, level and node, summed over the walk.
    pub fn summary(&self, options: &WalkOptions) -> Result<Vec<SummaryRecord>, RmmError> {
        sum_records(self.walk(WalkFlag::SUMMARY, options, 0, 0))
    }

    fn walk<T: AbiRecord + Send>(
        &self,
        flags: u32,
        options: &WalkOptions,
        attributes: u64,
        returned: u64,
    ) -> RecordIterator<T> {
        let filter = options.filter;
        let argument = WalkArgs {
            flags,
            budget_us: budget_us(options.budget),
            attributes,
            kinds: filter.kinds,
            required: filter.required,
            inverted: filter.inverted,
            any_of: filter.any_of,
            returned,
            nodes: filter.nodes,
            levels: filter.levels,
            orders: filter.orders,
            ages: filter.ages,
            ..WalkArgs::ZERO
        };
        self.in_pieces(options.range.clone(), abi::WALK, move |range| WalkArgs {
            start: range.start,
            end: range.end,
            ..argument
        })
    }

    /// The records of a range, by one thread or several.
    fn in_pieces<A: ResumableArgs + Send, T: AbiRecord + Send>(
        &self,
        range: Range<u64>,
        request: u32,
        argument: impl Fn(Range<u64>) -> A + Send + Sync + 'static,
    ) -> RecordIterator<T> {
        if self.threads <= 1 {
            return self.handle.resume(request, argument(range));
        }
        let handle = self.handle.clone();
        let walk = move |piece| handle.resume(request, argument(piece));
        let options = VmasOptions {
            range: range.clone(),
            names: false,
            resident: false,
            folios: false,
        };
        let memory = Self::new(self.handle.clone());
        let vmas = move || {
            let vmas = memory.vmas(&options);
            vmas.map(|vma| vma.map(|vma| vma.record)).collect()
        };
        walk_in_pieces(range, self.threads, vmas, Arc::new(walk))
    }

    /// Number and size of page tables by level.
    pub fn page_tables(&self) -> Result<Vec<PageTableRecord>, RmmError> {
        self.handle.list(abi::PAGETABLE)
    }

    /// Segments, and how much of each is resident.
    pub fn segments(&self) -> Result<Vec<SegmentRecord>, RmmError> {
        self.handle.list(abi::SEGMENTS)
    }

    /// The fields of the address space as a whole.
    pub fn fields(&self) -> Result<MmRecord, RmmError> {
        let records = self.handle.list(abi::MM)?;
        Ok(records.first().copied().unwrap_or(MmRecord::ZERO))
    }

    /// The entries that translate an address, its page, folio and VMA. The address need not be
    /// aligned.
    pub fn translate(&self, address: u64) -> Result<TranslatedAddress, RmmError> {
        let mut name = vec![0; NAME_SIZE];
        let mut record = TranslateArgs {
            address,
            ..TranslateArgs::ZERO
        };
        self.handle
            .call::<_, abi::ArgsHead>(abi::TRANSLATE, &mut record, &mut [], &mut name)?;
        name.truncate(record.name_len as usize);
        // The buffer does not exist any more.
        record.name = 0;
        Ok(TranslatedAddress { record, name })
    }

    /// Every entry that maps the page at an address, in any process.
    pub fn mappings(&self, address: u64) -> Result<PageMappings, RmmError> {
        let argument = RmapArgs {
            address,
            ..RmapArgs::ZERO
        };
        read_mappings(&self.handle, argument)
    }

    /// Mapped folios by kind, node and order.
    pub fn folios(&self, range: Range<u64>) -> Result<Vec<FoliosRecord>, RmmError> {
        sum_records(self.handle.resume(abi::FOLIOS, histogram_of(0, range)))
    }

    /// Pages by mapcount, with USS and PSS.
    pub fn sharing(&self, range: Range<u64>) -> Result<Vec<SharingRecord>, RmmError> {
        self.histogram(abi::SHARING, 0, range)
    }

    /// Pages by MGLRU generation.
    pub fn age(&self, range: Range<u64>) -> Result<Vec<AgeRecord>, RmmError> {
        self.histogram(abi::AGE, 0, range)
    }

    /// Pages by kind and node, and by VMA if `by_vma`.
    pub fn numa(&self, range: Range<u64>, by_vma: bool) -> Result<Vec<NumaRecord>, RmmError> {
        let flags = if by_vma { HistogramFlag::VMAS } else { 0 };
        self.histogram(abi::NUMA, flags, range)
    }

    /// Physically contiguous runs by length.
    pub fn runs(&self, range: Range<u64>) -> Result<Vec<RunsRecord>, RmmError> {
        sum_records(self.handle.resume(abi::RUNS, histogram_of(0, range)))
    }

    fn histogram<T: SummedRecord + Send>(
        &self,
        request: u32,
        flags: u32,
        range: Range<u64>,
    ) -> Result<Vec<T>, RmmError> {
        let argument = move |range| histogram_of(flags, range);
        sum_records(self.in_pieces(range, request, argument))
    }

    /// Page faults of the process and of the children that it waited for.
    pub fn faults(&self) -> Result<ProcessFaultCounts, RmmError> {
        let mut kinds = vec![FaultCountRecord::ZERO; 256];
        loop {
            let mut totals = ProcessFaultsArgs::ZERO;
            self.handle
                .call(abi::FAULTS_OF, &mut totals, &mut kinds, &mut [])?;
            if totals.total as usize > kinds.len() && grow(&mut kinds) {
                continue;
            }
            kinds.truncate(totals.count as usize);
            return Ok(ProcessFaultCounts { totals, kinds });
        }
    }
}

fn histogram_of(flags: u32, range: Range<u64>) -> HistogramArgs {
    HistogramArgs {
        flags,
        start: range.start,
        end: range.end,
        ..HistogramArgs::ZERO
    }
}

/// Enumerates the mappings of a page.
pub(crate) fn read_mappings(
    handle: &CallHandle,
    mut argument: RmapArgs,
) -> Result<PageMappings, RmmError> {
    let mut records = vec![MappingRecord::ZERO; BATCH_RECORDS];
    let mut mappings: Vec<MappingRecord> = Vec::new();
    let mut cost = WalkCost::ZERO;
    let (mut contended, mut stale) = (0, 0);
    let start = argument;
    loop {
        handle.call(abi::RMAP, &mut argument, &mut records, &mut [])?;
        add_cost(&mut cost, &argument.cost);
        // A mapping may be returned twice. Processes outside this pid namespace all have pid 0.
        for record in records.iter().take(argument.count as usize) {
            let is_known = mappings
                .iter()
                .rev()
                .take(BATCH_RECORDS)
                .any(|known| (known.pid, known.addr) == (record.pid, record.addr));
            if record.pid == 0 || !is_known {
                mappings.push(*record);
            }
        }
        match RmapState::from_raw(argument.state) {
            Some(RmapState::More) => {}
            Some(RmapState::Contended) if contended < CONTENDED_TRIES => {
                contended += 1;
                std::thread::sleep(Duration::from_millis(1));
            }
            // The page changed between two calls: what was found is outdated.
            Some(RmapState::Stale) if stale < CONTENDED_TRIES => {
                stale += 1;
                mappings.clear();
                argument = start;
            }
            state => {
                return Ok(PageMappings {
                    state,
                    pfn: argument.pfn,
                    bits: argument.bits,
                    frame: argument.frame,
                    mappings,
                    cost,
                })
            }
        }
    }
}
