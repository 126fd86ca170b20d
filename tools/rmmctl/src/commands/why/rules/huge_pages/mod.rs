// SPDX-License-Identifier: GPL-2.0

//! Anonymous memory in small pages that huge pages could map, by cause.
//!
//! The order of the causes is that in which the kernel decides (`thp_vma_allowable_orders()`, then
//! `collapse_scan_pmd()` of khugepaged). Stacks, files and shmem are left out: by default, no huge
//! pages are wanted there.

mod khugepaged;

use super::{
    process_subject,
    DoctorRule,
    RuleLook,
    RuleResult,
    HUGE_ORDER,
    HUGE_SIZE,
    NOTABLE_BYTES, //
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
use khugepaged::CollapseLimits;
use rmm::{
    abi::{
        mm::MmFlag,
        names::{
            VmaFlag,
            VmaKind, //
        },
    },
    present, //
};
use std::ops::Range;

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "huge-pages",
    look: RuleLook::Process(look),
};

const SYSFS: &str = "/sys/kernel/mm/transparent_hugepage";
const ENABLED: &str = "/sys/kernel/mm/transparent_hugepage/enabled";
const ENABLED_2M: &str = "/sys/kernel/mm/transparent_hugepage/hugepages-2048kB/enabled";
/// VMAs of one cause that have a finding of their own; the rest share one. More would hide the
/// other causes.
const OWN_FINDINGS: usize = 4;
const UFFD_FLAGS: u64 =
    VmaFlag::UFFD_MISSING | VmaFlag::UFFD_WP | VmaFlag::UFFD_MINOR | VmaFlag::UFFD_RWP;

/// The cause that memory is not in huge pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum HugeObstacle {
    Prctl,
    Madvise,
    Sysfs,
    NotAdvised,
    TooSmall,
    NotAligned,
    Userfaultfd,
    Swapped,
    Shared,
    Holes,
    NoBlock,
    Khugepaged,
}

impl HugeObstacle {
    const ALL: [Self; 12] = [
        Self::Prctl,
        Self::Madvise,
        Self::Sysfs,
        Self::NotAdvised,
        Self::TooSmall,
        Self::NotAligned,
        Self::Userfaultfd,
        Self::Swapped,
        Self::Shared,
        Self::Holes,
        Self::NoBlock,
        Self::Khugepaged,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Prctl => "prctl",
            Self::Madvise => "madvise",
            Self::Sysfs => "sysfs",
            Self::NotAdvised => "not-advised",
            Self::TooSmall => "too-small",
            Self::NotAligned => "not-aligned",
            Self::Userfaultfd => "userfaultfd",
            Self::Swapped => "swapped",
            Self::Shared => "shared",
            Self::Holes => "holes",
            Self::NoBlock => "no-block",
            Self::Khugepaged => "khugepaged",
        }
    }

    fn severity(self) -> FindingSeverity {
        match self {
            Self::Prctl | Self::Madvise | Self::Sysfs | Self::NotAdvised | Self::Userfaultfd => {
                FindingSeverity::Note
            }
            _ => FindingSeverity::Warning,
        }
    }

    /// The end of "BYTES are in small pages: ".
    fn reason(self) -> &'static str {
        match self {
            Self::Prctl => "prctl(PR_SET_THP_DISABLE) has switched huge pages off for the process.",
            Self::Madvise => "madvise(MADV_NOHUGEPAGE) has switched huge pages off for the VMA.",
            Self::Sysfs => "the setting of the machine is never.",
            Self::NotAdvised => {
                "the setting of the machine is madvise, and the program has not called \
                 madvise(MADV_HUGEPAGE)."
            }
            Self::TooSmall => "the VMA is smaller than a huge page.",
            Self::NotAligned => "the VMA contains no whole range of 2M at a multiple of 2M.",
            Self::Userfaultfd => {
                "userfaultfd is registered for the VMA, so khugepaged fills no holes there."
            }
            Self::Swapped => "more pages of each 2M are swapped out than max_ptes_swap allows.",
            Self::Shared => {
                "more pages of each 2M are shared with another process than max_ptes_shared allows."
            }
            Self::Holes => "more pages of each 2M are missing than max_ptes_none allows.",
            Self::NoBlock => {
                "nothing else is in the way, but the node has no free block of order 9."
            }
            Self::Khugepaged => "nothing is in the way, but khugepaged has not been there yet.",
        }
    }

    fn next(self, pid: u32) -> String {
        let limits = "grep . /sys/kernel/mm/transparent_hugepage/khugepaged/*";
        match self {
            Self::Prctl => format!("rmmctl mm {pid} --columns flags"),
            Self::Sysfs | Self::NotAdvised => format!("echo always > {ENABLED}"),
            Self::TooSmall | Self::NotAligned => {
                "GLIBC_TUNABLES=glibc.malloc.hugetlb=1 COMMAND".to_owned()
            }
            Self::Madvise | Self::Userfaultfd => {
                format!("rmmctl map {pid} --columns start,end,flags,anon_bytes,huge_bytes")
            }
            Self::Swapped => format!("rmmctl map {pid} --columns start,end,anon_bytes,swap_bytes"),
            Self::Shared => format!("rmmctl sharing {pid}"),
            Self::Holes => limits.to_owned(),
            Self::NoBlock => format!("rmmctl why order {HUGE_ORDER}"),
            Self::Khugepaged => {
                format!("echo 100 > {SYSFS}/khugepaged/scan_sleep_millisecs")
            }
        }
    }
}

/// The setting for huge pages in anonymous memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HugeSetting {
    Always,
    Madvise,
    Never,
}

/// The setting: that of the size, which can be to inherit the one for all sizes. `None` if the
/// kernel has no huge pages.
fn setting(facts: &KnownFacts<'_>) -> FactResult<Option<HugeSetting>> {
    let Some(all) = facts.choice(ENABLED)? else {
        return Ok(None);
    };
    let size = facts.choice(ENABLED_2M)?;
    let word = size.filter(|word| &**word != "inherit").unwrap_or(all);
    Ok(match &*word {
        "always" => Some(HugeSetting::Always),
        "madvise" => Some(HugeSetting::Madvise),
        "never" => Some(HugeSetting::Never),
        _ => None,
    })
}

/// The part of a VMA that whole huge pages can map; empty if there is none.
fn aligned_part(vma: &VmaFact) -> Range<u64> {
    let start = vma.start.next_multiple_of(HUGE_SIZE);
    start..(vma.end / HUGE_SIZE * HUGE_SIZE).max(start)
}

/// Bytes of a VMA by what keeps them out of huge pages.
struct LostMemory<'a> {
    vma: &'a VmaFact,
    obstacle: HugeObstacle,
    bytes: u64,
}

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let Some(setting) = setting(facts)? else {
        return Ok(Vec::new());
    };
    let mm = facts.mm()?;
    let mut lost = Vec::new();
    for vma in facts.vmas()? {
        let is_anon = matches!(vma.vma_kind(), Some(VmaKind::Anon | VmaKind::Heap));
        let (Some(anon), Some(huge)) = (present(vma.anon_bytes), present(vma.huge_bytes)) else {
            continue;
        };
        let small = anon.saturating_sub(huge);
        if !is_anon || small == 0 {
            continue;
        }
        let part = aligned_part(vma);
        let reachable = small.min(part.end - part.start);
        let advised = vma.flags & VmaFlag::HUGEPAGE != 0;
        let is_off = mm.flags & MmFlag::THP_DISABLED != 0
            || mm.flags & MmFlag::THP_ADVISED_ONLY != 0 && !advised;
        let (obstacle, bytes) = if is_off {
            (HugeObstacle::Prctl, reachable)
        } else if vma.flags & VmaFlag::NOHUGEPAGE != 0 {
            (HugeObstacle::Madvise, reachable)
        } else if setting == HugeSetting::Never {
            (HugeObstacle::Sysfs, reachable)
        } else if setting == HugeSetting::Madvise && !advised {
            (HugeObstacle::NotAdvised, reachable)
        } else if vma.size() < HUGE_SIZE {
            (HugeObstacle::TooSmall, small)
        } else if part.is_empty() {
            (HugeObstacle::NotAligned, small)
        } else if vma.flags & UFFD_FLAGS != 0 {
            (HugeObstacle::Userfaultfd, reachable)
        } else {
            let found = khugepaged::lost_by_cause(facts, vma, part)?;
            lost.extend(found.into_iter().map(|(obstacle, bytes)| LostMemory {
                vma,
                obstacle,
                bytes,
            }));
            continue;
        };
        lost.push(LostMemory {
            vma,
            obstacle,
            bytes,
        });
    }
    let mut findings = Vec::new();
    for obstacle in HugeObstacle::ALL {
        let mut group: Vec<_> = lost
            .iter()
            .filter(|lost| lost.obstacle == obstacle)
            .collect();
        group.sort_by_key(|lost| std::cmp::Reverse(lost.bytes));
        let own = group.iter().take(OWN_FINDINGS);
        let own = own.take_while(|lost| lost.bytes >= NOTABLE_BYTES).count();
        let (own, rest) = group.split_at(own);
        let alone = own.iter().map(std::slice::from_ref);
        for group in alone.chain([rest]) {
            findings.extend(finding(facts, setting, obstacle, group)?);
        }
    }
    Ok(findings)
}

/// The finding about some VMAs of one cause, the largest first; `None` if they are too small.
fn finding(
    facts: &KnownFacts<'_>,
    setting: HugeSetting,
    obstacle: HugeObstacle,
    group: &[&LostMemory<'_>],
) -> FactResult<Option<DoctorFinding>> {
    let bytes: u64 = group.iter().map(|lost| lost.bytes).sum();
    let Some(first) = group.first().filter(|_| bytes >= NOTABLE_BYTES) else {
        return Ok(None);
    };
    let subject = match group.len() {
        1 => format!("VMA {}", first.vma.text()),
        count => format!("{count} VMAs of {}", process_subject(facts)),
    };
    let text = format!(
        "{subject}: {} are in small pages: {}",
        human_bytes(bytes),
        obstacle.reason()
    );
    let of_vmas =
        |field: fn(&VmaFact) -> u64| -> u64 { group.iter().map(|lost| field(lost.vma)).sum() };
    let size = of_vmas(|vma| vma.size());
    let anon = of_vmas(|vma| vma.anon_bytes);
    let huge = of_vmas(|vma| vma.huge_bytes);
    let finding = DoctorFinding::new(obstacle.severity(), obstacle.word(), subject, text)
        .bytes(bytes)
        .number("size_bytes", size, "RMM_VMAS end - start")
        .number("anon_bytes", anon, "RMM_VMAS anon_bytes")
        .number("huge_bytes", huge, "RMM_VMAS huge_bytes")
        .next(obstacle.next(facts.pid));
    let finding = match obstacle {
        HugeObstacle::Prctl => {
            let bit = MmFlag::THP_DISABLED | MmFlag::THP_ADVISED_ONLY;
            finding.number("thp_disabled", facts.mm()?.flags & bit, "RMM_MM flags")
        }
        HugeObstacle::Sysfs | HugeObstacle::NotAdvised => {
            let word = match setting {
                HugeSetting::Always => "always",
                HugeSetting::Madvise => "madvise",
                HugeSetting::Never => "never",
            };
            finding.number("enabled", word, ENABLED)
        }
        HugeObstacle::Swapped => {
            let swap = of_vmas(|vma| present(vma.swap_bytes).unwrap_or(0));
            finding.number("swap_bytes", swap, "RMM_VMAS swap_bytes")
        }
        _ => finding,
    };
    Ok(Some(match obstacle {
        HugeObstacle::Swapped | HugeObstacle::Shared | HugeObstacle::Holes => {
            CollapseLimits::read(facts)?.add_to(obstacle, finding)
        }
        HugeObstacle::NoBlock => {
            let node = khugepaged::main_node(first.vma);
            let blocks = facts.large_blocks(node, HUGE_ORDER)?;
            finding.number("node", node, "RMM_VMAS node_bytes").number(
                "free_blocks",
                blocks,
                "RMM_BUDDY free_blocks, orders 9 and above",
            )
        }
        HugeObstacle::Khugepaged => khugepaged::add_pace(facts, finding)?,
        _ => finding,
    }))
}

#[cfg(test)]
mod tests;
