//! House rules that no compiler checks.

use crate::program::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Longest source file in lines.
const FILE_LINES_MAX: usize = 600;
/// Longest built-in architecture in lines.
const ARCHITECTURE_LINES_MAX: usize = 60;
/// Longest ARCHITECTURE.md in lines.
const OVERVIEW_LINES_MAX: usize = 250;

/// Marks of work that is not done, or of a warning that was silenced. In two pieces, so as not to find themselves.
const UNFINISHED: [(&str, &str); 6] = [
    ("to", "do!("),
    ("unimple", "mented!("),
    ("#[ig", "nore"),
    ("allow(dead", "_code"),
    ("FIX", "ME"),
    ("dbg", "!("),
];

/// What the simulation may not use, and why.
const FORBIDDEN_IN_SIM: [(&str, &str); 20] = [
    (
        ".ln(",
        "differs between machines; kernel::math has one that does not",
    ),
    (
        ".exp(",
        "differs between machines; kernel::math has one that does not",
    ),
    (
        ".powf(",
        "differs between machines; kernel::math has one that does not",
    ),
    (".powi(", "differs between build profiles; multiply"),
    (
        ".sin(",
        "differs between machines; kernel::math has one that does not",
    ),
    (
        ".cos(",
        "differs between machines; kernel::math has one that does not",
    ),
    (".mul_add(", "rounds differently where it is fused"),
    (
        "sum::<f64>",
        "the order of addition must be visible; count in integers",
    ),
    ("HashMap", "its order is random; BTreeMap or Vec"),
    ("HashSet", "its order is random; BTreeSet or Vec"),
    ("std::fs", "sim does no I/O"),
    ("std::io", "sim does no I/O"),
    ("std::env", "sim does not read the environment"),
    (
        "std::thread",
        "sim knows no threads; rayon in sim/search alone",
    ),
    ("std::time", "sim does not read clocks"),
    ("println!(", "sim does no I/O"),
    ("eprintln!(", "sim does no I/O"),
    (
        "serde_",
        "sim knows no file format; it may say that its records can be written down",
    ),
    ("postcard", "sim knows no file format"),
    ("Box<dyn", "closed enums rather than trait objects"),
];

/// Every file under `folder` with that extension, without build output, in order.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for path in entries.map(|e| e.expect("a readable folder").path()) {
            let name = path
                .file_name()
                .and_then(|n| n.to_str())
                .unwrap_or_default();
            if path.is_dir() && !name.starts_with("target") && !name.starts_with('.') {
                walk(&path, extension, found);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), extension, &mut found);
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The path from the root, for messages.
fn short(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// The program text of a file: no comments, nothing from the tests on.
fn program_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(i, line)| (i + 1, line))
}

/// Fails with all complaints at once.
fn none(complaints: Vec<String>) {
    assert!(
        complaints.is_empty(),
        "{} complaints\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}

#[test]
fn every_source_file_says_what_it_is_about_and_is_of_a_readable_size() {
    let sources = files("", "rs");
    assert!(sources.len() > 50, "the walk finds the sources");
    let mut complaints = Vec::new();
    for path in sources {
        let text = read(&path);
        if !text.starts_with("//! ") {
            complaints.push(format!("{}: does not begin with `//! `", short(&path)));
        }
        let lines = text.lines().count();
        if lines > FILE_LINES_MAX {
            complaints.push(format!(
                "{}: {lines} lines, more than {FILE_LINES_MAX}",
                short(&path)
            ));
        }
    }
    none(complaints);
}

#[test]
fn nothing_is_left_unfinished() {
    let mut complaints = Vec::new();
    for path in files("", "rs") {
        let text = read(&path);
        for (a, b) in UNFINISHED {
            if text.contains(&format!("{a}{b}")) {
                complaints.push(format!("{}: {a}{b}", short(&path)));
            }
        }
    }
    none(complaints);
}

#[test]
fn the_simulation_is_pure() {
    let mut complaints = Vec::new();
    for path in files("sim", "rs") {
        let name = short(&path);
        let in_source = name.split('/').nth(2) == Some("src");
        if !in_source || name == "sim/kernel/src/math.rs" {
            continue;
        }
        let text = read(&path);
        for (number, line) in program_lines(&text) {
            for (word, why) in FORBIDDEN_IN_SIM {
                if line.contains(word) {
                    complaints.push(format!("{name}:{number}: {word} ({why})"));
                }
            }
            if line.contains("rayon") && !name.starts_with("sim/search/") {
                complaints.push(format!("{name}:{number}: rayon outside of sim/search"));
            }
        }
    }
    none(complaints);
}

#[test]
fn no_rust_in_the_simulation_names_an_outage() {
    let mut names: Vec<String> = Vec::new();
    for path in files("scenarios/outages", "yaml") {
        names.push(
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned(),
        );
    }
    assert!(!names.is_empty(), "there are outages");
    let mut complaints = Vec::new();
    for path in files("sim", "rs")
        .into_iter()
        .filter(|p| short(p).contains("/src/"))
    {
        let text = read(&path);
        for (number, line) in program_lines(&text) {
            complaints.extend(
                names
                    .iter()
                    .filter(|n| line.contains(n.as_str()))
                    .map(|n| format!("{}:{number}: names {n}", short(&path))),
            );
        }
    }
    none(complaints);
}

#[test]
fn the_arrows_between_crates_point_one_way() {
    let mut complaints = Vec::new();
    for (krate, never) in [
        (
            "sim/kernel",
            &["tape", "cloud", "tenant", "search", "scenarios", "reports"][..],
        ),
        (
            "sim/tape",
            &["cloud", "tenant", "search", "scenarios", "reports"],
        ),
        ("sim/cloud", &["tenant", "search", "scenarios", "reports"]),
        ("sim/tenant", &["cloud", "search", "scenarios", "reports"]),
        ("sim/search", &["scenarios", "reports"]),
        ("reports", &["scenarios", "zonefall"]),
        ("scenarios", &["reports", "zonefall"]),
    ] {
        let manifest = read(&root().join(krate).join("Cargo.toml"));
        let wanted = manifest
            .split("[dev-dependencies]")
            .next()
            .unwrap_or_default();
        for other in never {
            if wanted.lines().any(|l| {
                l.starts_with(&format!("{other}.")) || l.starts_with(&format!("{other} ="))
            }) {
                complaints.push(format!("{krate} depends on {other}"));
            }
        }
    }
    none(complaints);
}

#[test]
fn every_mechanism_is_registered_and_says_what_it_leaves_out() {
    let folder = "sim/cloud/src/mechanisms";
    let registry = read(&root().join(folder).join("mod.rs"));
    let mut complaints = Vec::new();
    for path in files(folder, "rs") {
        let parent = path.parent().and_then(Path::file_name).expect("a folder");
        let stem = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if parent != "mechanisms" || stem == "mod" {
            continue;
        }
        if !registry.contains(&stem) {
            complaints.push(format!("{}: no row in {folder}/mod.rs", short(&path)));
        }
        let text = read(&path).to_lowercase();
        let header: String = text.lines().take_while(|l| l.starts_with("//!")).collect();
        if !header.contains("leaves out") && !header.contains("left out") {
            complaints.push(format!(
                "{}: its header does not say what it leaves out",
                short(&path)
            ));
        }
    }
    none(complaints);
}

#[test]
fn every_architecture_is_short_and_teaches() {
    let architectures = files("scenarios/architectures", "yaml");
    assert!(
        architectures.len() >= 12,
        "a dozen architectures, found {}",
        architectures.len()
    );
    let mut complaints = Vec::new();
    for path in architectures {
        let text = read(&path);
        if !text.starts_with("# Teaches") {
            complaints.push(format!(
                "{}: does not begin with `# Teaches ...`",
                short(&path)
            ));
        }
        let lines = text.lines().count();
        if lines >= ARCHITECTURE_LINES_MAX {
            complaints.push(format!("{}: {lines} lines", short(&path)));
        }
    }
    none(complaints);
}

/// Functions that assert something, by name: those that say so, and those that call one of them.
fn asserting(bodies: &[(String, String)]) -> BTreeSet<&str> {
    let says = |body: &str| {
        ["assert", "panic!(", "expect", "should_panic"]
            .iter()
            .any(|word| body.contains(word))
    };
    let mut found: BTreeSet<&str> = bodies
        .iter()
        .filter(|(_, b)| says(b))
        .map(|(n, _)| n.as_str())
        .collect();
    loop {
        let calls = |body: &str| found.iter().any(|name| calls(body, name));
        let more: Vec<&str> = bodies
            .iter()
            .filter(|(n, b)| !found.contains(n.as_str()) && calls(b))
            .map(|(n, _)| n.as_str())
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// Whether a text calls a function of that name, and not one whose name ends like it.
fn calls(body: &str, name: &str) -> bool {
    body.match_indices(&format!("{name}("))
        .any(|(i, _)| !body[..i].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// Every function of a text with what stands between its name and its closing brace.
fn functions(text: &str) -> Vec<(String, String)> {
    let one = |(i, _): (usize, &str)| {
        let line = &text[text[..i].rfind('\n').map_or(0, |n| n + 1)..i];
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let end = text[i..]
            .find(&format!("\n{indent}}}"))
            .map_or(text.len(), |n| i + n);
        let body = &text[i + 3..end];
        let name = body
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        (name, body.to_owned())
    };
    text.match_indices("fn ").map(one).collect()
}

#[test]
fn every_test_asserts_something() {
    let marker = format!("#[{}]", "test");
    let mut bodies = Vec::new();
    let mut tests = Vec::new();
    for path in files("", "rs") {
        let text = read(&path);
        bodies.extend(functions(&text));
        for part in text.split(&marker).skip(1) {
            tests.extend(
                functions(part)
                    .into_iter()
                    .next()
                    .map(|(name, _)| (short(&path), name)),
            );
        }
    }
    assert!(tests.len() > 100, "the tests are found");
    let asserting = asserting(&bodies);
    let silent = tests
        .iter()
        .filter(|(_, name)| !asserting.contains(name.as_str()));
    none(
        silent
            .map(|(file, name)| format!("{file}: {name} asserts nothing"))
            .collect(),
    );
}

#[test]
fn no_golden_is_stale() {
    let tests: String = files("tests/whole", "rs").iter().map(|p| read(p)).collect();
    let goldens = files("tests/goldens", "snap");
    assert!(!goldens.is_empty(), "there are goldens");
    let mut complaints = Vec::new();
    for path in goldens {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let of_file = name.strip_prefix("bad-").is_some_and(|stem| {
            ["yaml", "csv"]
                .iter()
                .any(|e| root().join(format!("tests/broken/{stem}.{e}")).exists())
        });
        if !of_file && !tests.contains(&format!("\"{name}\"")) {
            complaints.push(format!("{}: no test compares with it", short(&path)));
        }
    }
    none(complaints);
}

#[test]
fn the_overview_is_short() {
    let lines = read(&root().join("ARCHITECTURE.md")).lines().count();
    assert!(
        lines <= OVERVIEW_LINES_MAX,
        "ARCHITECTURE.md has {lines} lines"
    );
}
