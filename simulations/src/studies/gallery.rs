//! The gallery: scenarios that come with the program, each with its question and what is expected.

/// A scenario that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Its name, which is that of its file.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! gallery {
    ($($name:literal),* $(,)?) => {
        &[$(Shown { name: $name, text: include_str!(concat!("../../scenarios/", $name, ".toml")) }),*]
    };
}

/// All of them, in the order of their names.
pub const GALLERY: &[Shown] = gallery![
    "connectivity-threshold",
    "fan-out-without-misses",
    "giant-component",
    "gossipsub-mesh",
    "independent-cascade-on-a-star",
    "infect-and-die",
    "infect-and-die-with-loss",
    "paths-over-geant",
    "rumour-mongering",
    "sir-final-size",
    "small-world-paths",
];
