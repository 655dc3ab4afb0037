//! A stage for the full screen without a terminal: keys in, text out. Work that is asked for is done at once.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use kernel::{SimDuration, SimTime};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier};
use std::sync::{Arc, OnceLock};
use zonefall::screen::app::{App, Effect, Message, draw, update};
use zonefall::screen::debrief::Debrief;
use zonefall::screen::home::{Places, Recent};
use zonefall::screen::lab::Lab;
use zonefall::screen::page::{Asks, Page};
use zonefall::screen::predict::Predict;
use zonefall::screen::story::Story;
use zonefall::screen::theme::{Glyphs, Theme};
use zonefall::screen::work::{
    Ask, Failed, Grid, Job, Product, Rooms, Setup, Ticker, Versus, perform,
};
use zonefall::screen::{First, Look, first_page};

/// The sizes that every screen is kept at.
pub const SMALL: (u16, u16) = (80, 24);
/// See [`SMALL`].
pub const LARGE: (u16, u16) = (160, 45);

/// Plain characters, no colours.
pub const ASCII: Look = Look {
    theme: Theme::Safe,
    glyphs: Glyphs::Ascii,
    coloured: true,
};
/// Lines and blocks.
pub const BLOCK: Look = Look {
    theme: Theme::Safe,
    glyphs: Glyphs::Block,
    coloured: true,
};

/// The program on a stage.
pub struct Stage {
    pub app: App,
    rooms: Arc<Rooms>,
    /// Files it wanted to write: name and text.
    pub wrote: Vec<(String, String)>,
    /// Texts it copied.
    pub copied: Vec<String>,
    /// Runs it wanted to be kept.
    pub remembered: Vec<Recent>,
}

/// A screen that the program can open with: its name, and how to make it anew.
pub type FirstPage = (&'static str, fn() -> Box<dyn Page>);

/// Every screen that the program can open with.
pub fn first_pages() -> &'static [FirstPage] {
    &[
        ("replay", || {
            first_page(First::Replay(Setup::new("one-egg")), &rooms()).expect("a replay")
        }),
        ("home", || {
            first_page(First::Home(Places::default()), &rooms()).expect("a home")
        }),
        ("lab", || Box::new(Lab::new(story(), SimTime::ZERO))),
        ("predict", || Box::new(Predict::new(story()))),
        ("debrief", || Box::new(Debrief::new(story()))),
        ("distribution", || {
            let mut ask = Ask::of(&Setup::new("one-egg"));
            ask.draws.clouds = 1;
            first_page(First::Distribution(ask, 3), &rooms()).expect("a distribution")
        }),
        ("matrix", || {
            let mut grid = Grid::of(&Setup::new("one-egg"));
            // Both come through, so that no other design has to be tried.
            grid.architectures = vec!["two-providers".to_owned(), "no-block-store".to_owned()];
            (grid.seeds, grid.draws.clouds) = ((0, 1), 1);
            first_page(First::Matrix(grid), &rooms()).expect("a matrix")
        }),
        ("compare", || {
            let [a, b] = ["one-egg", "no-block-store"].map(Setup::new);
            let versus = Versus { a, b, over: None };
            first_page(First::Compare(versus), &rooms()).expect("a comparison")
        }),
    ]
}

/// The run of `one-egg`, lived once for all tests.
fn story() -> Arc<Story> {
    static STORY: OnceLock<Arc<Story>> = OnceLock::new();
    let live = || match perform(
        Job::Live(Setup::new("one-egg")),
        &rooms(),
        &Ticker::default(),
    ) {
        Ok(Product::Story(story)) => story,
        other => panic!("no run: {other:?}"),
    };
    Arc::clone(STORY.get_or_init(live))
}

/// Whether work takes a moment only: what takes longer is given up, as a user would.
fn is_light(job: &Job) -> bool {
    let (clouds, runs) = match job {
        Job::Many(ask, _, until) => (ask.draws.clouds, until - ask.from),
        Job::Column(grid, ..) => (grid.draws.clouds, grid.seeds.1 - grid.seeds.0),
        Job::Pair(versus) => {
            let over = versus.over.as_ref();
            over.map_or((1, 1), |o| (o.draws.clouds, o.seeds.1 - o.seeds.0))
        }
        Job::Live(_) | Job::Survivor(_) | Job::Bench(_) | Job::Branch(..) => (1, 1),
    };
    clouds <= 2 && runs <= 64
}

/// The built-in library, read once for all tests.
pub fn rooms() -> Arc<Rooms> {
    static ROOMS: OnceLock<Arc<Rooms>> = OnceLock::new();
    Arc::clone(ROOMS.get_or_init(|| Arc::new(Rooms::new().expect("the library"))))
}

impl Stage {
    /// With the screen that the program opens with.
    pub fn open(first: First, size: (u16, u16), look: Look) -> Self {
        let page = first_page(first, &rooms()).expect("a first screen");
        Self::with(page, size, look)
    }

    /// With any screen.
    pub fn with(page: Box<dyn Page>, size: (u16, u16), look: Look) -> Self {
        let (app, effects) = App::new(page, look, Size::new(size.0, size.1));
        let mut stage = Self {
            app,
            rooms: rooms(),
            wrote: Vec::new(),
            copied: Vec::new(),
            remembered: Vec::new(),
        };
        stage.perform(effects);
        stage
    }

    /// Keys by their names, with blanks between them: `Space . ] Tab Ctrl-c`; `"2:40"` is typed letter by letter.
    pub fn keys(&mut self, words: &str) -> &mut Self {
        for key in parse(words) {
            self.message(Message::Key(key));
        }
        self
    }

    /// A command by its name.
    pub fn command(&mut self, line: &str) -> &mut Self {
        self.message(Message::Command(line.to_owned()))
    }

    /// The left button at a place.
    pub fn click(&mut self, column: u16, row: u16) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row)
    }

    /// Anything the mouse can do.
    pub fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        self.message(Message::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }))
    }

    /// Lets real time pass.
    pub fn pass(&mut self, seconds: u64) -> &mut Self {
        self.message(Message::Passed(SimDuration::from_secs(seconds)))
    }

    /// Another size of the terminal.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.message(Message::Resized(Size::new(width, height)))
    }

    /// Anything that can happen.
    pub fn message(&mut self, message: Message) -> &mut Self {
        let effects = update(&mut self.app, message);
        self.perform(effects);
        self
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Start(id, job) => {
                    let result = match is_light(&job) {
                        true => perform(job, &self.rooms, &Ticker::default()),
                        false => Err(Failed::Cancelled),
                    };
                    let effects = update(&mut self.app, Message::Done(id, result));
                    self.perform(effects);
                }
                Effect::Copy(text) => self.copied.push(text),
                Effect::Write { path, text } => self.wrote.push((path, text)),
                Effect::Remember { run, .. } => self.remembered.push(*run),
                Effect::Create { files, done } => {
                    let taken = |f: &&(String, String)| self.wrote.iter().any(|w| w.0 == f.0);
                    let said = match files.iter().find(taken) {
                        Some((path, _)) => format!("{path} stands there already"),
                        None => done,
                    };
                    if !said.ends_with("already") {
                        self.wrote.extend(files);
                    }
                    update(&mut self.app, Message::Said(said));
                }
                Effect::Cancel | Effect::Mouse(_) | Effect::Suspend | Effect::Redraw => {}
            }
        }
    }

    /// Whether the screen in view knows a command of that name.
    pub fn knows(&mut self, id: &str) -> bool {
        let page = self.app.pages.last_mut();
        page.is_some_and(|p| p.act(id, None, &mut Asks::default()))
    }

    /// The picture.
    pub fn buffer(&self) -> Buffer {
        let Size { width, height } = self.app.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        draw(&self.app, &mut buffer);
        buffer
    }

    /// The picture as text.
    pub fn text(&self) -> String {
        let line = |row: &[Cell]| {
            let text: String = row.iter().map(Cell::symbol).collect();
            text.trim_end().to_owned()
        };
        lines(&self.buffer(), line)
    }

    /// The picture's styles: one letter per cell, a dot for a plain one.
    pub fn styles(&self) -> String {
        let line = |row: &[Cell]| {
            let text: String = row.iter().map(letter).collect();
            text.trim_end_matches('.').to_owned()
        };
        lines(&self.buffer(), line)
    }
}

fn lines(buffer: &Buffer, line: impl Fn(&[Cell]) -> String) -> String {
    let width = usize::from(buffer.area.width).max(1);
    let all: Vec<String> = buffer.content.chunks(width).map(line).collect();
    all.join("\n")
}

/// Reverse before colour, colour before weight; capitals are bold.
fn letter(cell: &Cell) -> char {
    let bold = cell.modifier.contains(Modifier::BOLD);
    let letter = match cell.fg {
        _ if cell.modifier.contains(Modifier::REVERSED) => return 'V',
        Color::Reset if bold => return 'B',
        Color::Reset if cell.modifier.contains(Modifier::DIM) => return 'd',
        Color::Reset => return '.',
        Color::Red | Color::LightRed => 'r',
        Color::Yellow | Color::LightYellow => 'y',
        Color::Cyan | Color::LightCyan => 'c',
        Color::Magenta | Color::LightMagenta => 'm',
        Color::DarkGray | Color::Gray => 'g',
        Color::Blue | Color::LightBlue => 'u',
        Color::Green | Color::LightGreen => 'n',
        Color::Black | Color::White | Color::Rgb(..) | Color::Indexed(_) => 'o',
    };
    if bold {
        letter.to_ascii_uppercase()
    } else {
        letter
    }
}

fn parse(words: &str) -> Vec<KeyEvent> {
    let mut out = Vec::new();
    for word in words.split_whitespace() {
        match word.strip_prefix('"').and_then(|w| w.strip_suffix('"')) {
            Some(text) => out.extend(text.chars().map(|c| KeyEvent::from(KeyCode::Char(c)))),
            None => out.push(key(word)),
        }
    }
    out
}

fn key(word: &str) -> KeyEvent {
    if let Some(letter) = word.strip_prefix("Ctrl-") {
        let c = letter.chars().next().expect("a letter");
        return KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
    }
    let code = match word {
        "Space" => KeyCode::Char(' '),
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Backspace" => KeyCode::Backspace,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        one if one.chars().count() == 1 => KeyCode::Char(one.chars().next().unwrap_or(' ')),
        other => panic!("no key is called {other}"),
    };
    code.into()
}
