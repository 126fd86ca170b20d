// SPDX-License-Identifier: GPL-2.0

//! The parts of rmm that do not depend on the kernel, compiled for the host.
//!
//! `abi` and `model` are the module's own files, so tests here test the code of the module. Both
//! use only `core`, and unsafe code does not compile in this crate.

#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

#[path = "../../src/abi/mod.rs"]
pub mod abi;
#[path = "../../src/model/mod.rs"]
pub mod model;
