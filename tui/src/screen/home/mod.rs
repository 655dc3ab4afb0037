//! Where one begins: pick an outage and an architecture, see what is known of them, go on from there.

use super::keys::Key;
use super::look::{Look, Shown, lines_at};
use super::page::{Asks, Page};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Where one begins: pick an outage and an architecture, see what is known of them, go on from there.
#[derive(Debug)]
pub struct Home {}

impl Home {
    /// Nothing chosen yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }
}

impl Page for Home {
    fn name(&self) -> &'static str {
        "HOME"
    }

    fn head(&self) -> (String, String) {
        (String::new(), String::new())
    }

    fn keys(&self) -> &'static [Key] {
        &[]
    }

    fn act(&mut self, _id: &str, _argument: Option<&str>, _asks: &mut Asks) -> bool {
        false
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, _look: &Look) {
        let lines: Vec<Shown> = self.told().into_iter().map(Shown::plain).collect();
        lines_at(buffer, area, &lines, 0);
    }

    fn told(&self) -> Vec<String> {
        vec![format!("{self:?}").chars().take(200).collect()]
    }
}
