//! The texts of a folder of JSON lines.
#![allow(dead_code, unreachable_pub, reason = "each takes what it needs")]

use std::fs;
use std::io;

use serde_json::Value;

/// The field `text` of each line of each `.jsonl` file, by the names of the files in order.
///
/// # Errors
/// Where a file cannot be read, has a line without that field, or there is no file.
pub fn of_folder(folder: &str) -> io::Result<Vec<(String, Vec<String>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "jsonl") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let lines = fs::read_to_string(&path)?;
            let lines = lines.lines().filter(|line| !line.trim().is_empty());
            files.push((name, lines.map(text).collect::<io::Result<_>>()?));
        }
    }
    files.sort_unstable();
    if files.is_empty() {
        return Err(io::Error::other("no file of JSON lines"));
    }
    Ok(files)
}

fn text(line: &str) -> io::Result<String> {
    let value: Value = serde_json::from_str(line)?;
    let text = value.get("text").and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| io::Error::other("a line without a field `text`"))
}
