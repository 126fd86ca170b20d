// SPDX-License-Identifier: GPL-2.0

//! A node whose free memory is mostly in CMA areas, which only movable allocations may use.
//!
//! The kernel compares the rest with the watermarks for all other allocations, so they wait for
//! reclaim or fail while the node seems to have enough free memory.

use super::{
    DoctorRule,
    RuleLook,
    RuleResult,
    PAGE_SIZE, //
};
use crate::{
    cells::human_bytes,
    commands::why::{
        facts::{
            FactResult,
            KnownFacts, //
        },
        finding::{
            DoctorFinding,
            FindingSeverity, //
        },
    },
};
use rmm::{
    abi::counters::ZoneStat,
    present, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "cma-free",
    look: RuleLook::Node(look),
};

/// CMA areas are most of the free memory if they have this share of it.
const LEAST_SHARE: u64 = 2;

/// Free pages of CMA areas and watermark min, in the ordinary zones of a node.
fn cma_levels(facts: &KnownFacts<'_>, node: u32) -> FactResult<(u64, u64)> {
    let zones = facts.ordinary_zones(node)?.into_iter();
    Ok(zones.fold((0, 0), |(free, min), zone| {
        let stat = zone.stat.get(ZoneStat::FreeCmaPages as usize);
        let cma = stat.copied().and_then(present).unwrap_or(0);
        (free + cma, min + zone.min_pages)
    }))
}

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let levels = facts.free_levels(node)?;
    let (cma, min) = cma_levels(facts, node)?;
    let rest = levels.free_pages.saturating_sub(cma);
    let is_most = cma != 0 && cma >= levels.free_pages / LEAST_SHARE;
    // A node that is short with its CMA areas, too, is a case for other rules.
    if !is_most || rest > levels.low_pages || levels.free_pages <= levels.high_pages {
        return Ok(Vec::new());
    }
    let severity = match rest <= min {
        true => FindingSeverity::Critical,
        false => FindingSeverity::Warning,
    };
    let subject = format!("node {node}");
    let shown = |pages: u64| human_bytes(pages * PAGE_SIZE);
    let text = format!(
        "{subject} has {} free, but {} of it are in CMA areas, which only movable allocations may \
         use. The other {} are below the low watermark, so kernel allocations wait for reclaim.",
        shown(levels.free_pages),
        shown(cma),
        shown(rest)
    );
    let finding = DoctorFinding::new(severity, "movable-only", subject, text)
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
        zone::ZoneRecord,
        zone_kind::ZoneKind,
        AbiRecord,
        ABSENT, //
    };

    fn found(free: u64, cma: u64) -> Option<FindingSeverity> {
        let mut zone = ZoneRecord {
            zone: ZoneKind::Normal as u32,
            free_pages: free,
            min_pages: 1000,
            low_pages: 2000,
            high_pages: 3000,
            ..ZoneRecord::ZERO
        };
        zone.stat[ZoneStat::FreeCmaPages as usize] = cma;
        // Devices' memory does not count.
        let device = ZoneRecord {
            zone: ZoneKind::Dma as u32,
            free_pages: 9000,
            ..ZoneRecord::ZERO
        };
        let fake = FakeFacts {
            zones: Some(vec![zone, device]),
            ..FakeFacts::default()
        };
        let findings = look(&fake.known(), 0).unwrap();
        findings.first().map(|found| found.severity)
    }

    #[test]
    fn memory_for_movable_allocations_alone_is_found() {
        assert_eq!(found(20_000, 18_500), Some(FindingSeverity::Warning));
        assert_eq!(found(20_000, 19_500), Some(FindingSeverity::Critical));
    }

    #[test]
    fn enough_other_memory_and_general_shortage_are_silent() {
        assert_eq!(found(20_000, 15_000), None);
        assert_eq!(found(2500, 2000), None);
        assert_eq!(found(20_000, 0), None);
        assert_eq!(found(20_000, ABSENT), None);
    }
}
