//! A run as a commands file recorded it: what was typed goes first, then what stands in the file.

use crate::cli::many::AssumedArg;
use crate::cli::{Circumstances, LuckArg, Recorded};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use scenarios::{Assumed, CommandFile, Kind, Library, Source};
use std::path::Path;
use tenant::Luck;

/// What is to be run.
pub struct Asked {
    /// As it would be typed.
    pub architecture: String,
    /// With everything that a file says of them.
    pub circumstances: Circumstances,
    /// The struck zone that is shown; `None`: the worst.
    pub zone: Option<String>,
    /// What the run must come to: the file, and the digest in it.
    digest: Option<(String, String)>,
}

impl Asked {
    /// What was typed, or recorded.
    ///
    /// # Errors
    /// A file that is not there, has mistakes, or leaves open what was not typed.
    pub fn of(
        architecture: Option<&str>,
        circumstances: &Circumstances,
        zone: Option<&str>,
        recorded: &Recorded,
    ) -> Result<Self, Failure> {
        let mut asked = Self {
            architecture: architecture.unwrap_or_default().to_owned(),
            circumstances: circumstances.clone(),
            zone: zone.map(str::to_owned),
            digest: None,
        };
        if let Some(path) = &recorded.commands {
            let library = inputs::library()?;
            let file = read(path, &library)?;
            asked.take(path, &file, recorded)?;
        }
        Ok(asked)
    }

    /// Fills in from a file what was not typed.
    fn take(
        &mut self,
        path: &Path,
        file: &CommandFile,
        recorded: &Recorded,
    ) -> Result<(), Failure> {
        let typed = &recorded.typed;
        let mut same = self.zone.is_none();
        if self.architecture.is_empty() {
            self.architecture = file.architecture.as_ref().map(named).ok_or_else(|| {
                Failure::Invalid(format!(
                    "error: {} does not say which architecture it was recorded with\n  = help: zonefall run ARCH \
                     --commands {}",
                    path.display(),
                    path.display()
                ))
            })?;
        } else {
            same = false;
        }
        let c = &mut self.circumstances;
        // A name that can only be a file.
        c.outage = match path.parent() {
            Some(folder) if folder.as_os_str().is_empty() => format!("./{}", path.display()),
            Some(_) | None => path.display().to_string(),
        };
        if !typed.seed {
            c.seed = file.seed.unwrap_or(c.seed);
        }
        if !typed.cloud_seed {
            c.cloud_seed = file.cloud_seed;
        }
        if !typed.onto {
            c.onto.clone_from(&file.onto);
        }
        if !typed.luck {
            c.luck = match file.luck {
                Some(Luck::Drawn) => LuckArg::Drawn,
                Some(Luck::Touched) | None => LuckArg::Touched,
            };
        }
        if !typed.assumed {
            c.assumed = match file.assumed {
                Some(Assumed::Drawn) => AssumedArg::Drawn,
                Some(Assumed::Fixed) | None => AssumedArg::Fixed,
            };
        }
        same &= !(typed.seed || typed.cloud_seed || typed.onto || typed.luck || typed.assumed);
        self.zone = self.zone.take().or_else(|| file.zone.clone());
        let digest = file.digest.clone().filter(|_| same);
        self.digest = digest.map(|d| (path.display().to_string(), d));
        Ok(())
    }

    /// Says so when the run is not the one that was recorded.
    ///
    /// # Errors
    /// That it is not, which is an answer: exit code 1.
    pub fn compare(&self, digest: &str, console: &mut Console<'_>) -> Result<(), Failure> {
        let Some((file, recorded)) = &self.digest else {
            return Ok(());
        };
        if recorded.eq_ignore_ascii_case(digest) {
            return Ok(());
        }
        writeln!(
            console.err,
            "this is not the run that {file} recorded: its digest is {digest}, recorded was {recorded}\n  = help: the \
             outage, the architecture or zonefall has changed since"
        )?;
        Err(Failure::No)
    }
}

/// What a file names as it would be typed: a built-in by its name, a file by its path from here.
fn named((name, source): &(String, Source)) -> String {
    match source.name.starts_with("built-in/") {
        true => name.clone(),
        false => source.name.clone(),
    }
}

/// A commands file.
fn read(path: &Path, library: &Library) -> Result<CommandFile, Failure> {
    let source = scenarios::read_source(path).map_err(|p| inputs::invalid(&p))?;
    let kind = scenarios::kind_of(&source).map_err(|p| inputs::invalid(&p))?;
    if kind != Kind::Commands {
        let help = match kind {
            Kind::Outage | Kind::Tape | Kind::Campaign => {
                format!("zonefall run ARCH --outage {}", path.display())
            }
            Kind::Architecture => format!("zonefall run {} --commands FILE", path.display()),
            Kind::Suite => format!("zonefall check {}", path.display()),
            Kind::Cloud | Kind::Case | Kind::Commands => "zonefall schema commands".to_owned(),
        };
        return Err(Failure::Invalid(format!(
            "error: {} is of kind {}, not commands\n  = help: {help}",
            path.display(),
            kind.name()
        )));
    }
    scenarios::load_commands(&source, library).map_err(|p| inputs::invalid(&p))
}
