//! Where one begins: pick an outage and a design, see what is known of them, go on from there.
//!
//! The page holds what was read before it came up, and what is chosen in it; what is lived through is a job.

mod data;
mod draw;
mod layout;
mod panels;
pub mod recent;
mod update;

pub use data::{Design, HomeData, OutageEntry, Places, load};
pub use recent::Recent;

use super::keys::{Key, main, more};
use super::look::Look;
use super::page::{Asks, Button, Mouse, Page};
use super::work::{Product, Setup};
use crate::cli::{Circumstances, LuckArg};
use crossterm::event::KeyCode::{
    BackTab, Char, Down, End, Enter, Home as HomeKey, PageDown, PageUp, Tab, Up,
};
use layout::Layout;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The panels, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pane {
    /// Designs to choose from.
    Designs,
    /// Outages to choose from.
    Outages,
    /// Runs that were looked at lately.
    Recent,
    /// What is known of the chosen outage.
    Brief,
    /// What is known of the chosen design.
    About,
    /// What can be done from here.
    Start,
}

impl Pane {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Designs,
        Self::Outages,
        Self::Recent,
        Self::Brief,
        Self::About,
        Self::Start,
    ];
}

/// What is chosen in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Choice {
    /// Only rows that speak of this are shown.
    filter: String,
    /// The chosen row, of all.
    at: usize,
}

/// What the run that is being computed is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Replay,
    Predict,
    Lab,
}

/// The chosen outage and design, and how they meet.
#[derive(Debug)]
pub struct Home {
    data: HomeData,
    outages: Choice,
    designs: Choice,
    recent: Choice,
    /// The design to compare with.
    marked: Option<usize>,
    /// Seed, luck and region; the outage is the chosen one.
    circumstances: Circumstances,
    focus: Pane,
    /// Whether that panel is shown alone.
    big: bool,
    /// Lines left out at the top of what is known.
    scroll: usize,
    wanted: Option<Wanted>,
}

/// The design that a newcomer meets first: the simplest.
const FIRST: &str = "one-egg";

impl Home {
    /// With the simplest design and the outage of the tour chosen.
    #[must_use]
    pub fn new(data: HomeData) -> Self {
        let first = data.designs.iter().position(|d| d.typed == FIRST);
        let toured = |o: &OutageEntry| o.id == crate::cli::DEFAULT_OUTAGE;
        let outage = data.outages.iter().position(toured);
        Self {
            data,
            outages: Choice {
                at: outage.unwrap_or(0),
                ..Choice::default()
            },
            designs: Choice {
                at: first.unwrap_or(0),
                ..Choice::default()
            },
            recent: Choice::default(),
            marked: None,
            circumstances: crate::cli::Tour::default().circumstances,
            focus: Pane::Designs,
            big: false,
            scroll: 0,
            wanted: None,
        }
    }

    fn choice(&self, pane: Pane) -> Option<&Choice> {
        match pane {
            Pane::Designs => Some(&self.designs),
            Pane::Outages => Some(&self.outages),
            Pane::Recent => Some(&self.recent),
            Pane::Brief | Pane::About | Pane::Start => None,
        }
    }

    const fn choice_mut(&mut self, pane: Pane) -> Option<&mut Choice> {
        match pane {
            Pane::Designs => Some(&mut self.designs),
            Pane::Outages => Some(&mut self.outages),
            Pane::Recent => Some(&mut self.recent),
            Pane::Brief | Pane::About | Pane::Start => None,
        }
    }

    /// Rows of a list that its filter lets through.
    fn rows(&self, pane: Pane) -> Vec<usize> {
        let wanted = self.choice(pane).map_or("", |c| &c.filter).to_lowercase();
        let texts: Vec<String> = match pane {
            Pane::Designs => self.data.designs.iter().map(text_of_design).collect(),
            Pane::Outages => self.data.outages.iter().map(text_of_outage).collect(),
            Pane::Recent => self.data.recent.iter().map(panels::recent_said).collect(),
            Pane::Brief | Pane::About | Pane::Start => Vec::new(),
        };
        let fits = |(_, text): &(usize, String)| text.to_lowercase().contains(&wanted);
        let all = texts.into_iter().enumerate();
        all.filter(fits).map(|(i, _)| i).collect()
    }

    fn outage(&self) -> Option<&OutageEntry> {
        self.data.outages.get(self.outages.at)
    }

    fn design(&self) -> Option<&Design> {
        self.data.designs.get(self.designs.at)
    }

    /// A design under the chosen outage.
    fn setup_of(&self, design: &str) -> Setup {
        let outage = self.outage().map(|o| o.id.clone());
        Setup {
            architecture: design.to_owned(),
            circumstances: Circumstances {
                outage: outage.unwrap_or_else(|| self.circumstances.outage.clone()),
                ..self.circumstances.clone()
            },
            zone: None,
        }
    }

    /// What Enter and the other keys go on with: the chosen run where runs are listed, else the chosen design.
    fn setup(&self) -> Option<Setup> {
        match self.focus {
            Pane::Recent => Some(self.data.recent.get(self.recent.at)?.setup()),
            Pane::Designs | Pane::Outages | Pane::Brief | Pane::About | Pane::Start => {
                Some(self.setup_of(&self.design()?.typed))
            }
        }
    }
}

fn text_of_design(d: &Design) -> String {
    format!("{} {} {}", d.typed, d.teaches, d.rents)
}

fn text_of_outage(o: &OutageEntry) -> String {
    format!("{} {} {} {}", o.id, o.title, o.when, o.brief)
}

/// The keys of the screen one begins with.
const KEYS: &[Key] = &[
    main(
        "replay",
        &[Enter],
        "Enter",
        "replay",
        "lives the chosen design through the chosen outage, to be watched and asked why",
    ),
    main(
        "predict",
        &[Char('p')],
        "p",
        "predict",
        "says first what will happen, then shows it and what you were right about",
    ),
    main(
        "matrix",
        &[Char('x')],
        "x",
        "matrix",
        "every design under this outage, many times: who comes through",
    ),
    more(
        "mark",
        &[Char(' ')],
        "Space",
        "mark",
        "marks the chosen design as the one to compare with, or no longer",
    ),
    main(
        "compare",
        &[Char('c')],
        "c",
        "compare",
        "the chosen design beside the marked one: compare two-zones",
    ),
    main(
        "filter",
        &[Char('/')],
        "/",
        "filter",
        "shows only rows that speak of it; Esc shows all",
    ),
    main("next-pane", &[Tab], "Tab", "list", "the next panel"),
    main(
        "lab",
        &[Char('l')],
        "l",
        "lab",
        "breaks anything at any time, and compares the futures",
    ),
    main(
        "distribution",
        &[Char('d')],
        "d",
        "distribution",
        "the same with many seeds: how long, how often, how surely",
    ),
    more(
        "previous-pane",
        &[BackTab],
        "Shift-Tab",
        "panel before",
        "the panel before",
    ),
    more("up", &[Up, Char('k')], "Up", "up", "the row above"),
    more("down", &[Down, Char('j')], "Down", "down", "the row below"),
    more("page-up", &[PageUp], "PgUp", "up", "eight rows up"),
    more("page-down", &[PageDown], "PgDn", "down", "eight rows down"),
    more(
        "first",
        &[HomeKey, Char('g')],
        "Home",
        "first",
        "the first row",
    ),
    more("last", &[End, Char('G')], "End", "last", "the last row"),
    more(
        "pick",
        &[],
        "",
        "pick",
        "the row of that number in this list: pick 3",
    ),
    more(
        "big",
        &[Char('z')],
        "z",
        "big",
        "this panel alone, or all again",
    ),
    more(
        "seed",
        &[Char('s')],
        "s",
        "seed",
        "the seed of all chance: seed 7; the same seed gives the same run",
    ),
    more(
        "luck",
        &[Char('u')],
        "u",
        "luck",
        "given that something of it is hit (touched), or as the dice fall (drawn)",
    ),
    more(
        "onto",
        &[Char('o')],
        "o",
        "onto",
        "the region that the outage strikes: onto aws/us-east-1; empty: the design's home",
    ),
    more(
        "open",
        &[],
        "",
        "open",
        "any architecture, by its name or file: open my.yaml",
    ),
];

impl Page for Home {
    fn name(&self) -> &'static str {
        "HOME"
    }

    fn head(&self) -> (String, String) {
        let c = &self.circumstances;
        let luck = match c.luck {
            LuckArg::Touched => "given a hit",
            LuckArg::Drawn => "as the dice fall",
        };
        let onto = c.onto.as_ref().map(|r| format!(", onto {r}"));
        (
            "pick an outage and a design".to_owned(),
            format!("seed {}, {luck}{}", c.seed, onto.unwrap_or_default()),
        )
    }

    fn keys(&self) -> &'static [Key] {
        KEYS
    }

    fn begin(&mut self, asks: &mut Asks) {
        if !self.data.notes.is_empty() {
            asks.say(self.data.notes.join("; "));
        }
    }

    fn act(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
        self.do_command(id, argument, asks)
    }

    fn close(&mut self) -> bool {
        if std::mem::take(&mut self.big) {
            return true;
        }
        match self.choice_mut(self.focus) {
            Some(choice) if !choice.filter.is_empty() => {
                choice.filter.clear();
                true
            }
            Some(_) | None => false,
        }
    }

    fn mouse(&mut self, event: Mouse, area: Rect, asks: &mut Asks) {
        let layout = Layout::of(self, area);
        let Some((pane, inner)) = layout.hit(event.at) else {
            return;
        };
        match event.what {
            Button::WheelUp | Button::WheelDown => {
                self.look_at(pane);
                let id = match event.what {
                    Button::WheelUp => "up",
                    Button::WheelDown | Button::Down | Button::Drag => "down",
                };
                self.do_command(id, None, asks);
            }
            Button::Down => self.pointed(pane, inner, event.at, asks),
            Button::Drag => {}
        }
    }

    fn done(&mut self, product: Product, asks: &mut Asks) {
        self.go_on(product, asks);
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        draw::draw(buffer, self, look, area);
    }

    fn told(&self) -> Vec<String> {
        panels::told(self)
    }
}
