//! What somebody says before a run, as it is typed: `shop=down for 2h at 80%`.

use kernel::SimDuration;
use search::predict::{Claim, Prediction};

/// How it is written.
const LIKE: &str = "write it like `shop=down for 2h at 80%`, `shop=up at 70%`, `db=loses at 60%` or `db=keeps at 90%`";

/// Reads a prediction.
///
/// # Errors
/// What is wrong with it, and how one looks.
pub fn prediction(typed: &str) -> Result<Prediction, String> {
    let (subject, said) = typed.split_once('=').ok_or(LIKE)?;
    let (said, sure) = said.rsplit_once(" at ").ok_or(LIKE)?;
    let subject = subject.trim();
    if subject.is_empty() {
        return Err(LIKE.to_owned());
    }
    Ok(Prediction {
        subject: subject.to_owned(),
        claim: claim(said.trim())?,
        sure: self::sure(sure)?,
    })
}

fn claim(said: &str) -> Result<Claim, String> {
    match said {
        "down" => Ok(Claim::Down(None)),
        "up" => Ok(Claim::Up),
        "loses" => Ok(Claim::Loses),
        "keeps" => Ok(Claim::Keeps),
        _ => {
            let typed = said.strip_prefix("down for ").ok_or(LIKE)?;
            Ok(Claim::Down(Some(length(typed)?)))
        }
    }
}

/// A length of time.
///
/// # Errors
/// When it is none, or 0.
pub fn length(typed: &str) -> Result<SimDuration, String> {
    let typed = typed.trim();
    let wrong = |w: scenarios::unit::Wrong| format!("{}: {}", w.message, w.help);
    let length = scenarios::unit::duration(typed).map_err(wrong)?;
    match length {
        SimDuration::ZERO => Err("a length of 0 is `up`".to_owned()),
        length => Ok(length),
    }
}

/// How sure one is: 50 to 100 percent.
///
/// # Errors
/// When it is something else.
pub fn sure(typed: &str) -> Result<u8, String> {
    let number = typed.trim().trim_end_matches('%').trim_end();
    let sure: Option<u8> = number.parse().ok().filter(|s| (50..=100).contains(s));
    sure.ok_or_else(|| {
        format!(
            "`{}` is not 50 % to 100 %: whoever is less sure says the opposite",
            typed.trim()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predictions_are_read_as_people_write_them() {
        let read = |typed| prediction(typed).map(|p| (p.subject, p.claim, p.sure));
        let hours = |h| Claim::Down(Some(SimDuration::from_hours(h)));
        assert_eq!(
            read("shop=down for 2h at 80%"),
            Ok(("shop".to_owned(), hours(2), 80))
        );
        assert_eq!(
            read(" shop = down at 80 %"),
            Ok(("shop".to_owned(), Claim::Down(None), 80))
        );
        assert_eq!(
            read("shop=up at 50"),
            Ok(("shop".to_owned(), Claim::Up, 50))
        );
        assert_eq!(
            read("db=loses at 100%"),
            Ok(("db".to_owned(), Claim::Loses, 100))
        );
        assert_eq!(
            read("db=keeps at 99%"),
            Ok(("db".to_owned(), Claim::Keeps, 99))
        );
        for wrong in [
            "",
            "shop",
            "shop=down",
            "=down at 80%",
            "shop=down for at 80%",
            "shop=down for 2 at 80%",
            "shop=down for 0s at 80%",
            "shop=maybe at 80%",
            "shop=up at 49%",
            "shop=up at 101%",
            "shop=up at é%",
        ] {
            assert!(prediction(wrong).is_err(), "{wrong}");
        }
    }
}
