// SPDX-License-Identifier: GPL-2.0

//! Kinds of zone.

declare! {
    /// Kinds of zone, named as the kernel names them.
    names ZoneKind = "RMM_ZONE_" {
        /// Below 16 MiB on x86.
        Dma = 0, "DMA", "DMA";
        /// Below 4 GiB.
        Dma32 = 1, "DMA32", "DMA32";
        /// Memory without restriction.
        Normal = 2, "NORMAL", "Normal";
        /// Memory that the kernel does not map all the time (32-bit).
        HighMem = 3, "HIGHMEM", "HighMem";
        /// Movable pages alone, so that memory can be taken away.
        Movable = 4, "MOVABLE", "Movable";
        /// Memory of devices.
        Device = 5, "DEVICE", "Device";
    }
}
