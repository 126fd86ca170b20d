// SPDX-License-Identifier: GPL-2.0

//! Resident memory that the program has freed with madvise(MADV_FREE).

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
use rmm::present;

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "lazy-free",
    look: RuleLook::Process(look),
};

/// A finding needs this share of the resident memory: less is no explanation of a large RSS.
const LEAST_SHARE: u64 = 10;

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let vmas = facts.vmas()?.iter();
    let free: u64 = vmas.filter_map(|vma| present(vma.lazyfree_bytes)).sum();
    let resident = facts.mm()?.resident_bytes;
    if free < NOTABLE_BYTES || free < resident / LEAST_SHARE {
        return Ok(Vec::new());
    }
    let subject = process_subject(facts);
    let text = format!(
        "{subject}: {} of its resident {} are free already: the program gave them back with \
         madvise(MADV_FREE), and reclaim takes them without writing when memory is short.",
        human_bytes(free),
        human_bytes(resident)
    );
    let finding = DoctorFinding::new(FindingSeverity::Note, "madvise", subject, text)
        .bytes(free)
        .number("lazyfree_bytes", free, "RMM_VMAS lazyfree_bytes")
        .number("resident_bytes", resident, "RMM_MM resident_bytes")
        .next(format!(
            "rmmctl map {} --pss --columns start,end,anon_bytes,lazyfree_bytes,name",
            facts.pid
        ));
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
    use rmm::abi::{
        mm::MmRecord,
        AbiRecord, //
    };

    fn bytes(free: u64, resident: u64) -> Option<u64> {
        let mut vma = fake_vma(0x1000, resident);
        vma.record.lazyfree_bytes = free;
        let fake = FakeFacts {
            mm: Some(MmRecord {
                resident_bytes: resident,
                ..MmRecord::ZERO
            }),
            vmas: Some(vec![vma, fake_vma(1 << 40, MIB)]),
            ..FakeFacts::default()
        };
        let findings = look(&fake.known()).unwrap();
        findings.first().and_then(|found| found.bytes)
    }

    #[test]
    fn freed_memory_is_found() {
        assert_eq!(bytes(64 * MIB, 80 * MIB), Some(64 * MIB));
    }

    #[test]
    fn little_of_it_is_silent() {
        assert_eq!(bytes(0, 80 * MIB), None);
        assert_eq!(bytes(8 * MIB, 20 * MIB), None);
        assert_eq!(bytes(20 * MIB, 1000 * MIB), None);
    }
}
