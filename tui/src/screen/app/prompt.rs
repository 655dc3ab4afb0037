//! A line that is being typed at the bottom.

use crate::screen::page::Prompt;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key did to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed {
    /// It is still being typed.
    Going,
    /// It was left.
    Left,
    /// It is whole.
    Whole(String),
}

/// The line. Keys act at its end.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) prompt: Prompt,
}

/// Longer lines are not taken: a pasted book would be no command.
const LENGTH_MAX: usize = 400;

impl Line {
    pub(super) const fn new(prompt: Prompt) -> Self {
        Self { prompt }
    }

    pub(super) fn key(&mut self, key: &KeyEvent) -> Typed {
        typed(&mut self.prompt.text, key)
    }
}

/// A key in a line of text.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys that mean nothing here are many, and none of them is ours"
)]
pub(super) fn typed(text: &mut String, key: &KeyEvent) -> Typed {
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('u') if ctrl => text.clear(),
        KeyCode::Char(c) if !ctrl && text.chars().count() < LENGTH_MAX => text.push(c),
        KeyCode::Backspace => {
            text.pop();
        }
        KeyCode::Enter => return Typed::Whole(std::mem::take(text)),
        KeyCode::Esc => return Typed::Left,
        _ => {}
    }
    Typed::Going
}
