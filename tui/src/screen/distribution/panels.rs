//! What stands in each panel of a distribution, as lines of text.

use super::{Distribution, Panel};
use crate::again::replay_line;
use crate::screen::look::{Look, Shown, cut, fit, paragraph, wrapped};
use crate::screen::story::Mark;
use crate::screen::work::Many;
use ratatui::layout::Rect;
use reports::sweep::{LEVELS, beside_rto, rto, said, shape};
use reports::words::{count, length_s, plural};
use search::statistics::{Quantile, TooFew};
use search::sweep::{JourneyView, PromiseView};
use tenant::Luck;

/// Lengths of time whose share of runs can be read, seconds.
pub(super) const LENGTHS_S: [u32; 20] = [
    60, 120, 300, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10_800, 14_400, 21_600, 28_800,
    43_200, 57_600, 86_400, 129_600, 259_200,
];
/// An hour.
pub(super) const READ_FIRST: usize = 8;
/// Lines over the runs of the percentiles.
pub(super) const HEAD_ROWS: usize = 1;
/// Columns of twenty runs that stand for all.
const DOTS: usize = 20;

/// Whose luck, in words.
pub(super) const fn luck(luck: Luck) -> &'static str {
    match luck {
        Luck::Touched => "given that something of it is hit",
        Luck::Drawn => "as the dice fall",
    }
}

/// Rows that a panel would like, without its title.
pub(super) fn wants(page: &Distribution, panel: Panel, width: u16) -> u16 {
    let room = Rect::new(0, 0, width, u16::MAX);
    let rows = match panel {
        Panel::Percentiles => HEAD_ROWS + 4,
        Panel::Shape | Panel::Kinds | Panel::Back | Panel::Besides => {
            lines(page, panel, room, &Look::default()).len()
        }
    };
    rows.min(60) as u16
}

/// The title of a panel.
pub(super) fn title(page: &Distribution, panel: Panel) -> String {
    let name = page.journey().map_or("", |j| j.name.as_str());
    match panel {
        Panel::Shape => format!("HOW LONG {name} IS DOWN, {}", luck(page.luck)),
        Panel::Percentiles => "PERCENTILES, each with a real run".to_owned(),
        Panel::Kinds => match page.journey().and_then(|j| Some((j.down.humps?, &j.down))) {
            Some((humps, down)) => format!("TWO KINDS OF RUNS{}", shape::kinds(&humps, down).0),
            None => "KINDS OF RUNS".to_owned(),
        },
        Panel::Back => format!("SHARE OF RUNS IN WHICH {name} IS DOWN NO LONGER THAN"),
        Panel::Besides => "BESIDES".to_owned(),
    }
}

/// The lines of a panel for a room of that size.
pub(super) fn lines(page: &Distribution, panel: Panel, room: Rect, look: &Look) -> Vec<Shown> {
    let (Some(many), Some(journey)) = (page.known(), page.journey()) else {
        return Vec::new();
    };
    let width = usize::from(room.width);
    match panel {
        Panel::Shape => bars(page, many, journey, width, look),
        Panel::Percentiles => percentiles(page, journey, width, look),
        Panel::Kinds => kinds(journey, width),
        Panel::Back => back(page, many, width, look),
        Panel::Besides => besides(page, many, journey, width),
    }
}

/// How many runs are at most so long.
pub(super) fn within(page: &Distribution, many: &Many, seconds: u32) -> u64 {
    let limit = u64::from(seconds) * 1_000_000;
    let journeys = many.runs.iter().filter_map(|r| {
        let lot = r.lot(page.luck);
        lot.journeys.get(page.journey)
    });
    let short = journeys.filter(|j| !j.censored && j.down.0 <= limit);
    short.count() as u64
}

fn share(part: u64, all: u64) -> String {
    reports::words::share(part as f64 / all.max(1) as f64)
}

/// The line of the cursor: `down no longer than 1h in 84.6 % of runs (846 of 1,000)`.
pub(super) fn reading(page: &Distribution, many: &Many) -> String {
    let seconds = LENGTHS_S[page.reading];
    let part = page.within.get(page.reading).copied().unwrap_or(0);
    let all = many.runs.len() as u64;
    format!(
        "down no longer than {} in {} of {} ({})",
        length_s(f64::from(seconds)),
        count(part),
        plural(all, "run"),
        share(part, all)
    )
}

/// The promise about time that is drawn as a border, if there is one.
fn promised(journey: &JourneyView) -> Option<&PromiseView> {
    let mut all = journey.objectives.iter();
    all.find(|p| p.promise.name == "rto")
}

fn bars(
    page: &Distribution,
    many: &Many,
    journey: &JourneyView,
    width: usize,
    look: &Look,
) -> Vec<Shown> {
    let limit = rto(journey);
    let rows = shape::rows(&journey.down, limit);
    let label = rows.iter().map(|r| r.label.chars().count()).max();
    let label = label.unwrap_or(0).max(8);
    let dots = rows.iter().any(|r| !r.dots.is_empty());
    let dots_room = if dots { DOTS + 1 } else { 0 };
    let bar_room = width.saturating_sub(label + 18 + dots_room).clamp(4, 60);
    let most = rows.iter().map(|r| r.runs).max().unwrap_or(0).max(1);
    let all: u64 = rows.iter().map(|r| r.runs).sum();
    let head = format!(
        " {:label$} {:bar_room$} {:>6} {:>7} {}",
        "",
        "",
        "runs",
        "so far",
        if dots { "of 20" } else { "" }
    );
    let mut out = vec![Shown {
        text: head,
        style: look.theme.quiet(),
    }];
    let mut so_far = 0;
    let mut border = promised(journey).zip(limit);
    for row in &rows {
        if let Some((promise, _)) = border.take_if(|(_, limit)| row.from >= *limit && row.runs > 0)
        {
            out.push(promise_line(promise, width, look));
        }
        so_far += row.runs;
        let length = (row.runs as usize * bar_room).div_ceil(most as usize);
        let bar = look.glyphs.fill().repeat(length);
        let late = limit.is_some_and(|limit| row.from >= limit);
        out.push(Shown {
            text: format!(
                " {:>label$} {bar:bar_room$} {:>6} {:>7} {}",
                row.label,
                count(row.runs),
                share(so_far, all),
                row.dots
            ),
            style: look.theme.mark(if late { Mark::Down } else { Mark::Up }),
        });
    }
    if let Some((promise, _)) = border {
        out.push(promise_line(promise, width, look));
    }
    let arrows = format!(" {}", reading(page, many));
    out.push(Shown::plain(cut(&arrows, width)));
    out
}

fn promise_line(promise: &PromiseView, width: usize, look: &Look) -> Shown {
    let rule = look.glyphs.rule();
    let text = format!(
        " {rule}{rule} {} kept in {} ",
        said::promise(&promise.promise),
        said::chance(&promise.met)
    );
    let rest = width.saturating_sub(text.chars().count() + 1);
    Shown {
        text: format!("{text}{}", rule.repeat(rest)),
        style: look.theme.title(),
    }
}

fn percentiles(
    page: &Distribution,
    journey: &JourneyView,
    width: usize,
    look: &Look,
) -> Vec<Shown> {
    let limit = rto(journey);
    let against = if limit.is_some() { "vs RTO" } else { "" };
    let row = |mark: char, name: &str, value: &str, interval: &str, beside: &str, seed: &str| {
        let text = format!("{mark}{name:<6} {value:>13}  {interval:<22} {beside:<11} {seed}");
        cut(&text, width)
    };
    let head = row(' ', "", "down", "95 % interval", against, "run");
    let mut out = vec![Shown {
        text: head,
        style: look.theme.quiet(),
    }];
    let seeds = page.seeds();
    let worst = match journey.down.not_restored.share.hits {
        0 => journey.down.longest.secs_f64(),
        _ => f64::INFINITY,
    };
    for (i, name) in LEVELS.iter().chain(&["worst"]).enumerate() {
        let mark = if page.run == i { '>' } else { ' ' };
        let seed = seeds[i].map_or(String::new(), |s| format!("seed {s}"));
        let (value, interval) = match journey.down.quantiles_s.get(i) {
            None => (Some(worst), String::new()),
            Some(q) => quantile(q),
        };
        let (said, beside) = match value {
            Some(v) => (
                said::time(v, said::NOT_RESTORED),
                limit.map_or(String::new(), |limit| beside_rto(v, limit)),
            ),
            None => (String::new(), String::new()),
        };
        let broken = value.zip(limit).is_some_and(|(v, limit)| v > limit);
        let style = match (page.run == i, broken) {
            (true, _) => look.theme.selected(),
            (false, true) => look.theme.mark(Mark::Down),
            (false, false) => look.theme.mark(Mark::Up),
        };
        let text = match value {
            Some(_) => row(mark, name, &said, &interval, &beside, &seed),
            None => cut(&format!("{mark}{name:<6} {interval}"), width),
        };
        out.push(Shown { text, style });
    }
    out
}

/// A quantile and its interval; or why it is not told.
fn quantile(q: &Result<Quantile, TooFew>) -> (Option<f64>, String) {
    let time = |s| said::time(s, said::NOT_RESTORED);
    match q {
        Ok(q) => {
            let (low, high) = (time(q.interval.low), time(q.interval.high));
            let interval = match low == high {
                true => low,
                false => format!("{low} .. {high}"),
            };
            (Some(q.value), interval)
        }
        Err(few) => (
            None,
            format!(
                "not told: {} needed, there are {}; n lives more",
                plural(few.needed, "run"),
                count(few.runs)
            ),
        ),
    }
}

fn kinds(journey: &JourneyView, width: usize) -> Vec<Shown> {
    let kinds = match &journey.down.humps {
        Some(humps) => shape::kinds(humps, &journey.down).1.to_vec(),
        None => {
            vec!["One kind of runs: no border parts them, as far as so many can tell.".to_owned()]
        }
    };
    let lines = kinds.iter().flat_map(|k| paragraph(k, width));
    lines.map(Shown::plain).collect()
}

fn back(page: &Distribution, many: &Many, width: usize, look: &Look) -> Vec<Shown> {
    let room = width.saturating_sub(26).clamp(4, 60);
    let line = |(i, &seconds): (usize, &u32)| {
        let part = page.within.get(i).copied().unwrap_or(0);
        let all = many.runs.len() as u64;
        let length = (part as usize * room) / (all.max(1) as usize);
        let bar = look.glyphs.fill().repeat(length);
        let here = page.reading == i;
        let mark = if here { '>' } else { ' ' };
        let style = match here {
            true => look.theme.selected(),
            false => ratatui::style::Style::new(),
        };
        let name = length_s(f64::from(seconds));
        let text = format!(
            "{mark}{name:>6} {:>7} {:>7}  {bar}",
            share(part, all),
            count(part)
        );
        Shown { text, style }
    };
    LENGTHS_S.iter().enumerate().map(line).collect()
}

/// Everything else that a sweep tells of it.
pub(super) fn facts(page: &Distribution, many: &Many, journey: &JourneyView) -> Vec<String> {
    let Some(view) = page.view() else {
        return Vec::new();
    };
    let mut out = vec![format!(
        "something of it is hit: {}",
        said::chance(&view.hit)
    )];
    if let Some(p) = view.p_touched {
        out.push(format!(
            "chance of that, mean: {}",
            reports::words::share(p)
        ));
    }
    for p in &journey.objectives {
        out.push(format!(
            "{} kept: {}",
            said::promise(&p.promise),
            said::chance(&p.met)
        ));
    }
    out.push(format!("never down: {}", said::chance(&journey.never_down)));
    out.push(format!(
        "not restored when the run ended: {}",
        said::chance(&journey.down.not_restored)
    ));
    if journey.down.humps.is_none() {
        out.push(format!(
            "down, mean: {}",
            said::mean_time(&journey.down.mean_s)
        ));
    }
    out.push(format!(
        "requests failed, mean: {}",
        said::mean_share(&journey.failed_share)
    ));
    for store in &view.stores {
        out.push(format!(
            "{}: some writes lost: {}",
            store.name,
            said::chance(&store.lossy)
        ));
    }
    out.push(reports::sweep::how(&many.sweep));
    out.extend(many.sweep.notes.warnings.keys().cloned());
    out
}

fn besides(page: &Distribution, many: &Many, journey: &JourneyView, width: usize) -> Vec<Shown> {
    let mut out = Vec::new();
    for fact in facts(page, many, journey) {
        out.extend(paragraph(&fact, width).into_iter().map(Shown::plain));
    }
    if let Some(line) = again(page, many) {
        out.push(Shown::plain(fit(" the chosen run again:", "", width)));
        let lines = wrapped(&line, 4, width.saturating_sub(7));
        out.extend(lines.into_iter().map(|l| Shown::plain(format!("   {l}"))));
    }
    out
}

/// The line to paste that shows the chosen run again.
pub(super) fn again(page: &Distribution, many: &Many) -> Option<String> {
    let seed = page.seeds()[page.run]?;
    let (ask, frame) = (&many.ask, &many.sweep.frame);
    Some(replay_line(
        &ask.architecture,
        &ask.outage,
        ask.onto.as_deref(),
        seed,
        frame.draw_of(seed),
        frame.values,
        page.luck,
    ))
}
