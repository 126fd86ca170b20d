// SPDX-License-Identifier: GPL-2.0

//! Computations without kernel calls, unsafe code or allocations. The files are compiled into the
//! module and, unchanged, into the host crate, which tests them.
//!
//! Nothing here panics on any input: counts saturate, and addresses are only compared, rounded and
//! shifted.

pub mod entry_flags;
pub mod escaped_name;
pub mod events;
pub mod extents;
pub mod fault_ring;
pub mod faults;
pub mod flags;
pub mod folio_range;
pub mod fragmentation;
pub mod heap_sort;
pub mod histogram;
pub mod judgement;
pub mod kernel_layout;
pub mod migration;
pub mod page_block;
pub mod page_filter;
pub mod page_tables;
pub mod paging;
pub mod policy;
pub mod pressure;
pub mod resident_bytes;
pub mod rmap_batch;
pub mod rmap_request;
pub mod segments;
pub mod summary;
pub mod translate_request;
pub mod watch_request;
