//! Rooms side by side and above each other.

use ratatui::layout::Rect;

/// Rooms side by side of these widths, from the left; what is left over goes to the last one. With `gap`, a column between
/// two stays empty.
#[must_use]
pub fn beside(area: Rect, widths: &[u16], gap: bool) -> Vec<Rect> {
    let mut x = area.x;
    let mut out = Vec::new();
    for (i, width) in widths.iter().enumerate() {
        let rest = area.right().saturating_sub(x);
        let last = i + 1 == widths.len();
        let whole = if last { rest } else { (*width).min(rest) };
        let empty = u16::from(gap && !last);
        out.push(Rect {
            x,
            width: whole.saturating_sub(empty),
            ..area
        });
        x = x.saturating_add(whole);
    }
    out
}

/// Rooms above each other of these heights, from the top; what is left over goes to the room `spare`. Those that there is
/// no room for are empty.
#[must_use]
pub fn above(area: Rect, heights: &[u16], spare: usize) -> Vec<Rect> {
    let wanted: u16 = heights.iter().fold(0, |sum, h| sum.saturating_add(*h));
    let over = area.height.saturating_sub(wanted);
    let mut y = area.y;
    let mut out = Vec::new();
    for (i, height) in heights.iter().enumerate() {
        let rest = area.bottom().saturating_sub(y);
        let more = if i == spare { over } else { 0 };
        let height = height.saturating_add(more).min(rest);
        out.push(Rect { y, height, ..area });
        y = y.saturating_add(height);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_fill_what_there_is_and_never_more() {
        let area = Rect::new(2, 3, 20, 10);
        let side: Vec<(u16, u16)> = beside(area, &[8, 8, 1], true)
            .iter()
            .map(|r| (r.x, r.width))
            .collect();
        assert_eq!(side, [(2, 7), (10, 7), (18, 4)]);
        let tall = |heights: &[u16], spare| -> Vec<(u16, u16)> {
            let rooms = above(area, heights, spare);
            rooms.iter().map(|r| (r.y, r.height)).collect()
        };
        assert_eq!(tall(&[4, 3], 0), [(3, 7), (10, 3)]);
        assert_eq!(tall(&[4, 3], 1), [(3, 4), (7, 6)]);
        assert_eq!(tall(&[8, 8, 8], 0), [(3, 8), (11, 2), (13, 0)]);
        assert_eq!(beside(Rect::ZERO, &[3, 3], true)[1], Rect::ZERO);
    }
}
