// SPDX-License-Identifier: GPL-2.0

//! Findings in words: why a process, a node or an order of allocations is as it is.
//!
//! A rule looks at facts and returns findings. Rules are in `rules/`, one file each, and have no
//! other access to the kernel than through [`facts::KnownFacts`]. A rule whose facts are unknown
//! does not judge, and the output lists it: nothing is found only where something was looked at.

mod facts;
#[cfg(test)]
mod fake;
mod finding;
mod live;
mod node_facts;
mod rules;

use super::prelude::*;
use crate::arguments::{
    process_candidates,
    ProcessArgument, //
};
use clap::Args;
use clap_complete::ArgValueCandidates;
use facts::KnownFacts;
use finding::DoctorFinding;
use live::LiveFacts;
use rmm::abi::node::NodeState;
use rules::{
    DoctorRule,
    RuleLook,
    RULES, //
};

/// The line in place of a table without findings.
const NOTHING: &str = "nothing found";
/// Orders of the buddy allocator end below this number on every kernel.
const ORDERS: u32 = 16;

/// Shape of the facts about all findings.
static ABOUT: RecordShape = RecordShape {
    name: "why.about",
    doc: "What the rules looked at.",
    added: &[
        added(
            "target",
            FieldMeaning::Text,
            "The process, node or order, as on the command line.",
        ),
        added(
            "rules",
            FieldMeaning::Texts,
            "Names of the rules that judged.",
        ),
        added(
            "skipped",
            FieldMeaning::Texts,
            "Rules that did not judge, each with the fact that is unknown.",
        ),
    ],
    columns: &["target"],
    ..RecordShape::EMPTY
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "why",
    doc: "A finding of one rule.",
    added: &[
        added(
            "severity",
            FieldMeaning::Text,
            "note: it follows from a request or a setting; warning: time or memory is lost; \
             critical: calls or allocations fail, or will soon.",
        ),
        added("rule", FieldMeaning::Text, "Name of the rule."),
        added("cause", FieldMeaning::Text, "The cause, in one word."),
        added(
            "subject",
            FieldMeaning::Text,
            "Process, VMAs, node or zone that the finding is about; names are escaped.",
        ),
        added(
            "bytes",
            FieldMeaning::Number,
            "Memory that is concerned, if the finding is about an amount.",
        ),
        added("text", FieldMeaning::Text, "The finding, in a sentence."),
        added(
            "numbers",
            FieldMeaning::Nested,
            "The numbers that the finding rests on: objects of name, value, and source, which is a \
             file or a record.",
        ),
        added("next", FieldMeaning::Text, "A command to type next."),
    ],
    keys: &["rule", "cause", "subject"],
    columns: &["severity", "rule", "cause", "subject", "bytes"],
    about: Some(&ABOUT),
    ..RecordShape::EMPTY
};

/// Arguments.
#[derive(Args)]
pub(crate) struct WhyArguments {
    /// Pid, or self, or `node`, or `order`.
    #[arg(add = ArgValueCandidates::new(process_candidates))]
    target: String,
    /// After `node` its number; after `order` the order, from 0 on.
    number: Option<u32>,
}

/// What the command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WhyTarget {
    Process(ProcessArgument),
    Node(u32),
    Order(u32),
}

impl WhyTarget {
    fn parse(word: &str, number: Option<u32>) -> Result<Self, String> {
        match (word, number) {
            ("node", Some(node)) => Ok(Self::Node(node)),
            ("order", Some(order)) if order < ORDERS => Ok(Self::Order(order)),
            ("order", Some(order)) => Err(format!("no kernel has blocks of order {order}")),
            ("node" | "order", None) => Err(format!("`why {word}` needs a number")),
            (word, None) => Ok(Self::Process(word.parse()?)),
            (_, Some(_)) => Err("`why PID` takes no number".to_owned()),
        }
    }

    fn text(self) -> String {
        match self {
            Self::Process(process) => format!("process {}", process.number()),
            Self::Node(node) => format!("node {node}"),
            Self::Order(order) => format!("order {order}"),
        }
    }

    /// Asks the rule, if it is about targets of this kind.
    fn ask(self, rule: &DoctorRule, facts: &KnownFacts<'_>) -> Option<rules::RuleResult> {
        match (self, rule.look) {
            (Self::Process(_), RuleLook::Process(look)) => Some(look(facts)),
            (Self::Node(node), RuleLook::Node(look)) => Some(look(facts, node)),
            (Self::Order(order), RuleLook::Order(look)) => Some(look(facts, order)),
            _ => None,
        }
    }
}

/// The answers of all rules about a target.
#[derive(Default)]
struct DoctorReport {
    findings: Vec<DoctorFinding>,
    judged: Vec<&'static str>,
    skipped: Vec<String>,
}

impl DoctorReport {
    fn new(target: WhyTarget, rules: &'static [DoctorRule], facts: &KnownFacts<'_>) -> Self {
        let mut report = Self::default();
        for rule in rules {
            match target.ask(rule, facts) {
                None => {}
                Some(Ok(findings)) => {
                    report.judged.push(rule.name);
                    let named = findings.into_iter().map(|finding| DoctorFinding {
                        rule: rule.name,
                        ..finding
                    });
                    report.findings.extend(named);
                }
                Some(Err(error)) => report.skipped.push(format!("{}: {}", rule.name, error.0)),
            }
        }
        // The sort is stable: among equals, the rules stay in their order.
        report.findings.sort_by_key(|finding| {
            let bytes = finding.bytes.unwrap_or(0);
            std::cmp::Reverse((finding.severity, bytes))
        });
        report
    }

    fn output(self, target: WhyTarget) -> CommandOutput {
        let rows = self.findings.iter().map(DoctorFinding::row).collect();
        let about = OutputRow::computed([
            target.text().into(),
            self.judged.into(),
            self.skipped.clone().into(),
        ]);
        let output = CommandOutput::rows(&SHAPE, rows)
            .about(about)
            .empty_line(NOTHING);
        let lines = self.findings.iter().zip(1..);
        let lines = lines.flat_map(|(finding, place)| finding.lines(place));
        let skipped = self
            .skipped
            .iter()
            .map(|text| format!("not judged: {text}"));
        let output = lines.chain(skipped).fold(output, CommandOutput::note);
        match target {
            WhyTarget::Process(process) => output.of_process(process),
            WhyTarget::Node(_) | WhyTarget::Order(_) => output,
        }
    }
}

/// Runs the command.
pub(super) fn run(arguments: &WhyArguments) -> CommandResult {
    let target = WhyTarget::parse(&arguments.target, arguments.number);
    let target = target.map_err(CommandError::Usage)?;
    let rmm = Rmm::open()?;
    let (memory, pid) = match target {
        WhyTarget::Process(process) => (Some(process.open(&rmm)?), process.number()),
        WhyTarget::Node(node) => {
            check_node(&rmm, node)?;
            (None, 0)
        }
        WhyTarget::Order(_) => (None, 0),
    };
    let source = LiveFacts { rmm, memory };
    let report = DoctorReport::new(target, RULES, &KnownFacts::new(&source, pid));
    // Rules see a process that ends as unknown facts.
    if let Some(memory) = &source.memory {
        memory.fields()?;
    }
    Ok(report.output(target))
}

/// Whether a node has memory blocks, all of which may be offline.
fn has_blocks(node: u32) -> bool {
    let names = LiveFacts::names_in(&format!("/sys/devices/system/node/node{node}"));
    let mut names = names.unwrap_or_default().into_iter();
    names.any(|name| {
        name.strip_prefix("memory")
            .is_some_and(|rest| rest.parse::<u64>().is_ok())
    })
}

/// Refuses a node that does not exist or has no memory.
fn check_node(rmm: &Rmm, node: u32) -> Result<(), CommandError> {
    for found in rmm.nodes() {
        let found = found?;
        if found.node == node && (found.states & NodeState::MEMORY != 0 || has_blocks(node)) {
            return Ok(());
        }
    }
    Err(CommandError::NotFound {
        text: format!("node {node} has no memory, or is not online"),
        cure: "`rmmctl nodes --columns node,states` lists the nodes",
    })
}

#[cfg(test)]
mod tests {
    use super::{
        facts::{
            FactError,
            FactSource, //
        },
        fake::FakeFacts,
        finding::FindingSeverity,
        *, //
    };
    use crate::output::{
        OutputFormat,
        OutputOptions, //
    };

    #[test]
    fn targets_are_parsed() {
        let parse = WhyTarget::parse;
        assert_eq!(parse("node", Some(3)), Ok(WhyTarget::Node(3)));
        assert_eq!(parse("order", Some(9)), Ok(WhyTarget::Order(9)));
        let process = ProcessArgument::Pid(12);
        assert_eq!(parse("12", None), Ok(WhyTarget::Process(process)));
        for (word, number) in [
            ("node", None),
            ("order", None),
            ("order", Some(16)),
            ("12", Some(1)),
            ("x", None),
        ] {
            assert!(parse(word, number).is_err(), "{word} {number:?}");
        }
    }

    fn found(severity: FindingSeverity, bytes: u64) -> DoctorFinding {
        DoctorFinding::new(severity, "x", "y", "It is so.").bytes(bytes)
    }

    static SOME_RULES: &[DoctorRule] = &[
        DoctorRule {
            name: "unknown",
            look: RuleLook::Process(|_| Err(FactError("/x: denied".to_owned()))),
        },
        DoctorRule {
            name: "silent",
            look: RuleLook::Process(|_| Ok(Vec::new())),
        },
        DoctorRule {
            name: "loud",
            look: RuleLook::Process(|_| {
                Ok(vec![
                    found(FindingSeverity::Note, 9),
                    found(FindingSeverity::Warning, 1),
                    found(FindingSeverity::Warning, 2),
                ])
            }),
        },
        DoctorRule {
            name: "other",
            look: RuleLook::Node(|_, _| Ok(Vec::new())),
        },
    ];

    #[test]
    fn urgent_findings_come_first_and_unknown_facts_are_reported() {
        let source = FakeFacts::default();
        let target = WhyTarget::Process(ProcessArgument::Pid(7));
        let report = DoctorReport::new(target, SOME_RULES, &source.known());
        assert_eq!(report.judged, ["silent", "loud"]);
        assert_eq!(report.skipped, ["unknown: /x: denied"]);
        let bytes = report.findings.iter().map(|finding| finding.bytes.unwrap());
        assert_eq!(bytes.collect::<Vec<_>>(), [2, 1, 9]);
        assert!(report.findings.iter().all(|finding| finding.rule == "loud"));
        assert!(source.mm().is_err());
    }

    fn table(rules: &'static [DoctorRule]) -> String {
        let source = FakeFacts::default();
        let target = WhyTarget::Process(ProcessArgument::Pid(7));
        let report = DoctorReport::new(target, rules, &source.known());
        let options = OutputOptions {
            format: OutputFormat::Table,
            columns: None,
            has_head: true,
            is_exact: false,
            has_color: false,
            terminal: None,
            is_watch: false,
            sort: None,
            is_total: false,
        };
        let mut text = Vec::new();
        let written = report.output(target).write(&options, None, &mut text);
        written.unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn people_see_a_table_and_sentences_or_that_nothing_was_found() {
        assert_eq!(
            table(&SOME_RULES[1..2]),
            "nothing found\n\ntarget process 7\n"
        );
        let text = table(SOME_RULES);
        assert!(
            text.contains("\ntarget process 7\n1. It is so.\n   next: "),
            "{text}"
        );
        assert!(
            text.ends_with("\nnot judged: unknown: /x: denied\n"),
            "{text}"
        );
    }

    #[test]
    fn values_of_a_finding_are_in_the_order_of_the_fields() {
        let finding = DoctorFinding {
            rule: "loud",
            ..found(FindingSeverity::Note, 9).number("a_bytes", 1u64, "/x")
        };
        let object = finding.next("rmmctl ps").row().to_object(&SHAPE.fields());
        assert_eq!(
            Value::Object(object),
            json!({
                "severity": "note", "rule": "loud", "cause": "x", "subject": "y", "bytes": 9,
                "text": "It is so.",
                "numbers": [{ "name": "a_bytes", "value": 1, "source": "/x" }],
                "next": "rmmctl ps",
            })
        );
    }
}
