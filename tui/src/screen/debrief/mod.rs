//! The debrief on the screen: what was said and what happened, where it turned, what came through, what to talk about.
//!
//! It is the text of `zonefall run --debrief` in panels. Which built-in design came through is looked for beside the screen.

use super::keys::{Key, main, more};
use super::look::{Look, Shown, is_boxed, lines_at, panel, wrapped};
use super::page::{Ask, Asks, Button, Mouse, Page};
use super::replay::Replay;
use super::story::{Mark, Story};
use super::work::{Job, Product};
use crossterm::event::KeyCode::{BackTab, Char, Down, Enter, PageDown, PageUp, Tab, Up};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use reports::debrief::{Debrief as Told, Line, Rescue, Section, lead_width, sections};
use search::predict::{Judgement, judge};
use search::survivor::{Survivor, came_through};
use std::sync::Arc;

/// A run seen from its end.
#[derive(Debug)]
pub struct Debrief {
    story: Arc<Story>,
    judgement: Judgement,
    rescue: Found,
    /// The section that keys go to.
    focus: usize,
    /// Lines left out at the top of it.
    scroll: usize,
}

/// Which design came through.
#[derive(Debug)]
enum Found {
    NotYet,
    Itself,
    None,
    This(Arc<Survivor>),
}

/// Sections of a debrief.
const SECTIONS: usize = 4;
/// Where the turning points are.
const TURNS: usize = 1;

impl Debrief {
    /// Of this run, with what was predicted of it.
    #[must_use]
    pub fn new(story: Arc<Story>) -> Self {
        Self {
            judgement: judge(&story.arch, &story.life, &story.predictions),
            rescue: match came_through(&story.life) {
                true => Found::Itself,
                false => Found::NotYet,
            },
            story,
            focus: 0,
            scroll: 0,
        }
    }

    fn told_of(&self) -> Told<'_> {
        Told {
            arch: &self.story.arch,
            title: &self.story.title,
            clock: self.story.clock,
            life: &self.story.life,
            tape: &self.story.tape,
            judgement: &self.judgement,
            survivor: match &self.rescue {
                Found::NotYet => Rescue::NotYet,
                Found::Itself => Rescue::Itself,
                Found::None => Rescue::None,
                Found::This(survivor) => Rescue::Found(survivor),
            },
        }
    }

    fn turn(&mut self, by: usize) {
        self.focus = (self.focus + by) % SECTIONS;
        self.scroll = 0;
    }

    fn step(&mut self, by: usize, down: bool) {
        self.scroll = match down {
            true => (self.scroll + by).min(500),
            false => self.scroll.saturating_sub(by),
        };
    }
}

/// The keys of a debrief.
const KEYS: &[Key] = &[
    main("next-section", &[Tab], "Tab", "section", "the next section"),
    more(
        "previous-section",
        &[BackTab],
        "Shift-Tab",
        "section before",
        "the section before",
    ),
    main("down", &[Down, Char('j')], "Down", "on", "a line on"),
    more("up", &[Up, Char('k')], "Up", "up", "a line up"),
    more(
        "page-down",
        &[PageDown, Char(' ')],
        "PgDn",
        "on",
        "ten lines on",
    ),
    more("page-up", &[PageUp], "PgUp", "up", "ten lines up"),
    main(
        "replay",
        &[Enter],
        "Enter",
        "replay",
        "the run again, from its beginning",
    ),
];

impl Page for Debrief {
    fn name(&self) -> &'static str {
        "DEBRIEF"
    }

    fn head(&self) -> (String, String) {
        let outcome = &self.story.life.outcome;
        (
            format!("{} x {}", outcome.outage, outcome.architecture),
            reports::said(&self.story.life),
        )
    }

    fn keys(&self) -> &'static [Key] {
        KEYS
    }

    fn begin(&mut self, asks: &mut Asks) {
        if matches!(self.rescue, Found::NotYet) {
            asks.ask(Ask::Work(Job::Survivor(self.story.setup.clone())));
        }
    }

    fn again(&mut self, asks: &mut Asks) {
        self.begin(asks);
    }

    fn act(&mut self, id: &str, _argument: Option<&str>, asks: &mut Asks) -> bool {
        match id {
            "next-section" => self.turn(1),
            "previous-section" => self.turn(SECTIONS - 1),
            "down" => self.step(1, true),
            "up" => self.step(1, false),
            "page-down" => self.step(10, true),
            "page-up" => self.step(10, false),
            "replay" => asks.open(Replay::new(Arc::clone(&self.story))),
            _ => return false,
        }
        true
    }

    fn mouse(&mut self, event: Mouse, area: Rect, _asks: &mut Asks) {
        match event.what {
            Button::WheelUp => self.step(3, false),
            Button::WheelDown => self.step(3, true),
            Button::Down => {
                let rooms = rooms(self, area);
                let hit = rooms.iter().find(|(_, room)| room.contains(event.at));
                if let Some((section, _)) = hit.filter(|(section, _)| *section != self.focus) {
                    self.focus = *section;
                    self.scroll = 0;
                }
            }
            Button::Drag => {}
        }
    }

    fn done(&mut self, product: Product, _asks: &mut Asks) {
        if let Product::Survivor(found) = product {
            self.rescue = found.map_or(Found::None, Found::This);
        }
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        let sections = sections(&self.told_of());
        let boxed = is_boxed(area);
        for (i, room) in rooms(self, area) {
            let Some(section) = sections.get(i).filter(|_| !room.is_empty()) else {
                continue;
            };
            let focused = i == self.focus;
            let width = usize::from(room.width).saturating_sub(if boxed { 2 } else { 0 });
            let lines = lines(section, width, look);
            let rows = usize::from(room.height).saturating_sub(if boxed { 2 } else { 1 });
            let most = lines.len().saturating_sub(rows);
            let skip = if focused { self.scroll.min(most) } else { 0 };
            let title = match most - skip {
                0 => section.title.to_owned(),
                more => format!("{}  ({more} lines more)", section.title),
            };
            let inner = panel(buffer, room, &title, focused, boxed, look);
            lines_at(buffer, inner, &lines, skip);
        }
    }

    fn told(&self) -> Vec<String> {
        let text = reports::debrief::markdown(&self.told_of());
        // The frame names the screen itself.
        let told = text.lines().skip(2);
        told.map(str::to_owned).collect()
    }
}

/// From so many columns and rows on, sections stand beside each other.
const BESIDE: (u16, u16) = (110, 24);
/// Fewest rows for all sections below each other.
const ALL_ROWS: u16 = 18;

/// Each section in view with its room: turning points on the right where there is much room, else the one with the focus
/// gets what the others can spare.
fn rooms(debrief: &Debrief, area: Rect) -> Vec<(usize, Rect)> {
    if area.height < ALL_ROWS || area.width < 60 {
        return vec![(debrief.focus, area)];
    }
    if area.width >= BESIDE.0 && area.height >= BESIDE.1 {
        let left = area.width / 2;
        let column = Rect {
            width: left,
            ..area
        };
        let right = Rect {
            x: area.x + left,
            width: area.width - left,
            ..area
        };
        let mut out = below(&[0, 2, 3], column, usize::MAX);
        out.push((TURNS, right));
        return out;
    }
    below(&[0, 1, 2, 3], area, debrief.focus)
}

/// Sections below each other, evenly; the one with the focus gets as much again as another.
fn below(which: &[usize], area: Rect, focus: usize) -> Vec<(usize, Rect)> {
    let weight = |section: usize| if section == focus { 3 } else { 1 };
    let all: u16 = which.iter().map(|&s| weight(s)).sum();
    let mut y = area.y;
    let mut out = Vec::new();
    for (i, &section) in which.iter().enumerate() {
        let rest = area.bottom() - y;
        let height = match i + 1 == which.len() {
            true => rest,
            false => (area.height * weight(section) / all.max(1)).min(rest),
        };
        out.push((section, Rect { y, height, ..area }));
        y += height;
    }
    out
}

fn lines(section: &Section, width: usize, look: &Look) -> Vec<Shown> {
    let lead = lead_width(section);
    let one = |line: &Line| {
        let whole = format!(" {} {:<lead$}  ", line.mark, line.lead);
        let indent = whole.chars().count();
        let style = match line.mark {
            'x' => look.theme.mark(Mark::Down),
            _ => Style::new(),
        };
        let room = width.saturating_sub(indent + 1);
        let wrapped = wrapped(&line.text, 0, room);
        wrapped
            .into_iter()
            .enumerate()
            .map(|(i, text)| Shown {
                text: match i {
                    0 => format!("{whole}{text}"),
                    _ => format!("{}{text}", " ".repeat(indent)),
                },
                style,
            })
            .collect::<Vec<_>>()
    };
    section.lines.iter().flat_map(one).collect()
}
