// SPDX-License-Identifier: GPL-2.0

//! A node whose free memory is mostly in CMA areas, which only movable allocations may use.
//!
//! For all other allocations the kernel compares the rest with the watermarks, so they wait for reclaim
//! while the node seems to have enough free memory.

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
        node_facts::{
            is_ordinary_of,
            FreeLevels, //
        },
    },
};
use rmm::{
    abi::{
        counters::ZoneStat,
        zone::ZoneRecord, //
    },
    present, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "cma-free",
    look: RuleLook::Node(look),
};

/// CMA areas are most of the free memory if they have this share of it.
const LEAST_SHARE: u64 = 2;

/// Free pages of CMA areas.
fn cma_free(zones: &[&ZoneRecord]) -> u64 {
    let cma = zones
        .iter()
        .filter_map(|zone| zone.stat.get(ZoneStat::FreeCmaPages as usize));
    cma.copied().filter_map(present).sum()
}

/// Free pages in CMA areas if they are most of what the node has, and the rest is short.
fn short_beside_cma(zones: &[&ZoneRecord]) -> Option<(FreeLevels, u64)> {
    let (levels, cma) = (FreeLevels::of(zones), cma_free(zones));
    let rest = levels.free_pages.saturating_sub(cma);
    let is_most = cma != 0 && cma >= levels.free_pages / LEAST_SHARE;
    // A node that is short with its CMA areas, too, is a case for other rules.
    let is_short = rest <= levels.low_pages && levels.free_pages > levels.high_pages;
    (is_most && is_short).then_some((levels, cma))
}

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    if short_beside_cma(&facts.ordinary_zones(node)?).is_none() {
        return Ok(Vec::new());
    }
    // kswapd wakes at the low watermark, so to be below it for a moment is nothing.
    facts.pause();
    let zones = facts.zones_now()?;
    let zones: Vec<_> = zones
        .iter()
        .filter(|zone| is_ordinary_of(zone, node))
        .collect();
    let Some((levels, cma)) = short_beside_cma(&zones) else {
        return Ok(Vec::new());
    };
    let subject = format!("node {node}");
    let shown = |pages: u64| human_bytes(pages * PAGE_SIZE);
    let text = format!(
        "{subject} has {} free, but {} of it is in CMA areas, which only movable allocations may \
         use. The other {} has been below the low watermark for a second: kswapd does not keep up \
         with the kernel's own allocations on this node, which wait for reclaim at watermark min.",
        shown(levels.free_pages),
        shown(cma),
        shown(levels.free_pages.saturating_sub(cma))
    );
    let min: u64 = zones.iter().map(|zone| zone.min_pages).sum();
    let finding = DoctorFinding::new(FindingSeverity::Warning, "movable-only", subject, text)
        .bytes(cma * PAGE_SIZE)
        .number("free_cma_pages", cma, "RMM_ZONES stat.nr_free_cma")
        .number("free_pages", levels.free_pages, "RMM_ZONES free_pages")
        .number("low_pages", levels.low_pages, "RMM_ZONES low_pages")
        .number("min_pages", min, "RMM_ZONES min_pages")
        .next("rmmctl zones --columns node,zone,free_pages,stat.nr_free_cma,min_pages,low_pages");
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::FakeFacts;
    use rmm::abi::{
        zone_kind::ZoneKind,
        AbiRecord,
        ABSENT, //
    };

    fn zones(free: u64, cma: u64) -> Vec<ZoneRecord> {
        let mut zone = ZoneRecord {
            zone: ZoneKind::Normal as u32,
            free_pages: free,
            min_pages: 1000,
            low_pages: 2000,
            high_pages: 3000,
            ..ZoneRecord::ZERO
        };
        zone.stat[ZoneStat::FreeCmaPages as usize] = cma;
        // ZONE_DMA does not count.
        let dma = ZoneRecord {
            zone: ZoneKind::Dma as u32,
            free_pages: 9000,
            ..ZoneRecord::ZERO
        };
        vec![zone, dma]
    }

    /// The bytes of a finding about a node with these free pages, now and after a second.
    fn found(now: (u64, u64), after: (u64, u64)) -> Option<u64> {
        let fake = FakeFacts {
            zones: Some(zones(now.0, now.1)),
            zones_after: Some(zones(after.0, after.1)),
            ..FakeFacts::default()
        };
        let findings = look(&fake.known(), 0).unwrap();
        findings.first().and_then(|found| found.bytes)
    }

    #[test]
    fn memory_for_movable_allocations_alone_is_found() {
        let short = (20_000, 18_500);
        assert_eq!(found(short, short), Some(18_500 * PAGE_SIZE));
    }

    #[test]
    fn enough_other_memory_and_general_shortage_are_silent() {
        let short = (20_000, 18_500);
        for levels in [
            (20_000, 15_000),
            (2500, 2000),
            (20_000, 0),
            (20_000, ABSENT),
        ] {
            assert_eq!(found(levels, levels), None, "{levels:?}");
            // kswapd keeps up.
            assert_eq!(found(short, levels), None, "{levels:?}");
        }
    }
}
