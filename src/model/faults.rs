// SPDX-License-Identifier: GPL-2.0

//! Converts the counts of the probes to counters of the interface; parses writes to
//! `/proc/rmm/faults`.

use crate::abi::{
    faults::FaultKind,
    ABSENT, //
};

/// Number of counters of the interface.
pub const NR_FAULT_KINDS: usize = FaultKind::ALL.len();

/// Number of the counters of page faults, which come first.
pub const PAGE_FAULTS: usize = FaultKind::MigrateCompactionSucceededPages as usize;

/// One value for each [`FaultKind`], indexed by its number.
pub type FaultCounts = [u64; NR_FAULT_KINDS];

/// Number of migration reasons (`enum migrate_reason`) and one for unknown ones.
pub const NR_MIGRATE_REASONS: usize = 11;
/// Number of migration modes (`enum migrate_mode`) and one for unknown ones.
pub const NR_MIGRATE_MODES: usize = 4;
/// Number of collapse results (`enum scan_result`) and one for unknown ones.
pub const NR_SCAN_RESULTS: usize = 33;
/// Number of compaction results (`enum compact_result`) and one for unknown ones.
pub const NR_COMPACT_RESULTS: usize = 10;
/// `SCAN_SUCCEED` of `enum scan_result`.
const SCAN_SUCCEED: usize = 1;

/// Counts of the probes, summed over CPUs (`struct rmm_shim_probe_counts`).
#[derive(Clone, Debug, Default)]
pub struct ProbeCounts {
    /// Faults: `[kernel, user][not present, protection][read, write, instruction]`.
    pub fault: [[[u64; 3]; 2]; 2],
    /// Faults: reserved bit, protection key, shadow stack, SGX, RMP.
    pub rare: [u64; 5],
    /// Pages by reason: `[succeeded, failed]`.
    pub migrate_reason: [[u64; 2]; NR_MIGRATE_REASONS],
    /// Pages by reason: `[succeeded, failed]`.
    pub migrate_mode: [[u64; 2]; NR_MIGRATE_MODES],
    /// Huge pages: succeeded, failed, split.
    pub migrate_thp: [u64; 3],
    /// Large folios that were split.
    pub migrate_large_split: u64,
    /// Collapses by `enum scan_result`.
    pub collapse: CollapseResults,
    /// Collapses by `enum scan_result`.
    pub collapse_file: CollapseResults,
    /// Direct reclaims that began.
    pub reclaim_begin: u64,
    /// Direct reclaims that ended.
    pub reclaim_end: u64,
    /// Pages freed.
    pub reclaim_pages: u64,
    /// Direct reclaims whose duration is in `reclaim_ns`.
    pub reclaim_timed: u64,
    /// Total duration of direct reclaims, in ns.
    pub reclaim_ns: u64,
    /// Duration of the longest direct reclaim, in ns.
    pub reclaim_longest_ns: u64,
    /// Times that a kswapd woke.
    pub kswapd_wake: u64,
    /// Times that a kswapd went to sleep.
    pub kswapd_sleep: u64,
    /// Compactions: asynchronous, synchronous.
    pub compaction_begin: [u64; 2],
    /// Compactions by `enum compact_result`.
    pub compaction_end: [u64; NR_COMPACT_RESULTS],
    /// Victims of the OOM killer.
    pub victims: u64,
}

/// Counts indexed by `enum scan_result`.
#[derive(Clone, Debug)]
pub struct CollapseResults(pub [u64; NR_SCAN_RESULTS]);

impl Default for CollapseResults {
    fn default() -> Self {
        Self([0; NR_SCAN_RESULTS])
    }
}

/// Which tracepoints the kernel has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProbeSources {
    /// `page_fault_user`.
    pub fault_user: bool,
    /// `page_fault_kernel`.
    pub fault_kernel: bool,
    /// `mm_migrate_pages`.
    pub migrate: bool,
    /// `mm_collapse_huge_page`.
    pub collapse: bool,
    /// `mm_khugepaged_collapse_file`.
    pub collapse_file: bool,
    /// `mm_vmscan_direct_reclaim_begin`.
    pub reclaim_begin: bool,
    /// `mm_vmscan_direct_reclaim_end`.
    pub reclaim_end: bool,
    /// `mm_vmscan_kswapd_wake`.
    pub kswapd_wake: bool,
    /// `mm_vmscan_kswapd_sleep`.
    pub kswapd_sleep: bool,
    /// `mm_compaction_begin`.
    pub compaction_begin: bool,
    /// `mm_compaction_end`.
    pub compaction_end: bool,
    /// `mark_victim`.
    pub victim: bool,
}

/// Writes consecutive counters. A counter whose tracepoint is missing becomes absent.
struct FaultCountWriter<'a> {
    counts: &'a mut FaultCounts,
    at: usize,
}

impl<'a> FaultCountWriter<'a> {
    fn starting_at(counts: &'a mut FaultCounts, first: FaultKind) -> Self {
        let at = first as usize;
        Self { counts, at }
    }

    fn write(&mut self, is_counted: bool, value: u64) {
        if let Some(slot) = self.counts.get_mut(self.at) {
            *slot = if is_counted { value } else { ABSENT };
        }
        self.at += 1;
    }

    fn write_all<'v>(&mut self, is_counted: bool, values: impl IntoIterator<Item = &'v u64>) {
        for &value in values {
            self.write(is_counted, value);
        }
    }
}

/// The counters of the interface. No tracepoint counts splits, so these stay absent.
pub fn fault_counts(raw: &ProbeCounts, sources: &ProbeSources) -> FaultCounts {
    let mut counts = [ABSENT; NR_FAULT_KINDS];
    let [kernel, user] = &raw.fault;
    let sum = |mode: &[[u64; 3]; 2]| {
        mode.iter()
            .flatten()
            .fold(0, |sum, n| add_wrapping(sum, *n))
    };
    let both = sources.fault_user && sources.fault_kernel;

    let mut writer = FaultCountWriter::starting_at(&mut counts, FaultKind::FaultUser);
    writer.write(sources.fault_user, sum(user));
    writer.write(sources.fault_kernel, sum(kernel));
    for (user, kernel) in user.iter().flatten().zip(kernel.iter().flatten()) {
        writer.write(both, add_wrapping(*user, *kernel));
    }
    writer.write_all(both, &raw.rare);

    let mut writer =
        FaultCountWriter::starting_at(&mut counts, FaultKind::MigrateCompactionSucceededPages);
    writer.write_all(sources.migrate, raw.migrate_reason.iter().flatten());
    writer.write_all(sources.migrate, raw.migrate_mode.iter().flatten());
    writer.write_all(sources.migrate, &raw.migrate_thp);
    writer.write(sources.migrate, raw.migrate_large_split);

    FaultCountWriter::starting_at(&mut counts, FaultKind::CollapseFailed)
        .write_all(sources.collapse, &raw.collapse.0);
    let (good, bad) =
        raw.collapse_file
            .0
            .iter()
            .enumerate()
            .fold((0, 0), |(good, bad), (scan, n)| match scan {
                SCAN_SUCCEED => (add_wrapping(good, *n), bad),
                _ => (good, add_wrapping(bad, *n)),
            });
    FaultCountWriter::starting_at(&mut counts, FaultKind::CollapseFileSucceeded)
        .write_all(sources.collapse_file, &[good, bad]);

    let timed = sources.reclaim_begin && sources.reclaim_end;
    let mut writer = FaultCountWriter::starting_at(&mut counts, FaultKind::ReclaimBegin);
    writer.write(sources.reclaim_begin, raw.reclaim_begin);
    writer.write(sources.reclaim_end, raw.reclaim_end);
    writer.write(sources.reclaim_end, raw.reclaim_pages);
    writer.write(timed, raw.reclaim_timed);
    writer.write(timed, raw.reclaim_ns);
    writer.write(timed, raw.reclaim_longest_ns);
    writer.write(sources.kswapd_wake, raw.kswapd_wake);
    writer.write(sources.kswapd_sleep, raw.kswapd_sleep);

    let mut writer = FaultCountWriter::starting_at(&mut counts, FaultKind::CompactionBeginAsync);
    writer.write_all(sources.compaction_begin, &raw.compaction_begin);
    writer.write_all(sources.compaction_end, &raw.compaction_end);

    FaultCountWriter::starting_at(&mut counts, FaultKind::OomVictim)
        .write(sources.victim, raw.victims);
    counts
}

fn add_wrapping(a: u64, b: u64) -> u64 {
    a.wrapping_add(b)
}

/// Subtracts `base`. The longest reclaim is not a sum and stays unchanged.
pub fn subtract_base(now: &mut FaultCounts, base: &FaultCounts) {
    for (kind, (now, base)) in now.iter_mut().zip(base).enumerate() {
        if kind != FaultKind::ReclaimLongestNs as usize && *now != ABSENT && *base != ABSENT {
            *now = now.wrapping_sub(*base);
        }
    }
}

/// A write to `/proc/rmm/faults`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultsRequest {
    /// `all`: count on the whole machine from now on.
    All,
    /// `pid PID`: count in this process from now on.
    Process(i32),
}

/// Parses a request with at most one trailing line feed.
pub fn parse_faults_request(text: &[u8]) -> Option<FaultsRequest> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    if text == b"all" {
        return Some(FaultsRequest::All);
    }
    match super::watch_request::parse_watch_request(text.strip_prefix(b"pid ")?)? {
        // The first line feed was stripped above, so another one is an error.
        super::watch_request::WatchRequest::Add(nr) if !text.ends_with(b"\n") => {
            Some(FaultsRequest::Process(nr))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: ProbeSources = ProbeSources {
        fault_user: true,
        fault_kernel: true,
        migrate: true,
        collapse: true,
        collapse_file: true,
        reclaim_begin: true,
        reclaim_end: true,
        kswapd_wake: true,
        kswapd_sleep: true,
        compaction_begin: true,
        compaction_end: true,
        victim: true,
    };

    fn count_of(counts: &FaultCounts, kind: FaultKind) -> u64 {
        counts[kind as usize]
    }

    #[test]
    fn fault_kinds_are_consecutive() {
        for (number, &kind) in FaultKind::ALL.iter().enumerate() {
            assert_eq!(kind as usize, number);
        }
    }

    #[test]
    fn only_splits_are_absent() {
        let found = fault_counts(&ProbeCounts::default(), &EVERY);
        for &kind in FaultKind::ALL {
            let split = kind.text().starts_with("split_");
            assert_eq!(
                count_of(&found, kind),
                if split { ABSENT } else { 0 },
                "{kind:?}"
            );
        }
    }

    /// Sets each element of `ProbeCounts` separately, so that an offset between two tables is
    /// found.
    #[test]
    fn each_probe_count_has_its_own_counter() {
        let mut raw = ProbeCounts::default();
        raw.fault[0][0][1] = 1; // kernel, not present, write
        raw.fault[1][0][1] = 2;
        raw.fault[1][1][1] = 4;
        raw.fault[1][0][2] = 8;
        raw.rare[4] = 16;
        raw.migrate_reason[3] = [32, 33];
        raw.migrate_reason[10][1] = 34;
        raw.migrate_mode[2] = [35, 36];
        raw.migrate_thp[2] = 37;
        raw.migrate_large_split = 38;
        raw.collapse.0[1] = 39;
        raw.collapse.0[32] = 40;
        raw.collapse_file.0[1] = 41;
        raw.collapse_file.0[0] = 42;
        raw.collapse_file.0[32] = 1;
        raw.reclaim_longest_ns = 44;
        raw.kswapd_sleep = 45;
        raw.compaction_begin[1] = 46;
        raw.compaction_end[8] = 47;
        raw.compaction_end[9] = 48;
        raw.victims = 49;
        let found = fault_counts(&raw, &EVERY);
        for (kind, want) in [
            (FaultKind::FaultUser, 14),
            (FaultKind::FaultKernel, 1),
            (FaultKind::FaultNotPresentRead, 0),
            (FaultKind::FaultNotPresentWrite, 3),
            (FaultKind::FaultNotPresentInstruction, 8),
            (FaultKind::FaultProtectionWrite, 4),
            (FaultKind::FaultRmp, 16),
            (FaultKind::MigrateSyscallSucceededPages, 32),
            (FaultKind::MigrateSyscallFailedPages, 33),
            (FaultKind::MigrateOtherReasonFailedPages, 34),
            (FaultKind::MigrateSyncSucceededPages, 35),
            (FaultKind::MigrateSyncFailedPages, 36),
            (FaultKind::MigrateThpSplit, 37),
            (FaultKind::MigrateLargeFolioSplit, 38),
            (FaultKind::CollapseSucceeded, 39),
            (FaultKind::CollapseOther, 40),
            (FaultKind::CollapseFileSucceeded, 41),
            (FaultKind::CollapseFileFailed, 43),
            (FaultKind::ReclaimLongestNs, 44),
            (FaultKind::KswapdSleep, 45),
            (FaultKind::CompactionBeginSync, 46),
            (FaultKind::CompactionSuccess, 47),
            (FaultKind::CompactionOther, 48),
            (FaultKind::OomVictim, 49),
        ] {
            assert_eq!(count_of(&found, kind), want, "{kind:?}");
        }
    }

    #[test]
    fn counters_without_a_tracepoint_are_absent() {
        let lacking = ProbeSources {
            fault_kernel: false,
            reclaim_begin: false,
            ..EVERY
        };
        let found = fault_counts(&ProbeCounts::default(), &lacking);
        for kind in [
            FaultKind::FaultKernel,
            FaultKind::FaultProtectionRead,
            FaultKind::FaultSgx,
            FaultKind::ReclaimBegin,
            FaultKind::ReclaimNs,
        ] {
            assert_eq!(count_of(&found, kind), ABSENT, "{kind:?}");
        }
        assert_eq!(count_of(&found, FaultKind::FaultUser), 0);
        assert_eq!(count_of(&found, FaultKind::ReclaimEnd), 0);
        let none = fault_counts(&ProbeCounts::default(), &ProbeSources::default());
        assert!(none.iter().all(|&count| count == ABSENT));
    }

    #[test]
    fn base_is_subtracted_except_from_the_longest() {
        let mut now = [ABSENT; NR_FAULT_KINDS];
        let mut base = [ABSENT; NR_FAULT_KINDS];
        now[0] = 5;
        base[0] = 3;
        now[FaultKind::ReclaimLongestNs as usize] = 7;
        base[FaultKind::ReclaimLongestNs as usize] = 6;
        subtract_base(&mut now, &base);
        assert_eq!(now[..2], [2, ABSENT]);
        assert_eq!(now[FaultKind::ReclaimLongestNs as usize], 7);
    }

    #[test]
    fn requests_are_parsed() {
        assert_eq!(parse_faults_request(b"all\n"), Some(FaultsRequest::All));
        assert_eq!(
            parse_faults_request(b"pid 12"),
            Some(FaultsRequest::Process(12))
        );
        assert_eq!(
            parse_faults_request(b"pid 12\n"),
            Some(FaultsRequest::Process(12))
        );
        for text in [
            "",
            "\n",
            "all ",
            "pid",
            "pid ",
            "pid -1",
            "pid 0",
            "pid 1 2",
            "pid 1\n\n",
            "12",
            "ALL",
            "pid  1",
            "all\n\n",
        ] {
            assert_eq!(parse_faults_request(text.as_bytes()), None, "{text:?}");
        }
    }
}
