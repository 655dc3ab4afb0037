//! Observed tapes: rows that somebody wrote down from a post-mortem, made into a tape.
//!
//! A row says what held at a place between two instants: the condition of a service, or the share of a population
//! that was in some state. Shares become members of a population of [`MEMBERS`]; the worst-off members have the lowest
//! numbers, so that shares that shrink over time shrink inside the same members and nobody recovers twice.
//! A row may also hold for the whole provider of that region. What the rows leave out is calm. A row's facts are inputs: an observed tape explains nothing by itself.

mod check;

use crate::{
    Assumption, BuildError, Condition, Evidence, Fact, FactId, FateState, Moves, PlaceId,
    PlaceKind, Places, PopulationKind, Post, PostLevel, Service, Tape, TapeBuilder,
};
use kernel::SimTime;
use std::collections::BTreeMap;
use std::fmt;

/// How many members a share is expanded to: a hundredth of a percent is one.
pub const MEMBERS: u32 = 10_000;

/// What a row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// How well a service worked.
    Condition(Service, Condition),
    /// Which share of a population, parts per million, was in a state.
    Share(PopulationKind, FateState, u32),
}

/// One line of an observed tape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Since when, seconds after the start of the outage; negative is a problem.
    pub from_s: i64,
    /// Until when; only what is lost for good has no end.
    pub to_s: Option<i64>,
    /// Path of the place.
    pub place: String,
    /// What held.
    pub what: What,
    /// A plain sentence for `explain`; empty: one is made.
    pub text: String,
}

/// A status post as written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedPost {
    /// When.
    pub at: SimTime,
    /// Path of the place it speaks of.
    pub place: String,
    /// What it claims.
    pub level: PostLevel,
    /// In our words.
    pub text: String,
    /// When it says all will be well.
    pub eta: Option<SimTime>,
    /// Whether it names the cause.
    pub explains: bool,
}

/// An outage as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// Its id.
    pub outage: String,
    /// Path of the struck region.
    pub region: String,
    /// Path of the zone that was struck worst, if one was.
    pub zone: Option<String>,
    /// What held, in order of `from`.
    pub rows: Vec<Row>,
    /// What the status page said.
    pub posts: Vec<ObservedPost>,
    /// Days of the struck zone's bill credited beyond the contract.
    pub goodwill_days: u32,
    /// What was guessed.
    pub assumptions: Vec<Assumption>,
    /// What it leaves out.
    pub leaves_out: Vec<String>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It begins before the outage does.
    BeforeStart,
    /// It ends when or before it begins.
    EndsBeforeItBegins,
    /// Only what is lost stays so without an end.
    Endless,
    /// It begins before the row above it.
    Unsorted,
    /// The same place and service (or state of a population) already has a row for part of this time.
    Overlaps {
        /// Index of that row.
        with: usize,
    },
    /// A share above one: of errors, throughput, capacity or members.
    ShareOverOne,
    /// Together with other states of the same population, shares above one.
    SharesOverOne,
    /// A latency factor of zero.
    NoLatency,
    /// Not `provider`, `provider/region`, `provider/region/zone` or a domain under it.
    BadPlace,
    /// Outside the region the tape is about, and not its whole provider.
    OutsideRegion,
    /// This population lives at another level of place.
    WrongLevel {
        /// The level it lives at.
        needs: PlaceKind,
    },
    /// A share of members that are healthy: the rest is healthy anyway.
    HealthyShare,
    /// The track of its place and service has more steps than a tape holds.
    TooManySteps,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BeforeStart => "begins before the outage does",
            Self::EndsBeforeItBegins => "ends before it begins",
            Self::Endless => "has no end; only a share that is lost stays so for good",
            Self::Unsorted => "begins before the row above it; rows must be in order of `from`",
            Self::Overlaps { with } => {
                return write!(f, "overlaps row {} of the same place and service", with + 1);
            }
            Self::ShareOverOne => "a share cannot be over 100%",
            Self::SharesOverOne => {
                "together with other states of the same population this is over 100%"
            }
            Self::NoLatency => "a latency factor of zero; 1 is calm, 2 is twice as slow",
            Self::BadPlace => {
                "not a place: write provider, provider/region, provider/region/zone, or a domain under it"
            }
            Self::OutsideRegion => "lies outside the region this tape is about",
            Self::WrongLevel {
                needs: PlaceKind::Region,
            } => "this lives in regions, not in zones",
            Self::WrongLevel {
                needs: PlaceKind::Provider | PlaceKind::Zone | PlaceKind::Domain,
            } => "this lives in zones: name one",
            Self::HealthyShare => "what no row mentions is healthy; leave this row out",
            Self::TooManySteps => "one place and service changes more often than a tape holds",
        })
    }
}

/// A row and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Index of the row.
    pub row: usize,
    /// What is wrong.
    pub wrong: Wrong,
}

/// The tape that these rows describe.
///
/// # Errors
/// All problems of all rows, in order of rows.
///
/// # Panics
/// When `region`, `zone` or a post's place is not a path: those are checked by whoever reads the file.
pub fn build(observed: &Observed) -> Result<Tape, Vec<Problem>> {
    let problems = check::check(observed);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut places = Places::default();
    let region = places.intern(&observed.region);
    let zone = observed.zone.as_ref().map(|z| places.intern(z));
    for row in &observed.rows {
        places.intern(&row.place);
    }
    for post in &observed.posts {
        places.intern(&post.place);
    }
    let mut builder = TapeBuilder::new(&observed.outage, Evidence::Observed, places, region);
    let tape = builder.tape();
    tape.zone = zone;
    tape.goodwill_days = observed.goodwill_days;
    tape.assumptions.clone_from(&observed.assumptions);
    tape.leaves_out.clone_from(&observed.leaves_out);
    let ends = observed
        .rows
        .iter()
        .map(|r| instant(r.to_s.unwrap_or(r.from_s)));
    let posts = observed.posts.iter().map(|p| p.at);
    tape.end = ends.chain(posts).max().unwrap_or(SimTime::ZERO);
    let facts = record_facts(&mut builder, observed);
    record_conditions(&mut builder, observed, &facts);
    record_fates(&mut builder, observed, &facts);
    builder
        .finish()
        .map_err(|BuildError::TooManySteps { place, service, .. }| {
            let long = |r: &Row| {
                r.place == place && matches!(r.what, What::Condition(s, _) if s == service)
            };
            let row = observed.rows.iter().position(long).unwrap_or(0);
            vec![Problem {
                row,
                wrong: Wrong::TooManySteps,
            }]
        })
}

/// The facts of a row.
#[derive(Clone, Copy)]
struct RowFacts {
    begins: FactId,
    ends: Option<FactId>,
}

/// Something that an observed tape puts on record, in order of time: ends before beginnings before posts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Entry {
    End(usize),
    Begin(usize),
    Post(usize),
}

fn record_facts(builder: &mut TapeBuilder, observed: &Observed) -> Vec<RowFacts> {
    let mut entries = Vec::new();
    for (i, row) in observed.rows.iter().enumerate() {
        entries.push((instant(row.from_s), Entry::Begin(i)));
        if let Some(to) = row.to_s
            && !continues(&observed.rows, i)
        {
            entries.push((instant(to), Entry::End(i)));
        }
    }
    entries.extend(
        observed
            .posts
            .iter()
            .enumerate()
            .map(|(i, p)| (p.at, Entry::Post(i))),
    );
    entries.sort_unstable();
    let mut facts = vec![
        RowFacts {
            begins: FactId(0),
            ends: None
        };
        observed.rows.len()
    ];
    for (at, entry) in entries {
        match entry {
            Entry::Begin(i) => {
                let row = &observed.rows[i];
                let text = if row.text.is_empty() {
                    begin_text(row)
                } else {
                    row.text.clone()
                };
                facts[i].begins = row_fact(builder, row, at, "observed.began", text, None);
            }
            Entry::End(i) => {
                let row = &observed.rows[i];
                let cause = Some(facts[i].begins);
                facts[i].ends = Some(row_fact(
                    builder,
                    row,
                    at,
                    "observed.ended",
                    end_text(row),
                    cause,
                ));
            }
            Entry::Post(i) => record_post(builder, observed, &observed.posts[i]),
        }
    }
    facts
}

fn row_fact(
    builder: &mut TapeBuilder,
    row: &Row,
    at: SimTime,
    kind: &str,
    text: String,
    cause: Option<FactId>,
) -> FactId {
    let place = builder.tape().places.find(&row.place);
    let moves = match row.what {
        What::Condition(service, _) => Moves::Service(service),
        What::Share(kind, ..) => Moves::Fates(kind),
    };
    builder.fact(Fact {
        at,
        place,
        kind: kind.to_owned(),
        text,
        cause,
        given: Vec::new(),
        input: true,
        moves: vec![moves],
    })
}

fn record_post(builder: &mut TapeBuilder, observed: &Observed, post: &ObservedPost) {
    let place = builder.tape().places.intern(&post.place);
    let fact = builder.fact(Fact {
        at: post.at,
        place: Some(place),
        kind: "status_page.posted".to_owned(),
        text: format!("the status page said: {}", post.text),
        cause: None,
        given: Vec::new(),
        input: true,
        moves: Vec::new(),
    });
    builder.post(Post {
        at: post.at,
        place,
        level: post.level,
        text: post.text.clone(),
        eta: post.eta,
        explains: post.explains,
        truth_ppm: stuck_ppm(&observed.rows, post.at),
        fact: Some(fact),
    });
}

/// Share of volumes stuck in the worst zone at `t`.
fn stuck_ppm(rows: &[Row], t: SimTime) -> u32 {
    let mut zones: BTreeMap<&str, u32> = BTreeMap::new();
    for row in rows.iter().filter(|r| covers(r, t)) {
        if let What::Share(PopulationKind::Volumes, FateState::Hung | FateState::Waiting, ppm) =
            row.what
        {
            *zones.entry(&row.place).or_default() += ppm;
        }
    }
    zones.into_values().max().unwrap_or(0)
}

fn record_conditions(builder: &mut TapeBuilder, observed: &Observed, facts: &[RowFacts]) {
    for (i, row) in observed.rows.iter().enumerate() {
        let What::Condition(service, condition) = row.what else {
            continue;
        };
        let place = builder.tape().places.intern(&row.place);
        let begins = Some(facts[i].begins);
        builder.condition(instant(row.from_s), place, service, condition, begins);
        if let (Some(ends), Some(to)) = (facts[i].ends, row.to_s) {
            builder.condition(instant(to), place, service, Condition::CALM, Some(ends));
        }
    }
}

fn record_fates(builder: &mut TapeBuilder, observed: &Observed, facts: &[RowFacts]) {
    let mut series: BTreeMap<(PlaceId, PopulationKind), Vec<usize>> = BTreeMap::new();
    for (i, row) in observed.rows.iter().enumerate() {
        if let What::Share(kind, ..) = row.what {
            let place = builder.tape().places.intern(&row.place);
            series.entry((place, kind)).or_default().push(i);
        }
    }
    for ((place, kind), list) in series {
        builder.population(place, kind, MEMBERS);
        let mut before: Vec<Stretch> = Vec::new();
        for t in instants(&observed.rows, &list) {
            let now = stretches(&observed.rows, &list, t);
            let ended = list
                .iter()
                .filter(|&&i| observed.rows[i].to_s.map(instant) == Some(t))
                .find_map(|&i| facts[i].ends);
            let touched = end_of(&before).max(end_of(&now));
            for member in 0..touched {
                let old = at_member(&before, member).map(|s| s.state);
                let new = at_member(&now, member);
                let state = new.map_or(FateState::Healthy, |s| s.state);
                if old.unwrap_or(FateState::Healthy) != state {
                    let cause = new.map(|s| facts[s.row].begins).or(ended);
                    builder.fate(t, place, kind, member, state, cause);
                }
            }
            before = now;
        }
    }
}

/// Members below `end` (and not in an earlier stretch) are in `state` because of `row`.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    end: u32,
    state: FateState,
    row: usize,
}

/// From the worst off to the best.
const WORST_FIRST: [FateState; 6] = [
    FateState::Lost,
    FateState::Abandoned,
    FateState::Hung,
    FateState::Waiting,
    FateState::Down,
    FateState::FailingOver,
];

fn stretches(rows: &[Row], list: &[usize], t: SimTime) -> Vec<Stretch> {
    let mut out = Vec::new();
    let mut total = 0u64;
    for state in WORST_FIRST {
        for &row in list {
            if let What::Share(_, s, ppm) = rows[row].what
                && s == state
                && covers(&rows[row], t)
            {
                total += u64::from(ppm);
                let end = (total * u64::from(MEMBERS) + 500_000) / 1_000_000;
                out.push(Stretch {
                    end: end as u32,
                    state,
                    row,
                });
            }
        }
    }
    out
}

fn end_of(stretches: &[Stretch]) -> u32 {
    stretches.last().map_or(0, |s| s.end)
}

fn at_member(stretches: &[Stretch], member: u32) -> Option<&Stretch> {
    stretches.iter().find(|s| member < s.end)
}

/// All instants at which one of these rows begins or ends.
fn instants(rows: &[Row], list: &[usize]) -> Vec<SimTime> {
    let mut out: Vec<SimTime> = list
        .iter()
        .flat_map(|&i| [Some(rows[i].from_s), rows[i].to_s])
        .flatten()
        .map(instant)
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn instant(seconds: i64) -> SimTime {
    SimTime::from_secs(seconds.unsigned_abs())
}

fn covers(row: &Row, t: SimTime) -> bool {
    instant(row.from_s) <= t && row.to_s.is_none_or(|to| t < instant(to))
}

/// Whether another row takes the same series on where row `i` ends.
fn continues(rows: &[Row], i: usize) -> bool {
    let row = &rows[i];
    rows.iter()
        .any(|r| Some(r.from_s) == row.to_s && same_series(r, row))
}

fn same_series(a: &Row, b: &Row) -> bool {
    a.place == b.place
        && match (a.what, b.what) {
            (What::Condition(s, _), What::Condition(t, _)) => s == t,
            (What::Share(k, s, _), What::Share(l, t, _)) => (k, s) == (l, t),
            (What::Condition(..), What::Share(..)) | (What::Share(..), What::Condition(..)) => {
                false
            }
        }
}

fn percent(ppm: u32) -> String {
    let (whole, rest) = (ppm / 10_000, ppm % 10_000);
    if rest == 0 {
        format!("{whole}%")
    } else {
        format!("{whole}.{:02}%", rest / 100)
    }
}

fn begin_text(row: &Row) -> String {
    match row.what {
        What::Condition(service, c) if c.error_ppm > 0 => {
            format!(
                "{} of {} calls at {} failed",
                percent(c.error_ppm),
                service.name(),
                row.place
            )
        }
        What::Condition(service, _) => format!("{} at {} was impaired", service.name(), row.place),
        What::Share(kind, state, ppm) => {
            format!(
                "{} of {} at {} were {}",
                percent(ppm),
                kind.name(),
                row.place,
                state.name()
            )
        }
    }
}

fn end_text(row: &Row) -> String {
    match row.what {
        What::Condition(service, _) => format!("{} at {} worked again", service.name(), row.place),
        What::Share(kind, state, _) => {
            format!(
                "{} at {} were no longer {}",
                kind.name(),
                row.place,
                state.name()
            )
        }
    }
}
