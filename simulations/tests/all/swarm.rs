//! Random actions and faults, seed by seed. `SLUIS_SIM_SEEDS` asks for more seeds than the usual 64.

use sluis_simulations::swarm::{Plan, play};

#[test]
fn random_actions_and_faults_break_no_invariant() {
    let seeds = std::env::var("SLUIS_SIM_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(64);
    for seed in 0..seeds {
        if let Some(error) = play(&Plan::draw(seed), 0).failed {
            panic!("run again with `sluis-sim swarm --seed {seed}`: {error}");
        }
    }
}

/// Seeds that broke an invariant once.
#[test]
fn what_random_actions_found_stays_mended() {
    for seed in [
        7004, 8039, 10_069, 10_075, 10_132, 11_226, 11_335, 11_392, 20_080, 20_098, 20_167, 30_445, 30_547, 31_011,
        31_040, 31_624, 31_680, 31_820, 31_955, 32_024, 32_079, 32_525, 32_754, 34_004, 34_107, 40_549, 40_603, 40_642,
        40_746, 41_079, 41_392, 41_606, 43_660, 45_393, 81_072, 303_085, 303_920, 304_465, 1725, 400_176, 402_293,
        402_982, 503_044, 504_246, 600_853, 601_565, 602_144, 630_907, 633_900, 637_440, 644_832, 504_741, 612_923,
        80_476, 82_578, 610_845, 621_837, 707_454, 2_100_679, 3_003_462, 3_003_626, 4_000_007, 4_000_022, 4_000_247,
        7_000_135, 7_000_190, 7_000_286, 8_001_838, 8_002_616, 9_000_350, 9_001_043, 9_002_086, 12_001_757, 12_002_189,
        12_002_954,
    ] {
        if let Some(error) = play(&Plan::draw(seed), 0).failed {
            panic!("run again with `sluis-sim swarm --seeds {seed}..{}`: {error}", seed + 1);
        }
    }
}

#[test]
fn one_seed_gives_one_trace() {
    let trace = play(&Plan::draw(7), 0).trace;
    assert_eq!(trace, play(&Plan::draw(7), 0).trace);
    assert_ne!(trace, play(&Plan::draw(8), 0).trace);
}
