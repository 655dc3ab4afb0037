//! The replay: one run, looked at from any instant.

use super::stage::{ASCII, BLOCK, LARGE, SMALL, Stage};
use crate::program::golden;
use zonefall::screen::First;
use zonefall::screen::work::Setup;

#[test]
fn a_replay_as_it_looks() {
    let open = |size, look| Stage::open(First::Replay(Setup::new("one-egg")), size, look);
    let at = "goto 3:34";
    golden(
        "screen-replay-small",
        &open(SMALL, ASCII).command(at).text(),
    );
    golden(
        "screen-replay-large",
        &open(LARGE, BLOCK).command(at).text(),
    );
    golden(
        "screen-replay-styles",
        &open(SMALL, ASCII).command(at).styles(),
    );
}
