//! What commands do, by chance: the steps that laws are tried with.

use proptest::prelude::*;
use tmx::{LangTag, TranslationUnit};

use super::tests::author;
use super::{Added, NewText, Store, StoreError, Verdict, Work};
use crate::curate::{self, Edit};
use crate::entry::{AdministrativeStatus, Context, Related, Relation, TermSec, TermType};
use crate::sync::{Base, Side, Way, plan};

pub(super) const TERMS: [&str; 5] = ["蓝碳", "红树林", "中国－东盟论坛", "中国-东盟论坛", "窗口"];
pub(super) const ENGLISH: [&str; 4] = ["blue carbon", "Blue Carbon", "mangrove", "it’s “so”\t\\ 1"];
pub(super) const SENTENCES: [&str; 4] = ["你好。", "谢谢。", "再见。", "海洋很大。"];

/// One thing a command does.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Set(usize, Box<Edit>, bool),
    Relate(usize, usize, Relation),
    Decide(usize, Verdict, Option<String>),
    Withdraw(usize),
    Delete(usize),
    AddText(usize, Option<String>),
    ForgetText(usize),
    ReplaceUnits(usize, Vec<(usize, usize)>),
    /// Taken over from a termbase in which these steps were done; with the flag also what it lacks
    /// is removed.
    Sync(Vec<Step>, bool),
}

fn edit() -> impl Strategy<Value = Edit> {
    let dates = prop_oneof![Just("2012"), Just("2015-03"), Just("2020-02-29")];
    let status = proptest::sample::select(AdministrativeStatus::ALL.to_vec());
    (
        proptest::sample::subsequence(ENGLISH.to_vec(), 0..=2),
        proptest::option::of(status),
        proptest::option::of(dates),
        proptest::option::of(prop_oneof![Just(""), Just("lán tàn")]),
        proptest::option::of(prop_oneof![Just(""), Just("Charter"), Just("宪章\n2")]),
        any::<Option<bool>>(),
    )
        .prop_map(|(english, status, from, pinyin, said, forbidden)| Edit {
            equivalents: english.into_iter().map(str::to_owned).collect(),
            status,
            from: from.and_then(|date| date.parse().ok()),
            pinyin: pinyin.map(str::to_owned),
            source: said.map(str::to_owned),
            note: said.map(str::to_owned),
            forbidden,
            variants: pinyin.map(str::to_owned).into_iter().collect(),
            term_type: forbidden.map(|_| TermType::ShortForm),
            context: said.map(|text| Context {
                text: text.to_owned(),
                translation: pinyin.map(str::to_owned),
                source: None,
            }),
            customer: said.map(str::to_owned),
            project: pinyin.map(str::to_owned),
            do_not_translate: forbidden,
            approved_by: said.map(str::to_owned),
            ..Edit::default()
        })
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let other = proptest::collection::vec(step_here(), 1..5);
    prop_oneof![
        12 => step_here(),
        2 => (other, any::<bool>()).prop_map(|(steps, removes)| Step::Sync(steps, removes)),
    ]
}

fn step_here() -> impl Strategy<Value = Step> {
    let verdict = prop_oneof![
        Just(Verdict::Accepted),
        Just(Verdict::Rejected),
        Just(Verdict::Later)
    ];
    let words = proptest::option::of("[a-z\u{0}\"' 的]{0,4}");
    let pairs = proptest::collection::vec((0..SENTENCES.len(), 0..ENGLISH.len()), 0..4);
    let term = 0..TERMS.len();
    prop_oneof![
        4 => (term.clone(), edit(), any::<bool>())
            .prop_map(|(term, edit, new)| Step::Set(term, Box::new(edit), new)),
        2 => (term.clone(), term.clone(), proptest::sample::select(Relation::ALL.to_vec()))
            .prop_map(|(term, other, relation)| Step::Relate(term, other, relation)),
        2 => (term.clone(), verdict, words.clone())
            .prop_map(|(term, verdict, reason)| Step::Decide(term, verdict, reason)),
        1 => term.clone().prop_map(Step::Withdraw),
        2 => term.prop_map(Step::Delete),
        2 => (0..SENTENCES.len(), words).prop_map(|(text, source)| Step::AddText(text, source)),
        2 => (0..SENTENCES.len()).prop_map(Step::ForgetText),
        2 => (0..2_usize, pairs).prop_map(|(origin, pairs)| Step::ReplaceUnits(origin, pairs)),
    ]
}

pub(super) fn new_text(body: &str, source: Option<String>) -> NewText {
    let repaired = crate::text::repair(body);
    NewText {
        name: format!("{source:?}.txt"),
        lang: LangTag::chinese(),
        encoding: "UTF-8".to_owned(),
        source,
        date: None,
        raw_hash: crate::text::content_hash(body),
        body: repaired.body,
        map: repaired.map,
        landmarks: crate::text::Landmarks::default(),
        report: repaired.report,
    }
}

pub(super) fn units(pairs: &[(usize, usize)]) -> Vec<(TranslationUnit, Option<f64>)> {
    let (zh, en) = (LangTag::chinese(), LangTag::english());
    let unit = |&(source, target): &(usize, usize)| {
        let unit = TranslationUnit::pair((&zh, SENTENCES[source]), (&en, ENGLISH[target]));
        (unit, Some(0.1 + 0.2 * source as f64))
    };
    pairs.iter().map(unit).collect()
}

pub(super) fn take(work: &mut Work<'_>, step: &Step) -> Result<(), StoreError> {
    let (zh, en) = (LangTag::chinese(), LangTag::english());
    match step {
        Step::Set(term, edit, new) => {
            let term = TERMS[*term];
            let known = work.read().concepts_of(&zh, term)?.first().copied();
            let mut entry = match known.filter(|_| !new) {
                Some(id) => work.read().concept(id)?,
                None => {
                    let generated = TermSec {
                        pinyin: Some("làn tàn".to_owned()),
                        doubt: "bm".parse().unwrap(),
                        ..TermSec::new(term)
                    };
                    curate::new_concept(&zh, generated)
                }
            };
            curate::apply(&mut entry, term, &zh, &en, edit);
            work.save_concept(&entry)?;
        }
        Step::Relate(term, other, relation) => {
            let known = |term: &usize| work.read().concepts_of(&zh, TERMS[*term]);
            if let (Some(id), Some(other)) = (known(term)?.first(), known(other)?.last()) {
                let mut entry = work.read().concept(*id)?;
                let edit = Edit {
                    related: vec![Related {
                        relation: *relation,
                        uid: work.read().concept(*other)?.uid,
                    }],
                    ..Edit::default()
                };
                curate::apply(&mut entry, TERMS[*term], &zh, &en, &edit);
                work.save_concept(&entry)?;
            }
        }
        Step::Decide(term, verdict, reason) => {
            work.decide(&zh, TERMS[*term], *verdict, reason.as_deref())?;
        }
        Step::Withdraw(term) => work.withdraw_decision(&zh, TERMS[*term])?,
        Step::Delete(term) => {
            for id in work.read().concepts_of(&zh, TERMS[*term])? {
                work.delete_concept(id)?;
            }
        }
        Step::AddText(text, source) => {
            work.add_text(&new_text(SENTENCES[*text], source.clone()))?;
        }
        Step::ForgetText(text) => {
            // Adding tells the number of a text that is there; forgetting it twice is no step.
            let text = new_text(SENTENCES[*text], None);
            if let Added::Known { id, .. } = work.add_text(&text)? {
                work.forget_text(id)?;
            }
        }
        Step::ReplaceUnits(origin, pairs) => {
            work.replace_units(["a", "b"][*origin], &units(pairs))?;
        }
        Step::Sync(steps, removes) => {
            let mut other = Store::in_memory()?;
            let mut there = other.begin(&author("step"))?;
            for step in steps {
                take(&mut there, step)?;
            }
            let (mine, theirs) = (work.read().facts()?, there.read().facts()?);
            let things = mine.iter();
            let base: Base = things
                .map(|(key, thing)| (key.clone(), thing.fields.clone()))
                .collect();
            let base = removes.then_some(&base);
            let plan = plan(base, &mine, &theirs, Some(Side::Theirs), Way::Pull);
            work.put_all(&plan.mine, &mine, |key| {
                there.read().line_of(key.kind, &theirs[key].uid)
            })?;
        }
    }
    Ok(())
}
