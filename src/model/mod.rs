// SPDX-License-Identifier: GPL-2.0

//! Pure logic: no kernel calls, no unsafe, no allocation. Compiled into the module, and again as
//! an ordinary crate that is tested on the host.
//!
//! Nothing here panics, whatever it is given: counts saturate, addresses are only ever compared,
//! rounded and shifted.

pub mod entry;
pub mod flags;
pub mod level;
pub mod policy;
pub mod resident;
pub mod segments;
pub mod summary;
pub mod tables;
pub mod translate;
pub mod watch;
