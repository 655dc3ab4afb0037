//! Say what will happen before it is shown.

use super::keys::Key;
use super::look::{Look, Shown, lines_at};
use super::page::{Asks, Page};
use super::story::Story;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Say what will happen before it is shown.
#[derive(Debug)]
pub struct Predict {
    /// The run, not shown yet.
    pub story: Arc<Story>,
}

impl Predict {
    /// Before this run.
    #[must_use]
    pub const fn new(story: Arc<Story>) -> Self {
        Self { story }
    }
}

impl Page for Predict {
    fn name(&self) -> &'static str {
        "PREDICT"
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
