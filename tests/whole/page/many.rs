//! Pages of many runs: a sweep, a matrix and a check, made of the same runs of built-in designs.

use super::html::{complaints, parse, said, skeleton};
use crate::program::golden;
use cloud::outage::CloudRun;
use reports::Card;
use reports::page::{Made, Shown};
use reports::words::Clock;
use scenarios::{Kind, Library};
use search::Replay;
use search::check::{Asked, Check, FailOn, Ground, Rules, Trial, Verdict};
use search::many::{Stage, Values, Weather};
use search::matrix::{Cell, Matrix, Nearest};
use search::sweep::{Sweep, sweep};
use std::sync::LazyLock;
use tenant::Luck;
use tenant::architecture::Architecture;

const OUTAGE: &str = "aws-2011-04-21";
const SEEDS: (u64, u64) = (0, 40);
const MADE: Made<'_> = Made {
    version: "0.0.0",
    command: "zonefall sweep two-zones --seeds 0..40 --format html -o page.html",
};

/// Everything that the pages are made of.
struct World {
    library: Library,
    weather: Weather,
    clock: Clock,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let library = Library::built_in().expect("built-in files are right");
    let item = library.find(Kind::Outage, OUTAGE).expect("a built-in");
    let outage = scenarios::load_outage(&item.source, &library).expect("right");
    let clock = Clock {
        start_unix: Some(outage.start_unix),
        utc_offset_min: outage.utc_offset_min,
    };
    let title = outage.title.clone();
    let tape = |seed| {
        let run = CloudRun {
            cloud: library.cloud(&outage.cloud).expect("its cloud").clone(),
            outage: outage.clone(),
            seed,
            commands: Vec::new(),
        };
        cloud::simulate(&run).expect("it runs").tape
    };
    let tapes = (0..2).map(tape).collect();
    World {
        weather: Weather {
            outage: OUTAGE.to_owned(),
            title,
            start_hour_utc: 7.0,
            tapes,
            plain: Vec::new(),
            values: Values::Fixed,
        },
        library,
        clock,
    }
});

impl World {
    fn design(&self, name: &str) -> Architecture {
        let item = self
            .library
            .find(Kind::Architecture, name)
            .expect("a built-in");
        let loaded = scenarios::load_architecture(&item.source, &self.library);
        loaded.expect("right").0
    }

    fn stage<'a>(&'a self, arch: &'a Architecture) -> Stage<'a> {
        Stage::new(arch, self.library.offers(), &self.weather, None)
    }

    fn sweep(&self, name: &str) -> Sweep {
        let arch = self.design(name);
        let stage = self.stage(&arch);
        let seeds: Vec<u64> = (SEEDS.0..SEEDS.1).collect();
        let runs = stage.runs(&seeds, &|_| {});
        sweep(stage.frame(), SEEDS, &runs, stage.notes())
    }

    fn shown<'a>(&'a self, sweep: &'a Sweep, replay: &'a Replay, seed: u64) -> Shown<'a> {
        let draw = self.weather.draw_of(seed);
        Shown {
            title: format!("{}: seed {seed}", sweep.frame.architecture),
            line: format!("zonefall run {} --seed {seed}", sweep.frame.architecture),
            card: Card {
                teaches: &sweep.frame.teaches,
                title: &sweep.frame.title,
                clock: self.clock,
                replay,
                tape: &self.weather.tapes[draw],
                commands: &[],
                cloud_seed: draw as u64,
                values_drawn: false,
                absent: sweep.frame.absent,
            },
        }
    }
}

/// The page of a sweep, with the harshest run and the one in the middle.
pub fn of_a_sweep() -> String {
    let world = &*WORLD;
    let sweep = world.sweep("two-zones");
    let arch = world.design("two-zones");
    let stage = world.stage(&arch);
    let down = &sweep.touched.journeys[0].down;
    let seeds: Vec<u64> = [down.worst_seed, down.quantile_seeds[0]]
        .into_iter()
        .flatten()
        .collect();
    let replays: Vec<Replay> = seeds
        .iter()
        .map(|&s| stage.replay(s, Luck::Touched))
        .collect();
    let shown: Vec<Shown<'_>> = replays
        .iter()
        .zip(&seeds)
        .map(|(r, &s)| world.shown(&sweep, r, s))
        .collect();
    reports::page::sweep(&sweep, &shown, MADE)
}

/// The page of a matrix.
pub fn of_a_matrix() -> String {
    let names = [
        "one-egg",
        "two-zones",
        "managed-multi-zone",
        "two-providers",
    ];
    let mut cells: Vec<Vec<Cell>> = names
        .iter()
        .map(|n| vec![Cell::of(WORLD.sweep(n))])
        .collect();
    cells[0][0].nearest = Some(Nearest {
        architecture: "two-zones".to_owned(),
        differs: vec!["a <second> zone for the database".to_owned()],
        less: vec!["backups".to_owned()],
    });
    let matrix = Matrix {
        seeds: SEEDS,
        architectures: names.iter().map(|n| (*n).to_owned()).collect(),
        outages: vec![(OUTAGE.to_owned(), WORLD.weather.title.clone())],
        cells,
    };
    reports::page::matrix(&matrix, &[], MADE)
}

/// The page of a check.
pub fn of_a_check() -> String {
    let world = &*WORLD;
    let rules = Rules {
        confidence: 0.95,
        seeds: SEEDS.0..SEEDS.1,
        luck: Luck::Touched,
    };
    let designs = ["one-egg", "managed-multi-zone"].map(|n| world.design(n));
    let replay = |seed: u64, _: Option<&str>| format!("zonefall run 'it''s' --seed {seed}");
    let pairs: Vec<_> = designs
        .iter()
        .map(|arch| {
            let stage = world.stage(arch);
            let one = |j: &search::many::JourneyFrame| {
                let asked = Asked {
                    hold_in: 0.9,
                    place: None,
                    let_go: false,
                };
                vec![asked; j.objectives.len()]
            };
            let asked = stage.frame().journeys.iter().map(one).collect();
            let trial = Trial {
                stage,
                file: arch.name.clone(),
                under: OUTAGE.to_owned(),
                asked,
                replay: &replay,
            };
            search::check::pair(&trial, None, &rules)
        })
        .collect();
    let ground = Ground {
        engine: String::new(),
        catalogue: String::new(),
        suite: String::new(),
    };
    let check = Check {
        suite: "our <promises>".to_owned(),
        verdict: Verdict::worst(pairs.iter().flat_map(|p| &p.objectives).map(|o| o.verdict)),
        confidence: rules.confidence,
        seeds: SEEDS,
        luck: rules.luck,
        fail_on: FailOn::Objective,
        ground,
        pairs,
        baseline: None,
    };
    reports::page::check(&check, &[], MADE)
}

#[test]
fn of_many_runs() {
    golden("page-sweep", &skeleton(&of_a_sweep()));
    golden("page-matrix", &skeleton(&of_a_matrix()));
    golden("page-check", &skeleton(&of_a_check()));
}

#[test]
fn are_sound_and_small() {
    for (name, page) in [
        ("sweep", of_a_sweep()),
        ("matrix", of_a_matrix()),
        ("check", of_a_check()),
    ] {
        assert_eq!(complaints(&page), Vec::<String>::new(), "{name}");
        assert!(page.len() < 500_000, "{name}: {} bytes", page.len());
        if let Some(folder) = std::env::var_os("ZONEFALL_PAGES") {
            let path = std::path::Path::new(&folder).join(format!("{name}.html"));
            std::fs::write(path, &page).expect("a folder to keep pages in");
        }
    }
    let check = parse(&of_a_check());
    assert_eq!(said(&check, "h1"), ["our <promises>"]);
}
