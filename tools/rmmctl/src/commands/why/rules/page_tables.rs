// SPDX-License-Identifier: GPL-2.0

//! Page tables that are large for the memory that they map.

use super::{
    process_subject,
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
use rmm::{
    abi::names::TableLevel,
    present, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "page-tables",
    look: RuleLook::Process(look),
};

/// Entries of a page table.
const ENTRIES: u64 = 512;
/// Entries that are in use in the average table, below which the tables are sparse: a thirtieth.
/// Interpreters and servers use a tenth of them or more.
const SPARSE: u64 = 16;
/// PTE tables that are too few to matter.
const LEAST_BYTES: u64 = 4 << 20;

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let mut levels = facts.page_tables()?.iter();
    let Some(level) = levels.find(|level| level.level == TableLevel::Pte as u32) else {
        return Ok(Vec::new());
    };
    let (Some(tables), Some(bytes)) = (present(level.tables), present(level.bytes)) else {
        return Ok(Vec::new());
    };
    let used = [level.present, level.other].into_iter();
    let used: u64 = used.filter_map(present).sum();
    if bytes < LEAST_BYTES || used >= tables.saturating_mul(SPARSE) {
        return Ok(Vec::new());
    }
    let needed = used.div_ceil(ENTRIES) * PAGE_SIZE;
    let subject = process_subject(facts);
    let text = format!(
        "{subject}: {} of page tables of the last level hold {used} entries, where {} would do: \
         the process uses pages far apart, or has freed the pages between.",
        human_bytes(bytes),
        human_bytes(needed)
    );
    let mut finding = DoctorFinding::new(FindingSeverity::Warning, "sparse", subject, text)
        .bytes(bytes - needed.min(bytes))
        .number("pte_table_bytes", bytes, "RMM_PAGETABLE bytes, level pte")
        .number(
            "pte_entries",
            used,
            "RMM_PAGETABLE present + other, level pte",
        )
        .number(
            "resident_bytes",
            facts.mm()?.resident_bytes,
            "RMM_MM resident_bytes",
        );
    let vmas = facts.vmas()?.iter();
    if let Some(most) = vmas.max_by_key(|vma| present(vma.table_bytes)) {
        finding = finding.number("most_in", most.text(), "RMM_VMAS").number(
            "its_table_bytes",
            most.table_bytes,
            "RMM_VMAS table_bytes",
        );
    }
    Ok(vec![finding.next(format!(
        "rmmctl map {} --columns start,end,rss_bytes,table_bytes,name",
        facts.pid
    ))])
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
        page_table::PageTableRecord,
        AbiRecord, //
    };

    fn found(tables: u64, present: u64) -> Vec<DoctorFinding> {
        let fake = FakeFacts {
            mm: Some(MmRecord::ZERO),
            vmas: Some(vec![fake_vma(0x1000, MIB)]),
            page_tables: Some(vec![PageTableRecord {
                level: TableLevel::Pte as u32,
                tables,
                bytes: tables * PAGE_SIZE,
                present,
                ..PageTableRecord::ZERO
            }]),
            ..FakeFacts::default()
        };
        look(&fake.known()).unwrap()
    }

    #[test]
    fn sparse_tables_are_found() {
        let findings = found(4096, 4096);
        assert_eq!(findings[0].cause, "sparse");
        assert_eq!(findings[0].bytes, Some((4096 - 8) * PAGE_SIZE));
    }

    #[test]
    fn dense_and_few_tables_are_silent() {
        assert!(found(4096, 4096 * 64).is_empty());
        assert!(found(30, 30).is_empty());
    }
}
