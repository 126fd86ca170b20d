// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/processes` and `/proc/rmm/processes_pss`: one row for each process in the opener's PID
//! namespace, with its PID there.
//!
//! There are two files because shares cost as much as smaps_rollup of every process, and the reader
//! of a file should not pay for them unknowingly.

use super::lines::LineWriter;
use crate::{
    abi::{
        page::ABSENT_32,
        process::{
            ProcessRecord,
            ProcessesFlag, //
        },
        ABSENT, //
    },
    mm::{
        processes::ProcessCursor,
        walk::WalkMode, //
    },
    sys::{
        file::procfs::{
            write_name,
            write_text,
            RowFile, //
        },
        mm::handle::MmHandle,
        task::{
            pid::Pid,
            rights::{
                is_granted,
                AccessRule,
                Capability,
                GrantedRights,
                RecordSubject, //
            },
        },
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile, //
};

/// State of one open file; with shares if `PSS`.
pub(super) struct ProcessesFile<const PSS: bool> {
    /// `None` while nobody reads.
    processes: Option<ProcessCursor>,
    opener: Pid,
    /// Set if the opener may see only its own process: the address space that it had at open.
    own_mm: Option<MmHandle>,
    /// Next pid; `None` after the last one.
    at: Option<i32>,
    row: Option<ProcessRecord>,
}

impl<const PSS: bool> RowFile for ProcessesFile<PSS> {
    type Context = ();

    const NAME: &'static CStr = if PSS { c"processes_pss" } else { c"processes" };
    const COLUMNS: &'static str = if PSS {
        "pid owner virtual_kb anon_kb file_kb shmem_kb hugetlb_kb swap_kb table_kb huge_kb \
         nodes_kb uss_kb pss_kb inexact_kb pss_dirty_kb pss_anon_kb pss_file_kb pss_shmem_kb \
         lazyfree_kb memory_cgroup uid real_uid comm"
    } else {
        "pid owner virtual_kb anon_kb file_kb shmem_kb hugetlb_kb swap_kb table_kb huge_kb \
         nodes_kb memory_cgroup uid real_uid comm"
    };
    const RULE: AccessRule = AccessRule::Anyone;
    const DETAILS: &'static [Capability] = &[];

    fn open(_context: (), file: &File) -> Result<Self> {
        let opener = Pid::of_caller().ok_or(ESRCH)?;
        Ok(Self {
            processes: None,
            own_mm: if is_granted(file, Capability::SysPtrace) {
                None
            } else {
                Some(opener.mm_handle()?)
            },
            opener,
            at: None,
            row: None,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        match &self.own_mm {
            Some(mm) => RecordSubject::AddressSpace(mm),
            None => RecordSubject::Processes,
        }
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        // Fails before the header once the opener has called execve(2).
        if let Some(mm) = &self.own_mm {
            mm.live()?;
            mm.comm()?;
        }
        if self.processes.is_none() {
            let pss = if PSS { ProcessesFlag::PSS } else { 0 };
            self.processes = Some(ProcessCursor::new(
                self.opener.clone(),
                ProcessesFlag::RESIDENT | pss,
            )?);
        }
        self.at = Some(0);
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        let (Some(at), Some(processes)) = (self.at, &mut self.processes) else {
            return Ok(false);
        };
        self.row = match &self.own_mm {
            None => processes.next(at, WalkMode::Killable)?,
            Some(mm) => processes.only(at, mm, WalkMode::Killable)?,
        };
        self.at = self.row.and_then(|row| row.pid.checked_add(1));
        Ok(self.row.is_some())
    }

    fn end(&mut self) {
        self.processes = None;
    }

    fn show(&self, out: &SeqFile) {
        let Some(row) = &self.row else {
            return;
        };
        let mut lines = LineWriter::new(out);
        lines.signed(row.pid.into()).text(" ");
        match row.owner {
            -1 => lines.text("-"),
            owner => lines.signed(owner.into()),
        };
        for bytes in [
            row.virtual_bytes,
            row.anon_bytes,
            row.file_bytes,
            row.shmem_bytes,
            row.hugetlb_bytes,
            row.swap_bytes,
            row.table_bytes,
            row.huge_bytes,
        ] {
            lines.text(" ").kb(bytes);
        }
        lines.text(" ");
        lines.nodes_kb(&row.node_bytes, row.more_nodes_bytes);
        if PSS {
            for bytes in [
                row.uss_bytes,
                row.pss_bytes,
                row.inexact_bytes,
                row.pss_dirty_bytes,
                row.pss_anon_bytes,
                row.pss_file_bytes,
                row.pss_shmem_bytes,
                row.lazyfree_bytes,
            ] {
                lines.text(" ").kb(bytes);
            }
        }
        lines.text(" ").cell(row.memory_cgroup);
        for id in [row.uid, row.real_uid] {
            lines.text(" ").cell(match id {
                ABSENT_32 => ABSENT,
                id => id.into(),
            });
        }
        drop(lines);
        let len = row.comm.iter().position(|&byte| byte == 0);
        write_name(out, &row.comm[..len.unwrap_or(row.comm.len())]);
        write_text(out, b"\n");
    }
}
