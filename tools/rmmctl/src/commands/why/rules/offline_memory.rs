// SPDX-License-Identifier: GPL-2.0

//! Memory of a node that the kernel does not use: memory blocks that are offline, and memory that a
//! confidential guest has not accepted while it is short.

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
    name: "offline-memory",
    look: RuleLook::Node(look),
};

const BLOCKS: &str = "/sys/devices/system/memory";

fn node_place(node: u32) -> String {
    format!("/sys/devices/system/node/node{node}")
}

/// Number of the memory blocks of a node that are offline, and of all.
fn offline_blocks(facts: &KnownFacts<'_>, node: u32) -> FactResult<(usize, usize)> {
    let place = node_place(node);
    let (mut offline, mut count) = (0, 0);
    for name in facts.names(&place)? {
        let is_block = name
            .strip_prefix("memory")
            .is_some_and(|number| number.parse::<u64>().is_ok());
        if !is_block {
            continue;
        }
        let state = facts.file_now(&format!("{place}/{name}/state"))?;
        count += 1;
        // Blocks on their way to another state are not judged.
        offline += usize::from(state.as_deref().map(str::trim) == Some("offline"));
    }
    Ok((offline, count))
}

/// Size of a memory block, which its file has in hexadecimal.
fn block_bytes(facts: &KnownFacts<'_>) -> FactResult<Option<u64>> {
    let text = facts.file(&format!("{BLOCKS}/block_size_bytes"))?;
    Ok(text.and_then(|text| u64::from_str_radix(text.trim(), 16).ok()))
}

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let findings = [offline(facts, node), unaccepted(facts, node)];
    // Each stands for itself; if nothing was found, the rule must have seen both.
    let known: Vec<_> = findings.iter().flatten().flatten().cloned().collect();
    match known.is_empty() {
        true => findings
            .into_iter()
            .collect::<FactResult<Vec<_>>>()
            .map(|_| known),
        false => Ok(known),
    }
}

fn offline(facts: &KnownFacts<'_>, node: u32) -> FactResult<Option<DoctorFinding>> {
    let (offline, count) = offline_blocks(facts, node)?;
    let Some(size) = block_bytes(facts)?.filter(|_| offline != 0) else {
        return Ok(None);
    };
    let bytes = offline as u64 * size;
    let subject = format!("node {node}");
    let text = format!(
        "{subject} has {} in {offline} memory blocks that are offline, so nobody can use it. Either \
         they were set offline, or they were not set online after they were added.",
        human_bytes(bytes),
    );
    let states = format!("{}/memory*/state", node_place(node));
    let auto = facts.file(&format!("{BLOCKS}/auto_online_blocks"))?;
    let finding = DoctorFinding::new(FindingSeverity::Note, "offline", subject, text)
        .bytes(bytes)
        .number("offline_blocks", offline, states.clone())
        .number("blocks", count, states.clone())
        .number("block_bytes", size, format!("{BLOCKS}/block_size_bytes"))
        .number(
            "auto_online_blocks",
            auto.as_deref(),
            format!("{BLOCKS}/auto_online_blocks"),
        )
        // How to set one online depends on why it is offline.
        .next(format!("grep -H . {states}"));
    Ok(Some(finding))
}

/// Unaccepted pages of zones, and the other free ones, if those do not suffice.
fn short_beside_unaccepted(zones: &[&ZoneRecord]) -> Option<(u64, u64)> {
    let levels = FreeLevels::of(zones);
    let counts = zones
        .iter()
        .filter_map(|zone| zone.stat.get(ZoneStat::Unaccepted as usize));
    let pages: u64 = counts.copied().filter_map(present).sum();
    let rest = levels.free_pages.saturating_sub(pages);
    (pages > levels.high_pages && rest <= levels.low_pages).then_some((pages, rest))
}

/// The kernel accepts memory when an allocation finds the rest below the watermarks. A node without
/// allocations may have accepted little; a rest that stays low while memory is accepted does not keep up.
fn unaccepted(facts: &KnownFacts<'_>, node: u32) -> FactResult<Option<DoctorFinding>> {
    let Some((before, _)) = short_beside_unaccepted(&facts.ordinary_zones(node)?) else {
        return Ok(None);
    };
    facts.pause();
    let zones = facts.zones_now()?;
    let zones: Vec<_> = zones
        .iter()
        .filter(|zone| is_ordinary_of(zone, node))
        .collect();
    let Some((pages, rest)) = short_beside_unaccepted(&zones).filter(|&(pages, _)| pages < before)
    else {
        return Ok(None);
    };
    let subject = format!("node {node}");
    let text = format!(
        "{subject} has {} free that the guest has not accepted from its host yet, and the other {} \
         has been below the low watermark for a second, so allocations wait until memory is accepted.",
        human_bytes(pages * PAGE_SIZE),
        human_bytes(rest * PAGE_SIZE)
    );
    let levels = FreeLevels::of(&zones);
    let finding = DoctorFinding::new(FindingSeverity::Warning, "unaccepted", subject, text)
        .bytes(pages * PAGE_SIZE)
        .number("unaccepted_pages", pages, "RMM_ZONES stat.nr_unaccepted")
        .number(
            "accepted_pages_in_1s",
            before - pages,
            "RMM_ZONES stat.nr_unaccepted, twice",
        )
        .number("free_pages", levels.free_pages, "RMM_ZONES free_pages")
        .number("low_pages", levels.low_pages, "RMM_ZONES low_pages")
        .next("rmmctl zones --columns node,zone,free_pages,stat.nr_unaccepted,low_pages");
    Ok(Some(finding))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::{
        FakeFacts,
        MIB, //
    };
    use rmm::abi::{
        zone_kind::ZoneKind,
        AbiRecord, //
    };

    fn zones(free: u64, unaccepted: u64) -> Option<Vec<ZoneRecord>> {
        let mut zone = ZoneRecord {
            node: 1,
            zone: ZoneKind::Normal as u32,
            free_pages: free,
            low_pages: 2000,
            high_pages: 3000,
            ..ZoneRecord::ZERO
        };
        zone.stat[ZoneStat::Unaccepted as usize] = unaccepted;
        Some(vec![zone])
    }

    /// A node with the memory blocks 8 and 32.
    fn facts(states: [&str; 2], free: u64, unaccepted: u64) -> FakeFacts {
        let fake = FakeFacts {
            zones: zones(free, unaccepted),
            ..FakeFacts::default()
        };
        let node = "/sys/devices/system/node/node1";
        fake.with_file(&format!("{BLOCKS}/block_size_bytes"), "8000000\n")
            .with_file(&format!("{BLOCKS}/auto_online_blocks"), "offline\n")
            .with_file(&format!("{node}/memory8/state"), states[0])
            .with_file(&format!("{node}/memory32/state"), states[1])
            .with_file(&format!("{node}/memory_side_cache/size"), "offline\n")
            .with_file(&format!("{node}/meminfo"), "")
    }

    fn found(fake: &FakeFacts) -> Vec<DoctorFinding> {
        look(&fake.known(), 1).unwrap()
    }

    #[test]
    fn offline_blocks_are_found() {
        let found = found(&facts(["online\n", "offline\n"], 9000, 0));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].bytes, Some(128 * MIB));
        assert_eq!(
            found[0].next,
            "grep -H . /sys/devices/system/node/node1/memory*/state"
        );
    }

    #[test]
    fn blocks_that_are_online_or_change_are_silent() {
        assert!(found(&facts(["online\n", "going-offline\n"], 9000, 0)).is_empty());
        let none = FakeFacts {
            zones: Some(Vec::new()),
            ..FakeFacts::default()
        };
        assert!(found(&none).is_empty());
    }

    #[test]
    fn unaccepted_memory_is_found_if_the_rest_stays_short() {
        let causes = |free, unaccepted, later| {
            let mut fake = facts(["online\n"; 2], free, unaccepted);
            fake.zones_after = zones(free - (unaccepted - later), later);
            let causes = found(&fake).into_iter().map(|found| found.cause);
            causes.collect::<Vec<_>>()
        };
        assert_eq!(causes(90_000, 89_000, 88_000), ["unaccepted"]);
        // Nobody allocates.
        assert!(causes(90_000, 89_000, 89_000).is_empty());
        assert!(causes(90_000, 80_000, 79_000).is_empty());
        assert!(causes(3000, 2500, 2400).is_empty());
        assert!(causes(90_000, 0, 0).is_empty());
    }

    #[test]
    fn one_half_of_the_rule_may_be_unknown() {
        let mut fake = facts(["online\n", "offline\n"], 9000, 0);
        fake.zones = None;
        assert_eq!(found(&fake).len(), 1);
        fake.files.clear();
        assert!(look(&fake.known(), 1).is_err());
    }
}
