//! Tools of others that some tests judge Sluis with: used where they are installed, named as skipped where not.

use std::path::Path;
use std::process::{Command, Stdio};

/// Whether a test may go on. Without its tool it is named as skipped; `SLUIS_TEST_REQUIRE=all` makes that a failure.
pub fn need(tool: &str, present: bool) -> bool {
    if present {
        return true;
    }
    assert_ne!(std::env::var("SLUIS_TEST_REQUIRE").as_deref(), Ok("all"), "{tool} is not installed");
    eprintln!("skipped: needs {tool}");
    false
}

/// Whether a program runs at all.
pub fn runs(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether Python finds a module.
pub fn python_has(module: &str) -> bool {
    need(&format!("Python with `{module}`"), runs("python3", &["-c", &format!("import {module}")]))
}

/// What a Python script of `tests/python` prints.
pub fn python(script: &str, arguments: &[&std::ffi::OsStr]) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(script);
    crate::federation::run(Command::new("python3").arg(path).args(arguments))
}

/// What a query finds in the databases of a node; the one of data keys is `keys`.
fn rows(dir: &Path, query: &str) -> Vec<Vec<serde_json::Value>> {
    let script = "import json, sqlite3, sys\n\
                  db = sqlite3.connect(sys.argv[1] + '/sluis.db')\n\
                  db.execute(\"ATTACH ? AS keys\", (sys.argv[1] + '/datakeys.db',))\n\
                  print(json.dumps(db.execute(sys.argv[2]).fetchall()))";
    let printed = crate::federation::run(Command::new("python3").args(["-c", script]).arg(dir).arg(query));
    serde_json::from_str(&printed).expect("rows")
}

/// Members of a node who have what it takes to read a record: content and a key.
pub fn content_of(dir: &Path, record: &str) -> Vec<Vec<serde_json::Value>> {
    let query = "SELECT h.member FROM held h JOIN record r ON r.number = h.record \
                 JOIN keys.data_key k ON k.kind = 1 AND k.item = r.id AND k.holder = h.member \
                 WHERE length(r.sealed) > 0 AND lower(hex(r.id)) = ";
    rows(dir, &format!("{query}'{record}'"))
}

/// What a node has of records that ended there and are under no hold: content, keys, or a holder who has not
/// destroyed its own. Each as a member and what is left.
pub fn left_of_what_ended(dir: &Path) -> Vec<Vec<serde_json::Value>> {
    let query = "SELECT h.member, CASE WHEN h.destroyed = 0 THEN 'the holding' WHEN k.number IS NOT NULL THEN 'a key' \
                                       ELSE 'the content' END, hex(r.id) \
                 FROM held h JOIN record r ON r.number = h.record \
                 LEFT JOIN keys.data_key k ON k.kind = 1 AND k.item = r.id AND k.holder = h.member \
                 WHERE h.ending IS NOT NULL AND h.hold_at IS NULL AND (h.destroyed = 0 OR k.number IS NOT NULL \
                     OR length(r.sealed) > 0 \
                        AND NOT EXISTS (SELECT 1 FROM held o WHERE o.record = r.number AND o.destroyed = 0))";
    rows(dir, query)
}
