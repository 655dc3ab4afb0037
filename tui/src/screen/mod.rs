//! The full-screen program: the same functions as the commands, looked at in a terminal.
//!
//! `app::update` and `app::draw` are pure: they know no clock, no file and no terminal, so that every screen can be tested as
//! text. The loop in `terminal` reads keys, lets time pass, hands out work and draws.

pub mod app;
pub mod clock;
pub mod compare;
pub mod debrief;
pub mod distribution;
pub mod guard;
pub mod home;
pub mod keys;
pub mod lab;
pub mod look;
pub mod matrix;
pub mod page;
pub mod plain;
pub mod predict;
pub mod replay;
pub mod split;
pub mod story;
mod terminal;
pub mod theme;
pub mod work;

pub use look::Look;
pub use terminal::run;

use crate::cli::screen::LookArgs;
use crate::failure::Failure;
use page::Page;
use std::io::{stdin, stdout};
use std::sync::Arc;
use work::{Ask, Failed, Grid, Rooms, Setup, Ticker, Versus};

/// The screen that the program opens with.
#[derive(Debug)]
pub enum First {
    /// Where one picks an outage and a design, which are looked for in these places too.
    Home(home::Places),
    /// One run.
    Replay(Setup),
    /// Many runs: of what, and the seed after the last.
    Distribution(Ask, u64),
    /// Architectures by outages.
    Matrix(Grid),
    /// Two architectures under the same outage.
    Compare(Versus),
    /// The chaos lab with one run, at its beginning.
    Lab(Setup),
}

/// Opens the full screen, or goes line by line if that was asked for.
///
/// # Errors
/// When there is no terminal, or what is to be looked at cannot be made.
pub fn open(first: First, look: &LookArgs) -> Result<(), Failure> {
    if look.plain {
        let rooms = Rooms::new()?;
        let page = first_page(first, &rooms)?;
        return plain::run(page, &rooms, &mut stdin().lock(), &mut stdout().lock());
    }
    if !guard::there_is_a_terminal() {
        let text = "error: the full screen needs a terminal\n  = help: --plain goes line by line, and without --tui it is text";
        return Err(Failure::Invalid(text.to_owned()));
    }
    let rooms = Arc::new(Rooms::new()?.keeping());
    let page = first_page(first, &rooms)?;
    terminal::run(page, look.look(), rooms)
}

/// The screen that the program opens with, ready to be drawn: what cannot be made is told before the terminal is taken.
///
/// # Errors
/// When what is to be looked at cannot be made.
pub fn first_page(first: First, rooms: &Rooms) -> Result<Box<dyn Page>, Failed> {
    match first {
        First::Home(places) => Ok(Box::new(home::Home::new(home::load(rooms, &places)))),
        First::Replay(setup) => {
            let story = work::story(&setup, rooms, &Ticker::default())?;
            Ok(Box::new(replay::Replay::new(Arc::new(story))))
        }
        First::Distribution(ask, until) => {
            ask.check(rooms)?;
            Ok(Box::new(distribution::Distribution::of(ask, until)))
        }
        First::Compare(versus) => {
            versus.check(rooms)?;
            Ok(Box::new(compare::Compare::of(versus)))
        }
        First::Matrix(grid) => {
            grid.check(rooms)?;
            Ok(Box::new(matrix::Matrix::of(grid, None)))
        }
        First::Lab(setup) => {
            let story = work::story(&setup, rooms, &Ticker::default())?;
            let lab = lab::Lab::new(Arc::new(story), kernel::SimTime::ZERO);
            Ok(Box::new(lab))
        }
    }
}
