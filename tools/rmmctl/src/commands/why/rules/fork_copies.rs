// SPDX-License-Identifier: GPL-2.0

//! Private memory that a fork has shared, so that the next write to each page copies it.
//!
//! Anonymous pages have several mappings only after a fork, or when KSM has merged them, which is
//! not counted here. Memory that is read-only is never copied.

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
        facts::{
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
        extent::PageCategory,
        names::{
            PageKind,
            VmaFlag, //
        },
        page::PageAttribute, //
    },
    present,
    EntryFilter,
    WalkOptions, //
};

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "fork-copies",
    look: RuleLook::Process(look),
};

const MEMINFO: &str = "/proc/meminfo";
/// Interpreters and servers that fork at rest share less: their data at the time of the fork. The
/// copies take tens of milliseconds.
const LEAST_BYTES: u64 = 64 << 20;
/// A finding needs this share of the private memory that can be written. With less, most writes
/// copy nothing.
const LEAST_SHARE: u64 = 4;
/// A finding needs this share of the memory that is available. Servers fork on purpose to share what
/// they have loaded, and machines have room for its copies.
const AVAILABLE_SHARE: u64 = 32;
/// Processes that are named.
const NAMED: usize = 3;

/// Whether a write to private memory of the VMA can copy a page.
fn is_copied(vma: &VmaFact) -> bool {
    let flags = vma.flags & (VmaFlag::WRITE | VmaFlag::MAYSHARE);
    flags == VmaFlag::WRITE
}

/// Anonymous memory of the VMA that is not private. Memory of devices and pages under migration are in it
/// too, so a page that is shared must be seen as well.
fn shared_bytes(vma: &VmaFact) -> u64 {
    let anon = present(vma.anon_bytes).unwrap_or(0);
    // Without these, sharing is unknown.
    let (Some(private), Some(merged)) = (present(vma.private_bytes), present(vma.ksm_bytes)) else {
        return 0;
    };
    anon.saturating_sub(private).saturating_sub(merged)
}

/// Bytes that programs can have: what is available, and free swap.
fn available_bytes(facts: &KnownFacts<'_>) -> FactResult<Option<u64>> {
    let text = facts.file(MEMINFO)?.unwrap_or_default();
    let kib = |name: &str| {
        let mut lines = text.lines();
        let rest = lines.find_map(|line| line.strip_prefix(name))?;
        rest.split_whitespace().next()?.parse::<u64>().ok()
    };
    let available = kib("MemAvailable:");
    Ok(available.map(|available| (available + kib("SwapFree:").unwrap_or(0)) << 10))
}

/// The shared pages of a VMA.
fn shared_pages(vma: &VmaFact) -> WalkOptions {
    WalkOptions {
        range: vma.start..vma.end,
        filter: EntryFilter {
            kinds: 1 << PageKind::Anon as u32,
            required: PageCategory::SHARED,
            ..EntryFilter::default()
        },
        ..WalkOptions::default()
    }
}

/// Other processes that map a shared page. Without the right to see page frames, they are unknown.
fn sharers(facts: &KnownFacts<'_>, vma: &VmaFact, addr: u64) -> FactResult<Vec<u32>> {
    let one = WalkOptions {
        range: addr..addr + PAGE_SIZE,
        attributes: PageAttribute::FRAME,
        ..shared_pages(vma)
    };
    let mut pfn = None;
    facts.pages(&one, |page| pfn = page.frame())?;
    let Some(pfn) = pfn else {
        return Ok(Vec::new());
    };
    let mut owners = facts.page_owners(pfn)?;
    owners.remove(&facts.pid);
    Ok(owners.into_iter().collect())
}

/// The processes for a sentence; empty if there are none.
fn listed(facts: &KnownFacts<'_>, pids: &[u32]) -> String {
    let shown = pids.iter().take(NAMED).map(|&pid| facts.process_text(pid));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match pids.len().saturating_sub(NAMED) {
        _ if pids.is_empty() => String::new(),
        0 => format!(" with {shown}"),
        more => format!(" with {shown} and {more} more"),
    }
}

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let vmas = || {
        facts
            .vmas()
            .map(|vmas| vmas.iter().filter(|vma| is_copied(vma)))
    };
    let bytes: u64 = vmas()?.map(shared_bytes).sum();
    let anon: u64 = vmas()?.filter_map(|vma| present(vma.anon_bytes)).sum();
    if bytes < LEAST_BYTES || bytes < anon / LEAST_SHARE {
        return Ok(Vec::new());
    }
    let available = available_bytes(facts)?;
    if available.is_some_and(|available| bytes < available / AVAILABLE_SHARE) {
        return Ok(Vec::new());
    }
    let Some(largest) = vmas()?.max_by_key(|vma| shared_bytes(vma)) else {
        return Ok(Vec::new());
    };
    let Some(extent) = facts.first_extent(&shared_pages(largest))? else {
        return Ok(Vec::new());
    };
    // The sharing is a finding without the sharers, too.
    let sharers = sharers(facts, largest, extent.addr).unwrap_or_default();
    let severity = match available.is_some_and(|available| available < bytes) {
        true => FindingSeverity::Warning,
        false => FindingSeverity::Note,
    };
    let subject = process_subject(facts);
    let shown = human_bytes(bytes);
    let room = match (severity, available) {
        (FindingSeverity::Warning, Some(available)) => format!(
            " The copies may not fit: {} is available, with swap.",
            human_bytes(available)
        ),
        _ => String::new(),
    };
    let text = format!(
        "{subject}: {shown} of its private memory has been shared{} since a fork. The first write to \
         each page is a fault that copies it, by up to {shown} in all.{room}",
        listed(facts, &sharers)
    );
    let finding = DoctorFinding::new(severity, "copy-on-write", subject, text)
        .bytes(bytes)
        .number(
            "shared_bytes",
            bytes,
            "RMM_VMAS anon_bytes, private_bytes, ksm_bytes",
        )
        .number("anon_bytes", anon, "RMM_VMAS anon_bytes, flag wr")
        .number(
            "sharers",
            (!sharers.is_empty()).then_some(sharers.len()),
            "RMM_RMAP pid, of one page",
        )
        .number(
            "available_bytes",
            available,
            format!("{MEMINFO} MemAvailable, SwapFree"),
        )
        .next(format!("rmmctl sharing {}", facts.pid));
    Ok(vec![finding])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::why::fake::{
        fake_vma,
        FakeFacts,
        FAKE_PID,
        MIB, //
    };
    use rmm::abi::{
        extent::ExtentRecord,
        page::PageRecord,
        rmap::MappingRecord,
        AbiRecord, //
    };

    /// A process that shares memory with the processes of `pids`.
    fn facts(shared: u64, private: u64, flags: u64, pids: &[u32]) -> FakeFacts {
        let mut vma = fake_vma(MIB, shared + private);
        vma.record.flags = flags;
        vma.record.private_bytes = private;
        let mapping = |&pid: &u32| MappingRecord {
            pid: pid as i32,
            ..MappingRecord::ZERO
        };
        let fake = FakeFacts {
            vmas: Some(vec![vma]),
            extents: vec![ExtentRecord {
                addr: MIB,
                bytes: shared,
                ..ExtentRecord::ZERO
            }],
            pages: vec![PageRecord {
                addr: MIB,
                pfn: 5,
                ..PageRecord::ZERO
            }],
            mappings: [(5, pids.iter().map(mapping).collect())].into(),
            ..FakeFacts::default()
        };
        fake.with_file(
            MEMINFO,
            "MemTotal: 9 kB\nMemAvailable:  1040384 kB\nSwapFree: 8192 kB\n",
        )
        .with_file("/proc/9/comm", "redis-server\n")
    }

    fn found(fake: &FakeFacts) -> Option<DoctorFinding> {
        look(&fake.known()).unwrap().first().cloned()
    }

    #[test]
    fn shared_memory_is_found_with_its_sharers() {
        let fake = facts(96 * MIB, 32 * MIB, VmaFlag::WRITE, &[FAKE_PID, 9, 9]);
        let found = found(&fake).unwrap();
        assert_eq!(found.severity, FindingSeverity::Note);
        assert_eq!(found.bytes, Some(96 * MIB));
        let wanted =
            "96M of its private memory has been shared with process 9 (redis-server) since";
        assert!(found.text.contains(wanted), "{}", found.text);
    }

    #[test]
    fn copies_that_do_not_fit_are_urgent() {
        let fake = facts(2048 * MIB, 0, VmaFlag::WRITE, &[FAKE_PID, 9, 10, 11, 12]);
        let found = found(&fake).unwrap();
        assert_eq!(found.severity, FindingSeverity::Warning);
        assert!(
            found.text.contains("may not fit: 1G is available"),
            "{}",
            found.text
        );
        assert!(
            found.text.contains("process 11 and 1 more"),
            "{}",
            found.text
        );
    }

    #[test]
    fn unknown_sharers_are_left_out() {
        let mut fake = facts(96 * MIB, 0, VmaFlag::WRITE, &[]);
        fake.mappings.clear();
        let found = found(&fake).unwrap();
        assert!(
            found.text.contains("has been shared since"),
            "{}",
            found.text
        );
    }

    #[test]
    fn memory_that_writes_do_not_copy_is_silent() {
        let write = VmaFlag::WRITE;
        for (shared, private, flags) in [
            (32 * MIB, 0, write),
            (96 * MIB, 512 * MIB, write),
            (0, 512 * MIB, write),
            (96 * MIB, 0, 0),
            (96 * MIB, 0, write | VmaFlag::MAYSHARE),
        ] {
            let fake = facts(shared, private, flags, &[9]);
            assert_eq!(found(&fake), None, "{shared} {private} {flags}");
        }
        let mut merged = facts(96 * MIB, 0, write, &[9]);
        merged.vmas.as_mut().unwrap()[0].record.ksm_bytes = 96 * MIB;
        assert_eq!(found(&merged), None);
        // Pages of a device are not private either.
        let mut elsewhere = facts(96 * MIB, 0, write, &[9]);
        elsewhere.extents.clear();
        assert_eq!(found(&elsewhere), None);
        let large =
            facts(96 * MIB, 0, write, &[9]).with_file(MEMINFO, "MemAvailable: 67108864 kB\n");
        assert_eq!(found(&large), None);
    }
}
