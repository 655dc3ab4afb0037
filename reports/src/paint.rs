//! Colours. A report carries them as escape sequences; whoever writes it out strips them where they do not belong.
//!
//! Colour never says anything that the words beside it do not say.

use anstyle::{AnsiColor, Style};

/// Headings.
pub const HEADING: Style = Style::new().bold();
/// Bad news.
pub const BAD: Style = AnsiColor::Red.on_default();
/// Worth a look.
pub const WARN: Style = AnsiColor::Yellow.on_default();
/// Good news.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// What may be skipped on a first reading.
pub const QUIET: Style = Style::new().dimmed();

/// The text in that style; nothing stays nothing.
#[must_use]
pub fn paint(style: Style, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("{style}{text}{style:#}")
}

/// A heading line with a blank line before it.
#[must_use]
pub fn heading(text: &str) -> String {
    format!("\n{}\n", paint(HEADING, text))
}
