//! What a forecast stands on, and what it does not say.

use super::WIDTH;
use crate::paint::{QUIET, WARN, heading, paint};
use crate::words::wrap;
use search::forecast::Forecast;

pub(super) fn text(f: &Forecast) -> String {
    let mut out = warnings(f);
    out.push_str(&heading("WHAT IT STANDS ON"));
    out.push_str(&background(f));
    if !f.without_law.is_empty() {
        let text = format!(
            "nobody says how these fail, so they never do: {}",
            f.without_law.join(", ")
        );
        out.push_str(&line(&text));
    }
    if !f.copies_without_law.is_empty() {
        let text = format!(
            "state `fails` to say how the copies of these do: {}",
            f.copies_without_law.join(", ")
        );
        out.push_str(&line(&text));
    }
    if !f.estimate_leaves_out.is_empty() {
        let text = format!(
            "the formula for comparison leaves out {}",
            f.estimate_leaves_out.join("; ")
        );
        out.push_str(&line(&text));
    }
    out.push_str(&heading("WHAT IT LEAVES OUT"));
    for text in &f.leaves_out {
        out.push_str(&line(text));
    }
    let more = match f.assumptions.len() {
        0 => String::new(),
        n => format!(
            "  {n} more assumed numbers of the provider were used: --format json lists them\n"
        ),
    };
    out.push_str(&paint(QUIET, &more));
    out
}

fn line(text: &str) -> String {
    format!("  {}\n", wrap(text, WIDTH - 4, 4))
}

fn warnings(f: &Forecast) -> String {
    if f.warnings.is_empty() {
        return String::new();
    }
    let mut out = heading("WARNINGS");
    for (text, share) in &f.warnings {
        let text = format!("{text} (in {} of {} lives)", share.hits, share.of);
        out.push_str(&format!(
            "{} {}\n",
            paint(WARN, "!"),
            wrap(&text, WIDTH - 4, 2)
        ));
    }
    out
}

fn background(f: &Forecast) -> String {
    let Some(laid) = &f.laid else {
        return line("no background: only laws that the file states");
    };
    if laid.parts.is_empty() {
        return line("every part that could have a background states its own law");
    }
    let mut out = line(&format!(
        "these do not say how they fail and got the provider's background (off with --background none): {}",
        laid.parts.join(", ")
    ));
    if !laid.zones.is_empty() {
        out.push_str(&line(&format!(
            "zones that can go out: {}",
            laid.zones.join(", ")
        )));
    }
    for s in &laid.sources {
        // `published` or `assumed`; the rest would bury the numbers.
        let how = s.why.split(':').next().unwrap_or_default();
        out.push_str(&line(&format!("{} = {} ({how})", s.name, s.value)));
    }
    if !laid.sources.is_empty() {
        let more = "  where these come from, and between what they lie: --format json\n";
        out.push_str(&paint(QUIET, more));
    }
    out
}
