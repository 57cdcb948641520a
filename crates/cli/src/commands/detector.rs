//! `tidegate detector …`

use crate::{
    Failure, Session,
    commands::policy::{Tried, json_from},
    output::word,
};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use tidegate_domain::{
    detector::DetectorInfo,
    policy::{DetectorChoice, PolicyDraft},
};
use tidegate_engine::detectors;

#[derive(Debug, Subcommand)]
pub enum Detector {
    /// All detectors
    List,
    /// What one looks for, how it is checked, what it leaves out
    Show(Named),
    /// Try a detector of your own on a text
    Test(Test),
}

#[derive(Debug, Args)]
pub struct Test {
    /// The detector as JSON, as it stands in a policy's custom_detectors (- for stdin)
    detector: PathBuf,
    #[command(flatten)]
    tried: Tried,
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
            Self::Test(test) => {
                let detector = json_from(&test.detector, "detector")?;
                let policy = PolicyDraft {
                    detectors: DetectorChoice::Some {
                        categories: Vec::new(),
                        ids: Vec::new(),
                        except: Vec::new(),
                    },
                    custom_detectors: vec![detector],
                    ..PolicyDraft::everything()
                };
                test.tried.run(session, &policy)
            }
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
