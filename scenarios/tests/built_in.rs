//! Everything that is built in can be read, and says where its numbers come from.

use zonefall_scenarios::{
    Kind, Library, Severity, Source, init, load_architecture, load_cloud, load_outage, load_suite,
    load_tape, load_tape_file, reference, show,
};

fn library() -> Library {
    Library::built_in().unwrap_or_else(|p| panic!("{p}"))
}

#[test]
fn all_built_in_files_are_sound() {
    let library = library();
    assert!(library.list(Kind::Cloud).count() >= 3, "clouds are missing");
    for item in library.list(Kind::Architecture) {
        let (a, _) = load_architecture(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(
            a.name, item.name,
            "a file and its architecture have the same name"
        );
    }
    for item in library.list(Kind::Outage) {
        let outage = load_outage(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(outage.id, item.name);
    }
    for item in library.list(Kind::Tape) {
        let file = load_tape_file(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(format!("{}-observed", file.tape.outage), item.name);
    }
}

#[test]
fn what_show_prints_means_the_same() {
    let library = library();
    for item in library.list(Kind::Architecture) {
        let shown = show(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
        let again = Source::new("shown", shown.clone());
        let (mut a, _) =
            load_architecture(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
        let (mut b, _) =
            load_architecture(&again, &library).unwrap_or_else(|p| panic!("{p}\n{shown}"));
        forget_lines(&mut a);
        forget_lines(&mut b);
        assert_eq!(a, b, "{shown}");
    }
    for item in library.list(Kind::Outage) {
        let again = Source::new(
            "shown",
            show(&item.source, &library).unwrap_or_else(|p| panic!("{p}")),
        );
        let outage =
            load_outage(&again, &library).unwrap_or_else(|p| panic!("{p}\n{}", again.text));
        assert_eq!(
            outage,
            load_outage(&item.source, &library).unwrap_or_else(|p| panic!("{p}"))
        );
    }
    for item in library.list(Kind::Cloud) {
        let again = Source::new(
            "shown",
            show(&item.source, &library).unwrap_or_else(|p| panic!("{p}")),
        );
        let cloud = load_cloud(&again, &library).unwrap_or_else(|p| panic!("{p}\n{}", again.text));
        assert_eq!(
            cloud,
            load_cloud(&item.source, &library).unwrap_or_else(|p| panic!("{p}"))
        );
    }
    for item in library.list(Kind::Tape) {
        let again = Source::new(
            "shown",
            show(&item.source, &library).unwrap_or_else(|p| panic!("{p}")),
        );
        let tape =
            load_tape_file(&again, &library).unwrap_or_else(|p| panic!("{p}\n{}", again.text));
        assert_eq!(
            tape,
            load_tape_file(&item.source, &library).unwrap_or_else(|p| panic!("{p}"))
        );
    }
}

/// Lines are the only thing that may differ.
fn forget_lines(a: &mut tenant::architecture::Architecture) {
    for c in &mut a.components {
        c.line = 0;
    }
    for step in a.plans.iter_mut().flat_map(|p| &mut p.steps) {
        step.line = 0;
    }
}

#[test]
fn a_default_says_where_it_comes_from() {
    let library = library();
    let item = library
        .find(Kind::Architecture, "picnic-hamper")
        .expect("built in");
    let shown = show(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
    for line in [
        "interval: 30s  # default: health check of aws-2011",
        "failover: not given (the law of the provider's offer)",
    ] {
        assert!(shown.contains(line), "{line} is not in\n{shown}");
    }
}

#[test]
fn the_file_to_start_from_passes_the_check() {
    let source = Source::new("init", init());
    let (architecture, findings) =
        load_architecture(&source, &library()).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(architecture.name, "my-shop");
    let high: Vec<_> = findings
        .iter()
        .filter(|f| f.severity == Severity::High)
        .collect();
    assert!(high.is_empty(), "{high:#?}");
}

/// Whoever takes the # away gets what the comment says, without a mistake.
#[test]
fn what_the_file_to_start_from_offers_as_comments_can_be_used() {
    let is_offer = |line: &str| {
        let rest = line.trim_start().strip_prefix("# ");
        rest.and_then(|r| r.split_once(':'))
            .is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    };
    let text = init();
    let offers = text.lines().filter(|l| is_offer(l)).count();
    let lines = text.lines().map(|l| match is_offer(l) {
        true => l.replacen("# ", "", 1),
        false => l.to_owned(),
    });
    let whole = lines.collect::<Vec<_>>().join("\n");
    let loaded = load_architecture(&Source::new("offered", whole), &library());
    let (a, _) = loaded.unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(offers, 5);
    assert_eq!((a.crews.len(), a.shocks.len()), (1, 1));
    let failing = a.components.iter().filter(|c| c.fails.is_some()).count();
    assert_eq!(failing, 2);
}

#[test]
fn the_reference_is_generated() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/REFERENCE.md");
    let page = reference();
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(path, &page).expect("REFERENCE.md can be written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == page,
        "REFERENCE.md is old: INSTA_UPDATE=always cargo test -p zonefall-scenarios"
    );
}

#[test]
fn the_examples_of_the_reference_can_be_read() {
    let page = reference();
    let example = |from: &str| {
        let (_, rest) = page.split_once(from).expect("an example");
        rest.split("```").next().expect("its end").to_owned()
    };
    for key in ["every", "repair", "crew", "common_cause", "age", "each"] {
        assert!(page.contains(&format!("\n| `{key}` | ")), "{key} is told");
    }
    let yaml = Source::new("x.yaml", example("```yaml\n"));
    load_architecture(&yaml, &library()).unwrap_or_else(|p| panic!("{p}"));
    let suite = example("a suite\n\n```yaml\n").replace("web.yaml, ", "");
    let suite = load_suite(&Source::new("x.yaml", suite), &library());
    suite.unwrap_or_else(|p| panic!("{p}"));
    let csv = example("a tape as CSV\n\n```\n");
    assert!(csv.lines().count() > 3, "{csv}");
    load_tape(&Source::new("x.csv", csv)).unwrap_or_else(|p| panic!("{p}"));
}

#[test]
fn architectures_are_short_and_say_what_they_teach() {
    let library = library();
    for item in library.list(Kind::Architecture) {
        let lines = item.source.text.lines().count();
        assert!(lines < 60, "{} has {lines} lines", item.name);
        assert!(
            item.source.text.starts_with("# Teaches: "),
            "{} does not say what it teaches",
            item.name
        );
    }
}
