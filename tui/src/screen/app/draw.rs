//! The whole picture: a top row, the screen in view, a bottom row, and what lies over them.

use super::{App, Over, Pending};
use crate::screen::keys::{COMMON, footer};
use crate::screen::look::{Look, cut, fit, line_at};
use crate::screen::page::Page;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Style};

/// The room of the screen in view, between the top and the bottom row.
#[must_use]
pub const fn body(size: Size) -> Rect {
    let (top, bottom) = rows(size.height);
    Rect {
        x: 0,
        y: top,
        width: size.width,
        height: size.height - top - bottom,
    }
}

/// Top and bottom rows that there is room for.
const fn rows(height: u16) -> (u16, u16) {
    match height {
        0..=2 => (0, 0),
        3 => (1, 0),
        _ => (1, 1),
    }
}

/// Draws everything. The buffer may have any size.
pub fn draw(app: &App, buffer: &mut Buffer) {
    let area = buffer.area;
    let size = Size::new(area.width, area.height);
    if let Some(page) = app.page() {
        let (top, bottom) = rows(area.height);
        if top > 0 {
            head(buffer, area, page, &app.look);
        }
        page.draw(buffer, body(size), &app.look);
        if bottom > 0 {
            foot(buffer, area, app, page);
        }
    }
    let over = middle(area);
    match &app.over {
        Over::Nothing | Over::Line(_) => {}
        Over::Help(help) => help.draw(buffer, over, &app.look),
        Over::Palette(palette) => palette.draw(buffer, over, &app.look),
    }
    if !app.look.coloured {
        // The terminal layer would write an empty colour as a reset of everything, reverse and bold included.
        for cell in &mut buffer.content {
            cell.fg = Color::Reset;
            cell.bg = Color::Reset;
        }
    }
}

fn head(buffer: &mut Buffer, area: Rect, page: &dyn Page, look: &Look) {
    let (left, right) = page.head();
    let left = format!(" {} {left}", page.name());
    let right = match right.is_empty() {
        true => String::new(),
        false => format!("  {right} "),
    };
    let text = fit(&left, &right, usize::from(area.width));
    line_at(
        buffer,
        area.x,
        area.y,
        area.width,
        &text,
        look.theme.title(),
    );
}

/// What is typed, said or awaited; else the keys.
fn foot(buffer: &mut Buffer, area: Rect, app: &App, page: &dyn Page) {
    let width = usize::from(area.width);
    let text = match (&app.over, &app.said, &app.pending) {
        (Over::Line(line), _, _) => typed(&line.prompt.label, &line.prompt.text, width),
        (Over::Help(_), _, _) => " / search  Up/Down scroll  Esc close".to_owned(),
        (Over::Palette(_), _, _) => {
            " Enter do it  Tab complete  Up/Down choose  Esc close".to_owned()
        }
        (Over::Nothing, Some(said), _) => format!(" {}", one_line(said)),
        (Over::Nothing, None, Some(pending)) => waiting(pending),
        (Over::Nothing, None, None) => footer(&[page.keys(), COMMON], width),
    };
    let style = match (&app.over, &app.said) {
        (Over::Nothing, None) => Style::new(),
        (Over::Nothing | Over::Help(_) | Over::Palette(_) | Over::Line(_), _) => {
            app.look.theme.title()
        }
    };
    let y = area.y + area.height - 1;
    line_at(buffer, area.x, y, area.width, &cut(&text, width), style);
}

/// The end of what is typed stays in sight.
fn typed(label: &str, text: &str, width: usize) -> String {
    let whole = format!(" {label}: {text}_");
    let surplus = whole.chars().count().saturating_sub(width);
    match surplus {
        0 => whole,
        _ => {
            let tail: String = text.chars().rev().take(width.saturating_sub(4)).collect();
            let tail: String = tail.chars().rev().collect();
            format!(" ..{tail}_")
        }
    }
}

fn waiting(pending: &Pending) -> String {
    let steps = match pending.total {
        0 => String::new(),
        total => format!(" {} of {total}", pending.done),
    };
    format!(" {}{steps} ...   Esc gives up", pending.label)
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// The room of what lies over a screen.
fn middle(area: Rect) -> Rect {
    let width = area.width.min(92);
    let height = area.height.saturating_sub(2).min(30);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + u16::from(area.height > 2),
        width,
        height,
    }
}
