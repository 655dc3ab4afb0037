//! What the provider's side promises, asked of the recorded cloud and outage.

mod bystanders;
mod congestion;
mod contract;
mod counterfactuals;
mod fixture;
mod gossip;
mod healing;
mod leak;
mod leases;
mod metadata_index;
mod power;
mod storm;
mod thread_limit;

/// A file that is not a module of this binary would be tested by nobody.
#[test]
fn no_test_file_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all");
    let main = std::fs::read_to_string(folder.join("main.rs")).expect("this file");
    for entry in std::fs::read_dir(folder).expect("this folder") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("a name");
        let module = name.trim_end_matches(".rs");
        assert!(
            module == "main" || main.contains(&format!("mod {module};")),
            "{name}"
        );
    }
}
