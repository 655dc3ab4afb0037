//! The loop round the pure program: reads keys, lets time pass, hands out work, and draws when something has changed, at
//! most thirty times a second.

use super::app::{App, Effect, Message, draw, update};
use super::guard::Guard;
use super::home::recent;
use super::look::Look;
use super::page::Page;
use super::work::{Rooms, Worker};
use crate::failure::Failure;
use crate::{output, signals};
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{self, Event};
use crossterm::execute;
use kernel::SimDuration;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Rect, Size};
use std::io::stdout;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest wait for a key while nothing moves.
const IDLE: Duration = Duration::from_millis(250);
/// Time between two pictures while something moves.
const PICTURE: Duration = Duration::from_millis(33);

type Screen = Terminal<CrosstermBackend<std::io::Stdout>>;

/// Runs the program on the terminal until it is left.
///
/// # Errors
/// When the terminal cannot be used.
pub fn run(page: Box<dyn Page>, look: Look, rooms: Arc<Rooms>) -> Result<(), Failure> {
    // A signal ends the program as ever, but only once the terminal has been given back.
    signals::later(|| on_terminal(page, look, rooms))
}

fn on_terminal(page: Box<dyn Page>, look: Look, rooms: Arc<Rooms>) -> Result<(), Failure> {
    let mut guard = Guard::take(true)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
    let size = terminal.size()?;
    let (mut app, effects) = App::new(page, look, Size::new(size.width, size.height));
    let mut outside = Outside {
        worker: Worker::new(rooms),
    };
    outside.perform(&mut app, effects, &mut guard, &mut terminal)?;
    let mut before = Instant::now();
    let mut dirty = true;
    while !app.ended && !guard.is_ended() {
        if dirty {
            terminal.draw(|frame| draw(&app, frame.buffer_mut()))?;
        }
        dirty = false;
        let wait = if app.is_busy() { PICTURE } else { IDLE };
        let mut messages = heard(wait)?;
        let passed = before.elapsed();
        before = Instant::now();
        messages.extend(outside.news());
        if app.is_busy() {
            let micros = u64::try_from(passed.as_micros()).unwrap_or(u64::MAX);
            messages.push(Message::Passed(SimDuration(micros)));
        }
        for message in messages {
            dirty = true;
            let effects = update(&mut app, message);
            outside.perform(&mut app, effects, &mut guard, &mut terminal)?;
        }
    }
    outside.worker.cancel();
    Ok(())
}

/// Most keys and clicks between two pictures: a held key or a drag must not keep the screen from being drawn.
const HEARD_MAX: usize = 64;

/// What was typed and clicked, after waiting so long for the first of it.
fn heard(wait: Duration) -> Result<Vec<Message>, Failure> {
    let mut messages = Vec::new();
    let mut wait = wait;
    while messages.len() < HEARD_MAX && event::poll(wait)? {
        messages.extend(message(event::read()?));
        wait = Duration::ZERO;
    }
    Ok(messages)
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Mouse(mouse) => Some(Message::Mouse(mouse)),
        Event::Resize(width, height) => Some(Message::Resized(Size::new(width, height))),
        Event::FocusGained | Event::FocusLost | Event::Paste(_) => None,
    }
}

/// What lies outside the pure program.
struct Outside {
    worker: Worker,
}

impl Outside {
    /// What the work beside the screen has to tell.
    fn news(&mut self) -> Vec<Message> {
        if let Some(report) = self.worker.done() {
            return vec![Message::Done(report.id, report.result)];
        }
        let progress = self.worker.progress();
        let told = progress.filter(|(_, (what, _, _))| !what.is_empty());
        told.map(|(id, (what, done, total))| Message::Progress(id, what, done, total))
            .into_iter()
            .collect()
    }

    fn perform(
        &mut self,
        app: &mut App,
        effects: Vec<Effect>,
        guard: &mut Guard,
        terminal: &mut Screen,
    ) -> Result<(), Failure> {
        for effect in effects {
            match effect {
                Effect::Start(id, job) => self.worker.start(id, job),
                Effect::Cancel => self.worker.cancel(),
                Effect::Copy(text) => execute!(stdout(), CopyToClipboard::to_clipboard_from(text))?,
                Effect::Write { path, text } => app.said = Some(written(&path, &text)),
                Effect::Remember { file, run } => {
                    if let Err(failure) = recent::remember(&file, *run) {
                        app.said = Some(failure.plain());
                    }
                }
                Effect::Create { files, done } => app.said = Some(created(&files, done)),
                Effect::Mouse(on) => guard.set_mouse(on)?,
                Effect::Suspend => {
                    guard.suspend()?;
                    anew(terminal)?;
                }
                Effect::Redraw => anew(terminal)?,
            }
        }
        Ok(())
    }
}

/// Has everything drawn again, at the size that the terminal has now. Clearing would ask the terminal where its cursor is,
/// and not every terminal answers.
fn anew(terminal: &mut Screen) -> Result<(), Failure> {
    let size = terminal.size()?;
    terminal.resize(Rect::new(0, 0, size.width, size.height))?;
    Ok(())
}

/// Writes a file; what became of it.
pub(super) fn written(path: &str, text: &str) -> String {
    let path = Path::new(path);
    let result = output::spare_input(path).and_then(|()| output::write_file(path, text));
    match result {
        Ok(()) => format!("wrote {}", path.display()),
        Err(failure) => failure.plain(),
    }
}

/// Writes new files unless one of them stands there already; what became of it.
pub(super) fn created(files: &[(String, String)], done: String) -> String {
    if let Some((path, _)) = files.iter().find(|(path, _)| Path::new(path).exists()) {
        return format!("{path} stands there already: choose another name");
    }
    for (path, text) in files {
        if let Err(failure) = output::write_file(Path::new(path), text) {
            return failure.plain();
        }
    }
    done
}
