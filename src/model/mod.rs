// SPDX-License-Identifier: GPL-2.0

//! Pure logic: no kernel calls, no unsafe, no allocation. Compiled into the module, and again as
//! an ordinary crate that is tested on the host.
//!
//! Nothing here panics, whatever it is given: counts saturate, addresses are only ever compared,
//! rounded and shifted.

pub mod blocks;
pub mod entry;
pub mod events;
pub mod extents;
pub mod faults;
pub mod filter;
pub mod flags;
pub mod fragmentation;
pub mod layout;
pub mod level;
pub mod policy;
pub mod pressure;
pub mod resident;
pub mod rmap;
pub mod segments;
pub mod stretch;
pub mod summary;
pub mod tables;
pub mod tally;
pub mod translate;
pub mod watch;
