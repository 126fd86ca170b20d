// SPDX-License-Identifier: GPL-2.0

//! Segments of an address space.

declare! {
    /// Parts of an address space as exec laid them out (`struct mm_struct`).
    names SegmentKind = "RMM_SEGMENT_" {
        /// `start_code..end_code`: executable text.
        Code = 0, "CODE", "code";
        /// `start_data..end_data`: initialised data.
        Data = 1, "DATA", "data";
        /// Zero-filled data behind the initialised.
        Bss = 2, "BSS", "bss";
        /// `start_brk..brk`.
        Heap = 3, "HEAP", "heap";
        /// Everything that mmap(2) placed: libraries, anonymous memory, files.
        Mmap = 4, "MMAP", "mmap";
        /// The main thread's stack.
        Stack = 5, "STACK", "stack";
        /// vdso, vvar and other kernel-provided pages.
        Vdso = 6, "VDSO", "vdso";
        /// The executable's other segments: headers, read-only data, relocations.
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
        /// End address; `RMM_ABSENT` if the segment is empty.
        end: u64,
        /// Bytes of VMAs in it.
        virtual_bytes: u64,
        /// Bytes of these that are resident, as VmRSS counts.
        resident_bytes: u64,
    }
}
