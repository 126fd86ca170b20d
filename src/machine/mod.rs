// SPDX-License-Identifier: GPL-2.0

//! Physical memory: fills records from the kernel's nodes and zones.

pub(crate) mod buddy;
pub(crate) mod events;
pub(crate) mod faults;
pub(crate) mod fragmentation;
pub(crate) mod frames;
pub(crate) mod freeblocks;
pub(crate) mod layout;
pub(crate) mod lru;
pub(crate) mod memcgs;
pub(crate) mod nodes;
pub(crate) mod pageblocks;
pub(crate) mod pagetypes;
pub(crate) mod pfns;
pub(crate) mod pressure;
pub(crate) mod zones;
