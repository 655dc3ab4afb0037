//! The status page beside the truth: what it says, what is wrong, and how late and how wrong it has been.

use super::super::scene::{Hit, Line, Scene, paragraph};
use crate::screen::look::{Look, cut};
use crate::screen::story::Mark;
use kernel::SimTime;
use ratatui::style::Style;
use reports::words::{length, share_ppm};
use tape::{Post, PostLevel};

/// From so many rows on, all posts stand below.
const LOG_FROM: usize = 12;

/// The page, the truth, and what lies between them.
pub(super) fn lines(scene: &Scene<'_>, width: usize, height: usize, look: &Look) -> Vec<Line> {
    let long = scene.replay.big || height >= LOG_FROM;
    let mut says = says(scene, width, look);
    let mut between = between(scene, width, look);
    let mut truth = truth(scene, width, look);
    if !long {
        let says_room = if height < 5 { 1 } else { 2 };
        shorten(&mut says, says_room, width);
        shorten(&mut between, 1, width);
        let room = height.saturating_sub(says.len() + between.len()).max(1);
        if truth.len() > room {
            let text = "   .. more is wrong: S";
            let more = (room > 1).then(|| Line::styled(text, look.theme.quiet()));
            truth.truncate(room - usize::from(more.is_some()));
            truth.extend(more);
        }
    }
    let mut out = says;
    out.extend(truth);
    out.extend(between);
    if long {
        out.extend(log(scene, width, look));
    }
    out
}

/// At most so many lines; what is left out shows.
fn shorten(lines: &mut Vec<Line>, most: usize, width: usize) {
    if lines.len() <= most {
        return;
    }
    let rest: Vec<String> = lines
        .drain(most..)
        .map(|l| l.text.trim().to_owned())
        .collect();
    if let Some(last) = lines.last_mut() {
        last.text = cut(&format!("{} {}", last.text, rest.join(" ")), width);
    }
}

fn says(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let now = &scene.page;
    let text = match now.says {
        Some(post) => format!(
            " says {} {}: \"{}\"",
            now.claims.glyph(),
            scene.clock(post.at),
            post.text
        ),
        None => " says + nothing yet".to_owned(),
    };
    paragraph(&text, 8, width, look.theme.mark(now.claims))
}

fn truth(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let truth = &scene.page.truth;
    if truth.is_empty() {
        return vec![Line::plain(" true + all is calm")];
    }
    let style = look.theme.mark(Mark::Down);
    let one = |t: &crate::screen::story::TruthNow| {
        let text = format!(" true x {}", t.sentence());
        paragraph(&text, 8, width, style)
    };
    truth.iter().flat_map(one).collect()
}

/// How late the page was, how long it hid trouble, and whether it kept its word.
fn between(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let (now, story) = (&scene.page, scene.story);
    let mut parts: Vec<String> = broken_promise(scene, now.promised).into_iter().collect();
    let first = story.tape.posts.first().map(|p| p.at);
    match (first.filter(|t| *t <= scene.at), story.trouble_from()) {
        (Some(first), Some(begun)) if first > begun => {
            let late = length(first.since(begun));
            parts.push(format!("first post {late} after it began"));
        }
        (None, Some(begun)) if scene.at > begun && first.is_some() => {
            let late = length(scene.at.since(begun));
            parts.push(format!("no post yet, {late} after it began"));
        }
        (Some(_) | None, Some(_) | None) => {}
    }
    let after_first = first.zip(story.trouble_from()).map(|(f, b)| f.since(b));
    if now.hid.0 > 0 && now.says.is_some() && Some(now.hid) != after_first {
        parts.push(format!("hid trouble for {}", length(now.hid)));
    }
    let text = match parts.is_empty() {
        true => return Vec::new(),
        false => format!(" late {} {}", Mark::Part.glyph(), parts.join("; ")),
    };
    paragraph(&text, 8, width, look.theme.mark(Mark::Part))
}

fn broken_promise(scene: &Scene<'_>, promised: Option<SimTime>) -> Option<String> {
    let end = promised?;
    let wrong = !scene.page.truth.is_empty();
    Some(match scene.at > end {
        true if wrong => format!("promised an end {} ago", length(scene.at.since(end))),
        true => return None,
        false => format!("promises an end at {}", scene.clock(end)),
    })
}

/// Every post by now, the latest first, with what was true then.
fn log(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let posts = &scene.story.tape.posts[..scene.page.posts.0];
    let all = scene.page.posts.1;
    let mut out = vec![
        Line::plain(""),
        Line::styled(
            format!(" posts {} of {all}, and the truth then", posts.len()),
            look.theme.title(),
        ),
    ];
    for post in posts.iter().rev() {
        out.extend(entry(scene, post, width, look));
    }
    out
}

fn entry(scene: &Scene<'_>, post: &Post, width: usize, look: &Look) -> Vec<Line> {
    let mark = match post.level {
        PostLevel::Normal => Mark::Up,
        PostLevel::Notice | PostLevel::Degraded => Mark::Part,
        PostLevel::Disrupted => Mark::Down,
    };
    let text = format!(" {} {} {}", scene.clock(post.at), mark.glyph(), post.text);
    let mut out = paragraph(&text, 3, width, Style::new());
    let mut notes = Vec::new();
    if !scene.story.tape.populations.is_empty() {
        let share = share_ppm(u64::from(post.truth_ppm / 1000 * 1000));
        notes.push(format!("{share} of volumes stuck"));
    }
    if let Some(eta) = post.eta {
        notes.push(format!("promises an end at {}", scene.clock(eta)));
    }
    if post.explains {
        notes.push("names the cause".to_owned());
    }
    if !notes.is_empty() {
        let text = format!("   ({})", notes.join("; "));
        out.extend(paragraph(&text, 4, width, look.theme.quiet()));
    }
    let hit = Hit::Instant(post.at);
    out.into_iter().map(|l| l.on_click(hit)).collect()
}
