//! `zonefall run --debrief` and `--predict`: what was said beside what happened, as text and as Markdown.

use crate::program::{golden, run};

#[test]
fn a_debrief_in_words() {
    let shown = run(&[
        "run",
        "one-egg",
        "--predict",
        "shop=down for 2h at 80%",
        "--predict",
        "order=up at 60%",
    ]);
    golden("debrief-one-egg", &shown.ok());
    golden(
        "debrief-survivor",
        &run(&["run", "managed-multi-zone", "--debrief"]).ok(),
    );
}

#[test]
fn markdown_says_the_same() {
    let text = run(&["run", "one-egg", "--debrief"]).ok();
    let markdown = run(&["run", "one-egg", "--markdown"]).ok();
    let words = |text: &str| -> Vec<String> {
        let kept: String = text.chars().filter(|c| !"*#-".contains(*c)).collect();
        kept.split_whitespace().map(str::to_lowercase).collect()
    };
    let (text, markdown) = (words(&text), words(&markdown));
    let marks = ["+", "x"];
    let text: Vec<&String> = text
        .iter()
        .filter(|w| !marks.contains(&w.as_str()))
        .collect();
    assert_eq!(text, markdown.iter().collect::<Vec<_>>());
}

#[test]
fn predictions_that_make_no_sense_are_refused() {
    for (said, answer) in [
        ("shop", "write it like"),
        ("shop=down at 40%", "is not 50 % to 100 %"),
        ("ship=down at 80%", "there is no journey `ship`"),
        (
            "www=loses at 80%",
            "there is no store behind a promise of data `www`",
        ),
    ] {
        let shown = run(&["run", "one-egg", "--predict", said]);
        assert_eq!(shown.code, Some(2), "{said}");
        assert!(shown.err.contains(answer), "{said}: {}", shown.err);
    }
}

#[test]
fn being_right_and_sure_scores_better() {
    let brier = |said: &str| {
        let text = run(&["run", "one-egg", "--predict", said]).ok();
        let (_, rest) = text.split_once(": Brier ").expect("a score");
        let number: String = rest
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        number
            .trim_end_matches('.')
            .parse::<f64>()
            .expect("a number")
    };
    assert!(brier("shop=down at 90%") < brier("shop=down at 60%"));
    assert!(brier("shop=up at 60%") < brier("shop=up at 90%"));
    assert_eq!(brier("shop=up at 50%"), 0.25);
}

#[test]
fn of_one_thing_one_thing_is_said() {
    let both = [
        "run",
        "one-egg",
        "--predict",
        "shop=down at 100%",
        "--predict",
        "shop=up at 100%",
    ];
    let shown = run(&both);
    assert_eq!(shown.code, Some(2));
    assert!(
        shown.err.contains("`shop` is predicted twice"),
        "{}",
        shown.err
    );
}
