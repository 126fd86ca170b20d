// SPDX-License-Identifier: GPL-2.0

//! Memory that a program offers to KSM while KSM does not run.

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
        facts::KnownFacts,
        finding::{
            DoctorFinding,
            FindingSeverity, //
        },
    },
};
use rmm::{
    abi::names::VmaFlag,
    present, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "ksm-candidates",
    look: RuleLook::Process(look),
};

const RUN: &str = "/sys/kernel/mm/ksm/run";

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    // 1: ksmd runs. 2: it has undone all merges.
    let Some(run) = facts.number(RUN)?.filter(|&run| run != 1) else {
        return Ok(Vec::new());
    };
    let vmas = facts.vmas()?.iter();
    let offered = vmas.filter(|vma| vma.flags & VmaFlag::MERGEABLE != 0);
    let bytes: u64 = offered.filter_map(|vma| present(vma.anon_bytes)).sum();
    let merged: u64 = {
        let vmas = facts.vmas()?.iter();
        vmas.filter_map(|vma| present(vma.ksm_bytes)).sum()
    };
    let waiting = bytes.saturating_sub(merged);
    if waiting < NOTABLE_BYTES {
        return Ok(Vec::new());
    }
    let subject = process_subject(facts);
    let text = format!(
        "{subject} offers {} to KSM (madvise(MADV_MERGEABLE) or prctl(PR_SET_MEMORY_MERGE)), but \
         KSM does not run, so equal pages stay apart.",
        human_bytes(waiting)
    );
    let finding = DoctorFinding::new(FindingSeverity::Note, "ksm-off", subject, text)
        .bytes(waiting)
        .number("mergeable_bytes", bytes, "RMM_VMAS anon_bytes, flag mg")
        .number("merged_bytes", merged, "RMM_VMAS ksm_bytes")
        .number("run", run, RUN)
        .next(format!("echo 1 > {RUN}"));
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::{
        fake_vma,
        FakeFacts,
        MIB, //
    };

    fn bytes(flags: u64, run: &str, size: u64) -> Option<u64> {
        let mut vma = fake_vma(0x1000, size);
        vma.record.flags = flags;
        let fake = FakeFacts {
            vmas: Some(vec![vma, fake_vma(1 << 40, 99 * MIB)]),
            ..FakeFacts::default()
        };
        let fake = fake.with_file(RUN, run);
        let findings = look(&fake.known()).unwrap();
        findings.first().and_then(|found| found.bytes)
    }

    #[test]
    fn offered_memory_is_found_while_ksm_is_off() {
        assert_eq!(bytes(VmaFlag::MERGEABLE, "0\n", 32 * MIB), Some(32 * MIB));
        assert_eq!(bytes(VmaFlag::MERGEABLE, "2\n", 32 * MIB), Some(32 * MIB));
    }

    #[test]
    fn other_memory_and_a_running_ksm_are_silent() {
        assert_eq!(bytes(0, "0\n", 32 * MIB), None);
        assert_eq!(bytes(VmaFlag::MERGEABLE, "1\n", 32 * MIB), None);
        assert_eq!(bytes(VmaFlag::MERGEABLE, "0\n", 4 * MIB), None);
    }
}
