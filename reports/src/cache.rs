//! What is kept of simulated outages: where, how many, how much room.

pub use crate::json::CacheJson;

use crate::paint::{HEADING, paint};
use crate::words::plural;

/// For people; `cleared`: it was asked to be emptied.
#[must_use]
pub fn text(found: &CacheJson, cleared: bool) -> String {
    let Some(path) = &found.path else {
        return "Nothing is kept: no folder for it is known. ZONEFALL_CACHE names one.\n"
            .to_owned();
    };
    let mut out = format!("{}\n", paint(HEADING, "Simulated outages that are kept"));
    let mut row = |name: &str, text: &str| out.push_str(&format!("  {name:<9}{text}\n"));
    row("folder", path);
    if cleared {
        let (gone, bytes) = (plural(found.removed, "draw"), room(found.removed_bytes));
        row("removed", &format!("{gone}, {bytes}"));
    }
    let (left, bytes) = (plural(found.tapes, "draw"), room(found.bytes));
    row(
        "kept",
        &format!("{left}, {bytes} of at most {}", room(found.bytes_max)),
    );
    out
}

/// Bytes as people say them: `20.3 MB`.
fn room(bytes: u64) -> String {
    let units = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    match units.into_iter().find(|(size, _)| bytes as f64 >= *size) {
        Some((size, unit)) => {
            let text = format!("{:.1}", bytes as f64 / size);
            format!("{} {unit}", text.trim_end_matches(".0"))
        }
        None => plural(bytes, "byte"),
    }
}

#[cfg(test)]
mod tests {
    use super::room;

    #[test]
    fn room_is_told_shortly() {
        let said = [0, 1, 999, 1000, 20_340_000, 2_000_000_000].map(room);
        let texts = ["0 bytes", "1 byte", "999 bytes", "1 kB", "20.3 MB", "2 GB"];
        assert_eq!(said, texts);
    }
}
