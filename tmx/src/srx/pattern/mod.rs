//! Regular expressions of segmentation rules, asked of a place in a text.
//!
//! What is read is what ICU and Java have in common and segmentation rules use: classes with
//! intersections and properties, groups, repetitions of all three kinds, looks ahead and behind,
//! of any length, quotations and flags. Classes mean what ICU says (`\s`, `\d` and `\w` go beyond
//! ASCII). Not read are references back to a group, `(?>…)`, `\X`, `\G` and `\N{…}`.

mod matcher;
mod parse;
mod program;
mod property;
mod set;

pub(super) use matcher::{Line, Matcher};
use parse::{Node, Parsed, Test, parse};
use program::{Step, compile};
use set::Class;

/// An expression that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause} (character {character} of it)")]
pub(super) struct PatternError {
    /// Number of the character where it cannot be read, from 1.
    pub(super) character: usize,
    /// What is wrong.
    pub(super) cause: String,
}

/// An expression that is looked for at a place, before or behind it.
#[derive(Debug)]
pub(super) struct Pattern {
    classes: Vec<Class>,
    /// The last one is the whole expression.
    looks: Vec<Look>,
    /// Classes of which the character next to the place has to be in one; none where anything may
    /// stand there.
    beside: Option<Vec<usize>>,
    /// All that it matches is of one length.
    is_fixed: bool,
}

/// A look from a place, in one direction.
#[derive(Debug)]
struct Look {
    behind: bool,
    /// Away from the place.
    local: Vec<Step>,
    /// Towards it, from anywhere.
    sweep: Vec<Step>,
}

impl Pattern {
    /// The expression that is to match text which ends at a place.
    pub(super) fn before(expression: &str) -> Result<Self, PatternError> {
        let (node, parsed) = parse(expression, false)?;
        Self::of(node, parsed, true)
    }

    /// The expression that is to match text which begins at a place.
    pub(super) fn after(expression: &str) -> Result<Self, PatternError> {
        let (node, parsed) = parse(expression, false)?;
        Self::of(node, parsed, false)
    }

    /// The expression that is to match a whole text, in capitals or not.
    pub(super) fn whole(expression: &str) -> Result<Self, PatternError> {
        let (node, parsed) = parse(expression, true)?;
        Self::of(Node::All(vec![node, Node::Test(Test::End)]), parsed, false)
    }

    /// Whether the expression of [`Pattern::whole`] matches a text.
    pub(super) fn matches(&self, text: &str) -> bool {
        Matcher::new(self).finds(Line { text, number: 1 }, 0)
    }

    /// Whether it can match with this character next to the place.
    pub(super) fn may_stand_by(&self, character: char) -> bool {
        let Some(beside) = &self.beside else {
            return true;
        };
        let mut classes = beside.iter().filter_map(|class| self.classes.get(*class));
        classes.any(|class| class.has(character))
    }

    /// How many steps it has become.
    pub(super) fn size(&self) -> usize {
        self.looks.iter().map(|look| look.local.len()).sum()
    }

    fn of(node: Node, parsed: Parsed, behind: bool) -> Result<Self, PatternError> {
        let Parsed { classes, mut looks } = parsed;
        let is_fixed = length(&node).is_some();
        looks.push((behind, node));
        let looks = looks.iter().map(|(behind, node)| {
            Ok(Look {
                behind: *behind,
                local: compile(node, *behind)?,
                sweep: compile(node, !*behind)?,
            })
        });
        let looks = looks.collect::<Result<Vec<Look>, PatternError>>()?;
        let beside = looks.last().and_then(|look| beside(&look.local));
        Ok(Self {
            classes,
            looks,
            beside,
            is_fixed,
        })
    }
}

/// How many characters an expression takes; none where that differs.
fn length(node: &Node) -> Option<u32> {
    match node {
        Node::Empty | Node::Test(_) => Some(0),
        Node::Class(_) => Some(1),
        Node::All(nodes) => {
            (nodes.iter()).try_fold(0_u32, |sum, node| sum.checked_add(length(node)?))
        }
        Node::Any(nodes) => {
            let (first, rest) = nodes.split_first()?;
            let first = length(first)?;
            (rest.iter().all(|node| length(node) == Some(first))).then_some(first)
        }
        Node::Repeat {
            node, least, most, ..
        } => match *most == Some(*least) {
            true => length(node)?.checked_mul(*least),
            false => None,
        },
    }
}

/// The classes that the first character is taken from, whatever tests say; none where it may be
/// found before that.
fn beside(steps: &[Step]) -> Option<Vec<usize>> {
    let mut classes = Vec::new();
    let mut reached = vec![false; steps.len()];
    let mut waiting = vec![0];
    while let Some(step) = waiting.pop() {
        match reached.get_mut(step) {
            Some(reached) if !*reached => *reached = true,
            _ => continue,
        }
        match steps.get(step)? {
            Step::Take(class) => classes.push(*class),
            Step::Ask(_) => waiting.push(step + 1),
            Step::Fork(one, other) => waiting.extend([*one, *other]),
            Step::Jump(to) => waiting.push(*to),
            Step::Found => return None,
        }
    }
    classes.sort_unstable();
    classes.dedup();
    Some(classes)
}

#[cfg(test)]
mod tests;
