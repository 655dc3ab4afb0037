//! The lessons do what they say: every command in them is run where they lie, and every line of output that they show is one
//! that it prints.

use crate::program::{Desk, root};
use std::fs;

/// Where they lie.
const FOLDER: &str = "scenarios/lessons";

/// A block between fences: its language, and what is in it.
struct Block {
    language: String,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        match (line.strip_prefix("```"), open) {
            (Some(language), false) => {
                out.push(Block {
                    language: language.to_owned(),
                    lines: Vec::new(),
                });
                open = true;
            }
            (Some(_), true) => open = false,
            (None, true) => {
                if let Some(block) = out.last_mut() {
                    block.lines.push(line.to_owned());
                }
            }
            (None, false) => {}
        }
    }
    assert!(!open, "every fence is closed");
    out
}

/// A folder with the lesson's files in it.
fn desk() -> Desk {
    let desk = Desk::new();
    for entry in fs::read_dir(root().join(FOLDER)).expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        desk.put(&name, fs::read(&path).expect("readable"));
    }
    desk
}

/// Runs the commands of a lesson; what each block of them printed together must hold the lines shown after it.
fn follow(lesson: &str) -> usize {
    let desk = desk();
    let text = fs::read_to_string(desk.path(lesson)).expect("a lesson");
    let (mut printed, mut commands) = (String::new(), 0);
    for block in blocks(&text) {
        match block.language.as_str() {
            "sh" => {
                printed.clear();
                for line in &block.lines {
                    let words = shlex::split(line).expect("words");
                    let (program, args) = words.split_first().expect("a command");
                    assert_eq!(program, "zonefall", "{lesson}: {line}");
                    let args: Vec<&str> = args.iter().map(String::as_str).collect();
                    printed.push_str(&desk.run(&args).ok());
                    commands += 1;
                }
            }
            "text" => {
                // What is wrapped at the width of a terminal is shown as one line.
                let words: Vec<&str> = printed.split_whitespace().collect();
                let flat = words.join(" ");
                for line in &block.lines {
                    let wanted: Vec<&str> = line.split_whitespace().collect();
                    assert!(
                        flat.contains(&wanted.join(" ")),
                        "{lesson}: {line}\n{printed}"
                    );
                }
            }
            other => panic!("{lesson}: a block of `{other}`"),
        }
    }
    commands
}

#[test]
fn the_plan_of_the_workshop_is_true() {
    assert!(follow("plan.md") >= 8);
}

#[test]
fn the_handout_of_the_workshop_is_true() {
    assert!(follow("handout.md") >= 2);
}

#[test]
fn what_they_say_of_the_designs_is_so() {
    let desk = desk();
    let egg = desk.run(&["show", "one-egg"]).ok();
    for said in [
        "hours: 08:00-22:00",
        "believes_eta: true",
        "rto: 24h",
        "rpo: 24h",
    ] {
        assert!(egg.replace('"', "").contains(said), "{said} in {egg}");
    }
    let store = desk.run(&["show", "no-block-store"]).ok();
    for said in ["write_quorum: 2", "local_disk"] {
        assert!(store.contains(said), "{said} in {store}");
    }
    // Both score tables of the handout and the plan.
    for (said, brier) in [
        ("shop=down at 80%", "Brier 0.04"),
        ("shop=up at 80%", "Brier 0.64"),
        ("shop=up at 50%", "Brier 0.25"),
    ] {
        let text = desk.run(&["run", "one-egg", "--predict", said]).ok();
        assert!(text.contains(brier), "{said}: {text}");
    }
    let check = desk.run(&["check-file", "zone-b-too.yaml"]).ok();
    assert!(check.contains("no mistakes"), "{check}");
}
