//! What becomes of the sentences of a term by what a file says of them.

use super::join::Fields;
use super::record::{ContextsGiven, Given};
use crate::curate::change_context;
use crate::entry::{Context, TermSec};

impl ContextsGiven {
    /// The sentences, for a term that has none yet.
    pub(super) fn as_list(&self) -> Vec<Context> {
        match self {
            Self::Absent => Vec::new(),
            Self::All(contexts) => contexts.clone(),
            Self::First {
                text,
                translation,
                source,
            } => {
                let context = text.value().map(|text| Context {
                    text: text.clone(),
                    translation: translation.clone().into_option(),
                    source: source.clone().into_option(),
                });
                context.into_iter().collect()
            }
        }
    }
}

impl Fields<'_> {
    /// Joins the sentences of a file with those of a term; `name` is what the field is called.
    pub(super) fn contexts(&mut self, name: &str, ours: &mut TermSec, theirs: &ContextsGiven) {
        match theirs {
            _ if ours.contexts.is_empty() => ours.contexts = theirs.as_list(),
            ContextsGiven::Absent => {}
            ContextsGiven::All(theirs) if self.clears => {
                if *theirs != ours.contexts
                    && self.takes(name, &sentences(&ours.contexts), &sentences(theirs))
                {
                    ours.contexts.clone_from(theirs);
                }
            }
            ContextsGiven::All(theirs) => {
                for context in theirs.iter().filter(|_| self.adds) {
                    change_context(ours, context);
                }
            }
            ContextsGiven::First {
                text,
                translation,
                source,
            } => match text {
                Given::Absent => {}
                Given::Empty => {
                    if self.clears && self.takes(name, &sentences(&ours.contexts), "") {
                        ours.contexts.clear();
                    }
                }
                Given::Value(text) => {
                    if let Some(known) = self.sentence(name, ours, text) {
                        let field = format!("translation of {name}");
                        self.text(&field, &mut known.translation, translation);
                        let field = format!("source of {name}");
                        self.text(&field, &mut known.source, source);
                    }
                }
            },
        }
    }

    /// The sentence of `ours` that is `text`, after it was added or corrected; none where nothing
    /// may be added.
    fn sentence<'t>(
        &mut self,
        name: &str,
        ours: &'t mut TermSec,
        text: &str,
    ) -> Option<&'t mut Context> {
        let mut known = ours.contexts.iter();
        let at = known.position(|known| known.text.trim() == text);
        let at = match (at, ours.contexts.first_mut()) {
            (Some(at), _) => at,
            // One that was corrected stands where it stood.
            (None, Some(first)) if self.clears => {
                if !self.takes(name, &first.text, text) {
                    return None;
                }
                text.clone_into(&mut first.text);
                0
            }
            _ if self.adds => {
                ours.contexts.push(Context {
                    text: text.to_owned(),
                    ..Context::default()
                });
                ours.contexts.len() - 1
            }
            _ => return None,
        };
        ours.contexts.get_mut(at)
    }
}

/// Sentences in one line.
fn sentences(contexts: &[Context]) -> String {
    let texts: Vec<&str> = contexts.iter().map(|it| it.text.as_str()).collect();
    texts.join(" | ")
}
