//! How the full screen looks.

use crate::screen::Look;
use crate::screen::theme::{Glyphs, Theme};
use clap::{Args, ValueEnum};

/// Colours of the full screen. A character always says the same as a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeArg {
    /// The terminal's own colours, never red against green
    Safe,
    /// The same for light backgrounds
    Light,
    /// Weight and reverse only
    Mono,
    /// For a projector
    Wall,
}

/// Characters of the full screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GlyphsArg {
    /// Plain ASCII
    Ascii,
    /// Lines and blocks
    Block,
    /// The same, and curves in braille dots
    Braille,
}

/// How the full screen looks.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct LookArgs {
    /// Colours of the full screen [default: safe; NO_COLOR leaves them out]
    #[arg(long, value_enum, value_name = "THEME")]
    pub theme: Option<ThemeArg>,
    /// Characters of the full screen [default: block, ascii where the terminal is known to have no others]
    #[arg(long, value_enum, value_name = "GLYPHS")]
    pub glyphs: Option<GlyphsArg>,
    /// Line by line instead of the full screen: for screen readers and simple terminals
    #[arg(long)]
    pub plain: bool,
}

impl LookArgs {
    /// What was asked for, else what suits the terminal.
    pub fn look(&self) -> Look {
        let theme = self.theme.map_or(Theme::Safe, |t| match t {
            ThemeArg::Safe => Theme::Safe,
            ThemeArg::Light => Theme::Light,
            ThemeArg::Mono => Theme::Mono,
            ThemeArg::Wall => Theme::Wall,
        });
        let glyphs = self.glyphs.map_or_else(known_glyphs, |g| match g {
            GlyphsArg::Ascii => Glyphs::Ascii,
            GlyphsArg::Block => Glyphs::Block,
            GlyphsArg::Braille => Glyphs::Braille,
        });
        Look {
            theme,
            glyphs,
            coloured: std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        }
    }
}

/// Lines and blocks where the locale is UTF-8 and the terminal is none of those without them.
fn known_glyphs() -> Glyphs {
    let word = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let locale = word("LC_ALL")
        .or(word("LC_CTYPE"))
        .or(word("LANG"))
        .unwrap_or_default();
    let utf8 = locale
        .to_ascii_lowercase()
        .replace('-', "")
        .contains("utf8");
    let simple = matches!(word("TERM").as_deref(), Some("linux" | "dumb") | None);
    match utf8 && !simple {
        true => Glyphs::Block,
        false => Glyphs::Ascii,
    }
}
