//! Random actions and faults, seed by seed. `SLUIS_SIM_SEEDS` asks for more seeds than the usual 64.

use sluis_simulations::swarm::run;

#[test]
fn random_actions_and_faults_break_no_invariant() {
    let seeds = std::env::var("SLUIS_SIM_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(64);
    for seed in 0..seeds {
        if let Err(error) = run(seed) {
            panic!("run again with this seed: {error}");
        }
    }
}

#[test]
fn one_seed_gives_one_trace() {
    let trace = run(7).unwrap();
    assert_eq!(trace, run(7).unwrap());
    assert_ne!(trace, run(8).unwrap());
}
