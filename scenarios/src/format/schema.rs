//! JSON Schema (draft-07) from field tables, for editors.

use super::table::{Choice, Default, Field, Form, Table, Tag, Type, Variant};
use serde_json::{Map, Value, json};

/// The schema of a kind of file.
pub(crate) fn schema(table: &Table) -> Value {
    let mut writer = Writer {
        definitions: Map::new(),
    };
    let mut root = writer.object(table.fields, None);
    if let Value::Object(map) = &mut root {
        map.insert(
            "$schema".into(),
            json!("http://json-schema.org/draft-07/schema#"),
        );
        map.insert("title".into(), json!(table.name));
        map.insert("description".into(), json!(table.doc));
        map.insert("definitions".into(), Value::Object(writer.definitions));
    }
    root
}

/// The same for a kind whose files may take over what another says: only these keys must be there, and within what is
/// replaced as a whole, known by one of `wholes`, all that it needs.
pub(crate) fn inheriting(table: &Table, keys: &[&str], wholes: &[&str]) -> Value {
    let mut root = schema(table);
    loosen(&mut root, wholes);
    root["required"] = json!(keys);
    root
}

fn loosen(value: &mut Value, wholes: &[&str]) {
    match value {
        Value::Object(map) => {
            let own = |key: &&str| map.get("properties").is_some_and(|p| p.get(*key).is_some());
            if map.contains_key("properties") && !wholes.iter().any(own) {
                map.remove("required");
            }
            for inner in map.values_mut() {
                loosen(inner, wholes);
            }
        }
        Value::Array(items) => {
            for inner in items {
                loosen(inner, wholes);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

struct Writer {
    definitions: Map<String, Value>,
}

/// A name for `definitions`: `a load balancer` is `load_balancer`.
fn slug(name: &str) -> String {
    let name = name
        .strip_prefix("a ")
        .or_else(|| name.strip_prefix("an "))
        .unwrap_or(name);
    name.replace([' ', '\''], "_")
}

impl Writer {
    fn object(&mut self, fields: &[Field], tag: Option<(&str, &str)>) -> Value {
        let mut properties = Map::new();
        let mut required: Vec<&str> = Vec::new();
        if let Some((key, word)) = tag {
            properties.insert(key.to_owned(), json!({ "const": word }));
            required.push(key);
        }
        for field in fields {
            properties.insert(field.name.to_owned(), self.field(field));
            if matches!(field.default, Default::Required) {
                required.push(field.name);
            }
        }
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    }

    fn field(&mut self, field: &Field) -> Value {
        let mut schema = self.of(&field.ty);
        let default = match field.default {
            Default::Required | Default::Inner => String::new(),
            Default::Absent(meaning) => format!(" If not given: {meaning}."),
            Default::Value(text, source) => format!(" Default: {text} ({source})."),
            Default::Offer(_, what) => format!(" Default: the {what} of the provider at home."),
        };
        let text = format!("{}.{default}", field.doc);
        if schema.get("$ref").is_some() {
            // Siblings of $ref are ignored in draft-07.
            schema = json!({ "allOf": [schema] });
        }
        if let Value::Object(map) = &mut schema {
            map.insert("description".into(), json!(text));
        }
        schema
    }

    fn of(&mut self, ty: &Type) -> Value {
        match ty {
            Type::Text => json!({ "type": ["string", "number", "boolean"] }),
            Type::Refer(_) => json!({ "type": ["string", "number"] }),
            Type::Word(["1"]) => json!({ "enum": [1, "1"] }),
            Type::Word(words) => json!({ "enum": words }),
            Type::Duration => pattern(DURATION),
            Type::Law => pattern(&format!(
                "({DURATION}|(fixed|uniform|exponential|lognormal|weibull)\\(.*\\))"
            )),
            Type::Lifetime => pattern(&format!(
                "({DURATION}|(fixed|uniform|exponential|lognormal|weibull|afr)\\(.*\\))"
            )),
            Type::Rate => pattern("[0-9._]+ ?/(s|min|h|d)"),
            Type::Size => pattern("[0-9._]+ ?(B|kB|MB|GB|TB|PB|KiB|MiB|GiB|TiB)"),
            Type::Speed => pattern("[0-9._]+ ?(B|kB|MB|GB)/s"),
            Type::Money => pattern("[0-9._]+ ?USD"),
            Type::Harm => pattern("[0-9._]+ ?[^0-9 ].*"),
            Type::Share => pattern("[0-9._]+ ?%"),
            Type::Quantity => json!({ "type": ["number", "string", "array"] }),
            Type::Count => json!({ "type": "integer", "minimum": 0 }),
            Type::Factor => json!({ "type": "number", "minimum": 0 }),
            Type::Switch => {
                json!({ "anyOf": [{ "type": "boolean" }, { "enum": ["yes", "no", "on", "off"] }] })
            }
            Type::Offset => pattern("([+-][0-9]{2}:[0-9]{2}|UTC|Z)"),
            Type::Date => pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}T.*"),
            Type::Instant => {
                pattern("(T\\+[0-9]+:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?|[0-9]{4}-.*)")
            }
            Type::Form(forms) => pattern(&format!(
                "({})",
                forms.iter().map(form).collect::<Vec<_>>().join("|")
            )),
            Type::List(inner) => json!({ "type": "array", "items": self.of(inner) }),
            Type::Map(inner) => json!({ "type": "object", "additionalProperties": self.of(inner) }),
            Type::Record(table) => self.table(table),
            Type::OrNone(inner) => json!({ "anyOf": [self.of(inner), { "const": "none" }] }),
            Type::Choice(choice) => self.choice(choice),
            Type::Sourced(inner) => self.sourced(inner),
            Type::Raw => json!({}),
        }
    }

    fn table(&mut self, table: &Table) -> Value {
        let name = slug(table.name);
        if !self.definitions.contains_key(&name) {
            // Reserved first, so that a table that contains itself ends.
            self.definitions.insert(name.clone(), json!({}));
            let mut schema = self.object(table.fields, None);
            schema["description"] = json!(table.doc);
            self.definitions.insert(name.clone(), schema);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    fn choice(&mut self, choice: &Choice) -> Value {
        let name = slug(choice.name);
        if !self.definitions.contains_key(&name) {
            self.definitions.insert(name.clone(), json!({}));
            let schema = match choice.tag {
                Tag::Key(key) => {
                    let one = |w: &mut Self, v: &Variant| {
                        let own = v.table().map_or(&[][..], |t| t.fields);
                        let fields: Vec<Field> = own.iter().chain(choice.common).copied().collect();
                        let mut schema = w.object(&fields, Some((key, v.name)));
                        schema["description"] = json!(v.doc);
                        schema
                    };
                    let all: Vec<Value> = choice.variants.iter().map(|v| one(self, v)).collect();
                    json!({ "oneOf": all })
                }
                Tag::OneOf => {
                    let keys = choice
                        .variants
                        .iter()
                        .map(|v| Field::new(v.name, v.ty, v.doc).or_absent("another one"));
                    let fields: Vec<Field> = keys.chain(choice.common.iter().copied()).collect();
                    let mut schema = self.object(&fields, None);
                    let one: Vec<Value> = choice
                        .variants
                        .iter()
                        .map(|v| json!({ "required": [v.name] }))
                        .collect();
                    schema["oneOf"] = json!(one);
                    schema
                }
            };
            self.definitions.insert(name.clone(), schema);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    fn sourced(&mut self, inner: &Type) -> Value {
        let text = json!({ "type": "string" });
        json!({
            "type": "object",
            "properties": {
                "value": self.of(inner),
                "published": text,
                "calibrated": { "type": "array", "items": text },
                "reason": text,
                "assumed": text,
                "range": { "type": "array", "minItems": 2, "maxItems": 2 },
            },
            "required": ["value"],
            "oneOf": [{ "required": ["published"] }, { "required": ["calibrated"] }, { "required": ["assumed", "range"] }],
            "additionalProperties": false,
        })
    }
}

const DURATION: &str = "([0-9._]+ ?(ms|s|m|h|d|w) ?)+";

fn pattern(inside: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^{inside}$") })
}

/// A pattern for a call: names are checked, arguments are left to the program.
fn form(form: &Form) -> String {
    match form.arguments {
        [] => form.name.to_owned(),
        _ => format!("{}\\(.*\\)", form.name),
    }
}
