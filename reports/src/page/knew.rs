//! Who knew what when, as a table whose letters stand in the timeline.

use crate::card::Card;
use crate::knew::{Moment, moments};
use maud::{Markup, html};

/// All moments, each with its letter in the figure. A letter is that of a row, whether or not it ever came.
pub(super) fn lettered(card: &Card<'_>) -> impl Iterator<Item = (char, Moment)> + use<> {
    ('a'..='z').zip(moments(card))
}

pub(super) fn markup(card: &Card<'_>) -> Markup {
    html! {
        div.wide tabindex="0" {
            table {
                thead { tr { th scope="col" { "In the timeline" } th scope="col" { "Moment" } th scope="col" { "When" } th scope="col" { "How late" } } }
                tbody {
                    @for (letter, m) in lettered(card) {
                        tr {
                            td { @if m.at.is_some() { span.pin-key { (letter) } } }
                            th scope="row" { (m.what) }
                            td { (m.at.map_or_else(|| "never".to_owned(), |t| card.clock.both(t))) }
                            td { (m.note) }
                        }
                    }
                }
            }
        }
    }
}
