// SPDX-License-Identifier: GPL-2.0

//! The address space of the kernel, and where it leaves room for that of a process.

declare! {
    /// Regions, in the order of Documentation/arch/x86/x86_64/mm.rst.
    names RegionKind = "RMM_REGION_" {
        /// Addresses of a process, in which mmap(2) looks for room by itself.
        User = 0, "USER", "user";
        /// Addresses of a process that mmap(2) gives to who asks for them: five levels alone.
        UserHigh = 1, "USER_HIGH", "user-high";
        /// The last page of the user half, which nobody gets.
        UserGuard = 2, "USER_GUARD", "user-guard";
        /// Addresses whose upper bits are not the sign of the highest bit that tables translate.
        NonCanonical = 3, "NON_CANONICAL", "non-canonical";
        /// Guard hole, left to hypervisors.
        Guard = 4, "GUARD", "guard";
        /// Remap of a process's LDT for page-table isolation.
        Ldt = 5, "LDT", "ldt";
        /// All physical memory (`page_offset_base`): room for as much as the CPU can address.
        DirectMap = 6, "DIRECT_MAP", "direct-map";
        /// vmalloc and ioremap (`vmalloc_base`).
        Vmalloc = 7, "VMALLOC", "vmalloc";
        /// The array of struct page (`vmemmap_base`): room for the whole direct map.
        Vmemmap = 8, "VMEMMAP", "vmemmap";
        /// Shadow memory of KASAN.
        Kasan = 9, "KASAN", "kasan-shadow";
        /// Entry stacks, descriptor tables, a part for each CPU.
        CpuEntry = 10, "CPU_ENTRY", "cpu-entry";
        /// Stacks that return to 16-bit segments.
        Espfix = 11, "ESPFIX", "espfix";
        /// EFI's run-time services, mapped in their own tables alone.
        Efi = 12, "EFI", "efi";
        /// Where the kernel's image may lie.
        KernelWindow = 13, "KERNEL_WINDOW", "kernel-window";
        /// The mapped part of that window, from the first page to the last: text, data, bss. It is
        /// the only region inside another one.
        KernelImage = 14, "KERNEL_IMAGE", "kernel-image";
        /// Modules.
        Modules = 15, "MODULES", "modules";
        /// Addresses settled when the kernel was compiled, permanent ones.
        Fixmap = 16, "FIXMAP", "fixmap";
        /// The page of legacy system calls, which a process may see.
        Vsyscall = 17, "VSYSCALL", "vsyscall";
        /// Nothing.
        Hole = 18, "HOLE", "hole";
    }

    /// One region of the address space. Regions are in descending order and, together with the
    /// holes between them, fill the address space. If the opener or the caller lacks CAP_SYSLOG in
    /// the initial user namespace, or the kernel is locked down to confidentiality, addresses and
    /// the sizes of holes, from which addresses follow, are absent.
    record RegionRecord = "rmm_region" {
        /// `RMM_REGION_*`.
        kind: u32,
        /// Levels of page tables in use.
        levels: u32,
        /// First address.
        start: u64,
        /// Last address.
        last: u64,
        /// Size in bytes.
        bytes: u64,
        /// Entries of the top table that it lies in; absent for what no table translates.
        top_entries: u64,
    }
}
