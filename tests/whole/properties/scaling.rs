//! Time has no natural unit: what lives by ratios alone looks the same when all of its times are stretched.
//!
//! Left out are the parts with a clock of their own: demand's quarter-hours, monitors' five minutes, people.

use super::design::{REGION, read};
use super::{config, lived, options};
use kernel::{SimDuration, SimTime};
use proptest::prelude::*;
use tape::Tape;
use tenant::outcome::Outcome;
use tenant::{End, Keep, LiveOptions};

fn text(stretch: u32, every_h: u32, repair_h: u32, law: &str, crew: u32, shock_h: u32) -> String {
    let (every, repair, shock) = (every_h * stretch, repair_h * stretch, shock_h * stretch);
    let law = law.replace("HOURS", &every.to_string());
    format!(
        "kind: architecture\nversion: 1\nname: made-up\nhome: cloud/r1\nclients: {{ u: {{}} }}\njourneys: {{ j: {{ clients: u, rate: 10/s, path: [web] }} }}\ncrews: {{ shift: {crew} }}\nshocks: {{ bump: {{ every: exponential({shock}h), hits: 40%, on: [web] }} }}\ncomponents:\n  web: {{ kind: instances, zones: {{ a: 3 }}, root: local_disk, at_least: 2, fails: {{ every: \"{law}\", repair: exponential({repair}h), crew: shift }} }}\n"
    )
}

fn lives(text: &str, hours: u64, seed: u64) -> Outcome {
    let tape = Tape::calm(REGION, SimDuration::from_hours(1));
    let end = End::At(SimTime::ZERO + SimDuration::from_hours(hours));
    let options = LiveOptions {
        end,
        keep: Keep::Scores,
        ..options(seed)
    };
    lived(&read(text), &tape, &options)
}

/// When it was down, microseconds.
fn down(outcome: &Outcome) -> Vec<(u64, u64)> {
    let mut list: Vec<(u64, u64)> = Vec::new();
    for s in outcome.journeys[0]
        .segments
        .iter()
        .filter(|s| s.served * 2 < s.offered)
    {
        match list.last_mut() {
            Some(last) if last.1 == s.from.0 => last.1 = s.until.0,
            _ => list.push((s.from.0, s.until.0)),
        }
    }
    list
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn stretched_times_stretch_results(
        stretch in 2u32..9, every_h in 20u32..400, repair_h in 1u32..40, crew in 1u32..3, shock_h in 50u32..500,
        law in prop_oneof![
            Just("exponential(HOURSh)"), Just("weibull(HOURSh, 0.7)"), Just("lognormal(HOURSh, 1.2)"), Just("fixed(HOURSh)")
        ],
        seed in 0u64..1000,
    ) {
        let short = lives(&text(1, every_h, repair_h, law, crew, shock_h), 2000, seed);
        let long = lives(&text(stretch, every_h, repair_h, law, crew, shock_h), 2000 * u64::from(stretch), seed);
        let (a, b) = (down(&short), down(&long));
        prop_assert_eq!(a.len(), b.len());
        for (x, y) in a.iter().zip(&b) {
            // Draws are rounded to whole microseconds before they are added up.
            let near = |p: u64, q: u64| (p * u64::from(stretch)).abs_diff(q) <= 10_000;
            prop_assert!(near(x.0, y.0) && near(x.1, y.1), "{x:?} {y:?}");
        }
        prop_assert_eq!(short.parts[0].failures, long.parts[0].failures);
    }
}
