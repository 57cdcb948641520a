//! `tidegate detector …`

use crate::{Failure, Session, output::word};
use clap::{Args, Subcommand};
use tidegate_domain::detector::DetectorInfo;
use tidegate_engine::detectors;

#[derive(Debug, Subcommand)]
pub enum Detector {
    /// All detectors
    List,
    /// What one looks for, how it is checked, what it leaves out
    Show(Named),
}

#[derive(Debug, Args)]
pub struct Named {
    /// Its id, such as payment_card
    detector: String,
}

impl Detector {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let infos = detectors();
        match self {
            Self::List => {
                Ok(session
                    .output()
                    .rows(&infos, ["id", "title", "category", "severity"], |info| {
                        [
                            info.id.clone(),
                            info.title.clone(),
                            word(&info.category),
                            word(&info.severity),
                        ]
                    })?)
            }
            Self::Show(named) => match infos.iter().find(|info| info.id == named.detector) {
                Some(info) => Ok(session.output().object(info, describe)?),
                None => Err(Failure::usage(format!(
                    "There is no detector \u{201c}{}\u{201d}; see `tidegate detector list`.",
                    named.detector
                ))),
            },
        }
    }
}

fn describe(info: &DetectorInfo) -> String {
    format!(
        "{} ({}), {}, {}\n\n{}\n\nFinds:\n  {}\nLeaves alone:\n  {}",
        info.title,
        info.id,
        word(&info.category),
        word(&info.severity),
        info.description,
        info.examples.join("\n  "),
        info.counterexamples.join("\n  ")
    )
}
