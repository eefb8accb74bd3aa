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

# The fault swarm, as fast as it goes.
swarm *args:
    cargo run --release --package sluis-simulations -- swarm {{args}}

# Published results, played again.
validate *args:
    cargo run --release --package sluis-simulations -- validate {{args}}

# Six real nodes under kills, cuts and failing disks, for longer; cuts and full disks need root or user namespaces.
chaos seconds="600":
    SLUIS_TEST_REQUIRE=all SLUIS_CHAOS_SECONDS={{seconds}} cargo test -p sluis-tests chaos -- --nocapture

# Property tests over many more cases, fuzz targets, swarm and chaos for longer; a failure prints its input, and its seed
# if any.
nightly cases="20000" seconds="300":
    PROPTEST_CASES={{cases}} SLUIS_FUZZ_SECONDS={{seconds}} SLUIS_SWARM_SECONDS={{seconds}} \
        SLUIS_CHAOS_SECONDS={{seconds}} cargo test --workspace
