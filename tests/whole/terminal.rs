//! On a real terminal: colours, `NO_COLOR`, and that colour is never the only signal.

use crate::program::{Desk, under_test};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::process::Stdio;

const ESCAPE: char = '\u{1b}';

/// What the program writes when its standard output is a terminal. Progress on the error stream would stand between the
/// lines.
fn on_terminal(args: &[&str], variables: &[(&str, &str)]) -> String {
    shown(args, variables, false)
}

/// What the program writes to a terminal that is its standard output, and its error stream too if it is `watched`.
fn shown(args: &[&str], variables: &[(&str, &str)], watched: bool) -> String {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)
        .expect("a pseudo-terminal");
    grantpt(&ours).expect("grantpt");
    unlockpt(&ours).expect("unlockpt");
    let name = ptsname(&ours, Vec::new())
        .expect("its name")
        .into_string()
        .expect("UTF-8");
    let open = || {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&name)
            .expect("the terminal");
        Stdio::from(file)
    };
    let desk = Desk::new();
    let mut command = desk.command(under_test(), args);
    command
        .env("TERM", "xterm-256color")
        .envs(variables.iter().copied());
    let err = if watched { open() } else { Stdio::null() };
    command.stdin(open()).stdout(open()).stderr(err);
    let mut child = command.spawn().expect("the program starts");
    drop(command);
    let mut text = Vec::new();
    let mut reader = File::from(ours);
    let mut buffer = [0; 4096];
    // Linux reports EIO when the last writer has gone.
    while let Ok(n @ 1..) = reader.read(&mut buffer) {
        text.extend_from_slice(&buffer[..n]);
    }
    let status = child.wait().expect("the program ends");
    assert!(status.success(), "{args:?}: {status}");
    String::from_utf8(text)
        .expect("UTF-8")
        .replace("\r\n", "\n")
}

/// The same text without its escape sequences `ESC [ ... letter`.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == ESCAPE {
            rest.by_ref().skip(1).find(char::is_ascii_alphabetic);
        } else {
            out.push(c);
        }
    }
    out
}

#[test]
fn a_terminal_gets_colours_and_the_same_words() {
    let colourful = on_terminal(&["run", "picnic-hamper"], &[]);
    assert!(colourful.contains(ESCAPE), "colours on a terminal");
    let piped = crate::program::run(&["run", "picnic-hamper"]).ok();
    assert!(!piped.contains(ESCAPE), "no colours in a pipe");
    assert_eq!(plain(&colourful), piped, "colour is never the only signal");
}

#[test]
fn no_color_is_respected() {
    let text = on_terminal(&["run", "picnic-hamper"], &[("NO_COLOR", "1")]);
    assert!(!text.contains(ESCAPE), "{text}");
    let help = on_terminal(&["--help"], &[("NO_COLOR", "1")]);
    assert!(!help.contains(ESCAPE), "{help}");
}

/// Long work tells how far it has come while other threads do it, and it ends.
#[test]
fn long_work_is_seen_and_ends() {
    let args = ["forecast", "today-web-app", "--runs", "60"];
    let text = plain(&shown(&args, &[], true));
    assert!(text.contains(" left"), "progress is shown:\n{text}");
    let piped = crate::program::run(&args).ok();
    assert!(
        text.ends_with(&piped),
        "and gone when the result comes:\n{text}"
    );
}
