//! Questions of an import, and what was answered.

use std::collections::BTreeMap;

use glossary::import::{
    Difference, ImportFile, PlannedEntry, Planning, Policy, Records, Relations, Takes,
};
use glossary::store::{Reader, Work, WorkingPair};

use super::told::Made;
use crate::failure::Failure;
use crate::source::Source;
use crate::ui::Ui;

/// What was answered to the questions of `--on-conflict ask`, by question.
///
/// The same question has the same answer: it names the entry, the field and both values. Each file
/// is asked about as the termbase is; what comes up only through the files before it is asked then.
#[derive(Default)]
pub(super) struct Answers(BTreeMap<String, Takes>);

impl Answers {
    fn given(&self, difference: &Difference) -> Option<Takes> {
        self.0.get(&difference.to_string()).copied()
    }

    /// Asks what was not answered yet.
    pub(super) fn ask(
        &mut self,
        reader: Reader<'_>,
        files: &[(Source, ImportFile)],
        ui: &mut Ui,
    ) -> Result<(), Failure> {
        for (_, file) in files {
            let mut planning = Planning::new(reader, file.records.clone(), Policy::Ask)?;
            while self.next(&mut planning, reader, ui)?.is_some() {}
        }
        Ok(())
    }

    /// The next entry of an import; what was not answered yet is asked.
    fn next(
        &mut self,
        planning: &mut Planning,
        reader: Reader<'_>,
        ui: &mut Ui,
    ) -> Result<Option<PlannedEntry>, Failure> {
        let mut failed = None;
        let mut ask = |difference: &Difference| {
            if failed.is_some() {
                return Takes::Ours;
            }
            if let Some(answer) = self.given(difference) {
                return answer;
            }
            let answer = match ui.confirm(&format!("{difference}?")) {
                Ok(true) => Takes::Theirs,
                Ok(false) => Takes::Ours,
                Err(failure) => {
                    failed = Some(failure);
                    Takes::Ours
                }
            };
            self.0.insert(difference.to_string(), answer);
            answer
        };
        let entry = planning.next(reader, &mut ask)?;
        match failed {
            Some(failure) => Err(failure),
            None => Ok(entry),
        }
    }

    /// Saves the entries that the records of a file make, as they come.
    pub(super) fn save(
        &mut self,
        work: &mut Work<'_>,
        records: Records,
        policy: Policy,
        pair: &WorkingPair,
        ui: &mut Ui,
    ) -> Result<Made, Failure> {
        let mut made = Made::default();
        let mut relations = Relations::default();
        let mut planning = Planning::new(work.read(), records, policy)?;
        while let Some(entry) = self.next(&mut planning, work.read(), ui)? {
            crate::interrupt::check()?;
            let id = entry.save(work, &pair.source)?;
            relations.add(&entry, id);
            made.add(entry, ui.is_dry_run().then_some(pair));
        }
        made.rest = planning.rest();
        made.related = relations.save(work, policy)?;
        Ok(made)
    }

    /// Whether nothing is left to be asked.
    pub(super) fn suffice(
        &self,
        reader: Reader<'_>,
        files: &[(Source, ImportFile)],
    ) -> Result<bool, Failure> {
        let mut suffice = true;
        let mut answer = |difference: &Difference| {
            let given = self.given(difference);
            suffice &= given.is_some();
            given.unwrap_or(Takes::Ours)
        };
        for (_, file) in files {
            let mut planning = Planning::new(reader, file.records.clone(), Policy::Ask)?;
            while planning.next(reader, &mut answer)?.is_some() {}
        }
        Ok(suffice)
    }
}

#[cfg(test)]
mod tests {
    use glossary::import::{Mapping, read_import};
    use glossary::store::{Author, Store};

    use super::*;
    use crate::options::Options;
    use crate::ui::testing::ui;

    const FILE: &[u8] = "term,note\n蓝碳,of the sea\n".as_bytes();

    #[test]
    fn what_changed_while_somebody_was_asked_is_asked_again() {
        let author = Author {
            user: "mei".to_owned(),
            command: "set".to_owned(),
            at: 1_700_000_000,
        };
        let mut store = Store::in_memory().unwrap();
        let note = |store: &mut Store, id: i64, note: &str| {
            let mut work = store.begin(&author).unwrap();
            let zh = tmx::LangTag::chinese();
            let mut entry = match id {
                0 => glossary::curate::new_concept(&zh, glossary::entry::TermSec::new("蓝碳")),
                id => work.read().concept(id).unwrap(),
            };
            entry.note = Some(note.to_owned());
            let id = work.save_concept(&entry).unwrap();
            work.commit().unwrap();
            id
        };
        let id = note(&mut store, 0, "carbon");
        let file = read_import(FILE, "a.csv", None, &Mapping::new()).unwrap();
        let files = [(Source::file("a.csv".into()), file)];
        let (mut ui, _, _) = ui(Options::default(), None);
        let mut answers = Answers::default();
        answers.ask(store.read(), &files, &mut ui).unwrap();
        assert!(answers.suffice(store.read(), &files).unwrap());
        note(&mut store, id, "said meanwhile");
        assert!(!answers.suffice(store.read(), &files).unwrap());
        answers.ask(store.read(), &files, &mut ui).unwrap();
        assert!(answers.suffice(store.read(), &files).unwrap());
    }
}
