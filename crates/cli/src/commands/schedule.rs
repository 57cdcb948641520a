//! `tidegate schedule next`

use crate::{Failure, Session, output::moment};
use clap::Subcommand;
use tidegate_domain::context::Clock;

#[derive(Debug, Subcommand)]
pub enum Schedule {
    /// When a cron line fires next, and what it means
    Next {
        /// Five fields, Unix meaning: minute hour day month weekday
        cron: String,
        /// IANA zone that it is read in
        #[arg(long, default_value = "UTC")]
        timezone: String,
        /// How many times
        #[arg(short = 'n', long, default_value_t = 5)]
        count: usize,
    },
}

impl Schedule {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let Self::Next {
            cron,
            timezone,
            count,
        } = self;
        let now = tidegate_domain::context::SystemClock.now();
        let echo = tidegate_engine::schedule::echo(&cron, &timezone, count, now)?;
        Ok(session.output().object(&echo, |echo| {
            let mut lines = vec![format!("{} ({})", echo.in_words, echo.timezone)];
            lines.extend(echo.next.iter().map(|at| moment(Some(*at))));
            lines.join("\n")
        })?)
    }
}
