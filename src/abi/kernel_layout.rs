// SPDX-License-Identifier: GPL-2.0

//! `RMM_LAYOUT`: regions of the virtual address space.

declare! {
    /// Regions of the address space, in the order of Documentation/arch/x86/x86_64/mm.rst.
    names RegionKind = "RMM_REGION_" {
        /// User addresses that mmap(2) chooses from.
        User = 0, "USER", "user";
        /// User addresses above 47 bits, which mmap(2) returns only for a hint there; five levels
        /// only.
        UserHigh = 1, "USER_HIGH", "user-high";
        /// The last page of the user half, which is never mapped.
        UserGuard = 2, "USER_GUARD", "user-guard";
        /// Non-canonical addresses: the upper bits are not the sign extension of the highest
        /// translated bit.
        NonCanonical = 3, "NON_CANONICAL", "non-canonical";
        /// Guard hole, reserved for hypervisors.
        Guard = 4, "GUARD", "guard";
        /// Remap of a process's LDT for page-table isolation.
        Ldt = 5, "LDT", "ldt";
        /// Direct map of all physical memory (`page_offset_base`). Its size is the maximum that the
        /// CPU can address.
        DirectMap = 6, "DIRECT_MAP", "direct-map";
        /// vmalloc and ioremap (`vmalloc_base`).
        Vmalloc = 7, "VMALLOC", "vmalloc";
        /// The array of struct page (`vmemmap_base`). Its size covers the whole direct map.
        Vmemmap = 8, "VMEMMAP", "vmemmap";
        /// Shadow memory of KASAN.
        Kasan = 9, "KASAN", "kasan-shadow";
        /// Per-CPU entry areas: entry stacks and descriptor tables.
        CpuEntry = 10, "CPU_ENTRY", "cpu-entry";
        /// Stacks for returns to 16-bit segments (ESPFIX).
        Espfix = 11, "ESPFIX", "espfix";
        /// EFI run-time services, mapped in page tables of their own only.
        Efi = 12, "EFI", "efi";
        /// Addresses at which the kernel image can be.
        KernelWindow = 13, "KERNEL_WINDOW", "kernel-window";
        /// The mapped part of that window from first to last page: text, data, bss. It is the only
        /// region inside another.
        KernelImage = 14, "KERNEL_IMAGE", "kernel-image";
        /// Modules.
        Modules = 15, "MODULES", "modules";
        /// Fixmap: addresses fixed at compile time (permanent entries).
        Fixmap = 16, "FIXMAP", "fixmap";
        /// The page of legacy system calls, which a process can read.
        Vsyscall = 17, "VSYSCALL", "vsyscall";
        /// No region.
        Hole = 18, "HOLE", "hole";
    }

    /// One region of the address space, from the top down. Regions and holes together fill the
    /// address space. Unless the opener of /dev/rmm and the caller have CAP_SYSLOG in the initial
    /// user namespace and the kernel is not locked down to confidentiality, addresses are absent,
    /// and so are the sizes of holes, which would show addresses.
    record RegionRecord = "rmm_region" {
        /// `RMM_REGION_*`.
        kind: u32,
        /// Number of page-table levels in use.
        levels: u32,
        /// First address.
        start: u64,
        /// Last address, inclusive.
        last: u64,
        /// Size in bytes.
        bytes: u64,
        /// Number of entries of the top-level table that the region covers; absent for
        /// non-canonical addresses.
        top_entries: u64,
    }
}
