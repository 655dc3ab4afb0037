//! The JSON Schemas: complete, closed, and in agreement with the decoder on every built-in file.

use serde_json::Value;
use zonefall_scenarios::yaml::{Node, NodeKind, parse};
use zonefall_scenarios::{Kind, Library, Source, schema};

/// Whether a node fits a schema; the keywords that our schemas use, but for `pattern`. Says what does not fit.
fn fits(root: &Value, schema: &Value, node: &Node) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference
            .strip_prefix("#/definitions/")
            .ok_or("a foreign reference")?;
        let target = root["definitions"]
            .get(name)
            .ok_or(format!("no definition {name}"))?;
        return fits(root, target, node);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        fits(root, part, node)?;
    }
    for (key, most) in [("oneOf", 1), ("anyOf", usize::MAX)] {
        let Some(parts) = schema[key].as_array() else {
            continue;
        };
        let results: Vec<_> = parts.iter().map(|p| fits(root, p, node)).collect();
        let good = results.iter().filter(|r| r.is_ok()).count();
        if good == 0 || good > most {
            return Err(format!("{key}: {good} fit: {results:?}"));
        }
    }
    if let Some(word) = schema["const"].as_str() {
        return if node.text() == Some(word) {
            Ok(())
        } else {
            Err(format!("not {word}"))
        };
    }
    if let Some(words) = schema["enum"].as_array() {
        let known = |t: &str| {
            words
                .iter()
                .any(|w| w.as_str().map_or_else(|| w.to_string(), str::to_owned) == t)
        };
        return if node.text().is_some_and(known) {
            Ok(())
        } else {
            Err(format!("{:?} is none of {words:?}", node.text()))
        };
    }
    has_type(schema, node)?;
    inside(root, schema, node)
}

fn has_type(schema: &Value, node: &Node) -> Result<(), String> {
    let one = |name: &str| match (name, &node.kind) {
        ("object", NodeKind::Map(_))
        | ("array", NodeKind::List(_))
        | ("string", NodeKind::Scalar(_)) => true,
        ("integer", NodeKind::Scalar(t)) => t.parse::<i64>().is_ok(),
        ("number", NodeKind::Scalar(t)) => t.parse::<f64>().is_ok(),
        ("boolean", NodeKind::Scalar(t)) => matches!(t.as_str(), "true" | "false"),
        _ => false,
    };
    let good = if let Some(name) = schema["type"].as_str() {
        one(name)
    } else if let Some(names) = schema["type"].as_array() {
        names.iter().filter_map(Value::as_str).any(one)
    } else {
        true
    };
    if good {
        Ok(())
    } else {
        Err(format!("{:?} is not {}", node.kind, schema["type"]))
    }
}

fn inside(root: &Value, schema: &Value, node: &Node) -> Result<(), String> {
    if let (NodeKind::List(items), Some(inner)) = (&node.kind, schema.get("items")) {
        for item in items {
            fits(root, inner, item)?;
        }
    }
    let NodeKind::Map(entries) = &node.kind else {
        return Ok(());
    };
    for key in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        node.get(key).ok_or(format!("{key} is missing"))?;
    }
    for e in entries {
        let own = schema["properties"].get(&e.key);
        match (own, schema.get("additionalProperties")) {
            (Some(inner), _) => {
                fits(root, inner, &e.value).map_err(|w| format!("{}: {w}", e.key))?
            }
            (None, Some(Value::Bool(false))) => return Err(format!("unknown key {}", e.key)),
            (None, Some(inner)) => {
                fits(root, inner, &e.value).map_err(|w| format!("{}: {w}", e.key))?
            }
            (None, None) => {}
        }
    }
    Ok(())
}

#[test]
fn built_in_files_fit_their_schemas() {
    let library = Library::built_in().unwrap_or_else(|p| panic!("{p}"));
    let mut seen = 0;
    for kind in Kind::ALL {
        let schema = schema(kind);
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        for item in library.list(kind) {
            let root = parse(&item.source).expect("sound");
            fits(&schema, &schema, &root).unwrap_or_else(|w| panic!("{}: {w}", item.name));
            seen += 1;
        }
    }
    assert!(seen >= 16, "only {seen} files were checked");
}

#[test]
fn mistakes_do_not_fit() {
    let library = Library::built_in().unwrap_or_else(|p| panic!("{p}"));
    let text = &library
        .find(Kind::Architecture, "picnic-hamper")
        .expect("built in")
        .source
        .text;
    let schema = schema(Kind::Architecture);
    let changes = [
        ("ttl: 5m", "tl: 5m"),
        ("mode: standby", "mode: standing"),
        ("kind: load_balancer", "kind: balancer"),
        ("a: 4", "a: four"),
        ("    by: on-call\n", "    by: [on-call]\n"),
        ("home: aws/us-east-1\n", ""),
        ("- launch:", "- lunch:"),
    ];
    for (from, to) in changes {
        let changed = text.replace(from, to);
        assert_ne!(&changed, text, "{from} is not in the file");
        let root = parse(&Source::new("x", changed)).unwrap_or_else(|p| panic!("{p:?}"));
        assert!(fits(&schema, &schema, &root).is_err(), "{to} fits");
    }
}

#[test]
fn every_key_is_described() {
    fn check(value: &Value, path: &str) {
        if let Value::Object(map) = value {
            for (name, property) in map
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                let told = property.get("description").is_some() || property.get("const").is_some();
                let of_a_number = map["properties"].get("published").is_some();
                assert!(told || of_a_number, "{path}/{name} has no description");
            }
            for (key, inner) in map {
                check(inner, &format!("{path}/{key}"));
            }
        } else if let Value::Array(items) = value {
            for inner in items {
                check(inner, path);
            }
        }
    }
    for kind in Kind::ALL {
        check(&schema(kind), kind.name());
    }
}
