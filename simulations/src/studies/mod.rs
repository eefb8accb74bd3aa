//! What researchers run: scenarios in files, played under many seeds, and published results to hold against.
//!
//! | look for | in |
//! |---|---|
//! | the schema of a scenario, and what may be wrong with one | `scenario` |
//! | one run of it under a seed, and what is measured | `play` |
//! | means, deviations and intervals over runs | `figures` |
//! | the gallery in `simulations/scenarios` | `gallery` |
//! | results that others published, and the gate that ours pass | `published` |
//!
//! A study is reproduced from its scenario and its seeds alone; what is read from files, and how many threads there are, is
//! the business of the command line.

mod figures;
mod gallery;
mod play;
mod published;
mod scenario;

pub use figures::{Summary, Verdict, summary, verdict};
pub use gallery::{GALLERY, Shown};
pub use play::{Kind, Measure, Outcome, Study, measures, trace};
pub use published::{Cell, Row, rows};
pub use scenario::{Expectation, Network, Place, Protocol, Scenario, ScenarioError, Topology};
