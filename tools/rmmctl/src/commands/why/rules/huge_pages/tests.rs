// SPDX-License-Identifier: GPL-2.0

use super::*;
use crate::commands::why::fake::{
    fake_vma,
    FakeFacts,
    MIB, //
};
use rmm::abi::{
    buddy::BuddyRecord,
    extent::ExtentRecord,
    mm::MmRecord,
    names::{
        PageKind,
        TableLevel, //
    },
    zone_kind::ZoneKind,
    AbiRecord, //
};

const START: u64 = 0x7f00_0000_0000;

/// A process with one VMA of 32 MiB in small pages, on a node with free blocks of order 9.
fn facts(enabled: &str) -> FakeFacts {
    let mut buddy = BuddyRecord {
        zone: ZoneKind::Normal as u32,
        ..BuddyRecord::ZERO
    };
    buddy.free_blocks[9] = 3;
    let fake = FakeFacts {
        mm: Some(MmRecord::ZERO),
        vmas: Some(vec![fake_vma(START, 32 * MIB)]),
        buddy: Some(vec![buddy]),
        extents: vec![extent(START, 32 * MIB, PageKind::Anon, 1)],
        ..FakeFacts::default()
    };
    fake.with_file(ENABLED, enabled)
}

fn extent(addr: u64, bytes: u64, kind: PageKind, mapcount: u32) -> ExtentRecord {
    ExtentRecord {
        addr,
        bytes,
        kind: kind as u8,
        level: TableLevel::Pte as u8,
        mapcount,
        ..ExtentRecord::ZERO
    }
}

/// Causes and bytes.
fn found(fake: &FakeFacts) -> Vec<(&'static str, u64)> {
    let findings = look(&fake.known()).unwrap();
    let causes = findings
        .iter()
        .map(|found| (found.cause, found.bytes.unwrap()));
    causes.collect()
}

const ALWAYS: &str = "[always] madvise never";
const MADVISE: &str = "always [madvise] never";
const NEVER: &str = "always madvise [never]";

#[test]
fn requests_and_settings_are_causes() {
    assert_eq!(found(&facts(NEVER)), [("sysfs", 32 * MIB)]);
    assert_eq!(found(&facts(MADVISE)), [("not-advised", 32 * MIB)]);
    let own_size = facts(ALWAYS).with_file(ENABLED_2M, "always inherit madvise [never]");
    assert_eq!(found(&own_size), [("sysfs", 32 * MIB)]);
    for (flags, cause) in [
        (VmaFlag::NOHUGEPAGE, "madvise"),
        (VmaFlag::UFFD_WP, "userfaultfd"),
    ] {
        let mut fake = facts(ALWAYS);
        fake.vmas.as_mut().unwrap()[0].record.flags = flags;
        assert_eq!(found(&fake), [(cause, 32 * MIB)]);
    }
    for flags in [MmFlag::THP_DISABLED, MmFlag::THP_ADVISED_ONLY] {
        let mut fake = facts(ALWAYS);
        fake.mm.as_mut().unwrap().flags = flags;
        assert_eq!(found(&fake), [("prctl", 32 * MIB)]);
    }
}

#[test]
fn advice_counts() {
    let mut fake = facts(MADVISE);
    fake.mm.as_mut().unwrap().flags = MmFlag::THP_ADVISED_ONLY;
    fake.vmas.as_mut().unwrap()[0].record.flags = VmaFlag::HUGEPAGE;
    assert_eq!(found(&fake), [("khugepaged", 32 * MIB)]);
}

#[test]
fn places_are_causes_and_small_vmas_are_added_up() {
    let mut fake = facts(ALWAYS);
    let small = (0..32).map(|at| fake_vma(START + at * 4 * MIB, MIB));
    let crooked = (0..16).map(|at| fake_vma(START + (at * 16 + 1) * MIB, 2 * MIB));
    fake.vmas = Some(small.chain(crooked).collect());
    assert_eq!(
        found(&fake),
        [("too-small", 32 * MIB), ("not-aligned", 32 * MIB)]
    );
    let findings = look(&fake.known()).unwrap();
    assert_eq!(findings[0].subject, "32 VMAs of process 7");
}

#[test]
fn large_vmas_have_findings_of_their_own() {
    let mut fake = facts(NEVER);
    fake.vmas = Some((0..6).map(|at| fake_vma(at << 32, 20 * MIB)).collect());
    let shown = found(&fake);
    assert_eq!(shown[..4], [("sysfs", 20 * MIB); 4]);
    assert_eq!(shown[4..], [("sysfs", 40 * MIB)]);
}

#[test]
fn the_limits_of_khugepaged_are_causes() {
    // Half of each range is missing, swapped out or shared.
    let halves = |kind: Option<PageKind>, mapcount| {
        let parts = (0..32).flat_map(move |at| {
            let addr = START + at * 2 * MIB;
            let other = kind.map(|kind| extent(addr + MIB, MIB, kind, 1));
            [Some(extent(addr, MIB, PageKind::Anon, mapcount)), other]
        });
        parts.flatten().collect()
    };
    let with = |extents| FakeFacts {
        vmas: Some(vec![fake_vma(START, 64 * MIB)]),
        extents,
        ..facts(ALWAYS)
    };
    let swapped = with(halves(Some(PageKind::Swap), 1));
    assert_eq!(found(&swapped), [("swapped", 32 * MIB)]);
    let holes = with(halves(None, 1));
    assert_eq!(found(&holes), [("khugepaged", 32 * MIB)]);
    let name = format!("{SYSFS}/khugepaged/max_ptes_none");
    assert_eq!(
        found(&holes.with_file(&name, "64\n")),
        [("holes", 32 * MIB)]
    );
    let name = format!("{SYSFS}/khugepaged/max_ptes_shared");
    let shared = with(halves(None, 2)).with_file(&name, "255\n");
    assert_eq!(found(&shared), [("shared", 32 * MIB)]);
}

#[test]
fn a_node_without_blocks_is_a_cause() {
    let mut fake = facts(ALWAYS);
    fake.buddy.as_mut().unwrap()[0].free_blocks[9] = 0;
    fake.buddy.as_mut().unwrap()[0].free_blocks[8] = 100;
    assert_eq!(found(&fake), [("no-block", 32 * MIB)]);
}

#[test]
fn little_memory_and_huge_pages_are_no_finding() {
    let mut fake = facts(NEVER);
    fake.vmas = Some(vec![fake_vma(START, 8 * MIB)]);
    assert!(found(&fake).is_empty());
    let mut fake = facts(ALWAYS);
    fake.vmas.as_mut().unwrap()[0].record.huge_bytes = 32 * MIB;
    assert!(found(&fake).is_empty());
    let mut fake = facts(NEVER);
    for kind in [VmaKind::Stack, VmaKind::File, VmaKind::Shmem] {
        fake.vmas.as_mut().unwrap()[0].record.kind = kind as u32;
        assert!(found(&fake).is_empty(), "{kind:?}");
    }
    // A kernel without huge pages.
    let mut fake = facts(ALWAYS);
    fake.files.clear();
    assert!(found(&fake).is_empty());
}
