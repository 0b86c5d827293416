//! What expressions mean, by samples and by a matcher that takes its time.

use std::collections::BTreeSet;

use proptest::prelude::{
    Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};

use super::*;

/// The places of a text, counted in characters, where an expression is found before it.
fn before(expression: &str, text: &str) -> Vec<usize> {
    places(&Pattern::before(expression).unwrap(), text, false)
}

fn after(expression: &str, text: &str) -> Vec<usize> {
    places(&Pattern::after(expression).unwrap(), text, false)
}

fn places(pattern: &Pattern, text: &str, at_once: bool) -> Vec<usize> {
    let mut matcher = Matcher::new(pattern);
    let line = Line { text, number: 1 };
    if at_once {
        matcher.know(line);
    }
    let offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let found = offsets.enumerate().filter(|it| matcher.finds(line, it.1));
    found.map(|it| it.0).collect()
}

fn cause(expression: &str) -> String {
    Pattern::before(expression).unwrap_err().to_string()
}

#[test]
fn an_expression_is_looked_for_before_a_place_or_behind_it() {
    assert_eq!(before("[。！]”?", "好。”是！"), [2, 3, 5]);
    assert_eq!(after("[。！]”?", "好。”是！"), [1, 4]);
    assert_eq!(before("", "ab"), [0, 1, 2]);
    assert_eq!(before("a|", "ab"), [0, 1, 2]);
}

#[test]
fn matches_that_overlap_are_all_found() {
    assert_eq!(before("a+b?a", "aaba"), [2, 4]);
    assert_eq!(before(r"\b[A-Z]\. [A-Z]\.", "A. B. C. D."), [5, 8, 11]);
}

#[test]
fn looks_go_in_both_directions_wherever_they_stand() {
    assert_eq!(before(r"(?<=\d)\.", "1.a."), [2]);
    assert_eq!(before(r"(?<!\d)\.(?=\s|$)", "1. a. b.c."), [5, 10]);
    assert_eq!(
        after(r"\s(?!(?:The|An?)\b)\p{Lu}", "a Thé a The a An a Any"),
        [1, 18]
    );
    // Of any length, in one another.
    assert_eq!(before("(?<=a.*(?<!b))c", "ac abc acc"), [2, 9, 10]);
}

#[test]
fn classes_are_those_of_icu_and_java() {
    let text = "aBz9 ，\u{3000}Ω";
    for (expression, expected) in [
        (r"[\p{L}&&[^\p{Lu}]]", vec![1, 3]),
        (r"[a-z&&[^z]]", vec![1]),
        (r"[\p{L}--[\p{Lu}]]", vec![1, 3]),
        (r"[\p{L}-[\p{Lu}]]", vec![1, 3]),
        (r"[^\p{L}\p{N}]", vec![5, 6, 7]),
        (r"[[:alpha:]&&[:^upper:]]", vec![1, 3]),
        (r"[[a-c]B[x-z]]", vec![1, 2, 3]),
        (r"\h", vec![5, 7]),
        (r"\s", vec![5, 7]),
        (r"\w", vec![1, 2, 3, 4, 8]),
        (r"\P{L}", vec![4, 5, 6, 7]),
        (r"\pL", vec![1, 2, 3, 8]),
        (r"\p{^L}", vec![4, 5, 6, 7]),
        (r"[\uFF0C\x{3a9}]", vec![6, 8]),
        (r"[-a]", vec![1]),
        (r"[]z]", vec![3]),
        (r"[b-]", vec![]),
        (r"(?i)[b]|(?-i)A", vec![2]),
        (r"(?i:b)", vec![2]),
        (r"(?i)[^b]", vec![1, 3, 4, 5, 6, 7, 8]),
        (r"(?x) [ b B ] # capitals", vec![2]),
    ] {
        assert_eq!(before(expression, text), expected, "{expression}");
    }
    assert_eq!(before(r"\uD842\uDFB7", "𠮷"), [1]);
    assert_eq!(before(r"\Q.*\E+", ".a.**"), [4, 5]);
    assert_eq!(before(r"[\Q]^\E]", "]^a"), [1, 2]);
}

#[test]
fn possessive_repetitions_give_nothing_back() {
    assert_eq!(after(r"\d++\.", "12.3"), [0, 1]);
    assert_eq!(after(r"\d++3", "12.33"), [0_usize; 0]);
    assert_eq!(after(r"a{1,2}+b", "aab aaab"), [0, 1, 5, 6]);
    assert_eq!(after(r"a{1,2}+a", "aaa"), [0]);
    assert_eq!(after(r"a?+a", "aa"), [0]);
    assert_eq!(after(r"a*?b", "aab"), [0, 1, 2]);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    for (expression, told) in [
        ("a(b", "`(` is not closed (character 2 of it)"),
        ("ab)", "`)` closes no group (character 3 of it)"),
        ("[a", "`[` is not closed (character 1 of it)"),
        ("a**", "there is nothing to repeat (character 3 of it)"),
        ("中{2", "`{` is not closed (character 4 of it)"),
        ("{", "`{` repeats nothing"),
        ("a{3,2}", "`{…}` repeats from the lower"),
        ("a{1,9999}", "`{…}` repeats from the lower"),
        (r"(a)\1", "it refers back to a group"),
        ("(?>a)", "`(?>` is not read"),
        ("(ab)++", "`+` after a repetition"),
        (r"\p{Nothing}", "no property `Nothing` is known"),
        (r"\p{L", "`\\p{` is not closed"),
        (r"\X", "`\\X` is not read"),
        (r"\u12", "4 hexadecimal digits"),
        (r"\uD800", "U+D800 is no character"),
        ("[z-a]", "the range that begins with `z`"),
        ("a\\", "`\\` stands at the end"),
        ("(?", "`(?` begins no group"),
        ("((a{1000}){1000}){1000}", "it is too large"),
        ("(((){1000}){1000}){1000}", "it is too large"),
    ] {
        let found = cause(expression);
        assert!(found.starts_with(told), "{expression}: {found}");
    }
    assert!(cause(&"(".repeat(100_000)).contains("nested deeper"));
    assert!(cause(&"[".repeat(100_000)).contains("nested deeper"));
}

#[test]
fn time_grows_with_the_text_whatever_the_expression() {
    // By trying every place anew it would not come to its end, in anyone's patience.
    let text = "a".repeat(100_000);
    for expression in ["(a*)*b", "a*b|(a|aa)+$", "(?=a*b)a|(?<=ba*)a", "^b.*a"] {
        let _ = before(expression, &text);
        let _ = after(expression, &text);
    }
}

#[test]
fn a_whole_text_is_matched_in_capitals_or_not() {
    let matches = |expression: &str, text| Pattern::whole(expression).unwrap().matches(text);
    assert!(matches("ZH.*", "zh-CN") && matches("[Ee][Nn]", "en"));
    assert!(matches("zh|zh-cn", "zh-CN") && !matches("EN", "en-GB"));
}

/// An expression of all that there is, by chance.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a"),
        Just("b"),
        Just("中"),
        Just("."),
        Just("[ab]"),
        Just("[^a]"),
        Just("\\b"),
        Just("^"),
        Just("$"),
        Just("")
    ];
    leaf.prop_map(str::to_owned)
        .prop_recursive(4, 20, 3, |inner| {
            let repeat = prop_oneof![
                Just("*"),
                Just("+"),
                Just("?"),
                Just("{2}"),
                Just("{1,3}"),
                Just("{2,}"),
                Just("*?")
            ];
            let group = prop_oneof![
                Just("(?="),
                Just("(?!"),
                Just("(?<="),
                Just("(?<!"),
                Just("(")
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(|all| all.concat()),
                (inner.clone(), inner.clone())
                    .prop_map(|(one, other)| format!("(?:{one}|{other})")),
                (inner.clone(), repeat).prop_map(|(one, times)| format!("(?:{one}){times}")),
                (inner, group).prop_map(|(one, begin)| format!("{begin}{one})")),
            ]
        })
}

/// An expression of what chooses how much it takes, none of it nothing.
fn choosing() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![Just("a"), Just("b"), Just("."), Just("[^a]")];
    leaf.prop_map(str::to_owned)
        .prop_recursive(4, 16, 3, |inner| {
            let repeat = prop_oneof![
                Just("+"),
                Just("+?"),
                Just("{1,2}"),
                Just("{1,3}?"),
                Just("{2}")
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(|all| all.concat()),
                (inner.clone(), inner.clone())
                    .prop_map(|(one, other)| format!("(?:{one}|{other})")),
                (inner.clone(), repeat).prop_map(|(one, times)| format!("(?:{one}){times}")),
                (inner.clone(), inner.clone())
                    .prop_map(|(one, other)| format!("(?:{one})?{other}")),
                (inner.clone(), inner)
                    .prop_map(|(one, other)| format!("{other}(?:{one})*?{other}")),
            ]
        })
}

proptest! {
    #[test]
    fn what_is_found_is_what_a_patient_matcher_finds(
        expression in expression(),
        text in "[ab中 ]{0,8}",
        at_once in any::<bool>(),
    ) {
        let (node, parsed) = parse(&expression, false).unwrap();
        let text: Vec<char> = text.chars().collect();
        let patient = Patient { parsed: &parsed, text: &text };
        let all: String = text.iter().collect();
        let expected: Vec<usize> = (0..=text.len()).filter(|at| patient.behind(&node, *at)).collect();
        let pattern = Pattern::before(&expression).unwrap();
        prop_assert_eq!(places(&pattern, &all, at_once), expected);
        let expected: Vec<usize> = (0..=text.len()).filter(|at| !patient.ends(&node, *at).is_empty()).collect();
        let pattern = Pattern::after(&expression).unwrap();
        prop_assert_eq!(places(&pattern, &all, at_once), expected);
    }

    #[test]
    fn what_is_taken_is_what_a_patient_matcher_takes_first(
        expression in choosing(),
        text in "[ab中]{0,7}",
        well in "[01]{8}",
    ) {
        let (node, parsed) = parse(&expression, false).unwrap();
        let pattern = Pattern::before(&expression).unwrap();
        let characters: Vec<char> = text.chars().collect();
        let patient = Patient { parsed: &parsed, text: &characters };
        let fits = |end: usize| well.as_bytes()[end] == b'1';
        let offset = |place: usize| characters[..place].iter().map(|it| it.len_utf8()).sum::<usize>();
        let mut matcher = Matcher::new(&pattern);
        let line = Line { text: &text, number: 1 };
        for place in (0..=characters.len()).filter(|place| fits(*place)) {
            let expected = (0..=place).any(|from| {
                let ends = patient.in_turn(&node, from);
                ends.into_iter().find(|end| fits(*end)) == Some(place)
            });
            let at = offset(place);
            let well = |end| fits((0..=characters.len()).find(|it| offset(*it) == end).unwrap());
            let found = matcher.finds(line, at) && matcher.prefers(line, at, well);
            prop_assert_eq!(found, expected, "{} {} {}", expression, text, place);
        }
    }

    #[test]
    fn any_text_is_an_expression_or_is_refused(expression in r"[ab0-9\\(\[{?!<>=:*+|&^$.,})\]QEpPuxhcUIi-]{0,24}") {
        if let Ok(pattern) = Pattern::before(&expression) {
            places(&pattern, "ab 0.中", false);
        }
    }

    #[test]
    fn what_may_stand_beside_a_place_leaves_out_nothing(expression in expression(), text in "[ab中 ]{1,6}") {
        let pattern = Pattern::after(&expression).unwrap();
        let characters: Vec<char> = text.chars().collect();
        for place in places(&pattern, &text, false) {
            if let Some(next) = characters.get(place) {
                prop_assert!(pattern.may_stand_by(*next), "{} {}", expression, place);
            }
        }
    }
}

/// Finds all that an expression matches by trying everything.
struct Patient<'e> {
    parsed: &'e Parsed,
    text: &'e [char],
}

impl Patient<'_> {
    fn behind(&self, node: &Node, at: usize) -> bool {
        (0..=at).any(|from| self.ends(node, from).contains(&at))
    }

    /// Where matches end that begin at a place.
    fn ends(&self, node: &Node, at: usize) -> BTreeSet<usize> {
        match node {
            Node::Empty => BTreeSet::from([at]),
            Node::Class(class) => {
                let next = self
                    .text
                    .get(at)
                    .filter(|it| self.parsed.classes[*class].has(**it));
                next.map(|_| at + 1).into_iter().collect()
            }
            Node::All(nodes) => nodes.iter().fold(BTreeSet::from([at]), |places, node| {
                places.iter().flat_map(|at| self.ends(node, *at)).collect()
            }),
            Node::Any(nodes) => nodes.iter().flat_map(|node| self.ends(node, at)).collect(),
            Node::Repeat {
                node, least, most, ..
            } => {
                let further = |places: &BTreeSet<usize>| -> BTreeSet<usize> {
                    places.iter().flat_map(|at| self.ends(node, *at)).collect()
                };
                let mut places = BTreeSet::from([at]);
                for _ in 0..*least {
                    places = further(&places);
                }
                let mut all = places.clone();
                // More rounds than there are characters lead nowhere else.
                for _ in *least..most.unwrap_or(least + self.text.len() as u32 + 1) {
                    places = further(&places);
                    all.extend(&places);
                }
                all
            }
            Node::Test(test) => match self.holds(*test, at) {
                true => BTreeSet::from([at]),
                false => BTreeSet::new(),
            },
        }
    }

    /// Where matches end that begin at a place, those first that are rather taken.
    fn in_turn(&self, node: &Node, at: usize) -> Vec<usize> {
        let then = |places: Vec<usize>, node: &Node| -> Vec<usize> {
            let ends = places.into_iter().flat_map(|at| self.in_turn(node, at));
            ends.collect()
        };
        match node {
            Node::All(nodes) => nodes.iter().fold(vec![at], then),
            Node::Any(nodes) => nodes
                .iter()
                .flat_map(|node| self.in_turn(node, at))
                .collect(),
            Node::Repeat {
                node,
                least,
                most,
                lazy,
            } => {
                let begun = (0..*least).fold(vec![at], |places, _| then(places, node));
                let left = most.map(|most| most - least);
                let turns = begun.into_iter();
                turns
                    .flat_map(|at| self.further(node, at, left, *lazy))
                    .collect()
            }
            other => self.ends(other, at).into_iter().collect(),
        }
    }

    fn further(&self, node: &Node, at: usize, left: Option<u32>, lazy: bool) -> Vec<usize> {
        if left == Some(0) {
            return vec![at];
        }
        let next = self.in_turn(node, at).into_iter();
        let mut ends: Vec<usize> = next
            .flat_map(|at| self.further(node, at, left.map(|left| left - 1), lazy))
            .collect();
        match lazy {
            true => ends.insert(0, at),
            false => ends.push(at),
        }
        ends
    }

    fn holds(&self, test: Test, at: usize) -> bool {
        let is_word = |at: Option<usize>| {
            at.and_then(|at| self.text.get(at))
                .is_some_and(|it| it.is_alphanumeric())
        };
        match test {
            Test::Start => at == 0,
            Test::End => at == self.text.len(),
            Test::Boundary => is_word(at.checked_sub(1)) != is_word(Some(at)),
            Test::NoBoundary => is_word(at.checked_sub(1)) == is_word(Some(at)),
            Test::Look(look, finds) => {
                let (behind, node) = &self.parsed.looks[look];
                let found = match behind {
                    true => self.behind(node, at),
                    false => !self.ends(node, at).is_empty(),
                };
                found == finds
            }
        }
    }
}
