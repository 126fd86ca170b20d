// SPDX-License-Identifier: GPL-2.0

//! Judges the memory pressure of nodes.

use crate::abi::{
    pressure::{
        KswapdState,
        NodePressureRecord,
        PressureArgs,
        PressureJudgement, //
    },
    zone_kind::ZoneKind, //
};

/// Consecutive failures after which kswapd gives up (MAX_RECLAIM_RETRIES in mm/internal.h,
/// `kswapd_test_hopeless()` in mm/vmscan.c).
pub const HOPELESS_FAILURES: u64 = 16;

/// `NodePressureRecord.tightest_zone` of a node without present pages.
pub const NO_ZONE: u32 = u32::MAX;

/// Free pages and watermarks of a zone with present pages, boost included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneWatermarks {
    /// `RMM_ZONE_*`.
    pub kind: u32,
    /// Free pages.
    pub free: u64,
    /// Watermark in pages.
    pub min: u64,
    /// Watermark in pages.
    pub low: u64,
    /// Watermark in pages.
    pub high: u64,
    /// Boost in pages that each watermark includes.
    pub boost: u64,
}

/// Number of watermarks that free pages do not exceed. Equality is too little, as in
/// `__zone_watermark_ok()`.
fn watermarks_passed(zone: &ZoneWatermarks) -> u32 {
    [zone.high, zone.low, zone.min]
        .iter()
        .filter(|&&mark| zone.free <= mark)
        .count() as u32
}

/// Whether zone `a` is under higher pressure than `b`: it is below more watermarks, or has a
/// smaller fraction of its high watermark free.
fn is_tighter(a: &ZoneWatermarks, b: &ZoneWatermarks) -> bool {
    let share = |zone: &ZoneWatermarks, other: &ZoneWatermarks| {
        u128::from(zone.free) * u128::from(other.high)
    };
    match watermarks_passed(a).cmp(&watermarks_passed(b)) {
        core::cmp::Ordering::Equal => share(a, b) < share(b, a),
        order => order.is_gt(),
    }
}

/// State of a node's kswapd; `awake` is `None` if it has none.
pub fn kswapd_state(awake: Option<bool>, failures: u64) -> KswapdState {
    match awake {
        None => KswapdState::None,
        Some(_) if failures >= HOPELESS_FAILURES => KswapdState::Hopeless,
        Some(true) => KswapdState::Awake,
        Some(false) => KswapdState::Asleep,
    }
}

/// Fills the sums over zones and the judgement of a node.
pub fn fill_node_pressure(
    record: &mut NodePressureRecord,
    kswapd: KswapdState,
    zones: impl IntoIterator<Item = ZoneWatermarks>,
) {
    let mut tightest: Option<ZoneWatermarks> = None;
    record.kswapd = kswapd as u32;
    for zone in zones {
        for (sum, pages) in [
            (&mut record.free_pages, zone.free),
            (&mut record.min_pages, zone.min),
            (&mut record.low_pages, zone.low),
            (&mut record.high_pages, zone.high),
            (&mut record.boost_pages, zone.boost),
        ] {
            *sum = sum.saturating_add(pages);
        }
        let passed = watermarks_passed(&zone);
        record.zones_below_high += u64::from(passed >= 1);
        record.zones_below_low += u64::from(passed >= 2);
        record.zones_below_min += u64::from(passed >= 3);
        if tightest.is_none_or(|other| is_tighter(&zone, &other)) {
            tightest = Some(zone);
        }
    }
    record.tightest_zone = NO_ZONE;
    if let Some(zone) = tightest {
        record.tightest_zone = zone.kind;
        record.tightest_free_pages = zone.free;
        record.tightest_min_pages = zone.min;
        record.tightest_low_pages = zone.low;
        record.tightest_high_pages = zone.high;
    }
    record.judgement = judge_node(kswapd, record.zones_below_low, record.zones_below_min) as u32;
}

/// The judgement that [`fill_node_pressure`] gives a node.
pub fn judge_zones(
    kswapd: KswapdState,
    zones: impl IntoIterator<Item = ZoneWatermarks>,
) -> PressureJudgement {
    let (mut below_low, mut below_min) = (0, 0);
    for zone in zones {
        let passed = watermarks_passed(&zone);
        below_low += u64::from(passed >= 2);
        below_min += u64::from(passed >= 3);
    }
    judge_node(kswapd, below_low, below_min)
}

fn judge_node(kswapd: KswapdState, below_low: u64, below_min: u64) -> PressureJudgement {
    match kswapd {
        // kswapd stays hopeless until reclaim frees memory, also when free memory has recovered, so
        // that state alone is no pressure.
        KswapdState::Hopeless if below_low != 0 => PressureJudgement::Hopeless,
        _ if below_min != 0 => PressureJudgement::Short,
        _ if below_low != 0 => PressureJudgement::Low,
        KswapdState::Awake => PressureJudgement::Balancing,
        KswapdState::Asleep | KswapdState::None | KswapdState::Hopeless => PressureJudgement::Fine,
    }
}

/// Whether node `a` is under higher pressure than `b`: its judgement is worse, or equal with a
/// tighter zone.
pub fn is_worse(a: &NodePressureRecord, b: &NodePressureRecord) -> bool {
    if a.judgement != b.judgement {
        return a.judgement > b.judgement;
    }
    match (tightest_zone(a), tightest_zone(b)) {
        (Some(a), Some(b)) => is_tighter(&a, &b),
        (a, b) => a.is_some() && b.is_none(),
    }
}

/// The tightest zone in a record.
fn tightest_zone(record: &NodePressureRecord) -> Option<ZoneWatermarks> {
    (record.tightest_zone != NO_ZONE).then_some(ZoneWatermarks {
        kind: record.tightest_zone,
        free: record.tightest_free_pages,
        min: record.tightest_min_pages,
        low: record.tightest_low_pages,
        high: record.tightest_high_pages,
        boost: 0,
    })
}

/// A part of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentencePart {
    /// Literal text.
    Text(&'static str),
    /// A number or [`ABSENT`](crate::abi::ABSENT).
    Number(u64),
}

/// Writes a sentence with the judgement and the numbers behind it, nothing for an unknown judgement.
pub fn write_pressure_sentence(
    machine: &PressureArgs,
    nodes: &[NodePressureRecord],
    mut write: impl FnMut(SentencePart),
) {
    use SentencePart::{
        Number,
        Text, //
    };
    let Some(judgement) = PressureJudgement::from_raw(machine.judgement) else {
        return;
    };
    write(Text(judgement_clause(judgement)));
    let named = |node: &&NodePressureRecord| i64::from(node.node) == i64::from(machine.node);
    if let Some(node) = nodes.iter().find(named) {
        let zone = ZoneKind::from_raw(node.tightest_zone);
        let kswapd = KswapdState::from_raw(node.kswapd);
        let parts = [
            Text(" "),
            Text(zone.map_or("-", ZoneKind::text)),
            Text(" of node "),
            Number(node.node.into()),
            Text(": "),
            Number(node.tightest_free_pages),
            Text(" pages free, min "),
            Number(node.tightest_min_pages),
            Text(", low "),
            Number(node.tightest_low_pages),
            Text(", high "),
            Number(node.tightest_high_pages),
            Text("; its kswapd is "),
            Text(kswapd.map_or("-", KswapdState::text)),
            Text(" after "),
            Number(node.kswapd_failures),
            Text(" runs in vain"),
        ];
        parts.iter().for_each(|&part| write(part));
    }
    let since_load = [
        Text("; since the module was loaded "),
        Number(machine.allocation_stalls),
        Text(" allocations stalled, "),
        Number(machine.compaction_failures),
        Text(" compactions failed, "),
        Number(machine.oom_kills),
        Text(" processes were killed"),
    ];
    since_load.iter().for_each(|&part| write(part));
}

/// The judgement as a clause, which the tightest zone completes.
fn judgement_clause(judgement: PressureJudgement) -> &'static str {
    match judgement {
        PressureJudgement::Fine => {
            "nothing is wrong: every zone is above its low watermark; the tightest is"
        }
        PressureJudgement::Balancing => {
            "kswapd is at work above the low watermark; the tightest zone is"
        }
        PressureJudgement::Low => {
            "memory goes faster than kswapd frees it: below its low watermark is"
        }
        PressureJudgement::Short => {
            "allocations must reclaim for themselves: below its min watermark is"
        }
        PressureJudgement::Hopeless => {
            "kswapd has given up, nothing can be reclaimed; the tightest zone is"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::AbiRecord;
    use std::string::{
        String,
        ToString, //
    };

    fn zone(free: u64) -> ZoneWatermarks {
        ZoneWatermarks {
            kind: 2,
            free,
            min: 100,
            low: 125,
            high: 150,
            boost: 0,
        }
    }

    fn node_pressure(kswapd: KswapdState, zones: &[ZoneWatermarks]) -> NodePressureRecord {
        let mut record = NodePressureRecord::ZERO;
        fill_node_pressure(&mut record, kswapd, zones.iter().copied());
        record
    }

    #[test]
    fn node_without_pressure_is_fine() {
        let record = node_pressure(KswapdState::Asleep, &[zone(1000), zone(500)]);
        assert_eq!(record.judgement, PressureJudgement::Fine as u32);
        assert_eq!((record.free_pages, record.high_pages), (1500, 300));
        assert_eq!(record.tightest_free_pages, 500);
        assert_eq!(record.zones_below_high, 0);
    }

    /// kswapd is not woken between the low and the high watermark, where a machine full of page
    /// cache usually is.
    #[test]
    fn between_low_and_high_is_fine_while_kswapd_sleeps() {
        let record = node_pressure(KswapdState::Asleep, &[zone(150), zone(126)]);
        assert_eq!(record.judgement, PressureJudgement::Fine as u32);
        assert_eq!((record.zones_below_high, record.zones_below_low), (2, 0));
        assert_eq!(
            node_pressure(KswapdState::Awake, &[zone(126)]).judgement,
            PressureJudgement::Balancing as u32
        );
    }

    #[test]
    fn free_pages_equal_to_a_watermark_are_below_it() {
        // Free pages equal to a watermark count as below it.
        for (free, judgement) in [
            (126, PressureJudgement::Balancing),
            (125, PressureJudgement::Low),
            (101, PressureJudgement::Low),
            (100, PressureJudgement::Short),
            (0, PressureJudgement::Short),
        ] {
            let record = node_pressure(KswapdState::Awake, &[zone(free), zone(10_000)]);
            assert_eq!(record.judgement, judgement as u32, "{free}");
        }
    }

    #[test]
    fn hopeless_needs_a_zone_below_low() {
        let record = node_pressure(KswapdState::Hopeless, &[zone(110)]);
        assert_eq!(record.judgement, PressureJudgement::Hopeless as u32);
        let past = node_pressure(KswapdState::Hopeless, &[zone(10_000)]);
        assert_eq!(past.judgement, PressureJudgement::Fine as u32);
        assert_eq!(kswapd_state(Some(true), 15), KswapdState::Awake);
        assert_eq!(kswapd_state(Some(false), 16), KswapdState::Hopeless);
        assert_eq!(kswapd_state(Some(false), 0), KswapdState::Asleep);
        assert_eq!(kswapd_state(None, 99), KswapdState::None);
    }

    #[test]
    fn judgement_alone_equals_that_of_the_record() {
        for kswapd in [
            KswapdState::None,
            KswapdState::Asleep,
            KswapdState::Awake,
            KswapdState::Hopeless,
        ] {
            for zones in [
                &[][..],
                &[zone(1000)],
                &[zone(1000), zone(150)],
                &[zone(125), zone(1000)],
                &[zone(1000), zone(101), zone(100)],
            ] {
                assert_eq!(
                    judge_zones(kswapd, zones.iter().copied()) as u32,
                    node_pressure(kswapd, zones).judgement,
                    "{kswapd:?} {zones:?}"
                );
            }
        }
    }

    #[test]
    fn node_without_pages_has_no_tightest_zone() {
        let record = node_pressure(KswapdState::None, &[]);
        assert_eq!(record.judgement, PressureJudgement::Fine as u32);
        assert_eq!(record.tightest_zone, NO_ZONE);
        assert!(!is_worse(
            &record,
            &node_pressure(KswapdState::Asleep, &[zone(500)])
        ));
        assert!(is_worse(
            &node_pressure(KswapdState::Asleep, &[zone(500)]),
            &record
        ));
    }

    #[test]
    fn tightest_zone_is_chosen_by_watermarks_then_by_fraction() {
        let small = ZoneWatermarks {
            kind: 0,
            free: 30,
            min: 1,
            low: 2,
            high: 3,
            boost: 0,
        };
        // It has fewer free pages, but ten times its watermark.
        let record = node_pressure(KswapdState::Asleep, &[small, zone(400)]);
        assert_eq!(record.tightest_zone, 2);
        // Being below a watermark outweighs any fraction.
        let passed = ZoneWatermarks { free: 3, ..small };
        let record = node_pressure(KswapdState::Asleep, &[passed, zone(151)]);
        assert_eq!(record.tightest_zone, 0);
    }

    #[test]
    fn worse_node_is_chosen() {
        let fine = node_pressure(KswapdState::Asleep, &[zone(500)]);
        let tight = node_pressure(KswapdState::Asleep, &[zone(160)]);
        let low = node_pressure(KswapdState::Awake, &[zone(120)]);
        let short = node_pressure(KswapdState::Awake, &[zone(99)]);
        let hopeless = node_pressure(KswapdState::Hopeless, &[zone(120)]);
        let order = [fine, tight, low, short, hopeless];
        for pair in order.windows(2) {
            assert!(is_worse(&pair[1], &pair[0]) && !is_worse(&pair[0], &pair[1]));
        }
        assert!(!is_worse(&fine, &fine));
    }

    #[test]
    fn extreme_counts_saturate() {
        let full = ZoneWatermarks {
            kind: 1,
            free: u64::MAX,
            min: u64::MAX,
            low: u64::MAX,
            high: u64::MAX,
            boost: u64::MAX,
        };
        let record = node_pressure(KswapdState::Awake, &[full, full]);
        assert_eq!(record.free_pages, u64::MAX);
        assert_eq!(record.judgement, PressureJudgement::Short as u32);
    }

    #[test]
    fn sentence_has_the_numbers_of_the_judgement() {
        let nodes = [node_pressure(KswapdState::Asleep, &[zone(500)]), {
            let mut short = node_pressure(KswapdState::Awake, &[zone(99)]);
            short.node = 7;
            short.kswapd_failures = 3;
            short
        }];
        let machine = PressureArgs {
            judgement: PressureJudgement::Short as u32,
            node: 7,
            allocation_stalls: 12,
            oom_kills: 1,
            ..PressureArgs::ZERO
        };
        let sentence = |machine: &PressureArgs, nodes: &[NodePressureRecord]| {
            let mut sentence = String::new();
            write_pressure_sentence(machine, nodes, |part| {
                sentence += &match part {
                    SentencePart::Text(text) => text.to_string(),
                    SentencePart::Number(number) => number.to_string(),
                };
            });
            sentence
        };
        assert_eq!(
            sentence(&machine, &nodes),
            "allocations must reclaim for themselves: below its min watermark is Normal of node 7: \
             99 pages free, min 100, low 125, high 150; its kswapd is awake after 3 runs in vain; \
             since the module was loaded 12 allocations stalled, 0 compactions failed, 1 processes \
             were killed"
        );
        let unknown = PressureArgs {
            judgement: 99,
            ..machine
        };
        assert_eq!(sentence(&unknown, &nodes), "");
        // A node without a record does not appear in the sentence.
        assert!(!sentence(&machine, &nodes[..1]).contains(" of node "));
    }

    #[test]
    fn every_judgement_has_a_clause() {
        for &judgement in PressureJudgement::ALL {
            assert!(
                judgement_clause(judgement).contains("zone")
                    || judgement_clause(judgement).contains("watermark")
            );
        }
    }
}
