//! Reading rows of labelled data.

use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;

/// One row.
pub(crate) struct Row(Value);

impl Row {
    pub(crate) fn text(&self) -> &str {
        self.word("text")
    }

    pub(crate) fn id(&self) -> &str {
        self.word("id")
    }

    /// A field that is a string, or nothing.
    pub(crate) fn word(&self, field: &str) -> &str {
        self.0.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn flag(&self, field: &str) -> Option<bool> {
        self.0.get(field).and_then(Value::as_bool)
    }

    /// The labelled spans in bytes, with their types.
    pub(crate) fn spans(&self) -> Vec<(Range<usize>, &str)> {
        let text = self.text();
        let at = |label: &Value, field: &str| {
            let characters = usize::try_from(label.get(field)?.as_u64()?).ok()?;
            let mut starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            starts.nth(characters)
        };
        let labels = self.0.get("spans").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let span = |label| {
            let kind = Value::get(label, "type")?.as_str()?;
            Some((at(label, "start")?..at(label, "end")?, kind))
        };
        labels.iter().filter_map(span).collect()
    }
}

/// The rows of one file.
pub(crate) fn read(path: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines()
        .filter(|line| !line.is_empty())
        .map(|line| Ok(Row(serde_json::from_str(line)?)))
        .collect()
}
