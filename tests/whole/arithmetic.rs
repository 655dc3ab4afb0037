//! Arithmetic in the simulation is the same on every machine: no call into a platform's mathematics, no sum of floats
//! whose order is somebody else's. Clippy refuses the calls; here it is checked that it is told to, in every crate.

use crate::program::root;
use std::fs;
use std::path::{Path, PathBuf};

/// The crates of the simulation.
const CRATES: [&str; 5] = ["kernel", "tape", "cloud", "tenant", "search"];

/// Methods of floats whose result depends on machine, library or build. `sqrt`, `abs`, `floor` and their like are exact.
const INEXACT: [&str; 27] = [
    "powi", "powf", "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "sin", "cos",
    "sin_cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh",
    "atanh", "cbrt", "hypot", "mul_add",
];

/// Types whose sum does not depend on the order.
const WHOLE: [&str; 8] = ["u8", "u16", "u32", "u64", "u128", "usize", "i64", "i128"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Every source of the simulation with its program text: no comments, nothing from the tests on.
fn simulation() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for krate in CRATES {
        sources(&root().join("sim").join(krate).join("src"), &mut found);
    }
    let no_test = |p: &PathBuf| !p.components().any(|c| c.as_os_str() == "tests");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a readable source");
        let program = text
            .lines()
            .take_while(|l| !l.starts_with("#[cfg(test)]"))
            .filter(|l| !l.trim_start().starts_with("//"));
        let program: Vec<&str> = program.collect();
        (path, program.join("\n"))
    };
    found.into_iter().filter(no_test).map(read).collect()
}

#[test]
fn clippy_refuses_every_inexact_method_in_every_crate_of_the_simulation() {
    let mut missing = Vec::new();
    for krate in CRATES {
        let file = root().join("sim").join(krate).join("clippy.toml");
        let text = fs::read_to_string(&file).unwrap_or_default();
        for kind in ["f32", "f64"] {
            for method in INEXACT {
                if !text.contains(&format!("path = \"{kind}::{method}\"")) {
                    missing.push(format!("sim/{krate}/clippy.toml: {kind}::{method}"));
                }
            }
        }
    }
    for entry in fs::read_dir(root().join("sim")).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.join("Cargo.toml").exists() && !CRATES.contains(&name.as_ref()) {
            missing.push(format!("sim/{name}: a crate that this test does not know"));
        }
    }
    assert!(missing.is_empty(), "not refused:\n{}", missing.join("\n"));
    let ci = fs::read_to_string(root().join(".ci/run")).expect("what continuous integration does");
    assert!(ci.contains("cargo clippy --workspace --all-targets -- -D warnings"));
}

#[test]
fn no_inexact_method_is_named_in_the_simulation() {
    let mut found = Vec::new();
    for (path, text) in simulation() {
        for method in INEXACT {
            let as_method = text.contains(&format!(".{method}("));
            let as_path = ["f64", "f32"]
                .iter()
                .any(|t| text.contains(&format!("{t}::{method}")));
            if (as_method || as_path) && !path.ends_with("kernel/src/math.rs") {
                found.push(format!("{}: {method}", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A sum says what it adds up, so that nobody adds floats without seeing it.
#[test]
fn every_sum_in_the_simulation_is_one_of_whole_numbers() {
    let mut found = Vec::new();
    let mut sums = 0;
    for (path, text) in simulation() {
        for word in [".sum", ".product"] {
            for (at, _) in text.match_indices(word) {
                let rest = &text[at + word.len()..];
                let begin = text[..at].rfind([';', '{', '}']).map_or(0, |i| i + 1);
                let statement = &text[begin..at];
                let typed = |t: &&str| {
                    rest.starts_with(&format!("::<{t}>()"))
                        || rest.starts_with("()") && statement.contains(&format!(": {t} ="))
                };
                let is_call = rest.starts_with("()") || rest.starts_with("::<");
                sums += usize::from(is_call);
                if is_call && !WHOLE.iter().any(typed) {
                    let line = text[..at].matches('\n').count();
                    found.push(format!("{}, about line {line}", path.display()));
                }
            }
        }
    }
    assert!(sums > 10, "the sums are found");
    assert!(
        found.is_empty(),
        "write .sum::<u64>() or another whole type:\n{}",
        found.join("\n")
    );
}
