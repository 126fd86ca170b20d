// SPDX-License-Identifier: GPL-2.0

//! Large folios of which a part is mapped, while the rest keeps memory that nobody can use.

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
            FactError,
            KnownFacts, //
        },
        finding::{
            DoctorFinding,
            FindingSeverity, //
        },
    },
};
use rmm::{
    abi::{
        names::{
            PageKind,
            TableLevel, //
        },
        page::{
            FolioFlag,
            PageAttribute,
            PageRecord, //
        },
    },
    present,
    present_32,
    EntryFilter,
    WalkOptions, //
};
use std::collections::HashMap;

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "partial-folios",
    look: RuleLook::Process(look),
};

/// A large folio, and the pages of it that the process maps.
#[derive(Clone, Copy, Default)]
struct FolioParts {
    order: u8,
    mapped: u64,
    /// Entries that map any part of the folio, in any process.
    mapcount: u64,
    is_marked: bool,
}

impl FolioParts {
    fn add(&mut self, page: &PageRecord) {
        self.order = page.order;
        self.mapped += u64::from(page.pages);
        self.mapcount = present_32(page.folio_mapcount).map_or(u64::MAX, u64::from);
        self.is_marked =
            present_32(page.folio_bits).is_some_and(|bits| bits & FolioFlag::PARTIALLY_MAPPED != 0);
    }

    /// Pages that nobody maps. 0 if another process maps the folio, too.
    fn held_pages(&self) -> u64 {
        let size = 1u64.checked_shl(self.order.into()).unwrap_or(0);
        match self.is_marked && self.mapcount == self.mapped {
            true => size.saturating_sub(self.mapped),
            false => 0,
        }
    }
}

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let mut folios: HashMap<u64, FolioParts> = HashMap::new();
    let mut is_hidden = false;
    for vma in facts.vmas()? {
        if present(vma.thp_partial_bytes).is_none_or(|bytes| bytes == 0) {
            continue;
        }
        let options = WalkOptions {
            range: vma.start..vma.end,
            filter: EntryFilter {
                kinds: 1 << PageKind::Anon as u32,
                levels: 1 << TableLevel::Pte as u32,
                // Orders 1 to 9, which fit into a page table.
                orders: (1 << 10) - 2,
                ..EntryFilter::default()
            },
            attributes: PageAttribute::FRAME
                | PageAttribute::FOLIO
                | PageAttribute::MAPCOUNT
                | PageAttribute::STATE,
            ..WalkOptions::default()
        };
        facts.pages(&options, |page| {
            let index = present_32(page.folio_index).map(u64::from);
            match (page.frame(), index) {
                (Some(pfn), Some(index)) => folios.entry(pfn - index).or_default().add(page),
                _ => is_hidden = true,
            }
        })?;
    }
    if is_hidden {
        let text = "page frames are hidden without CAP_SYS_ADMIN";
        return Err(FactError(text.to_owned()));
    }
    let partial = folios.values().filter(|folio| folio.held_pages() != 0);
    let (count, held) = partial.fold((0u64, 0), |(count, held), folio| {
        (count + 1, held + folio.held_pages())
    });
    let mapped: u64 = folios
        .values()
        .filter(|folio| folio.held_pages() != 0)
        .map(|folio| folio.mapped)
        .sum();
    let bytes = held * PAGE_SIZE;
    if bytes < NOTABLE_BYTES {
        return Ok(Vec::new());
    }
    let subject = process_subject(facts);
    let text = format!(
        "{subject}: {count} large folios are mapped in part, {} of them; the other {} cannot be \
         used by anybody until the kernel splits the folios, which it does when memory is short.",
        human_bytes(mapped * PAGE_SIZE),
        human_bytes(bytes)
    );
    let finding = DoctorFinding::new(FindingSeverity::Warning, "unmapped-part", subject, text)
        .bytes(bytes)
        .number(
            "folios",
            count,
            "RMM_WALK folio_bits, flag partially-mapped",
        )
        .number("mapped_bytes", mapped * PAGE_SIZE, "RMM_WALK pages")
        .number("held_bytes", bytes, "RMM_WALK order, folio_mapcount")
        .next(format!("rmmctl folios {}", facts.pid));
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
        page::ABSENT_32,
        AbiRecord, //
    };

    /// Huge pages of which the first page is mapped.
    fn facts(folios: u64, mapcount: u32, folio_bits: u32) -> FakeFacts {
        let mut vma = fake_vma(2 * MIB, folios * 2 * MIB);
        vma.record.thp_partial_bytes = folios * PAGE_SIZE;
        let page = |at: u64| PageRecord {
            addr: (at + 1) * 2 * MIB,
            pfn: 0x1000 + at * 512,
            folio_index: 0,
            order: 9,
            pages: 1,
            folio_mapcount: mapcount,
            folio_bits,
            ..PageRecord::ZERO
        };
        FakeFacts {
            vmas: Some(vec![vma]),
            pages: (0..folios).map(page).collect(),
            ..FakeFacts::default()
        }
    }

    fn bytes(fake: &FakeFacts) -> Option<u64> {
        let findings = look(&fake.known()).unwrap();
        findings.first().and_then(|found| found.bytes)
    }

    const MARKED: u32 = FolioFlag::PARTIALLY_MAPPED;

    #[test]
    fn unmapped_parts_are_found() {
        assert_eq!(bytes(&facts(16, 1, MARKED)), Some(16 * 511 * PAGE_SIZE));
    }

    #[test]
    fn folios_of_others_and_few_folios_are_silent() {
        assert_eq!(bytes(&facts(16, 2, MARKED)), None);
        assert_eq!(bytes(&facts(16, 1, 0)), None);
        assert_eq!(bytes(&facts(4, 1, MARKED)), None);
        let mut whole = facts(16, 1, MARKED);
        whole.vmas.as_mut().unwrap()[0].record.thp_partial_bytes = 0;
        assert_eq!(bytes(&whole), None);
    }

    #[test]
    fn hidden_frames_are_unknown() {
        let mut fake = facts(16, 1, MARKED);
        fake.pages[3].folio_index = ABSENT_32;
        assert!(look(&fake.known()).is_err());
    }
}
