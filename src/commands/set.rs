//! `set`: an entry created or changed.

use glossary::curate::{self, Edit};
use glossary::dictionary::Dictionary;
use glossary::entry::{
    AdministrativeStatus, ConceptEntry, Context, PartOfSpeech, PartialDate, Related, Relation,
    TermType,
};
use glossary::pinyin::{TypedWarning, parse_typed};
use glossary::store::{Access, Reader, Verdict, WorkingPair};

use super::Outcome;
use crate::failure::Failure;
use crate::termbase;
use crate::ui::Ui;

/// Create an entry or change one
///
/// What is not named stays as it is; an empty value clears a field. --status,
/// --from, --until, --source, --term-type and --forbidden say something of the
/// English given with --en; without it, of the variant given with --variant;
/// without both, of the term itself.
///
/// Examples:
///   shuyu set 蓝碳 --en "blue carbon" --status preferred
///   shuyu set 蓝碳 --en "ocean carbon" --status superseded --until 2017
///   shuyu set 窗口 --new --en "service counter"
///   shuyu set 西安 --pinyin "xi1 an1"
///   shuyu set 上海合作组织 --variant 上合组织 --term-type shortForm
///   shuyu set 蓝碳 --subject environment/climate --broader 碳汇
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Term of the entry, or its number like "#12"
    term: String,

    /// English to add or change (can be repeated)
    #[arg(long, value_name = "E")]
    en: Vec<String>,

    /// Pinyin of the term, in any spelling; nothing of it is in doubt then
    #[arg(long, value_name = "P")]
    pinyin: Option<String>,

    /// Part of speech: noun, properNoun, verb, adjective, adverb, other
    #[arg(long, value_name = "P")]
    pos: Option<PartOfSpeech>,

    /// Status: preferred, admitted, deprecated, superseded
    #[arg(long, value_name = "S")]
    status: Option<AdministrativeStatus>,

    /// Mark as never to be used; exports leave it out
    #[arg(long, conflicts_with = "allowed")]
    forbidden: bool,

    /// Take the mark of --forbidden back
    #[arg(long)]
    allowed: bool,

    /// In use from D on: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "D")]
    from: Option<PartialDate>,

    /// In use until D: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "D")]
    until: Option<PartialDate>,

    /// Where the English, or the term, is taken from
    #[arg(long, value_name = "S")]
    source: Option<String>,

    /// Another Chinese term of the concept, such as a short form or one in
    /// traditional characters (can be repeated)
    #[arg(long, value_name = "V")]
    variant: Vec<String>,

    /// Add the term in traditional characters
    #[arg(long)]
    traditional: bool,

    /// What the English, the variant or else the term is: fullForm,
    /// abbreviation, acronym, shortForm, variant, phrase
    #[arg(long, value_name = "T")]
    term_type: Option<TermType>,

    /// Sentence that uses the term (can be repeated by calling `set` again; ""
    /// takes all away)
    #[arg(long, value_name = "SENTENCE")]
    context: Option<String>,

    /// The sentence of --context in English
    #[arg(long, value_name = "SENTENCE", requires = "context")]
    context_en: Option<String>,

    /// Where the sentence of --context is taken from
    #[arg(long, value_name = "S", requires = "context")]
    context_source: Option<String>,

    /// Whom the entry is for
    #[arg(long, value_name = "C")]
    customer: Option<String>,

    /// What project the entry is for
    #[arg(long, value_name = "P")]
    project: Option<String>,

    /// The term stays as it is in translations
    #[arg(long, conflicts_with = "translate")]
    do_not_translate: bool,

    /// Take the mark of --do-not-translate back
    #[arg(long)]
    translate: bool,

    /// Entry of the wider concept: its term or number (can be repeated)
    #[arg(long, value_name = "TERM")]
    broader: Vec<String>,

    /// Entry to look at as well: its term or number (can be repeated)
    #[arg(long, value_name = "TERM")]
    see_also: Vec<String>,

    /// Entry that this one has nothing to do with any more (can be repeated)
    #[arg(long, value_name = "TERM")]
    unrelated: Vec<String>,

    /// Subject field of the concept; a field within a field as
    /// "politics/diplomacy"
    #[arg(long, value_name = "S")]
    subject: Option<String>,

    /// Definition of the concept
    #[arg(long, value_name = "D")]
    definition: Option<String>,

    /// Remark on the concept
    #[arg(long, value_name = "N")]
    note: Option<String>,

    /// Make another concept of the same term
    #[arg(long)]
    new: bool,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut edit = args.edit()?;
    let mut store = termbase::open(ui, Access::Write)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let pair = work.read().working_pair()?;
    let known = match args.new {
        true => None,
        false => termbase::only_concept(work.read(), &pair.source, &args.term)?,
    };
    let mut entry = match known {
        Some(id) => work.read().concept(id)?,
        None if args.term.starts_with(['#', '＃']) => {
            return Err(termbase::no_entry(&args.term).into());
        }
        None => {
            let candidate = work.read().candidate(&args.term)?;
            let found = candidate.as_ref().map(|stored| &stored.candidate);
            let own = work.read().own_readings_within(&args.term)?;
            let term = curate::new_term_with(&args.term, found, &own);
            let mut entry = curate::new_concept(&pair.source, term);
            entry.note = found.and_then(curate::expansion_note);
            entry
        }
    };
    let before = entry.clone();
    args.relate(work.read(), &pair, &entry, &mut edit)?;
    if args.traditional {
        let term = curate::edited_term(&entry, &args.term, &pair.source);
        let traditional = term.map(|term| Dictionary::built_in().traditional(&term.text));
        edit.variants.extend(traditional);
    }
    if let Some(typed) = &args.pinyin {
        let term = curate::edited_term(&entry, &args.term, &pair.source);
        edit.pinyin = term.map(|term| read_pinyin(&term.text, typed, ui));
    }
    curate::apply(&mut entry, &args.term, &pair.source, &pair.target, &edit);
    let id = work.save_concept(&entry)?;
    let term = entry
        .terms(&pair.source)
        .next()
        .map_or_else(String::new, |term| term.text.clone());
    if known.is_none() && !term.is_empty() {
        work.decide(&pair.source, &term, Verdict::Accepted, None)?;
    }
    let stored = work.read().concept(id)?;
    if !ui.is_dry_run() {
        work.commit()?;
    }
    if ui.is_json() {
        ui.json(&stored)?;
    } else {
        let did = match known {
            None => "created",
            Some(_) if stored == before => "nothing to change in",
            Some(_) => "changed",
        };
        ui.message(&format!("{}{did} {term} (#{id})", super::would(ui)));
    }
    Ok(Outcome::Done)
}

/// The spelling to keep of pinyin that was typed; what is odd in it is told.
fn read_pinyin(term: &str, typed: &str, ui: &mut Ui) -> String {
    let typed = parse_typed(term, typed, Dictionary::built_in());
    for warning in &typed.warnings {
        let advice = match warning {
            TypedWarning::TonesFilled { .. } => "set it once more with tones if they are others",
            _ => "it is kept as it was typed",
        };
        ui.warn(&format!("{term}: {warning}; {advice}"));
    }
    typed.spelling
}

impl Args {
    /// What is changed, but for the pinyin, which depends on the term.
    fn edit(&self) -> Result<Edit, Failure> {
        if self.term.trim().is_empty() {
            return Err(Failure::usage("the term is empty").hint("write the term itself"));
        }
        if self.en.iter().any(|english| english.trim().is_empty()) {
            return Err(
                Failure::usage("`--en` is empty").hint("write the English, or leave `--en` out")
            );
        }
        if self.variant.iter().any(|variant| variant.trim().is_empty()) {
            return Err(Failure::usage("`--variant` is empty")
                .hint("write the term, or leave `--variant` out"));
        }
        if let (Some(from), Some(until)) = (&self.from, &self.until)
            && until.last_day() < from.first_day()
        {
            return Err(
                Failure::usage(format!("`--until {until}` is before `--from {from}`"))
                    .hint("exchange the two dates"),
            );
        }
        Ok(Edit {
            equivalents: self.en.clone(),
            pinyin: None,
            part_of_speech: self.pos,
            status: self.status,
            forbidden: match (self.forbidden, self.allowed) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                _ => None,
            },
            from: self.from,
            until: self.until,
            source: self.source.clone(),
            subject: self.subject.clone(),
            definition: self.definition.clone(),
            note: self.note.clone(),
            variants: self.variant.clone(),
            term_type: self.term_type,
            context: self.context.as_ref().map(|text| Context {
                text: text.clone(),
                translation: self.context_en.clone(),
                source: self.context_source.clone(),
            }),
            customer: self.customer.clone(),
            project: self.project.clone(),
            do_not_translate: match (self.do_not_translate, self.translate) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                _ => None,
            },
            ..Edit::default()
        })
    }

    /// Adds to `edit` what the entry has to do with others from now on.
    fn relate(
        &self,
        reader: Reader<'_>,
        pair: &WorkingPair,
        entry: &ConceptEntry,
        edit: &mut Edit,
    ) -> Result<(), Failure> {
        let other = |term: &String| -> Result<String, Failure> {
            let id = termbase::only_concept(reader, &pair.source, term)?
                .ok_or_else(|| termbase::no_entry(term))?;
            if id == entry.id {
                return Err(Failure::usage(format!("`{term}` is the entry itself"))
                    .hint("name another entry"));
            }
            Ok(reader.concept(id)?.uid)
        };
        for term in &self.unrelated {
            edit.unrelated.push(other(term)?);
        }
        let broader = self.broader.iter().map(|term| (Relation::Broader, term));
        let see_also = self.see_also.iter().map(|term| (Relation::SeeAlso, term));
        for (relation, term) in broader.chain(see_also) {
            let uid = other(term)?;
            if relation == Relation::Broader && reader.is_broader(&entry.uid, &uid)? {
                return Err(Failure::usage(format!(
                    "`{term}` cannot be wider: `{}` is wider than it already",
                    self.term
                ))
                .hint("take that back first, with --unrelated"));
            }
            edit.related.push(Related { relation, uid });
        }
        Ok(())
    }
}
