// SPDX-License-Identifier: GPL-2.0

//! Pages of a hugetlb pool that nobody uses or has reserved.

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

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "hugetlb-pool",
    look: RuleLook::Node(look),
};

/// A pool is large from this share of the node's memory on: less is a reserve for the next start of
/// a program.
const LEAST_SHARE: u64 = 16;
/// And from this size on, because on small nodes a share is little.
const LEAST_BYTES: u64 = 64 << 20;

fn look(facts: &KnownFacts<'_>, node: u32) -> RuleResult {
    let zones = facts.zones()?.iter().filter(|zone| zone.node == node);
    let managed: u64 = zones.map(|zone| zone.managed_pages * PAGE_SIZE).sum();
    let pools = format!("/sys/devices/system/node/node{node}/hugepages");
    let mut findings = Vec::new();
    for pool in facts.names(&pools)? {
        let size = pool.strip_prefix("hugepages-");
        let size = size.and_then(|size| size.strip_suffix("kB")?.parse::<u64>().ok());
        let Some(size) = size.map(|size| size << 10) else {
            continue;
        };
        let reserved = format!("/sys/kernel/mm/hugepages/{pool}/resv_hugepages");
        let (free_file, all_file) = (
            format!("{pools}/{pool}/free_hugepages"),
            format!("{pools}/{pool}/nr_hugepages"),
        );
        let numbers = (facts.number(&free_file)?, facts.number(&all_file)?);
        let (Some(free), Some(all)) = numbers else {
            continue;
        };
        // Reservations are not by node: all of them may be used here.
        let reserved_pages = facts.number(&reserved)?.unwrap_or(0);
        let idle = free.saturating_sub(reserved_pages);
        let bytes = idle * size;
        if bytes < LEAST_BYTES || bytes < managed / LEAST_SHARE {
            continue;
        }
        let subject = format!("node {node}");
        let text = format!(
            "{subject}: {} are in {idle} free hugetlb pages of {} that nobody has reserved, so \
             nothing else can use this memory.",
            human_bytes(bytes),
            human_bytes(size)
        );
        let finding = DoctorFinding::new(FindingSeverity::Note, "idle-pool", subject, text)
            .bytes(bytes)
            .number("free_hugepages", free, free_file)
            .number("nr_hugepages", all, all_file.clone())
            .number("resv_hugepages", reserved_pages, reserved)
            .number("managed_bytes", managed, "RMM_ZONES managed_pages")
            .next(format!("echo {} > {all_file}", all.saturating_sub(idle)));
        findings.push(finding);
    }
    Ok(findings)
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
        AbiRecord, //
    };

    fn bytes(free: u64, reserved: u64) -> Option<u64> {
        let zone = ZoneRecord {
            node: 1,
            managed_pages: 1024 * MIB / PAGE_SIZE,
            ..ZoneRecord::ZERO
        };
        let fake = FakeFacts {
            zones: Some(vec![zone]),
            ..FakeFacts::default()
        };
        let pool = "/sys/devices/system/node/node1/hugepages/hugepages-2048kB";
        let fake = fake
            .with_file(&format!("{pool}/free_hugepages"), &format!("{free}\n"))
            .with_file(&format!("{pool}/nr_hugepages"), "100\n")
            .with_file(
                "/sys/kernel/mm/hugepages/hugepages-2048kB/resv_hugepages",
                &format!("{reserved}\n"),
            );
        let findings = look(&fake.known(), 1).unwrap();
        findings.first().and_then(|found| found.bytes)
    }

    #[test]
    fn an_idle_pool_is_found() {
        assert_eq!(bytes(100, 20), Some(160 * MIB));
    }

    #[test]
    fn small_used_and_reserved_pools_are_silent() {
        assert_eq!(bytes(0, 0), None);
        assert_eq!(bytes(20, 0), None);
        assert_eq!(bytes(100, 90), None);
        let fake = FakeFacts {
            zones: Some(Vec::new()),
            ..FakeFacts::default()
        };
        assert_eq!(look(&fake.known(), 1), Ok(Vec::new()));
    }
}
