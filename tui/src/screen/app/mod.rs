//! The program as a value: a stack of screens, what lies over them, and what is under way.

mod draw;
mod export;
mod help;
mod palette;
mod prompt;
mod update;

pub use draw::{body, draw};
pub use export::svg;
pub use update::{Effect, Message, update};

use super::look::Look;
use super::page::{Asks, Page, Prompt};
use super::work::JobId;
use help::Help;
use palette::Palette;
use prompt::Line;
use ratatui::layout::Size;

/// Everything that is shown.
#[derive(Debug)]
pub struct App {
    /// The screens, the one in view last.
    pub pages: Vec<Box<dyn Page>>,
    /// How things look.
    pub look: Look,
    /// The size that was drawn last.
    pub size: Size,
    /// What is said at the bottom until the next key.
    pub said: Option<String>,
    /// Work under way.
    pub pending: Option<Pending>,
    /// Whether the mouse is reported.
    pub mouse: bool,
    /// Whether the program is to end.
    pub ended: bool,
    over: Over,
    jobs: u64,
}

/// Work that somebody waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Which job.
    pub id: JobId,
    /// What it is called.
    pub label: String,
    /// Steps done.
    pub done: usize,
    /// Steps in all; 0 while that is not known.
    pub total: usize,
    /// The screen that asked, by its place in the stack.
    page: usize,
}

/// What lies over the screen in view.
#[derive(Debug, Default)]
enum Over {
    #[default]
    Nothing,
    Help(Help),
    Palette(Palette),
    Line(Line),
}

impl App {
    /// The program with one screen; what that asks for to begin with.
    #[must_use]
    pub fn new(page: Box<dyn Page>, look: Look, size: Size) -> (Self, Vec<Effect>) {
        let mut app = Self {
            pages: vec![page],
            look,
            size,
            said: None,
            pending: None,
            mouse: true,
            ended: false,
            over: Over::Nothing,
            jobs: 0,
        };
        let mut asks = Asks::default();
        if let Some(page) = app.pages.last_mut() {
            page.begin(&mut asks);
        }
        let effects = app.grant(asks);
        (app, effects)
    }

    /// The screen in view.
    #[must_use]
    pub fn page(&self) -> Option<&dyn Page> {
        self.pages.last().map(|p| &**p)
    }

    /// Whether something changes without a key: time that runs, or work under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.pending.is_some() || self.page().is_some_and(Page::moves)
    }

    /// The line that is asked for, if one is.
    #[must_use]
    pub const fn asked(&self) -> Option<&Prompt> {
        match &self.over {
            Over::Line(line) => Some(&line.prompt),
            Over::Nothing | Over::Help(_) | Over::Palette(_) => None,
        }
    }

    /// Whether help, the palette or a prompt lies over the screen.
    #[must_use]
    pub const fn is_covered(&self) -> bool {
        !matches!(self.over, Over::Nothing)
    }
}
