//! The program under test: the real one; and, where a variable asks for it, its full screen with a page that panics, since
//! the real one has none.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::process::ExitCode;
use std::sync::Arc;
use zonefall::screen::keys::{Key, main as key};
use zonefall::screen::page::{Asks, Page};
use zonefall::screen::work::Rooms;
use zonefall::screen::{Look, run};

fn main() -> ExitCode {
    match std::env::var_os("ZONEFALL_TEST_PANIC") {
        Some(_) => panicking(),
        None => zonefall::main_with(std::env::args_os()),
    }
}

fn panicking() -> ExitCode {
    let rooms = Rooms::new().expect("the library");
    match run(Box::new(Mine), Look::default(), Arc::new(rooms)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// A page that panics when it is asked to.
#[derive(Debug)]
struct Mine;

const KEYS: &[Key] = &[key("panic", &[], "p", "panic", "panics")];

impl Page for Mine {
    fn name(&self) -> &'static str {
        "MINE"
    }

    fn head(&self) -> (String, String) {
        (String::new(), String::new())
    }

    fn keys(&self) -> &'static [Key] {
        KEYS
    }

    fn act(&mut self, id: &str, _argument: Option<&str>, _asks: &mut Asks) -> bool {
        assert_ne!(id, "panic", "as asked");
        false
    }

    fn draw(&self, _buffer: &mut Buffer, _area: Rect, _look: &Look) {}

    fn told(&self) -> Vec<String> {
        Vec::new()
    }
}
