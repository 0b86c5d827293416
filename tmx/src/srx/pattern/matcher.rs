//! Looking for an expression at a place of a text.

use super::parse::Test;
use super::program::Step;
use super::property::is_word;
use super::{Look, Pattern};

/// Looks for an expression in lines of text.
///
/// What an expression asks for around a place is tried there, from the place on. Where that takes
/// as many steps as it would to go over the line once for all places, that is done. Hence time
/// grows with the length of the line, whatever the expression.
#[derive(Debug)]
pub(crate) struct Matcher<'p> {
    pattern: &'p Pattern,
    states: Vec<State>,
    /// Those of looking for where a match begins, and for where it ends.
    beginning: State,
    ending: State,
}

/// A line of text, and its number: never the same for two lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'t> {
    pub(crate) text: &'t str,
    pub(crate) number: u64,
}

/// How far the look with the same number has come in a line.
#[derive(Debug, Default)]
struct State {
    line: u64,
    spent: usize,
    /// Where it finds something, once that is known of all places.
    known: Option<Vec<u64>>,
    threads: Threads,
}

/// The steps that are followed at the same time.
#[derive(Debug, Default)]
struct Threads {
    now: Vec<usize>,
    next: Vec<usize>,
    /// When each step was reached last.
    reached: Vec<u64>,
    clock: u64,
    waiting: Vec<usize>,
}

impl<'p> Matcher<'p> {
    pub(crate) fn new(pattern: &'p Pattern) -> Self {
        let mut states = Vec::new();
        states.resize_with(pattern.looks.len(), State::default);
        Self {
            pattern,
            states,
            beginning: State::default(),
            ending: State::default(),
        }
    }

    /// Whether one of the matches that end at an offset is what the expression rather takes from
    /// where it begins, of matches that end where `fits` says so: `[。！]+` takes as many marks as
    /// there are. To be asked where it is found there.
    ///
    /// A line in which that would take too long is taken as if all were.
    pub(crate) fn prefers(
        &mut self,
        line: Line<'_>,
        at: usize,
        mut fits: impl FnMut(usize) -> bool,
    ) -> bool {
        let Some(look) = self.pattern.looks.last() else {
            return false;
        };
        if self.pattern.is_fixed {
            return true;
        }
        let mut state = std::mem::take(&mut self.beginning);
        if state.line != line.number {
            state.line = line.number;
            state.spent = 0;
        }
        let found = self.prefers_from(look, &mut state, line, at, &mut fits);
        self.beginning = state;
        found
    }

    fn prefers_from(
        &mut self,
        look: &Look,
        state: &mut State,
        line: Line<'_>,
        at: usize,
        fits: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        let enough = (line.text.len() + 64).saturating_mul(look.local.len() * 4);
        let mut from = at;
        state.threads.begin(look.local.len());
        let mut begins = self.reach(&look.local, 0, state, line, from, None);
        loop {
            if state.spent > enough {
                return true;
            }
            if begins {
                let mut ending = std::mem::take(&mut self.ending);
                ending.spent = 0;
                let end = self.preferred(&look.sweep, &mut ending, line, from, fits);
                state.spent += ending.spent;
                self.ending = ending;
                if end == Some(at) {
                    return true;
                }
            }
            let Some(character) = character(line.text, from, true) else {
                return false;
            };
            if state.threads.next.is_empty() {
                return false;
            }
            from = beyond(from, character, true);
            begins = self.advance(&look.local, character, state, line, from);
        }
    }

    /// Where the match ends that is rather taken from an offset on.
    fn preferred(
        &mut self,
        steps: &[Step],
        state: &mut State,
        line: Line<'_>,
        from: usize,
        fits: &mut dyn FnMut(usize) -> bool,
    ) -> Option<usize> {
        let mut at = from;
        state.threads.begin(steps.len());
        let begun = self.reach(steps, 0, state, line, at, Some(fits));
        let mut end = begun.then_some(at);
        while let Some(character) = character(line.text, at, false)
            && !state.threads.next.is_empty()
        {
            at = beyond(at, character, false);
            let mut now = state.threads.turn();
            state.spent += now.len();
            for step in now.drain(..) {
                if self.takes(steps, step, character)
                    && self.reach(steps, step + 1, state, line, at, Some(fits))
                {
                    // What comes behind is not taken rather than this.
                    end = Some(at);
                    break;
                }
            }
            state.threads.now = now;
        }
        end
    }

    fn takes(&self, steps: &[Step], step: usize, character: char) -> bool {
        let Some(Step::Take(class)) = steps.get(step) else {
            return false;
        };
        let class = self.pattern.classes.get(*class);
        class.is_some_and(|class| class.has(character))
    }

    /// Whether the expression is found at an offset of the line.
    pub(crate) fn finds(&mut self, line: Line<'_>, at: usize) -> bool {
        self.look(self.pattern.looks.len().saturating_sub(1), line, at)
    }

    /// Finds out about all places of a line at once, as where trying takes too long.
    #[cfg(test)]
    pub(super) fn know(&mut self, line: Line<'_>) {
        for (number, look) in self.pattern.looks.iter().enumerate() {
            let mut state = State::default();
            state.known = Some(self.go_over(look, &mut state, line));
            state.line = line.number;
            self.keep(number, state);
        }
    }

    fn look(&mut self, number: usize, line: Line<'_>, at: usize) -> bool {
        let Some((look, state)) = self
            .pattern
            .looks
            .get(number)
            .zip(self.states.get_mut(number))
        else {
            return false;
        };
        // It is back before it is asked again: looks only ask those within them.
        let mut state = std::mem::take(state);
        if state.line != line.number {
            state.line = line.number;
            state.spent = 0;
            state.known = None;
        }
        if state.known.is_none() {
            if let Some(found) = self.try_at(look, &mut state, line, at) {
                self.keep(number, state);
                return found;
            }
            state.known = Some(self.go_over(look, &mut state, line));
        }
        let word = state.known.as_ref().and_then(|known| known.get(at / 64));
        let found = word.is_some_and(|word| word >> (at % 64) & 1 != 0);
        self.keep(number, state);
        found
    }

    fn keep(&mut self, number: usize, state: State) {
        if let Some(place) = self.states.get_mut(number) {
            *place = state;
        }
    }

    /// Looks from a place on; none when that takes too long.
    fn try_at(
        &mut self,
        look: &Look,
        state: &mut State,
        line: Line<'_>,
        at: usize,
    ) -> Option<bool> {
        let enough = (line.text.len() + 1).saturating_mul(look.local.len());
        let mut at = at;
        state.threads.begin(look.local.len());
        if self.reach(&look.local, 0, state, line, at, None) {
            return Some(true);
        }
        loop {
            let Some(character) = character(line.text, at, look.behind) else {
                return Some(false);
            };
            at = beyond(at, character, look.behind);
            if state.threads.next.is_empty() {
                return Some(false);
            }
            if self.advance(&look.local, character, state, line, at) {
                return Some(true);
            }
            if state.spent > enough {
                return None;
            }
        }
    }

    /// Goes over the line towards all places at once; returns a bit an offset.
    fn go_over(&mut self, look: &Look, state: &mut State, line: Line<'_>) -> Vec<u64> {
        let mut known = vec![0_u64; line.text.len() / 64 + 1];
        // Towards a place from where what is looked for lies.
        let backwards = !look.behind;
        let mut at = if backwards { line.text.len() } else { 0 };
        state.threads.begin(look.sweep.len());
        let mut found = false;
        loop {
            found |= self.reach(&look.sweep, 0, state, line, at, None);
            if found && let Some(word) = known.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
            let Some(character) = character(line.text, at, backwards) else {
                return known;
            };
            at = beyond(at, character, backwards);
            found = self.advance(&look.sweep, character, state, line, at);
        }
    }

    /// Takes a character; `at` is behind it. Whether it is found.
    fn advance(
        &mut self,
        steps: &[Step],
        character: char,
        state: &mut State,
        line: Line<'_>,
        at: usize,
    ) -> bool {
        let mut now = state.threads.turn();
        let mut found = false;
        state.spent += now.len();
        for step in now.drain(..) {
            if self.takes(steps, step, character) {
                found |= self.reach(steps, step + 1, state, line, at, None);
            }
        }
        state.threads.now = now;
        found
    }

    /// Follows a step as far as can be without taking a character. Whether it is found; when asked
    /// where it `fits`, that ends it.
    fn reach(
        &mut self,
        steps: &[Step],
        step: usize,
        state: &mut State,
        line: Line<'_>,
        at: usize,
        mut fits: Option<&mut dyn FnMut(usize) -> bool>,
    ) -> bool {
        let mut found = false;
        state.threads.waiting.push(step);
        while let Some(step) = state.threads.waiting.pop() {
            if !state.threads.is_first(step) {
                continue;
            }
            state.spent += 1;
            match steps.get(step) {
                Some(Step::Take(_)) => state.threads.next.push(step),
                Some(Step::Ask(test)) => {
                    let next = self.test(*test, line, at).then_some(step + 1);
                    state.threads.waiting.extend(next);
                }
                Some(Step::Fork(one, other)) => state.threads.waiting.extend([*other, *one]),
                Some(Step::Jump(to)) => state.threads.waiting.push(*to),
                Some(Step::Found) => match &mut fits {
                    None => found = true,
                    Some(fits) => {
                        if fits(at) {
                            state.threads.waiting.clear();
                            return true;
                        }
                    }
                },
                None => {}
            }
        }
        found
    }

    fn test(&mut self, test: Test, line: Line<'_>, at: usize) -> bool {
        let is_boundary = || {
            let before = character(line.text, at, true).is_some_and(is_word);
            before != character(line.text, at, false).is_some_and(is_word)
        };
        match test {
            Test::Start => at == 0,
            Test::End => at == line.text.len(),
            Test::Boundary => is_boundary(),
            Test::NoBoundary => !is_boundary(),
            Test::Look(number, finds) => self.look(number, line, at) == finds,
        }
    }
}

impl Threads {
    fn begin(&mut self, steps: usize) {
        self.now.clear();
        self.next.clear();
        self.waiting.clear();
        self.reached.resize(steps.max(self.reached.len()), 0);
        self.clock += 1;
    }

    /// Begins a new place; returns the steps that wait for a character.
    fn turn(&mut self) -> Vec<usize> {
        self.clock += 1;
        std::mem::swap(&mut self.now, &mut self.next);
        self.next.clear();
        std::mem::take(&mut self.now)
    }

    /// Whether a step is reached for the first time at this place.
    fn is_first(&mut self, step: usize) -> bool {
        match self.reached.get_mut(step) {
            Some(clock) => std::mem::replace(clock, self.clock) != self.clock,
            None => false,
        }
    }
}

/// The character at a place: the one before it, or the one behind it.
fn character(text: &str, at: usize, before: bool) -> Option<char> {
    match before {
        true => text.get(..at)?.chars().next_back(),
        false => text.get(at..)?.chars().next(),
    }
}

fn beyond(at: usize, character: char, backwards: bool) -> usize {
    match backwards {
        true => at - character.len_utf8(),
        false => at + character.len_utf8(),
    }
}
