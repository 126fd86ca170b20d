// SPDX-License-Identifier: GPL-2.0

//! Kernel memory that is short while ZONE_MOVABLE, which it cannot use, has free pages.

use super::{
    DoctorRule,
    RuleLook,
    RuleResult,
    PAGE_SIZE, //
};
use crate::{
    cells::human_bytes,
    commands::why::{
        facts::KnownFacts,
        finding::{
            DoctorFinding,
            FindingSeverity, //
        },
    },
};
use rmm::abi::{
    zone::ZoneRecord,
    zone_kind::ZoneKind, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "zone-balance",
    look: RuleLook::Node(look),
};

/// ZONE_MOVABLE is empty enough from this share of free pages on: reclaim keeps less than a
/// hundredth free, so a quarter is memory that nobody wants.
const FREE_SHARE: u64 = 4;

fn sum(zones: &[&ZoneRecord], field: fn(&ZoneRecord) -> u64) -> u64 {
    zones.iter().map(|zone| field(zone)).sum()
}

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let zones = facts.ordinary_zones(node)?;
    let is_movable = |zone: &&ZoneRecord| zone.zone == ZoneKind::Movable as u32;
    let (movable, kernel): (Vec<&ZoneRecord>, Vec<_>) = zones.into_iter().partition(is_movable);
    let free = sum(&kernel, |zone| zone.free_pages);
    let low = sum(&kernel, |zone| zone.low_pages);
    let unused = sum(&movable, |zone| zone.free_pages);
    let managed = sum(&movable, |zone| zone.managed_pages);
    if kernel.is_empty() || managed == 0 || free > low || unused < managed / FREE_SHARE {
        return Ok(Vec::new());
    }
    let subject = format!("node {node}");
    let text = format!(
        "{subject}: the zones that kernel memory can use are below their low watermarks, while \
         ZONE_MOVABLE has {} free: too much of the node is in ZONE_MOVABLE.",
        human_bytes(unused * PAGE_SIZE)
    );
    let finding = DoctorFinding::new(FindingSeverity::Warning, "movable-zone", subject, text)
        .bytes(unused * PAGE_SIZE)
        .number("kernel_free_pages", free, "RMM_ZONES free_pages")
        .number("kernel_low_pages", low, "RMM_ZONES low_pages")
        .number(
            "movable_free_pages",
            unused,
            "RMM_ZONES free_pages, Movable",
        )
        .number(
            "movable_managed_pages",
            managed,
            "RMM_ZONES managed_pages, Movable",
        );
    Ok(vec![finding.next(
        "rmmctl zones --columns node,zone,free_pages,low_pages,managed_pages",
    )])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::FakeFacts;
    use rmm::abi::AbiRecord;

    fn count(kernel_free: u64, movable_free: u64) -> usize {
        let zone = |kind: ZoneKind, free_pages, managed_pages| ZoneRecord {
            zone: kind as u32,
            free_pages,
            managed_pages,
            low_pages: 2000,
            ..ZoneRecord::ZERO
        };
        let fake = FakeFacts {
            zones: Some(vec![
                zone(ZoneKind::Dma, 4000, 4000),
                zone(ZoneKind::Normal, kernel_free, 200_000),
                zone(ZoneKind::Movable, movable_free, 100_000),
            ]),
            ..FakeFacts::default()
        };
        look(&fake.known(), 0).unwrap().len()
    }

    #[test]
    fn a_movable_zone_that_keeps_the_kernel_short_is_found() {
        assert_eq!(count(1500, 80_000), 1);
    }

    #[test]
    fn balanced_zones_are_silent() {
        assert_eq!(count(50_000, 80_000), 0);
        assert_eq!(count(1500, 1500), 0);
        assert_eq!(count(1500, 0), 0);
    }
}
