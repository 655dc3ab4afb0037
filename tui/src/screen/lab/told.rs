//! The lab in sentences: everything that stands on the screen, line by line.

use super::{Lab, save, strips};
use crate::screen::story::Mark;
use reports::words::{length, minutes};

/// One sentence per line.
pub(super) fn told(lab: &Lab) -> Vec<String> {
    let mut out = vec![format!("Chaos lab at {}.", lab.story.clock.both(lab.at))];
    chosen(lab, &mut out);
    menu(lab, &mut out);
    branches(lab, &mut out);
    out
}

fn chosen(lab: &Lab, out: &mut Vec<String>) {
    for (i, spot) in lab.spots().iter().enumerate() {
        let now = if i == lab.spot { " (chosen)" } else { "" };
        let note = if spot.note.is_empty() {
            String::new()
        } else {
            format!(", {}", spot.note)
        };
        out.push(format!(
            "{}: {}{note}{now}.",
            spot.title(&lab.story.arch.home),
            word(spot.mark)
        ));
    }
}

fn menu(lab: &Lab, out: &mut Vec<String>) {
    if let Some(form) = &lab.form {
        out.push(format!(
            "To be done: {}. {}",
            form.choice.sentence, form.choice.item.doc
        ));
        let line = form.line();
        for l in form.lines() {
            let (name, value) = form.shown(l, &lab.story.arch);
            let now = if l == line { " (chosen)" } else { "" };
            out.push(format!("{name}: {value}{now}"));
        }
        return;
    }
    for (i, item) in lab.items().iter().enumerate() {
        let now = if i == lab.item { " (chosen)" } else { "" };
        out.push(format!("What if {}: {}{now}", item.sentence, item.item.doc));
    }
}

fn branches(lab: &Lab, out: &mut Vec<String>) {
    let Some(session) = &lab.session else {
        out.push("What can be done is being worked out.".to_owned());
        return;
    };
    for (_, branch) in session.tree() {
        let now = if branch.id == session.current().id {
            " (in view)"
        } else {
            ""
        };
        out.push(format!(
            "Branch {}{now}, from {}.",
            branch.name,
            minutes(branch.from)
        ));
    }
    for step in session.current().steps() {
        let length = step
            .length
            .map_or(String::new(), |l| format!(", for {}", length(l)));
        out.push(format!("At {} {}{length}.", minutes(step.at), step.title));
    }
    for journey in lab.diff.by_weight() {
        out.push(format!(
            "{} {}.",
            journey.name,
            strips::more_or_less(journey)
        ));
    }
    out.extend(strips::sums(&lab.diff));
    out.extend(strips::judged(lab, session));
    if let Some(first) = lab.diff.first {
        out.push(format!(
            "The same as {} until {}.",
            session.main().name,
            minutes(first)
        ));
    }
    for line in &lab.diff.lines {
        let whose = if line.here {
            session.current()
        } else {
            session.main()
        };
        out.push(format!(
            "{} only in {}: {}",
            minutes(line.at),
            whose.name,
            line.text
        ));
    }
    if let Some(script) = save::script(lab) {
        out.extend(script.lines().map(str::to_owned));
    }
}

const fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Up => "works",
        Mark::Part => "works in part",
        Mark::Making => "being made again",
        Mark::Down => "down",
        Mark::Unknown => "not known",
    }
}
