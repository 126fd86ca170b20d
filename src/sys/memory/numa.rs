// SPDX-License-Identifier: GPL-2.0

//! Nodes as the page allocator sees them: allowed nodes, nearest nodes, free memory.

use crate::{
    model::policy::{
        NodeMemory,
        NodeSet, //
    },
    sys::shim, //
};

/// Nodes with memory that the caller's cpuset allows.
pub(crate) fn allowed_nodes() -> NodeSet {
    // SAFETY: Reads the current task and static masks.
    NodeSet(unsafe { shim::rmm_shim_allowed_nodes() })
}

/// The node of this CPU, or the nearest with memory.
pub(crate) fn local_node() -> u32 {
    // SAFETY: Reads a per-CPU variable.
    unsafe { shim::rmm_shim_local_node() }
}

/// The memory of a node below 64; zeros if the node does not exist.
pub(crate) fn memory_of(node: u32) -> NodeMemory {
    let mut out = pin_init::zeroed::<shim::rmm_shim_node_memory>();
    // SAFETY: The number is below `nr_node_ids`, which bounds the table; `out` is writable.
    unsafe {
        if node < kernel::bindings::nr_node_ids {
            shim::rmm_shim_read_node_memory(node as i32, &mut out);
        }
    }
    NodeMemory {
        free: out.free,
        low: out.low,
        high: out.high,
        managed: out.managed,
        reclaimable: out.reclaimable,
    }
}

/// The distance between two nodes, from the kernel's table.
pub(crate) fn distance(from: u32, to: u32) -> u32 {
    // SAFETY: Any number is valid.
    unsafe { shim::rmm_shim_node_distance(from as i32, to as i32) as u32 }
}

/// The node of `nodes` that the page allocator tries first on a CPU of node `from`.
pub(crate) fn nearest(from: u32, nodes: NodeSet) -> Option<u32> {
    // SAFETY: Any number is valid; zonelists are never freed.
    let node = unsafe { shim::rmm_shim_nearest_node(from as i32, nodes.0) };
    u32::try_from(node).ok()
}
