// SPDX-License-Identifier: GPL-2.0

//! The fields that the output shows, so that a command asks the module for no others.

use super::{
    sort_column,
    OutputFormat,
    OutputOptions, //
};
use crate::{
    columns::{
        chosen_columns,
        ColumnExpansion, //
    },
    error::CommandError,
    shape::RecordShape, //
};
use std::collections::HashSet;

/// Names of the fields that are shown.
pub(crate) struct WantedFields(HashSet<String>);

impl WantedFields {
    /// Whether a field is shown.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether one of these fields is shown.
    pub(crate) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// Whether a field is shown that is not among these.
    pub(crate) fn has_others_than(&self, names: &[&str]) -> bool {
        self.0.iter().any(|name| !names.contains(&name.as_str()))
    }

    /// Adds a field that is needed for another reason.
    pub(crate) fn add(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }

    /// Those of `bits` that no field needs are removed: each pair has a bit and its fields.
    pub(crate) fn needed_bits(&self, bits: u64, fields: &[(u64, &[&str])]) -> u64 {
        let unused = fields.iter().filter(|(_, names)| !self.has_any(names));
        unused.fold(bits, |bits, (bit, _)| bits & !bit)
    }
}

impl OutputOptions {
    /// The fields that are shown of records that have these default columns.
    ///
    /// # Errors
    ///
    /// The caller chose a column that does not exist, or an order or sums that the records do not have.
    pub(crate) fn wanted_fields(
        &self,
        shape: &RecordShape,
        defaults: &[&str],
        expansion: &ColumnExpansion,
    ) -> Result<WantedFields, CommandError> {
        let fields = shape.fields();
        let sort = self.sort.as_deref();
        let sort = sort.map(|name| match shape.fixed_order {
            Some(reason) => Err(CommandError::Usage(format!("--sort: {reason}"))),
            None => sort_column(name, &fields, defaults, expansion),
        });
        let sort = sort.transpose()?;
        self.check_total(shape)?;
        let all = || fields.iter().map(|field| field.name.clone().into_owned());
        let is_json = matches!(self.format, OutputFormat::Json | OutputFormat::Ndjson);
        let chosen = self.columns.as_deref();
        let chosen = chosen.map(|chosen| chosen_columns(chosen, &fields, defaults, expansion));
        let chosen = chosen.transpose()?.map(|columns| {
            let names = columns.into_iter();
            names
                .map(|column| column.field.name.into_owned())
                .collect::<HashSet<_>>()
        });
        let mut found = match chosen {
            // The total has every field.
            _ if is_json && self.has_total(shape) => all().collect(),
            Some(chosen) => chosen,
            None if is_json
                || defaults.is_empty()
                || matches!(self.format, OutputFormat::Wide | OutputFormat::OpenMetrics) =>
            {
                all().collect()
            }
            None => defaults.iter().map(|&name| name.to_owned()).collect(),
        };
        found.extend(shape.keys.iter().map(|&name| name.to_owned()));
        found.extend(sort.map(|column| column.field.name.into_owned()));
        Ok(WantedFields(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{
        options,
        SHAPE, //
    };

    #[test]
    fn fields_that_are_shown_are_wanted() {
        let names = |format, columns: Option<&str>| {
            let mut options = options(format);
            options.columns = columns.map(str::to_owned);
            let expansion = ColumnExpansion::default();
            let wanted = options.wanted_fields(&SHAPE, SHAPE.columns, &expansion);
            let mut names: Vec<String> = wanted.unwrap().0.into_iter().collect();
            names.sort();
            names.join(" ")
        };
        let all = "name pid rss_bytes wait_ms";
        assert_eq!(names(OutputFormat::Table, None), "name pid rss_bytes");
        assert_eq!(
            names(OutputFormat::Csv, Some("wait_ms")),
            "name pid wait_ms"
        );
        assert_eq!(names(OutputFormat::Wide, None), all);
        assert_eq!(names(OutputFormat::OpenMetrics, None), all);
        assert_eq!(names(OutputFormat::Json, Some("wait_ms")), all);
        let mut options = options(OutputFormat::Table);
        options.columns = Some("bogus".to_owned());
        let found = options.wanted_fields(&SHAPE, SHAPE.columns, &ColumnExpansion::default());
        assert_eq!(found.err().map(|error| error.status()), Some(2));
    }

    #[test]
    fn unused_attributes_are_not_asked_for() {
        let wanted = WantedFields(["age".to_owned()].into());
        let fields: &[(u64, &[&str])] = &[(1, &["age"]), (2, &["cgroup", "path"])];
        assert_eq!(wanted.needed_bits(7, fields), 5);
    }
}
