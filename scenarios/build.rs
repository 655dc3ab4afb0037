//! Builds this crate again when a file is added to the folders that are embedded; changes of files are seen anyway.

fn main() {
    for folder in [
        "architectures",
        "clouds",
        "outages",
        "tapes",
        "campaigns",
        "../tests/closed_form",
    ] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
