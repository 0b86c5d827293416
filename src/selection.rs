//! The options by which lists and exports take only some entries.

use glossary::entry::{EntryFilter, EntryState};

/// Options that name entries by what they belong to.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct Selection {
    /// Only entries of this subject, or of one under it: "politics" has
    /// "politics/diplomacy" in it (can be repeated)
    #[arg(long, value_name = "S")]
    pub(crate) subject: Vec<String>,

    /// Only entries for this customer; "" for those for nobody in particular
    /// (can be repeated)
    #[arg(long, value_name = "C")]
    pub(crate) customer: Vec<String>,

    /// Only entries for this project; "" for those for none (can be repeated)
    #[arg(long, value_name = "P")]
    pub(crate) project: Vec<String>,

    /// Only entries that are approved, or proposed
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<EntryState>,
}

impl Selection {
    /// What they say of entries.
    pub(crate) fn filter(&self) -> EntryFilter {
        EntryFilter {
            subjects: self.subject.clone(),
            customers: self.customer.clone(),
            projects: self.project.clone(),
            state: self.state,
        }
    }
}
