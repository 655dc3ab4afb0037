//! A campaign that was typed: its outages, simulated or read one by one, on one tape.

use crate::cli::Circumstances;
use crate::cli::many::Draws;
use crate::failure::Failure;
use crate::inputs::{self, Storm, invalid};
use crate::weather::{self, Storms, Watch};
use reports::words::Clock;
use scenarios::{Campaign, CampaignPart, Library, Source};
use search::campaign::{Chapter, campaign};
use search::many::Values;
use tape::{Offer, Tape};

/// As a single tape.
pub fn storm(
    library: &Library,
    source: &Source,
    circumstances: &Circumstances,
) -> Result<Storm, Failure> {
    let file = scenarios::load_campaign(source, library).map_err(|p| invalid(&p))?;
    let one = |part: &CampaignPart| inputs::storm_of(library, &part.source, circumstances);
    let storms: Result<Vec<Storm>, Failure> = file.parts.iter().map(one).collect();
    let mut storms = storms?;
    let cloud = storms.first_mut().and_then(|s| s.cloud.take());
    let offers = inputs::offers(library, cloud.as_deref());
    let tapes: Vec<Tape> = storms.into_iter().map(|s| s.tape).collect();
    Ok(Storm {
        title: file.title.clone(),
        tape: strung(offers, &file, &tapes, circumstances.cloud_seed())?,
        plain: None,
        commands: None,
        clock: clock(&file),
        cloud,
        milestones: Vec::new(),
    })
}

/// As many draws.
pub fn storms(
    library: &Library,
    source: &Source,
    draws: &Draws,
    watch: Watch<'_>,
) -> Result<(Storms, Option<String>), Failure> {
    let file = scenarios::load_campaign(source, library).map_err(|p| invalid(&p))?;
    let mut trouble = None;
    let mut parts: Vec<Vec<Tape>> = Vec::new();
    let mut cloud = None;
    for part in &file.parts {
        let (storms, more) = weather::watched(library, &part.source, draws, watch)?;
        trouble = trouble.or(more);
        if parts.is_empty() {
            cloud = storms.cloud;
        }
        parts.push(storms.weather.tapes);
    }
    let count = parts.iter().map(Vec::len).max().unwrap_or(0);
    let offers = inputs::offers(library, cloud.as_deref());
    let whole = |seed: usize| {
        let tapes: Vec<Tape> = parts.iter().map(|t| t[seed % t.len()].clone()).collect();
        strung(offers, &file, &tapes, seed as u64)
    };
    let tapes: Result<Vec<Tape>, Failure> = (0..count).map(whole).collect();
    let values = match count {
        1 => Values::Observed,
        _ => weather::values(draws.assumed),
    };
    let named = (file.title.clone(), clock(&file), cloud);
    Ok((weather::of(named, tapes?, values), trouble))
}

fn clock(file: &Campaign) -> Clock {
    Clock {
        start_unix: Some(file.start.unix),
        utc_offset_min: file.start.offset_min,
    }
}

fn strung(offers: &[Offer], file: &Campaign, tapes: &[Tape], seed: u64) -> Result<Tape, Failure> {
    let chapters: Vec<Chapter<'_>> = file
        .parts
        .iter()
        .zip(tapes)
        .map(|(part, tape)| Chapter {
            after: part.after,
            tape,
            same_zone: part.same_zone,
        })
        .collect();
    campaign(&file.name, &chapters, offers, seed).map_err(|overlap| {
        Failure::Invalid(format!(
            "error: {}: {} begins before the outage before it is over",
            file.name, file.parts[overlap.part].outage
        ))
    })
}
