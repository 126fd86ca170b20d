// SPDX-License-Identifier: GPL-2.0

//! VMAs as records, with what is resident in them if asked for.

use super::{
    summary::Residents,
    walk::{
        Visit,
        Walk, //
    },
};
use crate::{
    abi::{
        space::{
            Vma,
            VmaState, //
        },
        Record,
        ABSENT, //
    },
    sys::{
        table::Table,
        vma::{
            VmaFacts,
            VmaRead, //
        },
    },
};
use kernel::prelude::*;

/// Longest name: what `PATH_MAX` allows.
const NAME_MAX: usize = 4096;

/// Finds one VMA after the other.
pub(crate) struct Vmas {
    resident: bool,
    name: KVec<u8>,
    name_len: usize,
    found: bool,
    state: u32,
    residents: Residents,
}

impl Vmas {
    /// Allocates the room for a name. `resident` asks for a walk of each VMA's page tables.
    pub(crate) fn new(resident: bool) -> Result<Self> {
        Ok(Self {
            resident,
            name: KVec::from_elem(0, NAME_MAX, GFP_KERNEL)?,
            name_len: 0,
            found: false,
            state: 0,
            residents: Residents::new(),
        })
    }

    /// The first VMA of `start..end`, whole, or nothing behind the last one.
    pub(crate) fn next(
        &mut self,
        walk: &mut Walk<'_>,
        start: u64,
        end: u64,
    ) -> Result<Option<Vma>> {
        self.name_len = 0;
        self.found = false;
        self.state = 0;
        self.residents = Residents::new();
        let facts = walk.first_vma(start, end, self)?;
        Ok(facts.map(|facts| self.record(&facts)))
    }

    /// The name of the VMA that was found last; empty if it has none.
    pub(crate) fn name(&self) -> &[u8] {
        &self.name[..self.name_len]
    }

    fn record(&self, facts: &VmaFacts) -> Vma {
        let sum = &self.residents.sum;
        let bytes = |counter| if self.resident { counter } else { ABSENT };
        Vma {
            start: facts.start,
            end: facts.end,
            flags: facts.flags,
            offset: facts.offset,
            inode: facts.inode,
            dev_major: facts.dev_major,
            dev_minor: facts.dev_minor,
            kind: facts.kind as u32,
            name_len: self.name_len as u32,
            state: self.state,
            page_size: facts.page_size,
            anon_bytes: bytes(sum.anon),
            file_bytes: bytes(sum.file),
            shmem_bytes: bytes(sum.shmem),
            hugetlb_bytes: bytes(sum.hugetlb),
            swap_bytes: bytes(sum.swap),
            huge_bytes: bytes(sum.huge),
            ..Vma::ZERO
        }
    }
}

impl Visit for Vmas {
    fn vma(&mut self, vma: &VmaRead<'_>, _facts: &VmaFacts, _addr: u64) -> bool {
        if self.found {
            return true;
        }
        self.found = true;
        match vma.name(&mut self.name) {
            Ok(len) => self.name_len = len,
            Err(_) => self.state |= VmaState::NAME_TOO_LONG,
        }
        self.resident
    }

    fn torn(&mut self) {
        self.state |= VmaState::TORN;
    }

    fn table(&mut self, facts: &VmaFacts, table: &Table) -> Option<u64> {
        self.residents.add(facts, table);
        None
    }
}
