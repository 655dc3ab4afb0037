//! Two architectures on one clock: where they part, how each fares now, and one sentence to paste.
//!
//! One run of both is played; what many runs say of the two is lived when it is asked for.

mod draw;
mod keys;
mod now;
mod panels;
mod trees;
mod update;

use super::clock::{SPEED, SPEEDS};
use super::keys::Key;
use super::look::Look;
use super::page::{Ask as Wish, Asks, Mouse, Page};
use super::story::Story;
use super::work::{Job, Pair, Product, Setup, Versus};
use kernel::{SimDuration, SimTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use reports::words::length;
use std::sync::Arc;

/// The panels, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    /// Both topologies, line by line.
    Trees,
    /// Journeys and what it has cost, with differences.
    Score,
    /// Courses on one axis.
    Strips,
    /// Where they part, and the sentence to paste.
    Says,
}

impl Panel {
    const ALL: [Self; 4] = [Self::Trees, Self::Score, Self::Strips, Self::Says];
}

/// Two architectures on one clock, with the first moment they part.
#[derive(Debug)]
pub struct Compare {
    versus: Versus,
    /// The run in view.
    pair: Option<Arc<Pair>>,
    /// Many runs, once they have been lived.
    many: Option<Arc<Pair>>,
    /// Whether the second of the pair stands on the left.
    swapped: bool,
    /// The instant that is looked at, of the left and of the right one.
    at: [SimTime; 2],
    /// Whether both are the same.
    linked: bool,
    /// The one that keys go to: 0 is the left one.
    side: usize,
    playing: bool,
    /// Index of [`SPEEDS`].
    speed: usize,
    /// The stretch that the strips show.
    span: (SimTime, SimTime),
    /// The journey whose strips are shown, among those of either.
    journey: usize,
    /// Whether lines that are alike are left out.
    differences: bool,
    focus: Panel,
    big: bool,
    scroll: usize,
}

impl Compare {
    /// Two runs of one outage.
    #[must_use]
    pub const fn new(a: Setup, b: Setup) -> Self {
        Self::of(Versus { a, b, over: None })
    }

    /// As it was asked.
    #[must_use]
    pub const fn of(versus: Versus) -> Self {
        Self {
            versus,
            pair: None,
            many: None,
            swapped: false,
            at: [SimTime::ZERO; 2],
            linked: true,
            side: 0,
            playing: false,
            speed: SPEED,
            span: (SimTime::ZERO, SimTime::ZERO),
            journey: 0,
            differences: false,
            focus: Panel::Trees,
            big: false,
            scroll: 0,
        }
    }

    /// The left and the right one, as indices of the pair.
    const fn sides(&self) -> [usize; 2] {
        if self.swapped { [1, 0] } else { [0, 1] }
    }

    /// The run on the left or the right.
    fn story(&self, side: usize) -> Option<&Arc<Story>> {
        Some(&self.pair.as_ref()?.stories[self.sides()[side]])
    }

    /// When both runs have ended.
    fn end(&self) -> SimTime {
        let stories = self.pair.as_ref().map(|p| &p.stories);
        stories.map_or(SimTime::ZERO, |s| s[0].end().max(s[1].end()))
    }

    /// The instant of a side, as far as its own run reaches.
    fn seen(&self, side: usize) -> SimTime {
        let end = self.story(side).map_or(SimTime::ZERO, |s| s.end());
        self.at[side].min(end)
    }

    fn name(&self, side: usize) -> &str {
        let typed = [&self.versus.a, &self.versus.b][self.sides()[side]];
        self.story(side)
            .map_or(&typed.architecture, |s| &s.arch.name)
    }

    fn take(&mut self, pair: Arc<Pair>) {
        let first = self.pair.is_none();
        let many = pair.versus.over.is_some();
        if many {
            self.many = Some(Arc::clone(&pair));
        }
        if first {
            self.show(pair);
        }
    }

    /// Looks at the run of this pair, from the moment they part for users.
    fn show(&mut self, pair: Arc<Pair>) {
        let shown = &pair.comparison.shown;
        let parting = shown.partings.last().map_or(SimTime::ZERO, |p| p.at);
        self.journey = 0;
        self.pair = Some(pair);
        self.at = [parting; 2];
        self.linked = true;
        self.span = (SimTime::ZERO, self.end());
        self.journey = now::first_journey(self);
    }
}

impl Page for Compare {
    fn name(&self) -> &'static str {
        "COMPARE"
    }

    fn head(&self) -> (String, String) {
        let Some(story) = self.story(0) else {
            let (a, b) = (&self.versus.a.architecture, &self.versus.b.architecture);
            return (format!("{a} and {b}"), String::new());
        };
        let play = if self.playing { "|>" } else { "||" };
        let speed = length(SimDuration::from_secs(SPEEDS[self.speed]));
        let at = match self.linked {
            true => story.clock.both(self.at[0]),
            false => "each at its own instant".to_owned(),
        };
        let seed = story.setup.circumstances.seed;
        (
            format!("{}  seed {seed} both", story.life.outcome.outage),
            format!("{at}  {play} {speed}/s"),
        )
    }

    fn keys(&self) -> &'static [Key] {
        keys::KEYS
    }

    fn begin(&mut self, asks: &mut Asks) {
        if self.pair.is_none() {
            asks.ask(Wish::Work(Job::Pair(Box::new(self.versus.clone()))));
        }
    }

    fn act(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
        update::act(self, id, argument, asks)
    }

    fn close(&mut self) -> bool {
        std::mem::take(&mut self.big)
    }

    fn mouse(&mut self, event: Mouse, area: Rect, asks: &mut Asks) {
        draw::mouse(self, event, area, asks);
    }

    fn moves(&self) -> bool {
        self.playing
    }

    fn pass(&mut self, real: SimDuration) {
        update::pass(self, real);
    }

    fn done(&mut self, product: Product, _asks: &mut Asks) {
        if let Product::Pair(pair) = product {
            self.take(pair);
        }
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        draw::draw(buffer, self, look, area);
    }

    fn told(&self) -> Vec<String> {
        panels::told(self)
    }
}
