//! Runs side by side on several threads, told in their order; and how far they are.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a command may take before it shows how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// As many threads as are asked for, or as there are cores.
pub(super) fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// Does pieces of work, each on one of the threads, and gives what came of them in their order. `weigh` says what part of
/// all of it a piece is.
pub(super) fn in_order<T: Send>(
    pieces: usize,
    threads: usize,
    weigh: impl Fn(usize) -> u64,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let mut progress = Progress::of((0..pieces).map(&weigh).sum());
    let piece_by_piece = |done: mpsc::Sender<(usize, T)>| {
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces || done.send((piece, work(piece))).is_err() {
                return;
            }
        }
    };
    let mut all = BTreeMap::new();
    std::thread::scope(|scope| {
        let (done, came) = mpsc::channel();
        for _ in 0..threads.clamp(1, pieces.max(1)) {
            let done = done.clone();
            scope.spawn(|| piece_by_piece(done));
        }
        drop(done);
        for (piece, what) in came {
            progress.further(weigh(piece));
            all.insert(piece, what);
        }
    });
    all.into_values().collect()
}

/// How far a long command is, and for how long it will go on. Shown on standard error after a second, if that is a terminal.
struct Progress {
    bar: ProgressBar,
    may_show: bool,
}

impl Progress {
    fn of(all: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:40} {percent} %, {eta} left");
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, may_show: std::io::stderr().is_terminal() }
    }

    fn further(&mut self, by: u64) {
        if self.may_show && self.bar.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.may_show = false;
        }
        self.bar.inc(by);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_pieces_has_their_order_on_any_number_of_threads() {
        let squares: Vec<usize> = (0..50).map(|piece| piece * piece).collect();
        for threads in [1, 2, 7] {
            assert_eq!(in_order(50, threads, |_| 1, |piece| piece * piece), squares);
        }
        assert!(in_order(0, 2, |_| 1, |piece| piece).is_empty());
    }
}
