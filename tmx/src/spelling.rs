//! British and American spelling, made alike: dictionaries have the one, translators the other.

use std::borrow::Cow;

/// Parts that only British words have, with what American ones have for them. The Greek `ae` and
/// `oe` stay where American English keeps them, as in `aerial` and `shoe`.
const PARTS: &[(&str, &str)] = &[
    ("aemia", "emia"),
    ("aesth", "esth"),
    ("aeolog", "eolog"),
    ("anaest", "anest"),
    ("encyclopaed", "encycloped"),
    ("foet", "fet"),
    ("gynaec", "gynec"),
    ("haem", "hem"),
    ("manoeuv", "maneuv"),
    ("mediaev", "mediev"),
    ("oedem", "edem"),
    ("oesoph", "esoph"),
    ("oestr", "estr"),
    ("orthopaed", "orthoped"),
    ("paediatr", "pediatr"),
    ("rrhoea", "rrhea"),
    ("sulph", "sulf"),
];

/// Words and their beginnings that follow no rule.
const BEGINNINGS: &[(&str, &str)] = &[
    ("aeroplane", "airplane"),
    ("aluminium", "aluminum"),
    ("cheque", "check"),
    ("defence", "defense"),
    ("enrolment", "enrollment"),
    ("fulfilment", "fulfillment"),
    ("grey", "gray"),
    ("instalment", "installment"),
    ("judgement", "judgment"),
    ("licence", "license"),
    ("mould", "mold"),
    ("offence", "offense"),
    ("plough", "plow"),
    ("pretence", "pretense"),
    ("programme", "program"),
    ("sceptic", "skeptic"),
    ("skilful", "skillful"),
    ("tonne", "ton"),
    ("tyre", "tire"),
    ("wilful", "willful"),
];

/// Endings of words, before `s`, `d` and `r`.
const ENDINGS: &[(&str, &str)] = &[
    ("tre", "ter"),
    ("bre", "ber"),
    ("logue", "log"),
    ("yse", "yze"),
];

/// Words in `ise` that are no verbs of Greek make, by what stands before it.
const NO_VERBS: &[&str] = &[
    "adv", "comprom", "compr", "conc", "dem", "dev", "disgu", "enterpr", "exc", "exerc", "expert",
    "franch", "improv", "l", "merchand", "no", "otherw", "likew", "parad", "po", "pra", "prec",
    "prem", "prom", "ra", "rev", "r", "superv", "surm", "surpr", "telev", "treat", "w",
];

/// An English word in lower case, as Americans write it. For comparing words: a rare one that only
/// looks British is changed as well.
///
/// ```
/// assert_eq!(tmx::american("programmes"), "programs");
/// assert_eq!(tmx::american("neighbouring"), "neighboring");
/// ```
#[must_use]
pub fn american(word: &str) -> Cow<'_, str> {
    if word.len() < 4 || !word.is_ascii() {
        return Cow::Borrowed(word);
    }
    for (british, american) in BEGINNINGS {
        let is_form = |rest: &&str| !british.ends_with('e') || matches!(*rest, "" | "s");
        if let Some(rest) = word.strip_prefix(british).filter(is_form) {
            return Cow::Owned(format!("{american}{rest}"));
        }
    }
    for (british, american) in PARTS {
        if word.contains(british) {
            return Cow::Owned(word.replacen(british, american, 1));
        }
    }
    for ending in ["", "s", "d", "r", "rs"] {
        let Some(bare) = word.strip_suffix(ending) else {
            continue;
        };
        let mut endings = ENDINGS.iter();
        let changed = endings.find_map(|(british, american)| {
            // `analyses` are more often those of an analysis.
            let is_noun = *british == "yse" && ending == "s";
            let begin = bare.strip_suffix(british).filter(|_| !is_noun)?;
            Some(format!("{begin}{american}"))
        });
        if let Some(changed) = changed {
            let e = match bare.ends_with("re") && ending == "d" {
                true => "e",
                false => "",
            };
            return Cow::Owned(format!("{changed}{e}{ending}"));
        }
    }
    verb_in_ise(word)
        .or_else(|| noun_in_our(word))
        .map_or(Cow::Borrowed(word), Cow::Owned)
}

/// `organise`, `organising`, `organisation` with `z`.
fn verb_in_ise(word: &str) -> Option<String> {
    let endings = [
        "isation", "isations", "ise", "ised", "ises", "iser", "isers", "ising",
    ];
    let ending = endings.iter().rfind(|ending| word.ends_with(*ending))?;
    let begin = word.strip_suffix(ending)?;
    let is_verb = begin.len() > 2 && !NO_VERBS.contains(&begin);
    is_verb.then(|| format!("{begin}{}", ending.replacen("is", "iz", 1)))
}

/// `labour` and its forms with `o`, but not `contour`.
fn noun_in_our(word: &str) -> Option<String> {
    let endings = [
        "our", "ours", "oured", "ouring", "ourable", "ourably", "ourite", "ourites", "ourhood",
        "ourhoods", "ourly", "oural", "ourer", "ourers", "ourless", "ourful",
    ];
    let ending = endings.iter().find(|ending| word.ends_with(*ending))?;
    let begin = word.strip_suffix(ending)?;
    let is_noun = match begin {
        "col" | "od" | "parl" | "ranc" | "vap" => true,
        _ => begin.len() > 2 && !begin.ends_with(['c', 'l', 'p', 't']),
    };
    is_noun.then(|| format!("{begin}{}", ending.replacen("our", "or", 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_words_are_written_as_american_ones() {
        for (british, wanted) in [
            ("centre", "center"),
            ("centres", "centers"),
            ("theatre", "theater"),
            ("fibre", "fiber"),
            ("dialogue", "dialog"),
            ("programmes", "programs"),
            ("defence", "defense"),
            ("labour", "labor"),
            ("colours", "colors"),
            ("neighbouring", "neighboring"),
            ("neighbourhood", "neighborhood"),
            ("favourable", "favorable"),
            ("behavioural", "behavioral"),
            ("endeavours", "endeavors"),
            ("organisation", "organization"),
            ("modernising", "modernizing"),
            ("analyse", "analyze"),
            ("analysed", "analyzed"),
            ("paediatric", "pediatric"),
            ("leukaemia", "leukemia"),
            ("archaeology", "archeology"),
        ] {
            assert_eq!(american(british), wanted);
            assert_eq!(american(wanted), wanted);
        }
    }

    #[test]
    fn what_only_looks_british_stays() {
        for word in [
            "four",
            "hours",
            "our",
            "tourism",
            "course",
            "enterprise",
            "exercise",
            "promised",
            "rising",
            "wise",
            "court",
            "resources",
            "advised",
            "analyses",
            "analysis",
            "league",
            "countries",
            "basis",
            "pour",
            "tours",
            "shoe",
            "otherwise",
            "programmer",
            "contour",
            "中心",
        ] {
            assert_eq!(american(word), word);
        }
    }
}
