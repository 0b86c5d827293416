//! English abbreviations, and the words that tell whether a sentence ends behind one.

/// Abbreviations that a name follows; the sentence never ends there.
pub(crate) const TITLES: &[&str] = &[
    "Adm", "Amb", "Brig", "Capt", "Cdr", "Cmdr", "Col", "Det", "Dr", "Drs", "Fr", "Gen", "Gov",
    "Hon", "Lt", "Maj", "Messrs", "Mme", "Mr", "Mrs", "Ms", "Mt", "Pres", "Prof", "Rep", "Reps",
    "Rev", "Sen", "Sens", "Sgt", "St", "cf", "e.g", "i.e", "v", "viz", "vs",
];

/// Abbreviations that a number follows; without one the sentence ends ("He said no.").
pub(crate) const BEFORE_NUMBERS: &[&str] = &[
    "Apr", "Art", "Arts", "Aug", "Ch", "Dec", "Eq", "Feb", "Fig", "Figs", "Jan", "Jul", "Jun",
    "Mar", "No", "Nos", "Nov", "Oct", "Para", "Paras", "Sec", "Sep", "Sept", "Tab", "Vol", "Vols",
    "approx", "art", "arts", "ca", "ch", "eq", "fig", "figs", "no", "nos", "p", "para", "paras",
    "pp", "sec", "vol", "vols",
];

/// Abbreviations after which the sentence may go on or not: the next word decides.
pub(crate) const OPEN: &[&str] = &[
    "Bros", "Co", "Corp", "Inc", "Jr", "Ltd", "Ph.D", "Sr", "a.m", "al", "approx", "dept", "est",
    "etc", "p.m", "resp",
];

/// Words that open an English sentence far more often than they follow an abbreviation.
pub(crate) const OPENERS: &[&str] = &[
    "A",
    "After",
    "All",
    "Also",
    "An",
    "And",
    "As",
    "At",
    "But",
    "By",
    "During",
    "For",
    "From",
    "He",
    "Her",
    "His",
    "However",
    "I",
    "If",
    "In",
    "It",
    "Its",
    "Many",
    "Meanwhile",
    "Most",
    "No",
    "On",
    "Our",
    "She",
    "Since",
    "So",
    "Some",
    "That",
    "The",
    "Their",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "To",
    "Under",
    "We",
    "What",
    "When",
    "While",
    "With",
    "You",
];
