// SPDX-License-Identifier: GPL-2.0

//! A node whose kswapd has given up while the node is short: only the tasks themselves reclaim there.

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
use rmm::present;

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "kswapd-failures",
    look: RuleLook::Node(look),
};

/// Runs in succession that reclaimed nothing, after which the kernel leaves kswapd asleep
/// (MAX_RECLAIM_RETRIES).
const MOST_FAILURES: u64 = 16;

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let Some(record) = facts.nodes()?.iter().find(|record| record.node == node) else {
        return Ok(Vec::new());
    };
    let failures = present(record.kswapd_failures).unwrap_or(0);
    let zones = facts.ordinary_zones(node)?;
    let free: u64 = zones.iter().map(|zone| zone.free_pages).sum();
    let low: u64 = zones.iter().map(|zone| zone.low_pages).sum();
    // The count stays after memory was freed: then nobody misses kswapd.
    if failures < MOST_FAILURES || free > low {
        return Ok(Vec::new());
    }
    let subject = format!("node {node}");
    let text = format!(
        "{subject}: {} are free, less than the low watermarks, and kswapd has given up, because its \
         last {failures} runs reclaimed nothing: what is left cannot be reclaimed.",
        human_bytes(free * PAGE_SIZE)
    );
    let finding = DoctorFinding::new(
        FindingSeverity::Critical,
        "nothing-reclaimable",
        subject,
        text,
    )
    .number("kswapd_failures", failures, "RMM_NODES kswapd_failures")
    .number("free_pages", free, "RMM_ZONES free_pages")
    .number("low_pages", low, "RMM_ZONES low_pages")
    .next(format!("rmmctl ps --node {node} --sort rss"));
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::FakeFacts;
    use rmm::abi::{
        node::NodeRecord,
        zone::ZoneRecord,
        zone_kind::ZoneKind,
        AbiRecord, //
    };

    fn count(kswapd_failures: u64, free_pages: u64) -> usize {
        let fake = FakeFacts {
            nodes: Some(vec![NodeRecord {
                kswapd_failures,
                ..NodeRecord::ZERO
            }]),
            zones: Some(vec![ZoneRecord {
                zone: ZoneKind::Normal as u32,
                free_pages,
                low_pages: 2000,
                ..ZoneRecord::ZERO
            }]),
            ..FakeFacts::default()
        };
        look(&fake.known(), 0).unwrap().len()
    }

    #[test]
    fn a_short_node_without_kswapd_is_found() {
        assert_eq!(count(16, 1500), 1);
    }

    #[test]
    fn other_failures_are_silent() {
        assert_eq!(count(16, 50_000), 0);
        assert_eq!(count(3, 1500), 0);
    }
}
