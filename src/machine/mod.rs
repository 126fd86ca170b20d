// SPDX-License-Identifier: GPL-2.0

//! Nodes, zones, page frames, LRU lists, memory cgroups, events, kernel layout: fills ABI records
//! from the kernel's structures.
//!
//! Zones and nodes are read field by field without a lock, as /proc/zoneinfo does: each field is
//! exact, together they are not one moment. Structures that memory hotplug replaces
//! (per_cpu_pageset, per_cpu_zonestats, zonelists) are read under the hotplug guard.

pub(crate) mod buddy;
pub(crate) mod events;
pub(crate) mod faults;
pub(crate) mod file_cache;
pub(crate) mod fragmentation;
pub(crate) mod frames;
pub(crate) mod freeblocks;
pub(crate) mod judgement_watch;
pub(crate) mod layout;
pub(crate) mod lru;
pub(crate) mod memcgs;
pub(crate) mod module_info;
pub(crate) mod nodes;
pub(crate) mod pageblocks;
pub(crate) mod pagetypes;
pub(crate) mod pfns;
pub(crate) mod pressure;
pub(crate) mod process_faults;
pub(crate) mod zones;
