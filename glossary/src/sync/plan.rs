//! What has to change on either side so that both say the same.

use std::collections::BTreeSet;

use super::merge::merge;
use super::{Base, Conflict, Facts, Field, Fields, Key, Side, Thing};

/// Which sides are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Both.
    Both,
    /// Only ours.
    Pull,
}

/// What has to change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// What changes here, in the order of the keys; none for what is removed.
    pub mine: Vec<(Key, Option<Fields>)>,
    /// What changes there.
    pub theirs: Vec<(Key, Option<Fields>)>,
    /// What both have in common then.
    pub base: Base,
    /// Where each side keeps its own.
    pub conflicts: Vec<PlannedConflict>,
}

/// A conflict and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedConflict {
    /// The thing.
    pub key: Key,
    /// What people call it.
    pub name: String,
    /// The conflict.
    pub conflict: Conflict,
}

/// Brings two termbases together, by what both had in common, if that is known.
///
/// With [`Way::Pull`] the other side stays as it is.
#[must_use]
pub fn plan(
    base: Option<&Base>,
    mine: &Facts,
    theirs: &Facts,
    decided: Option<Side>,
    way: Way,
) -> Plan {
    let mut plan = Plan::default();
    let keys: BTreeSet<&Key> = mine.keys().chain(theirs.keys()).collect();
    for key in keys {
        let (here, there) = (mine.get(key), theirs.get(key));
        let of = |thing: Option<&'_ Thing>| thing.map(|thing| thing.fields.clone());
        let (here_now, there_now) = (of(here), of(there));
        let before = base.and_then(|base| base.get(key));
        let merged = merge(before, here_now.as_ref(), there_now.as_ref(), decided);
        if merged.mine != here_now {
            plan.mine.push((key.clone(), merged.mine));
        }
        let there_then = match way {
            Way::Both => {
                if merged.theirs != there_now {
                    plan.theirs.push((key.clone(), merged.theirs.clone()));
                }
                merged.theirs
            }
            Way::Pull => there_now,
        };
        if let Some(fields) = in_common(there_then, before, &merged.conflicts) {
            plan.base.insert(key.clone(), fields);
        }
        let name = here
            .or(there)
            .map_or_else(String::new, |it| it.name.clone());
        for conflict in merged.conflicts {
            plan.conflicts.push(PlannedConflict {
                key: key.clone(),
                name: name.clone(),
                conflict,
            });
        }
    }
    plan
}

/// What both had in common once the other side is as `theirs`: that and, where they disagree,
/// what they had in common before, so that it stays a conflict until they agree.
fn in_common(
    theirs: Option<Fields>,
    before: Option<&Fields>,
    conflicts: &[Conflict],
) -> Option<Fields> {
    let mut common = theirs;
    for conflict in conflicts {
        let Some(field) = &conflict.field else {
            return before.cloned();
        };
        let fields = common.get_or_insert_default();
        let of = |known: &Field| known.is_within(field);
        fields.retain(|known, _| !of(known));
        let before = before.into_iter().flatten();
        let before = before.filter(|(known, _)| of(known));
        fields.extend(before.map(|(known, value)| (known.clone(), value.clone())));
    }
    common
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Kind, fields};
    use super::*;

    fn decision(verdict: &str) -> Fields {
        fields(
            Kind::Decision,
            &json!({ "term": "蓝碳", "verdict": verdict, "reason": null }),
        )
    }

    fn key() -> Key {
        Key {
            kind: Kind::Decision,
            id: "d".to_owned(),
        }
    }

    fn with(verdict: Option<&str>) -> Facts {
        let thing = |verdict| Thing {
            uid: "d".to_owned(),
            name: "蓝碳".to_owned(),
            fields: decision(verdict),
        };
        verdict
            .map(|verdict| (key(), thing(verdict)))
            .into_iter()
            .collect()
    }

    #[test]
    fn a_conflict_stays_one_until_both_agree() {
        let base = Base::from([(key(), decision("later"))]);
        let (mine, theirs) = (with(Some("accepted")), with(Some("rejected")));
        let first = plan(Some(&base), &mine, &theirs, None, Way::Both);
        assert_eq!(first.conflicts.len(), 1);
        assert!(first.mine.is_empty() && first.theirs.is_empty());
        let again = plan(Some(&first.base), &mine, &theirs, None, Way::Both);
        assert_eq!(again, first);
        let agreed = plan(Some(&again.base), &theirs, &theirs, None, Way::Both);
        assert!(agreed.conflicts.is_empty());
        assert_eq!(agreed.base[&key()], decision("rejected"));
    }

    #[test]
    fn what_was_only_pulled_is_pushed_later() {
        let base = Base::from([(key(), decision("later"))]);
        let (mine, theirs) = (with(Some("accepted")), with(Some("later")));
        let pulled = plan(Some(&base), &mine, &theirs, None, Way::Pull);
        assert!(pulled.mine.is_empty() && pulled.theirs.is_empty());
        let pushed = plan(Some(&pulled.base), &mine, &theirs, None, Way::Both);
        assert_eq!(pushed.theirs, [(key(), Some(decision("accepted")))]);
        let removed = plan(Some(&base), &with(None), &theirs, None, Way::Both);
        assert_eq!(removed.theirs, [(key(), None)]);
        assert!(removed.base.is_empty());
    }
}
