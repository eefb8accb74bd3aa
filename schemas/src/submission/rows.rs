//! Flat rows (CSV, RFC 4180) to submissions: the heading names fields by their path. What a field may hold is for
//! [`super`] to judge.

use serde_json::{Map, Value, json};
use thiserror::Error;

/// Columns whose cells are lists, separated by `;`.
const LISTS: &[&str] = &[
    "regions",
    "threats",
    "questions",
    "handling.legalBases",
    "handling.categories",
    "handling.exclude",
    "handling.audience.members",
    "handling.audience.countries",
    "handling.audience.roles",
];
/// Columns whose cells are `true` or `false`.
const FLAGS: &[&str] = &["handling.adminUse"];
/// Most subjects of a row.
const MAX_SUBJECTS: usize = 64;
/// Most names in a path: none in a submission has more.
const MAX_DEPTH: usize = 4;

/// A row that gives no submission.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RowError {
    /// The text.
    #[error("{0}")]
    NotCsv(String),
    /// A subject that cannot be.
    #[error("the column `{column}` is not a subject from 1 to {MAX_SUBJECTS}")]
    Subject {
        /// The heading.
        column: String,
    },
    /// Two columns that cannot both be.
    #[error("the column `{column}` contradicts another, or names a field too deep to be one")]
    Contradiction {
        /// The heading.
        column: String,
    },
    /// Neither true nor false.
    #[error("the column `{column}` takes `true` or `false`")]
    Flag {
        /// The heading.
        column: String,
    },
    /// No scheme.
    #[error("identifiers are written as `scheme:value`")]
    Identifier,
}

/// A submission as JSON, or why the row gives none.
type Row = Result<Value, RowError>;

/// Each row's line, and its submission as JSON or why it gives none.
#[must_use]
pub fn rows(bytes: &[u8]) -> Vec<(u64, Row)> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let not_csv = |error: csv::Error| RowError::NotCsv(error.to_string());
    let headings = match reader.headers() {
        Ok(headings) => headings.clone(),
        Err(error) => return vec![(1, Err(not_csv(error)))],
    };
    let mut rows = Vec::new();
    for row in reader.records() {
        let position = match &row {
            Ok(row) => row.position(),
            Err(error) => error.position(),
        };
        let line = position.map_or(0, csv::Position::line);
        rows.push((line, row.map_err(not_csv).and_then(|row| submission(&headings, &row))));
    }
    rows
}

fn submission(headings: &csv::StringRecord, row: &csv::StringRecord) -> Row {
    let mut fields = Map::new();
    let mut subjects: Vec<Map<String, Value>> = Vec::new();
    let mut audience = Map::new();
    for (column, cell) in headings.iter().zip(row) {
        let (target, path) = match subject_number(column) {
            Some((number, path)) => (subject(&mut subjects, number).ok_or_else(|| no_subject(column))?, path),
            None if column.starts_with("handling.audience.") => (&mut audience, column),
            None => (&mut fields, column),
        };
        if let Some(value) = value(path, cell)? {
            let contradiction = || RowError::Contradiction { column: column.to_owned() };
            set(target, path, value, MAX_DEPTH).ok_or_else(contradiction)?;
        }
    }
    subjects.retain(|subject| !subject.is_empty());
    if !subjects.is_empty() {
        fields.insert("subjects".to_owned(), subjects.into_iter().map(Value::Object).collect());
    }
    complete(&mut fields, audience);
    Ok(Value::Object(fields))
}

/// What a row leaves out because it is the same in every row.
fn complete(fields: &mut Map<String, Value>, mut audience: Map<String, Value>) {
    if let Some(Value::String(code)) = fields.get("sector") {
        let sector = json!({ "nace": "2.1", "code": code });
        fields.insert("sector".to_owned(), sector);
    }
    if let Some(Value::Object(mut summary)) = fields.remove("summary") {
        summary.insert("original".to_owned(), true.into());
        fields.insert("summary".to_owned(), json!([summary]));
    }
    let audience =
        audience.get_mut("handling").and_then(|h| h.get_mut("audience")).map_or_else(|| json!({}), Value::take);
    if let Some(Value::Object(handling)) = fields.get_mut("handling") {
        handling.insert("audience".to_owned(), audience);
        for list in ["legalBases", "categories"] {
            handling.entry(list).or_insert_with(|| json!([]));
        }
    }
}

/// `subject2.name` is the second subject's `name`.
fn subject_number(column: &str) -> Option<(usize, &str)> {
    let (number, path) = column.strip_prefix("subject")?.split_once('.')?;
    Some((number.parse().ok()?, path))
}

fn subject(subjects: &mut Vec<Map<String, Value>>, number: usize) -> Option<&mut Map<String, Value>> {
    if !(1..=MAX_SUBJECTS).contains(&number) {
        return None;
    }
    subjects.resize_with(subjects.len().max(number), Map::new);
    subjects.get_mut(number - 1)
}

fn no_subject(column: &str) -> RowError {
    RowError::Subject { column: column.to_owned() }
}

fn value(column: &str, cell: &str) -> Result<Option<Value>, RowError> {
    if cell.is_empty() {
        return Ok(None);
    }
    let parts = || cell.split(';').map(str::trim).filter(|part| !part.is_empty());
    Ok(Some(if LISTS.contains(&column) {
        parts().collect()
    } else if column == "identifiers" {
        parts().map(identifier).collect::<Result<_, _>>()?
    } else if FLAGS.contains(&column) {
        cell.parse::<bool>().map_err(|_| RowError::Flag { column: column.to_owned() })?.into()
    } else {
        cell.into()
    }))
}

fn identifier(text: &str) -> Row {
    let (scheme, value) = text.split_once(':').ok_or(RowError::Identifier)?;
    Ok(json!({ "scheme": scheme.trim(), "value": value.trim() }))
}

fn set(fields: &mut Map<String, Value>, path: &str, value: Value, depth: usize) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match path.split_once('.') {
        None if fields.contains_key(path) => None,
        None => fields.insert(path.to_owned(), value).map_or(Some(()), |_| None),
        Some((first, rest)) => {
            set(fields.entry(first).or_insert_with(|| json!({})).as_object_mut()?, rest, value, depth)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CASES;
    use crate::content;

    /// Writes a submission as one row.
    fn flat(value: &Value) -> String {
        fn walk(value: &Value, path: &str, columns: &mut Vec<(String, String)>) {
            let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            match value {
                Value::Object(fields) if path == "sector" => {
                    columns.push((path.into(), fields["code"].as_str().unwrap().into()))
                }
                Value::Object(fields) => fields.iter().for_each(|(name, v)| walk(v, &below(name), columns)),
                Value::Array(items) if path == "subjects" => {
                    items.iter().enumerate().for_each(|(i, v)| walk(v, &format!("subject{}", i + 1), columns));
                }
                Value::Array(items) if path == "summary" => walk(&items[0], path, columns),
                Value::Array(items) => {
                    let text = |item: &Value| match item {
                        Value::Object(id) => {
                            format!("{}:{}", id["scheme"].as_str().unwrap(), id["value"].as_str().unwrap())
                        }
                        other => other.as_str().unwrap().to_owned(),
                    };
                    columns.push((path.into(), items.iter().map(text).collect::<Vec<_>>().join("; ")));
                }
                Value::Bool(_) if path == "summary.original" => {}
                other => columns.push((path.into(), other.as_str().map_or_else(|| other.to_string(), str::to_owned))),
            }
        }
        let mut columns = Vec::new();
        walk(value, "", &mut columns);
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(columns.iter().map(|(name, _)| name)).unwrap();
        writer.write_record(columns.iter().map(|(_, cell)| cell)).unwrap();
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }

    #[test]
    fn a_row_says_the_same_as_the_json_it_stands_for() {
        for name in ["c01", "c03", "c18"] {
            let (_, text) = CASES.iter().find(|(known, _)| known.starts_with(name)).unwrap();
            let case: Value = serde_json::from_str(text).unwrap();
            let row = rows(flat(&case["submission"]).as_bytes()).remove(0);
            assert_eq!(row.0, 2);
            let read = content::Submission::from_json(&row.1.unwrap()).unwrap();
            let meant = content::Submission::parse(case["submission"].to_string().as_bytes()).unwrap();
            assert_eq!(read, meant, "{name}");
        }
    }

    #[test]
    fn each_broken_row_is_named_by_its_line_and_the_others_go_on() {
        let text = "type,handling.adminUse,subject1.identifiers\nrequest,maybe,\nrequest,true,\nrequest,true,90000001\nrequest\n";
        let read = rows(text.as_bytes());
        let fates: Vec<_> = read.iter().map(|(line, row)| (*line, row.is_ok())).collect();
        assert_eq!(fates, [(2, false), (3, true), (4, false), (5, false)]);
    }

    #[test]
    fn a_heading_deeper_than_any_field_is_refused_however_deep() {
        let text = format!("{}type\na\n", "a.".repeat(1_000_000));
        assert!(matches!(rows(text.as_bytes())[0].1, Err(RowError::Contradiction { .. })));
    }

    #[test]
    fn columns_that_contradict_each_other_and_wild_subjects_are_refused() {
        for heading in ["measure,measure.kind", "type,type", "subject0.kind,type", "subject99.kind,type"] {
            assert!(rows(format!("{heading}\na,b\n").as_bytes())[0].1.is_err(), "{heading}");
        }
    }
}
