// SPDX-License-Identifier: GPL-2.0

//! Slab that no shrinker can free and that takes a large part of a node.

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
    abi::counters::NodeStat,
    present, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "slab-share",
    look: RuleLook::Node(look),
};

const SLABINFO: &str = "/proc/slabinfo";
/// A finding needs this share of the node's memory. A freshly booted kernel has a thirtieth on
/// small machines, and less on large ones.
const LEAST_SHARE: u64 = 8;
/// And this size, because the kernel's own tables are large on nodes of a few hundred MiB.
const LEAST_BYTES: u64 = 96 << 20;
/// Caches that are named.
const NAMED: usize = 3;
/// Caches that are looked at for these.
const LARGEST: usize = 20;

/// Name and bytes of each slab cache, the largest first.
fn caches(text: &str) -> Vec<(String, u64)> {
    // name active total size objects-per-slab pages-per-slab : … : slabdata active-slabs slabs …
    let lines = text.lines().filter_map(|line| {
        let (objects, rest) = line.split_once(" : ")?;
        let (_, slabs) = rest.split_once(": slabdata")?;
        let mut objects = objects.split_whitespace();
        let name = objects.next()?.to_owned();
        let pages: u64 = objects.nth(4)?.parse().ok()?;
        let slabs: u64 = slabs.split_whitespace().nth(1)?.parse().ok()?;
        Some((name, pages * slabs * PAGE_SIZE))
    });
    let mut caches: Vec<_> = lines.collect();
    caches.sort_by_key(|&(_, bytes)| std::cmp::Reverse(bytes));
    caches
}

/// The largest caches that no shrinker can free; of the machine, because slabinfo has no nodes.
fn named_caches(facts: &KnownFacts<'_>) -> FactResult<Vec<(String, u64)>> {
    let text = facts.file(SLABINFO)?.unwrap_or_default();
    let mut named = Vec::new();
    for (name, bytes) in caches(&text).into_iter().take(LARGEST) {
        let file = format!("/sys/kernel/slab/{name}/reclaim_account");
        if named.len() < NAMED && facts.number(&file)? == Some(0) {
            named.push((name, bytes));
        }
    }
    Ok(named)
}

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let zones = facts.zones()?.iter().filter(|zone| zone.node == node);
    let managed: u64 = zones.map(|zone| zone.managed_pages).sum();
    let Some(record) = facts.nodes()?.iter().find(|record| record.node == node) else {
        return Ok(Vec::new());
    };
    let stat = |item: NodeStat| record.stat.get(item as usize).copied().and_then(present);
    let Some(pages) = stat(NodeStat::SlabUnreclaimable) else {
        return Ok(Vec::new());
    };
    let bytes = pages * PAGE_SIZE;
    if managed == 0 || bytes < LEAST_BYTES || pages < managed / LEAST_SHARE {
        return Ok(Vec::new());
    }
    // Without the right to read slabinfo, the share is a finding all the same.
    let named = named_caches(facts).unwrap_or_default();
    let subject = format!("node {node}");
    let largest: Vec<String> = named
        .iter()
        .map(|(name, bytes)| format!("{name} {}", human_bytes(*bytes)))
        .collect();
    let largest = match largest.is_empty() {
        true => String::new(),
        false => format!(
            " The largest caches of the machine: {}.",
            largest.join(", ")
        ),
    };
    let text = format!(
        "{subject}: {} are slab that no shrinker can free, {} % of the node.{largest}",
        human_bytes(bytes),
        pages * 100 / managed
    );
    let finding = DoctorFinding::new(FindingSeverity::Warning, "unreclaimable", subject, text)
        .bytes(bytes)
        .number(
            "nr_slab_unreclaimable_pages",
            pages,
            "RMM_NODES stat.nr_slab_unreclaimable",
        )
        .number(
            "nr_slab_reclaimable_pages",
            stat(NodeStat::SlabReclaimable),
            "RMM_NODES stat.nr_slab_reclaimable",
        )
        .number("managed_pages", managed, "RMM_ZONES managed_pages")
        .next("rmmctl elsewhere slab");
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::{
        FakeFacts,
        MIB, //
    };
    use rmm::abi::{
        node::NodeRecord,
        zone::ZoneRecord,
        AbiRecord, //
    };

    const TEXT: &str = "slabinfo - version: 2.1\n\
        # name <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> \
        <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n\
        dentry 100 210 192 21 1 : tunables 0 0 0 : slabdata 10 10 0\n\
        shmem_inode_cache 9 84 760 42 8 : tunables 0 0 0 : slabdata 2 200 0\n";

    fn found(bytes: u64, node_bytes: u64) -> Option<String> {
        let mut node = NodeRecord::ZERO;
        node.stat[NodeStat::SlabUnreclaimable as usize] = bytes / PAGE_SIZE;
        let zone = ZoneRecord {
            managed_pages: node_bytes / PAGE_SIZE,
            ..ZoneRecord::ZERO
        };
        let fake = FakeFacts {
            nodes: Some(vec![node]),
            zones: Some(vec![zone]),
            ..FakeFacts::default()
        };
        let fake = fake
            .with_file(SLABINFO, TEXT)
            .with_file("/sys/kernel/slab/dentry/reclaim_account", "1\n")
            .with_file("/sys/kernel/slab/shmem_inode_cache/reclaim_account", "0\n");
        let findings = look(&fake.known(), 0).unwrap();
        findings.first().map(|found| found.text.clone())
    }

    #[test]
    fn a_large_share_is_found_with_the_caches() {
        let text = found(200 * MIB, 1024 * MIB).unwrap();
        assert!(text.contains("200M"), "{text}");
        assert!(text.contains("19 %"), "{text}");
        assert!(text.ends_with("shmem_inode_cache 6.2M."), "{text}");
    }

    #[test]
    fn usual_shares_are_silent() {
        assert_eq!(found(40 * MIB, 1024 * MIB), None);
        assert_eq!(found(40 * MIB, 256 * MIB), None);
        assert_eq!(found(1000 * MIB, 64 * 1024 * MIB), None);
    }
}
