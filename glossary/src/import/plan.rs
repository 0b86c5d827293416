//! What an import would do to the termbase.

use tmx::LangTag;

use super::difference::{Difference, differences};
use super::join::{Rules, Takes};
use super::planning::{Planning, Unplanned};
use super::record::{Broken, Given, ImportRecord, ImportTerm, Place, Proposed, UsageGiven};
use super::records::Records;
use super::relate::Ties;
use crate::dictionary::Suggestion;
use crate::entry::{ConceptEntry, TermSec};
use crate::store::{Reader, StoreError, Verdict, Work, WorkingPair};

/// Whose values stand where termbase and file differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Policy {
    /// The termbase's; only what it does not say is filled in.
    Keep,
    /// The file's, for every field it has.
    Replace,
    /// The termbase's, but equivalents are added.
    #[default]
    Merge,
    /// As somebody is asked, else as for [`Policy::Merge`].
    Ask,
}

impl Policy {
    /// How records are joined under it.
    pub(super) fn rules<'j>(
        self,
        pair: &'j WorkingPair,
        read: &'j (dyn Fn(&str) -> TermSec + Sync),
    ) -> Rules<'j> {
        Rules {
            pair,
            adds: self != Self::Keep,
            clears: self == Self::Replace,
            read,
        }
    }

    /// Whose value stands where nobody is asked.
    pub(super) fn takes(self) -> Takes {
        match self {
            Self::Keep | Self::Merge | Self::Ask => Takes::Ours,
            Self::Replace => Takes::Theirs,
        }
    }
}

/// An entry as an import leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedEntry {
    /// Where the file has it first.
    pub place: Place,
    /// The entry as it is; none for a new one.
    pub before: Option<ConceptEntry>,
    /// The entry as it will be.
    pub after: ConceptEntry,
    /// Where it stays as it is although the file differs.
    pub kept: Vec<Difference>,
    /// What it has to do with others of its file, for [`Relations`](super::Relations).
    pub ties: Ties,
}

/// What an import would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The entries that are new, changed or the same, in file order.
    pub entries: Vec<PlannedEntry>,
    /// Rows of our own list of candidates that say nothing new.
    pub undecided: usize,
    /// What is not taken.
    pub skipped: Vec<Broken>,
    /// What a person should look at although it is taken.
    pub warnings: Vec<(Place, String)>,
}

impl PlannedEntry {
    /// Whether the termbase does not have it yet.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// Whether it is in the termbase and will be another.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.before.as_ref().is_some_and(|it| *it != self.after)
    }

    /// The fields that are changed.
    #[must_use]
    pub fn changes(&self, source: &LangTag) -> Vec<Difference> {
        let before = self.before.as_ref();
        before.map_or_else(Vec::new, |before| differences(before, &self.after, source))
    }

    /// Stores the entry, and that its terms were accepted; its number. Nothing is done where nothing
    /// changes.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn save(&self, work: &mut Work<'_>, source: &LangTag) -> Result<i64, StoreError> {
        if let Some(before) = self.before.as_ref().filter(|_| !self.is_changed()) {
            return Ok(before.id);
        }
        let id = work.save_concept(&self.after)?;
        for term in self.after.terms(source) {
            let before = self.before.as_ref();
            let known =
                before.is_some_and(|it| it.terms(source).any(|known| known.text == term.text));
            if !known {
                work.decide(source, &term.text, Verdict::Accepted, None)?;
            }
        }
        Ok(id)
    }
}

impl Plan {
    /// Number of entries that are made.
    #[must_use]
    pub fn new_entries(&self) -> usize {
        self.entries.iter().filter(|entry| entry.is_new()).count()
    }

    /// Number of entries that become others.
    #[must_use]
    pub fn changed(&self) -> usize {
        let changed = self.entries.iter().filter(|entry| entry.is_changed());
        changed.count()
    }

    /// Number of entries, and of candidates nothing is decided about, that stay as they are.
    #[must_use]
    pub fn same(&self) -> usize {
        self.entries.len() - self.new_entries() - self.changed() + self.undecided
    }
}

/// What importing `records` would do to a termbase, as [`Planning`] has it, all at once; `ask`
/// decides for [`Policy::Ask`].
///
/// # Errors
///
/// When the termbase cannot be read.
pub fn plan(
    reader: Reader<'_>,
    records: Records,
    policy: Policy,
    ask: &mut dyn FnMut(&Difference) -> Takes,
) -> Result<Plan, StoreError> {
    let mut planning = Planning::new(reader, records, policy)?;
    let mut entries = Vec::new();
    while let Some(entry) = planning.next(reader, ask)? {
        entries.push(entry);
    }
    let Unplanned {
        undecided,
        skipped,
        warnings,
    } = planning.rest();
    Ok(Plan {
        entries,
        undecided,
        skipped,
        warnings,
    })
}

/// Files tag the languages of the pair in many ways; in the termbase they have one.
pub(super) fn at_home(record: ImportRecord, pair: &WorkingPair) -> ImportRecord {
    if record.has_own_tags {
        return record;
    }
    let languages = record.languages;
    let mut record = ImportRecord {
        languages: Vec::new(),
        ..record
    };
    for (lang, terms) in languages {
        let home = [&pair.source, &pair.target].into_iter().find(|home| {
            home.same_language(&lang) && is_traditional(home) == is_traditional(&lang)
        });
        let lang = home.unwrap_or(&lang).clone();
        for term in terms {
            record.push(&lang, term);
        }
    }
    record
}

fn is_traditional(lang: &LangTag) -> bool {
    let mut subtags = lang.as_str().split('-').skip(1);
    lang.primary() == "zh" && subtags.any(|tag| matches!(tag, "Hant" | "TW" | "HK" | "MO"))
}

/// What a curator changed in a row of our own list of candidates; none where nothing was.
pub(super) fn decided(
    reader: Reader<'_>,
    mut record: ImportRecord,
    target: Option<i64>,
    pair: &WorkingPair,
    undecided: &mut usize,
) -> Result<Option<ImportRecord>, StoreError> {
    let Some(proposed) = record.proposed.take() else {
        return Ok(Some(record));
    };
    let Proposed {
        state,
        suggested,
        pinyin,
    } = proposed;
    let term = record.terms(&pair.source).next();
    let Some(text) = term.map(|term| term.text.clone()) else {
        return Ok(None);
    };
    let candidate = reader.candidate(&text)?;
    let accepted = state == "accepted" && target.is_none();
    let (changes_english, changes_pinyin) = match &candidate {
        Some(stored) => {
            let english: Vec<&str> = stored
                .suggestions
                .iter()
                .map(|suggestion| suggestion.english.as_str())
                .collect();
            (suggested != english.join("; "), pinyin != stored.pinyin)
        }
        // A list of another termbase: only what was decided there.
        None => (accepted, accepted),
    };
    if !changes_english && !changes_pinyin && !accepted {
        *undecided += 1;
        return Ok(None);
    }
    record.languages.clear();
    let mut term = ImportTerm::new(&text);
    if changes_pinyin {
        let (typed, warnings) = super::values::typed_pinyin(&text, &pinyin);
        term.pinyin = typed;
        record.warnings.extend(warnings);
    }
    record.push(&pair.source, term);
    if !changes_english && !accepted {
        return Ok(Some(record));
    }
    let english = suggested.split([';', '；']).map(str::trim);
    for english in english.filter(|english| !english.is_empty()) {
        let mut equivalent = ImportTerm::new(english);
        // What comes from a dictionary says so, since its licence goes with it.
        let mut suggestions = candidate.iter().flat_map(|stored| &stored.suggestions);
        let known = suggestions.find(|known| known.english.eq_ignore_ascii_case(english));
        if let Some(source) = known.and_then(Suggestion::cited_source) {
            equivalent.usage = UsageGiven::Latest {
                status: Given::Absent,
                from: Given::Absent,
                until: Given::Absent,
                source: Given::Value(source.to_owned()),
            };
        }
        record.push(&pair.target, equivalent);
    }
    Ok(Some(record))
}

#[cfg(test)]
mod tests {
    use super::super::{Mapping, read_import};
    use super::*;
    use crate::curate::{Edit, apply, new_concept};
    use crate::entry::AdministrativeStatus;
    use crate::pinyin::Doubts;
    use crate::store::Store;
    use crate::store::tests::{author, store};

    fn termbase(entries: &[(&str, &str, &str)]) -> Store {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        for (term, english, definition) in entries {
            let mut entry = new_concept(&zh, TermSec::new(*term));
            let edit = Edit {
                equivalents: vec![(*english).to_owned()],
                status: Some(AdministrativeStatus::Preferred),
                definition: Some((*definition).to_owned()),
                ..Edit::default()
            };
            apply(&mut entry, term, &zh, &en, &edit);
            work.save_concept(&entry).unwrap();
        }
        work.commit().unwrap();
        store
    }

    fn planned(store: &Store, file: &str, policy: Policy) -> Plan {
        let file = read_import(file.as_bytes(), "a.csv", None, &Mapping::new()).unwrap();
        plan(store.read(), file.records, policy, &mut |_| Takes::Ours).unwrap()
    }

    fn changes(plan: &Plan) -> Vec<String> {
        let changes = plan.entries.iter();
        changes
            .flat_map(|entry| entry.changes(&LangTag::chinese()))
            .map(|change| change.to_string())
            .collect()
    }

    fn kept(plan: &Plan) -> Vec<String> {
        let kept = plan.entries.iter().flat_map(|entry| &entry.kept);
        kept.map(ToString::to_string).collect()
    }

    const FILE: &str = "term,english,status,definition,subject\n\
                        “蓝碳”,ocean carbon,preferred,carbon of the sea,ocean\n\
                        红树林,mangrove,,,\n";

    #[test]
    fn each_policy_has_its_winner() {
        let store = termbase(&[("蓝碳", "blue carbon", "carbon")]);
        let plan = planned(&store, FILE, Policy::Keep);
        assert_eq!((plan.new_entries(), plan.changed(), plan.same()), (1, 1, 0));
        assert_eq!(changes(&plan), ["蓝碳: subject: (none) → ocean"]);
        assert_eq!(
            kept(&plan),
            [
                "蓝碳: definition: carbon → carbon of the sea",
                "蓝碳: spelling: 蓝碳 → “蓝碳”",
                "蓝碳: english: blue carbon → ocean carbon",
            ]
        );
        let plan = planned(&store, FILE, Policy::Merge);
        assert_eq!(
            changes(&plan),
            [
                "蓝碳: english: blue carbon → blue carbon; ocean carbon",
                "蓝碳: subject: (none) → ocean",
            ]
        );
        assert!(kept(&plan).contains(&"蓝碳: preferred: blue carbon → ocean carbon".to_owned()));
        let plan = planned(&store, FILE, Policy::Replace);
        assert_eq!(
            changes(&plan),
            [
                "蓝碳: term: 蓝碳 → “蓝碳”",
                "蓝碳: english: blue carbon → ocean carbon",
                "蓝碳: subject: (none) → ocean",
                "蓝碳: definition: carbon → carbon of the sea",
            ]
        );
        assert_eq!(kept(&plan), Vec::<String>::new());
    }

    #[test]
    fn who_is_asked_decides() {
        let store = termbase(&[("蓝碳", "blue carbon", "carbon")]);
        let file = read_import(FILE.as_bytes(), "a.csv", None, &Mapping::new()).unwrap();
        let mut asked = Vec::new();
        let mut ask = |difference: &Difference| {
            asked.push(difference.field.clone());
            match difference.field.as_str() {
                "definition" => Takes::Theirs,
                _ => Takes::Ours,
            }
        };
        let plan = plan(store.read(), file.records, Policy::Ask, &mut ask).unwrap();
        assert_eq!(asked, ["definition", "spelling", "preferred"]);
        assert_eq!(
            plan.entries[0].after.definition.as_deref(),
            Some("carbon of the sea")
        );
    }

    #[test]
    fn an_empty_cell_clears_only_what_is_to_be_replaced() {
        let store = termbase(&[("蓝碳", "blue carbon", "carbon")]);
        let file = "term,definition,note\n蓝碳,,\n";
        assert_eq!(planned(&store, file, Policy::Merge).same(), 1);
        let plan = planned(&store, file, Policy::Replace);
        assert_eq!(changes(&plan), ["蓝碳: definition: carbon → (none)"]);
    }

    #[test]
    fn of_several_entries_the_record_has_to_say_which() {
        let store = termbase(&[("窗口", "window", ""), ("窗口", "service counter", "")]);
        let plan = planned(&store, "term,subject\n窗口,law\n", Policy::Merge);
        assert_eq!(
            plan.skipped[0].to_string(),
            "line 2: `窗口` names 2 entries (#1, #2); give its uid, or its number in a column `id`"
        );
        let plan = planned(&store, "term,subject,id\n窗口,law,#2\n", Policy::Merge);
        assert_eq!(plan.entries[0].after.id, 2);
        let uid = store.read().concept(2).unwrap().uid;
        let file = format!("term,subject,uid\n柜台,law,{uid}\n");
        let plan = planned(&store, &file, Policy::Replace);
        assert_eq!(
            changes(&plan),
            ["窗口: term: 窗口 → 柜台", "窗口: subject: (none) → law"]
        );
    }

    #[test]
    fn a_forbidden_equivalent_outlives_a_file_without_it() {
        let mut store = termbase(&[("蓝碳", "blue carbon", "")]);
        let mut entry = store.read().concept(1).unwrap();
        entry.languages[1].terms[0].forbidden = true;
        let mut work = store.begin(&author("set")).unwrap();
        work.save_concept(&entry).unwrap();
        work.commit().unwrap();
        let plan = planned(&store, "term,english\n蓝碳,ocean carbon\n", Policy::Replace);
        assert_eq!(
            changes(&plan),
            ["蓝碳: english: blue carbon → blue carbon; ocean carbon"]
        );
    }

    #[test]
    fn a_doubtful_pinyin_of_ours_gives_way_to_that_of_a_file() {
        let mut store = termbase(&[("重行", "", "")]);
        let mut entry = store.read().concept(1).unwrap();
        entry.languages[0].terms[0].pinyin = Some("zhòngxíng".to_owned());
        entry.languages[0].terms[0].doubt = "cc".parse().unwrap();
        let mut work = store.begin(&author("set")).unwrap();
        work.save_concept(&entry).unwrap();
        work.commit().unwrap();
        let plan = planned(&store, "术语,拼音\n重行,chong2hang2\n", Policy::Merge);
        let term = &plan.entries[0].after.languages[0].terms[0];
        assert_eq!(term.pinyin.as_deref(), Some("chóngháng"));
        assert_eq!(term.doubt, Doubts::default());
    }
}
