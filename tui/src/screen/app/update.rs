//! What keys, the mouse, time and finished work do to the program. Pure: what has to be done outside comes back as effects.

use super::help::Help;
use super::palette::Palette;
use super::prompt::{Line, Typed};
use super::{App, Over, Pending, body, export};
use crate::screen::home::Recent;
use crate::screen::keys::{self, COMMON};
use crate::screen::look::Look;
use crate::screen::page::{Ask, Asks, Button, Mouse};
use crate::screen::theme::{Glyphs, Theme};
use crate::screen::work::{Failed, Job, JobId, Product};
use crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use kernel::SimDuration;
use ratatui::layout::{Position, Size};
use std::path::PathBuf;

/// What can happen.
#[derive(Debug)]
pub enum Message {
    /// A key went down.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The terminal has another size.
    Resized(Size),
    /// So much real time has passed.
    Passed(SimDuration),
    /// How far a job has come: steps, of how many.
    Progress(JobId, String, usize, usize),
    /// A job is done.
    Done(JobId, Result<Product, Failed>),
    /// A command by its name, with what follows it, as in the palette.
    Command(String),
    /// Something to say, such as what became of a file.
    Said(String),
}

/// What the program wants from outside.
#[derive(Debug)]
pub enum Effect {
    /// Begin a job; the one under way is given up.
    Start(JobId, Job),
    /// Give up the job under way.
    Cancel,
    /// Put a text into the terminal's clipboard.
    Copy(String),
    /// Write a file, and say so.
    Write {
        /// Its name.
        path: String,
        /// What is in it.
        text: String,
    },
    /// Keep a run among those that were looked at lately.
    Remember {
        /// In this file.
        file: PathBuf,
        /// The run.
        run: Box<Recent>,
    },
    /// Write new files, all of them or none.
    Create {
        /// Their names and texts.
        files: Vec<(String, String)>,
        /// What to say then.
        done: String,
    },
    /// Mouse reports on or off.
    Mouse(bool),
    /// Give the terminal back until the program is called again.
    Suspend,
    /// Draw everything again.
    Redraw,
}

/// What happens to the program.
pub fn update(app: &mut App, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) if key.kind == KeyEventKind::Release => Vec::new(),
        Message::Key(key) => app.key(&key),
        Message::Mouse(event) => app.pointed(event),
        Message::Resized(size) => {
            app.size = size;
            // Sizes in between may have cut off what is drawn, without being seen here.
            vec![Effect::Redraw]
        }
        Message::Passed(real) => {
            if let Some(page) = app.pages.last_mut().filter(|p| p.moves()) {
                page.pass(real);
            }
            Vec::new()
        }
        Message::Progress(id, what, done, total) => {
            if let Some(pending) = app.pending.as_mut().filter(|p| p.id == id) {
                (pending.label, pending.done, pending.total) = (what, done, total);
            }
            Vec::new()
        }
        Message::Done(id, result) => app.finished(id, result),
        Message::Command(line) => {
            app.over = Over::Nothing;
            app.command(&line)
        }
        Message::Said(text) => {
            app.said = Some(text);
            Vec::new()
        }
    }
}

impl App {
    fn key(&mut self, key: &KeyEvent) -> Vec<Effect> {
        self.said = None;
        // Ctrl-C and Ctrl-Z reach through everything.
        let common = keys::find(&[COMMON], key);
        if let Some(id @ ("quit" | "suspend" | "redraw")) = common {
            return self.act(id, None);
        }
        match &mut self.over {
            Over::Nothing => {}
            Over::Help(help) => {
                if !help.key(key) {
                    self.over = Over::Nothing;
                }
                return Vec::new();
            }
            Over::Palette(palette) => {
                return match palette.key(key) {
                    Typed::Going => Vec::new(),
                    Typed::Left => self.uncover(),
                    Typed::Whole(line) => {
                        self.over = Over::Nothing;
                        self.command(&line)
                    }
                };
            }
            Over::Line(line) => {
                let typed = line.key(key);
                let (id, live) = (line.prompt.id, line.prompt.live);
                return match typed {
                    Typed::Going if live => {
                        let text = line.prompt.text.clone();
                        self.act(id, Some(&text))
                    }
                    Typed::Going => Vec::new(),
                    Typed::Left => {
                        self.over = Over::Nothing;
                        if live {
                            self.act(id, Some(""))
                        } else {
                            Vec::new()
                        }
                    }
                    Typed::Whole(text) => {
                        self.over = Over::Nothing;
                        self.act(id, Some(&text))
                    }
                };
            }
        }
        let own = self.page().map_or(&[][..], |p| p.keys());
        match keys::find(&[own, COMMON], key) {
            Some(id) => self.act(id, None),
            None => Vec::new(),
        }
    }

    fn uncover(&mut self) -> Vec<Effect> {
        self.over = Over::Nothing;
        Vec::new()
    }

    /// A command as it is typed: its name, and what follows. `goto 2:40`
    fn command(&mut self, line: &str) -> Vec<Effect> {
        let line = line.trim();
        let (name, argument) = match line.split_once(char::is_whitespace) {
            Some((name, argument)) => (name, Some(argument.trim())),
            None => (line, None),
        };
        if name.is_empty() {
            return Vec::new();
        }
        let own = self.page().map_or(&[][..], |p| p.keys());
        let all: Vec<&'static str> = own.iter().chain(COMMON).map(|k| k.id).collect();
        let Some(id) = all.iter().find(|id| **id == name) else {
            let help = scenarios::problem::suggest(name, all.iter().copied());
            self.said = Some(format!("there is no command `{name}`; {help}"));
            return Vec::new();
        };
        self.act(id, argument)
    }

    /// Does a command: the screen's own first, then those that every screen has.
    fn act(&mut self, id: &'static str, argument: Option<&str>) -> Vec<Effect> {
        let mut asks = Asks::default();
        let page = self.pages.last_mut();
        if page.is_some_and(|p| p.act(id, argument, &mut asks)) {
            return self.grant(asks);
        }
        match id {
            "help" => {
                let own = self.page().map_or(&[][..], |p| p.keys());
                self.over = Over::Help(Help::new(own));
            }
            "palette" => {
                let own = self.page().map_or(&[][..], |p| p.keys());
                self.over = Over::Palette(Palette::new(own));
            }
            "leave" => return self.leave(),
            "quit" => self.ended = true,
            "suspend" => return vec![Effect::Suspend],
            "redraw" => return vec![Effect::Redraw],
            "mouse" => return self.switch_mouse(),
            "theme" => self.themed(argument),
            "glyphs" => self.glyphed(argument),
            "copy" => {
                self.said = Some("copied; not every terminal lets a program do that".to_owned());
                let told = self.page().map_or(Vec::new(), |p| p.told());
                return vec![Effect::Copy(told.join("\n"))];
            }
            "export" => return self.export(argument),
            _ => {}
        }
        Vec::new()
    }

    fn switch_mouse(&mut self) -> Vec<Effect> {
        self.mouse = !self.mouse;
        let text = match self.mouse {
            true => "mouse on: Shift-drag selects text",
            false => "mouse off: the terminal selects text again",
        };
        self.said = Some(text.to_owned());
        vec![Effect::Mouse(self.mouse)]
    }

    fn themed(&mut self, name: Option<&str>) {
        let now = Theme::ALL
            .iter()
            .position(|t| *t == self.look.theme)
            .unwrap_or(0);
        let theme = match name {
            Some(name) => Theme::ALL.into_iter().find(|t| t.name() == name),
            None => Some(Theme::ALL[(now + 1) % Theme::ALL.len()]),
        };
        match theme {
            Some(theme) => {
                self.look = Look { theme, ..self.look };
                self.said = Some(format!("theme {}", theme.name()));
            }
            None => self.said = Some("themes are: safe, light, mono, wall".to_owned()),
        }
    }

    fn glyphed(&mut self, name: Option<&str>) {
        let now = Glyphs::ALL
            .iter()
            .position(|g| *g == self.look.glyphs)
            .unwrap_or(0);
        let glyphs = match name {
            Some(name) => Glyphs::ALL.into_iter().find(|g| g.name() == name),
            None => Some(Glyphs::ALL[(now + 1) % Glyphs::ALL.len()]),
        };
        match glyphs {
            Some(glyphs) => {
                self.look = Look {
                    glyphs,
                    ..self.look
                };
                self.said = Some(format!("glyphs {}", glyphs.name()));
            }
            None => self.said = Some("sets of characters are: ascii, block, braille".to_owned()),
        }
    }

    fn export(&mut self, path: Option<&str>) -> Vec<Effect> {
        let Some(path) = path.filter(|p| !p.is_empty()) else {
            let name = self.page().map_or("screen", |p| p.name()).to_lowercase();
            self.over = Over::Line(Line::new(crate::screen::page::Prompt {
                id: "export",
                label: "write to (.txt as it looks, .md as sentences, .svg as a picture)"
                    .to_owned(),
                text: format!("{name}.txt"),
                live: false,
            }));
            return Vec::new();
        };
        match export::text(self, path) {
            Ok(text) => vec![Effect::Write {
                path: path.to_owned(),
                text,
            }],
            Err(why) => {
                self.said = Some(why);
                Vec::new()
            }
        }
    }

    /// Closes what is open: work under way, something on the page, the page.
    fn leave(&mut self) -> Vec<Effect> {
        if self.pending.take().is_some() {
            self.said = Some("given up".to_owned());
            return vec![Effect::Cancel];
        }
        if self.pages.last_mut().is_some_and(|p| p.close()) {
            return Vec::new();
        }
        self.pages.pop();
        let mut asks = Asks::default();
        match self.pages.last_mut() {
            Some(page) => page.again(&mut asks),
            None => self.ended = true,
        }
        self.grant(asks)
    }

    fn pointed(&mut self, event: MouseEvent) -> Vec<Effect> {
        let what = match event.kind {
            MouseEventKind::Down(MouseButton::Left) => Button::Down,
            MouseEventKind::Drag(MouseButton::Left) => Button::Drag,
            MouseEventKind::ScrollUp => Button::WheelUp,
            MouseEventKind::ScrollDown => Button::WheelDown,
            MouseEventKind::Down(_)
            | MouseEventKind::Up(_)
            | MouseEventKind::Drag(_)
            | MouseEventKind::Moved
            | MouseEventKind::ScrollLeft
            | MouseEventKind::ScrollRight => return Vec::new(),
        };
        if !self.mouse || self.is_covered() {
            return Vec::new();
        }
        let area = body(self.size);
        let at = Position::new(event.column, event.row);
        if !area.contains(at) {
            return Vec::new();
        }
        let mut asks = Asks::default();
        if let Some(page) = self.pages.last_mut() {
            page.mouse(Mouse { at, what }, area, &mut asks);
        }
        self.grant(asks)
    }

    fn finished(&mut self, id: JobId, result: Result<Product, Failed>) -> Vec<Effect> {
        let Some(pending) = self.pending.take_if(|p| p.id == id) else {
            return Vec::new();
        };
        match result {
            Ok(product) => {
                let mut asks = Asks::default();
                if let Some(page) = self.pages.get_mut(pending.page) {
                    page.done(product, &mut asks);
                }
                self.grant(asks)
            }
            Err(Failed::Cancelled) => Vec::new(),
            Err(Failed::Because(why)) => {
                self.said = Some(why);
                Vec::new()
            }
        }
    }

    /// Does what a page asked for.
    pub(super) fn grant(&mut self, asks: Asks) -> Vec<Effect> {
        let mut effects = Vec::new();
        for ask in asks.take() {
            match ask {
                Ask::Leave => effects.extend(self.leave()),
                Ask::Open(page) => {
                    self.pages.push(page);
                    effects.extend(self.begin());
                }
                Ask::Replace(page) => {
                    self.pages.pop();
                    self.pages.push(page);
                    effects.extend(self.begin());
                }
                Ask::Work(job) => {
                    self.jobs += 1;
                    let id = JobId(self.jobs);
                    self.pending = Some(Pending {
                        id,
                        label: job.label(),
                        done: 0,
                        total: 0,
                        page: self.pages.len().saturating_sub(1),
                    });
                    effects.push(Effect::Start(id, job));
                }
                Ask::Prompt(prompt) => self.over = Over::Line(Line::new(prompt)),
                Ask::Say(text) => self.said = Some(text),
                Ask::Copy(text) => effects.push(Effect::Copy(text)),
                Ask::Write { path, text } => effects.push(Effect::Write { path, text }),
                Ask::Remember { file, run } => effects.push(Effect::Remember { file, run }),
                Ask::Create { files, done } => effects.push(Effect::Create { files, done }),
                Ask::Quit => self.ended = true,
            }
        }
        effects
    }

    fn begin(&mut self) -> Vec<Effect> {
        let mut asks = Asks::default();
        if let Some(page) = self.pages.last_mut() {
            page.begin(&mut asks);
        }
        self.grant(asks)
    }
}
