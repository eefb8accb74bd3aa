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

# Property tests over many more cases; a failure prints its input and seed.
nightly cases="20000":
    PROPTEST_CASES={{cases}} cargo test --workspace
