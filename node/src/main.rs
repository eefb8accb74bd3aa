//! The `sluis` program.

fn main() -> std::process::ExitCode {
    sluis_node::main()
}
