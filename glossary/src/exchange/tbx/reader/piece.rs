//! What is said of a concept or a term, out of the groups that files put it in.

use crate::exchange::records::Branch;

/// A piece of information, whatever the style of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its category: the type in style DCA, the name of the element in style DCT.
    pub(super) kind: String,
    pub(super) text: String,
    /// The language tag, where it has one of its own.
    pub(super) lang: String,
    /// What a reference leads to.
    pub(super) target: String,
    /// What stands in the same group: the source of a definition, the day of a change.
    pub(super) with: Vec<Piece>,
}

impl Piece {
    fn of(branch: &Branch) -> Self {
        let kind = match branch.name.as_str() {
            "note" | "date" => branch.name.as_str(),
            name => match branch.attribute("type") {
                "" => name,
                kind => kind,
            },
        };
        let has_branches = branch
            .branches()
            .any(|inner| inner.name.starts_with("termComp"));
        let text = match has_branches {
            true => {
                let parts: Vec<String> = branch.branches().map(Branch::content).collect();
                parts.join(" ")
            }
            false => branch.content(),
        };
        Self {
            kind: kind.to_owned(),
            text,
            lang: branch.attribute("lang").to_owned(),
            target: branch.attribute("target").to_owned(),
            with: Vec::new(),
        }
    }

    /// The text of what stands in its group, by its kind.
    pub(super) fn with(&self, kind: &str) -> &str {
        let mut with = self.with.iter();
        let known = with.find(|piece| piece.kind == kind);
        known.map_or("", |piece| piece.text.as_str())
    }
}

/// The pieces directly in an element, in file order; `apart` are elements that are none.
pub(super) fn pieces(branch: &Branch, apart: &[&str]) -> Vec<Piece> {
    let mut found = Vec::new();
    for inner in branch.branches() {
        match inner.name.as_str() {
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
