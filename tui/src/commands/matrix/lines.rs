//! What to paste to look closer at a cell.

use super::Row;
use crate::again::{quoted, replay_line};
use crate::cli::DEFAULT_OUTAGE;
use crate::cli::many::{AssumedArg, Draws};
use reports::matrix::{Lines, telling_seed};
use search::matrix::{Cell, Standing};
use tenant::Luck;

/// Lines about the cell of a row and an outage, as these were typed.
pub fn lines(row: &Row, outage: &str, onto: Option<&str>, draws: &Draws, cell: &Cell) -> Lines {
    let frame = &cell.sweep.frame;
    let replay = |seed: u64| {
        let cloud = frame.draw_of(seed);
        let values = frame.values;
        replay_line(&row.typed, outage, onto, seed, cloud, values, Luck::Touched)
    };
    let troubled = matches!(cell.standing, Standing::Hurt | Standing::Failed);
    Lines {
        replay: telling_seed(cell).filter(|_| troubled).map(replay),
        compare: cell
            .nearest
            .as_ref()
            .map(|n| compare((&row.typed, &n.architecture), outage, onto, draws)),
    }
}

/// Two designs under the weather of this matrix, given that each is hit, as here.
fn compare((a, b): (&str, &str), outage: &str, onto: Option<&str>, draws: &Draws) -> String {
    let mut line = format!("zonefall compare {} {}", quoted(a), quoted(b));
    if outage != DEFAULT_OUTAGE {
        line.push_str(&format!(" --outage {}", quoted(outage)));
    }
    if let Some(region) = onto {
        line.push_str(&format!(" --onto {}", quoted(region)));
    }
    if draws.clouds != 20 {
        line.push_str(&format!(" --clouds {}", draws.clouds));
    }
    if draws.assumed != AssumedArg::Drawn {
        line.push_str(&format!(" --assumed {}", draws.assumed.name()));
    }
    line + " --luck touched"
}
