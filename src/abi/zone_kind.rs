// SPDX-License-Identifier: GPL-2.0

//! Kinds of zone.

declare! {
    /// Kinds of zone (`enum zone_type`, include/linux/mmzone.h).
    names ZoneKind = "RMM_ZONE_" {
        /// Below 16 MiB on x86.
        Dma = 0, "DMA", "DMA";
        /// Below 4 GiB.
        Dma32 = 1, "DMA32", "DMA32";
        /// Memory without restrictions.
        Normal = 2, "NORMAL", "Normal";
        /// Memory without a permanent kernel mapping (32-bit only).
        HighMem = 3, "HIGHMEM", "HighMem";
        /// Movable pages only, so that the memory can be removed.
        Movable = 4, "MOVABLE", "Movable";
        /// Device memory.
        Device = 5, "DEVICE", "Device";
    }
}
