//! Many runs of one architecture: how long, how often, how surely.

use super::keys::Key;
use super::look::{Look, Shown, lines_at};
use super::page::{Asks, Page};
use super::work::Setup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Many runs of one architecture: how long, how often, how surely.
#[derive(Debug)]
pub struct Distribution {
    /// What is run, with these seeds.
    pub setup: Setup,
}

impl Distribution {
    /// A thousand seeds of one setup.
    #[must_use]
    pub const fn new(setup: Setup) -> Self {
        Self { setup }
    }
}

impl Page for Distribution {
    fn name(&self) -> &'static str {
        "DISTRIBUTION"
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
