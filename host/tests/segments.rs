// SPDX-License-Identifier: GPL-2.0

//! Compares the pieces of segments with the VMAs that they were split from.

use proptest::{
    collection::vec,
    prelude::*, //
};
use rmm_host::{
    abi::{
        names::VmaKind,
        segment::SegmentKind, //
    },
    model::segments::{
        SegmentExtents,
        SegmentMarks,
        SegmentPartition,
        SegmentPiece,
        SegmentVma, //
    },
};

const PAGE: u64 = 4096;

/// Marks in any order and alignment, because PR_SET_MM can set them freely.
fn layout() -> impl Strategy<Value = SegmentMarks> {
    let mark = prop_oneof![
        8 => 0u64..60 * PAGE,
        4 => (0u64..60).prop_map(|page| page * PAGE),
        1 => any::<u64>(),
    ];
    prop::array::uniform7(mark).prop_map(|m| SegmentMarks {
        start_code: m[0],
        end_code: m[1],
        start_data: m[2],
        end_data: m[3],
        start_brk: m[4],
        brk: m[5],
        program_headers: m[6],
    })
}

/// VMAs in ascending order, some of them adjacent.
fn vmas() -> impl Strategy<Value = Vec<SegmentVma>> {
    let vma = (0u64..3, 1u64..8, 0..VmaKind::ALL.len(), any::<bool>());
    vec(vma, 0..15).prop_map(|raw| {
        let mut end = 0;
        let mut place = |(gap, pages, kind, exe)| {
            let start = end + gap * PAGE;
            end = start + pages * PAGE;
            SegmentVma {
                start,
                end,
                kind: VmaKind::ALL[kind],
                is_exe_file: exe,
            }
        };
        raw.into_iter().map(&mut place).collect()
    })
}

fn split(layout: &SegmentMarks, vmas: &[SegmentVma]) -> Vec<Vec<SegmentPiece>> {
    let mut partition = SegmentPartition::new(layout);
    vmas.iter()
        .map(|&vma| partition.split_vma(vma).collect())
        .collect()
}

proptest! {
    #[test]
    fn pieces_cover_the_vma(layout in layout(), vmas in vmas()) {
        for (vma, pieces) in vmas.iter().zip(split(&layout, &vmas)) {
            let mut at = vma.start;
            for piece in &pieces {
                prop_assert_eq!(piece.start, at);
                prop_assert!(piece.start < piece.end);
                prop_assert_eq!((piece.start % PAGE, piece.end % PAGE), (0, 0));
                at = piece.end;
            }
            prop_assert_eq!(at, vma.end);
            let kinds = pieces.windows(2);
            prop_assert!(kinds.into_iter().all(|pair| pair[0].kind != pair[1].kind));
        }
    }

    /// With the marks as exec sets them, each segment is inside its marks.
    #[test]
    fn pieces_are_inside_their_marks(
        marks in prop::array::uniform6(0u64..100 * PAGE), vmas in vmas(),
    ) {
        let mut marks = marks;
        marks.sort();
        let [start_code, end_code, start_data, end_data, start_brk, brk] = marks;
        let program_headers = start_code / 2;
        let layout = SegmentMarks {
            start_code, end_code, start_data, end_data, start_brk, brk, program_headers,
        };
        for (vma, pieces) in vmas.iter().zip(split(&layout, &vmas)) {
            let anonymous = matches!(vma.kind, VmaKind::Anon | VmaKind::Heap);
            for piece in pieces {
                let within = |start: u64, end: u64| {
                    start / PAGE * PAGE <= piece.start && piece.end < end + PAGE
                };
                prop_assert!(match piece.kind {
                    SegmentKind::Code => within(start_code, end_code),
                    SegmentKind::Data => within(start_data, end_data),
                    SegmentKind::Bss => anonymous && within(end_data, start_brk),
                    SegmentKind::Heap => anonymous && within(start_brk, brk),
                    SegmentKind::Stack => vma.kind == VmaKind::Stack,
                    SegmentKind::Vdso => vma.kind == VmaKind::Special,
                    SegmentKind::Image => {
                        vma.is_exe_file
                            && (within(program_headers, end_data) || vma.end < program_headers + PAGE)
                    }
                    SegmentKind::Mmap => true,
                }, "{:?}", piece);
            }
        }
    }

    /// A resumed walk may repeat a VMA, which has the same pieces then.
    #[test]
    fn same_vma_has_the_same_pieces(layout in layout(), vmas in vmas()) {
        let twice: Vec<SegmentVma> = vmas.iter().flat_map(|&vma| [vma, vma]).collect();
        let once = split(&layout, &vmas);
        let again = split(&layout, &twice);
        for (once, again) in once.iter().zip(again.chunks(2)) {
            prop_assert_eq!(once, &again[0]);
            prop_assert_eq!(once, &again[1]);
        }
    }

    #[test]
    fn extents_contain_every_byte(layout in layout(), vmas in vmas()) {
        let mut extents = SegmentExtents::default();
        for piece in split(&layout, &vmas).concat() {
            extents.add_piece(&piece);
        }
        let found: Vec<_> = SegmentKind::ALL.iter().filter_map(|&k| extents.get(k)).collect();
        let bytes: u64 = found.iter().map(|extent| extent.bytes).sum();
        prop_assert_eq!(bytes, vmas.iter().map(|vma| vma.end - vma.start).sum::<u64>());
        prop_assert!(found.iter().all(|e| 0 < e.bytes && e.bytes <= e.end - e.start));
    }
}
