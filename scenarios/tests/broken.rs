//! Broken files: every problem of a file at once, with place, caret and help. One golden per file of `tests/broken`.
//!
//! `INSTA_UPDATE=always cargo test -p zonefall-scenarios` rewrites the goldens; read the difference before committing it.

use std::path::{Path, PathBuf};
use zonefall_scenarios::{
    Kind, Library, Problems, Source, from_bytes, kind_of, load_architecture, load_campaign,
    load_case, load_cloud, load_commands, load_outage, load_suite, load_tape_file, read_source,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

/// Reads a source as what it says it is.
fn load(source: &Source, library: &Library) -> Result<(), Problems> {
    match kind_of(source)? {
        Kind::Architecture => load_architecture(source, library).map(drop),
        Kind::Outage => load_outage(source, library).map(drop),
        Kind::Cloud => load_cloud(source, library).map(drop),
        Kind::Tape => load_tape_file(source, library).map(drop),
        Kind::Case => load_case(source, library, &["known"]).map(drop),
        Kind::Suite => load_suite(source, library).map(drop),
        Kind::Commands => load_commands(source, library).map(drop),
        Kind::Campaign => load_campaign(source, library).map(drop),
    }
}

fn golden(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("goldens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn every_broken_file_has_its_golden() {
    let library = Library::built_in().unwrap_or_else(|p| panic!("{p}"));
    let mut files: Vec<PathBuf> = folder()
        .read_dir()
        .expect("tests/broken")
        .map(|e| e.expect("an entry").path())
        .collect();
    files.sort();
    assert!(files.len() >= 12, "broken files are missing: {files:?}");
    for path in files {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let source = read_source(&path).unwrap_or_else(|p| panic!("{p}"));
        let source = Source::new(name.clone(), source.text);
        let problems = load(&source, &library).expect_err(&name);
        for problem in problems.list() {
            let (line, column) = problems.position(problem);
            let place = format!("{name}:{line}:{column}");
            assert!(
                problems.render(false).contains(&place),
                "{place} is not printed"
            );
        }
        golden(&name, &problems.render(false));
    }
}

/// The problems of a text, rendered.
fn refused(name: &str, bytes: Vec<u8>) -> String {
    let library = Library::built_in().unwrap_or_else(|p| panic!("{p}"));
    let result = from_bytes(name, bytes).and_then(|source| load(&source, &library));
    result.expect_err(name).render(false)
}

#[test]
fn an_alias_bomb_is_refused_quickly() {
    let mut text = "kind: architecture\na: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..9 {
        let list = vec![format!("*a{}", i - 1); 10].join(", ");
        text.push_str(&format!("b{i}: &a{i} [{list}]\n"));
    }
    let shown = refused("bomb.yaml", text.into_bytes());
    assert!(
        shown.contains("aliases expand to more than 200000 values"),
        "{shown}"
    );
}

#[test]
fn deep_nesting_is_refused() {
    for text in [
        "[".repeat(100_000),
        "- ".repeat(50_000),
        "a: {".repeat(100_000),
        "? ".repeat(10_000),
    ] {
        let shown = refused("deep.yaml", text.into_bytes());
        assert!(
            shown.contains("deep.yaml:1:") && shown.contains("deep.yaml: 1 problem"),
            "{shown}"
        );
    }
    let shown = refused(
        "deep.yaml",
        format!("kind: x\nname: {}{}", "[".repeat(40), "]".repeat(40)).into_bytes(),
    );
    assert!(shown.contains("nested more than 32 levels deep"), "{shown}");
}

#[test]
fn text_that_is_not_utf_8_is_refused_at_its_place() {
    golden(
        "not-utf-8",
        &refused(
            "latin-1.yaml",
            b"kind: architecture\nname: caf\xe9\n".to_vec(),
        ),
    );
}

#[test]
fn a_long_file_full_of_problems_is_refused_quickly() {
    let mut text = "kind: architecture\nversion: 1\n".to_owned();
    for i in 0..10_000 {
        text.push_str(&format!(
            "wrong{i}: the value of a key that nobody knows, and some more text\n"
        ));
    }
    let start = std::time::Instant::now();
    let shown = refused("long.yaml", text.into_bytes());
    assert!(shown.ends_with("long.yaml: 10001 problems\n"));
    assert!(start.elapsed().as_secs() < 20, "took {:?}", start.elapsed());
}

#[test]
fn lines_may_end_as_elsewhere_and_begin_with_a_mark() {
    let library = Library::built_in().unwrap_or_else(|p| panic!("{p}"));
    let item = library
        .find(Kind::Architecture, "picnic-hamper")
        .expect("built in");
    let text = format!("\u{feff}{}", item.source.text.replace('\n', "\r\n"));
    let (there, _) = load_architecture(&Source::new("crlf.yaml", text), &library)
        .unwrap_or_else(|p| panic!("{p}"));
    let (here, _) = load_architecture(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(there, here);
}

#[test]
fn an_empty_file_is_refused() {
    golden("empty", &refused("empty.yaml", b"\n  \n".to_vec()));
    assert!(refused("comment.yaml", b"# nothing\n".to_vec()).contains("the file holds no values"));
}

#[test]
fn ten_megabytes_a_folder_and_nothing_are_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("huge.yaml");
    std::fs::write(&path, vec![b'#'; 10_000_000]).expect("written");
    let shown = read_source(&path).expect_err("huge").render(false);
    assert!(
        shown.contains("the file has 10000000 bytes, more than the 4000000 that are read"),
        "{shown}"
    );
    assert!(
        read_source(dir.path())
            .expect_err("a folder")
            .render(false)
            .contains("this is a directory")
    );
    let shown = read_source(&dir.path().join("none.yaml"))
        .expect_err("missing")
        .render(false);
    assert!(
        shown.contains("there is no such file") && shown.contains("none.yaml"),
        "{shown}"
    );
}

#[test]
fn what_is_no_text_and_what_is_built_in_is_said() {
    let shown = refused("program", b"\x7fELF\x02\0\0".to_vec());
    assert!(shown.contains("this is not a text file"), "{shown}");
    let shown = read_source(Path::new("one-egg"))
        .expect_err("no file")
        .render(false);
    assert!(shown.contains("zonefall show one-egg"), "{shown}");
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let source = Source::new("x.yaml", "kind: nothing\n");
    let problems = kind_of(&source).expect_err("wrong");
    assert!(!problems.to_string().contains('\u{1b}'));
    assert!(problems.render(true).contains('\u{1b}'));
}

#[test]
fn many_problems_are_counted_and_not_all_printed() {
    let mut text = "kind: architecture\nversion: 1\n".to_owned();
    for i in 0..500 {
        text.push_str(&format!("wrong{i}: 1\n"));
    }
    let shown = refused("many.yaml", text.into_bytes());
    assert!(
        shown.contains("... and 401 more") && shown.ends_with("many.yaml: 501 problems\n"),
        "{shown}"
    );
}
