// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/rmap`: write `pfn FRAME`, `ADDRESS` or `PID ADDRESS`, then read the mappings of that
//! page from the same open file.
//!
//! Each read from the top queries again. The first row describes the page, the last one says
//! whether the answer is complete. No lock is held between two rows, and the file buffers a few of
//! them at a time.

use super::{
    cell::{
        text_name,
        ValueOrDash, //
    },
    lines::LineWriter,
    opener::{
        AddressOwner,
        FileOpener, //
    },
};
use crate::{
    abi::{
        frame::{
            FrameKind,
            FrameRecord, //
        },
        names::TableLevel,
        page::{
            ABSENT_32,
            ABSENT_8, //
        },
        rmap::{
            MappingFlag,
            MappingRecord,
            RmapState, //
        },
        translate::EntryFlag,
        NamedBits,
        ABSENT, //
    },
    mm::{
        rmap::{
            rmap,
            MappingSink,
            RmapAnswer,
            RmapContext,
            RmapCursor, //
        },
        translate::{
            check,
            page_at, //
        },
    },
    model::{
        flags,
        rmap_request::{
            parse_rmap_request,
            RmapRequest, //
        },
    },
    sys::{
        file::procfs::{
            RowFile,
            WritableRowFile, //
        },
        memory::frame_record::FRAMES_END,
        mm::handle::MmHandle,
        task::rights::{
            AccessRule,
            Capability,
            GrantedRights,
            RecordSubject, //
        },
    },
};
use kernel::{
    fs::{
        File,
        LocalFile, //
    },
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

/// Mappings buffered in the file at first, 4 KiB.
const ROOM: usize = 64;

/// Mappings buffered in the file once there are more, 32 KiB: each portion compares all VMAs of the page.
const MORE_ROOM: usize = 512;

/// Attempts at a contended lock before a text reader gets an answer.
const MAX_RETRIES: u32 = 32;

enum RmapTarget {
    Frame(u64),
    Address(AddressOwner, u64),
}

/// The kind of the next row.
enum RmapRow {
    Usage,
    Page,
    Mapping(usize),
    End,
}

/// State of one open file.
pub(super) struct RmapFile {
    rmaps: Arc<RmapContext>,
    opener: FileOpener,
    target: Option<RmapTarget>,
    pfn: Option<u64>,
    answer: Option<RmapAnswer>,
    mappings: KVec<MappingRecord>,
    row: Option<RmapRow>,
}

struct MappingBuffer<'a>(&'a mut KVec<MappingRecord>);

impl MappingSink for MappingBuffer<'_> {
    fn room(&self) -> usize {
        self.0.capacity() - self.0.len()
    }

    fn put(&mut self, mapping: &MappingRecord) -> Result {
        self.0.push_within_capacity(*mapping).map_err(|_| ENOSPC)
    }
}

impl RmapFile {
    /// Resumes where the last answer ended.
    fn fill(&mut self) -> Result {
        self.mappings.clear();
        let Some(pfn) = self.pfn else {
            self.answer = Some(RmapAnswer::no_frame());
            return Ok(());
        };
        for _ in 0..MAX_RETRIES {
            let cursor = match &self.answer {
                Some(answer) => answer.cursor,
                None => RmapCursor::default(),
            };
            let mut sink = MappingBuffer(&mut self.mappings);
            let answer = rmap(&self.rmaps, self.opener.pid(), pfn, cursor, 0, &mut sink)?;
            let state = answer.state;
            self.answer = Some(answer);
            let again = matches!(state, RmapState::More | RmapState::Contended);
            if !self.mappings.is_empty() || !again {
                break;
            }
        }
        Ok(())
    }

    /// Whether there may be further mappings: the buffer was full, or a lock was contended.
    fn more(&self) -> bool {
        match self.answer.as_ref().map(|answer| answer.state) {
            Some(RmapState::More) => true,
            Some(RmapState::Contended) => !self.mappings.is_empty(),
            _ => false,
        }
    }

    /// The requested address and its address space.
    fn address(&self) -> Option<(&MmHandle, u64)> {
        match &self.target {
            Some(RmapTarget::Address(owner, address)) => Some((self.opener.mm_of(owner), *address)),
            _ => None,
        }
    }

    /// Notes for the last row whether the address still maps the same page.
    fn check_moved(&mut self) -> Result {
        let moved = match (self.pfn, self.address()) {
            (Some(_), Some((mm, address))) => page_at(mm, address)? != self.pfn,
            _ => false,
        };
        if let Some(answer) = self.answer.as_mut().filter(|_| moved) {
            answer.bits |= MappingFlag::MOVED;
        }
        Ok(())
    }
}

/// Shown to readers who have not written a request.
const USAGE: &str =
    "Write pfn FRAME, ADDRESS or PID ADDRESS to this open file, then read the answer from it.";

impl RowFile for RmapFile {
    type Context = Arc<RmapContext>;

    const NAME: &'static CStr = c"rmap";
    const COLUMNS: &'static str =
        "what pid address level entry perms flags vma_start vma_end properties";
    const MODE: u16 = 0o600;
    const RULE: AccessRule = AccessRule::ADMIN;
    const DETAILS: &'static [Capability] = &[];

    fn open(rmaps: ArcBorrow<'_, RmapContext>, _file: &File) -> Result<Self> {
        Ok(Self {
            rmaps: rmaps.into(),
            opener: FileOpener::of_caller()?,
            target: None,
            pfn: None,
            answer: None,
            mappings: KVec::new(),
            row: None,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        match self.address() {
            Some((mm, _)) => RecordSubject::AddressSpace(mm),
            None => RecordSubject::Machine,
        }
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.row = None;
        self.answer = None;
        self.mappings.clear();
        self.pfn = match (&self.target, self.address()) {
            (Some(RmapTarget::Frame(pfn)), _) => Some(*pfn),
            (_, Some((mm, address))) => page_at(mm, address)?,
            _ => return Ok(()),
        };
        self.mappings.reserve(ROOM, GFP_KERNEL_ACCOUNT)?;
        self.fill()
    }

    fn next(&mut self) -> Result<bool> {
        if self.answer.is_none() {
            // Before the first request, the only row is a line about usage.
            let first = self.row.is_none() && self.target.is_none();
            self.row = Some(RmapRow::Usage);
            return Ok(first);
        }
        let index = match self.row {
            None => {
                self.row = Some(RmapRow::Page);
                return Ok(true);
            }
            Some(RmapRow::Page) => 0,
            Some(RmapRow::Mapping(index)) => index + 1,
            Some(RmapRow::End | RmapRow::Usage) => return Ok(false),
        };
        self.row = Some(if index < self.mappings.len() {
            RmapRow::Mapping(index)
        } else {
            if self.more() {
                self.mappings.clear();
                self.mappings.reserve(MORE_ROOM, GFP_KERNEL_ACCOUNT)?;
                self.fill()?;
            } else {
                self.mappings.clear();
            }
            match self.mappings.is_empty() {
                true => {
                    self.check_moved()?;
                    RmapRow::End
                }
                false => RmapRow::Mapping(0),
            }
        });
        Ok(true)
    }

    fn end(&mut self) {
        self.mappings = KVec::new();
    }

    fn show(&self, out: &SeqFile) {
        let Some(answer) = &self.answer else {
            if matches!(self.row, Some(RmapRow::Usage)) {
                seq_print!(out, "# {USAGE}\n");
            }
            return;
        };
        match &self.row {
            None | Some(RmapRow::Usage) => (),
            Some(RmapRow::Page) => page(out, &answer.frame),
            Some(RmapRow::Mapping(index)) => {
                if let Some(row) = self.mappings.get(*index) {
                    mapping(out, row);
                }
            }
            Some(RmapRow::End) => {
                let state = text_name(&RmapState::NAMES, answer.state as u64);
                seq_print!(out, "end - - - - - - - - {state}");
                for (bit, name) in MappingFlag::NAMES.words() {
                    if u64::from(answer.bits) & bit != 0 {
                        seq_print!(out, " {name}");
                    }
                }
                seq_print!(out, "\n");
            }
        }
    }
}

impl WritableRowFile for RmapFile {
    fn write(
        &mut self,
        _rmaps: ArcBorrow<'_, RmapContext>,
        file: &LocalFile,
        data: &[u8],
    ) -> Result<usize> {
        let target = match parse_rmap_request(data).ok_or(EINVAL)? {
            RmapRequest::Frame(pfn) if pfn < FRAMES_END => RmapTarget::Frame(pfn),
            RmapRequest::Frame(_) => return Err(EINVAL),
            RmapRequest::Address(request) => {
                check(request.address)?;
                let owner = self.opener.find_owner(request.pid, file)?;
                RmapTarget::Address(owner, request.address)
            }
        };
        self.answer = None;
        self.target = Some(target);
        Ok(data.len())
    }
}

fn narrow(value: u32) -> ValueOrDash {
    ValueOrDash(match value {
        ABSENT_32 => ABSENT,
        value => value.into(),
    })
}

fn page(out: &SeqFile, frame: &FrameRecord) {
    let order = match frame.order {
        ABSENT_8 => ABSENT,
        order => order.into(),
    };
    seq_print!(
        out,
        "page - - - - - - - - pfn={} kind={} folio_pfn={} order={} mapcount={} folio_mapcount={} references={}",
        ValueOrDash(frame.pfn),
        text_name(&FrameKind::NAMES, frame.kind.into()),
        ValueOrDash(frame.folio_pfn),
        ValueOrDash(order),
        narrow(frame.mapcount),
        narrow(frame.folio_mapcount),
        narrow(frame.references),
    );
    match u64::try_from(frame.node) {
        Ok(node) => seq_print!(out, " node={node}\n"),
        Err(_) => seq_print!(out, " node=-\n"),
    }
}

fn mapping(out: &SeqFile, row: &MappingRecord) {
    let pid = match row.pid {
        0 => ABSENT,
        pid => pid.unsigned_abs().into(),
    };
    let mut lines = LineWriter::new(out);
    lines.text("maps ").cell(pid).text(" ");
    lines.hex(row.addr, 8).text(" ");
    lines
        .text(text_name(&TableLevel::NAMES, row.level.into()))
        .text(" ");
    lines.hex(row.entry, 16).text(" ");
    lines.text(flags::perms(row.vma_flags)).text(" ");
    lines.letters(row.vma_flags).text(" ");
    lines
        .hex(row.vma_start, 8)
        .text(" ")
        .hex(row.vma_end, 8)
        .text(" ");
    match row.entry_bits {
        0 => lines.text("-"),
        bits => lines.words(EntryFlag::NAMES, bits, " "),
    };
    lines.text("\n");
}
