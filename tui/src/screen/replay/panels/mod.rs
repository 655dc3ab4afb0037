//! What stands in each panel of the replay, as lines of text; one panel per file.

mod events;
mod inspector;
mod journeys;
mod milestones;
mod page;
mod score;
mod topology;
mod why;

pub(super) use score::money_rows;

use super::Panel;
use super::scene::{Line, Scene};
use crate::screen::look::Look;
use crate::screen::story::Mark;
use ratatui::layout::Rect;

/// The title of a panel.
pub(super) fn title(scene: &Scene<'_>, panel: Panel) -> String {
    match panel {
        Panel::Topology => "TOPOLOGY".to_owned(),
        Panel::Why => why::title(scene),
        Panel::Journeys => journeys::title(scene),
        Panel::Page => "STATUS PAGE AND TRUTH".to_owned(),
        Panel::Events => events::title(scene),
        Panel::Score => "SCORE BY NOW".to_owned(),
        Panel::Inspector => inspector::title(scene),
        Panel::Milestones => {
            let all = &scene.story.around.milestones;
            format!("MILESTONES {} published", all.len())
        }
    }
}

/// The lines of a panel for a room of that size.
pub(super) fn lines(scene: &Scene<'_>, panel: Panel, room: Rect, look: &Look) -> Vec<Line> {
    let (width, height) = (usize::from(room.width), usize::from(room.height));
    if width == 0 || height == 0 {
        return Vec::new();
    }
    match panel {
        Panel::Topology => topology::lines(scene, width, look),
        Panel::Why => why::lines(scene, width, height, look),
        Panel::Journeys => journeys::lines(scene, width, look),
        Panel::Page => page::lines(scene, width, height, look),
        Panel::Events => events::lines(scene, width, height, look),
        Panel::Score => score::lines(scene, width, look),
        Panel::Inspector => inspector::lines(scene, width, look),
        Panel::Milestones => milestones::lines(scene, width, look),
    }
}

/// The word for how a journey fares.
pub(super) const fn journey_word(mark: Mark) -> &'static str {
    match mark {
        Mark::Down => "DOWN",
        Mark::Part => "part",
        Mark::Up => "ok",
        Mark::Making | Mark::Unknown => "idle",
    }
}
