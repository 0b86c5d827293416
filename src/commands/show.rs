//! `show`: an entry or candidate with its contexts and history.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use glossary::concordance::Context;
use glossary::dictionary::Dictionary;
use glossary::entry::{ConceptEntry, Relation, TermSec};
use glossary::pinyin::Doubts;
use glossary::store::{
    Access, Decision, Event, Reader, StoredCandidate, StoredOccurrence, StoredText, WorkingPair,
};
use glossary::text::Location;
use serde::Serialize;
use serde_json::json;
use tmx::Timestamp;

use super::{Outcome, evidence, marked};
use crate::failure::Failure;
use crate::termbase;
use crate::ui::Ui;

/// Show an entry, or a candidate, with its contexts and history
///
/// Exit code 1 when there is neither.
///
/// Examples:
///   shuyu show 守望相助
///   shuyu show "#12" --contexts 20
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Term, or number of an entry like "#12"
    term: String,

    /// Show at most N places where it stands
    #[arg(long, value_name = "N", default_value_t = 5)]
    contexts: usize,
}

/// Characters shown on either side of a term.
const WIDTH: usize = 20;

/// A place where a term stands, as it is shown.
#[derive(Serialize)]
pub(crate) struct Place {
    pub(crate) text: String,
    #[serde(flatten)]
    pub(crate) location: Location,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<usize>,
    #[serde(flatten)]
    pub(crate) context: Context,
}

impl Place {
    /// The place as one reads it: `speech.txt:12`, `speech.docx, paragraph 7`.
    pub(crate) fn describe(&self) -> String {
        match self.location {
            Location::Line(line) => format!("{}:{line}", self.text),
            location => format!("{}, {location}", self.text),
        }
    }
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let store = termbase::open(ui, Access::Read)?;
    let reader = store.read();
    let pair = reader.working_pair()?;
    let mut ids = termbase::concepts(reader, &pair.source, &args.term)?;
    if ids.is_empty() {
        ids = reader.concepts_in_either_script(&pair.source, &args.term)?;
    }
    let mut places = Places::new(reader);
    for &id in &ids {
        let entry = reader.concept(id)?;
        let term = entry
            .terms(&pair.source)
            .next()
            .map_or(args.term.as_str(), |term| &term.text);
        let candidate = reader.candidate(term)?;
        let places = places.of(term, args.contexts)?;
        let events = reader.events(&owners(reader, &entry, &pair))?;
        if ui.is_json() {
            let history = reader.history(&entry.uid)?;
            ui.json(&json!({
                "entry": entry, "candidate": candidate, "contexts": places,
                "history": history, "log": events,
            }))?;
        } else {
            print_entry(&entry, &pair, ui)?;
            print_relations(reader, &entry, &pair, ui)?;
            print_evidence(candidate.as_ref(), &places, ui)?;
            print_history(&events, ui)?;
        }
    }
    if !ids.is_empty() {
        return Ok(Outcome::Done);
    }
    let Some(candidate) = reader.candidate(&args.term)? else {
        ui.message(&format!("there is no entry or candidate `{}`", args.term));
        return Ok(Outcome::No);
    };
    let places = places.of(&args.term, args.contexts)?;
    let decisions = reader.decisions(&pair.source)?;
    let decision = decisions.get(&candidate.candidate.term);
    let events = reader.events(&reader.owners_of(&pair.source, &args.term)?)?;
    if ui.is_json() {
        ui.json(&json!({
            "candidate": candidate, "decision": decision, "contexts": places, "log": events,
        }))?;
    } else {
        ui.line(&format!(
            "{}  {}",
            candidate.candidate.display(),
            marked(&candidate.pinyin, &candidate.doubt)
        ))?;
        ui.line(&describe_decision(decision))?;
        print_evidence(Some(&candidate), &places, ui)?;
        print_history(&events, ui)?;
        ui.next_step(&format!(
            "shuyu accept {} --en \"...\"",
            candidate.candidate.display()
        ));
    }
    Ok(Outcome::Done)
}

fn describe_decision(decision: Option<&Decision>) -> String {
    let verdict = decision.map_or("not yet decided", |it| super::decided(it.verdict));
    match decision.and_then(|decision| decision.reason.as_deref()) {
        Some(reason) => format!("a candidate, {verdict}: {reason}"),
        None => format!("a candidate, {verdict}"),
    }
}

/// Looks up where terms stand; a text is read once, whatever the number of terms.
pub(crate) struct Places<'c> {
    reader: Reader<'c>,
    texts: Texts,
}

impl<'c> Places<'c> {
    pub(crate) fn new(reader: Reader<'c>) -> Self {
        Self {
            reader,
            texts: Texts::default(),
        }
    }

    /// The first places of a term, spread over the texts.
    pub(crate) fn of(&mut self, term: &str, limit: usize) -> Result<Vec<Place>, Failure> {
        let occurrences = self.reader.occurrences(term)?.into_iter().take(limit);
        occurrences
            .map(|occurrence| self.texts.place(self.reader, occurrence, WIDTH))
            .collect()
    }
}

/// Texts that were read to show places of them.
#[derive(Default)]
pub(crate) struct Texts(BTreeMap<i64, StoredText>);

/// So many characters of texts are kept, that of the place that is shown apart.
const KEPT: i64 = 20_000_000;

impl Texts {
    /// A place with up to `width` characters on each side.
    pub(crate) fn place(
        &mut self,
        reader: Reader<'_>,
        occurrence: StoredOccurrence,
        width: usize,
    ) -> Result<Place, Failure> {
        let kept: i64 = self.0.values().map(|text| text.summary.characters).sum();
        if kept > KEPT && !self.0.contains_key(&occurrence.text_id) {
            self.0.clear();
        }
        let text = match self.0.entry(occurrence.text_id) {
            Entry::Occupied(slot) => slot.into_mut(),
            Entry::Vacant(slot) => slot.insert(reader.text(occurrence.text_id)?),
        };
        let (location, column) = text.locate(occurrence.start);
        Ok(Place {
            text: text.summary.name.clone(),
            location,
            column,
            context: Context::around(&text.body, &(occurrence.start..occurrence.end), width),
        })
    }
}

/// Prints what an entry says.
pub(super) fn print_entry(
    entry: &ConceptEntry,
    pair: &WorkingPair,
    ui: &mut Ui,
) -> Result<(), Failure> {
    for term in entry.terms(&pair.source) {
        let pinyin = marked(term.pinyin.as_deref().unwrap_or_default(), &term.doubt);
        ui.line(&format!(
            "{}  {pinyin}  (#{}, {})",
            term.text,
            entry.id,
            describe(term)
        ))?;
        let pinyin = term.pinyin.as_deref().unwrap_or_default();
        print_doubt(&term.text, pinyin, &term.doubt, ui)?;
    }
    for section in entry
        .languages
        .iter()
        .filter(|section| !section.lang.same_language(&pair.source))
    {
        for term in &section.terms {
            ui.line(&format!(
                "  {}: {}  ({})",
                section.lang,
                term.text,
                describe(term)
            ))?;
        }
    }
    let fields = [
        ("subject", &entry.subject),
        ("definition", &entry.definition),
        ("note", &entry.note),
        ("customer", &entry.customer),
        ("project", &entry.project),
        ("approved by", &entry.approved_by),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            ui.line(&format!("  {name}: {value}"))?;
        }
    }
    if entry.do_not_translate {
        ui.line("  do not translate")?;
    }
    let terms = entry.languages.iter().flat_map(|section| &section.terms);
    for context in terms.flat_map(|term| &term.contexts) {
        let source = context.source.as_deref();
        let source = source.map_or_else(String::new, |source| format!("  ({source})"));
        ui.line(&format!("  context: {}{source}", context.text))?;
        if let Some(translation) = &context.translation {
            ui.line(&format!("           {translation}"))?;
        }
    }
    Ok(())
}

/// Names the entries that an entry has to do with, and how it is written in the other script.
fn print_relations(
    reader: Reader<'_>,
    entry: &ConceptEntry,
    pair: &WorkingPair,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let named = |id: i64| -> Result<String, Failure> {
        let other = reader.concept(id)?;
        let term = other.terms(&pair.source).next();
        let term = term.map_or("", |term| term.text.as_str());
        Ok(format!("{term} (#{id})"))
    };
    for related in &entry.related {
        // What was imported without the other entry is not there.
        if let Some(id) = reader.concept_with_uid(&related.uid)? {
            ui.line(&format!("  {}: {}", related.relation, named(id)?))?;
        }
    }
    for (id, relation) in reader.related_to(&entry.uid)? {
        let is_told = entry.related.iter().any(|it| it.relation == relation);
        match relation {
            Relation::Broader => ui.line(&format!("  narrower: {}", named(id)?))?,
            Relation::SeeAlso if !is_told => ui.line(&format!("  see-also: {}", named(id)?))?,
            Relation::SeeAlso => {}
        }
    }
    if let Some(term) = entry.terms(&pair.source).next() {
        let traditional = Dictionary::built_in().traditional(&term.text);
        let is_term = entry.terms(&pair.source).any(|it| it.text == traditional);
        if !is_term {
            ui.line(&format!("  in traditional characters: {traditional}"))?;
        }
    }
    Ok(())
}

/// Says which syllables are unsure and why, and what to do.
fn print_doubt(term: &str, pinyin: &str, doubt: &Doubts, ui: &mut Ui) -> Result<(), Failure> {
    if !doubt.is_doubtful() {
        return Ok(());
    }
    for (character, sound, doubt) in doubt.unsure(term, pinyin, Dictionary::built_in()) {
        ui.line(&format!(
            "  unsure: {character} {sound}: {}",
            doubt.reason()
        ))?;
    }
    ui.line(&format!(
        "  confirm the pinyin, or correct it: shuyu set {term} --pinyin \"{pinyin}\""
    ))
}

fn describe(term: &TermSec) -> String {
    let mut parts = vec![term.part_of_speech.to_string()];
    parts.extend(term.term_type.map(|kind| kind.to_string()));
    if term.forbidden {
        parts.push("forbidden".to_owned());
    }
    for usage in &term.usage {
        let mut period = usage
            .status
            .map_or_else(String::new, |status| status.to_string());
        let mut add = |label: &str, value: Option<String>| {
            if let Some(value) = value {
                period = format!("{period} {label}{value}");
            }
        };
        add("from ", usage.from.map(|date| date.to_string()));
        add("until ", usage.until.map(|date| date.to_string()));
        add("source: ", usage.source.clone());
        parts.push(period.trim().to_owned());
    }
    if let Some(note) = &term.note {
        parts.push(note.clone());
    }
    parts.join("; ")
}

fn print_evidence(
    candidate: Option<&StoredCandidate>,
    places: &[Place],
    ui: &mut Ui,
) -> Result<(), Failure> {
    if let Some(stored) = candidate {
        for line in evidence::lines(&stored.candidate, &stored.dictionaries) {
            ui.line(&format!("  {line}"))?;
        }
        if !stored.suggestions.is_empty() {
            let english: Vec<String> = stored
                .suggestions
                .iter()
                .map(|suggestion| format!("{} ({})", suggestion.english, suggestion.source))
                .collect();
            ui.line(&format!("  suggested: {}", english.join("; ")))?;
        }
    }
    for place in places {
        let Context {
            before,
            term,
            after,
        } = &place.context;
        ui.line(&format!("  {}: {before}[{term}]{after}", place.describe()))?;
    }
    Ok(())
}

/// The uids of an entry and of what was decided on its terms.
fn owners(reader: Reader<'_>, entry: &ConceptEntry, pair: &WorkingPair) -> Vec<String> {
    let decisions = entry
        .terms(&pair.source)
        .map(|term| reader.decision_of(&pair.source, &term.text));
    std::iter::once(entry.uid.clone())
        .chain(decisions)
        .collect()
}

/// What was done, by number, time, user and command, and below each what it did.
fn print_history(events: &[Event], ui: &mut Ui) -> Result<(), Failure> {
    for event in events {
        let operation = &event.operation;
        let when = Timestamp::from_seconds(operation.at);
        let undone = event
            .undone_by
            .map_or_else(String::new, |by| format!("  (undone by #{by})"));
        ui.line(&format!(
            "  #{}  {when}  {}  {}{undone}",
            operation.id, operation.user, operation.command
        ))?;
        if !event.what.is_empty() {
            ui.line(&format!("      {}", event.what))?;
        }
    }
    Ok(())
}
