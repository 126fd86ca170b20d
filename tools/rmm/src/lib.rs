// SPDX-License-Identifier: GPL-2.0

//! Client of the kernel module rmm, which shows live Linux memory management.
//!
//! [`Rmm::open`] opens `/dev/rmm`. A session answers questions about the machine (nodes, zones, page
//! frames, memory cgroups, processes), and [`Rmm::process`] opens the address space of one process
//! (VMAs, page-table entries, extents, translations, reverse maps).
//!
//! ```no_run
//! use rmm::{Rmm, WalkOptions};
//!
//! fn main() -> Result<(), rmm::RmmError> {
//!     let rmm = Rmm::open()?;
//!     let memory = rmm.process(std::process::id() as i32)?;
//!     for page in memory.pages(&WalkOptions::default()) {
//!         let page = page?;
//!         println!("{:x} {:?} node {:?}", page.addr, page.page_kind(), page.node_id());
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Iterators
//!
//! The module limits the work of one call, so a walk takes several. [`RecordIterator`] repeats the
//! call from the position where it ended, enlarges buffers that are too small, and sums the cost of
//! the calls. A walk is not a snapshot: the address space may change between two calls. Memory that
//! stays mapped is never skipped.
//!
//! # Absent values
//!
//! A number that is unknown, hidden from the caller or not requested is [`abi::ABSENT`] in a record,
//! never zero. [`present`], [`present_32`] and [`present_8`] make an `Option` of it.
//!
//! # Versions
//!
//! The interface only grows. The library refuses a module whose interface is older than its own
//! ([`RmmError::VersionMismatch`]), because such a module would leave fields zero instead of absent.
//! A newer module is accepted.
//!
//! # Without the right to open the device
//!
//! [`procfs::ProcTable`] reads the files of `/proc/rmm`, most of which everyone may read.

#![deny(unsafe_code)]

// Its documentation links to private items, which the documentation of the module contains.
#[allow(unreachable_pub, rustdoc::private_intra_doc_links)]
pub mod abi;
mod calls;
mod error;
mod faults;
mod iterator;
mod machine;
// The module's own logic, of which clients use a part.
#[allow(dead_code, unreachable_pub, unused_imports)]
mod model;
mod names;
mod options;
mod process;
pub mod procfs;
mod records;
mod session;
mod sums;
mod sys;
pub mod transport;

pub use error::{
    MissingRight,
    RmmError, //
};
pub use faults::FaultCounter;
pub use iterator::RecordIterator;
pub use machine::{
    MachinePressure,
    NamedMemcg,
    ZonePageBlock, //
};
pub use model::events::event_word;
pub use names::{
    escape_name,
    restore_name, //
};
pub use options::{
    EntryFilter,
    FramesOptions,
    ProcessesOptions,
    VmasOptions,
    WalkOptions, //
};
pub use process::{
    AddressSpace,
    NamedVma,
    PageMappings,
    ProcessFaultCounts, //
    TranslatedAddress,
};
pub use records::{
    present,
    present_32,
    present_8,
    set_words, //
};
pub use session::{
    ProcessTarget,
    Rmm,
    DEVICE, //
};
pub use sys::record_bytes;
