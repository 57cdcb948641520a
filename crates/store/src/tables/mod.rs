//! One file per table (or pair of tables), each with its migrations.

pub(crate) mod allow_rules;
mod columns;
pub(crate) mod connectors;
pub(crate) mod copies;
pub(crate) mod credentials;
pub(crate) mod documents;
pub(crate) mod exports;
pub(crate) mod exposure;
pub(crate) mod findings;
pub(crate) mod hiding;
pub(crate) mod hosts;
pub(crate) mod overview;
pub(crate) mod policies;
pub(crate) mod risk;
pub(crate) mod runs;
pub(crate) mod settings;
pub(crate) mod transfers;
pub(crate) mod work;
