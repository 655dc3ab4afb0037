//! Lines to paste: one that shows one of many runs again, with everything that happened in it, and one that makes a page
//! of many runs again.

use crate::cli::DEFAULT_OUTAGE;
use crate::cli::many::AssumedArg;
use crate::shards::{Command, Question};
use search::many::Values;
use tenant::Luck;

/// `zonefall run` of seed `seed` on draw `cloud`, for a shell: what is as it would be anyway is left out, and so is
/// what an observed outage has not. `arch` and `outage` as they were typed.
pub fn replay_line(
    arch: &str,
    outage: &str,
    onto: Option<&str>,
    seed: u64,
    cloud: impl Into<u64>,
    values: Values,
    luck: Luck,
) -> String {
    let cloud = cloud.into();
    let mut line = format!("zonefall run {}", quoted(arch));
    if outage != DEFAULT_OUTAGE {
        line.push_str(&format!(" --outage {}", quoted(outage)));
    }
    if let Some(region) = onto {
        line.push_str(&format!(" --onto {}", quoted(region)));
    }
    line.push_str(&format!(" --seed {seed}"));
    let (has_draws, drawn) = match values {
        Values::Drawn => (true, true),
        Values::Fixed => (true, false),
        Values::Observed => (false, false),
    };
    if has_draws && cloud != seed {
        line.push_str(&format!(" --cloud-seed {cloud}"));
    }
    if drawn {
        line.push_str(" --assumed drawn");
    }
    if luck == Luck::Drawn {
        line.push_str(" --luck drawn");
    }
    line
}

/// The line that makes the page of a sweep or a matrix again.
pub fn page_line(question: &Question) -> String {
    let (from, until) = question.seeds;
    let fixed = question.assumed == AssumedArg::Fixed.name();
    let mut line = Line::of(match question.command {
        Command::Sweep => "sweep",
        Command::Matrix => "matrix",
    });
    for architecture in &question.architectures {
        line.word(&architecture.name);
    }
    for outage in &question.outages {
        line.option("--outage", Some(&outage.name));
    }
    line.option("--onto", question.onto.as_ref());
    line.option("--seeds", Some(format!("{from}..{until}")));
    line.option("--clouds", Some(question.clouds));
    line.option("--assumed", fixed.then_some("fixed"));
    line.option("--format", Some("html"));
    line.option("-o", Some("page.html"));
    line.text()
}

/// A line to paste, word by word.
pub struct Line(Vec<String>);

impl Line {
    /// A command, without anything behind it.
    pub fn of(command: &str) -> Self {
        Self(vec!["zonefall".to_owned(), command.to_owned()])
    }

    /// One more word.
    pub fn word(&mut self, word: &str) {
        self.0.push(word.to_owned());
    }

    /// An option with its value; one without a value is left out.
    pub fn option(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.0.extend([name.to_owned(), value.to_string()]);
        }
    }

    /// The line, for a shell.
    pub fn text(&self) -> String {
        let words: Vec<String> = self.0.iter().map(|w| quoted(w)).collect();
        words.join(" ")
    }
}

/// As one word for a shell. What no shell can be given (a zero byte) cannot have been typed either.
pub fn quoted(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), |w| w.into_owned())
}

#[cfg(test)]
mod tests {
    use super::replay_line;
    use crate::cli::many::{AssumedArg, CacheArgs, Draws};
    use crate::progress::Progress;
    use crate::{inputs, weather};
    use search::many::{Lot, Stage, Values};
    use serde_json::Value;
    use tenant::Luck;

    const OUTAGE: &str = "aws-2011-04-21";

    #[test]
    fn what_goes_without_saying_is_left_out() {
        let line = |outage, onto, seed, values, luck| {
            replay_line("my arch.yaml", outage, onto, seed, 3u32, values, luck)
        };
        assert_eq!(
            line(OUTAGE, None, 7, Values::Fixed, Luck::Touched),
            "zonefall run 'my arch.yaml' --seed 7 --cloud-seed 3"
        );
        assert_eq!(
            line("$(x).yaml", None, 3, Values::Drawn, Luck::Touched),
            "zonefall run 'my arch.yaml' --outage '$(x).yaml' --seed 3 --assumed drawn"
        );
        assert_eq!(
            line(
                "seen",
                Some("rackspace/dfw"),
                9,
                Values::Observed,
                Luck::Drawn
            ),
            "zonefall run 'my arch.yaml' --outage seen --onto rackspace/dfw --seed 9 --luck drawn"
        );
    }

    #[test]
    fn the_line_shows_the_run() {
        let draws = Draws {
            clouds: 2,
            assumed: AssumedArg::Drawn,
            cache: CacheArgs { no_cache: true },
        };
        let library = inputs::library().expect("built-in files are right");
        let observed = "aws-2011-04-21-observed";
        for (arch, outage, onto) in [
            ("picnic-hamper", OUTAGE, None),
            ("today-web-app", OUTAGE, None),
            ("managed-multi-zone", OUTAGE, Some("cloud/r1")),
            ("one-egg", observed, None),
        ] {
            let storms = weather::storms(&library, outage, &draws, &Progress::new(false));
            let storms = storms.unwrap_or_else(|e| panic!("{outage}: {e:?}"));
            let (architecture, _) = inputs::architecture(&library, arch).expect("built in");
            let stage = Stage::new(
                &architecture,
                storms.offers(&library),
                &storms.weather,
                onto,
            );
            for seed in [1, 4] {
                let run = stage.run(seed);
                for luck in [Luck::Touched, Luck::Drawn] {
                    let values = storms.weather.values;
                    let line = replay_line(arch, outage, onto, seed, run.cloud, values, luck);
                    let zones = stage.frame().zones;
                    shows(&line, run.lot(luck), &zones);
                }
            }
        }
    }

    /// Asserts that what the line prints is what was kept of the run.
    fn shows(line: &str, lot: &Lot, zones: &[Option<String>]) {
        let words = shlex::split(line).expect("words");
        let words = words.into_iter().chain(["--format=json".to_owned()]);
        let printed = crate::print(words.map(Into::into));
        assert_eq!(printed.code, 0, "{line}: {}", printed.err);
        let run: Value = serde_json::from_str(&printed.out).expect("JSON");
        let seconds = |us: u64| us as f64 / 1e6;
        assert_eq!(
            run["struck_zone"].as_str(),
            zones[usize::from(lot.zone)].as_deref(),
            "{line}"
        );
        assert_eq!(run["touched"], lot.touched, "{line}");
        let journeys = run["journeys"].as_array().expect("journeys");
        let longest = |f: fn(&Value) -> &Value| {
            let all = journeys.iter().filter_map(|j| f(j).as_f64());
            all.fold(0.0, f64::max)
        };
        let kept = lot.journeys.iter().map(|j| j.down.0).max();
        assert_eq!(
            longest(|j| &j["downtime_s"]),
            seconds(kept.unwrap_or(0)),
            "{line}"
        );
        if let Some(ppm) = run["p_touched"].as_f64() {
            assert_eq!(ppm, f64::from(lot.p_touched_ppm) / 1e6, "{line}");
        }
    }
}
