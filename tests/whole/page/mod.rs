//! The HTML page: what it says, that it is sound HTML which asks nobody for anything, and that a browser shows it.

mod browser;
mod html;
mod many;

use crate::program::{Desk, golden, run};
use html::{complaints, parse, said, skeleton};

/// Names that would be markup if nobody escaped them.
const ODD: &str = r#"
kind: architecture
version: 1
name: "<b>egg</b> \"one\" & 'two'"
teaches: "</style></title><script>alert('ü')</script> & <img src=x onerror=y> 🥚"
home: aws/us-east-1
clients:
  visitors: { curve: "daily(50%, 20h)", timeout: 10s, attempts: 2, retry_after: 2s }
journeys:
  "<script>shop</script>": { clients: visitors, rate: 5/s, path: [www, "ser\"ver<", db] }
components:
  www: { kind: dns_name, to: "ser\"ver<", ttl: 1h }
  "ser\"ver<": { kind: instances, zones: { a: 1 }, root: block_store, capacity: 25/s, deployment: by_hand(2h) }
  db:
    kind: database
    mode: alone
    copies: { only: { zone: a, on: volumes(1) } }
    size: 20 GB
    needs: ["ser\"ver<"]
"#;

fn page(args: &[&str]) -> String {
    run(&[args, &["--format", "html"]].concat()).ok()
}

#[test]
fn of_a_run() {
    golden("page-run-one-egg", &skeleton(&page(&["run", "one-egg"])));
}

#[test]
fn is_sound_and_asks_nobody() {
    for args in [
        &["run", "one-egg"][..],
        &["run", "picnic-hamper"],
        &["run", "two-providers", "--luck", "drawn"],
        &["run", "one-egg", "--onto", "rackspace/dfw"],
        &["run", "one-egg", "--outage", "aws-2011-04-21-observed"],
    ] {
        let page = page(args);
        assert_eq!(complaints(&page), Vec::<String>::new(), "{args:?}");
        assert!(page.len() < 300_000, "{args:?}: {} bytes", page.len());
    }
}

#[test]
fn names_are_text_and_nothing_else() {
    let desk = Desk::new();
    desk.put("it's <odd>.yaml", ODD);
    let shown = desk
        .run(&["run", "it's <odd>.yaml", "--format", "html"])
        .ok();
    assert_eq!(complaints(&shown), Vec::<String>::new());
    let page = parse(&shown);
    assert_eq!(
        said(&page, "head > title"),
        ["<b>egg</b> \"one\" & 'two' under aws-2011-04-21 - zonefall"]
    );
    let about = said(&page, "dl.about dd");
    assert_eq!(
        about[0],
        "</style></title><script>alert('ü')</script> & <img src=x onerror=y> 🥚"
    );
    let journeys = said(&page, "#fared tbody th");
    assert!(
        journeys.contains(&"<script>shop</script>".to_owned()),
        "{journeys:?}"
    );
    let lanes = said(&page, "svg title");
    assert!(
        lanes.iter().any(|t| t.starts_with("ser\"ver<: ")),
        "{lanes:?}"
    );
    let words = shlex::split(&said(&page, "#again code")[0]).expect("words");
    assert_eq!(words[..3], ["zonefall", "run", "it's <odd>.yaml"]);
}

#[test]
fn can_be_had_again_by_its_own_line() {
    let desk = Desk::new();
    let seeds = ["--seed", "7", "--cloud-seed", "3", "--luck", "drawn"];
    let first = desk.run(&[&["run", "two-zones", "--format", "html"], &seeds[..]].concat());
    let first = first.ok();
    let line = said(&parse(&first), "#again code").remove(0);
    let words = shlex::split(&line).expect("words");
    let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    assert_eq!(desk.run(&words).code, Some(0), "{line}");
    let again = std::fs::read_to_string(desk.path("page.html")).expect("the page");
    assert!(again == first, "the same, byte for byte");
}
