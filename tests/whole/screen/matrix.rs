//! Architectures by outages on the screen: what it shows is what `zonefall matrix` says.

use super::stage::{ASCII, BLOCK, LARGE, SMALL, Stage};
use crate::program::{golden, run};
use zonefall::screen::work::{Column, Grid, Job, Product, Setup, Ticker, perform};
use zonefall::screen::{First, Look};

const ROWS: [&str; 5] = [
    "two-zones",
    "one-egg",
    "no-block-store",
    "managed-multi-zone",
    "nightly-snapshot",
];
const OBSERVED: &str = "aws-2011-04-21-observed";

fn grid() -> Grid {
    let mut grid = Grid::of(&Setup::new("one-egg"));
    grid.architectures = ROWS.map(str::to_owned).to_vec();
    grid.seeds = (0, 8);
    grid.draws.clouds = 2;
    grid
}

fn two() -> Grid {
    let mut grid = grid();
    grid.outages.push(OBSERVED.to_owned());
    grid
}

fn open(grid: Grid, size: (u16, u16), look: Look) -> Stage {
    Stage::open(First::Matrix(grid), size, look)
}

#[test]
fn a_matrix_as_it_looks() {
    let mut small = open(grid(), SMALL, ASCII);
    golden("screen-matrix-small", &small.text());
    golden("screen-matrix-styles", &small.styles());
    golden("screen-matrix-large", &open(grid(), LARGE, BLOCK).text());
    let told = small.command("copy").copied.join("\n");
    golden("screen-matrix-told", &told);
}

#[test]
fn several_outages_have_a_column_each() {
    let mut stage = open(two(), SMALL, ASCII);
    golden("screen-matrix-two", &stage.keys("Right m").text());
    golden("screen-matrix-turned", &stage.keys("t").text());
    golden("screen-matrix-money", &stage.keys("t Tab Tab").text());
}

#[test]
fn its_numbers_are_those_of_the_command() {
    let rooms = super::stage::rooms();
    let mut columns: Vec<std::sync::Arc<Column>> = Vec::new();
    for index in 0..2 {
        let mut known: Option<std::sync::Arc<Column>> = None;
        while known.as_ref().is_none_or(|c| !c.is_whole()) {
            let job = Job::Column(two(), index, known);
            let made = perform(job, &rooms, &Ticker::default());
            let Ok(Product::Column(column)) = made else {
                panic!("{made:?}")
            };
            known = Some(column);
        }
        columns.extend(known);
    }
    let matrix = search::matrix::Matrix {
        seeds: (0, 8),
        architectures: columns[0].rows.iter().map(|r| r.name.clone()).collect(),
        outages: columns.iter().map(|c| c.outage.clone()).collect(),
        cells: (0..ROWS.len())
            .map(|row| columns.iter().map(|c| c.cells[row].clone()).collect())
            .collect(),
    };
    let lines: Vec<Vec<_>> = (0..ROWS.len())
        .map(|row| columns.iter().map(|c| c.lines[row].clone()).collect())
        .collect();
    let shown = reports::matrix::Shown {
        matrix: &matrix,
        lines: &lines,
        metric: reports::matrix::Metric::Downtime,
        sort: reports::matrix::Sort::Worst,
    };
    let outages = format!("aws-2011-04-21,{OBSERVED}");
    let options = [
        "--outage",
        &outages,
        "--seeds",
        "0..8",
        "--clouds",
        "2",
        "--no-cache",
        "--format",
        "json",
    ];
    let args = [&["matrix"], &ROWS[..], &options[..]].concat();
    assert_eq!(
        reports::json::matrix(&shown, env!("CARGO_PKG_VERSION")),
        run(&args).ok()
    );
}

fn row(stage: &Stage) -> String {
    let text = stage.text();
    let mut lines = text.lines().skip(2);
    let row = lines.find(|l| l.starts_with('>')).expect("a chosen row");
    let name = row.trim_start_matches(['>', '*', ' ']);
    name.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn keys_choose_order_and_hide() {
    let mut stage = open(grid(), SMALL, ASCII);
    let first = row(&stage);
    for (keys, wanted) in [
        ("Down", "one-egg"),
        ("Up", first.as_str()),
        ("End", "no-block-store"),
        ("Home", first.as_str()),
        (": \"sort\" Space \"cheapest\" Enter Home", "one-egg"),
        ("/ \"zone\" Enter", "two-zones"),
        (
            "/ Backspace Backspace Backspace Backspace Enter H End",
            "managed-multi-zone",
        ),
    ] {
        assert_eq!(row(stage.keys(keys)), wanted, "{keys}\n{}", stage.text());
    }
    assert!(!stage.text().contains("no-block-store  "), "it is hidden");
}

#[test]
fn a_cell_opens_in_three_ways() {
    let mut stage = open(grid(), SMALL, ASCII);
    let page = |stage: &Stage| stage.app.page().map(|p| p.name());
    for (keys, wanted) in [
        ("Enter", "REPLAY"),
        ("q p", "REPLAY"),
        ("q w", "REPLAY"),
        ("q c", "COMPARE"),
        ("q Space Down Space c", "COMPARE"),
        ("q", "MATRIX"),
    ] {
        assert_eq!(page(stage.keys(keys)), Some(wanted), "{keys}");
    }
}

#[test]
fn the_mouse_chooses_a_cell() {
    let mut stage = open(grid(), SMALL, ASCII);
    stage.click(40, 5);
    let chosen = row(&stage);
    let text = stage.text();
    let line = text.lines().nth(5).expect("a line");
    assert!(line.contains(&chosen) && line.starts_with('>'), "{line}");
}

#[test]
fn what_is_not_there_is_told_and_can_be_left() {
    let mut stage = open(grid(), SMALL, ASCII);
    let before = stage.text();
    let said = stage.command("add no-such-thing").text();
    assert!(said.contains("there is no architecture"), "{said}");
    assert_eq!(stage.keys("Esc").text(), before);
}

#[test]
fn it_can_be_drawn_at_any_size() {
    let mut stage = open(two(), SMALL, ASCII);
    for (width, height) in [
        (0, 0),
        (1, 1),
        (10, 3),
        (40, 10),
        (72, 18),
        (119, 33),
        (200, 60),
    ] {
        stage.resize(width, height);
        for _ in 0..4 {
            stage.keys("Tab z t").text();
            stage.click(width / 2, height / 2).keys("z");
        }
    }
}
