//! What other programs accept: schemas of theirs, where the tools are at hand. `.ci/run` sets `ZONEFALL_TOOLS`, and
//! then a tool that is missing is a failure.

use crate::program::root;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// Says that something is missing, which is a failure where everything has to be there.
fn missing(what: &str) {
    assert!(
        std::env::var_os("ZONEFALL_TOOLS").is_none(),
        "{what} is missing"
    );
    eprintln!("skipped: {what} is missing");
}

/// Asserts that the schema of JUnit reports accepts a text.
pub fn accepts_junit(name: &str, text: &str) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join(format!("{name}.xml"));
    std::fs::write(&file, text).expect("written");
    let schema = root().join("tests/junit/junit-10.xsd");
    let xmllint = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .args([&schema, &file])
        .output();
    match xmllint {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}: {said}\n{text}");
        }
        Err(_) => missing("xmllint (of the package libxml2-utils)"),
    }
}

/// Asserts that the schema of SARIF 2.1.0 accepts these texts, and would not accept everything.
pub fn accepts_sarif(texts: &[String]) {
    let Some(path) = sarif_schema() else {
        return missing("the JSON Schema of SARIF (`cargo fetch`)");
    };
    let text = std::fs::read_to_string(path).expect("the schema");
    // A bracket too many: no regular expression by the rules of JSON Schema.
    let text = text.replace(
        "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$",
        "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$",
    );
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    for text in texts {
        let log: Value = serde_json::from_str(text).expect("JSON");
        let wrong: Vec<String> = validator.iter_errors(&log).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{text}");
        let mut spoiled = log;
        spoiled["runs"][0]["results"][0]["level"] = "terrible".into();
        assert!(!validator.is_valid(&spoiled), "what is wrong is noticed");
    }
}

/// The schema in a package that cargo has fetched and nobody compiles.
fn sarif_schema() -> Option<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(root().join("tests/Cargo.toml"))
        .output()
        .ok()?;
    let metadata: Value = serde_json::from_slice(&output.stdout).ok()?;
    let mut packages = metadata["packages"].as_array()?.iter();
    let package = packages.find(|p| p["name"] == "serde-sarif")?;
    let manifest = PathBuf::from(package["manifest_path"].as_str()?);
    let schema = manifest.with_file_name("src").join("schema.json");
    schema.is_file().then_some(schema)
}
