// SPDX-License-Identifier: GPL-2.0

//! Ranges of 2 MiB in which huge pages are possible, judged as khugepaged judges them.

use super::{
    HugeObstacle,
    HUGE_ORDER,
    HUGE_SIZE,
    SYSFS, //
};
use crate::commands::why::{
    facts::{
        FactResult,
        KnownFacts,
        VmaFact, //
    },
    finding::DoctorFinding,
    rules::PAGE_SIZE,
};
use rmm::{
    abi::{
        extent::{
            ExtentAttribute,
            ExtentRecord, //
        },
        mm::MmFlag,
        names::{
            PageKind,
            TableLevel, //
        },
    },
    present_32,
    WalkOptions, //
};
use std::{
    collections::BTreeMap,
    ops::Range, //
};

/// Pages of a huge page.
const HUGE_PAGES: u64 = HUGE_SIZE / PAGE_SIZE;

/// Limits of khugepaged, in pages of a range.
pub(super) struct CollapseLimits {
    none: u64,
    swap: u64,
    shared: u64,
}

fn path(name: &str) -> String {
    format!("{SYSFS}/khugepaged/{name}")
}

impl CollapseLimits {
    /// Reads the limits. A kernel without one of the files has the default.
    pub(super) fn read(facts: &KnownFacts<'_>) -> FactResult<Self> {
        let read = |name: &str, default: u64| -> FactResult<u64> {
            Ok(facts.number(&path(name))?.unwrap_or(default))
        };
        Ok(Self {
            none: read("max_ptes_none", HUGE_PAGES - 1)?,
            swap: read("max_ptes_swap", HUGE_PAGES / 8)?,
            shared: read("max_ptes_shared", HUGE_PAGES / 2)?,
        })
    }

    /// Adds the limit that is exceeded.
    pub(super) fn add_to(&self, obstacle: HugeObstacle, finding: DoctorFinding) -> DoctorFinding {
        let (name, limit) = match obstacle {
            HugeObstacle::Swapped => ("max_ptes_swap", self.swap),
            HugeObstacle::Shared => ("max_ptes_shared", self.shared),
            _ => ("max_ptes_none", self.none),
        };
        finding.number(name, limit, path(name))
    }
}

/// Pages of a range of 2 MiB.
#[derive(Default)]
struct RangePages {
    small: u64,
    swapped: u64,
    shared: u64,
}

impl RangePages {
    fn add(&mut self, extent: &ExtentRecord, pages: u64) {
        let level = TableLevel::from_raw(extent.level.into());
        match extent.page_kind() {
            Some(PageKind::Anon | PageKind::Ksm) if level == Some(TableLevel::Pte) => {
                self.small += pages;
                if present_32(extent.mapcount).is_some_and(|count| count > 1) {
                    self.shared += pages;
                }
            }
            Some(PageKind::Swap) => self.swapped += pages,
            _ => {}
        }
    }

    /// The limit that keeps khugepaged from the range; `None` if none does.
    fn obstacle(&self, limits: &CollapseLimits) -> Option<HugeObstacle> {
        let none = HUGE_PAGES.saturating_sub(self.small + self.swapped);
        if self.swapped > limits.swap {
            Some(HugeObstacle::Swapped)
        } else if self.shared > limits.shared {
            Some(HugeObstacle::Shared)
        } else if none > limits.none {
            Some(HugeObstacle::Holes)
        } else {
            None
        }
    }
}

/// Bytes in small pages of the whole ranges in `part`, by cause.
pub(super) fn lost_by_cause(
    facts: &KnownFacts<'_>,
    vma: &VmaFact,
    part: Range<u64>,
) -> FactResult<Vec<(HugeObstacle, u64)>> {
    let options = WalkOptions {
        range: part.clone(),
        attributes: ExtentAttribute::KIND | ExtentAttribute::LEVEL | ExtentAttribute::MAPCOUNT,
        ..WalkOptions::default()
    };
    let mut ranges: BTreeMap<u64, RangePages> = BTreeMap::new();
    facts.extents(&options, |extent| {
        let (mut addr, end) = (extent.addr, extent.end().min(part.end));
        while addr < end {
            let start = addr / HUGE_SIZE * HUGE_SIZE;
            let stop = end.min(start + HUGE_SIZE);
            let pages = (stop - addr) / PAGE_SIZE;
            ranges.entry(start).or_default().add(extent, pages);
            addr = stop;
        }
    })?;
    let limits = CollapseLimits::read(facts)?;
    let mut lost: BTreeMap<HugeObstacle, u64> = BTreeMap::new();
    let has_block = facts.large_blocks(main_node(vma), HUGE_ORDER)? != 0;
    let waiting = match has_block {
        true => HugeObstacle::Khugepaged,
        false => HugeObstacle::NoBlock,
    };
    for range in ranges.values().filter(|range| range.small != 0) {
        let obstacle = range.obstacle(&limits).unwrap_or(waiting);
        *lost.entry(obstacle).or_default() += range.small * PAGE_SIZE;
    }
    Ok(lost.into_iter().collect())
}

/// The node that has most of a VMA's memory.
pub(super) fn main_node(vma: &VmaFact) -> u32 {
    let nodes = vma.node_bytes.iter().zip(0u32..);
    let nodes = nodes.filter_map(|(&bytes, node)| Some((rmm::present(bytes)?, node)));
    // Of equals, the first.
    let most = nodes.max_by_key(|&(bytes, node)| (bytes, std::cmp::Reverse(node)));
    most.map_or(0, |(_, node)| node)
}

/// Adds how fast khugepaged works, and whether it works on the process.
pub(super) fn add_pace(
    facts: &KnownFacts<'_>,
    finding: DoctorFinding,
) -> FactResult<DoctorFinding> {
    let is_registered = facts.mm()?.flags & MmFlag::KHUGEPAGED != 0;
    let mut finding = finding.number("registered", u64::from(is_registered), "RMM_MM flags");
    for name in ["pages_to_scan", "scan_sleep_millisecs", "full_scans"] {
        if let Some(number) = facts.number(&path(name))? {
            finding = finding.number(name, number, path(name));
        }
    }
    Ok(finding)
}
