//! The replay: one run on a timeline that can be played, stepped and searched in both directions.

mod draw;
mod find;
mod goto;
mod keys;
mod layout;
mod mouse;
mod panels;
mod scene;
mod timeline;
mod told;
mod update;

use super::clock::{SPEED, SPEEDS};
use super::keys::Key;
use super::look::Look;
use super::page::{Asks, Mouse, Page};
use super::story::{Story, View};
use find::Find;
use kernel::{SimDuration, SimTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use reports::words::length;
use std::sync::Arc;

/// The panels, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// Where everything runs, and how it fares.
    Topology,
    /// Journeys with what they served lately.
    Journeys,
    /// Why the chosen journey is down.
    Why,
    /// What happened.
    Events,
    /// The status page beside the truth.
    Page,
    /// What it has cost by now.
    Score,
    /// The selected component or place, closely.
    Inspector,
    /// What was published about the outage.
    Milestones,
}

impl Panel {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Topology,
        Self::Journeys,
        Self::Why,
        Self::Events,
        Self::Page,
        Self::Score,
        Self::Inspector,
        Self::Milestones,
    ];
}

/// What is looked at, and how.
#[derive(Debug, Clone)]
pub struct Replay {
    /// The run.
    pub story: Arc<Story>,
    /// The instant that is looked at.
    pub at: SimTime,
    /// The instant that was looked at before the last move.
    pub before: SimTime,
    /// Whether time goes on by itself.
    pub playing: bool,
    /// Index of [`SPEEDS`].
    pub speed: usize,
    /// The stretch that the timeline shows.
    pub span: (SimTime, SimTime),
    /// The panel that keys go to.
    pub focus: Panel,
    /// Whether that panel is shown alone.
    pub big: bool,
    /// The journey asked about; `None`: whichever is worst off.
    pub journey: Option<usize>,
    /// The row of the topology that is selected.
    pub selected: usize,
    /// Lines scrolled in the panel that has the focus.
    pub scroll: usize,
    /// Which events are shown and stepped through.
    pub view: View,
    /// What is searched for in them.
    find: Find,
}

/// The closest look.
const SPAN_MIN: SimDuration = SimDuration::from_mins(10);

impl Replay {
    /// At the beginning of a run, all of it in sight.
    #[must_use]
    pub fn new(story: Arc<Story>) -> Self {
        let end = story.end();
        let rows = story.topology_at(SimTime::ZERO);
        Self {
            selected: rows.iter().position(|r| r.component.is_some()).unwrap_or(0),
            story,
            at: SimTime::ZERO,
            before: SimTime::ZERO,
            playing: false,
            speed: SPEED,
            span: (SimTime::ZERO, end),
            focus: Panel::Topology,
            big: false,
            journey: None,
            scroll: 0,
            view: View::default(),
            find: Find::default(),
        }
    }

    /// The same at another instant.
    #[must_use]
    pub fn at(mut self, at: SimTime) -> Self {
        self.seek(at);
        self
    }

    /// The journey that is asked about at this instant.
    #[must_use]
    pub fn asked(&self) -> Option<usize> {
        self.journey.or_else(|| self.story.worst_journey(self.at))
    }
}

impl Page for Replay {
    fn name(&self) -> &'static str {
        "REPLAY"
    }

    fn head(&self) -> (String, String) {
        let outcome = &self.story.life.outcome;
        let play = if self.playing { "|>" } else { "||" };
        let speed = length(SimDuration::from_secs(SPEEDS[self.speed]));
        let at = self.story.clock.both(self.at);
        (
            format!("{} x {}", outcome.outage, outcome.architecture),
            format!("{at}  {play} {speed}/s"),
        )
    }

    fn keys(&self) -> &'static [Key] {
        keys::KEYS
    }

    fn act(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
        update::act(self, id, argument, asks)
    }

    fn close(&mut self) -> bool {
        if self.find.is_on() {
            self.find = Find::default();
            return true;
        }
        self.scroll = 0;
        std::mem::take(&mut self.big)
    }

    fn mouse(&mut self, event: Mouse, area: Rect, _asks: &mut Asks) {
        mouse::act(self, event, area);
    }

    fn moves(&self) -> bool {
        self.playing
    }

    fn pass(&mut self, real: SimDuration) {
        self.let_pass(real);
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        draw::draw(buffer, self, look, area);
    }

    fn told(&self) -> Vec<String> {
        told::told(self)
    }
}
