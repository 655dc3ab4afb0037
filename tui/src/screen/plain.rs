//! Line by line instead of the full screen: for screen readers, simple terminals, and pipes.
//!
//! The same screens and commands, told in sentences that are only ever added: a line is read, and what it changed is said.
//! Time does not run by itself here.

use super::app::{App, Effect, Message, update};
use super::home::recent;
use super::keys::{COMMON, Key};
use super::look::Look;
use super::page::Page;
use super::terminal::{created, written};
use super::work::{Rooms, Ticker, perform};
use crate::failure::Failure;
use ratatui::layout::Size;
use std::io::{BufRead, Write};

/// Runs the program on these streams until it is left or there is nothing more to read.
///
/// # Errors
/// When the streams cannot be used.
pub fn run(
    page: Box<dyn Page>,
    rooms: &Rooms,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (mut app, effects) = App::new(page, Look::default(), Size::new(80, 24));
    let mut talk = Talk {
        rooms,
        out,
        told: Vec::new(),
        page: String::new(),
    };
    talk.perform(&mut app, effects)?;
    talk.tell(&mut app)?;
    let mut line = String::new();
    while !app.ended {
        talk.ask(&app)?;
        line.clear();
        if input.read_line(&mut line)? == 0 {
            break;
        }
        talk.line(&mut app, line.trim())?;
        talk.tell(&mut app)?;
    }
    Ok(())
}

/// What was said so far.
struct Talk<'a> {
    rooms: &'a Rooms,
    out: &'a mut dyn Write,
    /// What the screen in view said last.
    told: Vec<String>,
    /// Its name then.
    page: String,
}

impl Talk<'_> {
    fn ask(&mut self, app: &App) -> Result<(), Failure> {
        match app.asked() {
            Some(prompt) => write!(self.out, "{}: ", prompt.label)?,
            None => write!(self.out, "> ")?,
        }
        self.out.flush()?;
        Ok(())
    }

    fn line(&mut self, app: &mut App, line: &str) -> Result<(), Failure> {
        if let Some(prompt) = app.asked() {
            let command = format!("{} {line}", prompt.id);
            return self.message(app, Message::Command(command));
        }
        match line {
            "" | "again" => self.told.clear(),
            "?" | "help" => self.help(app)?,
            "quit" | "exit" => app.ended = true,
            "q" => self.message(app, Message::Command("leave".to_owned()))?,
            number if number.parse::<usize>().is_ok() && picks(app) => {
                self.message(app, Message::Command(format!("pick {number}")))?;
            }
            command => self.message(app, Message::Command(with_key(app, command)))?,
        }
        Ok(())
    }

    fn help(&mut self, app: &App) -> Result<(), Failure> {
        let own = app.page().map_or(&[][..], |p| p.keys());
        let useless = [
            "theme", "glyphs", "mouse", "redraw", "suspend", "palette", "help",
        ];
        writeln!(self.out, "Commands, by name or by key:")?;
        for key in own
            .iter()
            .chain(COMMON)
            .filter(|k| !useless.contains(&k.id))
        {
            writeln!(self.out, "{}", entry(key))?;
        }
        if picks(app) {
            writeln!(self.out, "A number picks from the list.")?;
        }
        writeln!(self.out, "An empty line says everything again.")?;
        Ok(())
    }

    fn message(&mut self, app: &mut App, message: Message) -> Result<(), Failure> {
        let effects = update(app, message);
        self.perform(app, effects)
    }

    fn perform(&mut self, app: &mut App, effects: Vec<Effect>) -> Result<(), Failure> {
        for effect in effects {
            match effect {
                Effect::Start(id, job) => {
                    writeln!(self.out, "({} ...)", job.label())?;
                    self.out.flush()?;
                    let result = perform(job, self.rooms, &Ticker::default());
                    self.message(app, Message::Done(id, result))?;
                }
                Effect::Copy(text) => writeln!(self.out, "{text}")?,
                Effect::Write { path, text } => writeln!(self.out, "{}", written(&path, &text))?,
                Effect::Remember { file, run } => {
                    if let Err(failure) = recent::remember(&file, *run) {
                        writeln!(self.out, "{}", failure.plain())?;
                    }
                }
                Effect::Create { files, done } => writeln!(self.out, "{}", created(&files, done))?,
                Effect::Cancel | Effect::Mouse(_) | Effect::Suspend | Effect::Redraw => {}
            }
        }
        Ok(())
    }

    /// Says what is new since it was said last: everything on a new screen, else the lines that were not there.
    fn tell(&mut self, app: &mut App) -> Result<(), Failure> {
        if app.page().is_some_and(Page::moves) {
            self.message(app, Message::Command("play".to_owned()))?;
            writeln!(
                self.out,
                "Time does not run here; commands such as next-event go on."
            )?;
        }
        if let Some(said) = app.said.take() {
            writeln!(self.out, "{said}")?;
        }
        let Some(page) = app.page().filter(|_| !app.ended) else {
            return Ok(());
        };
        let (left, right) = page.head();
        let name = format!("{} {left}", page.name());
        let told = page.told();
        if self.told.is_empty() || name != self.page {
            writeln!(self.out, "\n{name}. {right}")?;
            for line in &told {
                writeln!(self.out, "{line}")?;
            }
            writeln!(self.out, "(? lists commands)")?;
        } else if told != self.told {
            writeln!(self.out, "{right}")?;
            for line in told.iter().filter(|l| !self.told.contains(l)) {
                writeln!(self.out, "{line}")?;
            }
        }
        (self.told, self.page) = (told, name);
        Ok(())
    }
}

/// Whether the screen in view has a list that numbers pick from.
fn picks(app: &App) -> bool {
    app.page()
        .is_some_and(|p| p.keys().iter().any(|k| k.id == "pick"))
}

/// A command with its key, as one line.
fn entry(key: &Key) -> String {
    match key.shown {
        "" => format!("  {}: {}", key.id, key.help),
        shown => format!("  {} ({shown}): {}", key.id, key.help),
    }
}

/// What was typed, with a key taken for its command.
fn with_key(app: &App, typed: &str) -> String {
    let own = app.page().map_or(&[][..], |p| p.keys());
    let found = own
        .iter()
        .chain(COMMON)
        .find(|k| !k.shown.is_empty() && k.shown == typed);
    found.map_or_else(|| typed.to_owned(), |k| k.id.to_owned())
}
