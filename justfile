# What there is to do.
default:
    @just --list

# Everything that a change must pass.
check:
    .ci/run

# Formats the code.
fmt:
    cargo fmt --all

# The tests that can run here; those that cannot are named as skipped.
test:
    cargo test --workspace

# A whole federation on this machine.
demo *args:
    cargo run --release -- demo {{args}}

# Property tests over many more cases, and each fuzz target for longer; a failure prints its input, and its seed if any.
nightly cases="20000" seconds="300":
    PROPTEST_CASES={{cases}} SLUIS_FUZZ_SECONDS={{seconds}} cargo test --workspace
