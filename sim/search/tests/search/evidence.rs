//! Evidence, on tapes made by hand.

use cloud::outage::{Milestone, Query, Tag};
use kernel::{SimDuration, SimTime};
use tape::query::{Measure, Take};
use tape::{
    Condition, Evidence as Kind, Fact, FactId, FateState, Moves, PlaceId, Places, PopulationKind,
    Service, Tape, TapeBuilder,
};
use zonefall_search::{Chain, Evidence, free_stretch_error, judge, trace};

const ZONE: &str = "aws/us-east-1/a";

fn hours(n: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_hours(n)
}

struct Story {
    builder: TapeBuilder,
    zone: PlaceId,
}

impl Story {
    fn new() -> Self {
        let mut places = Places::default();
        let zone = places.intern(ZONE);
        let region = places.intern("aws/us-east-1");
        let mut builder = TapeBuilder::new("story", Kind::Simulated, places, region);
        builder.population(zone, PopulationKind::Volumes, 10);
        Self { builder, zone }
    }

    fn fact(
        &mut self,
        at: u64,
        cause: Option<FactId>,
        given: &[FactId],
        moves: Option<Moves>,
    ) -> FactId {
        self.builder.fact(Fact {
            at: hours(at),
            place: Some(self.zone),
            kind: "story.fact".to_owned(),
            text: format!("at {at} h"),
            cause,
            given: given.to_vec(),
            input: cause.is_none(),
            moves: moves.into_iter().collect(),
        })
    }

    fn input(&mut self, at: u64) -> FactId {
        self.fact(at, None, &[], None)
    }

    fn hang(&mut self, at: u64, member: u32, state: FateState, cause: FactId) {
        let kind = PopulationKind::Volumes;
        self.builder
            .fate(hours(at), self.zone, kind, member, state, Some(cause));
    }

    fn tape(self) -> Tape {
        self.builder.finish().expect("short")
    }
}

const VOLUMES: Option<Moves> = Some(Moves::Fates(PopulationKind::Volumes));

fn stuck(take: Take) -> Query {
    let states = vec![FateState::Hung];
    Query {
        measure: Measure::Share(PopulationKind::Volumes, states),
        place: ZONE.to_owned(),
        take,
    }
}

fn last_action(tape: &Tape, query: &Query) -> Option<u64> {
    let place = tape.places.find(&query.place).expect("place");
    let chain = trace(tape, query, place);
    chain.last_action.map(|t| t.0 / 3_600_000_000)
}

#[test]
fn causes_and_standing_conditions_are_followed_to_their_inputs() {
    let mut s = Story::new();
    let trigger = s.input(0);
    let storm = s.fact(1, Some(trigger), &[], VOLUMES);
    s.hang(1, 0, FateState::Hung, storm);
    let disconnect = s.input(7);
    let unrelated = s.input(20);
    let _ = s.fact(21, Some(unrelated), &[], Some(Moves::Service(Service::Dns)));
    let healed = s.fact(30, Some(storm), &[disconnect], VOLUMES);
    s.hang(30, 0, FateState::Healthy, healed);
    let tape = s.tape();
    let at = |h| last_action(&tape, &stuck(Take::At(hours(h))));
    assert_eq!(at(0), None, "nothing has moved yet");
    assert_eq!(at(10), Some(0), "the later action had not moved anything");
    assert_eq!(at(30), Some(7), "through the standing condition");
    assert_eq!(
        at(90),
        Some(7),
        "and never through what moves something else"
    );
}

#[test]
fn a_transition_names_its_fact_even_if_the_fact_does_not_say_so() {
    let mut s = Story::new();
    let action = s.input(5);
    let quiet = s.fact(6, Some(action), &[], None);
    s.hang(6, 3, FateState::Hung, quiet);
    let tape = s.tape();
    assert_eq!(last_action(&tape, &stuck(Take::At(hours(8)))), Some(5));
}

#[test]
fn an_ordinary_failure_does_not_hide_what_people_did() {
    let mut s = Story::new();
    let action = s.input(5);
    let healed = s.fact(6, Some(action), &[], VOLUMES);
    s.hang(6, 3, FateState::Hung, healed);
    // First causes are not inputs.
    let ordinary = s.builder.fact(Fact {
        at: hours(7),
        place: Some(s.zone),
        kind: "story.ordinary".to_owned(),
        text: "a host failed".to_owned(),
        cause: None,
        given: Vec::new(),
        input: false,
        moves: vec![Moves::Fates(PopulationKind::Volumes)],
    });
    s.hang(7, 5, FateState::Hung, ordinary);
    let tape = s.tape();
    let query = stuck(Take::At(hours(8)));
    let chain = trace(&tape, &query, tape.places.find(ZONE).expect("zone"));
    assert_eq!(chain.last_fact, Some(ordinary));
    assert_eq!(chain.last_action, Some(hours(5)));
}

#[test]
fn what_changes_nothing_in_time_has_no_part() {
    let mut s = Story::new();
    let trigger = s.input(0);
    let storm = s.fact(1, Some(trigger), &[], VOLUMES);
    s.hang(1, 0, FateState::Hung, storm);
    let help = s.fact(9, None, &[], VOLUMES);
    s.hang(10, 0, FateState::Healthy, help);
    let tape = s.tape();
    let at = |h| last_action(&tape, &stuck(Take::At(hours(h))));
    assert_eq!(
        at(9),
        Some(0),
        "help was called, and nothing had come of it"
    );
    assert_eq!(at(10), Some(9));
}

#[test]
fn the_instant_is_where_the_answer_is_decided() {
    let mut s = Story::new();
    let cause = s.input(0);
    for (at, member, state) in [
        (2, 0, FateState::Hung),
        (3, 1, FateState::Hung),
        (9, 0, FateState::Healthy),
    ] {
        s.hang(at, member, state, cause);
    }
    let tape = s.tape();
    let zone = tape.places.find(ZONE).expect("zone");
    let at = |take| trace(&tape, &stuck(take), zone).at;
    let (from, until) = (hours(0), hours(50));
    assert_eq!(at(Take::At(hours(4))), hours(4));
    assert_eq!(at(Take::Change { from, until }), until);
    assert_eq!(at(Take::Peak { from, until }), hours(3));
    assert_eq!(
        at(Take::Peak {
            from: hours(5),
            until
        }),
        hours(5)
    );
    assert_eq!(
        at(Take::FirstOver {
            level: 0.1,
            from,
            until
        }),
        hours(2)
    );
    assert_eq!(
        at(Take::LastUnder {
            level: 0.15,
            from,
            until
        }),
        hours(9)
    );
    assert_eq!(
        at(Take::FirstOver {
            level: 0.9,
            from,
            until
        }),
        until,
        "never"
    );
}

#[test]
fn errors_of_a_zone_follow_its_region() {
    let mut s = Story::new();
    let action = s.input(3);
    let region = s.builder.tape().region;
    let down = Condition::errors(0.5);
    s.builder
        .condition(hours(4), region, Service::BlockApi, down, Some(action));
    let other = s.builder.tape().places.intern("aws/us-east-1/b");
    let elsewhere = s.input(5);
    s.builder
        .condition(hours(5), other, Service::BlockApi, down, Some(elsewhere));
    let tape = s.tape();
    let query = Query {
        measure: Measure::Error(Service::BlockApi),
        place: ZONE.to_owned(),
        take: Take::At(hours(8)),
    };
    assert_eq!(
        last_action(&tape, &query),
        Some(3),
        "zone b is not its business"
    );
}

fn milestone(is_input: bool) -> Milestone {
    Milestone {
        id: "m".to_owned(),
        row: String::new(),
        what: String::new(),
        query: Some(stuck(Take::At(hours(1)))),
        published: 36_000.0,
        published_until: None,
        after: None,
        is_time: true,
        shape: false,
        low: 0.0,
        high: 1.0,
        is_input,
        source: String::new(),
        tag: Tag::Primary,
    }
}

fn chain(at_s: u64, action_s: u64) -> Chain {
    Chain {
        at: SimTime::from_secs(at_s),
        last_action: Some(SimTime::from_secs(action_s)),
        ..Chain::default()
    }
}

#[test]
fn what_follows_an_action_in_the_last_tenth_is_anchored() {
    let m = milestone(false);
    let judged = |at, action| judge(&m, false, Some(chain(at, action)));
    assert_eq!(judged(1000, 901), Evidence::Anchored);
    assert_eq!(
        judged(1000, 900),
        Evidence::Predicted,
        "a tenth exactly is free enough"
    );
    assert_eq!(judged(1000, 0), Evidence::Predicted);
    assert_eq!(judge(&m, false, None), Evidence::Predicted);
    assert_eq!(judge(&m, true, Some(chain(1000, 0))), Evidence::Calibrated);
    assert_eq!(judge(&milestone(true), true, None), Evidence::Input);
}

#[test]
fn errors_are_measured_over_the_free_stretch() {
    let m = milestone(false);
    let error = |simulated, action| free_stretch_error(&m, simulated, chain(39_000, action));
    assert_eq!(error(Some(39_000.0), 30_000), Some(0.5));
    assert_eq!(error(Some(33_000.0), 0), Some(3000.0 / 36_000.0));
    assert_eq!(error(None, 0), None, "never");
    assert_eq!(
        error(Some(39_000.0), 36_000),
        None,
        "nothing was left to predict"
    );
    let window = Milestone {
        published_until: Some(40_000.0),
        ..milestone(false)
    };
    let within = |simulated| free_stretch_error(&window, Some(simulated), chain(39_000, 30_000));
    assert_eq!(within(39_000.0), Some(0.0));
    assert_eq!(within(43_000.0), Some(0.5));
    // Ten hours after a milestone of T+1:00, itself five hours after the last action: half an hour off is a twentieth.
    let since = Milestone {
        after: Some("other".to_owned()),
        ..milestone(false)
    };
    let error =
        |simulated, at, action| free_stretch_error(&since, Some(simulated), chain(at, action));
    assert_eq!(
        error(37_800.0, 41_400, 0),
        Some(0.05),
        "the reference came later than the action"
    );
    assert_eq!(error(37_800.0, 41_400, 21_600), Some(1800.0 / 18_000.0));
    let share = Milestone {
        is_time: false,
        ..milestone(false)
    };
    assert_eq!(free_stretch_error(&share, Some(0.5), chain(1, 0)), None);
}
