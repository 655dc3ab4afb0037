//! What every screen is to the program round it: something that can be drawn, told, and asked to do things.
//!
//! A page is pure: it knows no clock, no file and no terminal. What it cannot do itself it asks for.

use super::home::Recent;
use super::keys::Key;
use super::look::Look;
use super::work::{Job, Product};
use kernel::SimDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::fmt::Debug;
use std::path::PathBuf;

/// One screen.
pub trait Page: Debug + Send {
    /// Its name in the top row, in capitals: `REPLAY`.
    fn name(&self) -> &'static str;

    /// The rest of the top row: where and when, left and right.
    fn head(&self) -> (String, String);

    /// Its commands; the common ones come after them.
    fn keys(&self) -> &'static [Key];

    /// Called once when it comes up for the first time.
    fn begin(&mut self, _asks: &mut Asks) {}

    /// Called when the page above it has been left.
    fn again(&mut self, _asks: &mut Asks) {}

    /// Does a command of its table, with what was typed after its name or into a prompt of that name. Whether it knows the
    /// command.
    fn act(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool;

    /// Closes what is open on it (a zoomed panel, a filter); `false` if nothing is, and the page itself is to be left.
    fn close(&mut self) -> bool {
        false
    }

    /// The mouse did something in the area it is drawn in.
    fn mouse(&mut self, _event: Mouse, _area: Rect, _asks: &mut Asks) {}

    /// Whether time moves something on it.
    fn moves(&self) -> bool {
        false
    }

    /// So much real time has passed; called only while it [`Self::moves`].
    fn pass(&mut self, _real: SimDuration) {}

    /// Work that it asked for is done.
    fn done(&mut self, _product: Product, _asks: &mut Asks) {}

    /// Draws it into this area, which may be of any size, also empty.
    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look);

    /// The same in sentences, one per line, for the line mode, copies and Markdown: nothing may be on the screen only.
    fn told(&self) -> Vec<String>;
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// Where.
    pub at: Position,
    /// What.
    pub what: Button,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// The left button went down.
    Down,
    /// It moved with the left button held.
    Drag,
    /// The wheel turned up.
    WheelUp,
    /// The wheel turned down.
    WheelDown,
}

/// What a page wants from the program.
#[derive(Debug)]
pub enum Ask {
    /// To be left.
    Leave,
    /// Another page on top of it.
    Open(Box<dyn Page>),
    /// Another page in its place.
    Replace(Box<dyn Page>),
    /// Something computed; a piece of work under way is given up for it.
    Work(Job),
    /// A line typed by the user; it comes back as the argument of this command.
    Prompt(Prompt),
    /// A line said at the bottom until the next key.
    Say(String),
    /// A text put into the terminal's clipboard.
    Copy(String),
    /// A file written; where it stands is said.
    Write {
        /// Its name, as the user typed it.
        path: String,
        /// What is in it.
        text: String,
    },
    /// A run kept among those that were looked at lately.
    Remember {
        /// In this file.
        file: PathBuf,
        /// The run.
        run: Box<Recent>,
    },
    /// New files written, all of them or none: where one stands already, that is said instead.
    Create {
        /// Their names and texts.
        files: Vec<(String, String)>,
        /// What is said when they stand there.
        done: String,
    },
    /// The end of the program.
    Quit,
}

/// A line that the user is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The command that gets it.
    pub id: &'static str,
    /// What is asked.
    pub label: String,
    /// What stands there to begin with.
    pub text: String,
    /// Whether the command gets it with every key (a filter), not only when it is whole.
    pub live: bool,
}

/// What a page asked for, in order.
#[derive(Debug, Default)]
pub struct Asks(Vec<Ask>);

impl Asks {
    /// Adds a wish.
    pub fn ask(&mut self, ask: Ask) {
        self.0.push(ask);
    }

    /// Says something at the bottom.
    pub fn say(&mut self, text: impl Into<String>) {
        self.ask(Ask::Say(text.into()));
    }

    /// Opens a page on top.
    pub fn open(&mut self, page: impl Page + 'static) {
        self.ask(Ask::Open(Box::new(page)));
    }

    /// Asks the user for a line.
    pub fn prompt(&mut self, id: &'static str, label: impl Into<String>, text: impl Into<String>) {
        self.ask(Ask::Prompt(Prompt {
            id,
            label: label.into(),
            text: text.into(),
            live: false,
        }));
    }

    /// Asks the user for a line that acts with every key.
    pub fn filter(&mut self, id: &'static str, label: impl Into<String>, text: impl Into<String>) {
        self.ask(Ask::Prompt(Prompt {
            id,
            label: label.into(),
            text: text.into(),
            live: true,
        }));
    }

    /// All of them.
    pub(super) fn take(self) -> Vec<Ask> {
        self.0
    }
}
