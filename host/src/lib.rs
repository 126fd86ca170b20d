// SPDX-License-Identifier: GPL-2.0

//! The parts of rmm that know no kernel, compiled for the host.
//!
//! `abi` and `model` are the module's own files: what passes here is what runs there. Both keep to
//! `core`, and unsafe code does not compile in this crate.

#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

#[path = "../../src/abi/mod.rs"]
pub mod abi;
#[path = "../../src/model/mod.rs"]
pub mod model;
