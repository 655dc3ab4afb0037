//! One outage in one line: how many of what was published are met, by kind of evidence, and whether the checks hold.

use super::table::{
    CounterfactualRow, CustomerRow, MilestoneRow, Observation, Validation, Verdict,
};
use crate::Evidence;
use crate::sample::Sample;

/// Fewest draws whose 5 % tails hold anything.
const BAND_DRAWS_MIN: u32 = 20;
/// A band is narrow when its ends are less than this factor apart.
const NARROW: f64 = 3.0;
/// Draws with the effect in them below which nothing is said about what removes it: with nine and one that stays, nine
/// of ten cannot be told from eight of nine.
const PRESENT_DRAWS_MIN: f64 = 10.0;

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Those for which it is so.
    pub good: usize,
    /// All.
    pub of: usize,
}

impl Tally {
    /// Counts those that are good.
    fn count(all: impl Iterator<Item = bool>) -> Self {
        let mut out = Self::default();
        for good in all {
            out.of += 1;
            out.good += usize::from(good);
        }
        out
    }

    fn and(self, other: Self) -> Self {
        Self {
            good: self.good + other.good,
            of: self.of + other.of,
        }
    }

    /// The share of the good ones; `None` of none.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.good as f64 / self.of as f64)
    }
}

/// Published values by what the simulated ones are evidence of, and how many of them are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evidences {
    /// Written into the file: nothing is claimed.
    pub input: usize,
    /// Fitted.
    pub calibrated: Tally,
    /// Following a dated input by construction.
    pub anchored: Tally,
    /// Predicted values.
    pub predicted: Tally,
    /// Predicted orders and signs.
    pub shapes: Tally,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Found {
    /// All as it should be.
    Quiet,
    /// Nothing fails by itself in this cloud, and nothing did.
    Still,
    /// Nothing happened, though things fail by themselves.
    Empty,
    /// Something broke.
    Breaks,
    /// There is nothing to check.
    #[default]
    Absent,
}

/// What the scale check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scaled {
    /// The same fractions at every size.
    Holds,
    /// Other fractions.
    Drifts,
    /// No carrying mechanism has a number of members.
    #[default]
    Nothing,
}

/// One outage in one line; or all together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// The outage's id; empty for all together.
    pub outage: String,
    /// Whether it comes out of mechanisms; else only its customers are compared.
    pub simulated: bool,
    /// Milestones met.
    pub evidence: Evidences,
    /// Predicted values inside their own 5-95 % band.
    pub inside: Tally,
    /// Predicted values whose band is narrower than a factor of three.
    pub narrow: Tally,
    /// Errors of predicted times over the free stretch.
    errors: Vec<f64>,
    /// Counterfactuals that hold.
    pub counterfactuals: Tally,
    /// Those of the others in which the effect was there too seldom to say.
    pub too_few: usize,
    /// The negative control.
    pub control: Found,
    /// Negative controls that hold.
    pub controls: Tally,
    /// The scale check.
    pub scale: Scaled,
    /// Scale checks that hold.
    pub scales: Tally,
    /// Customers within a factor of two.
    pub within_2x: Tally,
    /// Customers in the published order.
    pub in_order: Tally,
    /// Published victims that came out down.
    pub victims: Tally,
    /// Published survivors that came out up.
    pub survivors: Tally,
}

impl Summary {
    /// The median error of predicted times over the stretch that the model had to cover on its own.
    #[must_use]
    pub fn free_stretch_error(&self) -> Option<f64> {
        Sample::new(self.errors.iter().map(|&e| Some(e))).median()
    }

    /// All of them together.
    #[must_use]
    pub fn total(all: &[Self]) -> Self {
        let mut out = Self::default();
        for one in all {
            let (a, b) = (&mut out.evidence, one.evidence);
            a.input += b.input;
            a.calibrated = a.calibrated.and(b.calibrated);
            a.anchored = a.anchored.and(b.anchored);
            a.predicted = a.predicted.and(b.predicted);
            a.shapes = a.shapes.and(b.shapes);
            out.simulated |= one.simulated;
            out.inside = out.inside.and(one.inside);
            out.narrow = out.narrow.and(one.narrow);
            out.errors.extend(&one.errors);
            out.counterfactuals = out.counterfactuals.and(one.counterfactuals);
            out.too_few += one.too_few;
            out.controls = out.controls.and(one.controls);
            out.scales = out.scales.and(one.scales);
            out.within_2x = out.within_2x.and(one.within_2x);
            out.in_order = out.in_order.and(one.in_order);
            out.victims = out.victims.and(one.victims);
            out.survivors = out.survivors.and(one.survivors);
        }
        out
    }

    fn with_customers(mut self, rows: &[CustomerRow]) -> Self {
        let fates = |victims: bool| {
            let rows = rows.iter().filter(move |c| c.is_victim() == victims);
            Tally::count(rows.map(|c| c.fate_ok))
        };
        self.within_2x = Tally::count(rows.iter().map(|c| c.within_2x));
        self.in_order = Tally::count(rows.iter().map(|c| c.order_ok));
        self.victims = fates(true);
        self.survivors = fates(false);
        self
    }
}

impl Verdict {
    /// The outage's id.
    #[must_use]
    pub fn outage(&self) -> &str {
        match self {
            Self::Simulated(v) => &v.outage,
            Self::Observed(o) => &o.outage,
        }
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Simulated(v) => &v.title,
            Self::Observed(o) => &o.title,
        }
    }

    /// Its customers.
    #[must_use]
    pub fn customers(&self) -> &[CustomerRow] {
        match self {
            Self::Simulated(v) => &v.customers,
            Self::Observed(o) => &o.customers,
        }
    }

    /// In one line.
    #[must_use]
    pub fn summary(&self) -> Summary {
        match self {
            Self::Simulated(v) => v.summary(),
            Self::Observed(o) => o.summary(),
        }
    }
}

impl Observation {
    /// In one line.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let summary = Summary {
            outage: self.outage.clone(),
            ..Summary::default()
        };
        summary.with_customers(&self.customers)
    }
}

impl Validation {
    /// In one line.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let met = |of: Evidence, shape: bool| {
            let rows = self.milestones.iter();
            let rows = rows.filter(|m| m.evidence == of && (m.is_shape() == shape));
            Tally::count(rows.map(|m| m.met))
        };
        let predictions = || {
            let drawn = self.effort.draws >= BAND_DRAWS_MIN;
            let rows = self.milestones.iter();
            rows.filter(move |m| drawn && m.is_prediction())
        };
        let times = self.milestones.iter().filter(|m| m.is_prediction());
        let (control, scale) = (self.found(), self.scaled());
        let summary = Summary {
            outage: self.outage.clone(),
            simulated: true,
            evidence: Evidences {
                input: met(Evidence::Input, false).of,
                calibrated: met(Evidence::Calibrated, false),
                anchored: met(Evidence::Anchored, false),
                predicted: met(Evidence::Predicted, false),
                shapes: met(Evidence::Predicted, true),
            },
            inside: Tally::count(predictions().map(MilestoneRow::is_inside)),
            narrow: Tally::count(predictions().map(MilestoneRow::is_narrow)),
            errors: times.filter_map(|m| m.free_stretch_error).collect(),
            counterfactuals: Tally::count(self.counterfactuals.iter().map(|c| c.holds)),
            too_few: self
                .counterfactuals
                .iter()
                .filter(|c| self.is_too_few(c))
                .count(),
            control,
            controls: Tally::count([matches!(control, Found::Quiet | Found::Still)].into_iter()),
            scale,
            scales: match scale {
                Scaled::Nothing => Tally::default(),
                Scaled::Holds | Scaled::Drifts => {
                    Tally::count([scale == Scaled::Holds].into_iter())
                }
            },
            ..Summary::default()
        };
        summary.with_customers(&self.customers)
    }

    /// Whether a counterfactual fails for want of draws in which there was an effect to remove.
    #[must_use]
    pub fn is_too_few(&self, c: &CounterfactualRow) -> bool {
        let draws = f64::from(self.effort.counterfactual_draws);
        !c.holds && c.share_present * draws + 0.5 < PRESENT_DRAWS_MIN
    }

    /// What the negative control showed.
    #[must_use]
    pub fn found(&self) -> Found {
        match (
            self.control.quiet,
            self.control.ordinary,
            self.control.holds,
        ) {
            (false, _, _) => Found::Breaks,
            (true, false, _) => Found::Still,
            (true, true, true) => Found::Quiet,
            (true, true, false) => Found::Empty,
        }
    }

    /// What the scale check showed.
    #[must_use]
    pub fn scaled(&self) -> Scaled {
        match (self.members.is_empty(), self.scale_holds()) {
            (true, _) => Scaled::Nothing,
            (false, true) => Scaled::Holds,
            (false, false) => Scaled::Drifts,
        }
    }
}

impl MilestoneRow {
    /// Whether a value is predicted, and not only an order or a sign.
    #[must_use]
    pub fn is_prediction(&self) -> bool {
        self.evidence == Evidence::Predicted && !self.shape
    }

    /// Whether an order or a sign is predicted. What is fitted or anchored predicts neither.
    #[must_use]
    pub fn is_shape(&self) -> bool {
        self.evidence == Evidence::Predicted && self.shape
    }

    /// Whether the published value, or part of the published window, lies in the 5-95 % band; the band of what is never
    /// reached in one draw of twenty has no upper end.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        let until = self.published_until.unwrap_or(self.published);
        let Some(low) = self.p05 else { return false };
        until >= low && self.p95.is_none_or(|high| self.published <= high)
    }

    /// How many times the upper end of the band is the lower. Times are counted from where the model is on its own:
    /// beside the offset from the start, a band of hours would look narrow on the third day. `None` where the band has
    /// no upper end, or reaches zero, where a factor means nothing.
    #[must_use]
    pub fn spread(&self) -> Option<f64> {
        let (low, high) = (self.p05? - self.free_from, self.p95? - self.free_from);
        match (low > 0.0, high < 0.0) {
            (true, _) => Some(high / low),
            (_, true) => Some(low / high),
            (false, false) => None,
        }
    }

    /// Whether the band is narrower than a factor of three; one that reaches zero, whether it is no wider than what is
    /// accepted.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        match (self.spread(), self.p05, self.p95) {
            (Some(factor), _, _) => factor < NARROW,
            (None, Some(low), Some(high)) => high - low <= self.high - self.low,
            (None, _, _) => false,
        }
    }
}

impl CustomerRow {
    /// Whether it was down, as published.
    #[must_use]
    pub fn is_victim(&self) -> bool {
        self.lost || self.published.0 > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloud::outage::{Quantity, Tag};

    /// A predicted value with its band.
    fn row(quantity: Quantity, published: f64, band: (f64, f64), free_from: f64) -> MilestoneRow {
        MilestoneRow {
            id: "m".to_owned(),
            row: String::new(),
            what: String::new(),
            after: None,
            quantity,
            shape: false,
            published,
            published_until: None,
            low: published - 0.01,
            high: published + 0.01,
            simulated: Some(published),
            met: true,
            median: Some(published),
            p05: Some(band.0),
            p95: Some(band.1),
            share_met: 1.0,
            observed: None,
            evidence: Evidence::Predicted,
            last_action: None,
            free_from,
            free_stretch_error: None,
            source: String::new(),
            tag: Tag::Primary,
        }
    }

    #[test]
    fn a_band_of_time_is_judged_by_the_stretch_that_was_free() {
        let day = 86_400.0;
        let late = row(
            Quantity::Instant,
            day + 5400.0,
            (day + 1800.0, day + 7200.0),
            day,
        );
        assert_eq!(late.spread(), Some(4.0));
        assert!(!late.is_narrow() && late.is_inside());
        let early = row(Quantity::Instant, 5400.0, (3600.0, 7200.0), 0.0);
        assert!(early.is_narrow());
    }

    #[test]
    fn a_band_that_reaches_zero_is_judged_by_what_is_accepted() {
        let share = |published, band| row(Quantity::Share, published, band, 0.0);
        assert_eq!(share(0.0, (0.0, 0.01)).spread(), None);
        assert!(share(0.0, (0.0, 0.02)).is_narrow() && !share(0.0, (0.0, 0.05)).is_narrow());
        assert_eq!(share(-0.1, (-0.2, -0.05)).spread(), Some(4.0));
    }

    #[test]
    fn a_band_without_an_end_holds_everything_above_and_is_never_narrow() {
        let open = MilestoneRow {
            p95: None,
            ..row(Quantity::Share, 0.5, (0.4, 0.0), 0.0)
        };
        assert!(open.is_inside() && !open.is_narrow());
        let window = MilestoneRow {
            published_until: Some(0.6),
            ..row(Quantity::Share, 0.1, (0.55, 0.9), 0.0)
        };
        assert!(window.is_inside(), "part of the window lies in it");
        assert!(!row(Quantity::Share, 0.1, (0.55, 0.9), 0.0).is_inside());
    }

    #[test]
    fn an_order_is_no_prediction_of_a_value() {
        let shape = MilestoneRow {
            shape: true,
            ..row(Quantity::Instant, 1.0, (0.5, 2.0), 0.0)
        };
        assert!(shape.is_shape() && !shape.is_prediction());
        let anchored = MilestoneRow {
            evidence: Evidence::Anchored,
            ..shape
        };
        assert!(!anchored.is_shape());
    }
}
