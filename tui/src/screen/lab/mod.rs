//! The chaos lab: do something to a run, and see the other future.
//!
//! On the left is what something can be done to, on the right what; the form asks when, for how long and with which
//! numbers. Main stays as it is: what is done goes into a branch, whose future is set beside that of main.

mod choice;
mod diff;
mod draw;
mod form;
mod layout;
mod map;
mod mouse;
mod panels;
mod playhead;
mod save;
mod session;
mod strips;
mod told;
mod update;

pub use choice::Choice;
pub use diff::{Diff, DiffLine, JourneyDiff};
pub use form::Form;
pub use map::{Spot, Target};
pub use session::{Branch, BranchId, Guess, Session, Step};

use super::clock::{self, SPEED, SPEEDS};
use super::keys::{Key, main, more};
use super::look::Look;
use super::page::{Asks, Mouse, Page};
use super::story::Story;
pub use super::work::Bench;
use super::work::{Base, Job, Product};
use crossterm::event::KeyCode::{BackTab, Char, Down, Enter, Left, Right, Tab, Up};
use kernel::{SimDuration, SimTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use reports::words::length;
use search::log::Log;
use std::sync::Arc;

/// The panels, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// What something can be done to.
    Map,
    /// What can be done to it; the form of it once it is chosen.
    Menu,
    /// What was tried.
    Branches,
    /// The branch in view beside main.
    Diff,
    /// What is done in the branch in view.
    Log,
}

impl Panel {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Map, Self::Menu, Self::Branches, Self::Diff, Self::Log];
}

/// The lab as it is looked at.
#[derive(Debug, Clone)]
pub struct Lab {
    /// The run that it was opened from; the future in view once there is another.
    pub story: Arc<Story>,
    /// The instant that is looked at.
    pub at: SimTime,
    /// Whether time goes on by itself.
    pub playing: bool,
    /// How fast.
    pub speed: usize,
    /// The stretch that the strips show; `None`: the whole run.
    pub span: Option<(SimTime, SimTime)>,
    /// What futures are made from, and what can be done; `None`: not there yet.
    pub bench: Option<Arc<Bench>>,
    /// What was tried; `None` as long as there is no bench.
    pub session: Option<Session>,
    /// The branch in view beside main.
    pub diff: Diff,
    /// The panel that keys go to.
    pub focus: Panel,
    /// The line of the map that is chosen.
    pub spot: usize,
    /// The line of the menu that is chosen.
    pub item: usize,
    /// Only what can be done that speaks of this, wherever; empty: what is chosen on the map.
    pub filter: String,
    /// The form that is being filled in.
    pub form: Option<Form>,
    /// Whether somebody is asked if a branch is really to be dropped.
    pub dropping: bool,
    /// Whether somebody was told that what is left now is lost.
    pub warned: bool,
    /// What was written to files already.
    pub saved: Vec<Log>,
    /// Whether differences are shown alone, all of them.
    pub all: bool,
    /// Lines scrolled in the panel that has the focus.
    pub scroll: usize,
}

impl Lab {
    /// From this run, at this instant.
    #[must_use]
    pub fn new(story: Arc<Story>, at: SimTime) -> Self {
        Self {
            diff: Diff::of(&story, &story),
            story,
            at,
            playing: false,
            speed: SPEED,
            span: None,
            bench: None,
            session: None,
            focus: Panel::Map,
            spot: 0,
            item: 0,
            filter: String::new(),
            form: None,
            dropping: false,
            warned: false,
            saved: Vec::new(),
            all: false,
            scroll: 0,
        }
    }

    /// The tree of what something can be done to.
    #[must_use]
    pub fn spots(&self) -> Vec<Spot> {
        map::spots(&self.story, self.at)
    }

    /// The end of whichever run is longer, main's or that of the branch in view.
    #[must_use]
    pub fn end(&self) -> SimTime {
        let main = self.session.as_ref().and_then(|s| s.story(s.main().id));
        main.map_or(self.story.end(), |m| m.end().max(self.story.end()))
    }

    /// The stretch that the strips show.
    #[must_use]
    pub fn shown_span(&self) -> (SimTime, SimTime) {
        self.span.unwrap_or((SimTime::ZERO, self.end()))
    }
}

/// The keys of the lab.
const KEYS: &[Key] = &[
    main(
        "choose",
        &[Enter],
        "Enter",
        "choose",
        "takes what is selected: a place, something to do, a line of the form to be typed, `do it`",
    ),
    main("next-panel", &[Tab], "Tab", "panel", "the next panel"),
    more(
        "previous-panel",
        &[BackTab],
        "Shift-Tab",
        "panel before",
        "the panel before",
    ),
    main(
        "find",
        &[Char('/')],
        "/",
        "find",
        "everything that can be done, wherever, that speaks of this: find power",
    ),
    main(
        "fork",
        &[Char('f')],
        "f",
        "fork",
        "a branch from this instant: it knows what is done by now and nothing later",
    ),
    main(
        "undo",
        &[Char('u')],
        "u",
        "undo",
        "takes back what was done last in this branch",
    ),
    more(
        "redo",
        &[Char('U')],
        "U",
        "redo",
        "does again what was undone last",
    ),
    main(
        "drop",
        &[Char('X')],
        "X",
        "drop",
        "drops this branch; n keeps it, y is the sure answer",
    ),
    main(
        "differences",
        &[Char('D')],
        "D",
        "all",
        "all differences from main, alone; again: back",
    ),
    main(
        "save-test",
        &[Char('s')],
        "s",
        "save test",
        "a regression test that `zonefall check` runs: save-test zone-b",
    ),
    main(
        "save",
        &[Char('m')],
        "m",
        "save",
        "this branch as a commands file, which can be run, and put wherever an outage is: save zone-b.yaml",
    ),
    more(
        "rename",
        &[Char('r')],
        "r",
        "rename",
        "another name for this branch: rename zone-b-too",
    ),
    more(
        "keep",
        &[Char('K')],
        "K",
        "keep as main",
        "from now on branches are set beside this one",
    ),
    more(
        "replay",
        &[Char('v')],
        "v",
        "replay",
        "the run of this branch on a screen of its own",
    ),
    more(
        "yes",
        &[Char('Y')],
        "Y",
        "yes",
        "an answer: it will be down longer; the branch is to be dropped (y does the same while you are asked)",
    ),
    more(
        "no",
        &[Char('n'), Char('N')],
        "n",
        "no",
        "an answer: it will not be down longer; the branch stays",
    ),
    more("up", &[Up, Char('k')], "Up", "up", "up in the panel"),
    more(
        "down",
        &[Down, Char('j')],
        "Down",
        "down",
        "down in the panel",
    ),
    more(
        "left",
        &[Left, Char('h')],
        "Left",
        "back",
        "a step back in time; in the form, less of it",
    ),
    more(
        "right",
        &[Right, Char('l')],
        "Right",
        "on",
        "a step on in time; in the form, more of it",
    ),
    clock::FAR_BACK,
    clock::FAR_ON,
    more(
        "previous-event",
        &[Char(',')],
        ",",
        "event before",
        "to the event before",
    ),
    more(
        "next-event",
        &[Char('.')],
        ".",
        "event",
        "to the next event",
    ),
    more(
        "previous-turn",
        &[Char('[')],
        "[",
        "turn before",
        "to the turning point before",
    ),
    more(
        "next-turn",
        &[Char(']')],
        "]",
        "turning point",
        "to the next turning point: somebody acts, a journey goes down or comes back",
    ),
    more(
        "first-difference",
        &[Char('d')],
        "d",
        "where they part",
        "to the first difference from main",
    ),
    clock::BEGIN,
    clock::END,
    more("play", &[Char(' ')], "Space", "play", "plays or pauses"),
    clock::FASTER,
    clock::SLOWER,
    more(
        "zoom-in",
        &[Char('='), Char('+')],
        "=",
        "closer",
        "a closer look at the time round the playhead",
    ),
    clock::ZOOM_OUT,
    clock::ZOOM_ALL,
    more(
        "goto",
        &[Char('g')],
        "g",
        "go to",
        "to an instant: goto 2:40, goto +3h, goto 50%",
    ),
    more(
        "set",
        &[],
        "",
        "set",
        "types the line of the form that is selected: set 15m",
    ),
];

impl Page for Lab {
    fn name(&self) -> &'static str {
        "LAB"
    }

    fn head(&self) -> (String, String) {
        let play = if self.playing { "|>" } else { "||" };
        let speed = length(SimDuration::from_secs(SPEEDS[self.speed]));
        let at = self.story.clock.both(self.at);
        let outcome = &self.story.life.outcome;
        let branch = self.session.as_ref().map_or(String::new(), |s| {
            let now = s.current();
            match now.parent.and_then(|p| s.branch(p)) {
                Some(parent) => {
                    let from = reports::words::minutes(now.from);
                    format!("branch {} from {} @ {from}", now.name, parent.name)
                }
                None => format!("branch {}", now.name),
            }
        });
        (
            format!("{}  {at} {play} {speed}/s", outcome.architecture),
            branch,
        )
    }

    fn keys(&self) -> &'static [Key] {
        KEYS
    }

    fn begin(&mut self, asks: &mut Asks) {
        if self.bench.is_none() {
            let base = Base(Arc::clone(&self.story));
            asks.ask(super::page::Ask::Work(Job::Bench(base)));
        }
    }

    fn act(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
        update::act(self, id, argument, asks)
    }

    fn close(&mut self) -> bool {
        self.close_one()
    }

    fn mouse(&mut self, event: Mouse, area: Rect, asks: &mut Asks) {
        self.pointed(event, area, asks);
    }

    fn moves(&self) -> bool {
        self.playing
    }

    fn pass(&mut self, real: SimDuration) {
        self.let_pass(real);
    }

    fn done(&mut self, product: Product, asks: &mut Asks) {
        self.take(product, asks);
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        draw::draw(buffer, self, look, area);
    }

    fn told(&self) -> Vec<String> {
        told::told(self)
    }
}
