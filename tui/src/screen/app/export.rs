//! The screen in view as a file: as it looks, as sentences, or as a picture.

use super::{App, draw};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

/// The text of the file of that name; its ending decides.
pub(super) fn text(app: &App, path: &str) -> Result<String, String> {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "txt" => Ok(as_it_looks(&picture(app))),
        "md" => Ok(sentences(app)),
        "svg" => Ok(svg(&picture(app))),
        _ => Err("a screen is written as .txt, .md or .svg".to_owned()),
    }
}

fn picture(app: &App) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, app.size.width, app.size.height));
    draw(app, &mut buffer);
    buffer
}

fn as_it_looks(buffer: &Buffer) -> String {
    let mut out = String::new();
    for row in rows(buffer) {
        let line: String = row.iter().map(Cell::symbol).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    let width = usize::from(buffer.area.width).max(1);
    buffer.content.chunks(width)
}

fn sentences(app: &App) -> String {
    let Some(page) = app.page() else {
        return String::new();
    };
    let (left, right) = page.head();
    let mut out = format!("# {} {left}\n\n{right}\n\n", page.name());
    for line in page.told() {
        out.push_str(&format!("{line}\n"));
    }
    out
}

/// Width and height of a character in the picture.
const CELL: (usize, usize) = (8, 17);

/// A drawn screen as a picture, in the colours of a dark terminal.
#[must_use]
pub fn svg(buffer: &Buffer) -> String {
    let (width, height) = (
        usize::from(buffer.area.width),
        usize::from(buffer.area.height),
    );
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         font-family=\"monospace\" font-size=\"13\">\n<rect width=\"{w}\" height=\"{h}\" fill=\"#101418\"/>\n",
        w = width * CELL.0,
        h = height * CELL.1
    );
    for (y, row) in rows(buffer).enumerate() {
        let mut x = 0;
        while x < row.len() {
            let end = (x..row.len())
                .find(|&i| !alike(&row[i], &row[x]))
                .unwrap_or(row.len());
            stretch(&mut out, &row[x..end], x, y);
            x = end;
        }
    }
    out.push_str("</svg>\n");
    out
}

fn alike(a: &Cell, b: &Cell) -> bool {
    (a.fg, a.bg, a.modifier) == (b.fg, b.bg, b.modifier)
}

/// Neighbouring characters of one style.
fn stretch(out: &mut String, cells: &[Cell], x: usize, y: usize) {
    let text: String = cells.iter().map(Cell::symbol).collect();
    let style = &cells[0];
    let (mut ink, mut paper) = (hex(style.fg, "#d8dee4"), hex(style.bg, "#101418"));
    if style.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut paper);
        out.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{paper}\"/>\n",
            x * CELL.0,
            y * CELL.1,
            cells.len() * CELL.0,
            CELL.1
        ));
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = if style.modifier.contains(Modifier::BOLD) {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let faint = if style.modifier.contains(Modifier::DIM) {
        " opacity=\"0.65\""
    } else {
        ""
    };
    out.push_str(&format!(
        "<text x=\"{}\" y=\"{}\" fill=\"{ink}\"{weight}{faint} xml:space=\"preserve\" textLength=\"{}\">{}</text>\n",
        x * CELL.0,
        y * CELL.1 + 13,
        cells.len() * CELL.0,
        escaped(&text)
    ));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The sixteen colours as most dark terminals show them.
fn hex(color: Color, default: &'static str) -> String {
    let fixed = match color {
        Color::Reset => default,
        Color::Black => "#000000",
        Color::Red => "#d55e00",
        Color::Green => "#009e73",
        Color::Yellow => "#e69f00",
        Color::Blue => "#0072b2",
        Color::Magenta => "#cc79a7",
        Color::Cyan => "#56b4e9",
        Color::Gray => "#b8c0c8",
        Color::DarkGray => "#808890",
        Color::LightRed => "#ff7a33",
        Color::LightGreen => "#33c79b",
        Color::LightYellow => "#ffc233",
        Color::LightBlue => "#5aa9e6",
        Color::LightMagenta => "#e6a3c8",
        Color::LightCyan => "#8fd0f5",
        Color::White => "#ffffff",
        Color::Rgb(r, g, b) => return format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Indexed(_) => default,
    };
    fixed.to_owned()
}
