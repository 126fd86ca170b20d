// SPDX-License-Identifier: GPL-2.0

//! Findings: a statement about a process, a node or an order, with the numbers that it rests on and
//! a command to type next.

use crate::{
    cells::{
        cell,
        human_bytes, //
    },
    shape::OutputRow,
};
use serde_json::{
    json,
    Value, //
};

/// How urgent a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FindingSeverity {
    /// It follows from a request or a setting, so somebody may have wanted it.
    Note,
    /// Time or memory is lost, and nobody asked for that.
    Warning,
    /// Calls or allocations fail, or will soon.
    Critical,
}

impl FindingSeverity {
    /// The word of the output.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// A number or word that a finding rests on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EvidenceNumber {
    /// Name. It ends in the unit, as the names of fields do.
    pub(super) name: &'static str,
    pub(super) value: Value,
    /// The file, or the record and its field.
    pub(super) source: String,
}

impl EvidenceNumber {
    fn text(&self) -> String {
        let value = match self.value.as_u64() {
            Some(bytes) if self.name.ends_with("bytes") => human_bytes(bytes),
            _ => cell(&self.value),
        };
        format!("{} {value} ({})", self.name, self.source)
    }
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DoctorFinding {
    pub(super) severity: FindingSeverity,
    /// Name of the rule, which is known to the caller of the rule.
    pub(super) rule: &'static str,
    /// The cause, in one word for programs.
    pub(super) cause: &'static str,
    /// What it is about: a process, VMAs, a node, a zone.
    pub(super) subject: String,
    /// Memory that is concerned, if the finding is about an amount.
    pub(super) bytes: Option<u64>,
    /// The statement.
    pub(super) text: String,
    pub(super) numbers: Vec<EvidenceNumber>,
    /// A command.
    pub(super) next: String,
}

impl DoctorFinding {
    /// A finding without numbers.
    pub(super) fn new(
        severity: FindingSeverity,
        cause: &'static str,
        subject: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            rule: "",
            cause,
            subject: subject.into(),
            bytes: None,
            text: text.into(),
            numbers: Vec::new(),
            next: String::new(),
        }
    }

    /// Sets the memory that is concerned.
    pub(super) fn bytes(mut self, bytes: u64) -> Self {
        self.bytes = Some(bytes);
        self
    }

    /// Adds a number.
    pub(super) fn number(
        mut self,
        name: &'static str,
        value: impl Into<Value>,
        source: impl Into<String>,
    ) -> Self {
        self.numbers.push(EvidenceNumber {
            name,
            value: value.into(),
            source: source.into(),
        });
        self
    }

    /// Sets the command to type next.
    pub(super) fn next(mut self, command: impl Into<String>) -> Self {
        self.next = command.into();
        self
    }

    /// The values of the fields, in the order of the shape.
    pub(super) fn row(&self) -> OutputRow {
        let numbers = self.numbers.iter().map(|number| {
            json!({
                "name": number.name,
                "value": number.value,
                "source": number.source,
            })
        });
        OutputRow::computed([
            self.severity.text().into(),
            self.rule.into(),
            self.cause.into(),
            self.subject.clone().into(),
            self.bytes.into(),
            self.text.clone().into(),
            numbers.collect(),
            self.next.clone().into(),
        ])
    }

    /// Lines for people.
    pub(super) fn lines(&self, place: usize) -> Vec<String> {
        let mut lines = vec![format!("{place}. {}", self.text)];
        lines.extend(self.numbers.iter().map(|number| {
            let text = number.text();
            format!("   {text}")
        }));
        lines.push(format!("   next: {}", self.next));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severities_are_in_the_order_of_urgency() {
        assert!(FindingSeverity::Critical > FindingSeverity::Warning);
        assert!(FindingSeverity::Warning > FindingSeverity::Note);
    }

    #[test]
    fn people_see_the_source_of_each_number() {
        let finding = DoctorFinding::new(FindingSeverity::Note, "prctl", "process 7", "It is so.")
            .bytes(1 << 20)
            .number("lost_bytes", 3u64 << 20, "RMM_VMAS anon_bytes")
            .number("enabled", "never", "/sys/x")
            .next("rmmctl mm 7");
        assert_eq!(
            finding.lines(2),
            [
                "2. It is so.",
                "   lost_bytes 3M (RMM_VMAS anon_bytes)",
                "   enabled never (/sys/x)",
                "   next: rmmctl mm 7",
            ]
        );
    }
}
