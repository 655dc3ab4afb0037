//! What a replay shows at its instant, worked out once for a picture.

use super::Replay;
use crate::screen::look::Look;
use crate::screen::story::{JourneyNow, Mark, PageNow, Row, StoreNow, Story};
use kernel::SimTime;
use ratatui::style::Style;

/// What there is to show.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    /// How it is looked at.
    pub replay: &'a Replay,
    /// The run.
    pub story: &'a Story,
    /// The instant.
    pub at: SimTime,
    /// The topology.
    pub rows: Vec<Row>,
    /// The journeys.
    pub journeys: Vec<JourneyNow<'a>>,
    /// The status page and the truth.
    pub page: PageNow<'a>,
    /// The stores.
    pub stores: Vec<StoreNow>,
    /// The journey that is asked about: the chosen one, else the one that is down longest.
    pub asked: Option<usize>,
}

impl<'a> Scene<'a> {
    /// Of a replay at its instant.
    pub fn new(replay: &'a Replay) -> Self {
        let story: &Story = &replay.story;
        let at = replay.at;
        Self {
            replay,
            story,
            at,
            rows: story.topology_at(at),
            journeys: story.journeys_at(at),
            page: story.page_at(at),
            stores: story.stores_at(at),
            asked: replay.asked(),
        }
    }

    /// `00:47`, or the time since the start where there is no clock.
    pub fn clock(&self, t: SimTime) -> String {
        let local = self.story.clock.local(t);
        local.unwrap_or_else(|| reports::words::minutes(t))
    }

    /// The selected row of the topology.
    pub fn selected(&self) -> Option<&Row> {
        self.rows.get(self.replay.selected)
    }
}

/// A line of a panel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// What it says.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// From this character on it is a strip, whose characters have looks of their own.
    pub strip: Option<usize>,
    /// What a click on it does.
    pub hit: Option<Hit>,
}

/// What a click on a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    /// Selects a row of the topology.
    Row(usize),
    /// Asks about a journey.
    Journey(usize),
    /// Goes to an instant.
    Instant(SimTime),
}

impl Line {
    /// A line that needs no attention.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::styled(text, Style::new())
    }

    /// A line that looks like this.
    pub fn styled(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
            strip: None,
            hit: None,
        }
    }

    /// A line about a state.
    pub fn marked(text: impl Into<String>, mark: Mark, look: &Look) -> Self {
        Self::styled(text, look.theme.mark(mark))
    }

    /// The same with a strip behind it.
    pub fn with_strip(mut self, strip: &str) -> Self {
        self.strip = Some(self.text.chars().count());
        self.text.push_str(strip);
        self
    }

    /// The same with something that a click does.
    pub fn on_click(self, hit: Hit) -> Self {
        Self {
            hit: Some(hit),
            ..self
        }
    }
}

/// A text over several lines, those after the first set in.
pub(super) fn paragraph(text: &str, indent: usize, width: usize, style: Style) -> Vec<Line> {
    let lead: String = text.chars().take_while(|c| *c == ' ').collect();
    // The indent of the first line counts, which wrapping would swallow.
    let room = width.saturating_sub(lead.len()).max(8);
    let rest = indent.saturating_sub(lead.len());
    let lines = crate::screen::look::wrapped(text, rest, room);
    lines
        .into_iter()
        .map(|line| Line::styled(format!("{lead}{line}"), style))
        .collect()
}

/// How a character of a strip looks.
pub(super) fn strip_style(symbol: char, look: &Look) -> Style {
    match symbol {
        '#' | ' ' => Style::new(),
        '5'..='9' | '~' => look.theme.mark(Mark::Part),
        'r' => look.theme.mark(Mark::Making),
        '?' => look.theme.mark(Mark::Unknown),
        _ => look.theme.mark(Mark::Down),
    }
}
