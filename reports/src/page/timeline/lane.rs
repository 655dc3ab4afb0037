//! One row of a timeline: words beside a strip that shares its clock with all the others.

use super::scale::{Scale, Tick, WIDTH, num};
use maud::{Markup, html};

/// A row.
pub(super) struct Lane {
    /// What it is about.
    pub name: String,
    /// What it says, in words.
    pub said: String,
    /// Height of the strip in its own units, which are about pixels.
    pub height: u32,
    /// What is drawn.
    pub picture: Markup,
}

/// Everything that rows share.
pub(super) struct Clockwork {
    pub scale: Scale,
    pub ticks: Vec<Tick>,
}

impl Lane {
    pub(super) fn markup(&self, clock: &Clockwork) -> Markup {
        html! {
            div.lane {
                div.lane-name { b { (self.name) } " " span { (self.said) } }
                div.strip {
                    svg viewBox={ "0 0 " (WIDTH) " " (self.height) } preserveAspectRatio="none" role="img"
                        style={ "height:" (num(f64::from(self.height) / 16.0)) "rem" } {
                        title { (self.name) ": " (self.said) }
                        (clock.grid(self.height))
                        (self.picture)
                    }
                }
            }
        }
    }
}

impl Clockwork {
    /// Fine lines at the marks of the axis.
    pub(super) fn grid(&self, height: u32) -> Markup {
        let line = |t: &Tick| format!("M{} 0V{height}", num(self.scale.x(t.at)));
        html! { path.grid d=(self.ticks.iter().map(line).collect::<String>()) {} }
    }

    /// The axis itself, in offsets and local times.
    pub(super) fn axis(&self) -> Markup {
        html! {
            div.lane.axis-row {
                div.lane-name { span.quiet { "time since it began" @if self.ticks.iter().any(|t| t.local.is_some()) { ", local time" } } }
                div.axis aria-hidden="true" {
                    @for (i, t) in self.ticks.iter().enumerate() {
                        span.tick.odd[i % 2 == 1] style={ "left:" (self.scale.percent(t.at)) } {
                            (t.offset) @if let Some(local) = &t.local { br; span.quiet { (local) } }
                        }
                    }
                }
            }
        }
    }
}
