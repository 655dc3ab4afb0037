//! Everything that was published about the outage, beside what this run makes of it.

use super::super::scene::{Hit, Line, Scene, paragraph};
use crate::screen::look::Look;

/// Each milestone over as many lines as it takes; those that are still to come are quiet.
pub(super) fn lines(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let all = &scene.story.around.milestones;
    if all.is_empty() {
        return vec![Line::plain(" nothing was published about this outage")];
    }
    let mut out = Vec::new();
    for m in all {
        let come = m.at <= scene.at;
        let sign = if come { '*' } else { ' ' };
        let letter = m.letter.unwrap_or(' ');
        let at = scene.story.clock.both(m.at);
        let text = format!("{sign}{letter} {at}  {}", m.sentence());
        let style = match come {
            true => ratatui::style::Style::new(),
            false => look.theme.quiet(),
        };
        let lines = paragraph(&text, 5, width, style);
        out.extend(lines.into_iter().map(|l| l.on_click(Hit::Instant(m.at))));
    }
    out
}
