//! One run as a trace that opens in Perfetto and in `chrome://tracing`: the JSON object format of the Trace Event Format
//! (docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU).
//!
//! A process is a place: the users, each zone and region in which the architecture has parts, its plans and people, and
//! the provider's side of each place. A thread is one resource: a component, a journey, a plan, a service. Health,
//! times down, steps and impairments are spans (`X`), facts and status posts are instants (`i`), served shares and error
//! rates are counters (`C`), and an arrow (`s`, `f`) leads from what was behind a span to the span. Time is simulated
//! time in microseconds; the outage begins at 0.
//!
//! Perfetto does not draw spans of one thread that overlap (perfetto.dev/docs/faq), so no two of a thread do: that is
//! what a thread per resource is for.
//!
//! Leaves out: single servers and copies (a component's health is told as a whole), and fates of members of the provider's
//! populations.

mod arrows;
mod events;
mod provider;
mod tenant;

use ::tenant::architecture::Architecture;
use arrows::Arrows;
use events::{Event, Events};
use serde::Serialize;
use serde_json::{Map, Value};
use tape::Tape;

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Picture<'a> {
    /// Who lived.
    pub architecture: &'a Architecture,
    /// What came of it.
    pub lived: &'a search::Try,
    /// What happened to the provider, as it was put onto the architecture's zones.
    pub tape: &'a Tape,
    /// Seed of the cloud.
    pub cloud_seed: u64,
    /// Whether that seed also draws every assumed number within its range.
    pub values_drawn: bool,
    /// What the outage was, one line.
    pub title: &'a str,
    /// When it began, in words; `None` where nobody knows.
    pub start: Option<String>,
}

/// The file.
#[derive(Debug)]
struct Trace {
    display_time_unit: &'static str,
    other_data: Map<String, Value>,
    trace_events: Vec<Event>,
}

/// The run as a trace.
#[must_use]
pub fn trace(picture: &Picture<'_>, version: &str) -> String {
    let mut events = Events::default();
    let mut arrows = Arrows::default();
    tenant::journeys(picture, &mut events, &mut arrows);
    tenant::components(picture, &mut events, &mut arrows);
    tenant::plans(picture, &mut events, &mut arrows);
    provider::draw(picture, &mut events, &mut arrows);
    arrows.draw(&picture.lived.outcome, &mut events);
    let trace = Trace {
        display_time_unit: "ms",
        other_data: about(picture, version),
        trace_events: events.sorted(),
    };
    lines(&trace)
}

/// Names the run, so that it can be had again.
fn about(picture: &Picture<'_>, version: &str) -> Map<String, Value> {
    let o = &picture.lived.outcome;
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("program", format!("zonefall {version}").into());
    put("architecture", o.architecture.clone().into());
    put("outage", o.outage.clone().into());
    put("title", picture.title.into());
    put("place", o.place.clone().into());
    put("struck_zone", o.struck_zone.clone().into());
    put("starts", picture.start.clone().into());
    put(
        "luck",
        if o.given_touched { "touched" } else { "drawn" }.into(),
    );
    put("seed", o.seed.into());
    put("cloud_seed", picture.cloud_seed.into());
    let assumed = if picture.values_drawn {
        "drawn"
    } else {
        "fixed"
    };
    put("assumed", assumed.into());
    put("digest", o.digest.to_string().into());
    out
}

/// JSON with one event per line, which people can read and programs can cut.
fn lines(trace: &Trace) -> String {
    let mut out = format!(
        "{{\n\"displayTimeUnit\": {},\n\"otherData\": {},\n\"traceEvents\": [\n",
        json(&trace.display_time_unit),
        json(&trace.other_data)
    );
    for (i, event) in trace.trace_events.iter().enumerate() {
        let comma = if i + 1 < trace.trace_events.len() {
            ","
        } else {
            ""
        };
        out.push_str(&format!("{}{comma}\n", json(event)));
    }
    out.push_str("]\n}\n");
    out
}

/// On one line.
fn json(value: &impl Serialize) -> String {
    // Our own types have string keys and no failing serialisers.
    serde_json::to_string(value).unwrap_or_else(|e| unreachable!("{e}"))
}
