// SPDX-License-Identifier: GPL-2.0

//! Theme and word of each event.

use crate::abi::{
    events::{
        EventKind,
        EventTheme, //
    },
    ABSENT, //
};

/// Number of events of the interface.
pub const NR_EVENTS: usize = EventKind::ALL.len();

/// One value for each [`EventKind`], indexed by its number.
pub type EventTotals = [u64; NR_EVENTS];

/// First event of each theme. The events of a theme have consecutive numbers.
const FIRST_EVENTS: &[(EventKind, EventTheme)] = &[
    (EventKind::Pgfault, EventTheme::Fault),
    (EventKind::PgallocDma, EventTheme::Alloc),
    (EventKind::PgskipDma, EventTheme::Reclaim),
    (EventKind::CompactMigrateScanned, EventTheme::Compaction),
    (EventKind::PgmigrateSuccess, EventTheme::Migration),
    (EventKind::ThpFaultAlloc, EventTheme::Thp),
    (EventKind::NumaPteUpdates, EventTheme::Numa),
    (EventKind::Pswpin, EventTheme::Swap),
    (EventKind::KsmSwpinCopy, EventTheme::Ksm),
    (EventKind::OomKill, EventTheme::Oom),
    (EventKind::MfTotal, EventTheme::MemoryFailure),
    (EventKind::Pgpgin, EventTheme::Io),
    (EventKind::DirectMapLevel2Splits, EventTheme::Kernel),
];

/// Theme of an event.
pub fn event_theme(event: EventKind) -> EventTheme {
    FIRST_EVENTS
        .iter()
        .rev()
        .find(|&&(first, _)| first as usize <= event as usize)
        .map_or(EventTheme::Fault, |&(_, theme)| theme)
}

/// Word of an event, unique within its theme.
pub fn event_word(event: EventKind) -> &'static str {
    EVENT_WORDS[event as usize]
}

/// Raises each total to its value in the previous reading. The counters only grow, but a reading
/// misses a per-CPU delta that was taken from the CPU and not yet added to the sum.
pub fn keep_monotonic(now: &mut EventTotals, before: &EventTotals) {
    for (now, &before) in now.iter_mut().zip(before) {
        if *now != ABSENT && before != ABSENT {
            *now = (*now).max(before);
        }
    }
}

/// Count since `base`; absent without a base or where the kernel does not count.
pub fn count_since(total: u64, base: Option<u64>) -> u64 {
    match base {
        Some(base) if total != ABSENT && base != ABSENT => total.saturating_sub(base),
        _ => ABSENT,
    }
}

/// Word of each event, indexed by its number.
const EVENT_WORDS: [&str; NR_EVENTS] = [
    // fault
    "faults",
    "major",
    "reused",
    "vma-locked",
    "vma-aborted",
    "vma-retried",
    "vma-missed",
    // alloc
    "from-dma",
    "from-dma32",
    "from-normal",
    "from-movable",
    "from-device",
    "freed",
    "stalled-dma",
    "stalled-dma32",
    "stalled-normal",
    "stalled-movable",
    "stalled-device",
    "hugetlb",
    "hugetlb-failed",
    "cma",
    "cma-failed",
    // reclaim
    "skipped-dma",
    "skipped-dma32",
    "skipped-normal",
    "skipped-movable",
    "skipped-device",
    "activated",
    "deactivated",
    "lazy",
    "lazy-freed",
    "throttled",
    "local",
    "local-failed",
    "inode-pages",
    "slab-scanned",
    "kswapd-inode-pages",
    "kswapd-low-soon",
    "kswapd-high-soon",
    "kswapd-runs",
    "rotated",
    "dropped-cache",
    "dropped-slab",
    "unevictable",
    "unevictable-scanned",
    "unevictable-rescued",
    "mlocked",
    "munlocked",
    "mlock-cleared",
    "mlock-stranded",
    "ballooned",
    "unballooned",
    "balloon-moved",
    "kswapd-scanned",
    "direct-scanned",
    "khugepaged-scanned",
    "proactive-scanned",
    "anon-scanned",
    "file-scanned",
    "kswapd-reclaimed",
    "direct-reclaimed",
    "khugepaged-reclaimed",
    "proactive-reclaimed",
    "anon-reclaimed",
    "file-reclaimed",
    "anon-refaulted",
    "file-refaulted",
    "anon-refault-active",
    "file-refault-active",
    "anon-refault-workingset",
    "file-refault-workingset",
    "shadows-reclaimed",
    "aged",
    "anon-rotated",
    "file-rotated",
    "written",
    "marked",
    "throttled-written",
    // compaction
    "scanned",
    "free-scanned",
    "isolated",
    "stalled",
    "failed",
    "succeeded",
    "daemon-woken",
    "daemon-scanned",
    "daemon-free-scanned",
    // migration
    "moved",
    "not-moved",
    "huge-moved",
    "huge-not-moved",
    "huge-split",
    // thp
    "faulted",
    "fault-fell-back",
    "fault-uncharged",
    "collapse-allocated",
    "collapse-unallocated",
    "file-allocated",
    "file-fell-back",
    "file-uncharged",
    "file-mapped",
    "split",
    "split-failed",
    "split-deferred",
    "split-underused",
    "pmd-split",
    "scan-empty",
    "scan-swapped",
    "scan-shared",
    "pud-split",
    "zero-allocated",
    "zero-failed",
    "swapped-out",
    "swap-split",
    // numa
    "marked",
    "huge-marked",
    "hinted",
    "hinted-local",
    "balanced",
    "kswapd-demoted",
    "direct-demoted",
    "khugepaged-demoted",
    "proactive-demoted",
    "promoted",
    "promotable",
    "promotable-unlimited",
    "hit",
    "miss",
    "foreign",
    "interleaved",
    "local",
    "other",
    // swap
    "in",
    "out",
    "read-ahead",
    "read-ahead-hit",
    "in-zero",
    "out-zero",
    "in-times",
    "out-times",
    "zswap-in",
    "zswap-out",
    "zswap-written",
    // ksm
    "swap-copied",
    "copied",
    // oom
    "killed",
    // memory-failure
    "pages",
    "ignored",
    "failed",
    "delayed",
    "recovered",
    // io
    "read-kb",
    "written-kb",
    "dirtied",
    "written-pages",
    // kernel
    "2m-split",
    "1g-split",
    "2m-collapsed",
    "1g-collapsed",
    "tlb-sent",
    "tlb-received",
    "tlb-all",
    "tlb-one",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        collections::HashSet,
        vec::Vec, //
    };

    #[test]
    fn event_numbers_are_consecutive() {
        for (number, &event) in EventKind::ALL.iter().enumerate() {
            assert_eq!(event as usize, number);
        }
    }

    #[test]
    fn themes_ascend_and_none_is_empty() {
        let themes: Vec<_> = EventKind::ALL
            .iter()
            .map(|&event| event_theme(event))
            .collect();
        assert!(themes.is_sorted());
        assert_eq!(
            themes
                .iter()
                .map(|&t| t as u32)
                .collect::<HashSet<_>>()
                .len(),
            EventTheme::ALL.len()
        );
        assert_eq!(event_theme(EventKind::Pgfault), EventTheme::Fault);
        assert_eq!(event_theme(EventKind::OomKill), EventTheme::Oom);
        assert_eq!(event_theme(EventKind::ThpSplitPage), EventTheme::Thp);
        assert_eq!(event_theme(EventKind::Pgmajfault), EventTheme::Fault);
    }

    #[test]
    fn words_are_unique_within_a_theme() {
        let mut seen = HashSet::new();
        for &event in EventKind::ALL {
            assert!(
                seen.insert((event_theme(event) as u32, event_word(event))),
                "{event:?}"
            );
            assert!(!event_word(event).contains(char::is_whitespace));
        }
        assert_eq!(event_word(EventKind::OomKill), "killed");
        assert_eq!(event_word(EventKind::CompactFail), "failed");
        assert_eq!(event_word(EventKind::Pswpin), "in");
        assert_eq!(event_word(EventKind::MfTotal), "pages");
    }

    #[test]
    fn count_since_base_saturates_and_keeps_absent() {
        assert_eq!(count_since(7, Some(5)), 2);
        assert_eq!(count_since(7, None), ABSENT);
        assert_eq!(count_since(ABSENT, Some(5)), ABSENT);
        assert_eq!(count_since(7, Some(ABSENT)), ABSENT);
        assert_eq!(count_since(5, Some(7)), 0);
    }

    #[test]
    fn totals_never_decrease() {
        let before = [7; NR_EVENTS];
        let mut now = [9; NR_EVENTS];
        now[0] = 5;
        now[1] = ABSENT;
        keep_monotonic(&mut now, &before);
        assert_eq!(now[..3], [7, ABSENT, 9]);
        let mut now = [5; NR_EVENTS];
        keep_monotonic(&mut now, &[ABSENT; NR_EVENTS]);
        assert_eq!(now, [5; NR_EVENTS]);
    }
}
