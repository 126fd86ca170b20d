// SPDX-License-Identifier: GPL-2.0

//! The JSON schema of every kind of record, made from the shapes. docs/rmmctl.schema.json keeps it.

use crate::{
    fields::{
        FieldMeaning,
        FieldShape,
        FieldUnit, //
    },
    output::ENVELOPE_FIELDS,
    shape::{
        RecordShape,
        RecordTotals, //
    },
};
use rmm::abi::ValueNames;
use serde_json::{
    json,
    Map,
    Value, //
};

/// The dialect.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

fn number() -> Value {
    json!({ "type": ["integer", "null"] })
}

/// An object of exactly these properties.
fn object(properties: Map<String, Value>) -> Value {
    let required: Vec<&String> = properties.keys().collect();
    json!({
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// Nested objects with a property for each name.
fn by_name(names: &[&ValueNames]) -> Value {
    let Some((first, rest)) = names.split_first() else {
        return number();
    };
    json!({
        "type": "object",
        "propertyNames": { "enum": words(first) },
        "minProperties": first.items.len(),
        "additionalProperties": by_name(rest),
    })
}

fn words(names: &ValueNames) -> Vec<&'static str> {
    names.items.iter().map(|item| item.text).collect()
}

/// The values of a field, without its documentation.
fn values(field: &FieldShape) -> Value {
    match field.meaning {
        // A later version of the module may have values without a name here.
        FieldMeaning::Word(names) => {
            json!({ "anyOf": [{ "enum": words(names) }, { "type": ["integer", "null"] }] })
        }
        FieldMeaning::Bits(names) => {
            json!({ "type": ["array", "null"], "items": { "enum": words(names) } })
        }
        FieldMeaning::IndexedBy(names) => by_name(names),
        FieldMeaning::ByNode(_) => json!({
            "type": ["object", "null"],
            "patternProperties": { "^([0-9]+|more)$": { "type": "integer" } },
            "additionalProperties": false,
        }),
        FieldMeaning::Address => {
            json!({ "type": ["string", "null"], "pattern": "^[0-9a-f]{16}$" })
        }
        FieldMeaning::Text => json!({ "type": ["string", "null"] }),
        FieldMeaning::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        FieldMeaning::Flag => json!({ "type": ["boolean", "null"] }),
        FieldMeaning::Nested => json!({ "type": ["object", "array"] }),
        FieldMeaning::Shaped(shape) => record(shape),
        FieldMeaning::Mixed => json!({ "type": ["string", "integer", "null"] }),
        FieldMeaning::Number
        | FieldMeaning::Narrow
        | FieldMeaning::Node
        | FieldMeaning::ByOrder
        | FieldMeaning::Inline(_)
        | FieldMeaning::Hidden => match field.array_len() {
            Some(_) => json!({ "type": "array", "items": number() }),
            None => number(),
        },
    }
}

/// The schema of a record.
fn record(shape: &RecordShape) -> Value {
    let properties = shape.fields().into_iter().map(|field| {
        let mut schema = values(&field);
        schema["description"] = field
            .doc
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .into();
        if let Some(unit) = FieldUnit::of(&field.name).0.text() {
            schema["unit"] = unit.into();
        }
        (field.name.into_owned(), schema)
    });
    let mut schema = object(properties.collect());
    if shape.record.is_none() && shape.added.is_empty() {
        schema = json!({
            "type": "object", "additionalProperties": { "type": ["string", "integer", "null"] },
        });
    }
    schema["description"] = shape.doc.into();
    schema
}

/// The schema of a document.
fn document(shape: &RecordShape) -> Value {
    let envelope = ENVELOPE_FIELDS.iter().map(|&(name, types, doc)| {
        let mut schema = json!({ "type": types, "description": doc });
        if name == "kind" {
            schema = json!({ "const": shape.name, "description": doc });
        }
        (name.to_owned(), schema)
    });
    let mut properties: Map<String, Value> = envelope.collect();
    let own = format!("#/$defs/{}.record", shape.name);
    properties.insert(
        "records".to_owned(),
        json!({ "type": "array", "items": { "$ref": own } }),
    );
    if let Some(about) = shape.about {
        properties.insert("about".to_owned(), record(about));
    }
    let mut schema = object(properties);
    let condition = match shape.totals {
        RecordTotals::Always(_) => Some(""),
        RecordTotals::OnRequest(_) if shape.fields().iter().any(|field| shape.is_sum(field)) => {
            Some("With --total: ")
        }
        _ => None,
    };
    if let Some(condition) = condition {
        let doc = format!(
            "{condition}Sums of bytes, pages and counts; memory that several records share counts \
             once. Left out if the records end early."
        );
        schema["properties"]["total"] = json!({ "type": "object", "description": doc });
    }
    schema["properties"]["error"] = json!({
        "type": "string", "description": "Why the records end early.",
    });
    schema["description"] = shape.doc.into();
    schema
}

/// The schema of all kinds.
pub(crate) fn whole_schema(shapes: &[&RecordShape]) -> Value {
    let mut kinds = Map::new();
    for shape in shapes {
        kinds.insert(shape.name.to_owned(), document(shape));
        kinds.insert(format!("{}.record", shape.name), record(shape));
    }
    let any = shapes.iter();
    let any: Vec<Value> = any
        .map(|shape| json!({ "$ref": format!("#/$defs/{}", shape.name) }))
        .collect();
    json!({
        "$schema": DIALECT,
        "title": "JSON of rmmctl",
        "description": "What `-o json` prints. A line of `-o ndjson` has `record`, `total` or \
                        `error` in place of `records`, and the other fields alike. `kind` names the schema.",
        "oneOf": any,
        "$defs": kinds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        commands::SHAPES,
        fields::FieldSource, //
    };

    #[test]
    fn docs_have_the_schema() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rmmctl.schema.json");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == format!("{:#}\n", whole_schema(SHAPES)),
            "rmmctl generate schema > docs/rmmctl.schema.json"
        );
    }

    /// All shapes, with those of the facts about records and of records within records.
    fn all_shapes() -> Vec<&'static RecordShape> {
        let mut found = SHAPES.to_vec();
        let mut at = 0;
        while at < found.len() {
            let shape = found[at];
            found.extend(shape.about);
            let fields = shape.fields().into_iter();
            found.extend(fields.filter_map(|field| match field.meaning {
                FieldMeaning::Shaped(shape) => Some(shape),
                _ => None,
            }));
            at += 1;
        }
        found
    }

    #[test]
    fn narrow_absent_values_are_null() {
        for shape in all_shapes() {
            for field in shape.fields() {
                let FieldSource::Record { field: record, .. } = field.source else {
                    continue;
                };
                // The fields of a record say what stands for an absent value.
                let is_absent = ["RMM_ABSENT_32", "RMM_ABSENT_8"];
                let has_absent = is_absent.iter().any(|name| record.doc.contains(name));
                let is_plain = matches!(field.meaning, FieldMeaning::Number);
                assert!(!(has_absent && is_plain), "{}.{}", shape.name, field.name);
                let is_narrow = record.size / record.array.unwrap_or(1) < 8;
                let is_text =
                    is_plain && is_narrow && record.c_type == "__u8" && record.array.is_some();
                assert!(!is_text, "{}.{} is a text", shape.name, field.name);
            }
        }
    }

    #[test]
    fn every_shape_has_its_names() {
        let mut names = std::collections::HashSet::new();
        for shape in SHAPES {
            assert!(names.insert(shape.name), "{} twice", shape.name);
            let fields = shape.fields();
            let has = |name: &&str| fields.iter().any(|field| field.name == *name);
            for name in [
                shape.columns,
                shape.keys,
                shape.spare,
                shape.counters,
                shape.last,
            ]
            .concat()
            {
                assert!(has(&name), "{}: no field {name}", shape.name);
            }
            for (at, field) in fields.iter().enumerate() {
                let is_new = fields[..at].iter().all(|other| other.name != field.name);
                assert!(is_new, "{}: {} twice", shape.name, field.name);
                assert!(!field.doc.is_empty(), "{}: {}", shape.name, field.name);
            }
        }
    }
}
