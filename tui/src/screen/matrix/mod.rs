//! Architectures by outages: who came through, and how a cell comes about.

use super::keys::Key;
use super::look::{Look, Shown, lines_at};
use super::page::{Asks, Page};
use super::work::Setup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Architectures by outages: who came through, and how a cell comes about.
#[derive(Debug)]
pub struct Matrix {
    /// What surrounds all cells; its architecture is the one to begin at.
    pub setup: Setup,
}

impl Matrix {
    /// All built-in architectures under all built-in outages.
    #[must_use]
    pub const fn new(setup: Setup) -> Self {
        Self { setup }
    }
}

impl Page for Matrix {
    fn name(&self) -> &'static str {
        "MATRIX"
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
