// SPDX-License-Identifier: GPL-2.0

//! Typed reading of records: options instead of absent values, names instead of numbers.

use crate::{
    abi::{
        self,
        extent::ExtentRecord,
        faults::{
            FaultCountRecord,
            FaultKind, //
        },
        frame::{
            FrameKind,
            FrameRecord,
            FrameStateRecord, //
        },
        names::{
            PageKind,
            TableLevel,
            VmaKind, //
        },
        page::{
            PageRecord,
            ABSENT_32,
            ABSENT_8, //
        },
        process::ProcessRecord,
        vma::VmaRecord,
        zone_kind::ZoneKind,
        ValueNames, //
    },
    names::escape_name, //
};
use std::ops::Deref;

/// The number, unless it is absent.
pub fn present(number: u64) -> Option<u64> {
    (number != abi::ABSENT).then_some(number)
}

/// The number of a field of 32 bits, unless it is absent.
pub fn present_32(number: u32) -> Option<u32> {
    (number != ABSENT_32).then_some(number)
}

/// The number of a field of 8 bits, unless it is absent.
pub fn present_8(number: u8) -> Option<u8> {
    (number != ABSENT_8).then_some(number)
}

/// The words of the bits that are set, for example of `VmaFlag::NAMES`.
pub fn set_words(names: &'static ValueNames, bits: u64) -> impl Iterator<Item = &'static str> {
    names
        .words()
        .filter(move |(value, _)| bits & value != 0)
        .map(|(_, word)| word)
}

/// The text of a zero-terminated field.
pub(crate) fn terminated_text(bytes: &[u8]) -> String {
    escape_name(terminated(bytes))
}

fn terminated(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|&byte| byte == 0);
    &bytes[..end.unwrap_or(bytes.len())]
}

/// The node, unless there is none.
fn node_of(node: i32) -> Option<u32> {
    u32::try_from(node).ok()
}

impl PageRecord {
    /// Kind of page; `None` for a kind that this version does not know.
    pub fn page_kind(&self) -> Option<PageKind> {
        PageKind::from_raw(self.kind.into())
    }

    /// Level of the entry.
    pub fn table_level(&self) -> Option<TableLevel> {
        TableLevel::from_raw(self.level.into())
    }

    /// Kind of VMA.
    pub fn kind_of_vma(&self) -> Option<VmaKind> {
        VmaKind::from_raw(self.vma_kind.into())
    }

    /// Page frame, unless there is none or it is hidden.
    pub fn frame(&self) -> Option<u64> {
        present(self.pfn)
    }

    /// Node of the page.
    pub fn node_id(&self) -> Option<u32> {
        node_of(self.node)
    }

    /// Order of the folio.
    pub fn folio_order(&self) -> Option<u8> {
        present_8(self.order)
    }
}

impl ExtentRecord {
    /// Kind of page, if it was requested.
    pub fn page_kind(&self) -> Option<PageKind> {
        PageKind::from_raw(self.kind.into())
    }

    /// Node of the pages, if it was requested.
    pub fn node_id(&self) -> Option<u32> {
        node_of(self.node)
    }

    /// End address, exclusive.
    pub fn end(&self) -> u64 {
        self.addr.saturating_add(self.bytes)
    }
}

impl FrameRecord {
    /// Use of the page frame; `None` for a kind that this version does not know.
    pub fn frame_kind(&self) -> Option<FrameKind> {
        FrameKind::from_raw(self.kind.into())
    }

    /// Zone of the page frame.
    pub fn zone_kind(&self) -> Option<ZoneKind> {
        ZoneKind::from_raw(self.zone.into())
    }

    /// Node of the page frame.
    pub fn node_id(&self) -> Option<u32> {
        node_of(self.node)
    }
}

impl Deref for FrameStateRecord {
    type Target = FrameRecord;

    fn deref(&self) -> &FrameRecord {
        &self.frame
    }
}

impl VmaRecord {
    /// Kind of memory that the VMA maps; `None` for a kind that this version does not know.
    pub fn vma_kind(&self) -> Option<VmaKind> {
        VmaKind::from_raw(self.kind)
    }

    /// Size of the VMA in bytes.
    pub fn size(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Resident bytes as Rss in smaps counts them, without hugetlb.
    pub fn resident_bytes(&self) -> Option<u64> {
        Some(present(self.anon_bytes)? + present(self.file_bytes)? + present(self.shmem_bytes)?)
    }
}

impl ProcessRecord {
    /// Name of the process. It is chosen by the process and may contain any byte.
    pub fn name(&self) -> &[u8] {
        terminated(&self.comm)
    }

    /// VmRSS.
    pub fn resident_bytes(&self) -> u64 {
        [self.anon_bytes, self.file_bytes, self.shmem_bytes]
            .into_iter()
            .filter_map(present)
            .sum()
    }
}

impl FaultCountRecord {
    /// Kind of event; `None` for a kind that this version does not know.
    pub fn fault_kind(&self) -> Option<FaultKind> {
        FaultKind::from_raw(self.kind)
    }
}
