// SPDX-License-Identifier: GPL-2.0

//! A fast node that reclaims memory while a slower node, to which it could demote, is empty.

use super::{
    DoctorRule,
    RuleLook,
    RuleResult,
    LEAST_SCANNED,
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
        node_facts::node_vmstat,
    },
};
use rmm::abi::node::NodeState;

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "tier-balance",
    look: RuleLook::Node(look),
};

const DEMOTION: &str = "/sys/kernel/mm/numa/demotion_enabled";
/// The slower node is empty if this share of it is free: more than any burst of demotions needs.
const FREE_SHARE: u64 = 2;

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let nodes = facts.nodes()?;
    let has = |number: u32, state: u64| {
        let mut nodes = nodes.iter();
        nodes.any(|node| node.node == number && node.states & state != 0)
    };
    let is_off = matches!(facts.file(DEMOTION)?.as_deref(), Some("false" | "0"));
    let levels = facts.free_levels(node)?;
    let is_short = levels.free_pages <= levels.high_pages;
    if !has(node, NodeState::CPU) || !is_off || !is_short {
        return Ok(Vec::new());
    }
    let mut empty = None;
    for other in nodes
        .iter()
        .filter(|other| other.states & NodeState::MEMORY != 0)
    {
        let levels = facts.free_levels(other.node)?;
        let (unused, managed) = (levels.free_pages, levels.managed_pages);
        if !has(other.node, NodeState::CPU) && managed != 0 && unused >= managed / FREE_SHARE {
            empty = empty.max(Some((unused, other.node)));
        }
    }
    let Some((unused, slow)) = empty else {
        return Ok(Vec::new());
    };
    let pages = facts.reclaim_pace(node)?.scanned_pages;
    if pages < LEAST_SCANNED {
        return Ok(Vec::new());
    }
    let subject = format!("node {node}");
    let text = format!(
        "{subject} is full and reclaims memory, while {} of node {slow}, which has no CPUs, are \
         free: demotion is off, so reclaim drops or swaps pages and does not move them there.",
        human_bytes(unused * PAGE_SIZE)
    );
    let finding = DoctorFinding::new(FindingSeverity::Warning, "demotion-off", subject, text)
        .bytes(unused * PAGE_SIZE)
        .number("free_pages", levels.free_pages, "RMM_ZONES free_pages")
        .number("high_pages", levels.high_pages, "RMM_ZONES high_pages")
        .number(
            "scanned_pages_in_1s",
            pages,
            format!("{} pgscan_kswapd", node_vmstat(node)),
        )
        .number(
            "slow_free_pages",
            unused,
            format!("RMM_ZONES free_pages, node {slow}"),
        )
        .number("demotion_enabled", "false", DEMOTION)
        .next(format!("echo 1 > {DEMOTION}"));
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

    fn count(fast_free: u64, slow_free: u64, demotion: &str, scanned: u64) -> usize {
        let node = |node, states| NodeRecord {
            node,
            states: states | NodeState::MEMORY,
            ..NodeRecord::ZERO
        };
        let zone = |node, free_pages| ZoneRecord {
            node,
            zone: ZoneKind::Normal as u32,
            free_pages,
            high_pages: 3000,
            managed_pages: 100_000,
            ..ZoneRecord::ZERO
        };
        let fake = FakeFacts {
            nodes: Some(vec![node(0, NodeState::CPU), node(1, 0)]),
            zones: Some(vec![zone(0, fast_free), zone(1, slow_free)]),
            ..FakeFacts::default()
        };
        let vmstat = |pages: u64| format!("nr_free_pages 1\npgscan_kswapd {pages}\n");
        let fake = fake
            .with_file(DEMOTION, demotion)
            .with_texts(&node_vmstat(0), &[&vmstat(100), &vmstat(100 + scanned)]);
        look(&fake.known(), 0).unwrap().len()
    }

    #[test]
    fn reclaim_beside_an_empty_tier_is_found() {
        assert_eq!(count(2000, 90_000, "false\n", 10_000), 1);
    }

    #[test]
    fn balanced_tiers_are_silent() {
        assert_eq!(count(2000, 90_000, "true\n", 10_000), 0);
        assert_eq!(count(2000, 90_000, "false\n", 0), 0);
        assert_eq!(count(2000, 10_000, "false\n", 10_000), 0);
        assert_eq!(count(50_000, 90_000, "false\n", 10_000), 0);
    }
}
