// SPDX-License-Identifier: GPL-2.0

use super::{
    census::RankedBlocks,
    *, //
};
use crate::commands::why::fake::FakeFacts;
use rmm::abi::{
    blocks::FragmentationRecord,
    frame::{
        FrameKind,
        FrameRecord,
        FrameStateRecord, //
    },
    node::NodeRecord,
    rmap::MappingRecord,
    zone::ZoneRecord,
    zone_kind::ZoneKind,
    AbiRecord, //
};

const ORDER: u32 = 4;

fn frame(pfn: u64, kind: FrameKind) -> FrameStateRecord {
    FrameStateRecord {
        frame: FrameRecord {
            pfn,
            kind: kind as u8,
            zone: ZoneKind::Normal as u8,
            ..FrameRecord::ZERO
        },
        ..FrameStateRecord::ZERO
    }
}

/// A node of one zone of 64 page frames.
fn facts(supply: NodeSupply, kind_of: impl Fn(u64) -> FrameKind) -> FakeFacts {
    FakeFacts {
        nodes: Some(vec![NodeRecord {
            states: NodeState::MEMORY,
            ..NodeRecord::ZERO
        }]),
        zones: Some(vec![ZoneRecord {
            zone: ZoneKind::Normal as u32,
            start_pfn: 128,
            spanned_pages: 64,
            low_pages: supply.low_pages,
            ..ZoneRecord::ZERO
        }]),
        fragmentation: Some(vec![FragmentationRecord {
            zone: ZoneKind::Normal as u32,
            order: ORDER,
            suitable_blocks: supply.suitable_blocks,
            allowed_blocks: supply.allowed_blocks,
            free_pages: supply.free_pages,
            ..FragmentationRecord::ZERO
        }]),
        frames: (128..192).map(|pfn| frame(pfn, kind_of(pfn))).collect(),
        ..FakeFacts::default()
    }
    .with_file(UNEVICTABLE, "1\n")
}

fn supply(suitable_blocks: u64, allowed_blocks: u64, free_pages: u64) -> NodeSupply {
    NodeSupply {
        suitable_blocks,
        allowed_blocks,
        free_pages,
        low_pages: 8,
    }
}

fn found(fake: &FakeFacts) -> DoctorFinding {
    let findings = look(&fake.known(), ORDER).unwrap();
    assert_eq!(findings.len(), 1);
    findings[0].clone()
}

#[test]
fn fragments_of_movable_memory_are_found() {
    // Every other page is in use, in the first block only one in eight.
    let fake = facts(supply(0, 0, 30), |pfn| match (pfn, pfn % 8, pfn % 2) {
        (..144, 0, _) | (144.., _, 0) => FrameKind::Anon,
        _ => FrameKind::Free,
    });
    let found = found(&fake);
    assert_eq!(found.cause, "fragmented");
    assert!(found.text.contains("4 blocks"), "{}", found.text);
    assert!(found.text.contains("needs 2 pages moved"), "{}", found.text);
    assert_eq!(found.severity, FindingSeverity::Warning);
}

#[test]
fn few_of_many_blocks_are_kept() {
    let mut census = BlockCensus::new(1, true);
    for pfn in 0..20_000 {
        let kind = match pfn % 4 {
            1 | 3 if pfn > 10_000 => FrameKind::Slab,
            0 => FrameKind::Anon,
            _ => FrameKind::Free,
        };
        census.add(&frame(pfn, kind));
    }
    census.finish();
    assert_eq!((census.blocks(), census.movable.count), (10_000, 5_000));
    let first = |blocks: &RankedBlocks| -> Vec<u64> {
        blocks.first().iter().map(|block| block.pfn).collect()
    };
    // The emptiest blocks, then the lowest.
    assert_eq!(first(&census.movable), [2, 6, 10]);
    assert_eq!(first(&census.fixed), [10_002, 10_006, 10_010]);
    assert_eq!(census.held.count, 0);
}

#[test]
fn memory_that_cannot_be_moved_is_named_by_kind_and_place() {
    let fake = facts(supply(0, 0, 30), |pfn| match (pfn % 16, pfn / 16) {
        (0, _) => FrameKind::Slab,
        (1, 9..) => FrameKind::PageTable,
        _ => FrameKind::Free,
    });
    let found = found(&fake);
    assert_eq!(found.cause, "unmovable");
    assert!(
        found.text.contains("slab 16K, page-table 12K"),
        "{}",
        found.text
    );
    assert!(
        found.text.contains("128..144 (1 pages: slab 1)"),
        "{}",
        found.text
    );
    assert_eq!(found.next, "rmmctl pfn 128..144 --summary");
}

/// Every block has a movable page and some pages that process 9 may hold; from 160 on, slab, too.
fn held(hold: impl Fn(&mut FrameStateRecord)) -> FakeFacts {
    let mut fake = facts(supply(0, 0, 30), |pfn| match (pfn % 16, pfn / 16) {
        (3, 10..) => FrameKind::Slab,
        (0, _) | (1, 9) | (2, _) => FrameKind::Anon,
        _ => FrameKind::Free,
    });
    let is_kept = |frame: &&mut FrameStateRecord| {
        frame.frame_kind() == Some(FrameKind::Anon) && frame.pfn % 16 != 2
    };
    fake.frames.iter_mut().filter(is_kept).for_each(hold);
    let mapping = MappingRecord {
        pid: 9,
        ..MappingRecord::ZERO
    };
    let pfns = 128..192;
    fake.mappings = pfns.map(|pfn| (pfn, vec![mapping])).collect();
    fake.with_file("/proc/9/comm", "vfio\n")
}

/// Sets the pins of a page, and the references that they are.
fn pin(frame: &mut FrameStateRecord, pins: u32) {
    frame.pins = pins;
    frame.frame.expected_references = 3;
    frame.frame.references = 3 + pins * 1024;
}

#[test]
fn pages_with_thousands_of_mappings_are_not_pinned() {
    let fake = held(|frame| {
        frame.pins = 1;
        frame.frame.expected_references = 1030;
        frame.frame.references = 1031;
    });
    assert_eq!(found(&fake).cause, "fragmented");
}

#[test]
fn pinned_pages_are_named_with_their_process() {
    let fake = held(|frame| pin(frame, 1));
    let found = found(&fake);
    assert_eq!(found.cause, "held");
    let wanted = "though 120K are free: in 2 blocks only pinned pages cannot be moved";
    assert!(found.text.contains(wanted), "{}", found.text);
    let wanted = "128..144 (1 pages: process 9 (vfio)), 144..160 (2 pages: process 9 (vfio)).";
    assert!(found.text.ends_with(wanted), "{}", found.text);
    assert_eq!(found.next, "rmmctl rmap pfn 128");
}

#[test]
fn pinned_pages_are_named_beside_blocks_that_compaction_can_make() {
    let fake = held(|frame| pin(frame, u32::from(frame.frame.pfn < 144)));
    let found = found(&fake);
    assert_eq!(found.cause, "fragmented");
    let wanted = "Besides, in 1 blocks only pinned pages cannot be moved; those with the fewest: \
                  128..144 (1 pages: process 9 (vfio)).";
    assert!(found.text.ends_with(wanted), "{}", found.text);
}

#[test]
fn locked_pages_hold_blocks_if_compaction_leaves_them() {
    let lock = |frame: &mut FrameStateRecord| frame.frame.kpageflags = 1 << 18;
    assert_eq!(found(&held(lock)).cause, "fragmented");
    let kept = held(lock).with_file(UNEVICTABLE, "0\n");
    assert_eq!(found(&kept).cause, "held");
}

#[test]
fn little_free_memory_is_another_cause() {
    let none = |_| FrameKind::Anon;
    assert_eq!(found(&facts(supply(0, 0, 9), none)).cause, "short");
    assert_eq!(found(&facts(supply(1, 0, 30), none)).cause, "reserve");
}

#[test]
fn orders_without_an_alternative_are_critical() {
    let mut fake = facts(supply(0, 0, 4), |_| FrameKind::Anon);
    fake.fragmentation.as_mut().unwrap()[0].order = 2;
    let findings = look(&fake.known(), 2).unwrap();
    assert_eq!(findings[0].severity, FindingSeverity::Critical);
}

#[test]
fn a_free_block_is_silent() {
    let fake = facts(supply(1, 1, 30), |_| FrameKind::Anon);
    assert!(look(&fake.known(), ORDER).unwrap().is_empty());
}

#[test]
fn blocks_with_holes_are_not_counted() {
    let mut census = BlockCensus::new(ORDER, true);
    for pfn in (128..144).chain(150..176) {
        census.add(&frame(pfn, FrameKind::Anon));
    }
    census.finish();
    assert_eq!(census.movable.count, 2);
    assert_eq!(census.blocks(), 2);
    assert_eq!(census.fixed.count, 0);
}
