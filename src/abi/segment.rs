// SPDX-License-Identifier: GPL-2.0

//! `RMM_SEGMENTS`: the segments of an address space.

declare! {
    /// Segments of an address space as exec laid them out (`struct mm_struct`, fs/binfmt_elf.c).
    names SegmentKind = "RMM_SEGMENT_" {
        /// `start_code..end_code`: executable text.
        Code = 0, "CODE", "code";
        /// `start_data..end_data`: initialised data.
        Data = 1, "DATA", "data";
        /// Zero-filled data after the initialised data.
        Bss = 2, "BSS", "bss";
        /// `start_brk..brk`.
        Heap = 3, "HEAP", "heap";
        /// Memory that mmap(2) placed: libraries, anonymous memory, files, other mappings of the
        /// executable.
        Mmap = 4, "MMAP", "mmap";
        /// Stack of the main thread.
        Stack = 5, "STACK", "stack";
        /// vdso, vvar and other pages that the kernel provides.
        Vdso = 6, "VDSO", "vdso";
        /// Other segments of the executable, from the first to the last that exec mapped: headers,
        /// read-only data, relocations.
        Image = 7, "IMAGE", "image";
    }

    /// One segment of an address space.
    record SegmentRecord = "rmm_segment" {
        /// `RMM_SEGMENT_*`.
        kind: u32,
        /// Must be zero.
        reserved: u32,
        /// First address; `RMM_ABSENT` if the segment is empty.
        start: u64,
        /// End address, exclusive; `RMM_ABSENT` if the segment is empty.
        end: u64,
        /// Size of the VMAs in the segment, in bytes.
        virtual_bytes: u64,
        /// Resident bytes of these VMAs, as VmRSS counts them.
        resident_bytes: u64,
    }
}
