//! Submissions in files: JSON, case files, NDJSON, CSV.

use std::fs;
use std::path::Path;

use serde_json::Value;
use sluis_protocol::crypto::Crypto;
use sluis_schemas::submission::rows;

use crate::crypto::RingCrypto;

/// One submission of a file, as JSON text, or why it cannot be read.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) file: String,
    pub(super) line: Option<u64>,
    pub(super) submission: Submission,
}

/// A submission as JSON text, or why it cannot be read.
pub(super) type Submission = Result<Vec<u8>, String>;

/// The submissions of a file. One that cannot be read gives an entry that says so.
pub(super) fn read(path: &Path) -> Vec<Entry> {
    let file = path.display().to_string();
    let entry = |(line, submission)| Entry { file: file.clone(), line, submission };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return vec![entry((None, Err(format!("cannot be read: {error}"))))],
    };
    let entries: Vec<(Option<u64>, Submission)> = match path.extension().and_then(|e| e.to_str()) {
        Some("ndjson") => lines(&bytes),
        Some("csv") => rows::rows(&bytes).into_iter().map(row).collect(),
        _ => vec![(None, Ok(taken(bytes)))],
    };
    entries.into_iter().map(entry).collect()
}

fn row((line, submission): (u64, Result<Value, rows::RowError>)) -> (Option<u64>, Submission) {
    (Some(line), submission.map(|value| value.to_string().into_bytes()).map_err(|error| error.to_string()))
}

fn lines(bytes: &[u8]) -> Vec<(Option<u64>, Submission)> {
    let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    let filled = lines.filter(|(line, _)| !line.trim_ascii().is_empty());
    filled.map(|(line, number)| (Some(number), Ok(line.to_vec()))).collect()
}

/// The submission of a case file; any other text is left as it is, for the node to judge.
pub(in crate::cli) fn taken(bytes: Vec<u8>) -> Vec<u8> {
    let case = serde_json::from_slice::<Value>(&bytes).ok();
    case.and_then(|case| case.get("submission").map(|s| s.to_string().into_bytes())).unwrap_or(bytes)
}

/// Names a submission by what it says, so that repeating it is no new one; the node keeps keys apart by member.
pub(in crate::cli) fn key(submission: &[u8]) -> String {
    let canonical = serde_json::from_slice::<Value>(submission).ok();
    let canonical = canonical.and_then(|value| serde_json_canonicalizer::to_vec(&value).ok());
    RingCrypto.sha256(&[canonical.as_deref().unwrap_or(submission)]).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, text: &str) -> Vec<Entry> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn of_a_case_file_the_submission_is_taken() {
        let entries = written("c.json", r#"{"id": "x", "submission": {"type": "request"}}"#);
        assert_eq!(entries[0].submission.as_deref(), Ok(br#"{"type":"request"}"#.as_slice()));
    }

    #[test]
    fn lines_keep_their_numbers_and_broken_ones_go_to_the_node_as_they_are() {
        let entries = written("many.ndjson", "{\"a\": 1}\n\n{broken\n");
        let lines: Vec<_> = entries.iter().map(|e| (e.line, e.submission.clone().unwrap())).collect();
        assert_eq!(lines, [(Some(1), b"{\"a\": 1}".to_vec()), (Some(3), b"{broken".to_vec())]);
    }

    #[test]
    fn a_missing_file_is_one_failed_entry() {
        let entries = read(Path::new("/nonexistent/x.json"));
        assert!(entries[0].submission.is_err() && entries.len() == 1);
    }

    #[test]
    fn the_key_depends_on_what_is_said_not_on_how_it_is_laid_out() {
        assert_eq!(key(br#"{"a": 1, "b": 2}"#), key(br#"{"b":2,"a":1}"#));
        assert_ne!(key(br#"{"a": 1}"#), key(br#"{"a": 2}"#));
        assert_ne!(key(b"{broken"), key(b"{broken "));
    }
}
