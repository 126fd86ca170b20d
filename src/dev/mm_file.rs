// SPDX-License-Identifier: GPL-2.0

//! The descriptor of an address space and its ioctls.

use super::rmap;
use crate::{
    abi::{
        self,
        histogram::{
            HistogramArgs,
            MIN_HISTOGRAM_CAPACITY, //
        },
        list::ListArgs,
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
    machine::faults::FaultCounters,
    mm::{
        age::AgeCounter,
        buffers::WalkBuffers,
        check_range, extents,
        fields::mm_fields,
        folios::FolioCounter,
        histogram::{
            HistogramCounter,
            HistogramWalk, //
        },
        numa::NumaCounter,
        page_records::{
            PagesQuery,
            ADMIN_ATTRIBUTES, //
        },
        pages::PagesWalk,
        pagetable::page_tables,
        rmap::RmapContext,
        runs::RunCounter,
        segments::segments,
        sharing::SharingCounter,
        summary::SummaryVisitor,
        translate::translate,
        vmas::VmaCursor,
        walk::{
            PageTableWalker,
            WalkMode, //
        },
    },
    model::{
        page_filter::PageFilter,
        summary::SummaryTable, //
    },
    sys::{
        file::{
            ioctl_file::IoctlFile,
            records::{
                write_bytes,
                zeroed_record,
                IoctlArg,
                UserArray, //
            },
            resume::{
                resume_range,
                CallBudget,
                ResumeStep, //
            },
        },
        mm::handle::MmHandle,
        task::rights::{
            is_granted,
            AccessRule,
            Capability,
            RecordSubject, //
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    sync::Arc, //
};

/// Summary records copied out at a time, 512 bytes.
const RECORDS: usize = 8;

/// The state of one descriptor.
pub(super) struct MmFile {
    mm: MmHandle,
    /// The opener had the right to see page frames.
    frames: bool,
    rmaps: Arc<RmapContext>,
    faults: Arc<FaultCounters>,
    buffers: WalkBuffers,
}

impl MmFile {
    /// A descriptor for `mm`. `frames` says whether the opener may see page frames.
    pub(super) fn new(
        mm: MmHandle,
        frames: bool,
        rmaps: Arc<RmapContext>,
        faults: Arc<FaultCounters>,
    ) -> Result<Self> {
        Ok(Self {
            mm,
            frames,
            rmaps,
            faults,
            buffers: WalkBuffers::new()?,
        })
    }

    /// Whether the caller may see page frames through `file`, which is this descriptor.
    fn frames(&self, file: &File) -> bool {
        self.frames && is_granted(file, Capability::SysAdmin)
    }

    #[inline(never)]
    fn vmas(&self, arg: usize) -> Result<isize> {
        let mut argument = IoctlArg::<VmasArgs>::read(arg)?;
        let value = &mut argument.value;
        let only_folios = value.flags & VmasFlag::ALL == VmasFlag::FOLIOS;
        if value.flags & !VmasFlag::ALL != 0 || only_folios {
            return Err(EINVAL);
        }
        let (start, end) = check_range(value.start, value.end)?;
        let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
        let names_size = if value.names == 0 {
            0
        } else {
            value.names_size
        };
        let mut names_used = 0;
        let mut vmas = VmaCursor::new(value.flags)?;
        let mut vma = zeroed_record::<VmaRecord>()?;
        let mut cost = WalkCost::ZERO;
        let budget = CallBudget::new(0);
        let at = resume_range((start, end), &mut array, &budget, |at, array| {
            if !vmas.next(&self.mm, at, end, &mut cost, &mut vma)? {
                return Ok(ResumeStep::End);
            }
            if value.names == 0 {
                vma.name_len = 0;
            }
            if names_size - names_used < vma.name_len {
                return Ok(ResumeStep::Full(at));
            }
            if vma.name_len != 0 {
                vma.name_offset = names_used;
                write_bytes(value.names.wrapping_add(names_used.into()), vmas.name())?;
                names_used += vma.name_len;
            }
            array.push(&*vma)?;
            Ok(ResumeStep::To(vma.end))
        })?;
        value.count = array.count();
        // A caller that passed an open end gets its own value back when the walk is complete.
        value.next = if at == end { value.end } else { at };
        value.cost = cost;
        argument.write()?;
        Ok(0)
    }

    #[inline(never)]
    fn walk(&self, file: &File, arg: usize) -> Result<isize> {
        let mut argument = IoctlArg::<WalkArgs>::read(arg)?;
        let value = &mut argument.value;
        if value.reserved != 0 || value.reserved_2 != 0 {
            return Err(EINVAL);
        }
        let filter = PageFilter::new(value).ok_or(EINVAL)?;
        match value.flags {
            WalkFlag::SUMMARY if value.attributes == 0 && value.returned == 0 => {
                self.summarise(value, filter)?
            }
            WalkFlag::PAGES if value.returned == 0 => self.pages(file, value, filter)?,
            WalkFlag::EXTENTS => self.extents(file, value, filter)?,
            _ => return Err(EINVAL),
        }
        argument.write()?;
        Ok(0)
    }

    fn pages(&self, file: &File, value: &mut WalkArgs, filter: PageFilter) -> Result {
        let (start, end) = check_range(value.start, value.end)?;
        let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
        let query = PagesQuery::new(value.attributes, filter, value.record_size).ok_or(EINVAL)?;
        let frames = query.attributes & ADMIN_ATTRIBUTES != 0 && self.frames(file);
        let mut pages = PagesWalk::new(query.for_caller(frames), &self.buffers, end - start)?;
        let walked = pages.walk(&self.mm, start, end, value.budget_us, &mut array);
        value.cost = pages.cost;
        pages.end(&self.buffers);
        let at = walked?;
        value.next = if at == end { value.end } else { at };
        value.count = array.count();
        Ok(())
    }

    fn extents(&self, file: &File, value: &mut WalkArgs, filter: PageFilter) -> Result {
        let (start, end) = check_range(value.start, value.end)?;
        let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
        let query =
            extents::ExtentsQuery::new(value.attributes, value.returned, filter).ok_or(EINVAL)?;
        if query.attributes & extents::ADMIN_ATTRIBUTES != 0 && !self.frames(file) {
            return Err(EPERM);
        }
        let range = (start, end);
        let (at, cost) = extents::extents(
            &self.mm,
            &self.buffers,
            &query,
            range,
            value.budget_us,
            &mut array,
        )?;
        value.next = if at == end { value.end } else { at };
        value.count = array.count();
        value.cost = cost;
        Ok(())
    }

    fn summarise(&self, value: &mut WalkArgs, filter: PageFilter) -> Result {
        let (start, end) = check_range(value.start, value.end)?;
        let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
        let mut storage = self.buffers.cells(array.room())?;
        let rows = array.room().min(storage.len());
        let mut summarise = SummaryVisitor::new(SummaryTable::new(&mut storage[..rows]), filter);
        let mut table = summarise.table(self.buffers.table(end - start)?)?;
        let mode = WalkMode::Interruptible {
            budget_us: value.budget_us,
        };
        let walked = self.mm.live().and_then(|users| {
            let mut walk = PageTableWalker::new(&users, mode, &mut table);
            let at = walk.run(start, end, &mut summarise)?;
            value.cost = walk.cost();
            Ok(at)
        });
        self.buffers.keep_table(table);
        let written = walked.and_then(|at| {
            value.next = if at == end { value.end } else { at };
            for cells in summarise.end().cells().chunks(RECORDS) {
                let mut records = [SummaryRecord::ZERO; RECORDS];
                for (record, cell) in records.iter_mut().zip(cells) {
                    *record = cell.record();
                }
                array.push_all(&records[..cells.len()])?;
            }
            Ok(())
        });
        self.buffers.keep_cells(storage);
        value.count = array.count();
        written
    }
}

impl MmFile {
    #[inline(never)]
    fn translate(&self, file: &File, arg: usize) -> Result<isize> {
        let mut argument = IoctlArg::<TranslateArgs>::read(arg)?;
        let TranslateArgs {
            size,
            address,
            name,
            name_size,
            reserved,
            ..
        } = *argument.value;
        if argument.flags != 0 || reserved != 0 {
            return Err(EINVAL);
        }
        let mut found = translate(&self.mm, address, self.frames(file))?;
        if name == 0 {
            found.record.name_len = 0;
        }
        if found.record.name_len > name_size {
            return Err(ENOSPC);
        }
        if found.record.name_len != 0 {
            write_bytes(name, found.name())?;
        }
        *argument.value = TranslateArgs {
            size,
            name,
            name_size,
            ..found.record
        };
        argument.write()?;
        Ok(0)
    }
}

impl MmFile {
    fn histogram<C: HistogramCounter>(&self, arg: usize) -> Result<isize> {
        let mut argument = IoctlArg::<HistogramArgs>::read(arg)?;
        let value = &mut argument.value;
        if value.flags & !C::FLAGS != 0 || value.reserved != 0 {
            return Err(EINVAL);
        }
        let (start, end) = check_range(value.start, value.end)?;
        let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
        if value.capacity < MIN_HISTOGRAM_CAPACITY {
            return Err(ENOSPC);
        }
        let mut walk = HistogramWalk::<C>::new(value.flags, array.room())?;
        let mode = WalkMode::Interruptible {
            budget_us: value.budget_us,
        };
        let (at, cost) = walk.walk(&self.mm, start, end, mode)?;
        value.cost = cost;
        value.next = if at == end { value.end } else { at };
        array.push_all(walk.buckets_mut())?;
        value.count = array.count();
        argument.write()?;
        Ok(0)
    }
}

/// Answers a call that returns its whole array at once.
#[inline(never)]
fn list<T: AbiRecord, const N: usize>(
    arg: usize,
    records: impl FnOnce() -> Result<[T; N]>,
) -> Result<isize> {
    let mut argument = IoctlArg::<ListArgs>::read(arg)?;
    let value = &mut argument.value;
    if value.flags != 0 || value.reserved != 0 {
        return Err(EINVAL);
    }
    let mut array = UserArray::new(value.buf, value.capacity, value.record_size)?;
    for record in &records()? {
        array.push(record)?;
    }
    value.count = array.count();
    argument.write()?;
    Ok(0)
}

impl IoctlFile for MmFile {
    const NAME: &'static CStr = c"[rmm-space]";

    fn rule(&self, cmd: u32) -> Option<(AccessRule, RecordSubject<'_>)> {
        let rule = match cmd {
            abi::VMAS
            | abi::WALK
            | abi::PAGETABLE
            | abi::SEGMENTS
            | abi::MM
            | abi::TRANSLATE
            | abi::FOLIOS
            | abi::SHARING
            | abi::AGE
            | abi::NUMA
            | abi::FAULTS_OF => AccessRule::Anyone,
            // The result for a range of two pages would reveal whether their frames are adjacent.
            abi::RUNS | abi::RMAP => AccessRule::ADMIN,
            _ => return None,
        };
        Some((rule, RecordSubject::AddressSpace(&self.mm)))
    }

    fn ioctl(&self, file: &File, cmd: u32, arg: usize) -> Result<isize> {
        match cmd {
            abi::VMAS => self.vmas(arg),
            abi::WALK => self.walk(file, arg),
            abi::PAGETABLE => list(arg, || page_tables(&self.mm)),
            abi::SEGMENTS => list(arg, || segments(&self.mm)),
            abi::MM => list(arg, || mm_fields(&self.mm)),
            abi::TRANSLATE => self.translate(file, arg),
            abi::FOLIOS => self.histogram::<FolioCounter>(arg),
            abi::SHARING => self.histogram::<SharingCounter>(arg),
            abi::AGE => self.histogram::<AgeCounter>(arg),
            abi::NUMA => self.histogram::<NumaCounter>(arg),
            // The device may have been opened with fewer rights than the descriptor.
            abi::RUNS if !self.frames(file) => Err(EPERM),
            abi::RUNS => self.histogram::<RunCounter>(arg),
            abi::FAULTS_OF => super::faults::report(&self.mm, &self.faults, arg),
            abi::RMAP if !self.frames(file) => Err(EPERM),
            abi::RMAP => rmap::by_address(&self.rmaps, &self.mm, arg),
            _ => Err(ENOTTY),
        }
    }
}
