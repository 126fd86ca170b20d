// SPDX-License-Identifier: GPL-2.0

//! The only unsafe code of the module: safe types for kernel objects.
//!
//! The value of such a type proves that its caller holds the lock or the reference that the methods
//! need: an [`mm::vma::VmaRead`] exists while a VMA is read-locked, a [`memory::hotplug::HotplugGuard`]
//! while memory hotplug is held off. What proves what, and in which order locks are taken, is
//! documented at the head of each file.
//!
//! C code stands beside the Rust file that calls it. Its functions and structures are named
//! `rmm_shim_*`, and [`shim`] has their bindings; `kernel::bindings` has the kernel's own.

use kernel::{
    bindings,
    types::Opaque, //
};

/// Bindings of the module's C code, and of the kernel's functions and types that the kernel crate
/// leaves out. bindgen generates them (Kbuild), and derives `Zeroable` for `rmm_shim_*`.
#[allow(
    clippy::all,
    dead_code,
    improper_ctypes,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unreachable_pub,
    unsafe_op_in_unsafe_fn
)]
mod shim {
    include!(env!("RMM_BINDINGS"));
}

pub(crate) mod arena;
pub(crate) mod cpu;
pub(crate) mod fault_ends;
pub(crate) mod file;
pub(crate) mod memory;
pub(crate) mod mm;
pub(crate) mod name_buffer;
pub(crate) mod probes;
mod scalar;
pub(crate) mod system;
pub(crate) mod task;
pub(crate) mod work;

#[allow(
    improper_ctypes,
    reason = "only the address of `__this_module` is used"
)]
extern "C" {
    static __this_module: Opaque<bindings::module>;
}

/// `THIS_MODULE`: the owner of files, which keeps the module loaded while one is open.
// SAFETY: The module loader has initialised `__this_module` before any code of the module runs, and
// keeps it until all of it has returned. Only the address is taken.
const THIS_MODULE: *mut bindings::module = unsafe { __this_module.get() };
