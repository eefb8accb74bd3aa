//! Named points at which a test may kill the process, as `kill -9` would. Compiled only with the feature `kill-points`.

/// Kills the process here if `SLUIS_KILL_AT` is `<name>:<n>` and this is the `n`-th time.
#[cfg(feature = "kill-points")]
pub(crate) fn kill_point(name: &str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    static AT: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static HITS: AtomicU64 = AtomicU64::new(0);
    let at = AT.get_or_init(|| {
        let text = std::env::var("SLUIS_KILL_AT").ok()?;
        let (name, times) = text.split_once(':')?;
        Some((name.to_owned(), times.parse().ok()?))
    });
    if let Some((at, times)) = at
        && at == name
        && HITS.fetch_add(1, Ordering::SeqCst) + 1 == *times
    {
        eprintln!("killed at {name}, hit {times}");
        let _ = std::process::Command::new("sh").args(["-c", "kill -9 $PPID"]).status();
        std::process::abort();
    }
}

/// Does nothing without the feature `kill-points`.
#[cfg(not(feature = "kill-points"))]
pub(crate) const fn kill_point(_name: &str) {}
