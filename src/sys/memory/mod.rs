// SPDX-License-Identifier: GPL-2.0

//! Memory of the machine: nodes, zones, page blocks, page frames, LRU lists, memory cgroups, counters.

pub(super) mod counters;
pub(crate) mod frame;
pub(crate) mod frame_record;
pub(crate) mod hotplug;
pub(crate) mod kernel_layout;
pub(crate) mod lruvec;
pub(crate) mod memcg;
pub(crate) mod node;
pub(crate) mod numa;
pub(crate) mod page_block;
pub(crate) mod page_cache;
pub(crate) mod vm_events;
pub(crate) mod zone;
