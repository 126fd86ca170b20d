// SPDX-License-Identifier: GPL-2.0

//! CPUs: which are online, and their copies of per-CPU data.
//!
//! The copy of every possible CPU exists as long as the per-CPU allocation, so a CPU that goes
//! offline concurrently does no harm; its counters have been folded by then.

use super::{
    scalar::SetBits, //
    shim,
};

/// Number of possible CPU numbers, which is constant after boot.
pub(crate) fn ids() -> u32 {
    // SAFETY: A static integer that is constant after boot.
    unsafe { kernel::bindings::nr_cpu_ids }
}

/// The CPU of the caller, which may be on another one by the time of the return.
pub(crate) fn current() -> u32 {
    // SAFETY: Reads a per-CPU variable.
    unsafe { shim::rmm_shim_current_cpu() }
}

/// Online CPUs, ascending.
pub(crate) fn online() -> impl Iterator<Item = u32> {
    let mask = &raw const kernel::bindings::__cpu_online_mask;
    // SAFETY: The mask is static and has a bit for each of `nr_cpu_ids`, which is constant after
    // boot.
    unsafe {
        SetBits::new(
            (&raw const (*mask).bits).cast(),
            kernel::bindings::nr_cpu_ids,
        )
    }
}

/// Whether the CPU is online.
pub(crate) fn is_online(cpu: u32) -> bool {
    let mask = &raw const kernel::bindings::__cpu_online_mask;
    // SAFETY: As in `online`.
    let bits = unsafe {
        SetBits::new(
            (&raw const (*mask).bits).cast(),
            kernel::bindings::nr_cpu_ids,
        )
    };
    bits.from(cpu).next() == Some(cpu)
}

/// Online CPUs of a node, ascending.
pub(crate) fn online_of_node(nid: u32) -> impl Iterator<Item = u32> {
    // SAFETY: `rmm_shim_node_cpus` returns a static mask for every possible node, and callers have
    // a `NodeRef`. `nr_cpu_ids` is constant after boot.
    let cpus = unsafe {
        let mask = shim::rmm_shim_node_cpus(nid as i32);
        SetBits::new(
            (&raw const (*mask).bits).cast(),
            kernel::bindings::nr_cpu_ids,
        )
    };
    cpus.filter(|&cpu| is_online(cpu))
}

/// `per_cpu_ptr()` for each online CPU.
pub(super) fn copies<T>(percpu: *mut T) -> impl Iterator<Item = *const T> {
    online().map(move |cpu| copy(percpu, cpu))
}

/// `per_cpu_ptr()` for a CPU that is or was online.
pub(super) fn copy<T>(percpu: *mut T, cpu: u32) -> *const T {
    // SAFETY: Address arithmetic only, for a possible CPU.
    unsafe { shim::rmm_shim_per_cpu_ptr(percpu.cast(), cpu) }
        .cast::<T>()
        .cast_const()
}
