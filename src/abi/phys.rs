// SPDX-License-Identifier: GPL-2.0

//! Physical memory: nodes, zones, free areas.
