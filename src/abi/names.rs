// SPDX-License-Identifier: GPL-2.0

//! Names that several records use.

declare! {
    /// Properties of a VMA, named as smaps names VM_* flags (include/linux/mm.h). The bit numbers
    /// belong to this interface and do not follow the kernel's.
    bits VmaFlag: u64 = "RMM_VMA_F_" {
        /// VM_READ.
        READ = 0, "READ", "rd";
        /// VM_WRITE.
        WRITE = 1, "WRITE", "wr";
        /// VM_EXEC.
        EXEC = 2, "EXEC", "ex";
        /// VM_SHARED.
        SHARED = 3, "SHARED", "sh";
        /// VM_MAYREAD.
        MAYREAD = 4, "MAYREAD", "mr";
        /// VM_MAYWRITE.
        MAYWRITE = 5, "MAYWRITE", "mw";
        /// VM_MAYEXEC.
        MAYEXEC = 6, "MAYEXEC", "me";
        /// VM_MAYSHARE.
        MAYSHARE = 7, "MAYSHARE", "ms";
        /// VM_GROWSDOWN.
        GROWSDOWN = 8, "GROWSDOWN", "gd";
        /// VM_PFNMAP.
        PFNMAP = 9, "PFNMAP", "pf";
        /// VM_LOCKED.
        LOCKED = 10, "LOCKED", "lo";
        /// VM_IO.
        IO = 11, "IO", "io";
        /// VM_SEQ_READ.
        SEQ_READ = 12, "SEQ_READ", "sr";
        /// VM_RAND_READ.
        RAND_READ = 13, "RAND_READ", "rr";
        /// VM_DONTCOPY.
        DONTCOPY = 14, "DONTCOPY", "dc";
        /// VM_DONTEXPAND.
        DONTEXPAND = 15, "DONTEXPAND", "de";
        /// VM_LOCKONFAULT.
        LOCKONFAULT = 16, "LOCKONFAULT", "lf";
        /// VM_ACCOUNT.
        ACCOUNT = 17, "ACCOUNT", "ac";
        /// VM_NORESERVE.
        NORESERVE = 18, "NORESERVE", "nr";
        /// VM_HUGETLB.
        HUGETLB = 19, "HUGETLB", "ht";
        /// VM_SYNC.
        SYNC = 20, "SYNC", "sf";
        /// VM_WIPEONFORK.
        WIPEONFORK = 21, "WIPEONFORK", "wf";
        /// VM_DONTDUMP.
        DONTDUMP = 22, "DONTDUMP", "dd";
        /// VM_SOFTDIRTY.
        SOFTDIRTY = 23, "SOFTDIRTY", "sd";
        /// VM_MIXEDMAP.
        MIXEDMAP = 24, "MIXEDMAP", "mm";
        /// VM_HUGEPAGE.
        HUGEPAGE = 25, "HUGEPAGE", "hg";
        /// VM_NOHUGEPAGE.
        NOHUGEPAGE = 26, "NOHUGEPAGE", "nh";
        /// VM_MERGEABLE.
        MERGEABLE = 27, "MERGEABLE", "mg";
        /// VM_UFFD_MISSING.
        UFFD_MISSING = 28, "UFFD_MISSING", "um";
        /// VM_UFFD_WP.
        UFFD_WP = 29, "UFFD_WP", "uw";
        /// VM_UFFD_MINOR.
        UFFD_MINOR = 30, "UFFD_MINOR", "ui";
        /// VM_SHADOW_STACK.
        SHADOW_STACK = 31, "SHADOW_STACK", "ss";
        /// VM_SEALED.
        SEALED = 32, "SEALED", "sl";
        /// VM_MAYBE_GUARD.
        MAYBE_GUARD = 33, "MAYBE_GUARD", "gu";
        /// VM_DROPPABLE.
        DROPPABLE = 34, "DROPPABLE", "dp";
        /// VM_UFFD_RWP.
        UFFD_RWP = 35, "UFFD_RWP", "ur";
        /// VM_ARCH_1, which is VM_PAT on x86.
        ARCH_1 = 36, "ARCH_1", "ar";
        /// Any flag that this version does not know. smaps does not show most of them either.
        OTHER = 37, "OTHER", "??";
    }

    /// Kind of memory that a VMA maps. The first that applies is chosen, in this order: special
    /// mapping, hugetlb, device, shmem, file, heap, stack, anonymous.
    names VmaKind = "RMM_VMA_" {
        /// Private anonymous memory other than heap and stack.
        Anon = 0, "ANON", "anon";
        /// Overlaps `mm->start_brk..brk`; `[heap]` in /proc/PID/maps.
        Heap = 1, "HEAP", "heap";
        /// Contains `mm->start_stack`; `[stack]` in /proc/PID/maps.
        Stack = 2, "STACK", "stack";
        /// Maps a file other than shmem and hugetlb.
        File = 3, "FILE", "file";
        /// Maps shmem: tmpfs, memfd, System V or shared anonymous memory.
        Shmem = 4, "SHMEM", "shmem";
        /// Maps hugetlb pages.
        Hugetlb = 5, "HUGETLB", "hugetlb";
        /// Pages that the kernel provides, such as vdso and vvar.
        Special = 6, "SPECIAL", "special";
        /// VM_PFNMAP or VM_IO: page frames outside the page cache.
        Device = 7, "DEVICE", "device";
    }

    /// Kind of page that an entry stands for.
    names PageKind = "RMM_PAGE_" {
        /// The entry is empty.
        None = 0, "NONE", "none";
        /// Anonymous page (MM_ANONPAGES).
        Anon = 1, "ANON", "anon";
        /// Page of a file (MM_FILEPAGES).
        File = 2, "FILE", "file";
        /// Page of shmem (MM_SHMEMPAGES).
        Shmem = 3, "SHMEM", "shmem";
        /// Page merged by KSM (counted in MM_ANONPAGES).
        Ksm = 4, "KSM", "ksm";
        /// hugetlb page (counted in HugetlbPages, not in VmRSS).
        Hugetlb = 5, "HUGETLB", "hugetlb";
        /// The 4 KiB zero page (not in VmRSS), also where KSM uses it.
        Zero = 6, "ZERO", "zero";
        /// The huge zero page (not in VmRSS).
        HugeZero = 7, "HUGE_ZERO", "huge-zero";
        /// Page frame without a usable struct page: devices, vvar.
        Pfn = 8, "PFN", "pfn";
        /// Swapped out (counted in VmSwap).
        Swap = 9, "SWAP", "swap";
        /// Under migration; counted in VmRSS.
        Migration = 10, "MIGRATION", "migration";
        /// Device-private memory, which the CPU cannot read; counted in VmRSS.
        DevicePrivate = 11, "DEVICE_PRIVATE", "device-private";
        /// Exclusive to a device for atomic access; counted in VmRSS.
        DeviceExclusive = 12, "DEVICE_EXCLUSIVE", "device-exclusive";
        /// Hardware-poisoned; an access is SIGBUS.
        Hwpoison = 13, "HWPOISON", "hwpoison";
        /// Marker: write-protected by userfaultfd without a page.
        MarkerUffdWp = 14, "MARKER_UFFD_WP", "marker-uffd-wp";
        /// Marker: poisoned, an access is SIGBUS.
        MarkerPoison = 15, "MARKER_POISON", "marker-poison";
        /// Marker: guard region, an access is SIGSEGV.
        MarkerGuard = 16, "MARKER_GUARD", "marker-guard";
        /// Entry of a kind that this version does not know.
        Unknown = 17, "UNKNOWN", "unknown";
    }

    /// Page-table levels from the top (`enum pgtable_level`). A folded level has no tables of its
    /// own.
    names TableLevel = "RMM_LEVEL_" {
        /// Top level.
        Pgd = 0, "PGD", "pgd";
        /// Fourth level; folded with four-level paging.
        P4d = 1, "P4D", "p4d";
        /// Third level; a leaf is 1 GiB.
        Pud = 2, "PUD", "pud";
        /// Second level; a leaf is 2 MiB.
        Pmd = 3, "PMD", "pmd";
        /// Last level; a leaf is 4 KiB.
        Pte = 4, "PTE", "pte";
    }
}
