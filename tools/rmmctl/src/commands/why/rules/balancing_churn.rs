// SPDX-License-Identifier: GPL-2.0

//! Pages that NUMA balancing moves from node to node and back, which makes no access faster.
//!
//! Balancing is for pages that follow their threads, which each of them does once. A finding needs more
//! migrations than the process has pages, in a short time, that cancel each other.

use super::{
    process_subject,
    DoctorRule,
    RuleLook,
    RuleResult,
    NOTABLE_BYTES,
    PAGE_SIZE, //
};
use crate::{
    cells::human_bytes,
    commands::why::{
        facts::{
            FactError,
            FactResult,
            KnownFacts, //
        },
        finding::{
            DoctorFinding,
            FindingSeverity, //
        },
    },
};
use rmm::abi::{
    histogram::NumaRecord,
    names::PageKind, //
};
use std::collections::BTreeMap;

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "balancing-churn",
    look: RuleLook::Process(look),
};

const BALANCING: &str = "/proc/sys/kernel/numa_balancing";
/// Balancing between nodes. The other bit is that between memory tiers, where promotion and demotion of
/// different pages cancel each other.
const BETWEEN_NODES: u64 = 1;
/// Pauses of a second in which pages must move.
const SECONDS: u32 = 3;
/// Kinds of pages that balancing migrates.
const KINDS: [PageKind; 3] = [PageKind::Anon, PageKind::Shmem, PageKind::File];
/// Migrations cancel each other if less than this share of them has changed the bytes by node.
const NET_SHARE: u64 = 4;

/// Bytes that balancing has moved for the threads of the process, since each of them started. `None` if
/// the kernel does not count them.
fn moved_bytes(facts: &KnownFacts<'_>) -> FactResult<Option<u64>> {
    let tasks = format!("/proc/{}/task", facts.pid);
    let mut pages = None;
    for task in facts.names(&tasks)? {
        // A thread that has ended meanwhile has no file.
        let text = facts.file_now(&format!("{tasks}/{task}/sched"))?;
        let text = text.unwrap_or_default();
        let count = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            (name.trim() == "numa_pages_migrated").then(|| value.trim().parse::<u64>().ok())?
        });
        if let Some(count) = count {
            *pages.get_or_insert(0) += count;
        }
    }
    Ok(pages.map(|pages| pages * PAGE_SIZE))
}

/// Memory by node that balancing can move.
fn bytes_by_node(records: &[NumaRecord]) -> BTreeMap<i32, u64> {
    let mut nodes = BTreeMap::new();
    let movable = records.iter().filter(|record| {
        let kind = PageKind::from_raw(record.kind);
        kind.is_some_and(|kind| KINDS.contains(&kind))
    });
    for record in movable {
        *nodes.entry(record.node).or_default() += record.bytes;
    }
    nodes
}

/// Bytes that nodes have more than before.
fn gained_bytes(before: &BTreeMap<i32, u64>, now: &BTreeMap<i32, u64>) -> u64 {
    let gains = now.iter().map(|(node, bytes)| {
        let old = before.get(node).copied().unwrap_or(0);
        bytes.saturating_sub(old)
    });
    gains.sum()
}

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let balancing = facts.number(BALANCING)?.unwrap_or(0);
    if balancing & BETWEEN_NODES == 0 {
        return Ok(Vec::new());
    }
    let before = bytes_by_node(facts.numa()?);
    let resident: u64 = before.values().sum();
    let unknown = || FactError("no numa_pages_migrated in /proc/PID/task/*/sched".to_owned());
    let moved_before = moved_bytes(facts)?.ok_or_else(unknown)?;
    // In all as much must have moved as must move now, which spares most processes the pauses.
    if resident < NOTABLE_BYTES || moved_before < resident {
        return Ok(Vec::new());
    }
    for _ in 0..SECONDS {
        facts.pause();
    }
    let moved = moved_bytes(facts)?
        .ok_or_else(unknown)?
        .saturating_sub(moved_before);
    let after = bytes_by_node(&facts.numa_now()?);
    let gained = gained_bytes(&before, &after);
    let resident = resident.max(after.values().sum());
    // More than each page once: pages that follow their threads, or change places with others, move once.
    if moved <= resident + resident / 2 || gained > moved / NET_SHARE {
        return Ok(Vec::new());
    }
    let subject = process_subject(facts);
    let text = format!(
        "{subject}: in {SECONDS} seconds NUMA balancing has moved {}, more than each page of its {} \
         once, but only {} is on another node than before: pages go back and forth.",
        human_bytes(moved),
        human_bytes(resident),
        human_bytes(gained),
    );
    let source = format!(
        "numa_pages_migrated of /proc/{}/task/*/sched, twice",
        facts.pid
    );
    let finding = DoctorFinding::new(FindingSeverity::Warning, "back-and-forth", subject, text)
        .bytes(moved)
        .number("moved_bytes_in_3s", moved, source)
        .number("gained_bytes", gained, "RMM_NUMA anon, shmem, file, twice")
        .number("resident_bytes", resident, "RMM_NUMA anon, shmem, file")
        .number("numa_balancing", balancing, BALANCING)
        .next(format!(
            "rmmctl faults {} --interval 1 --count 5",
            facts.pid
        ));
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::{
        FakeFacts,
        MIB, //
    };
    use rmm::abi::AbiRecord;

    fn numa(mib: [u64; 2]) -> Option<Vec<NumaRecord>> {
        let record = |node: i32| NumaRecord {
            node,
            kind: PageKind::Anon as u32,
            bytes: mib[node as usize] * MIB,
            ..NumaRecord::ZERO
        };
        Some(vec![record(0), record(1)])
    }

    /// A process with 64 MiB, the MiB moved before and in three seconds, and those by node after them.
    fn bytes(balancing: &str, moved: u64, moved_now: u64, after: [u64; 2]) -> Option<u64> {
        let fake = FakeFacts {
            numa: numa([64, 0]),
            numa_after: numa(after),
            ..FakeFacts::default()
        };
        let sched = |mib: u64| format!("numa_pages_migrated   :   {}\n", mib * MIB / PAGE_SIZE);
        let texts = [sched(moved), sched(moved + moved_now)];
        let fake = fake
            .with_file(BALANCING, balancing)
            .with_texts("/proc/7/task/7/sched", &[&texts[0], &texts[1]])
            .with_file("/proc/7/task/8/sched", "se.load.weight : 1\n");
        let findings = look(&fake.known()).unwrap();
        findings.first().and_then(|found| found.bytes)
    }

    #[test]
    fn pages_that_go_back_and_forth_are_found() {
        assert_eq!(bytes("1\n", 300, 128, [60, 4]), Some(128 * MIB));
        assert_eq!(bytes("3\n", 300, 128, [60, 4]), Some(128 * MIB));
    }

    #[test]
    fn pages_that_move_once_are_silent() {
        // They follow their threads, change places with others, or have moved long ago.
        assert_eq!(bytes("1\n", 300, 128, [16, 48]), None);
        assert_eq!(bytes("1\n", 300, 64, [60, 4]), None);
        assert_eq!(bytes("1\n", 30, 128, [60, 4]), None);
        assert_eq!(bytes("1\n", 9000, 0, [64, 0]), None);
    }

    #[test]
    fn other_balancing_is_silent_and_missing_counts_are_unknown() {
        assert_eq!(bytes("0\n", 300, 128, [60, 4]), None);
        assert_eq!(bytes("2\n", 300, 128, [60, 4]), None);
        let fake = FakeFacts {
            numa: numa([64, 0]),
            ..FakeFacts::default()
        };
        let fake = fake.with_file(BALANCING, "1\n");
        assert!(look(&fake.with_file("/proc/7/task/7/sched", "").known()).is_err());
    }
}
