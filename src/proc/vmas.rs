// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/vmas`: one row a VMA, with what is resident in it.

use super::process::{
    Opened,
    Whose, //
};
use crate::{
    abi::{
        space::Vma,
        ABSENT, //
    },
    model::flags,
    space::{
        everything,
        vmas::Vmas,
        walk::{
            Patience,
            Walk, //
        },
    },
    sys::{
        procfs::{
            write_name,
            Rows, //
        },
        table::Table, //
    },
};
use kernel::{
    fmt,
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    types::ForeignOwnable, //
};

/// State of one open file.
pub(super) struct VmasFile<W: Whose> {
    opened: Opened<W>,
    table: Table,
    vmas: Vmas,
    /// Where to look for the next VMA.
    at: u64,
    row: Option<Vma>,
}

impl<W: Whose> Rows for VmasFile<W> {
    type Context = W::Context;

    const NAME: &'static CStr = c"vmas";
    const COLUMNS: &'static str = "start end perms kind flags offset dev inode size_kb anon_kb \
         file_kb shmem_kb hugetlb_kb swap_kb huge_kb name";
    const MODE: u16 = W::MODE;

    fn open(context: <W::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self> {
        Ok(Self {
            opened: W::open(context, file)?,
            table: Table::new()?,
            vmas: Vmas::new(true)?,
            at: 0,
            row: None,
        })
    }

    fn rewind(&mut self) -> Result {
        self.at = 0;
        self.opened.space().users().map(drop)
    }

    fn next(&mut self) -> Result<bool> {
        let (_, end) = everything();
        let users = self.opened.space().users()?;
        let mut walk = Walk::new(&users, Patience::Text, &mut self.table);
        self.row = self.vmas.next(&mut walk, self.at, end)?;
        self.at = self.row.map_or(end, |vma| vma.end);
        Ok(self.row.is_some())
    }

    fn show(&self, out: &SeqFile) {
        let Some(vma) = &self.row else {
            return;
        };
        seq_print!(
            out,
            "{:08x} {:08x} {} {} {} {:08x} {:02x}:{:02x} {} {}",
            vma.start,
            vma.end,
            flags::perms(vma.flags),
            kind(vma.kind),
            Letters(vma.flags),
            vma.offset,
            vma.dev_major,
            vma.dev_minor,
            vma.inode,
            (vma.end - vma.start) >> 10,
        );
        for bytes in [
            vma.anon_bytes,
            vma.file_bytes,
            vma.shmem_bytes,
            vma.hugetlb_bytes,
            vma.swap_bytes,
            vma.huge_bytes,
        ] {
            match bytes {
                ABSENT => seq_print!(out, " -"),
                _ => seq_print!(out, " {}", bytes >> 10),
            }
        }
        write_name(out, self.vmas.name());
        seq_print!(out, "\n");
    }
}

fn kind(raw: u32) -> &'static str {
    crate::abi::names::VmaKind::from_raw(raw).map_or("-", |kind| kind.text())
}

/// The flags' letters with commas between them.
struct Letters(u64);

impl fmt::Display for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letters) in flags::letters(self.0).enumerate() {
            if index != 0 {
                f.write_str(",")?;
            }
            f.write_str(letters)?;
        }
        Ok(())
    }
}
