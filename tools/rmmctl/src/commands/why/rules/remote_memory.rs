// SPDX-License-Identifier: GPL-2.0

//! Memory on nodes on whose CPUs the process may not run.
//!
//! A process that may run everywhere is not judged: which memory is remote changes with the
//! scheduler. Page cache and shared memory are left out, because other processes placed them. Nodes
//! without CPUs are remote to all, and are the business of `tier-balance`.

use super::{
    process_subject,
    DoctorRule,
    RuleLook,
    RuleResult,
    NOTABLE_BYTES, //
};
use crate::{
    cells::human_bytes,
    commands::why::{
        facts::{
            listed_numbers,
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
    mempolicy::{
        MempolicyMode,
        MempolicySource, //
    },
    names::PageKind,
    vma::VmaRecord, //
};
use std::collections::{
    BTreeMap,
    BTreeSet,
    HashMap, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "remote-memory",
    look: RuleLook::Process(look),
};

const BALANCING: &str = "/proc/sys/kernel/numa_balancing";
/// A finding needs this share of the private memory to be remote. With less, the average access is
/// slower by less than an eighth of the extra latency.
const LEAST_SHARE: u64 = 8;

/// Why memory is on a remote node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum RemoteCause {
    Policy,
    FirstTouch,
}

/// Nodes by the CPUs on which threads of the process may run, and the list of these CPUs.
fn home_nodes(facts: &KnownFacts<'_>) -> FactResult<(BTreeSet<u32>, BTreeSet<u32>)> {
    let mut cpus = BTreeSet::new();
    let tasks = format!("/proc/{}/task", facts.pid);
    for task in facts.names(&tasks)? {
        // A thread that has ended meanwhile has no file.
        let status = facts.file(&format!("{tasks}/{task}/status"))?;
        let list = status.as_deref().and_then(|status| {
            let mut lines = status.lines();
            lines.find_map(|line| line.strip_prefix("Cpus_allowed_list:"))
        });
        cpus.extend(listed_numbers(list.unwrap_or_default()));
    }
    let runs = facts.cpus()?.iter();
    let homes = runs.filter(|run| cpus.range(run.first..=run.last).next().is_some());
    Ok((homes.map(|run| run.node).collect(), cpus))
}

/// Whether the effective policy of the VMA names the node.
fn names_node(vma: &VmaRecord, node: u32) -> bool {
    let is_named = matches!(
        MempolicyMode::from_raw(vma.policy_mode),
        Some(
            MempolicyMode::Prefer
                | MempolicyMode::Bind
                | MempolicyMode::Interleave
                | MempolicyMode::PreferMany
                | MempolicyMode::WeightedInterleave
        )
    );
    let word = vma.policy_nodes.get(node as usize / 64);
    is_named && word.is_some_and(|word| (word >> (node % 64)) & 1 != 0)
}

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let with_cpus: BTreeSet<u32> = facts.cpus()?.iter().map(|run| run.node).collect();
    if with_cpus.len() < 2 {
        return Ok(Vec::new());
    }
    let (homes, cpus) = home_nodes(facts)?;
    if homes.is_empty() || homes == with_cpus {
        return Ok(Vec::new());
    }
    let balancing = facts.number(BALANCING)?.unwrap_or(0);
    let vmas: HashMap<u64, &VmaRecord> =
        facts.vmas()?.iter().map(|v| (v.start, &v.record)).collect();
    let mut private = 0;
    let mut remote: BTreeMap<(RemoteCause, u32), u64> = BTreeMap::new();
    for part in facts.numa()? {
        let is_private = matches!(
            PageKind::from_raw(part.kind),
            Some(PageKind::Anon | PageKind::Hugetlb)
        );
        let (true, Ok(node)) = (is_private, u32::try_from(part.node)) else {
            continue;
        };
        private += part.bytes;
        let Some(vma) = vmas.get(&part.vma) else {
            continue;
        };
        if homes.contains(&node) || !with_cpus.contains(&node) {
            continue;
        }
        let cause = match MempolicySource::from_raw(vma.policy_source) {
            _ if names_node(vma, node) => RemoteCause::Policy,
            // A policy of the module, or one that is not visible.
            Some(MempolicySource::Arena | MempolicySource::Unknown) | None => continue,
            // NUMA balancing brings back what is used; the rest costs nothing where it is.
            _ if balancing != 0 => continue,
            _ => RemoteCause::FirstTouch,
        };
        *remote.entry((cause, node)).or_default() += part.bytes;
    }
    let mut findings = Vec::new();
    for ((cause, node), bytes) in remote {
        if bytes < NOTABLE_BYTES || bytes < private / LEAST_SHARE {
            continue;
        }
        findings.push(
            finding(facts, cause, node, bytes, &homes)?
                .number("private_bytes", private, "RMM_NUMA anon, hugetlb")
                .number(
                    "home_nodes",
                    texts(&homes),
                    "Cpus_allowed_list of /proc/PID/task/*/status",
                )
                .number(
                    "allowed_cpus",
                    cpus.len(),
                    "Cpus_allowed_list of /proc/PID/task/*/status",
                )
                .number("numa_balancing", balancing, BALANCING),
        );
    }
    Ok(findings)
}

fn texts(numbers: &BTreeSet<u32>) -> String {
    let texts: Vec<String> = numbers.iter().map(u32::to_string).collect();
    texts.join(",")
}

fn finding(
    facts: &KnownFacts<'_>,
    cause: RemoteCause,
    node: u32,
    bytes: u64,
    homes: &BTreeSet<u32>,
) -> FactResult<DoctorFinding> {
    let (pid, shown, here) = (facts.pid, human_bytes(bytes), texts(homes));
    let subject = process_subject(facts);
    let begin = format!(
        "{subject}: {shown} of private memory are on node {node}, but its threads may run on the \
         CPUs of node {here} only"
    );
    let found = match cause {
        RemoteCause::Policy => DoctorFinding::new(
            FindingSeverity::Note,
            "policy",
            subject,
            format!("{begin}: the memory policy names node {node}."),
        )
        .next(format!(
            "rmmctl map {pid} --columns start,end,policy_mode,policy_source,policy_nodes,node_bytes"
        )),
        RemoteCause::FirstTouch => DoctorFinding::new(
            FindingSeverity::Warning,
            "first-touch",
            subject,
            format!(
                "{begin}: no policy wants it there, so it was placed before the affinity was set, \
                 or when node {here} was full, and with NUMA balancing off nothing brings it back."
            ),
        )
        .next(format!("migratepages {pid} {node} {here}")),
    };
    Ok(found
        .bytes(bytes)
        .number("remote_bytes", bytes, format!("RMM_NUMA node {node}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::{
        fake_vma,
        FakeFacts,
        MIB, //
    };
    use rmm::abi::{
        histogram::NumaRecord,
        topology::NodeCpusRecord,
        AbiRecord, //
    };

    /// Two nodes with a CPU each. The process has 64 MiB on node 1.
    fn facts(allowed: &str, policy: MempolicyMode, source: MempolicySource) -> FakeFacts {
        let mut vma = fake_vma(0x1000, 64 * MIB);
        vma.record.policy_mode = policy as u32;
        vma.record.policy_source = source as u32;
        vma.record.policy_nodes[0] = 2;
        let cpu = |node| NodeCpusRecord {
            node,
            first: node,
            last: node,
            ..NodeCpusRecord::ZERO
        };
        let fake = FakeFacts {
            vmas: Some(vec![vma]),
            cpus: Some(vec![cpu(0), cpu(1)]),
            numa: Some(vec![NumaRecord {
                vma: 0x1000,
                kind: PageKind::Anon as u32,
                node: 1,
                bytes: 64 * MIB,
                ..NumaRecord::ZERO
            }]),
            ..FakeFacts::default()
        };
        let status = format!("Name:\tx\nCpus_allowed_list:\t{allowed}\n");
        fake.with_file("/proc/7/task/7/status", &status)
            .with_file(BALANCING, "0\n")
    }

    fn causes(fake: &FakeFacts) -> Vec<&'static str> {
        let findings = look(&fake.known()).unwrap();
        findings.iter().map(|found| found.cause).collect()
    }

    #[test]
    fn memory_outside_the_allowed_nodes_is_found_by_cause() {
        let (default, bind) = (MempolicyMode::Default, MempolicyMode::Bind);
        let first = facts("0", default, MempolicySource::Default);
        assert_eq!(causes(&first), ["first-touch"]);
        let findings = look(&first.known()).unwrap();
        assert_eq!(findings[0].bytes, Some(64 * MIB));
        assert_eq!(findings[0].next, "migratepages 7 1 0");
        assert_eq!(causes(&facts("0", bind, MempolicySource::Vma)), ["policy"]);
    }

    #[test]
    fn memory_that_may_be_near_is_silent() {
        let (default, source) = (MempolicyMode::Default, MempolicySource::Default);
        assert!(causes(&facts("1", default, source)).is_empty());
        assert!(causes(&facts("0-1", default, source)).is_empty());
    }

    #[test]
    fn balancing_arenas_and_small_amounts_are_silent() {
        let (default, source) = (MempolicyMode::Default, MempolicySource::Default);
        let balanced = facts("0", default, source).with_file(BALANCING, "1\n");
        assert!(causes(&balanced).is_empty());
        let arena = facts("0", default, MempolicySource::Arena);
        assert!(causes(&arena).is_empty());
        let mut small = facts("0", default, source);
        small.numa.as_mut().unwrap()[0].bytes = 8 * MIB;
        assert!(causes(&small).is_empty());
        let mut little = facts("0", default, source);
        little.numa.as_mut().unwrap().push(NumaRecord {
            vma: 0x1000,
            kind: PageKind::Anon as u32,
            bytes: 1024 * MIB,
            ..NumaRecord::ZERO
        });
        assert!(causes(&little).is_empty());
        let mut file = facts("0", default, source);
        file.numa.as_mut().unwrap()[0].kind = PageKind::File as u32;
        assert!(causes(&file).is_empty());
    }
}
