// SPDX-License-Identifier: GPL-2.0

//! Pages that NUMA balancing moves from node to node and back, which makes no access faster.
//!
//! Pages that follow their threads once are what balancing is for. A finding needs both: more
//! migrations in all than any one move explains, and migrations now that cancel each other.

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
/// Times that the private memory has been moved in all. Threads that change their node now and then
/// explain fewer.
const LEAST_MOVES: u64 = 4;
/// Migrations cancel each other if less than this share of them has changed the bytes by node.
const NET_SHARE: u64 = 4;

/// Bytes that balancing has moved for the threads of the process, since each of them started.
fn moved_bytes(facts: &KnownFacts<'_>) -> FactResult<u64> {
    let tasks = format!("/proc/{}/task", facts.pid);
    let mut pages = 0;
    for task in facts.names(&tasks)? {
        // A thread that has ended meanwhile has no file.
        let text = facts.file_now(&format!("{tasks}/{task}/sched"))?;
        let text = text.unwrap_or_default();
        let count = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            (name.trim() == "numa_pages_migrated").then(|| value.trim().parse::<u64>().ok())?
        });
        pages += count.unwrap_or(0);
    }
    Ok(pages * PAGE_SIZE)
}

/// Private memory by node.
fn private_bytes(records: &[NumaRecord]) -> BTreeMap<i32, u64> {
    let mut nodes = BTreeMap::new();
    let private = records
        .iter()
        .filter(|record| PageKind::from_raw(record.kind) == Some(PageKind::Anon));
    for record in private {
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
    if balancing == 0 {
        return Ok(Vec::new());
    }
    let private: u64 = private_bytes(facts.numa()?).values().sum();
    let moved = moved_bytes(facts)?;
    if private < NOTABLE_BYTES || moved < private * LEAST_MOVES {
        return Ok(Vec::new());
    }
    let before = private_bytes(&facts.numa_now()?);
    let moved = moved_bytes(facts)?;
    facts.pause();
    let moved_now = moved_bytes(facts)?.saturating_sub(moved);
    let gained = gained_bytes(&before, &private_bytes(&facts.numa_now()?));
    if moved_now < NOTABLE_BYTES || gained > moved_now / NET_SHARE {
        return Ok(Vec::new());
    }
    let subject = process_subject(facts);
    let text = format!(
        "{subject}: NUMA balancing moved {} of its pages in a second, but only {} are on another \
         node than before, so pages go back and forth. In all it has moved {}, {} times the \
         private memory.",
        human_bytes(moved_now),
        human_bytes(gained),
        human_bytes(moved),
        moved / private
    );
    let source = format!("numa_pages_migrated of /proc/{}/task/*/sched", facts.pid);
    let finding = DoctorFinding::new(FindingSeverity::Warning, "back-and-forth", subject, text)
        .bytes(moved_now)
        .number("moved_bytes_in_1s", moved_now, source.clone())
        .number("gained_bytes", gained, "RMM_NUMA anon, twice")
        .number("moved_bytes", moved, source)
        .number("private_bytes", private, "RMM_NUMA anon")
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

    /// A process with 64 MiB, the MiB moved before and in the second, and those by node after it.
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
        assert_eq!(bytes("1\n", 300, 48, [60, 4]), Some(48 * MIB));
    }

    #[test]
    fn pages_that_follow_their_threads_are_silent() {
        assert_eq!(bytes("1\n", 300, 48, [16, 48]), None);
        assert_eq!(bytes("1\n", 200, 48, [60, 4]), None);
        assert_eq!(bytes("1\n", 300, 8, [62, 2]), None);
        assert_eq!(bytes("0\n", 300, 48, [60, 4]), None);
    }
}
