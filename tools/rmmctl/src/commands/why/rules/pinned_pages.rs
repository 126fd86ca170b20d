// SPDX-License-Identifier: GPL-2.0

//! Pinned or locked small pages that are scattered, so that compaction can make no huge pages of
//! the blocks that they are in.
//!
//! Pinned memory is not moved. Locked memory is, unless vm.compact_unevictable_allowed is 0. Pages
//! that fill their blocks do no harm beyond their own size: what counts is the rest of the blocks.

use super::{
    process_subject,
    DoctorRule,
    RuleLook,
    RuleResult,
    HUGE_ORDER,
    HUGE_SIZE,
    NOTABLE_BYTES,
    PAGE_SIZE, //
};
use crate::{
    cells::human_bytes,
    commands::why::{
        facts::{
            FactError,
            FactResult,
            KnownFacts,
            VmaFact, //
        },
        finding::{
            DoctorFinding,
            FindingSeverity, //
        },
    },
};
use rmm::{
    abi::{
        mm::MmFlag,
        names::VmaFlag,
        page::PageAttribute, //
    },
    present,
    present_32,
    EntryFilter,
    WalkOptions, //
};
use std::collections::HashMap;

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "pinned-pages",
    look: RuleLook::Process(look),
};

const UNEVICTABLE: &str = "/proc/sys/vm/compact_unevictable_allowed";
/// A block in which this many of its pages are in the way is taken by them, not blocked.
const MOST_PAGES: u64 = HUGE_SIZE / PAGE_SIZE * 9 / 10;

/// Blocks of 2 MiB, by their first page frame, with the number of pages that cannot be moved.
#[derive(Default)]
struct BlockedBlocks {
    pages: HashMap<u64, u64>,
    is_hidden: bool,
}

impl BlockedBlocks {
    fn read(
        &mut self,
        facts: &KnownFacts<'_>,
        vma: &VmaFact,
        is_pinned_only: bool,
    ) -> FactResult<()> {
        let options = WalkOptions {
            range: vma.start..vma.end,
            filter: EntryFilter {
                // Folios below the order of a huge page: larger ones are whole blocks.
                orders: (1 << HUGE_ORDER) - 1,
                ..EntryFilter::default()
            },
            attributes: PageAttribute::FRAME | PageAttribute::FOLIO | PageAttribute::STATE,
            ..WalkOptions::default()
        };
        facts.pages(&options, |page| {
            let (Some(pfn), Some(pins)) = (page.frame(), present_32(page.pins)) else {
                // A page without a folio, such as those of devices, has no pins.
                self.is_hidden |= page.folio_order().is_some();
                return;
            };
            if pins != 0 || !is_pinned_only {
                *self.pages.entry(pfn >> HUGE_ORDER).or_default() += u64::from(page.pages);
            }
        })
    }

    /// Pages that cannot be moved, and blocks that they block.
    fn blocked(&self) -> (u64, u64) {
        let blocks = self.pages.values().filter(|&&pages| pages < MOST_PAGES);
        blocks.fold((0, 0), |(pages, blocks), count| (pages + count, blocks + 1))
    }
}

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let mm = facts.mm()?;
    let is_pinned = mm.flags & MmFlag::HAS_PINNED != 0;
    let is_locked = facts.number(UNEVICTABLE)? == Some(0);
    let mut findings = Vec::new();
    if is_pinned {
        let mut blocks = BlockedBlocks::default();
        for vma in facts.vmas()?.iter().filter(|vma| has_pages(vma)) {
            blocks.read(facts, vma, true)?;
        }
        let reason = "are pinned (FOLL_PIN), for example by io_uring, RDMA or VFIO";
        findings.extend(
            finding(facts, &blocks, "pinned", reason)?.map(|found| {
                found.number("pinned_vm_bytes", mm.pinned_bytes, "RMM_MM pinned_bytes")
            }),
        );
    }
    if is_locked {
        let mut blocks = BlockedBlocks::default();
        let vmas = facts.vmas()?.iter().filter(|vma| has_pages(vma));
        for vma in vmas.filter(|vma| vma.flags & VmaFlag::LOCKED != 0) {
            blocks.read(facts, vma, false)?;
        }
        let reason = "are locked (mlock(2)), which vm.compact_unevictable_allowed=0 keeps in place";
        findings.extend(finding(facts, &blocks, "mlocked", reason)?.map(|found| {
            found
                .number("locked_vm_bytes", mm.locked_bytes, "RMM_MM locked_bytes")
                .number("compact_unevictable_allowed", 0u64, UNEVICTABLE)
                .next("sysctl -w vm.compact_unevictable_allowed=1")
        }));
    }
    Ok(findings)
}

fn has_pages(vma: &VmaFact) -> bool {
    vma.resident_bytes().is_some_and(|bytes| bytes != 0)
        && present(vma.pte_bytes).is_none_or(|bytes| bytes != 0)
}

fn finding(
    facts: &KnownFacts<'_>,
    found: &BlockedBlocks,
    cause: &'static str,
    reason: &str,
) -> FactResult<Option<DoctorFinding>> {
    if found.is_hidden {
        let text = "pins are hidden without CAP_SYS_ADMIN";
        return Err(FactError(text.to_owned()));
    }
    let (pages, blocks) = found.blocked();
    let (own, all) = (pages * PAGE_SIZE, blocks * HUGE_SIZE);
    let bytes = all.saturating_sub(own);
    if bytes < NOTABLE_BYTES {
        return Ok(None);
    }
    let subject = process_subject(facts);
    let text = format!(
        "{subject}: {} in small pages {reason}; they are scattered over {blocks} blocks of 2M, so \
         the other {} there cannot become huge pages.",
        human_bytes(own),
        human_bytes(bytes)
    );
    let finding = DoctorFinding::new(FindingSeverity::Warning, cause, subject, text)
        .bytes(bytes)
        .number("unmovable_bytes", own, "RMM_WALK pins, pages")
        .number("blocks", blocks, "RMM_WALK pfn")
        .next(format!(
            "rmmctl map {} --columns start,end,flags,rss_bytes,name",
            facts.pid
        ));
    Ok(Some(finding))
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
        page::PageRecord,
        AbiRecord, //
    };

    /// A page in every `stride`-th frame.
    fn facts(stride: u64, pins: u32, flags: u64) -> FakeFacts {
        let count = 8192;
        let mut vma = fake_vma(MIB, count * PAGE_SIZE);
        vma.record.flags = VmaFlag::LOCKED;
        vma.record.pte_bytes = count * PAGE_SIZE;
        let page = |at: u64| PageRecord {
            addr: MIB + at * PAGE_SIZE,
            pfn: at * stride,
            order: 0,
            pages: 1,
            pins,
            ..PageRecord::ZERO
        };
        FakeFacts {
            mm: Some(MmRecord {
                flags,
                ..MmRecord::ZERO
            }),
            vmas: Some(vec![vma]),
            pages: (0..count).map(page).collect(),
            ..FakeFacts::default()
        }
    }

    fn causes(fake: &FakeFacts) -> Vec<(&'static str, u64)> {
        let findings = look(&fake.known()).unwrap();
        let causes = findings
            .iter()
            .map(|found| (found.cause, found.bytes.unwrap()));
        causes.collect()
    }

    #[test]
    fn scattered_pins_and_locks_are_found() {
        let pinned = facts(2, 1, MmFlag::HAS_PINNED);
        assert_eq!(causes(&pinned), [("pinned", 32 * MIB)]);
        let locked = facts(2, 0, 0).with_file(UNEVICTABLE, "0\n");
        assert_eq!(causes(&locked), [("mlocked", 32 * MIB)]);
    }

    #[test]
    fn dense_pins_and_movable_locks_are_silent() {
        assert!(causes(&facts(1, 1, MmFlag::HAS_PINNED)).is_empty());
        assert!(causes(&facts(2, 0, MmFlag::HAS_PINNED)).is_empty());
        let locked = facts(2, 0, 0).with_file(UNEVICTABLE, "1\n");
        assert!(causes(&locked).is_empty());
    }
}
