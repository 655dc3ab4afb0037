//! `zonefall schema`: the JSON Schema of a kind of file, or of a result.

use crate::cli::{Schema, SchemaArg};
use crate::failure::Failure;
use crate::output::Console;
use scenarios::Kind;

pub(super) fn run(args: Schema, console: &mut Console<'_>) -> Result<(), Failure> {
    let text = match args.kind {
        SchemaArg::Architecture => file(Kind::Architecture),
        SchemaArg::Outage => file(Kind::Outage),
        SchemaArg::Cloud => file(Kind::Cloud),
        SchemaArg::Tape => file(Kind::Tape),
        SchemaArg::Case => file(Kind::Case),
        SchemaArg::Suite => file(Kind::Suite),
        SchemaArg::Commands => file(Kind::Commands),
        SchemaArg::Campaign => file(Kind::Campaign),
        SchemaArg::Run => reports::json::RunJson::schema(),
        SchemaArg::Tour => reports::json::TourJson::schema(),
        SchemaArg::Explain => reports::json::ExplainJson::schema(),
        SchemaArg::Validate => reports::json::ValidateJson::schema(),
        SchemaArg::Forecast => reports::json::ForecastJson::schema(),
        SchemaArg::Sweep => reports::json::SweepJson::schema(),
        SchemaArg::Cache => reports::json::CacheJson::schema(),
        SchemaArg::Compare => reports::json::CompareJson::schema(),
        SchemaArg::Debrief => reports::json::DebriefJson::schema(),
        SchemaArg::ClosedForm => reports::json::ClosedFormJson::schema(),
        SchemaArg::Check => reports::json::PromisesJson::schema(),
        SchemaArg::CheckFile => reports::json::CheckJson::schema(),
        SchemaArg::Diff => reports::diff::DiffJson::schema(),
        SchemaArg::Matrix => reports::json::MatrixJson::schema(),
        SchemaArg::List => reports::json::ListJson::schema(),
    };
    console.write(&text, None)
}

fn file(kind: Kind) -> String {
    format!("{:#}\n", scenarios::schema(kind))
}
