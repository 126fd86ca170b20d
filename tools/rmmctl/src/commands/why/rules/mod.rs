// SPDX-License-Identifier: GPL-2.0

//! The rules, one file each.
//!
//! A rule is silent if it is not sure: a false alarm costs the reader more than a missing finding.
//! Its thresholds are constants, each with the reason for its value. An idle machine has no
//! findings.

mod balancing_churn;
mod cma_free;
mod fork_copies;
mod huge_pages;
mod hugetlb_pool;
mod ksm_candidates;
mod kswapd_failures;
mod lazy_free;
mod map_count;
mod offline_memory;
mod order_blocks;
mod page_cache;
mod page_tables;
mod partial_folios;
mod pinned_pages;
mod remote_memory;
mod slab_share;
mod swapped_in_use;
mod tier_balance;
mod watermark_boost;
mod zone_balance;

use super::{
    facts::{
        FactResult,
        KnownFacts, //
    },
    finding::DoctorFinding,
};

/// Size of a base page in bytes.
const PAGE_SIZE: u64 = 4096;
/// Size of a huge page in bytes, which a leaf at the PMD level maps.
const HUGE_SIZE: u64 = 2 << 20;
/// Order of a huge page.
const HUGE_ORDER: u32 = 9;
/// Amounts of memory of a process below this are too small to matter: the caches of a CPU hold as
/// much, and its second-level TLB (1,536 to 2,048 entries) reaches over half of it in small pages.
/// Interpreters and idle servers use less.
const NOTABLE_BYTES: u64 = 16 << 20;
/// Pages that reclaim scans in a pause of one second, from which on the node is under reclaim and
/// not just topped up by kswapd: 16 MiB.
const LEAST_SCANNED: u64 = 4096;

/// The findings of a rule; none if all is well.
pub(super) type RuleResult = FactResult<Vec<DoctorFinding>>;

/// The function of a rule, by the kind of target.
#[derive(Clone, Copy)]
pub(super) enum RuleLook {
    /// About the process of the facts.
    Process(fn(&KnownFacts<'_>) -> RuleResult),
    /// About a node with memory.
    Node(fn(&KnownFacts<'_>, u32) -> RuleResult),
    /// About allocations of an order, on each node.
    Order(fn(&KnownFacts<'_>, u32) -> RuleResult),
}

/// A rule.
pub(super) struct DoctorRule {
    pub(super) name: &'static str,
    pub(super) look: RuleLook,
}

/// Every rule.
pub(super) static RULES: &[DoctorRule] = &[
    huge_pages::RULE,
    remote_memory::RULE,
    map_count::RULE,
    page_tables::RULE,
    lazy_free::RULE,
    partial_folios::RULE,
    pinned_pages::RULE,
    ksm_candidates::RULE,
    swapped_in_use::RULE,
    fork_copies::RULE,
    balancing_churn::RULE,
    kswapd_failures::RULE,
    watermark_boost::RULE,
    zone_balance::RULE,
    slab_share::RULE,
    hugetlb_pool::RULE,
    tier_balance::RULE,
    page_cache::RULE,
    cma_free::RULE,
    offline_memory::RULE,
    order_blocks::RULE,
];

/// The subject of findings about the whole process.
fn process_subject(facts: &KnownFacts<'_>) -> String {
    format!("process {}", facts.pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_names_of_their_own_and_are_documented() {
        let docs = include_str!("../../../../../../docs/rmmctl.md");
        for (at, rule) in RULES.iter().enumerate() {
            let name = rule.name;
            let others = RULES[at + 1..].iter();
            assert!(others.clone().all(|other| other.name != name), "{name}");
            assert!(docs.contains(&format!("| `{name}` |")), "{name}");
        }
    }
}
