// SPDX-License-Identifier: GPL-2.0

//! Outputs that end early, do not fit, or have unusual values.

use super::{
    tests::{
        options,
        row,
        text_of,
        FIELD_ROWS,
        SHAPE, //
    },
    CommandOutput,
    OutputFormat,
    StreamError, //
};
use crate::{
    columns::ColumnExpansion,
    error::CommandError,
    fields::FieldMeaning,
    shape::{
        added,
        OutputRow,
        RecordShape, //
    },
};
use serde_json::{
    json,
    Value, //
};

#[test]
fn the_last_line_of_a_log_has_the_error() {
    let failed = || Err(CommandError::Usage("failed".to_owned()));
    let rows = [Ok(row(7, None, "first")), failed()];
    let mut out = Vec::new();
    let output = CommandOutput::stream(&SHAPE, rows.into_iter());
    let result = output.write(&options(OutputFormat::Ndjson), None, &mut out);
    assert!(matches!(result, Err(StreamError::Record(_))));
    let text = String::from_utf8(out).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    assert_eq!((lines.len(), &lines[1]["error"]), (2, &json!("failed")));
    assert_eq!(lines[1]["kind"], "fruit");
}

#[test]
fn a_full_screen_has_the_total_and_the_notes() {
    let mut chosen = options(OutputFormat::Table);
    (chosen.is_watch, chosen.terminal) = (true, Some((80, 12)));
    let rows = (0..50).map(|pid| row(pid, Some(1 << 10), "a")).collect();
    let output = CommandOutput::rows(&SHAPE, rows).note("a note");
    let text = text_of(output, &chosen);
    assert!(text.ends_with("total 50K\n\na note\n"), "{text}");
    // The cursor is in the last row.
    assert!(text.lines().count() <= 11, "{text}");
    assert!(text.lines().count() >= 10, "{text}");
}

#[test]
fn only_texts_of_mixed_columns_are_cut() {
    static MIXED: RecordShape = RecordShape {
        name: "mixed",
        doc: "",
        added: &[
            added("field", FieldMeaning::Mixed, "Word."),
            added("value", FieldMeaning::Mixed, "Number or word."),
            added("last", FieldMeaning::Mixed, "Word."),
        ],
        ..RecordShape::EMPTY
    };
    let long = "a text of many more than twenty columns";
    let rows = vec![
        OutputRow::computed([long.into(), 1234567890123u64.into(), long.into()]),
        OutputRow::computed(["b".into(), long.into(), "c".into()]),
    ];
    let mut chosen = options(OutputFormat::Table);
    chosen.terminal = Some((64, 24));
    let text = text_of(CommandOutput::rows(&MIXED, rows), &chosen);
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].contains("field") && lines[0].contains("last"),
        "{text}"
    );
    assert!(lines[1].contains(" 1234567890123 "), "{text}");
    assert!(
        lines.iter().all(|line| line.chars().count() <= 64),
        "{text}"
    );
}

#[test]
fn numbers_that_widen_a_line_shorten_its_last_text() {
    static WIDENED: RecordShape = RecordShape {
        name: "widened",
        doc: "",
        added: &[
            added("pages", FieldMeaning::Number, "Number."),
            added("flags", FieldMeaning::Text, "Words."),
        ],
        ..RecordShape::EMPTY
    };
    let long = "words of more than forty columns, which are cut";
    let small = (0..2000).map(|_| OutputRow::computed([7.into(), long.into()]));
    let large = OutputRow::computed([1_234_567_890_123_u64.into(), long.into()]);
    let rows = small.chain([large]).collect();
    let mut chosen = options(OutputFormat::Table);
    chosen.terminal = Some((40, 24));
    let text = text_of(CommandOutput::rows(&WIDENED, rows), &chosen);
    assert_eq!(
        text.lines().map(|line| line.chars().count()).max(),
        Some(40)
    );
    assert!(text.contains("1234567890123 words of"), "{text}");
}

#[test]
fn pairs_are_variables_of_a_shell() {
    let rows = || {
        vec![OutputRow::computed([
            1.into(),
            json!(["a"]),
            2.into(),
            json!({"a": 1}),
        ])]
    };
    let mut chosen = options(OutputFormat::Kv);
    chosen.columns = Some("all".to_owned());
    let text = text_of(CommandOutput::rows(&FIELD_ROWS, rows()), &chosen);
    assert_eq!(text, "node=1 cpus=a whole=2 stat='a=1'\n");
    for &shape in crate::commands::SHAPES {
        let output = CommandOutput::rows(shape, vec![OutputRow::zeroed(shape)]);
        let output = output.expansion(ColumnExpansion {
            nodes: vec![0, 1, 20],
            ..ColumnExpansion::default()
        });
        let text = text_of(output, &chosen);
        let mut names = std::collections::HashSet::new();
        for pair in text.trim_end().split(' ').filter(|pair| !pair.is_empty()) {
            let name = pair.split('=').next().unwrap();
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            assert!(name.chars().all(is_name), "{}: {pair}", shape.name);
            assert!(names.insert(name), "{}: {name} twice", shape.name);
        }
    }
}

#[test]
fn metrics_of_text_files_are_refused() {
    use crate::fields::{
        FieldShape,
        FieldSource, //
    };
    static TEXT: RecordShape = RecordShape {
        name: "text",
        ..RecordShape::EMPTY
    };
    let field = FieldShape {
        name: "value".into(),
        doc: "".into(),
        meaning: FieldMeaning::Mixed,
        source: FieldSource::Added(0),
    };
    let rows = vec![OutputRow::computed([7.into()])];
    let output = CommandOutput::rows(&TEXT, rows).fields(vec![field]);
    let result = output.write(&options(OutputFormat::OpenMetrics), None, &mut Vec::new());
    let Err(StreamError::Record(error)) = result else {
        panic!("{result:?}");
    };
    assert_eq!(error.status(), 2);
}

#[test]
fn metrics_have_a_limit() {
    let rows = (0..2_000_000).map(|pid| Ok(row(pid, Some(1), "name")));
    let output = CommandOutput::stream(&SHAPE, rows);
    let mut out = Vec::new();
    let result = output.write(&options(OutputFormat::OpenMetrics), None, &mut out);
    let Err(StreamError::Record(error)) = result else {
        panic!("{result:?}");
    };
    assert_eq!((error.status(), out.len()), (2, 0));
}

#[test]
fn metrics_keep_negative_numbers_and_leave_out_unknown_ones() {
    let rows = [json!(-5), Value::Null, json!(u64::MAX), json!(0)];
    let rows = rows.map(|wait| OutputRow::computed([1.into(), Value::Null, wait, "a".into()]));
    let mut chosen = options(OutputFormat::OpenMetrics);
    chosen.columns = Some("wait_ms".to_owned());
    let text = text_of(CommandOutput::rows(&SHAPE, rows.into()), &chosen);
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    let samples: Vec<&str> = samples
        .map(|line| line.split(' ').next_back().unwrap())
        .collect();
    assert_eq!(samples, ["-0.005", "18446744073709550", "0"]);
}

#[test]
fn nodes_without_an_element_have_their_sum() {
    use rmm::abi::{
        process::ProcessRecord,
        AbiRecord, //
    };
    static PS: RecordShape = RecordShape {
        name: "ps",
        doc: "",
        record: Some(&ProcessRecord::DESCRIPTION),
        meanings: &[&[("node_bytes", FieldMeaning::ByNode("more_nodes_bytes"))]],
        columns: &["node_bytes"],
        ..RecordShape::EMPTY
    };
    let mut record = ProcessRecord::ZERO;
    (record.node_bytes[15], record.more_nodes_bytes) = (5, 7);
    let output = CommandOutput::rows(&PS, vec![OutputRow::new(&record, [])]);
    let output = output.expansion(ColumnExpansion {
        nodes: vec![15, 16, 20],
        ..ColumnExpansion::default()
    });
    let text = text_of(output, &options(OutputFormat::Csv));
    assert_eq!(text, "node_bytes.15,node_bytes.more\n5,7\n");
}
