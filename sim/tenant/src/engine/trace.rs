//! A run event by event: what was handled when, whom it moved, and a running digest of each of them.
//!
//! Every component and journey has a lane of its own, so that two runs can be compared lane by lane: the first line
//! on which they differ names when, what and who. A review after an instant is told like an event. Leaves out: events
//! that were scheduled and cancelled, and a review that changed nothing.

use super::facts::Who;
use super::run::{Event, Run};
use kernel::{Digester, SimTime};
use std::collections::BTreeMap;
use tape::FactId;

/// Something that was handled, for one component or journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceLine {
    /// When.
    pub at: SimTime,
    /// What kind of event.
    pub event: &'static str,
    /// `component/NAME`, `journey/NAME` or `run`.
    pub who: String,
    /// Of everything in this lane up to here.
    pub digest: u64,
    /// What became true, in words and numbers; may be empty.
    pub what: String,
}

/// Takes notes while a run goes on.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    lines: Vec<TraceLine>,
    /// What has been noted already.
    facts: usize,
    segments: Vec<usize>,
    lanes: BTreeMap<Who, u64>,
}

impl Recorder {
    /// The notes.
    pub(crate) fn into_lines(self) -> Vec<TraceLine> {
        self.lines
    }
}

/// What one lane has to tell.
#[derive(Default)]
struct Told {
    what: String,
    causes: Vec<Option<FactId>>,
}

impl Told {
    fn add(&mut self, text: &str, cause: Option<FactId>) {
        if !self.what.is_empty() {
            self.what.push_str("; ");
        }
        self.what.push_str(text);
        self.causes.push(cause);
    }
}

impl Run<'_> {
    /// Notes an event that was just handled, and what followed from it at once.
    pub(crate) fn trace_event(&mut self, event: Event, who: Who) {
        let Some(mut recorder) = self.trace.take() else {
            return;
        };
        let mut told = self.news_since(&mut recorder);
        let own = told.remove(&who).unwrap_or_default();
        self.note(&mut recorder, name(event), who, own);
        for (who, what) in told {
            self.note(&mut recorder, name(event), who, what);
        }
        self.trace = Some(recorder);
    }

    /// Notes what became true since the last note.
    pub(crate) fn trace_review(&mut self, event: &'static str) {
        let Some(mut recorder) = self.trace.take() else {
            return;
        };
        for (who, what) in self.news_since(&mut recorder) {
            self.note(&mut recorder, event, who, what);
        }
        self.trace = Some(recorder);
    }

    /// New facts and closed segments, by whom they are about.
    fn news_since(&self, recorder: &mut Recorder) -> BTreeMap<Who, Told> {
        let mut told: BTreeMap<Who, Told> = BTreeMap::new();
        for (fact, who) in self.facts.since(recorder.facts) {
            let lane = told.entry(who).or_default();
            lane.add(&fact.text, fact.cause);
            recorder.facts += 1;
        }
        recorder.segments.resize(self.journeys.list.len(), 0);
        for (i, noted) in recorder.segments.iter_mut().enumerate() {
            let journey = crate::architecture::JourneyId(i as u16);
            let all = self.journeys.list[i].segments();
            for s in &all[*noted..] {
                let text = format!(
                    "since {} offered {} served {} failed {} shed {} waiting {}",
                    s.from.0, s.offered, s.served, s.failed, s.shed, s.waiting
                );
                let lane = told.entry(Who::Journey(journey)).or_default();
                lane.add(&text, s.cause);
            }
            *noted = all.len();
        }
        told
    }

    fn note(&self, recorder: &mut Recorder, event: &'static str, who: Who, told: Told) {
        let mut d = Digester::new();
        let lane = recorder.lanes.entry(who).or_default();
        d.num(*lane).num(self.now.0).text(event).text(&told.what);
        for cause in told.causes {
            match cause.and_then(|id| self.fact_of(id)) {
                Some(fact) => d.num(fact.at.0).text(&fact.kind).text(&fact.text),
                None => d.num(u64::MAX),
            };
        }
        let bytes = d.finish().0;
        *lane = bytes[..8].iter().fold(0, |n, &b| n << 8 | u64::from(b));
        recorder.lines.push(TraceLine {
            at: self.now,
            event,
            who: self.name_of(who),
            digest: *lane,
            what: told.what.replace(char::is_control, " "),
        });
    }

    fn fact_of(&self, id: FactId) -> Option<&tape::Fact> {
        let tape = &self.world.tape.facts;
        let i = id.0 as usize;
        tape.get(i).or_else(|| self.facts.own(i - tape.len()))
    }

    fn name_of(&self, who: Who) -> String {
        let name = match who {
            Who::Component(c) => format!("component/{}", self.arch.component(c).name),
            Who::Journey(j) => format!("journey/{}", self.arch.journeys[j.0 as usize].name),
            Who::All => "run".to_owned(),
        };
        name.replace(char::is_control, " ")
    }
}

/// An event's kind in a word.
fn name(event: Event) -> &'static str {
    match event {
        Event::Weather => "weather",
        Event::Fate { .. } => "fate",
        Event::Check { .. } => "check",
        Event::Beat { .. } => "beat",
        Event::Demand => "demand",
        Event::Traffic => "traffic",
        Event::Notice { .. } => "notice",
        Event::Person { .. } => "person",
        Event::Plan { .. } => "plan",
        Event::Step { .. } => "step",
        Event::Launch { .. } => "launch",
        Event::Restores => "restores",
        Event::Offline { .. } => "offline",
        Event::Post { .. } => "post",
        Event::Command { .. } => "command",
        Event::Settle => "settle",
    }
}
