//! SARIF 2.1.0 (OASIS, 2020), which code hosts and editors read.

use super::{Report, csv::word, inside, object};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use tidegate_domain::{
    detector::{Category, Severity},
    finding::{Finding, Location},
    key::ObjectKey,
};

#[derive(Default)]
pub(super) struct Sarif {
    any: bool,
    rules: BTreeMap<String, Category>,
}

impl Report for Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":["
        )
    }

    fn finding(&mut self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let comma = if std::mem::replace(&mut self.any, true) {
            ",\n"
        } else {
            "\n"
        };
        self.rules.insert(finding.detector.clone(), finding.category);
        let mut key = finding.bucket.clone().into_bytes();
        if !key.is_empty() {
            key.push(b'/');
        }
        key.extend_from_slice(finding.key.as_bytes());
        let mut result = sarif_result(
            &finding.detector,
            finding.severity,
            &ObjectKey::from_bytes(key),
            &finding.location,
            &finding.sample,
            &finding.fingerprint,
        );
        let place = inside(finding);
        if let Some(location) = result.pointer_mut("/locations/0")
            && !place.is_empty()
        {
            location["logicalLocations"] =
                json!([{ "fullyQualifiedName": format!("{}: {place}", object(finding)) }]);
        }
        result["properties"] = json!({
            "confidence": finding.confidence,
            "category": finding.category,
            "occurrences": finding.occurrences,
            "status": finding.status,
            "connector": finding.connector_name,
        });
        write!(out, "{comma}{result}")
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let rules: Vec<Value> = self
            .rules
            .iter()
            .map(|(id, category)| json!({ "id": id, "properties": { "category": category } }))
            .collect();
        let driver = json!({
            "name": "Tidegate",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        });
        writeln!(
            out,
            "\n],\"tool\":{{\"driver\":{driver}}},\"columnKind\":\"unicodeCodePoints\"}}]}}"
        )
    }
}

/// One result: what was found, at which place of which file.
pub fn sarif_result(
    detector: &str,
    severity: Severity,
    path: &ObjectKey,
    place: &Location,
    sample: &str,
    fingerprint: &str,
) -> Value {
    let level = match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    };
    let mut region = json!({
        "byteOffset": place.byte_start,
        "byteLength": place.byte_end.saturating_sub(place.byte_start),
    });
    if let (Some(line), Some(column)) = (place.line, place.column) {
        region["startLine"] = line.into();
        region["startColumn"] = column.into();
    }
    json!({
        "ruleId": detector,
        "level": level,
        "message": { "text": format!("{detector} ({sample}), {}", word(&severity)) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(path) },
            "region": region,
        }}],
        "partialFingerprints": { "value/v1": fingerprint },
    })
}

/// A relative URI: everything but unreserved characters and `/` percent-encoded.
fn uri(path: &ObjectKey) -> String {
    path.as_bytes().iter().fold(String::new(), |mut uri, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(*byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
        uri
    })
}
