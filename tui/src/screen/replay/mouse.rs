//! The mouse: a click chooses, the wheel scrolls, on the timeline a drag seeks and the wheel looks closer.

use super::layout::layout;
use super::scene::{Hit, Scene};
use super::{Panel, Replay, draw, timeline};
use crate::screen::look::Look;
use crate::screen::page::{Button, Mouse};
use ratatui::layout::Rect;

/// Something that the mouse wants.
enum Wish {
    Nothing,
    Seek(kernel::SimTime),
    Zoom(bool, kernel::SimTime),
    Focus(Panel, Option<Hit>),
    Scroll(Panel, bool),
}

/// Does what the mouse wants in the area that the replay is drawn in.
pub(super) fn act(replay: &mut Replay, event: Mouse, area: Rect) {
    match wish(replay, event, area) {
        Wish::Nothing => {}
        Wish::Seek(at) => replay.move_to(at),
        Wish::Zoom(true, at) => replay.zoom(1, 2, at),
        Wish::Zoom(false, at) => replay.zoom(2, 1, at),
        Wish::Focus(panel, hit) => {
            replay.focus_on(panel);
            match hit {
                Some(Hit::Row(row)) => replay.selected = row,
                Some(Hit::Journey(journey)) => replay.journey = Some(journey),
                Some(Hit::Instant(at)) => replay.move_to(at),
                None => {}
            }
        }
        Wish::Scroll(panel, down) => {
            replay.focus_on(panel);
            replay.scroll_by(if down { 3 } else { -3 });
        }
    }
}

fn wish(replay: &Replay, event: Mouse, area: Rect) -> Wish {
    let scene = Scene::new(replay);
    let layout = layout(&scene, area);
    if layout.rail.contains(event.at) {
        let at = timeline::instant(&scene, &layout, event.at.x);
        return match (event.what, at) {
            (_, None) => Wish::Nothing,
            (Button::Down | Button::Drag, Some(at)) => Wish::Seek(at),
            (Button::WheelUp, Some(at)) => Wish::Zoom(true, at),
            (Button::WheelDown, Some(at)) => Wish::Zoom(false, at),
        };
    }
    let under = layout.panels.iter().find(|p| p.1.contains(event.at));
    let Some(&(panel, room)) = under else {
        return Wish::Nothing;
    };
    match event.what {
        Button::Down => {
            let inner = layout.inside(room);
            let row = event.at.y.checked_sub(inner.y).map(usize::from);
            let lines = draw::shown(&scene, panel, inner, &Look::default());
            let hit = row.and_then(|r| lines.get(r)).and_then(|l| l.hit);
            Wish::Focus(panel, hit)
        }
        Button::Drag => Wish::Nothing,
        Button::WheelUp => Wish::Scroll(panel, false),
        Button::WheelDown => Wish::Scroll(panel, true),
    }
}
