//! The `sluis-sim` program.

fn main() -> std::process::ExitCode {
    sluis_simulations::cli::main()
}
