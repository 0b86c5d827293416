//! Expressions as instructions that are followed in step with a text.

use super::PatternError;
use super::parse::{Node, Test};

/// What to do next.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Take a character of a class, then go on with the next step.
    Take(usize),
    /// Go on with the next step where a test says so.
    Ask(Test),
    /// Go on with both, rather with the first.
    Fork(usize, usize),
    /// Go on there.
    Jump(usize),
    /// It is found.
    Found,
}

/// The most steps that an expression may become.
const STEPS: usize = 30_000;

/// The steps of an expression, in the direction of reading or against it.
pub(super) fn compile(node: &Node, backwards: bool) -> Result<Vec<Step>, PatternError> {
    let mut compiler = Compiler {
        steps: Vec::new(),
        visited: 0,
        backwards,
    };
    compiler.put(node)?;
    compiler.steps.push(Step::Found);
    Ok(compiler.steps)
}

struct Compiler {
    steps: Vec<Step>,
    /// Nodes that were gone through, the same ones again too.
    visited: usize,
    backwards: bool,
}

impl Compiler {
    fn put(&mut self, node: &Node) -> Result<(), PatternError> {
        self.visited += 1;
        if self.visited > STEPS {
            return Err(PatternError {
                character: 1,
                cause: "it is too large, since large groups are repeated often".to_owned(),
            });
        }
        match node {
            Node::Empty => {}
            Node::Class(class) => self.steps.push(Step::Take(*class)),
            Node::Test(test) => self.steps.push(Step::Ask(*test)),
            Node::All(nodes) if self.backwards => {
                nodes.iter().rev().try_for_each(|node| self.put(node))?;
            }
            Node::All(nodes) => nodes.iter().try_for_each(|node| self.put(node))?,
            Node::Any(nodes) => {
                let mut ends = Vec::new();
                for (at, node) in nodes.iter().enumerate() {
                    if at + 1 == nodes.len() {
                        self.put(node)?;
                        break;
                    }
                    let fork = self.reserve();
                    self.put(node)?;
                    ends.push(self.reserve());
                    self.set(fork, Step::Fork(fork + 1, self.steps.len()));
                }
                let end = self.steps.len();
                for jump in ends {
                    self.set(jump, Step::Jump(end));
                }
            }
            Node::Repeat {
                node,
                least,
                most,
                lazy,
            } => {
                let fork = |at: usize, end: usize| match lazy {
                    true => Step::Fork(end, at + 1),
                    false => Step::Fork(at + 1, end),
                };
                for _ in 0..*least {
                    self.put(node)?;
                }
                match most {
                    None => {
                        let begin = self.reserve();
                        self.put(node)?;
                        self.steps.push(Step::Jump(begin));
                        self.set(begin, fork(begin, self.steps.len()));
                    }
                    Some(most) => {
                        let mut forks = Vec::new();
                        for _ in *least..*most {
                            forks.push(self.reserve());
                            self.put(node)?;
                        }
                        let end = self.steps.len();
                        for at in forks {
                            self.set(at, fork(at, end));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Makes room for a step that is known later.
    fn reserve(&mut self) -> usize {
        self.steps.push(Step::Found);
        self.steps.len() - 1
    }

    fn set(&mut self, at: usize, step: Step) {
        if let Some(place) = self.steps.get_mut(at) {
            *place = step;
        }
    }
}
