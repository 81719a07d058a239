//! The program `quartermaster`.

fn main() -> std::process::ExitCode {
    web::cli::run()
}
