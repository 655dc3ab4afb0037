//! `zonefall cache`: what is kept of simulated outages, and how to be rid of it.

use crate::program::{Desk, Shown, golden, shown, under_test};
use serde_json::Value;
use std::fs;

/// What our files begin with.
const MAGIC: &[u8] = b"zonefall tape\r\n\x1a";

/// The program with a cache of its own, in `kept`.
fn run(desk: &Desk, args: &[&str], most: &str) -> Shown {
    let mut command = desk.command(under_test(), args);
    command.env("ZONEFALL_CACHE", desk.path("kept"));
    command.env("ZONEFALL_CACHE_MAX", most);
    shown(command.output().expect("it starts"))
}

/// A folder with two tapes of a kilobyte and two files that are not ours.
fn kept() -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("kept")).expect("a folder");
    let tape = [MAGIC, &[0; 1000 - 16]].concat();
    for name in ["a", "b"] {
        desk.put(&format!("kept/{}.tape", name.repeat(64)), &tape);
    }
    desk.put("kept/notes.txt", "mine");
    desk.put(&format!("kept/{}.tape", "c".repeat(64)), "mine too");
    desk
}

#[test]
fn it_is_told_and_emptied() {
    let desk = kept();
    let here = desk.path("kept").display().to_string();
    let said = |args: &[&str]| run(&desk, args, "").ok().replace(&here, "FOLDER");
    let mut text = said(&["cache"]);
    text.push_str(&said(&["cache", "--clear"]));
    text.push_str(&said(&["cache"]));
    golden("cache", &text);
    assert!(desk.path("kept/notes.txt").exists());
    assert_eq!(
        fs::read_dir(desk.path("kept"))
            .expect("it is there")
            .count(),
        2
    );
}

#[test]
fn programs_are_told_too() {
    let desk = kept();
    let json = |args: &[&str]| -> Value {
        serde_json::from_str(&run(&desk, args, "3 MB").ok()).expect("JSON")
    };
    let found = json(&["cache", "--format", "json"]);
    assert_eq!(found["schema"], "zonefall/cache/1");
    assert_eq!(
        (&found["tapes"], &found["bytes"]),
        (&2.into(), &2000.into())
    );
    assert_eq!(found["bytes_max"], 3_000_000);
    assert_eq!(found["removed"], 0);
    let cleared = json(&["cache", "--clear", "--format", "json"]);
    assert_eq!(
        (&cleared["tapes"], &cleared["removed"]),
        (&0.into(), &2.into())
    );
    assert_eq!(cleared["removed_bytes"], 2000);
}

#[test]
fn a_size_that_is_none_is_a_mistake() {
    for wrong in ["lots", "5", "-1 GB"] {
        let said = run(&Desk::new(), &["cache"], wrong);
        assert_eq!(said.code, Some(2), "{}", said.all());
        assert!(said.err.contains("ZONEFALL_CACHE_MAX"), "{}", said.err);
    }
}

#[test]
fn without_a_home_nothing_is_kept() {
    let text = Desk::new().run(&["cache"]).ok();
    assert!(text.starts_with("Nothing is kept"), "{text}");
}

#[test]
fn the_users_cache_directory_is_taken() {
    let desk = Desk::new();
    let mut command = desk.command(under_test(), &["cache", "--format", "json"]);
    command.env("HOME", desk.path("home"));
    command.env("XDG_CACHE_HOME", desk.path("xdg"));
    let found: Value =
        serde_json::from_str(&shown(command.output().expect("it starts")).ok()).expect("JSON");
    let path = found["path"].as_str().expect("a folder");
    assert!(path.ends_with("zonefall"), "{path}");
    assert!(
        path.starts_with(&desk.path("").display().to_string()),
        "{path}"
    );
    assert!(!desk.path("xdg").exists(), "looking makes nothing");
}
