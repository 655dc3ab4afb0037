//! What somebody did in a run, and that its result is then no evidence.

use super::frame::Section;
use super::note;
use crate::card::Card;
use maud::html;

/// The section; `None` where nothing was done.
pub(super) fn section(card: &Card<'_>) -> Option<Section> {
    if card.commands.is_empty() {
        return None;
    }
    let markup = html! {
        p { "Somebody did this to the outage, or to the architecture, while it ran:" }
        div.wide tabindex="0" {
            table {
                thead { tr { th scope="col" { "When" } th scope="col" { "What" } } }
                tbody {
                    @for told in card.commands {
                        tr { td { (told.at) } td { (told.text) } }
                    }
                }
            }
        }
        (note("A command changes nothing before it. What comes of it is no evidence about the real outage."))
    };
    Some(Section::new("what-if", "What if", markup))
}
