//! Signs that stand beside words: drawn, so that they need no font, and of a shape of their own, so that they need no
//! colour.

use maud::{Markup, html};

/// What a sign says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Held, survived.
    Good,
    /// Held in part.
    Hurt,
    /// Failed.
    Bad,
    /// It cannot be told.
    Unknown,
    /// Does not apply.
    None,
}

impl Mark {
    /// The class that carries its colours.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Hurt => "hurt",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
            Self::None => "none",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Good => "M3 8.5 6.5 12 13 4.5",
            Self::Hurt => "M2 9.5Q5 4.5 8 8T14 6.5",
            Self::Bad => "M4 4l8 8M12 4l-8 8",
            Self::Unknown => "M5.2 5.6a2.9 2.9 0 1 1 4.4 2.5Q8 9 8 10.4M8 12.8v.4",
            Self::None => "M4 8h8",
        }
    }

    /// The sign alone; whoever places it puts words beside it.
    pub(super) fn icon(self) -> Markup {
        html! {
            svg class={ "icon " (self.class()) } viewBox="0 0 16 16" aria-hidden="true" {
                path d=(self.path()) {}
            }
        }
    }

    /// The sign with its word.
    pub(super) fn chip(self, word: &str) -> Markup {
        html! { span class={ "chip " (self.class()) } { (self.icon()) (word) } }
    }
}
