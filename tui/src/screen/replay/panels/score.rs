//! What it has cost by now: downtime against objectives, data, money.

use super::super::scene::{Line, Scene};
use crate::screen::look::{Look, cut};
use crate::screen::story::{JourneyNow, Mark, Standing, Story};
use reports::words::{count, dollars, length, share_ppb, share_ppm};
use tenant::score::{HarmTotal, ObjectiveScore, Target};

/// Rows about money: one per unit of harm, and one for what comes back.
pub(in super::super) fn money_rows(story: &Story) -> usize {
    story.life.score.money.harm.len() + 1
}

/// A row: what, how it stands, in words.
type Row = (String, Mark, String);

/// One line per row, marks under each other; what can be told by now before what is told at the end.
pub(super) fn lines(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let (known, open) = objectives(scene);
    let mut rows = journeys(scene);
    rows.extend(known);
    rows.extend(scene.story.harm_by(scene.at).iter().map(harm));
    let stores = scene.stores.iter();
    rows.extend(stores.map(|s| (s.name.clone(), s.mark, s.note.clone())));
    rows.extend(open);
    rows.push(credit(scene));
    let longest = rows.iter().map(|r| r.0.chars().count()).max().unwrap_or(0);
    let line = |(what, mark, note): Row| {
        let text = format!(" {what:<longest$} {} {note}", mark.glyph());
        Line::marked(cut(&text, width), mark, look)
    };
    rows.into_iter().map(line).collect()
}

fn journeys(scene: &Scene<'_>) -> Vec<Row> {
    let row = |now: &JourneyNow<'_>| {
        let (mark, note) = match (now.down.0, now.down_since) {
            (0, Some(_)) => (Mark::Down, "goes down just now".to_owned()),
            (0, None) => (Mark::Up, "not down so far".to_owned()),
            (_, Some(_)) => (Mark::Down, format!("down {} so far", length(now.down))),
            (_, None) => (Mark::Part, format!("was down {}", length(now.down))),
        };
        (now.name.to_owned(), mark, note)
    };
    scene.journeys.iter().map(row).collect()
}

/// Every objective: those that can be told by now, and those that cannot.
fn objectives(scene: &Scene<'_>) -> (Vec<Row>, Vec<Row>) {
    let scores = &scene.story.life.score.journeys;
    let several = scores.iter().filter(|j| !j.objectives.is_empty()).count() > 1;
    let mut all = Vec::new();
    for (journey, now) in scores.iter().zip(&scene.journeys) {
        for standing in &now.standings {
            let objective = &journey.objectives[standing.objective];
            let (mark, note) = stands(scene, objective, *standing);
            let whose = if several {
                format!("{} ", now.name)
            } else {
                String::new()
            };
            all.push((format!("{whose}{}", promised(objective)), mark, note));
        }
    }
    all.into_iter().partition(|r| r.1 != Mark::Unknown)
}

/// How an objective stands by now.
fn stands(scene: &Scene<'_>, objective: &ObjectiveScore, standing: Standing) -> (Mark, String) {
    let used = standing.used_ppm.map(|ppm| match ppm {
        10_000_000.. => format!("{}x of it", count(ppm / 1_000_000)),
        1_000_000.. => format!("{:.1}x of it", ppm as f64 / 1e6),
        _ => format!("{} used", share_ppm(ppm / 1000 * 1000)),
    });
    match (standing.broken, used) {
        (true, Some(used)) => (Mark::Down, format!("broken, {used}")),
        (true, None) => (Mark::Down, "broken".to_owned()),
        (false, Some(used)) => (Mark::Up, format!("holds, {used}")),
        (false, None) if scene.at < scene.story.end() => {
            (Mark::Unknown, "told at the end".to_owned())
        }
        (false, None) if objective.met.is_none() => (Mark::Unknown, "not known".to_owned()),
        (false, None) => (Mark::Up, "held".to_owned()),
    }
}

/// What comes back.
fn credit(scene: &Scene<'_>) -> Row {
    let money = &scene.story.life.score.money;
    let (mark, note) = match scene.at < scene.story.end() {
        true => (Mark::Unknown, "told at the end".to_owned()),
        false => {
            let owed = dollars(money.credit_owed_micro);
            let note = match money.goodwill_micro {
                0 => format!("{owed} owed by contract"),
                gift => format!("{owed} owed by contract; goodwill {}", dollars(gift)),
            };
            (Mark::Up, note)
        }
    };
    ("credit".to_owned(), mark, note)
}

fn harm(harm: &HarmTotal) -> Row {
    let amount = match harm.unit.as_str() {
        "USD" => dollars(harm.micro),
        unit => format!("{} {unit}", count(harm.micro / 1_000_000)),
    };
    let mark = if harm.micro == 0 {
        Mark::Up
    } else {
        Mark::Part
    };
    (
        "lost".to_owned(),
        mark,
        format!("{amount} with failed requests"),
    )
}

/// `RTO 15m`
fn promised(objective: &ObjectiveScore) -> String {
    let target = match objective.target {
        Target::Time(d) => length(d),
        Target::Share(ppb) => share_ppb(ppb),
    };
    match objective.name {
        "rto" => format!("RTO {target}"),
        "rpo" => format!("RPO {target}"),
        _ => format!("SLO {target}"),
    }
}
