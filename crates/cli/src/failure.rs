//! How a command fails: a problem for people, and the exit code that scripts act on.

use std::process::ExitCode;
use tidegate_domain::problem::{ErrorClass, Problem};

#[derive(Debug)]
pub struct Failure {
    code: u8,
    /// `None` when everything was said already, or when nobody reads any more.
    problem: Option<Problem>,
}

impl Failure {
    /// The work is done and has errors that were told on the way.
    pub fn has_errors() -> Self {
        Self {
            code: 1,
            problem: None,
        }
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            code: 2,
            problem: Some(Problem::new(ErrorClass::ConfigInvalid, message, "See --help.")),
        }
    }

    /// Another process holds the data folder.
    pub fn locked(problem: Problem) -> Self {
        Self {
            code: 4,
            problem: Some(problem),
        }
    }

    pub fn internal(message: String) -> Self {
        Self {
            code: 1,
            problem: Some(Problem::new(ErrorClass::Internal, message, "")),
        }
    }

    #[allow(clippy::print_stderr, reason = "the command line speaks here")]
    pub fn report(self, json: bool) -> ExitCode {
        if let Some(problem) = self.problem {
            if json {
                eprintln!("{}", serde_json::json!({ "error": problem }));
            } else {
                eprintln!("error: {}", problem.message);
                if let Some(field) = &problem.field {
                    eprintln!("  setting: {field}");
                }
                if !problem.remedy.is_empty() {
                    eprintln!("  {}", problem.remedy);
                }
            }
        }
        ExitCode::from(self.code)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let code = match problem.class {
            ErrorClass::ConfigInvalid | ErrorClass::VaultLocked => 3,
            ErrorClass::Cancelled => 130,
            _ => 1,
        };
        Self {
            code,
            problem: Some(problem),
        }
    }
}

/// Somebody closed our output (`| head`): that is no error of ours.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self {
                code: 0,
                problem: None,
            };
        }
        Self::internal(format!("The answer could not be written: {error}."))
    }
}
