// SPDX-License-Identifier: GPL-2.0

use super::*;
use rmm::abi::{
    self,
    AbiRecord, //
};

/// A leaf at `leaf`, below tables in the frames 0x11 to 0x13.
fn translation(leaf: TableLevel, folded: bool) -> TranslatedAddress {
    let mut record = TranslateArgs {
        address: 0x7f12_3456_7abc,
        vma_start: 0x7f12_3000_0000,
        vma_end: 0x7f12_4000_0000,
        vma_flags: VmaFlag::READ | VmaFlag::WRITE,
        page_kind: PageKind::Anon as u32,
        pfn: 0xabcd,
        node: 2,
        mapcount: 1,
        folio_pfn: 0xabc0,
        folio_order: 4,
        folio_index: 13,
        folio_mapcount: 16,
        folio_refcount: 17,
        file_offset: abi::ABSENT,
        inode: abi::ABSENT,
        ..TranslateArgs::ZERO
    };
    for (at, level) in record.levels.iter_mut().enumerate() {
        level.level = at as u32;
        if at > leaf as usize {
            continue;
        }
        let state = match at {
            1 if folded => EntryState::Folded,
            at if at == leaf as usize => EntryState::Leaf,
            _ => EntryState::Table,
        };
        level.state = state as u32;
        level.pfn = 0x11 + at as u64;
        level.entry = (level.pfn << 12) | 0x67;
        level.bits = EntryFlag::PRESENT | EntryFlag::WRITE;
    }
    TranslatedAddress {
        record,
        name: Vec::new(),
    }
}

fn texts(found: &TranslatedAddress, language: ExplainLanguage) -> Vec<(&'static str, String)> {
    let steps = explain(found, "7", language);
    steps
        .into_iter()
        .map(|step| (step.structure, step.text))
        .collect()
}

#[test]
fn a_page_has_each_structure() {
    let found = translation(TableLevel::Pte, false);
    let steps = texts(&found, ExplainLanguage::English);
    let names: Vec<&str> = steps.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        ["mm", "vma", "pgd", "p4d", "pud", "pmd", "pte", "page", "folio"]
    );
    let index = (0x7f12_3456_7abcu64 >> 12) & 511;
    let place = (0x14 << 12) + 8 * index;
    assert!(
        steps[6].1.starts_with(&format!(
            "PTE[{index}] @ {place:x} = 15067 (address bits 12-20)"
        )),
        "{}",
        steps[6].1
    );
    assert!(steps[6].1.contains("present write"), "{}", steps[6].1);
    assert!(steps[7].1.contains("physical address abcdabc"));
    assert!(steps[8].1.contains("page 13 of a folio of 16 pages"));
}

#[test]
fn four_levels_fold_the_p4d() {
    let found = translation(TableLevel::Pmd, true);
    let steps = texts(&found, ExplainLanguage::English);
    let index = (0x7f12_3456_7abcu64 >> 39) & 511;
    assert!(steps[2]
        .1
        .starts_with(&format!("PGD[{index}] = 11067 (address bits 39-47)")));
    assert!(steps[2]
        .1
        .contains("points to a PUD table in page frame 11"));
    assert!(steps[3].1.contains("folded into the PGD"));
    assert!(steps[5].1.contains("maps 2 MiB"));
}

#[test]
fn chinese_has_the_same_steps() {
    for leaf in [TableLevel::Pud, TableLevel::Pmd, TableLevel::Pte] {
        let found = translation(leaf, false);
        let english = texts(&found, ExplainLanguage::English);
        let chinese = texts(&found, ExplainLanguage::Chinese);
        assert_eq!(english.len(), chinese.len());
        for (english, chinese) in english.iter().zip(&chinese) {
            assert_eq!(english.0, chinese.0);
            assert!(english.1.is_ascii(), "{}", english.1);
            assert!(chinese.1.ends_with('。'), "{}", chinese.1);
        }
    }
}

#[test]
fn without_a_vma_nothing_was_read() {
    let mut found = translation(TableLevel::Pte, false);
    found.record.vma_start = abi::ABSENT;
    let steps = texts(&found, ExplainLanguage::English);
    assert_eq!(steps.len(), 2);
    assert!(steps[1].1.contains("SIGSEGV"));
}

#[test]
fn hidden_frames_have_no_numbers() {
    let mut found = translation(TableLevel::Pte, false);
    for level in &mut found.record.levels {
        (level.pfn, level.entry) = (abi::ABSENT, abi::ABSENT);
    }
    (found.record.pfn, found.record.folio_index) = (abi::ABSENT, abi::ABSENT);
    let steps = texts(&found, ExplainLanguage::English);
    assert!(steps[5].1.starts_with("PMD[") && !steps[5].1.contains('@'));
    assert!(steps[7].1.contains("hidden without CAP_SYS_ADMIN"));
    assert!(steps[8].1.contains("part of a folio of 16 pages"));
}

#[test]
fn empty_and_swap_entries_are_explained() {
    let mut found = translation(TableLevel::Pte, false);
    let pte = &mut found.record.levels[TableLevel::Pte as usize];
    pte.state = EntryState::NotPresent as u32;
    found.record.page_kind = PageKind::Swap as u32;
    (found.record.swap_type, found.record.swap_offset) = (1, 99);
    let steps = texts(&found, ExplainLanguage::English);
    assert_eq!(steps.len(), 7);
    assert!(steps[6].1.contains("slot 99 of swap device 1"));
    found.record.levels[TableLevel::Pte as usize].state = EntryState::None as u32;
    found.record.page_kind = PageKind::None as u32;
    let steps = texts(&found, ExplainLanguage::English);
    assert!(steps[6].1.contains("is empty"), "{}", steps[6].1);
}
