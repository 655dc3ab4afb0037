//! Explanations say facts of the run, all that matter, and nothing else.

use super::world::{architecture, fact, minutes, outcome, stretch};
use crate::architecture::ComponentId;
use crate::architecture::JourneyId;
use crate::outcome::{Health, HealthChange, Outcome};
use crate::score::{EpisodeExplanation, Explanation, Link, explain, score};
use tape::FactId;

/// A wrong traffic shift, a search for space, a stuck volume, a hung database; with or without a
/// crash in between.
fn storm(crash: bool) -> Outcome {
    let mut facts = vec![
        fact(
            0,
            "network.shifted",
            "traffic was shifted to the small network",
            None,
        ),
        fact(
            1,
            "block_store.searching",
            "storage hosts search for space",
            Some(0),
        ),
        fact(2, "block_store.full", "free space ran out", Some(1)),
    ];
    let mut cause = 2;
    if crash {
        facts.push(fact(
            5,
            "block_store.host_crashed",
            "storage host 412 crashed",
            Some(2),
        ));
        cause = 3;
    }
    let tape_facts = facts.len();
    facts.push(fact(
        6,
        "volume.stuck",
        "the volume of db is stuck",
        Some(cause),
    ));
    let stuck = tape_facts as u32;
    facts.push(fact(6, "database.hung", "db hangs", Some(stuck)));
    facts.push(fact(
        20,
        "tenant.step_waits",
        "restore waits for block_api",
        Some(stuck),
    ));
    facts.push(fact(
        21,
        "tenant.step_waits",
        "restore waits for block_api",
        Some(stuck),
    ));
    facts.push(fact(
        40,
        "database.read_only",
        "db answers reads only",
        Some(stuck),
    ));
    facts.push(fact(90, "operator.added_space", "servers were added", None));
    facts.push(fact(
        100,
        "volume.healthy",
        "the volume of db is back",
        Some(stuck + 5),
    ));
    facts[stuck as usize + 1].given = vec![FactId(2)];
    let segments = vec![
        stretch(0, 6, 1_000_000, None),
        stretch(6, 40, 0, Some(stuck + 1)),
        stretch(40, 100, 500_000, Some(stuck + 4)),
        stretch(100, 200, 1_000_000, Some(stuck + 6)),
    ];
    Outcome {
        tape_facts,
        ..outcome(segments, facts)
    }
}

fn explained(o: &Outcome) -> Explanation {
    explain(o, &score(&architecture(), o, &[], 0), JourneyId(0))
}

fn all_links(e: &EpisodeExplanation) -> Vec<&Link> {
    [&e.why, &e.kept_down, &e.brought_back, &e.not_failed_over]
        .into_iter()
        .flatten()
        .collect()
}

fn texts(links: &[Link]) -> Vec<&str> {
    links.iter().map(|l| l.text.as_str()).collect()
}

#[test]
fn from_the_interval_back_to_the_input() {
    let x = explained(&storm(true));
    let e = &x.episodes[0];
    assert_eq!(
        texts(&e.why),
        [
            "db hangs",
            "the volume of db is stuck",
            "storage host 412 crashed",
            "free space ran out",
            "storage hosts search for space",
            "traffic was shifted to the small network",
        ]
    );
    assert_eq!(e.why[0].at, minutes(6));
    assert_eq!(e.why[0].given[0].text, "free space ran out");
    assert!(e.why.last().is_some_and(|l| l.input));
    assert_eq!(texts(&e.kept_down), ["db answers reads only"]);
    assert_eq!(
        texts(&e.brought_back),
        ["the volume of db is back", "servers were added"]
    );
    assert_eq!(texts(&e.not_failed_over), ["restore waits for block_api"]);
}

/// Without the race there is no crash, so no line speaks of one.
#[test]
fn nothing_is_invented() {
    let o = storm(false);
    let x = explained(&o);
    assert_eq!(x.episodes.len(), 1);
    for link in x.episodes.iter().flat_map(all_links) {
        assert!(!link.text.contains("crash"), "{}", link.text);
        let fact = &o.facts[link.fact.0 as usize];
        assert_eq!((&link.text, link.at), (&fact.text, fact.at));
    }
    let with = explained(&storm(true));
    assert!(
        with.episodes
            .iter()
            .flat_map(all_links)
            .any(|l| l.text.contains("crash"))
    );
}

#[test]
fn no_fact_no_words() {
    let o = outcome(
        vec![stretch(0, 50, 0, None), stretch(50, 90, 1_000_000, None)],
        Vec::new(),
    );
    let x = explained(&o);
    assert_eq!(x.episodes.len(), 1);
    assert!(all_links(&x.episodes[0]).is_empty());
    let calm = outcome(vec![stretch(0, 50, 1_000_000, None)], Vec::new());
    assert!(explained(&calm).episodes.is_empty());
}

/// Longest first, three at most; a circle of causes ends.
#[test]
fn many_episodes() {
    let mut segments = Vec::new();
    let mut t = 0;
    for length in [10, 40, 20, 5, 30] {
        segments.push(stretch(t, t + length, 0, Some(0)));
        segments.push(stretch(t + length, t + length + 60, 1_000_000, None));
        t += length + 60;
    }
    let facts = vec![
        fact(0, "a.b", "one", Some(1)),
        fact(0, "a.b", "two", Some(0)),
    ];
    let x = explained(&outcome(segments, facts));
    let lengths: Vec<u64> = x
        .episodes
        .iter()
        .map(|e| e.episode.length().0 / 60_000_000)
        .collect();
    assert_eq!((lengths, x.shorter), (vec![40, 30, 20], 2));
    assert_eq!(texts(&x.episodes[0].why), ["one", "two"]);
}

/// What keeps it down are the causes of the stretches inside, not that of the first stretch afterwards.
#[test]
fn what_keeps_it_down_lies_inside() {
    let segments = vec![
        stretch(0, 10, 1_000_000, None),
        stretch(10, 20, 0, Some(0)),
        stretch(20, 30, 0, Some(1)),
        stretch(30, 60, 1_000_000, Some(2)),
    ];
    let facts = vec![
        fact(10, "a.b", "begins", None),
        fact(20, "a.b", "goes on", None),
        fact(30, "a.b", "afterwards", None),
    ];
    let x = explained(&outcome(segments, facts));
    assert_eq!(texts(&x.episodes[0].kept_down), ["goes on"]);
}

/// What brings it back is told up to what had broken before: nothing works because it hangs.
#[test]
fn nothing_works_because_it_hangs() {
    let facts = vec![
        fact(0, "network.shifted", "traffic was shifted", None),
        fact(5, "tenant.health", "db hangs", Some(0)),
        fact(30, "tenant.health", "cache is down", Some(1)),
        fact(40, "tenant.health", "db works", Some(2)),
        fact(2, "tenant.checked", "an old verdict", Some(0)),
        fact(40, "tenant.name_pointed", "www now leads to lb", Some(4)),
    ];
    let run = |back: u32| {
        let segments = vec![
            stretch(0, 5, 1_000_000, None),
            stretch(5, 40, 0, Some(1)),
            stretch(40, 90, 1_000_000, Some(back)),
        ];
        let mut o = outcome(segments, facts.clone());
        o.health = vec![HealthChange {
            at: minutes(30),
            component: ComponentId(0),
            health: Health::Down,
            cause: Some(FactId(2)),
        }];
        explained(&o)
    };
    let x = run(3);
    assert_eq!(
        texts(&x.episodes[0].why),
        ["db hangs", "traffic was shifted"]
    );
    assert_eq!(texts(&x.episodes[0].brought_back), ["db works"]);
    assert_eq!(
        texts(&run(5).episodes[0].brought_back),
        ["www now leads to lb"]
    );
}

/// Six servers taken out one after the other are one line; later ones, and those put back, are others.
#[test]
fn runs_of_the_same_are_one_line() {
    let mut facts = vec![fact(0, "network.shifted", "traffic was shifted", None)];
    let mut segments = vec![stretch(0, 10, 0, Some(0))];
    let mut say = |minute: u64, text: &str| {
        let id = facts.len() as u32;
        facts.push(fact(minute, "tenant.checked", text, Some(0)));
        segments.push(stretch(minute, minute + 1, 0, Some(id)));
    };
    for i in 1..=6 {
        let text = format!("lb takes web server {i} in a out: its checks fail");
        say(9 + i, &text);
    }
    say(16, "lb puts web server 2 in a back: its checks pass");
    say(17, "lb takes web server 2 in a out: its checks fail");
    say(40, "lb takes web server 2 in b out: its checks fail");
    let x = explained(&outcome(segments, facts));
    assert_eq!(
        texts(&x.episodes[0].kept_down),
        [
            "lb takes 6 web servers out",
            "lb puts web server 2 in a back: its checks pass",
            "lb takes web server 2 in a out: its checks fail",
            "lb takes web server 2 in b out: its checks fail",
        ]
    );
}
