//! What a fuzzed text goes through: everything that the program would do with a file of its kind.

use kernel::{SimDuration, SimTime};
use scenarios::{Kind, Library, Problems, Source};
use std::sync::LazyLock;
use tape::Tape;
use tenant::architecture::Architecture;
use tenant::{End, LiveOptions, Luck, World};

static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::built_in().unwrap_or_else(|p| panic!("{p}")));

static OBSERVED: LazyLock<Tape> = LazyLock::new(|| {
    let item = LIBRARY.list(Kind::Tape).next().expect("an observed tape");
    scenarios::load_tape(&item.source).unwrap_or_else(|p| panic!("{p}"))
});

/// How long an architecture lives on a calm day; through an observed outage, until it has settled.
const CALM: SimDuration = SimDuration::from_hours(48);

/// Whether problems are told with places inside the text.
fn told(source: &Source, problems: &Problems) {
    assert!(!problems.list().is_empty(), "refused without a reason");
    let lines = source.text.lines().count() + 1;
    for problem in problems.list() {
        let (line, column) = problems.position(problem);
        assert!(line <= lines && column >= 1, "{line}:{column} lies outside");
    }
    assert!(!problems.render(false).is_empty());
}

/// A file of any kind: parsed, checked, lowered; an architecture that passes lives.
pub fn chain(text: &str) {
    let source = Source::new("fuzzed.yaml", text);
    let kind = match scenarios::kind_of(&source) {
        Ok(kind) => kind,
        Err(problems) => return told(&source, &problems),
    };
    // A suite may be refused for a file that it names.
    let _ = scenarios::show(&source, &LIBRARY).map_err(|p| told(p.source(), &p));
    if kind == Kind::Commands
        && let Ok(file) = scenarios::load_commands(&source, &LIBRARY)
        && let Some(item) = LIBRARY.list(Kind::Architecture).next()
        && let Ok((arch, _)) = scenarios::load_architecture(&item.source, &LIBRARY)
    {
        let _ = file.log(&arch, &LIBRARY).map_err(|p| told(p.source(), &p));
    }
    if kind == Kind::Architecture
        && let Ok((arch, _)) = scenarios::load_architecture(&source, &LIBRARY)
    {
        live(&arch);
    }
}

/// An observed tape, as YAML or as CSV: decoded, and looked at.
pub fn tape(text: &str) {
    for name in ["fuzzed.yaml", "fuzzed.csv"] {
        let source = Source::new(name, text);
        match scenarios::load_tape(&source) {
            Ok(tape) => {
                assert!(tape.digest() == tape.clone().digest());
            }
            Err(problems) => told(&source, &problems),
        }
    }
}

/// Two short lives: a calm day, and what was observed in April 2011.
fn live(arch: &Architecture) {
    let offers = LIBRARY.offers();
    let end = SimTime::ZERO + CALM;
    let calm = search::calm_world(arch, offers, end);
    let mut options = LiveOptions {
        seed: 1,
        luck: Luck::Drawn,
        end: End::At(end),
        ..LiveOptions::default()
    };
    let world = World::new(offers, &calm);
    conserved(&tenant::live(arch, &world, &options));
    options.end = End::Settled;
    for ready in search::ready(arch, offers, &OBSERVED, None).iter().take(1) {
        let world = World::new(offers, &ready.tape);
        conserved(&tenant::live(arch, &world, &options));
    }
}

/// No request is made or lost.
fn conserved(outcome: &tenant::outcome::Outcome) {
    for segment in outcome.journeys.iter().flat_map(|j| &j.segments) {
        let out = i128::from(segment.served) + i128::from(segment.failed) + i128::from(segment.shed);
        assert_eq!(i128::from(segment.offered), out + i128::from(segment.waiting));
    }
}
