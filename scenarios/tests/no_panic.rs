//! Whatever the text, it is read or refused; nothing panics, and what is refused is printed with places inside the text.

use proptest::prelude::*;
use std::sync::LazyLock;
use zonefall_scenarios::{
    Kind, Library, Problems, Source, kind_of, load_architecture, load_campaign, load_cloud,
    load_commands, load_outage, load_suite, load_tape, show,
};

static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::built_in().unwrap_or_else(|p| panic!("{p}")));

/// Reads a text in every way there is.
fn read(name: &str, text: &str) {
    let source = Source::new(name, text);
    let check = |problems: Problems| {
        let shown = problems.render(false);
        let lines = text.lines().count() + 1;
        for problem in problems.list() {
            let (line, column) = problems.position(problem);
            assert!(
                line <= lines && column >= 1,
                "{line}:{column} lies outside\n{shown}"
            );
        }
        assert!(!problems.list().is_empty(), "refused without a reason");
    };
    let _ = kind_of(&source).map_err(check);
    let _ = load_architecture(&source, &LIBRARY).map_err(check);
    let _ = load_outage(&source, &LIBRARY).map_err(check);
    let _ = load_cloud(&source, &LIBRARY).map_err(check);
    let _ = load_campaign(&source, &LIBRARY).map_err(check);
    let _ = load_tape(&source).map_err(check);
    // What is wrong with a file that a suite names is told in that file.
    let named = |problems: Problems| {
        if problems.source().name == source.name {
            check(problems);
        }
    };
    let _ = load_suite(&source, &LIBRARY).map_err(named);
    if let Ok(file) = load_commands(&source, &LIBRARY).map_err(named) {
        let item = LIBRARY.find(Kind::Architecture, "two-zones");
        let (arch, _) = load_architecture(&item.expect("built in").source, &LIBRARY)
            .unwrap_or_else(|p| panic!("{p}"));
        let _ = file.log(&arch, &LIBRARY).map_err(check);
    }
    let _ = show(&source, &LIBRARY).map_err(named);
}

/// All built-in files, each with a name.
fn built_in() -> Vec<Source> {
    let all = Kind::ALL.into_iter().flat_map(|k| LIBRARY.list(k));
    let mut sources: Vec<Source> = all.map(|i| i.source.clone()).collect();
    let csv = "from,to,place,service,error,latency,share\nT+0:10,T+1:00,r/x/a,volumes,,,13%\n";
    sources.push(Source::new("tape.csv", csv));
    let suite = "kind: suite\nversion: 1\nname: s\narchitectures: [one-egg, two-zones]\noutages: [aws-2011-04-21]\n\
                 seeds: 0..9\nhold_in: 90%\nobjectives:\n  - { journey: order, rto: 1h, hold_in: 99% }\n";
    sources.push(Source::new("suite.yaml", suite));
    let commands = "kind: commands\nversion: 1\noutage: aws-2011-04-21\nseed: 3\ndo:\n  - { at: T+1:00, tenant: { stop: web } }\n  \
                    - { at: T+2:00:01.5, for: 2h, overlay: { place: b, service: compute, error: 30%, latency: 2 } }\n  \
                    - { at: T+2:00, overlay: { place: aws/us-east-1/a, members: volumes, state: lost, share: 3% } }\n  \
                    - { at: T+3:00, cloud: { mechanism: ebs/a, action: kill_host, with: { host: 3 } } }\n  \
                    - { at: T+3:00, tenant: { do: { launch: { component: web, zone: b, count: 2 } } } }\n";
    sources.push(Source::new("commands.yaml", commands));
    sources
}

/// Pieces that break YAML, numbers and names in interesting ways.
const PIECES: [&str; 24] = [
    "",
    " ",
    "\n",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "&a ",
    "*a",
    "!t ",
    "#",
    "%",
    "\t",
    "\u{feff}",
    "é",
    "999999999999999999999",
    "T+",
    "-",
    "0",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text(text in "\\PC{0,200}") {
        read("random.yaml", &text);
        read("random.csv", &text);
    }

    #[test]
    fn random_yaml(text in "([a-c]{1,3}|kind: architecture|version: 1|[0-9]{1,3}|: |- |\\[|\\]|\\{|\\}|\n|\n  |, |\"|&a |\\*a ){0,60}") {
        read("random.yaml", &text);
    }

    #[test]
    fn mutated_files(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..30, 0usize..PIECES.len()), 1..4),
    ) {
        let sources = built_in();
        let source = which.get(&sources);
        let mut chars: Vec<char> = source.text.chars().collect();
        for (at, remove, piece) in edits {
            let at = at.index(chars.len().max(1)).min(chars.len());
            let until = (at + remove).min(chars.len());
            chars.splice(at..until, PIECES[piece].chars());
        }
        read(&source.name, &chars.into_iter().collect::<String>());
    }

    #[test]
    fn shuffled_lines(which in any::<prop::sample::Index>(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let sources = built_in();
        let source = which.get(&sources);
        let mut lines: Vec<&str> = source.text.lines().collect();
        let (a, b) = (a.index(lines.len()), b.index(lines.len()));
        lines.swap(a, b);
        read(&source.name, &lines.join("\n"));
    }
}
