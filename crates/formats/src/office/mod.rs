//! What the formats of office programs have in common: packages of XML parts and the text of their paragraphs.

pub(crate) mod cells;
pub(crate) mod copy;
mod flow;
mod kind;
pub(crate) mod odf;
pub(crate) mod ole;
mod package;
mod properties;
mod strings;
pub(crate) mod vba;

pub(crate) use flow::told;
pub(crate) use kind::{Program, program};
pub(crate) use package::{Package, Relation};
pub(crate) use strings::Strings;
