//! Classes in brackets: ranges, classes in classes, intersections, differences.

use super::super::property::named;
use super::super::set::Set;
use super::{Outcome, Parser};

impl Parser {
    /// What stands in brackets, behind the `[`.
    pub(super) fn bracket(&mut self) -> Outcome<Set> {
        self.descend()?;
        let begin = self.at - 1;
        let is_not = self.eat('^');
        let mut sets: Vec<Set> = Vec::new();
        // What stood before each `&&`.
        let mut all: Vec<Set> = Vec::new();
        let mut is_first = true;
        loop {
            self.skip_comments();
            let Some(symbol) = self.symbol() else {
                self.at = begin;
                return self.fail("`[` is not closed");
            };
            match self.peek() {
                Some(']') if !is_first => {
                    self.at += 1;
                    break;
                }
                Some('&') if self.eat_all("&&") => {
                    all.push(Set::Or(std::mem::take(&mut sets)));
                }
                Some('-') if self.is_difference() => {
                    self.at += if self.peek_at(1) == Some('-') { 2 } else { 1 };
                    let less = match self.eat('[') {
                        true => self.bracket()?,
                        false => self.item()?,
                    };
                    let more = Set::Or(std::mem::take(&mut sets));
                    sets.push(Set::And(vec![more, Set::Not(Box::new(less))]));
                }
                Some('[') => {
                    self.at += 1;
                    let set = match self.posix()? {
                        Some(set) => set,
                        None => self.bracket()?,
                    };
                    sets.push(set);
                }
                _ => {
                    let from = self.item()?;
                    let Set::Range(first, _) = from else {
                        sets.push(from);
                        is_first = false;
                        continue;
                    };
                    let is_range = self.peek() == Some('-')
                        && !self.is_difference()
                        && self
                            .symbols
                            .get(self.at + 1)
                            .is_some_and(|it| it.literal || it.character != ']');
                    if !is_range {
                        sets.push(from);
                        is_first = false;
                        continue;
                    }
                    self.at += 1;
                    match self.item()? {
                        Set::Range(last, _) if first <= last => sets.push(Set::Range(first, last)),
                        Set::Range(..) => {
                            return self.fail(format!(
                                "the range that begins with `{}` goes backwards",
                                symbol.character
                            ));
                        }
                        // `[a-\d]` is no range.
                        other => sets.extend([from, Set::one('-'), other]),
                    }
                }
            }
            is_first = false;
        }
        self.depth -= 1;
        let last = Set::Or(sets);
        let set = match all.is_empty() {
            true => last,
            false => {
                all.push(last);
                Set::And(all)
            }
        };
        Ok(match is_not {
            // What is left out is left out in either case.
            true if self.flags.any_case => Set::Not(Box::new(Set::AnyCase(Box::new(set)))),
            true => Set::Not(Box::new(set)),
            false => set,
        })
    }

    /// Whether `-` takes the next set away: `[a-z--[aeiou]]`, `[a-z-[aeiou]]`.
    fn is_difference(&self) -> bool {
        self.peek_at(1) == Some('[') || self.peek_at(1) == Some('-') && self.peek_at(2) == Some('[')
    }

    fn item(&mut self) -> Outcome<Set> {
        match self.symbol() {
            Some(_) if self.peek() == Some('\\') => self.escaped(),
            Some(symbol) => {
                self.at += 1;
                Ok(Set::one(symbol.character))
            }
            None => self.fail("`[` is not closed"),
        }
    }

    /// `[:alpha:]`, behind its `[`.
    fn posix(&mut self) -> Outcome<Option<Set>> {
        let begin = self.at;
        if !self.eat(':') {
            return Ok(None);
        }
        let is_not = self.eat('^');
        let mut name = String::new();
        while let Some(letter) = self
            .peek()
            .filter(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '=' | ' '))
        {
            name.push(letter);
            self.at += 1;
        }
        let set = match self.eat_all(":]") {
            true => named(&name),
            false => None,
        };
        let Some(set) = set else {
            self.at = begin;
            return Ok(None);
        };
        Ok(Some(match is_not {
            true => Set::Not(Box::new(set)),
            false => set,
        }))
    }
}
