// SPDX-License-Identifier: GPL-2.0

//! `/proc/rmm/{self,PID}/vmas`: one row a VMA, with what is resident in it.

use super::{
    cell::{
        word,
        Kb,
        Letters,
        NodesKb, //
    },
    process::{
        Opened,
        Whose, //
    },
};
use crate::{
    abi::{
        names::{
            PolicyFlag,
            PolicyMode,
            PolicySource, //
        },
        page::ABSENT_32,
        space::{
            Cost,
            Vma,
            VmaState,
            VmasFlag, //
        },
        Bits,
        Names,
        Record, //
    },
    model::flags,
    space::{
        everything,
        vmas::Vmas, //
    },
    sys::procfs::{
        write_name,
        Rows, //
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
    vmas: Vmas,
    /// Where to look for the next VMA.
    at: u64,
    row: Option<Vma>,
}

impl<W: Whose> Rows for VmasFile<W> {
    type Context = W::Context;

    const NAME: &'static CStr = c"vmas";
    const COLUMNS: &'static str = "start end perms kind flags offset dev inode size_kb anon_kb \
         file_kb shmem_kb hugetlb_kb swap_kb huge_kb pte_kb pmd_kb pud_kb shared_kb private_kb pss_kb \
         inexact_kb dirty_kb referenced_kb ksm_kb locked_kb table_kb thp_eligible thp_aligned_kb \
         thp_unaligned_kb thp_partial_kb policy policy_of nodes_kb state name";
    const MODE: u16 = W::MODE;

    fn open(context: <W::Context as ForeignOwnable>::Borrowed<'_>, file: &File) -> Result<Self> {
        Ok(Self {
            opened: W::open(context, file)?,
            vmas: Vmas::new(VmasFlag::ALL)?,
            at: 0,
            row: None,
        })
    }

    fn permit(&self) -> Result {
        W::permit()
    }

    fn rewind(&mut self) -> Result {
        self.at = 0;
        self.opened.space().users().map(drop)
    }

    fn next(&mut self) -> Result<bool> {
        let (_, end) = everything();
        let space = self.opened.space();
        let mut cost = Cost::ZERO;
        self.row = self.vmas.next(space, self.at, end, &mut cost)?;
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
            seq_print!(out, " {}", Kb(bytes));
        }
        match vma.thp_eligible {
            ABSENT_32 => seq_print!(out, " -"),
            eligible => seq_print!(out, " {eligible}"),
        }
        seq_print!(
            out,
            " {} {} {} {} {} {} {}",
            Kb(vma.thp_aligned_bytes),
            Kb(vma.thp_unaligned_bytes),
            Kb(vma.thp_partial_bytes),
            Policy(vma),
            word(&PolicySource::NAMES, vma.policy_source.into()),
            NodesKb(&vma.node_bytes, vma.more_nodes_bytes),
            State(vma.state),
        );
        write_name(out, self.vmas.name());
        seq_print!(out, "\n");
    }
}

fn kind(raw: u32) -> &'static str {
    crate::abi::names::VmaKind::from_raw(raw).map_or("-", |kind| kind.text())
}

/// A memory policy as numa_maps spells it, with `_` for blanks.
struct Policy<'a>(&'a Vma);

impl fmt::Display for Policy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let vma = self.0;
        f.write_str(word(&PolicyMode::NAMES, vma.policy_mode.into()))?;
        for (index, flag) in bits(PolicyFlag::NAMES, vma.policy_flags).enumerate() {
            f.write_str(if index == 0 { "=" } else { "|" })?;
            f.write_str(flag)?;
        }
        let has = |node: usize| {
            let word = vma.policy_nodes.get(node / 64);
            word.is_some_and(|word| word >> (node % 64) & 1 != 0)
        };
        let mut separator = ':';
        let mut node = 0;
        while node < vma.policy_nodes.len() * 64 {
            if has(node) {
                let first = node;
                while has(node + 1) {
                    node += 1;
                }
                write!(f, "{separator}{first}")?;
                if node != first {
                    write!(f, "-{node}")?;
                }
                separator = ',';
            }
            node += 1;
        }
        Ok(())
    }
}

fn bits(names: &'static Names, bits: u32) -> impl Iterator<Item = &'static str> {
    let set = move |item: &&(u64, &str, &'static str, &str)| u64::from(bits) & item.0 != 0;
    names.items.iter().filter(set).map(|item| item.2)
}

/// The state's words with commas between them.
struct State(u32);

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("-");
        }
        for (index, word) in bits(VmaState::NAMES, self.0).enumerate() {
            f.write_str(if index == 0 { "" } else { "," })?;
            f.write_str(word)?;
        }
        Ok(())
    }
}
