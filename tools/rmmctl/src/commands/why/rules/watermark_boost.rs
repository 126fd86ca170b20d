// SPDX-License-Identifier: GPL-2.0

//! A zone that counts as short only because fragmentation has boosted its watermarks.

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
use rmm::abi::zone_kind::ZoneKind;

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "watermark-boost",
    look: RuleLook::Node(look),
};

/// A boost that is too small to matter: one pageblock, which a single allocation from a block of
/// another type adds.
const LEAST_PAGES: u64 = 512;

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let mut findings = Vec::new();
    for zone in facts.ordinary_zones(node)? {
        let (boost, free) = (zone.boost_pages, zone.free_pages);
        let plain_high = zone.high_pages.saturating_sub(boost);
        // Without the boost, kswapd would sleep; with it, the zone is below high.
        if boost <= LEAST_PAGES || free > zone.high_pages || free <= plain_high {
            continue;
        }
        let kind = ZoneKind::from_raw(zone.zone).map_or("-", ZoneKind::text);
        let subject = format!("zone {node}:{kind}");
        let text = format!(
            "{subject}: kswapd reclaims although {} are free, because allocations took blocks of \
             another migrate type and boosted the watermarks by {}.",
            human_bytes(free * PAGE_SIZE),
            human_bytes(boost * PAGE_SIZE)
        );
        let finding = DoctorFinding::new(FindingSeverity::Note, "fragmentation", subject, text)
            .bytes(boost * PAGE_SIZE)
            .number("free_pages", free, "RMM_ZONES free_pages")
            .number("high_pages", zone.high_pages, "RMM_ZONES high_pages")
            .number("boost_pages", boost, "RMM_ZONES boost_pages")
            .next("sysctl vm.watermark_boost_factor");
        findings.push(finding);
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::FakeFacts;
    use rmm::abi::{
        zone::ZoneRecord,
        AbiRecord, //
    };

    fn count(free_pages: u64, boost_pages: u64) -> usize {
        let zone = ZoneRecord {
            node: 1,
            zone: ZoneKind::Normal as u32,
            free_pages,
            high_pages: 3000 + boost_pages,
            boost_pages,
            ..ZoneRecord::ZERO
        };
        let fake = FakeFacts {
            zones: Some(vec![zone]),
            ..FakeFacts::default()
        };
        look(&fake.known(), 1).unwrap().len()
    }

    #[test]
    fn a_boost_that_makes_a_zone_short_is_found() {
        assert_eq!(count(4000, 2048), 1);
    }

    #[test]
    fn a_boost_without_effect_is_silent() {
        assert_eq!(count(90_000, 2048), 0);
        assert_eq!(count(2000, 2048), 0);
        assert_eq!(count(4000, 0), 0);
    }
}
