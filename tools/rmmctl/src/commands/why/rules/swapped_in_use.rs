// SPDX-License-Identifier: GPL-2.0

//! Swapped memory that the process uses: it waits for swap again and again.
//!
//! An entry of a swapped page keeps no trace of its last use. The sign of use is that the process
//! has major faults while pages come in from swap, so the counters are read twice.

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
        facts::{
            FactResult,
            KnownFacts, //
        },
        finding::{
            DoctorFinding,
            FindingSeverity, //
        },
    },
};
use rmm::present;

pub(super) const RULE: DoctorRule = DoctorRule {
    name: "swapped-in-use",
    look: RuleLook::Process(look),
};

const VMSTAT: &str = "/proc/vmstat";
/// Major faults and swapped-in pages in a pause of one second. From a fast SSD, so many faults take
/// one percent of the time; programs that wake up now and then have fewer.
const LEAST_FAULTS: u64 = 100;

/// The value of a counter in a file of `NAME VALUE` lines; 0 if the kernel does not count it.
fn counter(text: &str, name: &str) -> u64 {
    let values = text.lines().filter_map(|line| line.split_once(' '));
    let mut values = values.filter(|&(found, _)| found == name);
    values
        .next()
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0)
}

/// Major faults of the process, and pages that came in from swap.
fn counters(facts: &KnownFacts<'_>) -> FactResult<(u64, u64)> {
    let stat = facts.file_now(&format!("/proc/{}/stat", facts.pid))?;
    // The name in parentheses may contain blanks. Field 12 is the tenth after it.
    let stat = stat.unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let major = fields.split_whitespace().nth(9);
    let vmstat = facts.file_now(VMSTAT)?.unwrap_or_default();
    let swapped_in = counter(&vmstat, "pswpin") + counter(&vmstat, "zswpin");
    let major = major.and_then(|major| major.parse().ok());
    Ok((major.unwrap_or(0), swapped_in))
}

fn look(facts: &KnownFacts<'_>) -> RuleResult {
    let vmas = facts.vmas()?.iter();
    let swapped: u64 = vmas.filter_map(|vma| present(vma.swap_bytes)).sum();
    if swapped < NOTABLE_BYTES {
        return Ok(Vec::new());
    }
    let before = counters(facts)?;
    facts.pause();
    let after = counters(facts)?;
    let faults = after.0.saturating_sub(before.0);
    let pages = after.1.saturating_sub(before.1);
    if faults < LEAST_FAULTS || pages < LEAST_FAULTS {
        return Ok(Vec::new());
    }
    let subject = process_subject(facts);
    let text = format!(
        "{subject}: {} are swapped out, and it uses them: {faults} major faults in one second, \
         while {pages} pages came in from swap.",
        human_bytes(swapped)
    );
    let finding = DoctorFinding::new(FindingSeverity::Warning, "swap-in", subject, text)
        .bytes(swapped)
        .number("swap_bytes", swapped, "RMM_VMAS swap_bytes")
        .number(
            "major_faults",
            faults,
            format!("/proc/{}/stat field 12", facts.pid),
        )
        .number("swapped_in_pages", pages, "/proc/vmstat pswpin + zswpin")
        .next(format!(
            "rmmctl map {} --columns start,end,rss_bytes,swap_bytes,name",
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

    fn is_found(swap: u64, major: u64, pswpin: u64) -> bool {
        let mut vma = fake_vma(0x1000, 64 * MIB);
        vma.record.swap_bytes = swap;
        let fake = FakeFacts {
            vmas: Some(vec![vma]),
            ..FakeFacts::default()
        };
        let stat = |major: u64| format!("7 (a b) S 1 7 7 0 -1 0 5 0 {major} 0 1 1\n");
        let vmstat = |pages: u64| format!("pswpin {pages}\npswpout 1\n");
        let fake = fake
            .with_texts("/proc/7/stat", &[&stat(10), &stat(10 + major)])
            .with_texts(VMSTAT, &[&vmstat(5), &vmstat(5 + pswpin)]);
        !look(&fake.known()).unwrap().is_empty()
    }

    #[test]
    fn a_process_that_waits_for_swap_is_found() {
        assert!(is_found(64 * MIB, 500, 500));
    }

    #[test]
    fn unused_swap_and_other_major_faults_are_silent() {
        assert!(!is_found(64 * MIB, 0, 500));
        assert!(!is_found(64 * MIB, 500, 0));
        assert!(!is_found(MIB, 500, 500));
    }
}
