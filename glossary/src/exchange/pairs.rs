//! Entries as units of a translation memory.

use tmx::{LangTag, Prop, TranslationUnit};

use crate::entry::{AdministrativeStatus, ConceptEntry, PartialDate, TermSec};

/// The property that says where an equivalent is taken from; its licence may go with it.
const SOURCE: &str = "x-source";

/// The pairs of usable terms of an entry as units, one a pair; `date` asks for the terms that
/// were official then.
///
/// Of several units with one source CAT tools insert the last one, so the preferred pair comes
/// last.
#[must_use]
pub fn term_units(
    entry: &ConceptEntry,
    source: &LangTag,
    target: &LangTag,
    date: Option<&PartialDate>,
) -> Vec<TranslationUnit> {
    let mut equivalents: Vec<&TermSec> = entry
        .terms(target)
        .filter(|term| term.is_usable(date))
        .collect();
    equivalents.sort_by_key(|term| term.status(date) == Some(AdministrativeStatus::Preferred));
    // Among equals the first accepted is the best, hence the last.
    let preferred = equivalents
        .partition_point(|term| term.status(date) != Some(AdministrativeStatus::Preferred));
    equivalents[..preferred].reverse();
    entry
        .terms(source)
        .filter(|term| term.is_usable(date))
        .flat_map(|term| {
            equivalents.iter().map(move |equivalent| {
                let mut unit =
                    TranslationUnit::pair((source, &term.text), (target, &equivalent.text));
                if let Some(pinyin) = &term.pinyin {
                    unit.props.push(Prop::new(Prop::PINYIN, pinyin));
                }
                if let Some(source) = equivalent.source(date) {
                    unit.props.push(Prop::new(SOURCE, source));
                }
                unit
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::{Edit, apply, new_concept};

    #[test]
    fn the_preferred_equivalent_comes_last_and_forbidden_ones_not_at_all() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let mut entry = new_concept(
            &zh,
            TermSec {
                pinyin: Some("gǎngkǒu liánméng".to_owned()),
                ..TermSec::new("港口联盟")
            },
        );
        let mut set = |text: &str, status: Option<AdministrativeStatus>, forbidden: bool| {
            let equivalents = vec![text.to_owned()];
            let edit = Edit {
                equivalents,
                status,
                forbidden: Some(forbidden),
                ..Edit::default()
            };
            apply(&mut entry, "港口联盟", &zh, &en, &edit);
        };
        set(
            "port alliance",
            Some(AdministrativeStatus::Preferred),
            false,
        );
        set("alliance of ports", None, false);
        set("harbour club", None, true);
        set("port league", Some(AdministrativeStatus::Deprecated), false);
        let units = term_units(&entry, &zh, &en, None);
        let targets: Vec<String> = units
            .iter()
            .map(|unit| unit.variants[1].segment.plain_text())
            .collect();
        assert_eq!(targets, ["alliance of ports", "port alliance"]);
        assert_eq!(units[0].props, [Prop::new("x-pinyin", "gǎngkǒu liánméng")]);
    }
}
