//! `zonefall run --debrief`, `--predict`: what was said before a run, beside what happened.

use crate::cli::{RunFormat, RunOne};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::recorded::Asked;
use crate::screen::work::{Job, Product, Rooms, Setup, Ticker, perform};
use reports::debrief::{Debrief, Rescue};
use search::predict::{Prediction, judge, questions};
use search::survivor::came_through;

pub(super) fn run(asked: Asked, args: &RunOne, console: &mut Console<'_>) -> Result<(), Failure> {
    let rooms = Rooms::new()?;
    let ticker = Ticker::default();
    let setup = Setup {
        architecture: asked.architecture,
        circumstances: asked.circumstances,
        zone: asked.zone,
    };
    let Product::Story(story) = perform(Job::Live(setup.clone()), &rooms, &ticker)? else {
        return Err(Failure::Failed("error: no run came of it".to_owned()));
    };
    let asked = questions(&story.arch, &story.life.score);
    said_once(&args.predict)?;
    for said in &args.predict {
        let fits = |q: &&search::predict::Question| is_of(q, said);
        if asked.iter().find(fits).is_none() {
            let known = asked
                .iter()
                .filter(|q| q.about == said.claim.about())
                .map(|q| q.subject.as_str());
            let what = match said.claim.about() {
                search::predict::About::Journey => "journey",
                search::predict::About::Store => "store behind a promise of data",
            };
            return Err(inputs::unknown(what, &said.subject, known));
        }
    }
    let judgement = judge(&story.arch, &story.life, &args.predict);
    let found = match came_through(&story.life) {
        true => None,
        false => {
            let made = perform(Job::Survivor(setup), &rooms, &ticker)?;
            let Product::Survivor(found) = made else {
                return Err(Failure::Failed(
                    "error: no design was looked for".to_owned(),
                ));
            };
            found
        }
    };
    let debrief = Debrief {
        arch: &story.arch,
        title: &story.title,
        clock: story.clock,
        life: &story.life,
        tape: &story.tape,
        judgement: &judgement,
        survivor: match (&found, came_through(&story.life)) {
            (_, true) => Rescue::Itself,
            (Some(found), false) => Rescue::Found(found),
            (None, false) => Rescue::None,
        },
    };
    let text = match (args.markdown, args.format) {
        (true, _) => reports::debrief::markdown(&debrief),
        (false, RunFormat::Text) => reports::debrief::text(&debrief),
        (false, RunFormat::Json) => reports::json::debrief(&debrief, env!("CARGO_PKG_VERSION")),
        (false, RunFormat::Html | RunFormat::Trace) => {
            let text = "error: a debrief is text, JSON or Markdown\n  = help: --format text, --format json, or --markdown";
            return Err(Failure::Invalid(text.to_owned()));
        }
    };
    console.write(&text, args.output.as_deref())
}

/// Of one thing one says one thing beforehand.
fn said_once(all: &[Prediction]) -> Result<(), Failure> {
    for (i, said) in all.iter().enumerate() {
        let same =
            |p: &Prediction| p.subject == said.subject && p.claim.about() == said.claim.about();
        if all[..i].iter().any(same) {
            return Err(Failure::Invalid(format!(
                "error: `{}` is predicted twice\n  = help: give one `--predict` for it",
                said.subject
            )));
        }
    }
    Ok(())
}

fn is_of(question: &search::predict::Question, said: &Prediction) -> bool {
    question.subject == said.subject && question.about == said.claim.about()
}
