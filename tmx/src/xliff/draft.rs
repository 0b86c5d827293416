//! A unit of XLIFF under way, and the translation units that become of it.

use std::collections::BTreeMap;

use super::content::Content;
use crate::xml::Element;
use crate::{LangTag, Note, Prop, Run, Segment, TranslationUnit, Variant};

/// Begins the names of properties that were attributes of XLIFF.
const PREFIX: &str = "x-xliff-";

/// What is known of the languages of a file.
#[derive(Debug, Default, Clone)]
pub(super) struct Pair {
    pub(super) source: Option<LangTag>,
    pub(super) target: Option<LangTag>,
}

/// A unit of XLIFF.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) notes: Vec<Note>,
    pub(super) props: Vec<Prop>,
    pub(super) source: Content,
    /// The source once more, cut into segments.
    pub(super) cut_source: Content,
    pub(super) target: Option<Content>,
    /// Properties of segments, by their identifiers.
    pub(super) of_segments: Vec<(String, Vec<Prop>)>,
}

/// Attributes that say nothing of the text, or what the unit says in its languages.
const TOLD_ELSEWHERE: [&str; 4] = [
    "xml:space",
    "xml:lang",
    "source-language",
    "target-language",
];

/// Longest value of an attribute of a file or group: each unit in it gets a copy.
const COPIED: usize = 1000;

/// Attributes of the files and groups around a unit, as properties.
#[derive(Debug, Default)]
pub(super) struct Around {
    props: Vec<Prop>,
    /// How many there were before each element that is open.
    before: Vec<usize>,
}

impl Around {
    /// An element begins; how many attributes of it are too long to be copied.
    pub(super) fn begin(&mut self, element: &Element<'_>) -> u64 {
        let own = props_of(&format!("{}-", element.name()), element);
        let (known, all) = (self.props.len(), own.len());
        self.before.push(known);
        let own = own.into_iter().filter(|prop| prop.value.len() <= COPIED);
        self.props.extend(own);
        (all - (self.props.len() - known)) as u64
    }

    pub(super) fn end(&mut self) {
        self.props.truncate(self.before.pop().unwrap_or_default());
    }

    /// The outermost first.
    pub(super) fn props(&self) -> &[Prop] {
        &self.props
    }
}

/// The attributes of an element as properties, but for those that say nothing of the text.
pub(super) fn props(element: &Element<'_>) -> Vec<Prop> {
    props_of("", element)
}

/// As [`props`], of an element around the text; `whose` begins their names: `file-`.
pub(super) fn props_of(whose: &str, element: &Element<'_>) -> Vec<Prop> {
    element
        .attributes()
        .filter(|it| !it.name.starts_with("xmlns") && !TOLD_ELSEWHERE.contains(&it.name))
        .map(|it| Prop::new(format!("{PREFIX}{whose}{}", it.name), it.value))
        .collect()
}

/// A property that was an attribute.
pub(super) fn prop(name: &str, value: &str) -> Prop {
    Prop::new(format!("{PREFIX}{name}"), value)
}

impl Draft {
    /// How many pairs it may be, at least one.
    pub(super) fn segments(&self) -> usize {
        let source = self.source.segments.len();
        source.max(self.cut_source.segments.len()).max(1)
    }

    /// How many parts each pair has from the unit, and their bytes.
    pub(super) fn common(&self) -> (usize, usize) {
        let notes = self.notes.iter().map(|note| note.text.len());
        let props = self
            .props
            .iter()
            .map(|prop| prop.kind.len() + prop.value.len());
        (
            self.notes.len() + self.props.len(),
            notes.chain(props).sum(),
        )
    }

    /// The pairs of it, and how many sources in it are not translated.
    pub(super) fn units(self, pair: &Pair) -> Result<(Vec<TranslationUnit>, u64), String> {
        let mut units = Vec::new();
        let mut untranslated = 0;
        let mut own: BTreeMap<&str, &[Prop]> = self
            .of_segments
            .iter()
            .map(|(id, props)| (id.as_str(), props.as_slice()))
            .collect();
        for (id, source, target) in self.texts() {
            if target.is_empty() || source.is_empty() {
                untranslated += 1;
                continue;
            }
            let mut props = self.props.clone();
            if let Some(id) = id {
                props.push(prop("mid", id));
                props.extend(own.remove(id).into_iter().flatten().cloned());
            }
            units.push(TranslationUnit {
                notes: self.notes.clone(),
                props,
                variants: vec![
                    variant(pair.source.as_ref(), "source", source)?,
                    variant(pair.target.as_ref(), "target", target)?,
                ],
                ..TranslationUnit::default()
            });
        }
        Ok((units, untranslated))
    }

    /// Sources and their targets, with the identifier that both have; a target that is missing is
    /// empty.
    fn texts(&self) -> Vec<(Option<&str>, &[Run], &[Run])> {
        let cut = match self.cut_source.segments.is_empty() {
            true => self.source.segments.as_slice(),
            false => self.cut_source.segments.as_slice(),
        };
        let (runs, segments) = match &self.target {
            Some(target) => (target.runs.as_slice(), target.segments.as_slice()),
            None => Default::default(),
        };
        if cut.is_empty() || segments.is_empty() {
            // Where only the source is cut, and into one, that is the text.
            let source = match cut {
                [(_, only)] => only,
                _ => &self.source.runs,
            };
            return vec![(None, source, runs)];
        }
        let mut known: BTreeMap<&str, &[Run]> = segments
            .iter()
            .map(|(id, runs)| (id.as_str(), runs.as_slice()))
            .collect();
        // Each is given out once: a copy for all that ask for it could fill any memory.
        let pairs = cut.iter().map(|(id, source)| {
            let target = known.remove(id.as_str()).unwrap_or_default();
            (Some(id.as_str()), source.as_slice(), target)
        });
        pairs.collect()
    }
}

fn variant(lang: Option<&LangTag>, side: &str, runs: &[Run]) -> Result<Variant, String> {
    let Some(lang) = lang else {
        return Err(format!("the file does not say what its {side} language is"));
    };
    Ok(Variant {
        segment: Segment {
            runs: runs.to_vec(),
        },
        ..Variant::new(lang.clone(), "")
    })
}
