// SPDX-License-Identifier: GPL-2.0

//! Golden outputs of two small shapes, in every form.

use super::{
    options::OutputOptions,
    CommandOutput,
    OutputFormat,
    SeenCells,
    StreamError, //
};
use crate::{
    columns::ColumnExpansion,
    error::CommandError,
    fields::FieldMeaning,
    shape::{
        added,
        OutputRow,
        RecordLayout,
        RecordShape,
        RecordTotals, //
    },
};
use clap::ValueEnum;
use serde_json::{
    json,
    Value, //
};

pub(super) static SHAPE: RecordShape = RecordShape {
    name: "fruit",
    doc: "A fruit.",
    added: &[
        added("pid", FieldMeaning::Number, "Number."),
        added("rss_bytes", FieldMeaning::Number, "Size in\nbytes."),
        added("wait_ms", FieldMeaning::Number, "Time."),
        added("name", FieldMeaning::Text, "Name."),
    ],
    keys: &["pid", "name"],
    columns: &["pid", "rss_bytes", "name"],
    spare: &["rss_bytes"],
    counters: &["wait_ms"],
    legend: &["pid 7: lucky"],
    totals: RecordTotals::Always(&[]),
    ..RecordShape::EMPTY
};

pub(super) static FIELD_ROWS: RecordShape = RecordShape {
    name: "tree",
    doc: "A tree.",
    added: &[
        added("node", FieldMeaning::Number, "Number."),
        added("cpus", FieldMeaning::Texts, "Ranges."),
        added("whole", FieldMeaning::Number, "Number."),
        added("stat", FieldMeaning::Nested, "Counters."),
    ],
    keys: &["node"],
    layout: RecordLayout::FieldRows("node"),
    ..RecordShape::EMPTY
};

pub(super) fn options(format: OutputFormat) -> OutputOptions {
    OutputOptions {
        format,
        columns: None,
        has_head: true,
        is_exact: false,
        has_color: false,
        terminal: None,
        is_watch: false,
        sort: None,
        is_total: false,
    }
}

pub(super) fn row(pid: u64, bytes: Option<u64>, name: &str) -> OutputRow {
    OutputRow::computed([pid.into(), bytes.into(), 1500.into(), name.into()])
}

fn fruit() -> CommandOutput {
    CommandOutput::rows(
        &SHAPE,
        vec![
            row(7, Some(6 << 10), "a,\"b"),
            row(12, Some(1 << 20), "c d"),
        ],
    )
}

pub(super) fn text_of(output: CommandOutput, options: &OutputOptions) -> String {
    let mut out = Vec::new();
    output.write(options, None, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn tables_of_rows() {
    let mut chosen = options(OutputFormat::Table);
    assert_eq!(
        text_of(fruit(), &chosen),
        "  pid  rss name\n    7   6K a,\"b\n   12   1M c d\ntotal 1.0M\n"
    );
    chosen.is_exact = true;
    chosen.has_head = false;
    assert_eq!(
        text_of(fruit(), &chosen),
        "    7    6144 a,\"b\n   12 1048576 c d\ntotal 1054720\n"
    );
}

#[test]
fn values_for_scripts() {
    let text = |format| text_of(fruit(), &options(format));
    assert_eq!(
        text(OutputFormat::Csv),
        "pid,rss_bytes,name\n7,6144,\"a,\"\"b\"\n12,1048576,c d\n"
    );
    assert_eq!(
        text(OutputFormat::Tsv),
        "pid\trss_bytes\tname\n7\t6144\t\"a,\"\"b\"\n12\t1048576\tc d\n"
    );
    assert_eq!(
        text(OutputFormat::Kv),
        "pid=7 rss_bytes=6144 name='a,\"b'\npid=12 rss_bytes=1048576 name='c d'\n"
    );
    let mut chosen = options(OutputFormat::Csv);
    chosen.columns = Some("name,wait_ms".to_owned());
    chosen.has_head = false;
    assert_eq!(text_of(fruit(), &chosen), "\"a,\"\"b\",1500\nc d,1500\n");
}

#[test]
fn json_has_an_envelope() {
    let text = text_of(fruit(), &options(OutputFormat::Json));
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["kind"], "fruit");
    assert_eq!(
        document["records"][0],
        json!({"pid": 7, "rss_bytes": 6144, "wait_ms": 1500, "name": "a,\"b"})
    );
    assert_eq!(
        document["total"],
        json!({"rss_bytes": (6 << 10) + (1 << 20)})
    );
    for field in ["host", "boot_id", "version", "time", "source"] {
        assert!(document[field].is_string(), "{field}: {document}");
    }
    let lines = text_of(fruit(), &options(OutputFormat::Ndjson));
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[1]["record"]["pid"], &lines[1]["host"]),
        (&json!(12), &document["host"])
    );
    assert_eq!(lines[2]["total"], document["total"]);
}

#[test]
fn metrics_have_units_and_labels() {
    let mut chosen = options(OutputFormat::OpenMetrics);
    chosen.columns = Some("rss,wait_ms".to_owned());
    assert_eq!(
        text_of(fruit(), &chosen),
        "# TYPE rmm_fruit_rss_bytes gauge\n\
         # UNIT rmm_fruit_rss_bytes bytes\n\
         # HELP rmm_fruit_rss_bytes Size in bytes.\n\
         rmm_fruit_rss_bytes{pid=\"7\",name=\"a,\\\"b\"} 6144\n\
         rmm_fruit_rss_bytes{pid=\"12\",name=\"c d\"} 1048576\n\
         # TYPE rmm_fruit_wait_seconds counter\n\
         # UNIT rmm_fruit_wait_seconds seconds\n\
         # HELP rmm_fruit_wait_seconds Time.\n\
         rmm_fruit_wait_seconds_total{pid=\"7\",name=\"a,\\\"b\"} 1.5\n\
         rmm_fruit_wait_seconds_total{pid=\"12\",name=\"c d\"} 1.5\n\
         # EOF\n"
    );
}

#[test]
fn narrow_terminals_lose_spare_columns_and_the_end_of_texts() {
    let wide_name = || {
        CommandOutput::rows(
            &SHAPE,
            vec![row(7, Some(0), "a name of more than twenty columns")],
        )
    };
    let mut chosen = options(OutputFormat::Table);
    chosen.terminal = Some((40, 24));
    let text = text_of(wide_name(), &chosen);
    assert!(text.contains("a name of more than twenty co…\n"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 40),
        "{text}"
    );
    chosen.terminal = Some((24, 24));
    let text = text_of(wide_name(), &chosen);
    assert!(
        text.starts_with("  pid name\n    7 a name of more th…\n"),
        "{text}"
    );
    assert!(
        text.ends_with("\nleft out in 24 columns: rss; -o wide has all\n"),
        "{text}"
    );
}

#[test]
fn wide_tables_have_all_columns_and_the_legend() {
    let text = text_of(fruit(), &options(OutputFormat::Wide));
    assert!(text.starts_with("  pid  rss name"), "{text}");
    assert!(
        text.contains("wait_ms") && text.ends_with("\npid 7: lucky\n"),
        "{text}"
    );
}

#[test]
fn fields_become_rows() {
    let output = || {
        let tree = |node: u64, stat: Value| {
            OutputRow::computed([node.into(), json!(["0-1", "4"]), 0.into(), stat])
        };
        CommandOutput::rows(
            &FIELD_ROWS,
            vec![
                tree(0, json!({"a": 0, "b": [1, null]})),
                tree(3, json!({"a": 0, "b": [2, 30], "c": 4})),
            ],
        )
    };
    assert_eq!(
        text_of(output(), &options(OutputFormat::Table)),
        "field    node0 node3\n\
         cpus     0-1,4 0-1,4\n\
         whole        0     0\n\
         stat.b.0     1     2\n\
         stat.b.1     -    30\n\
         stat.c       -     4\n\
         \n1 rows of zeros are left out: -o wide has them\n"
    );
}

#[test]
fn changes_are_highlighted() {
    let mut chosen = options(OutputFormat::Table);
    (chosen.has_color, chosen.is_watch, chosen.has_head) = (true, true, false);
    let mut seen = SeenCells::default();
    let mut text = |bytes| {
        let mut out = Vec::new();
        CommandOutput::rows(&SHAPE, vec![row(7, Some(bytes), "a")])
            .write(&chosen, Some(&mut seen), &mut out)
            .unwrap();
        String::from_utf8(out).unwrap()
    };
    assert!(!text(1024).contains("\x1b[7m"));
    assert!(!text(1024).contains("\x1b[7m"));
    assert!(text(2048).starts_with("    7 \x1b[7m2K\x1b[0m a\n"));
}

#[test]
fn an_error_precedes_the_head_or_follows_the_rows() {
    let failed = || Err(CommandError::Usage("failed".to_owned()));
    for format in [OutputFormat::Table, OutputFormat::Csv, OutputFormat::Json] {
        let mut out = Vec::new();
        let output = CommandOutput::stream(&SHAPE, [failed()].into_iter());
        let result = output.write(&options(format), None, &mut out);
        assert!(matches!(result, Err(StreamError::Record(_))), "{format:?}");
        assert!(out.is_empty(), "{format:?}");
        let rows = [Ok(row(7, None, "first")), failed()];
        let output = CommandOutput::stream(&SHAPE, rows.into_iter());
        let result = output.write(&options(format), None, &mut out);
        assert!(matches!(result, Err(StreamError::Record(_))), "{format:?}");
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("first"), "{format:?}: {text}");
        if format == OutputFormat::Json {
            let document: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(document["error"], "failed");
            // It would be that of a part.
            assert!(document.get("total").is_none(), "{text}");
        }
    }
}

#[test]
fn the_sum_with_an_absent_value_is_absent() {
    let rows = vec![row(1, Some(4), "a"), row(2, None, "b")];
    let text = text_of(
        CommandOutput::rows(&SHAPE, rows),
        &options(OutputFormat::Json),
    );
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["total"], json!({"rss_bytes": null}));
    let mut rows = vec![row(1, Some(4), "a"), row(2, Some(8), "b")];
    rows[1].is_repeated = true;
    let output = CommandOutput::rows(&SHAPE, rows).repeated_note("are repeated");
    let text = text_of(output, &options(OutputFormat::Table));
    assert!(text.ends_with("total   4\n\n1 are repeated\n"), "{text}");
}

#[test]
fn unknown_columns_are_refused() {
    let mut chosen = options(OutputFormat::Csv);
    chosen.columns = Some("pid,rrss".to_owned());
    let result = fruit().write(&chosen, None, &mut Vec::new());
    let Err(StreamError::Record(error)) = result else {
        panic!("{result:?}");
    };
    assert_eq!(error.status(), 2);
    assert!(
        error.text().contains("did you mean \"rss\"?"),
        "{}",
        error.text()
    );
}

#[test]
fn arrays_have_columns() {
    use rmm::abi::{
        buddy::BuddyRecord,
        AbiRecord, //
    };
    static BUDDY: RecordShape = RecordShape {
        name: "buddy",
        doc: "",
        record: Some(&BuddyRecord::DESCRIPTION),
        meanings: &[&[("free_blocks", FieldMeaning::ByOrder)]],
        keys: &["node"],
        columns: &["node", "free_blocks"],
        ..RecordShape::EMPTY
    };
    let mut record = BuddyRecord::ZERO;
    record.free_blocks[1] = 5;
    let output = || {
        CommandOutput::rows(&BUDDY, vec![OutputRow::new(&record, [])]).expansion(ColumnExpansion {
            orders: 3,
            ..ColumnExpansion::default()
        })
    };
    assert_eq!(
        text_of(output(), &options(OutputFormat::Csv)),
        "node,order0,order1,order2\n0,0,5,0\n"
    );
    let mut chosen = options(OutputFormat::OpenMetrics);
    chosen.columns = Some("order1".to_owned());
    assert!(
        text_of(output(), &chosen).contains("\nrmm_buddy_free_blocks{node=\"0\",order=\"1\"} 5\n")
    );
}

#[test]
fn every_command_has_every_form() {
    for &shape in crate::commands::SHAPES {
        let has_fields = !shape.fields().is_empty();
        for format in OutputFormat::value_variants() {
            if !has_fields && *format == OutputFormat::OpenMetrics {
                continue;
            }
            let output = CommandOutput::rows(shape, vec![OutputRow::zeroed(shape)]);
            let output = match shape.about {
                Some(about) => output.about(OutputRow::zeroed(about)),
                None => output,
            };
            let text = text_of(output, &options(*format));
            assert!(!text.is_empty(), "{} {format:?}", shape.name);
            if *format == OutputFormat::Json {
                let document: Value = serde_json::from_str(&text).unwrap();
                let record = document["records"][0].as_object().unwrap();
                assert_eq!(record.len(), shape.fields().len(), "{}", shape.name);
                assert_eq!(document["about"].is_object(), shape.about.is_some());
            }
            if *format == OutputFormat::Csv && has_fields {
                let mut lines = csv::Reader::from_reader(text.as_bytes());
                let heads: Vec<String> = lines.headers().unwrap().iter().map(Into::into).collect();
                let names: std::collections::HashSet<&String> = heads.iter().collect();
                assert_eq!(names.len(), heads.len(), "{}: {heads:?}", shape.name);
                assert_eq!(lines.records().count(), 1, "{}", shape.name);
            }
        }
    }
}

#[test]
fn metrics_of_a_command_have_different_names() {
    let shapes = crate::commands::SHAPES.iter().copied();
    for shape in shapes.filter(|shape| !shape.fields().is_empty()) {
        let output = CommandOutput::rows(shape, vec![OutputRow::zeroed(shape)]);
        let text = text_of(output, &options(OutputFormat::OpenMetrics));
        let mut seen = std::collections::HashSet::new();
        for line in text.lines().filter(|line| line.starts_with("# TYPE ")) {
            assert!(seen.insert(line), "{}: {line} twice", shape.name);
        }
    }
}
