//! Keys: tables from which the program acts, footers are written, and help and the palette are made.
//!
//! A command has a stable name, so that the palette, the line mode and notes can speak of it whatever its key is.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A command with its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its stable name, e.g. `next-event`.
    pub id: &'static str,
    /// The keys that do it; none: only by name.
    pub codes: &'static [KeyCode],
    /// With Ctrl held down.
    pub ctrl: bool,
    /// How the keys are written; empty: it has none.
    pub shown: &'static str,
    /// What it does, in a word or two, as in the footer.
    pub does: &'static str,
    /// One sentence for help; a command that takes an argument shows one.
    pub help: &'static str,
    /// Whether it stands in the footer.
    pub main: bool,
}

/// A row of a table that stands in the footer.
#[must_use]
pub const fn main(
    id: &'static str,
    codes: &'static [KeyCode],
    shown: &'static str,
    does: &'static str,
    help: &'static str,
) -> Key {
    Key {
        id,
        codes,
        ctrl: false,
        shown,
        does,
        help,
        main: true,
    }
}

/// A row of a table that stands in help only.
#[must_use]
pub const fn more(
    id: &'static str,
    codes: &'static [KeyCode],
    shown: &'static str,
    does: &'static str,
    help: &'static str,
) -> Key {
    Key {
        main: false,
        ..main(id, codes, shown, does, help)
    }
}

/// The same with Ctrl held down.
const fn ctrl(
    id: &'static str,
    codes: &'static [KeyCode],
    shown: &'static str,
    does: &'static str,
    help: &'static str,
) -> Key {
    Key {
        ctrl: true,
        ..more(id, codes, shown, does, help)
    }
}

/// What every screen knows. A screen's own table comes first.
pub const COMMON: &[Key] = &[
    main(
        "help",
        &[KeyCode::Char('?'), KeyCode::F(1)],
        "?",
        "help",
        "the keys of this screen; / searches them",
    ),
    more(
        "palette",
        &[KeyCode::Char(':')],
        ":",
        "command",
        "any command by its name",
    ),
    more(
        "copy",
        &[KeyCode::Char('y')],
        "y",
        "copy",
        "copies what the screen says, as text",
    ),
    more(
        "export",
        &[KeyCode::Char('e')],
        "e",
        "export",
        "writes the screen to a file: export screen.txt, .md or .svg",
    ),
    more(
        "theme",
        &[KeyCode::Char('T')],
        "T",
        "theme",
        "the next theme, or the one that is named: theme wall",
    ),
    more(
        "glyphs",
        &[],
        "",
        "glyphs",
        "the next set of characters, or the one that is named: glyphs ascii",
    ),
    more(
        "mouse",
        &[KeyCode::Char('M')],
        "M",
        "mouse",
        "mouse on or off; while it is on, Shift-drag selects text",
    ),
    ctrl(
        "redraw",
        &[KeyCode::Char('l')],
        "Ctrl-L",
        "redraw",
        "draws everything again",
    ),
    ctrl(
        "suspend",
        &[KeyCode::Char('z')],
        "Ctrl-Z",
        "stop",
        "gives the terminal back until `fg`",
    ),
    ctrl(
        "quit",
        &[KeyCode::Char('c')],
        "Ctrl-C",
        "quit",
        "leaves the program from anywhere",
    ),
    main(
        "leave",
        &[KeyCode::Char('q'), KeyCode::Esc],
        "q",
        "back",
        "closes what is open, else goes back a screen",
    ),
];

/// The command that a key asks for, in the first of these tables that knows it.
#[must_use]
pub fn find(tables: &[&[Key]], event: &KeyEvent) -> Option<&'static str> {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let fits = |k: &&Key| k.ctrl == ctrl && k.codes.contains(&event.code);
    let mut all = tables.iter().flat_map(|t| t.iter());
    all.find(fits).map(|k| k.id)
}

/// As many of the main keys as fit whole; help and back, the last two, before all others.
#[must_use]
pub fn footer(tables: &[&[Key]], width: usize) -> String {
    let main: Vec<String> = tables
        .iter()
        .flat_map(|t| t.iter())
        .filter(|k| k.main && !k.shown.is_empty())
        .map(|k| format!("{} {}", k.shown, k.does))
        .collect();
    let (first, last) = main.split_at(main.len().saturating_sub(2));
    let mut tail: Vec<&str> = Vec::new();
    let mut used = 0;
    for word in last.iter().rev() {
        let needs = word.chars().count() + 2;
        if used + needs > width {
            break;
        }
        used += needs;
        tail.insert(0, word);
    }
    let mut line = String::new();
    for word in first {
        let needs = word.chars().count() + 2;
        if used + needs > width {
            break;
        }
        used += needs;
        line.push(' ');
        line.push_str(word);
        line.push(' ');
    }
    for word in tail {
        line.push(' ');
        line.push_str(word);
        line.push(' ');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_never_cuts_a_key() {
        const OWN: &[Key] = &[
            main("play", &[], "Space", "play", ""),
            main("next", &[], ".", "next event", ""),
        ];
        assert_eq!(
            footer(&[OWN, COMMON], 80),
            " Space play  . next event  ? help  q back "
        );
        assert_eq!(footer(&[OWN, COMMON], 40), " Space play  ? help  q back ");
        assert_eq!(footer(&[OWN, COMMON], 10), " q back ");
        assert_eq!(footer(&[OWN, COMMON], 3), "");
    }
}
