//! Two architectures on one clock, with the first moment they part.

use super::keys::Key;
use super::look::{Look, Shown, lines_at};
use super::page::{Asks, Page};
use super::work::Setup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Two architectures on one clock, with the first moment they part.
#[derive(Debug)]
pub struct Compare {
    /// The two.
    pub pair: (Setup, Setup),
}

impl Compare {
    /// Two runs of one outage.
    #[must_use]
    pub const fn new(a: Setup, b: Setup) -> Self {
        Self { pair: (a, b) }
    }
}

impl Page for Compare {
    fn name(&self) -> &'static str {
        "COMPARE"
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
