// SPDX-License-Identifier: GPL-2.0

//! The parts of rmm that do not depend on the kernel, compiled for the host.
//!
//! `abi` and `model` are the files of the module itself, so the tests here cover the code that runs
//! in the kernel. Both use `core` only, and this crate forbids unsafe code.

#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

#[path = "../../src/abi/mod.rs"]
pub mod abi;
#[path = "../../src/model/mod.rs"]
pub mod model;
