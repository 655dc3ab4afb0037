//! `--baseline`: an earlier result of a check, with what it has kept of its runs.

use super::git::unusable;
use crate::failure::Failure;
use kernel::SimDuration;
use reports::json::{ObjectiveJson, PromisesJson, VerdictJson};
use search::check::{Ground, Kept, Verdict};
use search::many::Promise;
use serde_json::Value;
use std::path::Path;
use tenant::score::Target;

/// What an earlier result has to begin with.
const SCHEMA: &str = "zonefall/check/1";

/// An earlier result.
pub struct Earlier {
    result: PromisesJson,
    /// What is said of it.
    pub name: String,
}

impl Earlier {
    /// Reads a result that stands on the same ground.
    pub fn read(path: &Path, ground: &Ground, runs_max: u64) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let wrong = |what: String| {
            unusable(format!(
                "{name}: {what}\n  = help: make one with `zonefall check ... --format json -o FILE`"
            ))
        };
        let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
        let value: Value =
            serde_json::from_str(&text).map_err(|e| wrong(format!("no JSON: {e}")))?;
        match value["schema"].as_str() {
            Some(SCHEMA) => {}
            Some(other) => {
                return Err(wrong(format!("it is a result of {other}, not of {SCHEMA}")));
            }
            None => return Err(wrong("it is no result of zonefall".to_owned())),
        }
        let result: PromisesJson =
            serde_json::from_value(value).map_err(|e| wrong(format!("it is damaged: {e}")))?;
        same_ground(&name, &result, ground)?;
        for o in &result.objectives {
            let runs = in_turn(&o.held_in_turn, runs_max);
            if runs.is_none() {
                return Err(wrong(format!("its runs of {} are damaged", o.journey)));
            }
        }
        Ok(Self { result, name })
    }

    /// Its promises of a file under an outage; `None`: it has no such pair.
    pub fn pair(&self, file: &str, outage: &str) -> Option<Vec<Kept>> {
        let all = self.result.objectives.iter();
        let here = all.filter(|o| o.file == file && o.outage == outage);
        let list: Vec<Kept> = here.filter_map(kept).collect();
        (!list.is_empty()).then_some(list)
    }
}

/// Results of another engine, catalogue or suite differ for reasons that are not in the files.
fn same_ground(name: &str, result: &PromisesJson, ground: &Ground) -> Result<(), Failure> {
    let then = &result.ground;
    let rows = [
        (
            &then.engine,
            &ground.engine,
            "another version of the program",
        ),
        (
            &then.catalogue,
            &ground.catalogue,
            "other built-in files or outages",
        ),
        (
            &then.suite,
            &ground.suite,
            "another suite or other options: names, seeds, draws, luck, confidence, shares or promises of the suite",
        ),
    ];
    let differ: Vec<&str> = rows.iter().filter(|r| r.0 != r.1).map(|r| r.2).collect();
    if differ.is_empty() {
        return Ok(());
    }
    Err(unusable(format!(
        "{name} was made with {}\n  = help: make it again with this program and these options, or compare with a \
         revision: --against GIT_REV",
        differ.join(", and ")
    )))
}

fn kept(o: &ObjectiveJson) -> Option<Kept> {
    let target = match o.objective.as_str() {
        "availability_slo" => Target::Share((o.target * 1e9).round() as u32),
        _ => Target::Time(SimDuration::from_secs_f64(o.target)),
    };
    Some(Kept {
        journey: o.journey.clone(),
        promise: Promise {
            name: o.objective.clone(),
            target,
        },
        verdict: match o.verdict {
            VerdictJson::Pass => Verdict::Pass,
            VerdictJson::Fail => Verdict::Fail,
            VerdictJson::Undecided => Verdict::Undecided,
        },
        held: in_turn(&o.held_in_turn, u64::MAX)?,
    })
}

/// Reads `80,1,19`: held in 80 runs, not in 1, held in 19; `None`: that is no such list, or one of too many runs.
fn in_turn(text: &str, most: u64) -> Option<Vec<bool>> {
    let counts: Result<Vec<u64>, _> = text.split(',').map(str::parse).collect();
    let counts = counts.ok()?;
    let all = counts.iter().try_fold(0u64, |sum, n| sum.checked_add(*n))?;
    if all > most {
        return None;
    }
    let mut held = Vec::with_capacity(all as usize);
    for (i, n) in counts.iter().enumerate() {
        held.extend(std::iter::repeat_n(i % 2 == 0, *n as usize));
    }
    Some(held)
}

#[cfg(test)]
mod tests {
    use super::in_turn;

    #[test]
    fn runs_in_turn_are_read() {
        assert_eq!(in_turn("2,1,1", 4), Some(vec![true, true, false, true]));
        assert_eq!(in_turn("0,2", 9), Some(vec![false, false]));
        assert_eq!(in_turn("0", 9), Some(Vec::new()));
        for wrong in ["", "a", "1,,2", "-1", "5", "18446744073709551615,2"] {
            assert_eq!(in_turn(wrong, 4), None, "{wrong}");
        }
    }
}
