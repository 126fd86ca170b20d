// SPDX-License-Identifier: GPL-2.0

//! A judgement for monitoring: one line and an exit status, in the manner of monitoring plugins.

use crate::{
    arguments::PAGE_SIZE,
    error::CommandError, //
};
use clap::Args;
use rmm::{
    abi::{
        blocks::FragmentationRecord,
        pressure::PressureJudgement,
        zone_kind::ZoneKind, //
    },
    listed_arenas,
    Rmm,
    RmmError, //
};
use std::{
    fmt::Write as _,
    str::FromStr, //
};

/// What the exit statuses are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum CheckState {
    Ok = 0,
    Warning = 1,
    Critical = 2,
}

impl CheckState {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
        }
    }
}

/// Exit status if nothing can be judged, also for a wrong command line.
pub(crate) const UNKNOWN: u8 = 3;

/// The largest values that are no warning and not critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CheckLimits {
    warning: Option<i64>,
    critical: i64,
}

impl FromStr for CheckLimits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse::<i64>().ok();
        let found = match text.split_once(',') {
            None => number(text).map(|critical| Self {
                warning: None,
                critical,
            }),
            Some((warning, critical)) => {
                number(warning)
                    .zip(number(critical))
                    .map(|(warning, critical)| Self {
                        warning: Some(warning),
                        critical,
                    })
            }
        };
        found
            .filter(|limits| {
                limits
                    .warning
                    .is_none_or(|warning| warning <= limits.critical)
            })
            .ok_or_else(|| "CRITICAL or WARNING,CRITICAL is needed, ascending".to_owned())
    }
}

impl CheckLimits {
    fn judge(self, value: i64) -> CheckState {
        match value {
            value if value > self.critical => CheckState::Critical,
            value if self.warning.is_some_and(|warning| value > warning) => CheckState::Warning,
            _ => CheckState::Ok,
        }
    }
}

/// Arguments.
#[derive(Args)]
pub(crate) struct CheckArguments {
    /// Judge the pressure on free memory: `low` is a warning, `short` and `hopeless` are critical.
    /// This is judged if nothing else is asked for.
    #[arg(long)]
    pressure: bool,
    /// The order of the allocations that fragmentation is judged for.
    #[arg(long, value_name = "ORDER", value_parser = clap::value_parser!(u32).range(..=10))]
    order: Option<u32>,
    /// Largest share of a zone's free memory in blocks below the order, in thousandths.
    #[arg(
        long,
        value_name = "[WARN,]CRIT",
        requires = "order",
        allow_hyphen_values = true
    )]
    unusable: Option<CheckLimits>,
    /// Largest fragmentation index of a zone for the order, in thousandths.
    #[arg(
        long,
        value_name = "[WARN,]CRIT",
        requires = "order",
        allow_hyphen_values = true
    )]
    fragmentation: Option<CheckLimits>,
    /// Largest share of its cap that an arena uses, in thousandths; needs CAP_SYS_ADMIN.
    #[arg(long, value_name = "[WARN,]CRIT")]
    arenas: Option<CheckLimits>,
    /// Judge the zones of this node only.
    #[arg(long)]
    node: Option<u32>,
}

/// One value that was judged.
struct CheckedValue {
    name: String,
    value: i64,
    limits: CheckLimits,
}

/// The judgements of one run.
#[derive(Default)]
struct CheckReport {
    /// Each with its sentence.
    findings: Vec<(CheckState, String)>,
    values: Vec<CheckedValue>,
}

impl CheckReport {
    /// Adds the worst of some values of one kind.
    fn add_worst(&mut self, kind: &str, found: Vec<CheckedValue>) -> Result<(), CommandError> {
        let worst = found.iter().max_by_key(|found| found.value);
        let Some(worst) = worst else {
            return Err(nothing(kind));
        };
        let state = worst.limits.judge(worst.value);
        let text = format!("{kind} {} ({})", worst.value, worst.name);
        self.findings.push((state, text));
        self.values
            .extend(found.into_iter().map(|found| CheckedValue {
                name: format!("{kind} {}", found.name),
                ..found
            }));
        Ok(())
    }

    /// The worst state and the line: the findings, worst first, and the values for graphs.
    fn line(mut self) -> (CheckState, String) {
        self.findings
            .sort_by_key(|(state, _)| std::cmp::Reverse(*state));
        let state = self
            .findings
            .first()
            .map_or(CheckState::Ok, |(state, _)| *state);
        let texts: Vec<_> = self.findings.into_iter().map(|(_, text)| text).collect();
        let mut line = format!("RMM {} - {}", state.word(), texts.join("; "));
        for (at, found) in self.values.iter().enumerate() {
            let separator = if at == 0 { " | " } else { " " };
            let limits = found.limits;
            // A number alone would also limit values below zero.
            let warning = limits.warning.map(|warning| format!("~:{warning}"));
            // Writing to a string does not fail.
            let _ = write!(
                line,
                "{separator}'{}'={};{};~:{}",
                found.name,
                found.value,
                warning.unwrap_or_default(),
                limits.critical,
            );
        }
        (state, line)
    }
}

fn nothing(kind: &str) -> CommandError {
    CommandError::NotFound {
        text: format!("{kind}: there is nothing to judge"),
        cure: "name a node that has memory",
    }
}

impl CheckArguments {
    /// The exit status and the line.
    pub(crate) fn run(&self) -> (u8, String) {
        match self.judge() {
            Ok(report) => {
                let (state, line) = report.line();
                (state as u8, line)
            }
            Err(error) => (UNKNOWN, format!("RMM UNKNOWN - {}", error.text())),
        }
    }

    fn judge(&self) -> Result<CheckReport, CommandError> {
        if self.order.is_some() && self.unusable.is_none() && self.fragmentation.is_none() {
            let text = "--order: --unusable or --fragmentation is needed".to_owned();
            return Err(CommandError::Usage(text));
        }
        let mut report = CheckReport::default();
        let rmm = Rmm::open()?;
        if self.pressure || (self.order.is_none() && self.arenas.is_none()) {
            self.judge_pressure(&rmm, &mut report)?;
        }
        if let Some(order) = self.order {
            let all = rmm.fragmentation();
            let all: Vec<_> = all.collect::<Result<_, RmmError>>()?;
            self.judge_order(order, &all, &mut report)?;
        }
        if let Some(limits) = self.arenas {
            judge_arenas(limits, &mut report)?;
        }
        Ok(report)
    }

    fn is_wanted(&self, node: u32) -> bool {
        self.node.is_none_or(|wanted| wanted == node)
    }

    fn judge_pressure(&self, rmm: &Rmm, report: &mut CheckReport) -> Result<(), CommandError> {
        let pressure = rmm.pressure()?;
        let nodes = pressure
            .nodes
            .iter()
            .filter(|node| self.is_wanted(node.node));
        let worst = nodes.max_by_key(|node| node.judgement);
        let Some(worst) = worst else {
            return Err(nothing("pressure"));
        };
        let (state, word) = judge_word(worst.judgement)?;
        report
            .findings
            .push((state, format!("pressure {word} (node {})", worst.node)));
        Ok(())
    }

    fn judge_order(
        &self,
        order: u32,
        all: &[FragmentationRecord],
        report: &mut CheckReport,
    ) -> Result<(), CommandError> {
        // A zone without free memory has no index: that is pressure.
        let zones = all.iter().filter(|zone| {
            zone.order == order && self.is_wanted(zone.node) && zone.free_pages != 0
        });
        let zones: Vec<_> = zones.collect();
        let values = |limits: CheckLimits, value: fn(&FragmentationRecord) -> i32| {
            let found = zones.iter().map(|zone| CheckedValue {
                name: format!("node {} {}", zone.node, zone_word(zone)),
                value: value(zone).into(),
                limits,
            });
            found.collect::<Vec<_>>()
        };
        if let Some(limits) = self.unusable {
            let found = values(limits, |zone| zone.unusable_milli);
            report.add_worst(&format!("unusable for order {order}"), found)?;
        }
        if let Some(limits) = self.fragmentation {
            let found = values(limits, |zone| zone.fragmentation_milli);
            report.add_worst(&format!("fragmentation for order {order}"), found)?;
        }
        Ok(())
    }
}

fn zone_word(zone: &FragmentationRecord) -> &'static str {
    ZoneKind::from_raw(zone.zone).map_or("zone", ZoneKind::text)
}

fn judge_word(judgement: u32) -> Result<(CheckState, &'static str), CommandError> {
    let judgement = PressureJudgement::from_raw(judgement).ok_or_else(|| nothing("pressure"))?;
    let state = match judgement {
        PressureJudgement::Fine | PressureJudgement::Balancing => CheckState::Ok,
        PressureJudgement::Low => CheckState::Warning,
        PressureJudgement::Short | PressureJudgement::Hopeless => CheckState::Critical,
    };
    Ok((state, judgement.text()))
}

/// Arenas without a limit are left out; no arena is no problem.
fn judge_arenas(limits: CheckLimits, report: &mut CheckReport) -> Result<(), CommandError> {
    let arenas = listed_arenas()?;
    let found = arenas.iter().filter_map(|arena| {
        let pages = rmm::present(arena.resident_pages)? + rmm::present(arena.swapped_pages)?;
        let cap = rmm::present(arena.cap).filter(|cap| *cap != 0)?;
        let share = u128::from(pages) * u128::from(PAGE_SIZE) * 1000 / u128::from(cap);
        Some(CheckedValue {
            name: format!("arena {}", arena.id),
            value: i64::try_from(share).unwrap_or(i64::MAX),
            limits,
        })
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() {
        let text = "no arenas".to_owned();
        report.findings.push((CheckState::Ok, text));
        return Ok(());
    }
    report.add_worst("use of cap", found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rmm::abi::AbiRecord;

    fn zone(node: u32, order: u32, unusable_milli: i32) -> FragmentationRecord {
        FragmentationRecord {
            node,
            zone: ZoneKind::Normal as u32,
            order,
            unusable_milli,
            free_pages: 1,
            ..FragmentationRecord::ZERO
        }
    }

    fn arguments(unusable: &str) -> CheckArguments {
        CheckArguments {
            pressure: false,
            order: Some(9),
            unusable: Some(unusable.parse().unwrap()),
            fragmentation: None,
            arenas: None,
            node: None,
        }
    }

    fn judged(unusable: &str) -> (CheckState, String) {
        let mut report = CheckReport::default();
        let zones = [zone(0, 9, 300), zone(1, 9, 812), zone(1, 8, 999)];
        let arguments = arguments(unusable);
        arguments.judge_order(9, &zones, &mut report).unwrap();
        report.line()
    }

    #[test]
    fn the_worst_zone_is_judged_by_its_limits() {
        assert_eq!(judged("900").0, CheckState::Ok);
        assert_eq!(judged("812").0, CheckState::Ok);
        assert_eq!(judged("500,900").0, CheckState::Warning);
        let (state, line) = judged("500,811");
        assert_eq!(state, CheckState::Critical);
        let normal = ZoneKind::Normal.text();
        assert_eq!(
            line,
            format!(
                "RMM CRITICAL - unusable for order 9 812 (node 1 {normal}) | \
                 'unusable for order 9 node 0 {normal}'=300;~:500;~:811 \
                 'unusable for order 9 node 1 {normal}'=812;~:500;~:811"
            )
        );
    }

    #[test]
    fn limits_ascend() {
        assert!("500".parse::<CheckLimits>().is_ok());
        assert!("-1,500".parse::<CheckLimits>().is_ok());
        for text in ["", "x", "500,400", "1,2,3", ","] {
            assert!(text.parse::<CheckLimits>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_node_without_zones_is_unknown() {
        let mut arguments = arguments("500");
        arguments.node = Some(7);
        let mut report = CheckReport::default();
        let found = arguments.judge_order(9, &[zone(0, 9, 1)], &mut report);
        assert!(found.is_err());
    }
}
