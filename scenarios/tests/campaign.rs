//! Campaigns: outages on one calendar.

use kernel::SimDuration;
use zonefall_scenarios::{Kind, Library, Source, load_campaign, recurrence};

fn library() -> Library {
    Library::built_in().unwrap_or_else(|p| panic!("{p}"))
}

#[test]
fn outages_follow_each_other_at_their_dates() {
    let text = "kind: campaign\nversion: 1\nname: twice\ntitle: twice\noutages:\n  - outage: aws-2011-04-21\n  - { outage: \
                aws-2011-04-21-observed, at: 2011-05-01T00:47:00-07:00, zone: same }\n";
    let campaign = load_campaign(&Source::new("twice.yaml", text), &library());
    let campaign = campaign.unwrap_or_else(|p| panic!("{p}"));
    let seen: Vec<_> = campaign
        .parts
        .iter()
        .map(|p| (p.kind, p.after, p.same_zone))
        .collect();
    let ten_days = SimDuration::from_hours(240);
    let expected = [
        (Kind::Outage, SimDuration::ZERO, false),
        (Kind::Tape, ten_days, true),
    ];
    assert_eq!(seen, expected);
    // 00:47 in California.
    assert_eq!(campaign.start.unix % 86_400, 7 * 3600 + 47 * 60);
}

#[test]
fn how_often_an_outage_happens_is_read_with_its_reason() {
    let text = "kind: tape\nversion: 1\noutage: x\nregion: aws/us-east-1\nevery: { value: 100d, assumed: \"a guess\", \
                range: [10d, 900d] }\nrows: []\n";
    let found = recurrence(&Source::new("x.yaml", text)).unwrap_or_else(|p| panic!("{p}"));
    let found = found.expect("the file says it");
    assert_eq!(found.every, SimDuration::from_hours(2400));
    assert_eq!(found.why, "assumed: a guess; between 10d and 900d");
}
