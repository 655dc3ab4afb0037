//! What to paste to look closer at a cell.

use super::{House, Row};
use crate::again::{quoted, replay_line};
use crate::cli::DEFAULT_OUTAGE;
use crate::cli::many::AssumedArg;
use reports::matrix::{Lines, telling_seed};
use search::matrix::{Cell, Standing};
use tenant::Luck;

impl House<'_> {
    pub(super) fn lines(&self, row: &Row, outage: &str, cell: &Cell) -> Lines {
        let frame = &cell.sweep.frame;
        let replay = |seed: u64| {
            let cloud = frame.draw_of(seed);
            let (arch, onto) = (&row.typed, self.onto);
            replay_line(arch, outage, onto, seed, cloud, frame.values, Luck::Touched)
        };
        let troubled = matches!(cell.standing, Standing::Hurt | Standing::Failed);
        Lines {
            replay: telling_seed(cell).filter(|_| troubled).map(replay),
            compare: cell
                .nearest
                .as_ref()
                .map(|n| self.compare(&row.typed, &n.architecture, outage)),
        }
    }

    /// Two designs under the weather of this matrix, given that each is hit, as here.
    fn compare(&self, a: &str, b: &str, outage: &str) -> String {
        let mut line = format!("zonefall compare {} {}", quoted(a), quoted(b));
        if outage != DEFAULT_OUTAGE {
            line.push_str(&format!(" --outage {}", quoted(outage)));
        }
        if let Some(region) = self.onto {
            line.push_str(&format!(" --onto {}", quoted(region)));
        }
        if self.draws.clouds != 20 {
            line.push_str(&format!(" --clouds {}", self.draws.clouds));
        }
        if self.draws.assumed != AssumedArg::Drawn {
            line.push_str(&format!(" --assumed {}", self.draws.assumed.name()));
        }
        line + " --luck touched"
    }
}
