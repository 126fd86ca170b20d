// SPDX-License-Identifier: GPL-2.0

//! A number of VMAs close to vm.max_map_count.

use super::{
    process_subject,
    DoctorRule,
    RuleLook,
    RuleResult, //
};
use crate::commands::why::{
    facts::KnownFacts,
    finding::{
        DoctorFinding,
        FindingSeverity, //
    },
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "map-count",
    look: RuleLook::Process(look),
};

const LIMIT: &str = "/proc/sys/vm/max_map_count";
/// Percent of the limit at which the process is close to it. Programs with many VMAs have them
/// because they split them in bursts, and the default limit leaves room for 13,000 more here.
const CLOSE: u64 = 80;
/// Percent of the limit at which the next burst is likely to fail.
const AT_LIMIT: u64 = 95;

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let count = u64::from(facts.mm()?.map_count);
    let Some(limit) = facts.number(LIMIT)?.filter(|&limit| limit != 0) else {
        return Ok(Vec::new());
    };
    let percent = count * 100 / limit;
    if percent < CLOSE {
        return Ok(Vec::new());
    }
    let severity = match percent >= AT_LIMIT {
        true => FindingSeverity::Critical,
        false => FindingSeverity::Warning,
    };
    let subject = process_subject(facts);
    let text = format!(
        "{subject} has {count} VMAs, {percent} % of vm.max_map_count: at the limit, mmap(2), \
         mprotect(2) and munmap(2) of a part fail with ENOMEM."
    );
    let finding = DoctorFinding::new(severity, "limit", subject, text)
        .number("map_count", count, "RMM_MM map_count")
        .number("max_map_count", limit, LIMIT)
        .next(format!("sysctl -w vm.max_map_count={}", limit * 2));
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::FakeFacts;
    use rmm::abi::{
        mm::MmRecord,
        AbiRecord, //
    };

    fn severity(map_count: u32) -> Option<FindingSeverity> {
        let fake = FakeFacts {
            mm: Some(MmRecord {
                map_count,
                ..MmRecord::ZERO
            }),
            ..FakeFacts::default()
        };
        let fake = fake.with_file(LIMIT, "65530\n");
        let findings = look(&fake.known()).unwrap();
        findings.first().map(|found| found.severity)
    }

    #[test]
    fn counts_near_the_limit_are_found() {
        assert_eq!(severity(60_000), Some(FindingSeverity::Warning));
        assert_eq!(severity(65_500), Some(FindingSeverity::Critical));
    }

    #[test]
    fn usual_counts_are_silent() {
        assert_eq!(severity(50), None);
        assert_eq!(severity(50_000), None);
    }
}
