//! The import rule: a file imports from its own floor or lower ones, and modules never import
//! each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Every module of the crate and its floor.
const FLOORS: &[(&str, u8)] = &[
    ("clock", 0),
    ("id", 0),
    ("money", 0),
    ("random", 0),
    ("redteam", 0),
    ("scope", 0),
    ("span", 0),
    ("edits", 1),
    ("error", 1),
    ("finding", 1),
    ("markup", 1),
    ("text", 1),
    ("vault", 1),
    ("learned", 2),
    ("scan", 2),
    ("audit", 3),
    ("budget", 3),
    ("cache", 3),
    ("detect", 3),
    ("input", 3),
    ("output", 3),
    ("route", 3),
    ("builder", 4),
    ("call", 4),
    ("conformance", 4),
    ("core", 4),
    ("guardrails", 4),
    ("policy", 4),
    ("reservation", 4),
    ("spotlight", 4),
    ("stream", 4),
    ("validated", 4),
    ("events", 5),
];

#[test]
fn every_module_has_a_floor() {
    let root = fs::read_to_string("src/lib.rs").expect("src/lib.rs");
    let declared = root.lines().filter_map(|line| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
    });
    let declared: BTreeSet<String> = declared.collect();
    let listed: BTreeSet<String> = FLOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(declared, listed);
}

#[test]
fn imports_go_down_or_stay_and_never_in_a_circle() {
    let floors: BTreeMap<&str, u8> = FLOORS.iter().copied().collect();
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, imported, place) in all_imports(Path::new("src")) {
        let (from, to) = (floors[module.as_str()], floors.get(imported.as_str()));
        let to = to.unwrap_or_else(|| panic!("{place}: {imported} has no floor"));
        assert!(*to <= from, "{place}: {module} (floor {from}) imports {imported} (floor {to})");
        if module != imported {
            imports.entry(module).or_default().insert(imported);
        }
    }
    for module in imports.keys() {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&String> = imports[module].iter().collect();
        while let Some(reached) = next.pop() {
            assert_ne!(reached, module, "{module} imports itself in a circle through {seen:?}");
            if seen.insert(reached) {
                next.extend(imports.get(reached).into_iter().flatten());
            }
        }
    }
}

/// Module, imported module and place of every path that begins with `crate::`, but for doc
/// comments, tests, and `pub use` lines.
fn all_imports(folder: &Path) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the crate") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(all_imports(&path));
            continue;
        }
        // Weights are no source.
        if path.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let inside = path.strip_prefix("src").expect("a path below src");
        let module = inside.components().next().expect("a name").as_os_str();
        let module = module.to_string_lossy().trim_end_matches(".rs").to_owned();
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
        if module == "lib" || is_test {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("#[cfg(test)]") {
                break;
            }
            let line = line.split("//").next().unwrap_or("");
            for after in line.split("crate::").skip(1) {
                let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_'));
                let name = after[..end.unwrap_or(after.len())].to_owned();
                let is_module = name.starts_with(|c: char| c.is_lowercase());
                if is_module && !line.trim_start().starts_with("pub use") {
                    found.push((
                        module.clone(),
                        name,
                        format!("{}:{}", path.display(), number + 1),
                    ));
                }
            }
        }
    }
    found
}
