//! Two states of one thing made one, field by field.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fields::{order_of, set_order};
use super::{Field, Fields};

/// One of the two that are brought together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The termbase that is worked on.
    Mine,
    /// The other one.
    Theirs,
}

/// What two sides made of one field, each in its own way.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The field; none when one side removed the thing as a whole.
    pub field: Option<Field>,
    /// What both had before, if that is known.
    pub base: Option<Value>,
    /// What it is here; none when it is gone.
    pub mine: Option<Value>,
    /// What it is there.
    pub theirs: Option<Value>,
}

/// What becomes of a thing on each side; none where it is gone.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// What it becomes here.
    pub mine: Option<Fields>,
    /// What it becomes there: the same, but for conflicts.
    pub theirs: Option<Fields>,
    /// Where each side keeps its own.
    pub conflicts: Vec<Conflict>,
}

/// Brings two states of a thing together: what one side changed since `base` is changed, and what
/// both changed in different ways is a conflict, unless `decided` says whose value stands.
///
/// Without a base, what only one side says is added, and what they say differently is a conflict.
#[must_use]
pub fn merge(
    base: Option<&Fields>,
    mine: Option<&Fields>,
    theirs: Option<&Fields>,
    decided: Option<Side>,
) -> Merged {
    let (mine, theirs) = match (mine, theirs) {
        (Some(mine), Some(theirs)) => (mine, theirs),
        (None, None) => return both(None),
        (Some(left), None) if base.is_none() => return both(Some(left.clone())),
        (None, Some(left)) if base.is_none() => return both(Some(left.clone())),
        (mine, theirs) => {
            // One removed it; that stands where the other left it as it was.
            if mine.or(theirs) == base {
                return both(None);
            }
            return as_they_are(base, mine, theirs, decided);
        }
    };
    let nothing = Fields::new();
    let base = base.unwrap_or(&nothing);
    let mut merger = Merger {
        base,
        mine,
        theirs,
        decided,
        out: [Fields::new(), Fields::new()],
        conflicts: Vec::new(),
    };
    merger.run();
    let Merger { out, conflicts, .. } = merger;
    let [new_mine, new_theirs] = out;
    // Each removed terms that the other kept: nothing would be left to name the entry by.
    let loses = |before: &Fields, after: &Fields| {
        let first = order_of(before).into_iter().next();
        first.is_some_and(|(lang, _)| !after.keys().any(|field| field.is_term_of(&lang)))
    };
    if loses(mine, &new_mine) || loses(theirs, &new_theirs) {
        return as_they_are(Some(base), Some(mine), Some(theirs), decided);
    }
    Merged {
        mine: Some(new_mine),
        theirs: Some(new_theirs),
        conflicts,
    }
}

fn both(fields: Option<Fields>) -> Merged {
    Merged {
        theirs: fields.clone(),
        mine: fields,
        conflicts: Vec::new(),
    }
}

/// A conflict about the thing as a whole.
fn as_they_are(
    base: Option<&Fields>,
    mine: Option<&Fields>,
    theirs: Option<&Fields>,
    decided: Option<Side>,
) -> Merged {
    let conflict = Conflict {
        field: None,
        base: base.map(as_value),
        mine: mine.map(as_value),
        theirs: theirs.map(as_value),
    };
    match decided {
        Some(Side::Mine) => both(mine.cloned()),
        Some(Side::Theirs) => both(theirs.cloned()),
        None => Merged {
            mine: mine.cloned(),
            theirs: theirs.cloned(),
            conflicts: vec![conflict],
        },
    }
}

/// All fields as one object, for people to see.
fn as_value(fields: &Fields) -> Value {
    let named = fields
        .iter()
        .map(|(field, value)| (field.to_string(), value.clone()));
    Value::Object(named.collect())
}

struct Merger<'f> {
    base: &'f Fields,
    mine: &'f Fields,
    theirs: &'f Fields,
    decided: Option<Side>,
    /// What becomes of both, mine first.
    out: [Fields; 2],
    conflicts: Vec<Conflict>,
}

impl Merger<'_> {
    fn run(&mut self) {
        let names: BTreeSet<&Field> = self.mine.keys().chain(self.theirs.keys()).collect();
        let order = Field::order();
        let mut done: Option<&Field> = None;
        for field in names {
            if *field == order || done.is_some_and(|done| field.is_within(done)) {
                continue;
            }
            done = None;
            let in_both = self.mine.contains_key(field) && self.theirs.contains_key(field);
            if field.is_term() && !in_both {
                self.term_of_one(field);
                done = Some(field);
            } else {
                self.field(field);
            }
        }
        self.order();
    }

    /// A field of which both can say something.
    fn field(&mut self, field: &Field) {
        let base = self.base.get(field);
        let (mine, theirs) = (self.mine.get(field), self.theirs.get(field));
        let (to_mine, to_theirs) = if mine == theirs || theirs == base {
            (mine, mine)
        } else if mine == base {
            (theirs, theirs)
        } else {
            self.conflict(field, base.cloned(), mine.cloned(), theirs.cloned());
            match self.decided {
                None => (mine, theirs),
                Some(Side::Mine) => (mine, mine),
                Some(Side::Theirs) => (theirs, theirs),
            }
        };
        for (fields, value) in self.out.iter_mut().zip([to_mine, to_theirs]) {
            fields.extend(value.map(|value| (field.clone(), value.clone())));
        }
    }

    /// A term that only one side has, with all that is said of it.
    fn term_of_one(&mut self, term: &Field) {
        let of = |fields: &Fields| within(fields, term);
        let (base, mine, theirs) = (of(self.base), of(self.mine), of(self.theirs));
        let (left, by) = match theirs.is_empty() {
            true => (&mine, Side::Mine),
            false => (&theirs, Side::Theirs),
        };
        if base.is_empty() {
            self.out.iter_mut().for_each(|out| out.extend(left.clone()));
        } else if *left != base {
            let value = |fields: &Fields| (!fields.is_empty()).then(|| as_value(fields));
            self.conflict(term, value(&base), value(&mine), value(&theirs));
            let [to_mine, to_theirs] = &mut self.out;
            match self.decided {
                None => {
                    to_mine.extend(mine);
                    to_theirs.extend(theirs);
                }
                Some(side) if side == by => {
                    to_mine.extend(left.clone());
                    to_theirs.extend(left.clone());
                }
                Some(_) => {}
            }
        }
    }

    fn conflict(
        &mut self,
        field: &Field,
        base: Option<Value>,
        mine: Option<Value>,
        theirs: Option<Value>,
    ) {
        if self.decided.is_none() {
            self.conflicts.push(Conflict {
                field: Some(field.clone()),
                base,
                mine,
                theirs,
            });
        }
    }

    /// The order of the terms: that of the side which changed it, and the other's own terms in
    /// their places.
    fn order(&mut self) {
        let (base, mine, theirs) = (
            order_of(self.base),
            order_of(self.mine),
            order_of(self.theirs),
        );
        let among = |order: &Terms, others: &[&Terms]| -> Terms {
            let kept = order
                .iter()
                .filter(|term| others.iter().all(|other| other.contains(term)));
            kept.cloned().collect()
        };
        let ours = among(&mine, &[&theirs, &base]) == among(&base, &[&mine, &theirs]);
        let others = among(&theirs, &[&mine, &base]) == among(&base, &[&mine, &theirs]);
        let same = among(&mine, &[&theirs]) == among(&theirs, &[&mine]);
        let field = Field::order();
        let known = self.base.contains_key(&field);
        let mut differs = false;
        let leads = if same || (known && others) {
            [Side::Mine; 2]
        } else if known && ours {
            [Side::Theirs; 2]
        } else {
            differs = true;
            match self.decided {
                None => [Side::Mine, Side::Theirs],
                Some(side) => [side; 2],
            }
        };
        for (out, lead) in self.out.iter_mut().zip(leads) {
            let (first, second) = match lead {
                Side::Mine => (&mine, &theirs),
                Side::Theirs => (&theirs, &mine),
            };
            let order = woven(first, second, out, known);
            set_order(out, &order);
        }
        if differs {
            // As both are now, with the terms of one that the other has since: told again the next
            // time, it is the same.
            let value = |fields: &Fields| fields.get(&field).cloned();
            let (base, [mine, theirs]) = (value(self.base), self.out.each_ref().map(value));
            self.conflict(&field, base, mine, theirs);
        }
    }
}

type Terms = Vec<(String, String)>;

/// The terms that are in `fields`: those of `first` in their order, each other one after what it
/// follows in `second`. One that follows nothing was put to the front if the order before is
/// `known`; else the first term of `first` stays what the entry is called.
fn woven(first: &Terms, second: &Terms, fields: &Fields, known: bool) -> Terms {
    let is_left = |(lang, text): &&(String, String)| fields.contains_key(&Field::term(lang, text));
    let mut order: Terms = first.iter().filter(is_left).cloned().collect();
    let mut after = if known { 0 } else { order.len() };
    for term in second.iter().filter(is_left) {
        after = match order.iter().position(|known| known == term) {
            Some(position) => position + 1,
            None => {
                order.insert(after.min(order.len()), term.clone());
                after + 1
            }
        };
    }
    order
}

/// A term and what is said of it.
fn within(fields: &Fields, term: &Field) -> Fields {
    let said = fields.range(term.clone()..);
    said.take_while(|(field, _)| field.is_within(term))
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Kind, fields};
    use super::*;

    /// An entry of English terms with their notes, and a subject.
    fn entry(subject: &str, terms: &[(&str, &str)]) -> Fields {
        let terms: Vec<Value> = terms
            .iter()
            .map(|(text, note)| json!({ "text": text, "note": (!note.is_empty()).then_some(note) }))
            .collect();
        let subject = (!subject.is_empty()).then_some(subject);
        let value = json!({
            "uid": "u", "subject": subject,
            "languages": [{ "lang": "en", "terms": terms }],
        });
        fields(Kind::Entry, &value)
    }

    fn told(merged: &Merged) -> Vec<String> {
        let value =
            |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), |it| it.to_string());
        let conflicts = merged.conflicts.iter();
        conflicts
            .map(|it| {
                let field = it
                    .field
                    .as_ref()
                    .map_or("all".to_owned(), ToString::to_string);
                let is_short = it.field.as_ref().is_some_and(|field| !field.is_term());
                match is_short {
                    true => format!(
                        "{field} {} {} {}",
                        value(&it.base),
                        value(&it.mine),
                        value(&it.theirs)
                    ),
                    false => field,
                }
            })
            .collect()
    }

    #[test]
    fn what_one_side_changed_is_changed_on_both() {
        let base = entry("trade", &[("a", ""), ("b", "")]);
        let mine = entry("law", &[("a", ""), ("b", "")]);
        let theirs = entry("trade", &[("a", "note"), ("c", "")]);
        let merged = merge(Some(&base), Some(&mine), Some(&theirs), None);
        let expected = entry("law", &[("a", "note"), ("c", "")]);
        assert_eq!(merged, both(Some(expected)));
    }

    #[test]
    fn what_both_changed_differently_stays_as_each_has_it() {
        let base = entry("trade", &[("a", "")]);
        let mine = entry("law", &[("a", "mine")]);
        let theirs = entry("", &[("a", "theirs"), ("b", "")]);
        let merged = merge(Some(&base), Some(&mine), Some(&theirs), None);
        assert_eq!(
            told(&merged),
            [
                "en a: note - \"mine\" \"theirs\"",
                "subject \"trade\" \"law\" -"
            ]
        );
        assert_eq!(merged.mine, Some(entry("law", &[("a", "mine"), ("b", "")])));
        assert_eq!(
            merged.theirs,
            Some(entry("", &[("a", "theirs"), ("b", "")]))
        );
        let decided = merge(Some(&base), Some(&mine), Some(&theirs), Some(Side::Theirs));
        assert_eq!(
            decided,
            both(Some(entry("", &[("a", "theirs"), ("b", "")])))
        );
    }

    #[test]
    fn without_a_base_what_one_side_lacks_is_added() {
        let mine = entry("", &[("a", "mine")]);
        let theirs = entry("law", &[("a", ""), ("b", "")]);
        let merged = merge(None, Some(&mine), Some(&theirs), None);
        assert_eq!(
            merged,
            both(Some(entry("law", &[("a", "mine"), ("b", "")])))
        );
        let other = entry("trade", &[("a", "")]);
        let merged = merge(None, Some(&theirs), Some(&other), None);
        assert_eq!(told(&merged), ["subject - \"law\" \"trade\""]);
    }

    #[test]
    fn what_was_removed_stays_removed_unless_the_other_changed_it() {
        let base = entry("", &[("a", "")]);
        let changed = entry("law", &[("a", "")]);
        assert_eq!(merge(Some(&base), None, Some(&base), None), both(None));
        assert_eq!(merge(Some(&base), Some(&base), None, None), both(None));
        let merged = merge(Some(&base), None, Some(&changed), None);
        assert_eq!(told(&merged), ["all"]);
        assert_eq!((merged.mine, merged.theirs), (None, Some(changed.clone())));
        let decided = merge(Some(&base), None, Some(&changed), Some(Side::Mine));
        assert_eq!(decided, both(None));
        let (base, mine) = (entry("", &[("a", ""), ("b", "")]), entry("", &[("a", "")]));
        let theirs = entry("", &[("a", ""), ("b", "new")]);
        let merged = merge(Some(&base), Some(&mine), Some(&theirs), None);
        assert_eq!(told(&merged), ["en b"]);
        assert_eq!((merged.mine, merged.theirs), (Some(mine), Some(theirs)));
    }

    #[test]
    fn an_entry_keeps_a_term_though_each_side_removed_another() {
        let base = entry("", &[("a", ""), ("b", "")]);
        let (mine, theirs) = (entry("", &[("a", "")]), entry("", &[("b", "")]));
        let merged = merge(Some(&base), Some(&mine), Some(&theirs), None);
        assert_eq!(told(&merged), ["all"]);
        assert_eq!((merged.mine, merged.theirs), (Some(mine), Some(theirs)));
    }

    #[test]
    fn an_entry_made_by_both_is_called_what_it_is_called_here() {
        let (mine, theirs) = (entry("", &[("a", "")]), entry("", &[("b", ""), ("c", "")]));
        let merged = merge(None, Some(&mine), Some(&theirs), None);
        let expected = entry("", &[("a", ""), ("b", ""), ("c", "")]);
        assert_eq!(merged, both(Some(expected)));
    }

    #[test]
    fn terms_stand_in_the_order_of_who_changed_it() {
        let base = entry("", &[("a", ""), ("b", "")]);
        let mine = entry("", &[("b", ""), ("a", "")]);
        let theirs = entry("", &[("a", ""), ("c", ""), ("b", "")]);
        let merged = merge(Some(&base), Some(&mine), Some(&theirs), None);
        let expected = entry("", &[("b", ""), ("a", ""), ("c", "")]);
        assert_eq!(merged, both(Some(expected)));
        let others = entry("", &[("c", ""), ("b", ""), ("a", "")]);
        let three = entry("", &[("a", ""), ("b", ""), ("c", "")]);
        let merged = merge(
            Some(&three),
            Some(&entry("", &[("b", ""), ("a", ""), ("c", "")])),
            Some(&others),
            None,
        );
        assert!(told(&merged)[0].starts_with("order of terms"));
    }
}
