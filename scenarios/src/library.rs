//! Everything that is built in: all YAML and CSV files of the folders beside this crate's sources.

use crate::yaml::Node;
use crate::{Kind, Problems, Source, cloud_file};
use cloud::model::CloudModel;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use tape::Offer;

static CLOUDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/clouds");
static OUTAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/outages");
static ARCHITECTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/architectures");
static CAMPAIGNS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/campaigns");
static TAPES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tapes");

/// Whether some built-in file has this name.
pub(crate) fn is_built_in(name: &str) -> bool {
    let all = [&CLOUDS, &OUTAGES, &ARCHITECTURES, &TAPES, &CAMPAIGNS];
    let mut files = all.into_iter().flat_map(|dir| dir.files());
    files.any(|f| f.path().file_stem().is_some_and(|stem| stem == name))
}

/// A built-in file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its name, the file's without the ending.
    pub name: String,
    /// Its text.
    pub source: Source,
}

/// The built-in files, and the providers they know.
#[derive(Debug, Clone, Default)]
pub struct Library {
    items: Vec<Item>,
    /// Everything that was ever offered, in the order in which it became known.
    all_offers: Vec<Known>,
    /// One per provider.
    offers: Vec<Offer>,
    /// The same with one provider's of another year, by the name of the cloud.
    years: BTreeMap<String, Vec<Offer>>,
    /// Per provider, every region of any year with every zone it ever had.
    everywhere: Vec<(String, Regions)>,
    clouds: Vec<CloudModel>,
}

/// Regions by name, each with its zones.
type Regions = Vec<(String, Vec<String>)>;

/// An offer, and whether it stands on its own.
#[derive(Debug, Clone)]
struct Known {
    offer: Offer,
    extends: bool,
}

impl Library {
    /// Everything that is built in.
    ///
    /// # Errors
    /// When a built-in cloud file is wrong, which a test excludes.
    pub fn built_in() -> Result<Self, Problems> {
        let mut library = Self::default();
        let folders = [
            (Kind::Cloud, &CLOUDS),
            (Kind::Outage, &OUTAGES),
            (Kind::Architecture, &ARCHITECTURES),
            (Kind::Tape, &TAPES),
            (Kind::Campaign, &CAMPAIGNS),
        ];
        for (kind, dir) in folders {
            let mut files: Vec<_> = dir.files().collect();
            files.sort_by_key(|f| f.path());
            for file in files {
                let path = file.path();
                if !path.extension().is_some_and(|e| e == "yaml" || e == "csv") {
                    continue;
                }
                let (Some(stem), Some(text)) = (
                    path.file_stem().and_then(|s| s.to_str()),
                    file.contents_utf8(),
                ) else {
                    continue;
                };
                let name = format!("built-in/{}", path.display());
                library.items.push(Item {
                    kind,
                    name: stem.to_owned(),
                    source: Source::new(name, text),
                });
            }
        }
        let clouds: Vec<Source> = library
            .list(Kind::Cloud)
            .map(|i| i.source.clone())
            .collect();
        for source in clouds {
            library.add_cloud(&source)?;
        }
        Ok(library)
    }

    /// Makes another provider known; one of the same name is replaced.
    ///
    /// # Errors
    /// When the file is wrong.
    pub fn add_cloud(&mut self, source: &Source) -> Result<(), Problems> {
        let (model, offer, extends) = self.read_cloud(source)?;
        self.all_offers.retain(|k| k.offer.name != offer.name);
        self.clouds.retain(|c| c.name != offer.name);
        self.all_offers.push(Known { offer, extends });
        self.clouds.extend(model);
        self.sort_offers();
        Ok(())
    }

    /// Reads a cloud file; what it extends is looked for among the clouds that are known.
    pub(crate) fn read_cloud(
        &self,
        source: &Source,
    ) -> Result<(Option<CloudModel>, Offer, bool), Problems> {
        let find = |name: &str| self.find(Kind::Cloud, name).map(|i| i.source.clone());
        let names: Vec<&str> = self.list(Kind::Cloud).map(|i| i.name.as_str()).collect();
        cloud_file::load(source, &find, &names)
    }

    /// A cloud file's tree with everything that it takes over, standing on its own.
    pub(crate) fn whole_cloud(&self, source: &Source) -> Result<Node, Problems> {
        let find = |name: &str| self.find(Kind::Cloud, name).map(|i| i.source.clone());
        let names: Vec<&str> = self.list(Kind::Cloud).map(|i| i.name.as_str()).collect();
        cloud_file::whole(source, &find, &names)
    }

    /// Of a provider whose offers of several years are known, the last that stands on its own counts where no year is
    /// named.
    fn sort_offers(&mut self) {
        self.offers.clear();
        let alone = |k: &&Known| !k.extends;
        for known in self
            .all_offers
            .iter()
            .filter(alone)
            .chain(self.all_offers.iter())
        {
            match self
                .offers
                .iter_mut()
                .find(|o| o.provider == known.offer.provider)
            {
                Some(o) if !known.extends => o.clone_from(&known.offer),
                Some(_) => {}
                None => self.offers.push(known.offer.clone()),
            }
        }
        let year = |k: &Known| {
            let of = |o: &Offer| {
                let same = o.provider == k.offer.provider;
                if same { k.offer.clone() } else { o.clone() }
            };
            (k.offer.name.clone(), self.offers.iter().map(of).collect())
        };
        self.years = self.all_offers.iter().map(year).collect();
        self.sort_places();
    }

    /// Places of all years together: those of the usual offers first.
    fn sort_places(&mut self) {
        self.everywhere.clear();
        let of_years = self.all_offers.iter().map(|k| &k.offer);
        for offer in self.offers.iter().chain(of_years) {
            let regions = entry(&mut self.everywhere, &offer.provider);
            for (name, zones) in &offer.regions {
                let known = entry(regions, name);
                let new: Vec<_> = zones.iter().filter(|z| !known.contains(z)).collect();
                known.extend(new.into_iter().cloned());
            }
        }
    }

    /// All items of a kind, by name.
    pub fn list(&self, kind: Kind) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |i| i.kind == kind)
    }

    /// The item of that kind and name.
    #[must_use]
    pub fn find(&self, kind: Kind, name: &str) -> Option<&Item> {
        self.list(kind).find(|i| i.name == name)
    }

    /// What all providers offer.
    #[must_use]
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// What all providers offer in the year of a cloud: its own provider's is that cloud's. The usual ones if there is no
    /// such cloud.
    #[must_use]
    pub fn offers_at(&self, cloud: &str) -> &[Offer] {
        self.years.get(cloud).unwrap_or(&self.offers)
    }

    /// What a cloud of this name offers.
    #[must_use]
    pub fn offer_of(&self, cloud: &str) -> Option<&Offer> {
        let mut all = self.all_offers.iter().map(|k| &k.offer);
        all.find(|o| o.name == cloud)
    }

    /// What a provider offers.
    #[must_use]
    pub fn offer(&self, provider: &str) -> Option<&Offer> {
        self.offers.iter().find(|o| o.provider == provider)
    }

    /// Regions of a provider in any year, by name, with their zones.
    #[must_use]
    pub fn regions_of(&self, provider: &str) -> Option<&[(String, Vec<String>)]> {
        let found = self.everywhere.iter().find(|(p, _)| p == provider)?;
        Some(&found.1)
    }

    /// Paths of all regions that somebody rents out, in any year.
    #[must_use]
    pub fn regions(&self) -> Vec<String> {
        let of = |(provider, regions): &(String, Regions)| {
            let path = |(region, _): &(String, Vec<String>)| format!("{provider}/{region}");
            regions.iter().map(path).collect::<Vec<_>>()
        };
        self.everywhere.iter().flat_map(of).collect()
    }

    /// Paths of all their zones.
    #[must_use]
    pub fn zones(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (provider, regions) in &self.everywhere {
            for (region, zones) in regions {
                paths.extend(zones.iter().map(|z| format!("{provider}/{region}/{z}")));
            }
        }
        paths
    }

    /// The machinery of a cloud file, if it has any.
    #[must_use]
    pub fn cloud(&self, name: &str) -> Option<&CloudModel> {
        self.clouds.iter().find(|c| c.name == name)
    }
}

/// What stands under a name, made if nothing does.
fn entry<'a, T: Default>(list: &'a mut Vec<(String, T)>, name: &str) -> &'a mut T {
    let found = list.iter().position(|(n, _)| n == name);
    let at = found.unwrap_or_else(|| {
        list.push((name.to_owned(), T::default()));
        list.len() - 1
    });
    &mut list[at].1
}
