//! How states look: a character always says it, colour and weight only repeat it.

use super::story::Mark;
use ratatui::style::{Color, Modifier, Style};

/// Which colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// The terminal's own sixteen colours: orange-ish against blue, never red against green.
    #[default]
    Safe,
    /// The same for light backgrounds.
    Light,
    /// Weight and reverse only.
    Mono,
    /// For a projector: bold throughout.
    Wall,
}

/// Which characters are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// Plain ASCII.
    Ascii,
    /// Line drawing and blocks.
    #[default]
    Block,
    /// The same, and curves in braille dots.
    Braille,
}

impl Theme {
    /// Style of a state; what is well has none.
    #[must_use]
    pub const fn mark(self, mark: Mark) -> Style {
        let style = Style::new();
        match (self, mark) {
            (_, Mark::Up) => style,
            (Self::Mono, Mark::Down) => style.add_modifier(Modifier::BOLD),
            (Self::Mono, Mark::Part | Mark::Making | Mark::Unknown) => style,
            (Self::Wall, Mark::Down) => style.fg(Color::LightRed).add_modifier(Modifier::BOLD),
            (Self::Safe | Self::Light, Mark::Down) => {
                style.fg(Color::Red).add_modifier(Modifier::BOLD)
            }
            (Self::Light, Mark::Part) => style.fg(Color::Magenta),
            (Self::Safe | Self::Wall, Mark::Part) => style.fg(Color::Yellow),
            (Self::Safe | Self::Light | Self::Wall, Mark::Making) => style.fg(Color::Cyan),
            (Self::Safe | Self::Light | Self::Wall, Mark::Unknown) => style.fg(Color::DarkGray),
        }
    }

    /// Titles and rules.
    #[must_use]
    pub const fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is not looked at first.
    #[must_use]
    pub const fn quiet(self) -> Style {
        match self {
            Self::Safe | Self::Light => Style::new().add_modifier(Modifier::DIM),
            Self::Mono | Self::Wall => Style::new(),
        }
    }

    /// The selected row; a `>` stands beside it too.
    #[must_use]
    pub const fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }
}

impl Theme {
    /// All of them, in the order in which a key goes through them.
    pub const ALL: [Self; 4] = [Self::Safe, Self::Light, Self::Mono, Self::Wall];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Light => "light",
            Self::Mono => "mono",
            Self::Wall => "wall",
        }
    }
}

impl Glyphs {
    /// All of them, in the order in which they are gone through.
    pub const ALL: [Self; 3] = [Self::Ascii, Self::Block, Self::Braille];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ascii",
            Self::Block => "block",
            Self::Braille => "braille",
        }
    }

    /// Corners of a box: top left, top right, bottom left, bottom right.
    #[must_use]
    pub const fn corners(self) -> [&'static str; 4] {
        match self {
            Self::Ascii => ["+", "+", "+", "+"],
            Self::Block | Self::Braille => ["┌", "┐", "└", "┘"],
        }
    }

    /// A line across.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Ascii => "-",
            Self::Block | Self::Braille => "─",
        }
    }

    /// A full cell of a bar.
    #[must_use]
    pub const fn fill(self) -> &'static str {
        match self {
            Self::Ascii => "#",
            Self::Block | Self::Braille => "█",
        }
    }

    /// A line down.
    #[must_use]
    pub const fn bar(self) -> &'static str {
        match self {
            Self::Ascii => "|",
            Self::Block | Self::Braille => "│",
        }
    }

    /// Branch and last branch of a tree.
    #[must_use]
    pub const fn branches(self) -> (&'static str, &'static str) {
        match self {
            Self::Ascii => ("|- ", "`- "),
            Self::Block | Self::Braille => ("├─ ", "└─ "),
        }
    }
}
