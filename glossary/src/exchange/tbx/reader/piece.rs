//! What is said of a concept or a term, out of the groups that files put it in.

use std::borrow::Cow;

use crate::exchange::branch::Branch;

/// A piece of information, whatever the style of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Piece<'b> {
    /// Its category: the type in style DCA, the name of the element in style DCT.
    pub(super) kind: &'b str,
    pub(super) text: Cow<'b, str>,
    /// The language tag, where it has one of its own.
    pub(super) lang: &'b str,
    /// What a reference leads to.
    pub(super) target: &'b str,
    /// What stands in the same group: the source of a definition, the day of a change.
    pub(super) with: Vec<Self>,
}

impl<'b> Piece<'b> {
    fn of(branch: Branch<'b>) -> Self {
        let kind = match branch.name() {
            "note" | "date" => branch.name(),
            name => match branch.attribute("type") {
                "" => name,
                kind => kind,
            },
        };
        let has_branches = branch
            .branches()
            .any(|inner| inner.name().starts_with("termComp"));
        let text = match has_branches {
            true => {
                let parts: Vec<_> = branch.branches().map(Branch::content).collect();
                Cow::Owned(parts.join(" "))
            }
            false => branch.content(),
        };
        Self {
            kind,
            text,
            lang: branch.attribute("lang"),
            target: branch.attribute("target"),
            with: Vec::new(),
        }
    }

    /// The text of what stands in its group, by its kind.
    pub(super) fn with(&self, kind: &str) -> &str {
        let mut with = self.with.iter();
        let known = with.find(|piece| piece.kind == kind);
        known.map_or("", |piece| piece.text.as_ref())
    }
}

/// The pieces directly in an element, in file order; `apart` are elements that are none.
pub(super) fn pieces<'b>(branch: Branch<'b>, apart: &[&str]) -> Vec<Piece<'b>> {
    let mut found = Vec::new();
    for inner in branch.branches() {
        match inner.name() {
            name if apart.contains(&name) => {}
            "termGrp" => found.extend(pieces(inner, apart)),
            name if name.ends_with("Grp") => {
                let mut group = pieces(inner, apart).into_iter();
                if let Some(mut first) = group.next() {
                    first.with = group.collect();
                    found.push(first);
                }
            }
            _ => found.push(Piece::of(inner)),
        }
    }
    found
}
