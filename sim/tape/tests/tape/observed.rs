//! Observed rows become tapes, or lists of problems.

use crate::common::hours;
use zonefall_tape::observed::{MEMBERS, Observed, ObservedPost, Problem, Row, What, Wrong, build};
use zonefall_tape::query::{Measure, Take, ask};
use zonefall_tape::{
    Condition, Evidence, FateState, PlaceKind, PopulationKind, PostLevel, Service, Tape,
};

const ZONE: &str = "aws/us-east-1/a";
const REGION: &str = "aws/us-east-1";

fn row(from_h: i64, to_h: i64, place: &str, what: What) -> Row {
    Row {
        from_s: from_h * 3600,
        to_s: Some(to_h * 3600),
        place: place.to_owned(),
        what,
        text: String::new(),
    }
}

fn volumes(from_h: i64, to_h: i64, state: FateState, ppm: u32) -> Row {
    row(
        from_h,
        to_h,
        ZONE,
        What::Share(PopulationKind::Volumes, state, ppm),
    )
}

fn api(from_h: i64, to_h: i64, error: f64) -> Row {
    row(
        from_h,
        to_h,
        REGION,
        What::Condition(Service::BlockApi, Condition::errors(error)),
    )
}

fn observed(rows: Vec<Row>) -> Observed {
    Observed {
        outage: "seen".to_owned(),
        region: REGION.to_owned(),
        zone: Some(ZONE.to_owned()),
        rows,
        ..Observed::default()
    }
}

fn tape(rows: Vec<Row>) -> Tape {
    build(&observed(rows)).expect("good rows")
}

fn problems(rows: Vec<Row>) -> Vec<(usize, Wrong)> {
    let list = build(&observed(rows)).expect_err("bad rows");
    list.into_iter()
        .map(|Problem { row, wrong }| (row, wrong))
        .collect()
}

#[test]
fn shares_come_back_as_written() {
    let tape = tape(vec![
        volumes(0, 12, FateState::Hung, 130_000),
        api(1, 3, 0.9),
        api(3, 4, 0.25),
        volumes(12, 30, FateState::Hung, 22_000),
        volumes(30, 40, FateState::Hung, 700),
    ]);
    assert_eq!((tape.evidence, tape.end), (Evidence::Observed, hours(40)));
    let place = tape.zone.expect("zone");
    let share = |measure: &Measure, h| ask(&tape, measure, place, Take::At(hours(h)));
    let hung = Measure::Share(PopulationKind::Volumes, vec![FateState::Hung]);
    let course = [0, 11, 12, 30, 40].map(|h| share(&hung, h));
    assert_eq!(course, [0.13, 0.13, 0.022, 0.0007, 0.0].map(Some));
    let errors = Measure::Error(Service::BlockApi);
    assert_eq!(
        [0, 1, 3, 4].map(|h| share(&errors, h)),
        [0.0, 0.9, 0.25, 0.0].map(Some)
    );
}

#[test]
fn shrinking_shares_shrink_inside_the_same_members() {
    let tape = tape(vec![
        volumes(0, 10, FateState::Hung, 100_000),
        volumes(10, 20, FateState::Hung, 40_000),
        volumes(10, 20, FateState::Waiting, 30_000),
        Row {
            to_s: None,
            ..volumes(20, 0, FateState::Lost, 700)
        },
    ]);
    let population = &tape.populations[0];
    assert_eq!(
        population.touched.len(),
        MEMBERS as usize / 10,
        "nobody new is hurt"
    );
    let course = |m: u32| -> Vec<(u64, FateState)> {
        let history = population.history(m).expect("touched");
        history
            .transitions
            .iter()
            .map(|x| (x.at.0 / 3_600_000_000, x.state))
            .collect()
    };
    use FateState::{Healthy, Hung, Lost, Waiting};
    assert_eq!(course(0), [(0, Hung), (20, Lost)]);
    assert_eq!(course(7), [(0, Hung), (20, Healthy)]);
    assert_eq!(course(400), [(0, Hung), (10, Waiting), (20, Healthy)]);
    assert_eq!(course(700), [(0, Hung), (10, Healthy)]);
    assert!(population.history(1000).is_none());
}

#[test]
fn rows_that_touch_make_one_course_without_a_calm_instant() {
    let tape = tape(vec![
        api(1, 2, 0.5),
        api(2, 3, 0.5),
        api(3, 4, 0.0),
        api(5, 6, 0.5),
    ]);
    let steps = &tape.tracks[0].steps;
    let course: Vec<(u64, u32)> = steps
        .iter()
        .map(|s| (s.at.0 / 3_600_000_000, s.condition.error_ppm))
        .collect();
    assert_eq!(course, [(1, 500_000), (3, 0), (5, 500_000), (6, 0)]);
}

#[test]
fn every_change_names_a_fact_of_its_instant() {
    let tape = tape(vec![volumes(0, 3, FateState::Hung, 10_000), api(1, 3, 0.9)]);
    assert!(tape.facts.is_sorted_by_key(|f| f.at));
    assert!(tape.facts.iter().all(|f| f.input));
    for step in &tape.tracks[0].steps {
        assert_eq!(tape.fact(step.cause.expect("cause")).at, step.at);
    }
    for x in &tape.populations[0].touched[0].transitions {
        assert_eq!(tape.fact(x.cause.expect("cause")).at, x.at);
    }
    let texts: Vec<&str> = tape.facts.iter().map(|f| f.text.as_str()).collect();
    assert_eq!(texts[0], "1% of volumes at aws/us-east-1/a were hung");
    assert_eq!(texts[1], "90% of block_api calls at aws/us-east-1 failed");
}

#[test]
fn posts_stand_beside_the_truth() {
    let mut seen = observed(vec![
        volumes(0, 10, FateState::Hung, 100_000),
        volumes(1, 10, FateState::Waiting, 30_000),
    ]);
    for at in [0, 2, 12] {
        seen.posts.push(ObservedPost {
            at: hours(at),
            place: REGION.to_owned(),
            level: PostLevel::Degraded,
            text: "all is nearly well".to_owned(),
            eta: None,
            explains: false,
        });
    }
    let tape = build(&seen).expect("good rows");
    let truth: Vec<u32> = tape.posts.iter().map(|p| p.truth_ppm).collect();
    assert_eq!(truth, [100_000, 130_000, 0]);
    assert_eq!(tape.end, hours(12));
    assert!(
        tape.posts
            .iter()
            .all(|p| tape.fact(p.fact.expect("fact")).at == p.at)
    );
}

#[test]
fn all_problems_are_found_at_once() {
    let mut bad = api(0, 1, 0.5);
    bad.what = What::Condition(
        Service::BlockApi,
        Condition {
            error_ppm: 1_500_000,
            ..Condition::CALM
        },
    );
    let still = What::Condition(
        Service::Dns,
        Condition {
            latency_ppm: 0,
            ..Condition::CALM
        },
    );
    assert_eq!(
        problems(vec![
            api(-1, 2, 0.5),
            bad,
            api(6, 5, 0.5),
            api(4, 8, 0.5),
            api(7, 9, 0.5),
            row(8, 9, ZONE, still),
            row(
                8,
                9,
                "aws//a",
                What::Condition(Service::Dns, Condition::CALM)
            ),
            row(
                9,
                10,
                "aws/us-west-1",
                What::Condition(Service::Dns, Condition::CALM)
            ),
            Row {
                to_s: None,
                ..volumes(9, 0, FateState::Hung, 1)
            },
            row(
                9,
                10,
                REGION,
                What::Share(PopulationKind::Volumes, FateState::Hung, 1)
            ),
            volumes(9, 10, FateState::Healthy, 1),
        ]),
        [
            (0, Wrong::BeforeStart),
            (1, Wrong::ShareOverOne),
            (1, Wrong::Overlaps { with: 0 }),
            (2, Wrong::EndsBeforeItBegins),
            (3, Wrong::Unsorted),
            (4, Wrong::Overlaps { with: 3 }),
            (5, Wrong::NoLatency),
            (6, Wrong::BadPlace),
            (7, Wrong::OutsideRegion),
            (8, Wrong::Endless),
            (
                9,
                Wrong::WrongLevel {
                    needs: PlaceKind::Zone
                }
            ),
            (10, Wrong::HealthyShare),
        ]
    );
}

#[test]
fn states_of_one_population_share_its_members() {
    let rows = |waiting| {
        vec![
            volumes(0, 10, FateState::Hung, 600_000),
            volumes(5, 20, FateState::Waiting, waiting),
        ]
    };
    assert!(build(&observed(rows(400_000))).is_ok());
    assert_eq!(problems(rows(400_001)), [(1, Wrong::SharesOverOne)]);
    let after = vec![
        volumes(0, 10, FateState::Hung, 600_000),
        volumes(10, 20, FateState::Waiting, 900_000),
    ];
    assert!(
        build(&observed(after)).is_ok(),
        "one after the other is no conflict"
    );
}

#[test]
fn too_many_steps_are_the_rows_fault() {
    let rows = (0..2049).map(|i| api(i * 2, i * 2 + 1, 0.5)).collect();
    assert_eq!(problems(rows), [(0, Wrong::TooManySteps)]);
}

#[test]
fn a_row_may_hold_for_a_whole_provider_but_not_for_another() {
    let everywhere = |place: &str| {
        let what = What::Condition(Service::Dns, Condition::errors(0.9));
        row(1, 2, place, what)
    };
    let tape = tape(vec![everywhere("aws")]);
    let provider = tape.places.find("aws").expect("written down");
    assert!(tape.track(provider, Service::Dns).is_some());
    assert_eq!(
        problems(vec![everywhere("dyn")]),
        [(0, Wrong::OutsideRegion)]
    );
    let lost = What::Share(PopulationKind::Volumes, FateState::Hung, 1);
    let needs = PlaceKind::Zone;
    assert_eq!(
        problems(vec![row(1, 2, "aws", lost)]),
        [(0, Wrong::WrongLevel { needs })]
    );
}
