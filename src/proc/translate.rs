// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/translate`: write `ADDRESS` or `PID ADDRESS`, then read the translation from the same
//! open file.
//!
//! Each read from the top translates again, with the rights that opener, writer and reader have in
//! common.

use super::{
    cell::{
        text_name,
        ValueOrDash, //
    },
    opener::{
        AddressOwner,
        FileOpener, //
    },
};
use crate::{
    abi::{
        names::{
            PageKind,
            TableLevel,
            VmaKind, //
        },
        page::{
            FolioFlag,
            ABSENT_32, //
        },
        translate::{
            EntryFlag,
            EntryState, //
        },
        NamedBits,
        ABSENT, //
    },
    mm::translate::{
        check,
        translate,
        AddressTranslation, //
    },
    model::{
        flags,
        translate_request::parse_translate_request, //
    },
    sys::{
        file::procfs::{
            write_name,
            RowFile,
            WritableRowFile, //
        },
        mm::vma::FLAG_ORDER,
        task::rights::{
            is_granted,
            AccessRule,
            Capability,
            GrantedRights,
            RecordSubject, //
        },
    },
};
use kernel::{
    fmt,
    fs::{
        File,
        LocalFile, //
    },
    prelude::*,
    seq_file::SeqFile,
    seq_print, //
};

/// Rows of an answer: the address, the levels, then page, folio, VMA, file.
const ROWS: usize = 1 + TableLevel::ALL.len() + 4;

/// A parsed request.
struct TranslateTarget {
    address: u64,
    owner: AddressOwner,
    /// Opener and writer may see page frame numbers.
    frames: bool,
}

/// State of one open file.
pub(super) struct TranslateFile {
    opener: FileOpener,
    target: Option<TranslateTarget>,
    found: Option<AddressTranslation>,
    /// Rows passed.
    row: usize,
}

/// Shown to readers who have not written a request.
const USAGE: &str = "Write ADDRESS or PID ADDRESS to this open file, then read the answer from it.";

impl RowFile for TranslateFile {
    type Context = ();

    const NAME: &'static CStr = c"translate";
    const COLUMNS: &'static str = "part kind entry pfn properties";
    const MODE: u16 = 0o666;
    const RULE: AccessRule = AccessRule::Anyone;
    const DETAILS: &'static [Capability] = &[Capability::SysAdmin];

    fn open(_context: (), _file: &File) -> Result<Self> {
        Ok(Self {
            opener: FileOpener::of_caller()?,
            target: None,
            found: None,
            row: 0,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        match &self.target {
            Some(target) => RecordSubject::AddressSpace(self.opener.mm_of(&target.owner)),
            None => RecordSubject::Machine,
        }
    }

    fn rewind(&mut self, granted: GrantedRights) -> Result {
        self.row = 0;
        self.found = None;
        let Some(target) = &self.target else {
            return Ok(());
        };
        let mm = self.opener.mm_of(&target.owner);
        let frames = target.frames && granted.has(Capability::SysAdmin);
        self.found = Some(translate(mm, target.address, frames)?);
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        self.row += 1;
        // Before the first request, the only row is a line about usage.
        let rows = if self.target.is_some() { ROWS } else { 1 };
        Ok(self.found.is_some() == self.target.is_some() && self.row <= rows)
    }

    fn end(&mut self) {
        self.found = None;
    }

    fn show(&self, out: &SeqFile) {
        let Some(found) = &self.found else {
            if self.target.is_none() && self.row == 1 {
                seq_print!(out, "# {USAGE}\n");
            }
            return;
        };
        match self.row {
            0 => (),
            1 => seq_print!(out, "address - - - {:08x}\n", found.record.address),
            row => match found.record.levels.get(row - 2) {
                Some(_) => level(out, found, row - 2),
                None => match row - 2 - found.record.levels.len() {
                    0 => page(out, found),
                    1 => folio(out, found),
                    2 => vma(out, found),
                    _ => file(out, found),
                },
            },
        }
    }
}

impl WritableRowFile for TranslateFile {
    fn write(&mut self, _context: (), file: &LocalFile, data: &[u8]) -> Result<usize> {
        let request = parse_translate_request(data).ok_or(EINVAL)?;
        check(request.address)?;
        let owner = self.opener.find_owner(request.pid, file)?;
        self.found = None;
        self.target = Some(TranslateTarget {
            address: request.address,
            owner,
            frames: is_granted(file, Capability::SysAdmin),
        });
        Ok(data.len())
    }
}

/// An entry; `-` if it must not be shown.
struct HexColumn(u64);

impl fmt::Display for HexColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ABSENT => f.write_str("-"),
            value => write!(f, "{value:016x}"),
        }
    }
}

fn level(out: &SeqFile, found: &AddressTranslation, index: usize) {
    let level = &found.record.levels[index];
    seq_print!(
        out,
        "{} {} {} {}",
        text_name(&TableLevel::NAMES, level.level.into()),
        text_name(&EntryState::NAMES, level.state.into()),
        HexColumn(level.entry),
        ValueOrDash(level.pfn),
    );
    for (bit, name) in EntryFlag::NAMES.words() {
        if level.bits & bit != 0 {
            seq_print!(out, " {name}");
        }
    }
    let rest = if level.bits == 0 { " -" } else { "" };
    seq_print!(out, "{rest}\n");
}

fn page(out: &SeqFile, found: &AddressTranslation) {
    let record = &found.record;
    let kind = match record.vma_start {
        ABSENT => "-",
        _ => text_name(&PageKind::NAMES, record.page_kind.into()),
    };
    seq_print!(out, "page {kind} - {}", ValueOrDash(record.pfn));
    match u64::try_from(record.node) {
        Ok(node) => seq_print!(out, " node={node}"),
        Err(_) => seq_print!(out, " node=-"),
    }
    seq_print!(
        out,
        " mapcount={} swap_type={} swap_offset={}\n",
        ValueOrDash(record.mapcount),
        ValueOrDash(record.swap_type),
        ValueOrDash(record.swap_offset),
    );
}

fn folio(out: &SeqFile, found: &AddressTranslation) {
    let record = &found.record;
    seq_print!(
        out,
        "folio - - {} order={} index={} mapcount={} refcount={}",
        ValueOrDash(record.folio_pfn),
        ValueOrDash(record.folio_order),
        ValueOrDash(record.folio_index),
        ValueOrDash(record.folio_mapcount),
        ValueOrDash(record.folio_refcount),
    );
    for (name, value) in [
        ("pins", record.pins),
        ("entire_mapcount", record.entire_mapcount),
        ("last_cpu", record.last_cpu),
        ("last_pid", record.last_pid),
    ] {
        let value = match value {
            ABSENT_32 => ABSENT,
            value => value.into(),
        };
        seq_print!(out, " {name}={}", ValueOrDash(value));
    }
    let known = record.folio_bits != ABSENT_32;
    let mut separator = " state=";
    for (bit, name) in FolioFlag::NAMES.words() {
        if known && u64::from(record.folio_bits) & bit != 0 {
            seq_print!(out, "{separator}{name}");
            separator = ",";
        }
    }
    let rest = if separator == "," { "" } else { " state=-" };
    seq_print!(out, "{rest}\n");
}

fn vma(out: &SeqFile, found: &AddressTranslation) {
    let record = &found.record;
    if record.vma_start == ABSENT {
        seq_print!(out, "vma - - - -\n");
        return;
    }
    seq_print!(
        out,
        "vma {} - - start={:08x} end={:08x} perms={}",
        text_name(&VmaKind::NAMES, record.vma_kind.into()),
        record.vma_start,
        record.vma_end,
        flags::perms(record.vma_flags),
    );
    for letters in flags::flag_letters(record.vma_flags, &FLAG_ORDER) {
        seq_print!(out, " {letters}");
    }
    seq_print!(out, "\n");
}

/// The name is last because it may contain blanks. VMAs without a file can have names.
fn file(out: &SeqFile, found: &AddressTranslation) {
    let record = &found.record;
    seq_print!(out, "file - - -");
    if record.inode == ABSENT {
        seq_print!(out, " offset=- dev=- inode=-");
    } else {
        seq_print!(
            out,
            " offset={:08x} dev={:02x}:{:02x} inode={}",
            record.file_offset,
            record.dev_major,
            record.dev_minor,
            record.inode,
        );
    }
    write_name(out, found.name());
    seq_print!(out, "\n");
}
