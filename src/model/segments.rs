// SPDX-License-Identifier: GPL-2.0

//! Splits VMAs into the segments that exec laid out.
//!
//! exec (fs/binfmt_elf.c) sets these marks in `struct mm_struct`:
//!
//! - `start_code..end_code`: from the lowest executable segment of the file to the end of the
//!   highest.
//! - `start_data..end_data`: from the start of the segment with the highest address to the highest
//!   end of bytes from the file. The two are equal if that segment has no bytes in the file.
//! - The zero-filled rest of a segment has no mark: it is the anonymous memory that follows.
//! - The other segments of the file, such as headers and relocated read-only data, have no mark, but
//!   the auxiliary vector has the address of the program headers (AT_PHDR), which lie in the lowest.
//! - `start_brk..brk`: directly after the zero-filled rest without address randomisation (often in
//!   one VMA), above it with randomisation, and below the program if the loader was executed
//!   directly.
//!
//! A process can change all of them (PR_SET_MM), so no order of them is assumed.

use super::paging::{
    page_down,
    page_up, //
};
use crate::abi::{
    names::VmaKind,
    segment::SegmentKind, //
};

/// Marks of exec in `struct mm_struct`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct SegmentMarks {
    pub start_code: u64,
    pub end_code: u64,
    pub start_data: u64,
    pub end_data: u64,
    pub start_brk: u64,
    pub brk: u64,
    /// AT_PHDR; 0 if it is not known.
    pub program_headers: u64,
}

/// Properties of a VMA that decide on its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentVma {
    /// First address.
    pub start: u64,
    /// End address.
    pub end: u64,
    /// Kind of the VMA.
    pub kind: VmaKind,
    /// It is a private mapping of the executable (`mm->exe_file`), as those that exec makes.
    pub is_exe_file: bool,
}

/// Part of a VMA that belongs to one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentPiece {
    /// First address.
    pub start: u64,
    /// End address.
    pub end: u64,
    /// Segment of the part.
    pub kind: SegmentKind,
}

/// Page-aligned addresses from `start` to `end`, exclusive.
#[derive(Clone, Copy)]
struct AddressSpan {
    start: u64,
    end: u64,
}

impl AddressSpan {
    const fn contains(self, addr: u64) -> bool {
        self.start <= addr && addr < self.end
    }
}

/// Splits VMAs, in ascending order, into pieces of segments.
pub struct SegmentPartition {
    code: AddressSpan,
    data: AddressSpan,
    heap: AddressSpan,
    /// From the lowest to the highest segment of the executable. A program can map its executable
    /// anywhere else.
    image: AddressSpan,
    /// The program headers lie at the start of `image`, or in the code.
    headers_known: bool,
    /// Zero-filled data, as far as VMAs without a hole have been seen.
    bss: AddressSpan,
}

impl SegmentPartition {
    /// The partition of an address space with these marks.
    pub const fn new(marks: &SegmentMarks) -> Self {
        let bss = if marks.start_data < marks.end_data {
            page_up(marks.end_data)
        } else {
            page_down(marks.end_data)
        };
        let code = AddressSpan {
            start: page_down(marks.start_code),
            end: page_up(marks.end_code),
        };
        let data = AddressSpan {
            start: page_down(marks.start_data),
            end: bss,
        };
        let mut image = code;
        if data.start < image.start {
            image.start = data.start;
        }
        if data.end > image.end {
            image.end = data.end;
        }
        let headers = page_down(marks.program_headers);
        let headers_known = headers != 0 && headers < code.end;
        if headers_known && headers < image.start {
            image.start = headers;
        }
        Self {
            code,
            data,
            image,
            headers_known,
            // brk(2) maps from the next page on. The page of `start_brk` existed before.
            heap: AddressSpan {
                start: page_up(marks.start_brk),
                end: page_up(marks.brk),
            },
            bss: AddressSpan {
                start: bss,
                end: bss,
            },
        }
    }

    /// Splits `vma` into pieces in ascending order. The same VMA may be split again.
    pub fn split_vma(&mut self, vma: SegmentVma) -> SegmentPieces<'_> {
        SegmentPieces {
            at: vma.start,
            vma,
            partition: self,
        }
    }

    /// Segment of the page at `addr` in `vma`.
    fn segment_at(&self, vma: &SegmentVma, addr: u64) -> SegmentKind {
        let anonymous = matches!(vma.kind, VmaKind::Anon | VmaKind::Heap);
        match vma.kind {
            VmaKind::Special => SegmentKind::Vdso,
            VmaKind::Stack => SegmentKind::Stack,
            _ if anonymous && self.heap.contains(addr) => SegmentKind::Heap,
            // By address only, because a program may have moved its text to huge pages.
            _ if self.code.contains(addr) => SegmentKind::Code,
            _ if self.data.contains(addr) => SegmentKind::Data,
            _ if anonymous && self.follows_data(addr) => SegmentKind::Bss,
            _ if vma.is_exe_file && self.has_image(vma, addr) => SegmentKind::Image,
            _ => SegmentKind::Mmap,
        }
    }

    /// Whether `addr` is between segments of the executable, or `vma` ends at the lowest of them, as
    /// its headers do if their address is not known.
    fn has_image(&self, vma: &SegmentVma, addr: u64) -> bool {
        self.image.contains(addr) || !self.headers_known && vma.end == self.image.start
    }

    /// Whether `addr` is in or adjacent to zero-filled data and below the heap.
    fn follows_data(&self, addr: u64) -> bool {
        let beyond = self.bss.start <= self.heap.start && self.heap.start <= addr;
        self.bss.start <= addr && addr <= self.bss.end && !beyond
    }

    /// Lowest address above `addr` where a segment can begin or end.
    fn next_boundary(&self, addr: u64) -> u64 {
        [self.code, self.data, self.heap, self.image, self.bss]
            .iter()
            .flat_map(|span| [span.start, span.end])
            .filter(|&edge| edge > addr)
            .fold(u64::MAX, u64::min)
    }
}

/// Iterator of [`SegmentPartition::split_vma`].
pub struct SegmentPieces<'a> {
    partition: &'a mut SegmentPartition,
    vma: SegmentVma,
    at: u64,
}

impl Iterator for SegmentPieces<'_> {
    type Item = SegmentPiece;

    fn next(&mut self) -> Option<SegmentPiece> {
        let start = self.at;
        if start >= self.vma.end {
            return None;
        }
        let kind = self.partition.segment_at(&self.vma, start);
        // Extends the piece over boundaries that do not separate two segments.
        while self.at < self.vma.end && self.partition.segment_at(&self.vma, self.at) == kind {
            self.at = self.partition.next_boundary(self.at).min(self.vma.end);
            if kind == SegmentKind::Bss {
                self.partition.bss.end = self.partition.bss.end.max(self.at);
            }
        }
        Some(SegmentPiece {
            start,
            end: self.at,
            kind,
        })
    }
}

/// Extent of the pieces of one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentExtent {
    /// First address.
    pub start: u64,
    /// End address.
    pub end: u64,
    /// Bytes of the pieces, without the gaps between them.
    pub bytes: u64,
}

/// Extents of all segments.
#[derive(Clone, Copy, Debug, Default)]
pub struct SegmentExtents([Option<SegmentExtent>; SegmentKind::ALL.len()]);

impl SegmentExtents {
    /// Extends the segment of the piece.
    pub fn add_piece(&mut self, piece: &SegmentPiece) {
        let bytes = piece.end.saturating_sub(piece.start);
        let extent = self.0[piece.kind as usize].get_or_insert(SegmentExtent {
            start: piece.start,
            end: piece.end,
            bytes: 0,
        });
        extent.start = extent.start.min(piece.start);
        extent.end = extent.end.max(piece.end);
        extent.bytes = extent.bytes.saturating_add(bytes);
    }

    /// Extent of a segment; `None` if it has no piece.
    pub fn get(&self, kind: SegmentKind) -> Option<SegmentExtent> {
        self.0[kind as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;
    use SegmentKind::*;

    const PAGE: u64 = 4096;

    fn vma(start: u64, end: u64, kind: VmaKind) -> SegmentVma {
        SegmentVma {
            start: start * PAGE,
            end: end * PAGE,
            kind,
            is_exe_file: false,
        }
    }

    fn exe(start: u64, end: u64) -> SegmentVma {
        SegmentVma {
            is_exe_file: true,
            ..vma(start, end, VmaKind::File)
        }
    }

    /// Code in pages 2 and 3, data from the middle of page 5 to the middle of page 7.
    fn layout(start_brk: u64, brk: u64) -> SegmentMarks {
        SegmentMarks {
            start_code: 2 * PAGE,
            end_code: 4 * PAGE - 100,
            start_data: 5 * PAGE + 100,
            end_data: 7 * PAGE + 100,
            start_brk: start_brk * PAGE,
            brk: brk * PAGE,
            program_headers: PAGE + 64,
        }
    }

    fn cut(layout: SegmentMarks, vmas: &[SegmentVma]) -> Vec<(SegmentKind, u64, u64)> {
        let mut partition = SegmentPartition::new(&layout);
        let mut found = Vec::new();
        for &vma in vmas {
            for p in partition.split_vma(vma) {
                found.push((p.kind, p.start / PAGE, p.end / PAGE));
            }
        }
        found
    }

    #[test]
    fn program_with_separate_heap() {
        let vmas = [
            exe(1, 2),
            exe(2, 4),
            exe(4, 5),
            exe(5, 6), // Read-only after relocation.
            exe(6, 8),
            vma(8, 10, VmaKind::Anon),
            vma(20, 30, VmaKind::Heap),
            vma(100, 101, VmaKind::File),
            vma(101, 102, VmaKind::Anon),
            vma(200, 210, VmaKind::Stack),
            vma(210, 212, VmaKind::Special),
        ];
        let want = [
            (Image, 1, 2),
            (Code, 2, 4),
            (Image, 4, 5),
            (Data, 5, 6),
            (Data, 6, 8),
            (Bss, 8, 10),
            (Heap, 20, 30),
            (Mmap, 100, 101),
            (Mmap, 101, 102),
            (Stack, 200, 210),
            (Vdso, 210, 212),
        ];
        assert_eq!(cut(layout(20, 30), &vmas), want);
    }

    #[test]
    fn one_vma_with_bss_heap_and_mapping() {
        let vmas = [exe(5, 8), vma(8, 20, VmaKind::Heap)];
        assert_eq!(
            cut(layout(10, 15), &vmas),
            [(Data, 5, 8), (Bss, 8, 10), (Heap, 10, 15), (Mmap, 15, 20)]
        );
        // The heap is still empty.
        assert_eq!(
            cut(layout(10, 10), &[vma(8, 12, VmaKind::Anon)]),
            [(Bss, 8, 10), (Mmap, 10, 12)]
        );
    }

    #[test]
    fn heap_starts_at_the_page_after_start_brk() {
        let mut layout = layout(0, 15);
        layout.start_brk = 9 * PAGE + 1;
        assert_eq!(
            cut(layout, &[vma(8, 15, VmaKind::Heap)]),
            [(Bss, 8, 10), (Heap, 10, 15)]
        );
    }

    #[test]
    fn bss_spans_vmas_but_no_hole() {
        let vmas = [
            vma(8, 9, VmaKind::Anon),
            vma(9, 10, VmaKind::Anon),
            vma(11, 12, VmaKind::Anon),
        ];
        assert_eq!(
            cut(layout(20, 20), &vmas),
            [(Bss, 8, 9), (Bss, 9, 10), (Mmap, 11, 12)]
        );
    }

    #[test]
    fn file_after_data_is_not_bss() {
        let vmas = [vma(8, 9, VmaKind::File), vma(9, 10, VmaKind::Anon)];
        assert_eq!(cut(layout(20, 20), &vmas), [(Mmap, 8, 9), (Mmap, 9, 10)]);
    }

    #[test]
    fn data_segment_without_file_bytes() {
        let mut layout = layout(20, 20);
        (layout.start_data, layout.end_data) = (8 * PAGE + 64, 8 * PAGE + 64);
        let vmas = [exe(5, 8), vma(8, 10, VmaKind::Anon)];
        assert_eq!(cut(layout, &vmas), [(Image, 5, 8), (Bss, 8, 10)]);
    }

    #[test]
    fn heap_below_the_program() {
        let vmas = [
            vma(0, 1, VmaKind::Heap),
            exe(5, 8),
            vma(8, 10, VmaKind::Anon),
        ];
        let want = [(Heap, 0, 1), (Data, 5, 8), (Bss, 8, 10)];
        assert_eq!(cut(layout(0, 1), &vmas), want);
    }

    #[test]
    fn text_moved_to_anonymous_memory_is_code() {
        let vmas = [vma(2, 4, VmaKind::Anon), vma(5, 8, VmaKind::Shmem)];
        assert_eq!(cut(layout(20, 20), &vmas), [(Code, 2, 4), (Data, 5, 8)]);
    }

    #[test]
    fn executable_that_mmap_mapped_is_no_image() {
        let vmas = [exe(0, 1), exe(1, 2), exe(2, 4), exe(5, 8), exe(50, 51)];
        let want = [
            (Mmap, 0, 1),
            (Image, 1, 2),
            (Code, 2, 4),
            (Data, 5, 8),
            (Mmap, 50, 51),
        ];
        assert_eq!(cut(layout(20, 20), &vmas), want);
        // It was merged with the VMA of the headers.
        assert_eq!(
            cut(layout(20, 20), &[exe(0, 2)]),
            [(Mmap, 0, 1), (Image, 1, 2)]
        );
    }

    #[test]
    fn headers_at_an_unknown_address_are_image() {
        let mut layout = layout(20, 20);
        for headers in [0, 6 * PAGE] {
            layout.program_headers = headers;
            assert_eq!(
                cut(layout, &[exe(0, 1), exe(1, 2), exe(2, 4)]),
                [(Mmap, 0, 1), (Image, 1, 2), (Code, 2, 4)]
            );
        }
    }

    #[test]
    fn executable_on_tmpfs_has_an_image() {
        let shmem = |start, end| SegmentVma {
            is_exe_file: true,
            ..vma(start, end, VmaKind::Shmem)
        };
        assert_eq!(
            cut(
                layout(20, 20),
                &[
                    shmem(1, 2),
                    shmem(2, 4),
                    shmem(4, 5),
                    vma(90, 91, VmaKind::Shmem)
                ]
            ),
            [(Image, 1, 2), (Code, 2, 4), (Image, 4, 5), (Mmap, 90, 91)]
        );
    }

    #[test]
    fn same_vma_may_be_split_again() {
        let mut partition = SegmentPartition::new(&layout(20, 20));
        let bss = vma(8, 12, VmaKind::Anon);
        let first: Vec<_> = partition.split_vma(bss).collect();
        let again: Vec<_> = partition.split_vma(bss).collect();
        assert_eq!(first, again);
        let behind: Vec<_> = partition.split_vma(vma(10, 13, VmaKind::Anon)).collect();
        assert_eq!((behind.len(), behind[0].kind), (1, Bss));
    }

    #[test]
    fn extent_covers_pieces_and_sums_their_bytes() {
        let mut partition = SegmentPartition::new(&layout(20, 30));
        let mut extents = SegmentExtents::default();
        for vma in [exe(1, 2), exe(2, 4), exe(4, 5)] {
            partition
                .split_vma(vma)
                .for_each(|piece| extents.add_piece(&piece));
        }
        let image = SegmentExtent {
            start: PAGE,
            end: 5 * PAGE,
            bytes: 2 * PAGE,
        };
        assert_eq!(extents.get(Image), Some(image));
        assert_eq!(extents.get(Code).unwrap().bytes, 2 * PAGE);
        assert_eq!(extents.get(Heap), None);
    }
}
