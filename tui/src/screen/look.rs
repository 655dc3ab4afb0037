//! How things are put on the screen, whatever they are.

use super::theme::{Glyphs, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Colours and characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Colours.
    pub theme: Theme,
    /// Characters.
    pub glyphs: Glyphs,
    /// Whether colours may be used at all; weight and reverse always may.
    pub coloured: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            glyphs: Glyphs::default(),
            coloured: true,
        }
    }
}

/// One line, cut where the room or the screen ends.
pub fn line_at(buffer: &mut Buffer, x: u16, y: u16, width: u16, text: &str, style: Style) {
    let room = Rect {
        x,
        y,
        width,
        height: 1,
    }
    .intersection(buffer.area);
    if room.is_empty() {
        return;
    }
    buffer.set_stringn(room.x, room.y, text, usize::from(room.width), style);
}

/// A titled room: a rule over it where there is little of it, a box where there is much. Gives what is left inside.
///
/// The one that keys go to has a `>` before its title.
pub fn panel(
    buffer: &mut Buffer,
    area: Rect,
    title: &str,
    focused: bool,
    boxed: bool,
    look: &Look,
) -> Rect {
    let glyphs = look.glyphs;
    let (rule, mark) = (glyphs.rule(), if focused { ">" } else { glyphs.rule() });
    let width = usize::from(area.width);
    let [top_left, top_right, bottom_left, bottom_right] = glyphs.corners();
    let (start, end) = match boxed {
        true => (top_left, top_right),
        false => (rule, rule),
    };
    let head = cut(&format!("{start}{mark} {title} "), width.saturating_sub(1));
    let used = head.chars().count() + 1;
    let line = format!("{head}{}{end}", rule.repeat(width.saturating_sub(used)));
    line_at(
        buffer,
        area.x,
        area.y,
        area.width,
        &line,
        look.theme.title(),
    );
    if !boxed {
        return Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
    }
    let bottom = area.y.saturating_add(area.height.saturating_sub(1));
    for y in area.y.saturating_add(1)..bottom {
        line_at(buffer, area.x, y, 1, glyphs.bar(), look.theme.quiet());
        let right = area.x.saturating_add(area.width.saturating_sub(1));
        line_at(buffer, right, y, 1, glyphs.bar(), look.theme.quiet());
    }
    let floor = format!(
        "{bottom_left}{}{bottom_right}",
        rule.repeat(width.saturating_sub(2))
    );
    if bottom > area.y {
        line_at(
            buffer,
            area.x,
            bottom,
            area.width,
            &floor,
            look.theme.quiet(),
        );
    }
    Rect {
        x: area.x.saturating_add(1),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}

/// From this size on panels are boxed.
#[must_use]
pub const fn is_boxed(area: Rect) -> bool {
    area.width >= 120 && area.height >= 34
}

/// A line of text and how it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it says.
    pub text: String,
    /// How.
    pub style: Style,
}

impl Shown {
    /// A line that needs no attention.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style: Style::new(),
        }
    }
}

/// Lines into a room, those before `skip` left out.
pub fn lines_at(buffer: &mut Buffer, area: Rect, lines: &[Shown], skip: usize) {
    for (y, shown) in (area.y..area.bottom()).zip(lines.iter().skip(skip)) {
        line_at(buffer, area.x, y, area.width, &shown.text, shown.style);
    }
}

/// A text over several lines; those after the first are set in.
#[must_use]
pub fn wrapped(text: &str, indent: usize, width: usize) -> Vec<String> {
    let room = width.max(indent + 8);
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let long = word.chars().count();
        match out.last_mut() {
            Some(line) if line.chars().count() + 1 + long <= room => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) => out.push(format!("{}{word}", " ".repeat(indent))),
            None => out.push(word.to_owned()),
        }
    }
    out
}

/// A text over several lines for a room of that width: a blank before each, and two more before those after the first.
#[must_use]
pub fn paragraph(text: &str, width: usize) -> Vec<String> {
    let lines = wrapped(text, 2, width.saturating_sub(2));
    lines.into_iter().map(|l| format!(" {l}")).collect()
}

/// A text on the left and one on the right; the left one is cut if both do not fit.
#[must_use]
pub fn fit(left: &str, right: &str, width: usize) -> String {
    let right_len = right.chars().count();
    if right_len >= width {
        return right.chars().take(width).collect();
    }
    let left: String = left.chars().take(width - right_len).collect();
    let gap = width - right_len - left.chars().count();
    format!("{left}{}{right}", " ".repeat(gap))
}

/// A text cut to so many characters, with `..` where something is left out.
#[must_use]
pub fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(width.saturating_sub(2)).collect();
    out.push_str(&".."[..width.min(2)]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit() {
        assert_eq!(fit("left", "right", 12), "left   right");
        assert_eq!(fit("left", "right", 7), "leright");
        assert_eq!(fit("left", "right", 3), "rig");
        assert_eq!(
            wrapped("one two three four", 2, 10),
            ["one two", "  three", "  four"]
        );
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcd..");
        assert_eq!(cut("abc", 1), ".");
        assert_eq!(cut("abc", 0), "");
    }
}
