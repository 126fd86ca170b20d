// SPDX-License-Identifier: GPL-2.0

//! Objects of one address space: `struct mm_struct`, VMAs, page tables, reverse maps.

pub(crate) mod account;
pub(crate) mod folio_state;
pub(crate) mod handle;
pub(crate) mod leaf;
pub(crate) mod mempolicy;
mod mm_fields;
pub(crate) mod page_facts;
pub(crate) mod page_runs;
pub(crate) mod processes;
pub(crate) mod rmap;
pub(crate) mod table;
pub(crate) mod vma;
