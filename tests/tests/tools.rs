//! Tools of others that some tests judge Sluis with: used where they are installed, named as skipped where not.

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
