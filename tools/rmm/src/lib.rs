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
//! stays mapped is never skipped. [`RecordIterator::next_batch`] makes one call, for programs that stop
//! at a signal, poll or show progress.
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
//! # Arenas
//!
//! [`Rmm::create_arena`] creates shared memory whose pages a policy of the module places. An
//! [`ArenaDescriptor`] is the right to it, as that of a memfd is: it maps the memory, reads where the
//! pages are and why, and migrates them. [`ArenaDescriptor::of_process`] and
//! [`ArenaDescriptor::of_arena`] get the descriptor of an arena that another process created.
//!
//! # Without the right to open the device
//!
//! [`procfs::ProcTable`] reads the files of `/proc/rmm`, most of which everyone may read.
//! [`translate_own`] translates an address of the caller.

#![deny(unsafe_code)]

#[cfg(not(all(
    target_os = "linux",
    target_endian = "little",
    target_pointer_width = "64"
)))]
compile_error!("rmm-client needs 64-bit little-endian Linux, as the module does");

// Its documentation links to private items, which the documentation of the module contains.
#[allow(unreachable_pub, rustdoc::private_intra_doc_links)]
pub mod abi;
mod arena;
mod arena_holders;
mod arena_options;
mod calls;
mod error;
mod fault_records;
mod faults;
mod frames;
mod iterator;
mod machine;
// The module's own logic, of which clients use a part.
#[allow(dead_code, unreachable_pub, unused_imports)]
mod model;
mod names;
mod options;
mod parallel;
mod process;
pub mod procfs;
mod records;
mod resumable;
mod session;
mod sums;
mod sys;
mod translate_text;
pub mod transport;
mod watch;

pub use arena::ArenaDescriptor;
pub use arena_holders::{
    arena_holders,
    listed_arenas,
    ArenaHolder, //
};
pub use arena_options::ArenaOptions;
pub use error::{
    MissingRight,
    RmmError, //
};
pub use fault_records::{
    FaultLosses,
    FaultRecords,
    FaultRecordsOptions, //
};
pub use faults::{
    FaultCounter,
    FaultInterval,
    FaultIntervals, //
};
pub use frames::CountedFrames;
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
    LARGE_BYTES,
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
pub use sums::{
    sum_records,
    SummedRecord, //
};
pub use sys::{
    record_bytes,
    ArenaMapping, //
};
pub use translate_text::translate_own;
pub use watch::{
    unwatch_process,
    watch_process,
    watched_processes,
    WatchedDirectory, //
};
