//! The `sluis-sim` program, for the tests: cargo gives no path to another package's binary.

fn main() -> std::process::ExitCode {
    sluis_simulations::cli::main()
}
