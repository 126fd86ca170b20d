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
    },
};
use rmm::{
    abi::counters::ZoneStat,
    present, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "offline-memory",
    look: RuleLook::Node(look),
};

const BLOCKS: &str = "/sys/devices/system/memory";

/// Numbers of the memory blocks of a node that are offline, ascending, and the number of all.
fn offline_blocks(facts: &KnownFacts<'_>, node: u32) -> FactResult<(Vec<u64>, usize)> {
    let place = format!("/sys/devices/system/node/node{node}");
    let names = facts.names(&place)?;
    let numbers = names.iter().filter_map(|name| {
        let number = name.strip_prefix("memory")?;
        number.parse::<u64>().ok()
    });
    let mut numbers: Vec<u64> = numbers.collect();
    numbers.sort_unstable();
    let count = numbers.len();
    let mut offline = Vec::new();
    for number in numbers {
        let state = facts.file_now(&format!("{place}/memory{number}/state"))?;
        // Blocks on their way to another state are not judged.
        if state.as_deref().map(str::trim) == Some("offline") {
            offline.push(number);
        }
    }
    Ok((offline, count))
}

/// Size of a memory block, which its file has in hexadecimal.
fn block_bytes(facts: &KnownFacts<'_>) -> FactResult<Option<u64>> {
    let text = facts.file(&format!("{BLOCKS}/block_size_bytes"))?;
    Ok(text.and_then(|text| u64::from_str_radix(text.trim(), 16).ok()))
}

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let mut findings = Vec::new();
    findings.extend(unaccepted(facts, node)?);
    let (offline, count) = offline_blocks(facts, node)?;
    let (Some(first), Some(size)) = (offline.first(), block_bytes(facts)?) else {
        return Ok(findings);
    };
    let bytes = offline.len() as u64 * size;
    let subject = format!("node {node}");
    let text = format!(
        "{subject} has {} in {} memory blocks that are offline, so nobody can use them: somebody \
         set them offline, or nothing has set them online since they were added.",
        human_bytes(bytes),
        offline.len()
    );
    let auto = facts.file(&format!("{BLOCKS}/auto_online_blocks"))?;
    let finding = DoctorFinding::new(FindingSeverity::Note, "offline", subject, text)
        .bytes(bytes)
        .number(
            "offline_blocks",
            offline.len(),
            format!("{BLOCKS}/memory*/state"),
        )
        .number("blocks", count, format!("{BLOCKS}/memory*/state"))
        .number("block_bytes", size, format!("{BLOCKS}/block_size_bytes"))
        .number(
            "auto_online_blocks",
            auto.as_deref(),
            format!("{BLOCKS}/auto_online_blocks"),
        )
        .next(format!("echo online > {BLOCKS}/memory{first}/state"));
    findings.push(finding);
    Ok(findings)
}

/// The kernel accepts memory as soon as the rest is below the watermarks, so a rest that stays low
/// shows that it does not keep up.
fn unaccepted(facts: &KnownFacts<'_>, node: u32) -> FactResult<Option<DoctorFinding>> {
    let levels = facts.free_levels(node)?;
    let zones = facts.ordinary_zones(node)?.into_iter();
    let stat = |item: ZoneStat| {
        let zones = zones.clone();
        let counts = zones.filter_map(move |zone| zone.stat.get(item as usize).copied());
        counts.filter_map(present).sum::<u64>()
    };
    let pages = stat(ZoneStat::Unaccepted);
    let rest = levels.free_pages.saturating_sub(pages);
    if pages <= levels.high_pages || rest > levels.low_pages {
        return Ok(None);
    }
    let subject = format!("node {node}");
    let text = format!(
        "{subject} has {} free that the guest has not accepted from its host yet, and the other \
         {} are below the low watermark, so allocations wait until memory is accepted.",
        human_bytes(pages * PAGE_SIZE),
        human_bytes(rest * PAGE_SIZE)
    );
    let finding = DoctorFinding::new(FindingSeverity::Warning, "unaccepted", subject, text)
        .bytes(pages * PAGE_SIZE)
        .number("unaccepted_pages", pages, "RMM_ZONES stat.nr_unaccepted")
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
        zone::ZoneRecord,
        zone_kind::ZoneKind,
        AbiRecord, //
    };

    /// A node with the memory blocks 8 and 32.
    fn facts(states: [&str; 2], free: u64, unaccepted: u64) -> FakeFacts {
        let mut zone = ZoneRecord {
            node: 1,
            zone: ZoneKind::Normal as u32,
            free_pages: free,
            low_pages: 2000,
            high_pages: 3000,
            ..ZoneRecord::ZERO
        };
        zone.stat[ZoneStat::Unaccepted as usize] = unaccepted;
        let fake = FakeFacts {
            zones: Some(vec![zone]),
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
            "echo online > /sys/devices/system/memory/memory32/state"
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
    fn unaccepted_memory_is_found_if_the_rest_is_short() {
        let causes = |free, unaccepted| {
            let fake = facts(["online\n"; 2], free, unaccepted);
            let causes = found(&fake).into_iter().map(|found| found.cause);
            causes.collect::<Vec<_>>()
        };
        assert_eq!(causes(90_000, 89_000), ["unaccepted"]);
        assert!(causes(90_000, 80_000).is_empty());
        assert!(causes(3000, 2500).is_empty());
        assert!(causes(90_000, 0).is_empty());
    }
}
