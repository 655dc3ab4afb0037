//! What was said before a run, beside what happened.

use super::{Debrief, Line};
use crate::words::{count, length, plural};
use search::predict::{Claim, Happened, Judged, Prediction};

/// One line per question, then the scores and what they mean.
pub(super) fn lines(debrief: &Debrief<'_>) -> Vec<Line> {
    let judgement = debrief.judgement;
    let mut out: Vec<Line> = judgement.rows.iter().map(line).collect();
    if let Some(brier) = judgement.brier {
        out.push(Line::new(
            "score",
            format!(
                "Brier {brier:.2} on average over {}: the square of what each stated chance missed by. 0 is best; always \
                 saying 50 % gets 0.25.",
                plural(judgement.rows.iter().filter(|r| r.brier.is_some()).count() as u64, "answer")
            ),
        ));
    }
    if let Some(doublings) = judgement.doublings {
        out.push(Line::new(
            "lengths",
            format!(
                "{doublings:.1} doublings off on average: |log2((said + 1 min) / (was + 1 min))|, least for who says the \
                 length that they hold to be as likely too long as too short."
            ),
        ));
    }
    if judgement.brier.is_none() {
        out.push(Line::new(
            "score",
            "nothing was predicted. Whoever says first what they expect remembers better what happened.",
        ));
    }
    out
}

fn line(row: &Judged) -> Line {
    let happened = happened(row.happened);
    let said = match &row.said {
        None => format!("Not predicted. It {happened}."),
        Some(p) => format!("You said {}. It {happened}{}.", said(p), scores(row)),
    };
    let line = Line::new(row.question.subject.clone(), said);
    match row.right {
        Some(right) => line.marked(right),
        None => line,
    }
}

/// `down for 2h, 80 % sure`
#[must_use]
pub fn said(p: &Prediction) -> String {
    let what = match p.claim {
        Claim::Down(Some(d)) => format!("down for {}", length(d)),
        Claim::Down(None) => "down".to_owned(),
        Claim::Up => "never down".to_owned(),
        Claim::Loses => "acknowledged writes are lost".to_owned(),
        Claim::Keeps => "no acknowledged write is lost".to_owned(),
    };
    format!("{what}, {} % sure", p.sure)
}

fn happened(happened: Happened) -> String {
    match happened {
        Happened::Down(d, _) if d.0 == 0 => "was never down".to_owned(),
        Happened::Down(d, true) => format!("was down {}", length(d)),
        Happened::Down(d, false) => format!("was down {} and not restored by the end", length(d)),
        Happened::Lost(_, true) => "was lost as a whole".to_owned(),
        Happened::Lost(0, false) => "lost nothing".to_owned(),
        Happened::Lost(1, false) => "lost 1 acknowledged write".to_owned(),
        Happened::Lost(n, false) => format!("lost {} acknowledged writes", count(n)),
    }
}

fn scores(row: &Judged) -> String {
    let mut out = String::new();
    if let Some(brier) = row.brier {
        out.push_str(&format!(": Brier {brier:.2}"));
    }
    if let Some(doublings) = row.doublings {
        out.push_str(&format!(", the length {doublings:.1} doublings off"));
    }
    out
}
