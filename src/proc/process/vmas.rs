// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/vmas`: one row for each VMA, with its resident memory.

use super::target::{
    OpenTarget,
    TargetSource, //
};
use crate::{
    abi::{
        arena::PlacementKind,
        mempolicy::{
            MempolicyFlag,
            MempolicyMode,
            MempolicySource, //
        },
        page::ABSENT_32,
        vma::{
            VmaRecord,
            VmaState,
            VmasFlag, //
        },
        walk_cost::WalkCost,
        AbiRecord,
        NamedBits,
        ABSENT, //
    },
    mm::{
        user_range,
        vmas::VmaCursor, //
    },
    model::flags,
    proc::{
        cell::text_name,
        lines::LineWriter, //
    },
    sys::file::{
        procfs::{
            write_name,
            write_text,
            RowFile, //
        },
        records::zeroed_record, //
    },
    sys::task::rights::{
        AccessRule,
        Capability,
        GrantedRights,
        RecordSubject, //
    },
};
use kernel::{
    fs::File,
    prelude::*,
    seq_file::SeqFile,
    types::ForeignOwnable, //
};

/// State of one open file.
pub(in crate::proc) struct VmasFile<S: TargetSource> {
    target: OpenTarget<S>,
    /// `None` while nobody reads.
    vmas: Option<VmaCursor>,
    /// Address of the next VMA.
    at: u64,
    row: KBox<VmaRecord>,
    /// `row` is the current row.
    there: bool,
}

impl<S: TargetSource> RowFile for VmasFile<S> {
    type Context = S::Context;

    const NAME: &'static CStr = c"vmas";
    const COLUMNS: &'static str = "start end perms kind flags offset dev inode size_kb anon_kb \
         file_kb shmem_kb hugetlb_kb swap_kb huge_kb pte_kb pmd_kb pud_kb shared_kb private_kb pss_kb \
         inexact_kb dirty_kb referenced_kb ksm_kb locked_kb table_kb thp_eligible thp_aligned_kb \
         thp_unaligned_kb thp_partial_kb policy policy_of nodes_kb state pkey lazyfree_kb pss_dirty_kb \
         pgoff anon_pgoff name";
    const MODE: u16 = S::MODE;
    const RULE: AccessRule = S::RULE;
    const DETAILS: &'static [Capability] = &[];

    fn open(context: <S::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self> {
        Ok(Self {
            target: S::open(context, file)?,
            vmas: None,
            at: 0,
            row: zeroed_record()?,
            there: false,
        })
    }

    fn subject(&self) -> RecordSubject<'_> {
        RecordSubject::AddressSpace(self.target.mm())
    }

    fn rewind(&mut self, _granted: GrantedRights) -> Result {
        self.at = 0;
        self.there = false;
        self.target.mm().live()?;
        if self.vmas.is_none() {
            self.vmas = Some(VmaCursor::new(VmasFlag::ALL)?);
        }
        Ok(())
    }

    fn next(&mut self) -> Result<bool> {
        let (_, end) = user_range();
        let mm = self.target.mm();
        let mut cost = WalkCost::ZERO;
        self.there = false;
        let Some(vmas) = &mut self.vmas else {
            return Ok(false);
        };
        self.there = vmas.next(mm, self.at, end, &mut cost, &mut self.row)?;
        self.at = if self.there { self.row.end } else { end };
        Ok(self.there)
    }

    fn end(&mut self) {
        self.vmas = None;
    }

    fn show(&self, out: &SeqFile) {
        let Some(vmas) = self.vmas.as_ref().filter(|_| self.there) else {
            return;
        };
        let vma = &*self.row;
        let mut lines = LineWriter::new(out);
        lines.hex(vma.start, 8).text(" ").hex(vma.end, 8).text(" ");
        lines.text(flags::perms(vma.flags)).text(" ");
        lines.text(kind(vma.kind)).text(" ").letters(vma.flags);
        lines.text(" ").hex(vma.offset, 8).text(" ");
        lines.hex(vma.dev_major.into(), 2).text(":");
        lines.hex(vma.dev_minor.into(), 2).text(" ");
        lines.number(vma.inode);
        for bytes in [
            vma.end - vma.start,
            vma.anon_bytes,
            vma.file_bytes,
            vma.shmem_bytes,
            vma.hugetlb_bytes,
            vma.swap_bytes,
            vma.huge_bytes,
            vma.pte_bytes,
            vma.pmd_bytes,
            vma.pud_bytes,
            vma.shared_bytes,
            vma.private_bytes,
            vma.pss_bytes,
            vma.inexact_bytes,
            vma.dirty_bytes,
            vma.referenced_bytes,
            vma.ksm_bytes,
            vma.locked_bytes,
            vma.table_bytes,
        ] {
            lines.text(" ").kb(bytes);
        }
        let eligible = match vma.thp_eligible {
            ABSENT_32 => ABSENT,
            eligible => eligible.into(),
        };
        lines.text(" ").cell(eligible);
        for bytes in [
            vma.thp_aligned_bytes,
            vma.thp_unaligned_bytes,
            vma.thp_partial_bytes,
        ] {
            lines.text(" ").kb(bytes);
        }
        lines.text(" ");
        policy(&mut lines, vma);
        lines.text(" ");
        lines.text(text_name(&MempolicySource::NAMES, vma.policy_source.into()));
        lines.text(" ");
        lines.nodes_kb(&vma.node_bytes, vma.more_nodes_bytes);
        lines.text(" ");
        match vma.state {
            0 => lines.text("-"),
            state => lines.words(VmaState::NAMES, state.into(), ","),
        };
        lines.text(" ").cell(match vma.pkey {
            ABSENT_32 => ABSENT,
            pkey => pkey.into(),
        });
        lines.text(" ").kb(vma.lazyfree_bytes);
        lines.text(" ").kb(vma.pss_dirty_bytes);
        lines.text(" ").hex(vma.pgoff, 1).text(" ");
        match vma.anon_pgoff {
            ABSENT => lines.text("-"),
            pgoff => lines.hex(pgoff, 1),
        };
        drop(lines);
        write_name(out, vmas.name());
        write_text(out, b"\n");
    }
}

fn kind(raw: u32) -> &'static str {
    crate::abi::names::VmaKind::from_raw(raw).map_or("-", |kind| kind.text())
}

/// A memory policy as numa_maps spells it, with `_` for blanks; that of an arena after `arena:`.
fn policy(lines: &mut LineWriter<'_>, vma: &VmaRecord) {
    if vma.arena_policy != ABSENT_32 {
        lines.text("arena:");
        lines.text(text_name(&PlacementKind::NAMES, vma.arena_policy.into()));
        return;
    }
    lines.text(text_name(&MempolicyMode::NAMES, vma.policy_mode.into()));
    if vma.policy_flags != 0 {
        lines.text("=");
        lines.words(MempolicyFlag::NAMES, vma.policy_flags.into(), "|");
    }
    let has = |node: usize| {
        let word = vma.policy_nodes.get(node / 64);
        word.is_some_and(|word| word >> (node % 64) & 1 != 0)
    };
    let mut separator = ":";
    let mut node = 0;
    while node < vma.policy_nodes.len() * 64 {
        if vma.policy_nodes[node / 64] >> (node % 64) == 0 {
            node = (node / 64 + 1) * 64;
            continue;
        }
        if has(node) {
            let first = node;
            while has(node + 1) {
                node += 1;
            }
            lines.text(separator).number(first as u64);
            if node != first {
                lines.text("-").number(node as u64);
            }
            separator = ",";
        }
        node += 1;
    }
}
