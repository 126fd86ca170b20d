// SPDX-License-Identifier: GPL-2.0

//! A node whose memory is mostly page cache, and that is under reclaim for that reason.
//!
//! A node at rest that is full of page cache is in order: the kernel keeps what was read as long as
//! nobody else needs the memory. Reclaim of pages that are missed soon after is a finding, and the cgroups
//! that the pages are charged to lead to the programs. Their files cannot be named, because no exported symbol leads
//! from a list of pages or inodes to a path.

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
        facts::{
            FactResult,
            KnownFacts, //
        },
        finding::{
            DoctorFinding,
            FindingSeverity, //
        },
        node_facts::node_vmstat,
    },
};
use rmm::{
    abi::{
        counters::NodeStat,
        lru::LruList, //
    },
    present, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "page-cache",
    look: RuleLook::Node(look),
};

/// A finding needs this share of the node's memory to be page cache: it is what most of the node is
/// used for.
const LEAST_SHARE: u64 = 2;
/// Refaults in a second, 4 MiB, below which what is reclaimed is not missed: a backup reads each file once.
const LEAST_REFAULTED: u64 = 1024;
/// Cgroups that are named.
const NAMED: usize = 3;
/// A named cgroup has this share of the page cache.
const NAMED_SHARE: u64 = 10;

/// Pages of files on the LRU lists of each cgroup on a node, with its path; the largest first.
fn cgroups(facts: &KnownFacts<'_>, node: u32) -> FactResult<Vec<(String, u64)>> {
    let paths = facts.cgroup_paths()?;
    let records = facts.memcg_nodes()?.iter();
    let mut found: Vec<(String, u64)> = records
        .filter(|record| record.node == node)
        .filter_map(|record| {
            let lists = [LruList::InactiveFile, LruList::ActiveFile];
            let pages = lists.map(|list| record.list_pages.get(list as usize).copied());
            let pages = pages.into_iter().flatten().filter_map(present).sum();
            // A cgroup that was made between the two requests has no path yet.
            Some((paths.get(&record.cgroup)?.clone(), pages))
        })
        .collect();
    found.sort_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
    Ok(found)
}

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let Some(record) = facts.nodes()?.iter().find(|record| record.node == node) else {
        return Ok(Vec::new());
    };
    let stat = |item: NodeStat| record.stat.get(item as usize).copied().and_then(present);
    let lists = (stat(NodeStat::InactiveFile), stat(NodeStat::ActiveFile));
    let (Some(inactive), Some(active)) = lists else {
        return Ok(Vec::new());
    };
    let (pages, levels) = (inactive + active, facts.free_levels(node)?);
    let is_short = levels.free_pages <= levels.high_pages;
    if levels.managed_pages == 0 || !is_short || pages < levels.managed_pages / LEAST_SHARE {
        return Ok(Vec::new());
    }
    let pace = facts.reclaim_pace(node)?;
    if pace.scanned_pages < LEAST_SCANNED || pace.refaulted_pages < LEAST_REFAULTED {
        return Ok(Vec::new());
    }
    // Without memory cgroups, or the right to see them, the share is a finding all the same.
    let cgroups = cgroups(facts, node).unwrap_or_default();
    let named = cgroups.iter().take(NAMED);
    let named: Vec<_> = named
        .filter(|(_, own)| *own >= pages / NAMED_SHARE)
        .collect();
    let names = named
        .iter()
        .map(|(path, own)| format!("{path} {}", human_bytes(own * PAGE_SIZE)));
    let names = names.collect::<Vec<_>>().join(", ");
    let subject = format!("node {node}");
    let most = match named.is_empty() {
        true => String::new(),
        false => format!(" Cgroups with most of it: {names}."),
    };
    let text = format!(
        "{subject} is full and reclaims memory. {} of it, {} %, is page cache, and pages of files are \
         read again soon after they were reclaimed: programs use more of files than fits.{most}",
        human_bytes(pages * PAGE_SIZE),
        pages * 100 / levels.managed_pages
    );
    let mut finding = DoctorFinding::new(FindingSeverity::Note, "reclaim", subject, text)
        .bytes(pages * PAGE_SIZE)
        .number(
            "inactive_file_pages",
            inactive,
            "RMM_NODES stat.nr_inactive_file",
        )
        .number("active_file_pages", active, "RMM_NODES stat.nr_active_file")
        .number(
            "dirty_pages",
            stat(NodeStat::FileDirty),
            "RMM_NODES stat.nr_dirty",
        )
        .number("free_pages", levels.free_pages, "RMM_ZONES free_pages")
        .number("high_pages", levels.high_pages, "RMM_ZONES high_pages")
        .number(
            "managed_pages",
            levels.managed_pages,
            "RMM_ZONES managed_pages",
        )
        .number(
            "scanned_pages_in_1s",
            pace.scanned_pages,
            format!("{} pgscan_kswapd", node_vmstat(node)),
        )
        .number(
            "refaulted_pages_in_1s",
            pace.refaulted_pages,
            format!("{} workingset_refault_file", node_vmstat(node)),
        );
    for (path, own) in named {
        let source =
            format!("RMM_MEMCGS list_pages.inactive_file, list_pages.active_file of {path}");
        finding = finding.number("cgroup_file_pages", *own, source);
    }
    let finding = finding.next("rmmctl memcgs --nodes --local --sort list_pages.inactive_file");
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::FakeFacts;
    use rmm::abi::{
        memcg::MemcgNodeRecord,
        node::NodeRecord,
        zone::ZoneRecord,
        zone_kind::ZoneKind,
        AbiRecord, //
    };

    /// A node of 100,000 pages.
    fn facts(free: u64, file: u64, scanned: u64) -> FakeFacts {
        refaulting(free, file, scanned, 2000)
    }

    fn refaulting(free: u64, file: u64, scanned: u64, refaulted: u64) -> FakeFacts {
        let mut node = NodeRecord::ZERO;
        node.stat[NodeStat::InactiveFile as usize] = file / 2;
        node.stat[NodeStat::ActiveFile as usize] = file - file / 2;
        let list = |cgroup, node, pages| {
            let mut record = MemcgNodeRecord {
                cgroup,
                node,
                ..MemcgNodeRecord::ZERO
            };
            record.list_pages[LruList::InactiveFile as usize] = pages;
            record
        };
        let fake = FakeFacts {
            nodes: Some(vec![node]),
            zones: Some(vec![ZoneRecord {
                zone: ZoneKind::Normal as u32,
                free_pages: free,
                high_pages: 3000,
                managed_pages: 100_000,
                ..ZoneRecord::ZERO
            }]),
            memcg_nodes: Some(vec![
                list(1, 0, 1000),
                list(2, 0, 10_240),
                list(3, 0, 51_200),
                list(4, 1, 90_000),
            ]),
            cgroup_paths: Some(
                [(1, "/"), (2, "/db"), (3, "/build"), (4, "/x")]
                    .into_iter()
                    .map(|(cgroup, path)| (cgroup, path.to_owned()))
                    .collect(),
            ),
            ..FakeFacts::default()
        };
        let vmstat = |pages: u64, refaults: u64| {
            format!("pgscan_kswapd {pages}\nworkingset_refault_file {refaults}\n")
        };
        fake.with_texts(
            &node_vmstat(0),
            &[&vmstat(100, 9), &vmstat(100 + scanned, 9 + refaulted)],
        )
    }

    fn text(fake: &FakeFacts) -> Option<String> {
        let findings = look(&fake.known(), 0).unwrap();
        findings.first().map(|found| found.text.clone())
    }

    #[test]
    fn reclaim_of_page_cache_is_found_with_the_cgroups() {
        let text = text(&facts(2000, 64_000, 10_000)).unwrap();
        assert!(text.contains("250M of it, 64 %, is"), "{text}");
        assert!(
            text.ends_with("most of it: /build 200M, /db 40M."),
            "{text}"
        );
    }

    #[test]
    fn cgroups_may_be_unknown() {
        let mut fake = facts(2000, 64_000, 10_000);
        fake.memcg_nodes = None;
        let text = text(&fake).unwrap();
        assert!(text.ends_with("than fits."), "{text}");
    }

    #[test]
    fn page_cache_at_rest_is_silent() {
        assert_eq!(text(&facts(2000, 64_000, 100)), None);
        assert_eq!(text(&facts(4000, 64_000, 10_000)), None);
        assert_eq!(text(&facts(2000, 20_000, 10_000)), None);
        assert_eq!(text(&refaulting(2000, 64_000, 10_000, 100)), None);
    }

    #[test]
    fn a_node_that_is_not_short_is_not_waited_for() {
        let fake = facts(4000, 64_000, 10_000);
        assert_eq!(text(&fake), None);
        assert_eq!(fake.pauses.get(), 0);
    }
}
