// SPDX-License-Identifier: GPL-2.0

//! Physical memory: fills records from the kernel's nodes and zones.

pub(crate) mod buddy;
pub(crate) mod nodes;
pub(crate) mod pfns;
pub(crate) mod zones;
