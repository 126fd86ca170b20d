// SPDX-License-Identifier: GPL-2.0

//! The only home of unsafe code: a safe type for each kernel object, whose existence proves the
//! lock or the reference that its methods need.

/// What the kernel crate's bindings leave out, by bindgen (see Kbuild).
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

    // SAFETY: Structures of integers and raw pointers alone: all bytes zero is a value.
    unsafe impl pin_init::Zeroable for rmm_shim_table {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_vma_facts {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_page_facts_table {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_frame_chunk {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_free_lists {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_probe_counts {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_policy {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_mm_account {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_fault_account {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_thp_mapcounts {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_rmap_batch {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_frame_batch {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_node_counts {}
    // SAFETY: As above.
    unsafe impl pin_init::Zeroable for rmm_shim_node_memory {}
}

pub(crate) mod arena;
pub(crate) mod cpu;
pub(crate) mod file;
pub(crate) mod memory;
pub(crate) mod mm;
pub(crate) mod probes;
mod scalar;
pub(crate) mod system;
pub(crate) mod task;
pub(crate) mod work;

/// Owner of everything that is registered.
#[cfg(rmm_before_7_3)]
const THIS_MODULE: &kernel::ThisModule = &crate::THIS_MODULE;

/// Owner of everything that is registered.
#[cfg(not(rmm_before_7_3))]
const THIS_MODULE: &kernel::ThisModule = kernel::module::this_module::<crate::LocalModule>();
