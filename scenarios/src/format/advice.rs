//! What to do about a value of the wrong shape: an example of the right one; and which help does not apply.

use super::table::{Default, Table, Type};
use super::value::Value;
use crate::problem::Problem;
use crate::yaml::Span;

/// What a key without a value usually is.
pub(super) const COMMA: &str =
    "inside { } a comma ends a value: write a list as [a, b], put other values in quotes";

/// How a value of this type is written, if one example can tell.
fn example(ty: &Type) -> Option<String> {
    if let Type::Record(table) = ty {
        return of_table(table);
    }
    if let Type::List(inner) = ty {
        return Some(format!("[{}]", example(inner)?));
    }
    if let Type::OrNone(inner) = ty {
        return example(inner);
    }
    if let Type::Word(words) = ty {
        return words.first().map(|w| (*w).to_owned());
    }
    if let Type::Refer(_) = ty {
        return Some("NAME".to_owned());
    }
    let noun = ty.noun();
    let (_, examples) = noun.split_once(", e.g. ")?;
    examples.split(" or ").next().map(str::to_owned)
}

/// The keys that must be given, with examples.
fn of_table(table: &Table) -> Option<String> {
    let required = table.fields.iter();
    let required = required.filter(|f| matches!(f.default, Default::Required));
    let all: Option<Vec<String>> = required
        .map(|f| Some(format!("{}: {}", f.name, example(&f.ty)?)))
        .collect();
    all.filter(|keys| !keys.is_empty())
        .map(|keys| format!("{{ {} }}", keys.join(", ")))
}

/// Gives a lone problem of a value an example, if it has no help.
pub(super) fn by_example(problems: &mut [Problem], key: &str, doc: &str, ty: &Type) {
    if let [one] = problems
        && one.help.is_none()
        && let Some(example) = example(ty)
    {
        let doc = doc.split_whitespace().collect::<Vec<_>>().join(" ");
        let why = match doc.as_str() {
            "" => String::new(),
            doc => format!(": {doc}"),
        };
        one.help = Some(format!("write `{key}: {example}`{why}"));
    }
}

/// The help about a value, or what is to be done about its open bracket: a comma cut the value, unless it is in quotes.
pub(super) fn with_bracket(help: String, text: &str, span: &Span) -> String {
    let quoted = span.len() >= text.len() + 2;
    if text.matches('(').count() <= text.matches(')').count() {
        return help;
    }
    let close = if quoted {
        "close the bracket"
    } else {
        "close the bracket; inside { } a comma ends the value: put it in quotes there"
    };
    close.to_owned()
}

/// Whether a help about an unknown key says that this one is meant.
pub(super) fn names(help: &str, key: &str) -> bool {
    help == format!("did you mean `{key}`?")
}

/// What a list of names holds twice: the second place of each.
pub(crate) fn twice(values: &[Value]) -> Vec<&Value> {
    let again = |i: usize| values[..i].iter().any(|w| w.text == values[i].text);
    let all = (0..values.len()).filter(|&i| values[i].is_there() && again(i));
    all.map(|i| &values[i]).collect()
}
