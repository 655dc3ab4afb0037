//! The chaos lab: do something to a run, and see the other future.

use super::keys::Key;
use super::look::{Look, Shown, lines_at};
use super::page::{Asks, Page};
use super::story::Story;
use kernel::SimTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The chaos lab: do something to a run, and see the other future.
#[derive(Debug)]
pub struct Lab {
    /// The run that is branched from.
    pub story: Arc<Story>,
    /// The instant that is looked at.
    pub at: SimTime,
}

impl Lab {
    /// From this run, at this instant.
    #[must_use]
    pub const fn new(story: Arc<Story>, at: SimTime) -> Self {
        Self { story, at }
    }
}

impl Page for Lab {
    fn name(&self) -> &'static str {
        "LAB"
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
