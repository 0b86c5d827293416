//! A screen of its own on the terminal: raw keys in, lines out, and the way back.
//!
//! Whatever ends the program, the terminal is left as it was: dropping [`Terminal`] restores it,
//! and so does [`restore`], which panics and Ctrl-C call.

mod screen;

pub(crate) use screen::{Line, Screen, Style, clip_start};

use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};

use crate::failure::Failure;
use crate::interrupt;
use crate::output::sanitise_line;

// Whoever ends the process from outside has no value at hand, hence this is global.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// So often a request to end is looked for while no key is pressed.
const PATIENCE: Duration = Duration::from_millis(200);

/// So often the terminal is looked for.
const GONE_AFTER: Duration = Duration::from_millis(500);

/// The terminal while it shows a screen of its own.
pub(crate) struct Terminal {
    out: io::Stdout,
}

/// What happened at the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pressed {
    /// A key; arrows and others count as the characters that mean the same.
    Character(char),
    /// The screen has another size, or is to be drawn again.
    Redraw,
    /// A key that stands for nothing.
    Other,
}

impl Terminal {
    /// Takes the terminal over.
    ///
    /// # Errors
    ///
    /// When it cannot be.
    pub(crate) fn enter() -> Result<Self, Failure> {
        ENTERED.store(true, Ordering::SeqCst);
        watch();
        let mut terminal = Self { out: io::stdout() };
        enable_raw_mode().map_err(|error| failed(&error))?;
        execute!(
            terminal.out,
            EnterAlternateScreen,
            DisableLineWrap,
            Hide,
            Clear(ClearType::All)
        )
        .map_err(|error| failed(&error))?;
        Ok(terminal)
    }

    /// Columns and rows.
    pub(crate) fn size(&self) -> (usize, usize) {
        let (columns, rows) = size().unwrap_or((80, 24));
        (usize::from(columns).max(1), usize::from(rows).max(1))
    }

    /// Shows a screen in the place of what was there.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be written.
    pub(crate) fn draw(&mut self, screen: &Screen) -> Result<(), Failure> {
        self.write(screen).map_err(|error| failed(&error))
    }

    /// Waits for a key.
    ///
    /// # Errors
    ///
    /// When Ctrl-C was pressed, or the terminal is gone.
    pub(crate) fn key(&mut self) -> Result<Pressed, Failure> {
        loop {
            interrupt::check()?;
            if !poll(PATIENCE).map_err(|error| failed(&error))? {
                continue;
            }
            match read().map_err(|error| failed(&error))? {
                Event::Key(key) if key.kind != KeyEventKind::Release => return pressed(key),
                Event::Resize(..) => return Ok(Pressed::Redraw),
                _ => {}
            }
        }
    }

    /// Asks for a line on the lowest rows. It is typed as everywhere, so that input methods work;
    /// nothing is answered where the input ends.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be used.
    pub(crate) fn ask(&mut self, prompt: &str) -> Result<String, Failure> {
        let answer = self.ask_line(prompt);
        let raw = enable_raw_mode().and_then(|()| execute!(self.out, DisableLineWrap, Hide));
        raw.map_err(|error| failed(&error))?;
        answer.map_err(|error| failed(&error))
    }

    fn ask_line(&mut self, prompt: &str) -> io::Result<String> {
        let (_, rows) = self.size();
        // Room for a long answer, and none of what is no longer true while it is typed.
        let row = u16::try_from(rows.saturating_sub(3)).unwrap_or(0);
        execute!(
            self.out,
            MoveTo(0, row),
            Clear(ClearType::FromCursorDown),
            EnableLineWrap,
            Show,
            Print(format!(
                "{}  [Enter alone: never mind]\r\n> ",
                sanitise_line(prompt)
            ))
        )?;
        disable_raw_mode()?;
        let mut answer = String::new();
        interrupt::while_waiting(|| io::stdin().read_line(&mut answer))?;
        Ok(answer.trim().to_owned())
    }

    fn write(&mut self, screen: &Screen) -> io::Result<()> {
        // Line by line over the old one: clearing it all first would flicker.
        for (row, line) in (0_u16..).zip(screen.lines()) {
            queue!(self.out, MoveTo(0, row))?;
            for span in line.spans() {
                let attribute = match span.style {
                    Style::Plain => Attribute::Reset,
                    Style::Strong => Attribute::Bold,
                    Style::Faint => Attribute::Dim,
                };
                queue!(
                    self.out,
                    SetAttribute(attribute),
                    Print(&span.text),
                    SetAttribute(Attribute::Reset)
                )?;
            }
            // Behind the last column there is nothing to clear, but the last character.
            if line.room() > 0 {
                queue!(self.out, Clear(ClearType::UntilNewLine))?;
            }
        }
        let rows = u16::try_from(screen.lines().len()).unwrap_or(u16::MAX);
        if usize::from(rows) < self.size().1 {
            queue!(self.out, MoveTo(0, rows), Clear(ClearType::FromCursorDown))?;
        }
        self.out.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Leaves the terminal as it was before [`Terminal::enter`]; does nothing where that was not
/// called.
pub(crate) fn restore() {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    // If the terminal is gone there is nothing to restore.
    let _ = execute!(io::stdout(), EnableLineWrap, Show, LeaveAlternateScreen);
    let _ = disable_raw_mode();
}

fn pressed(key: KeyEvent) -> Result<Pressed, Failure> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('c') => Err(Failure::interrupted()),
            KeyCode::Char('d') => Ok(Pressed::Character('q')),
            KeyCode::Char('l') => Ok(Pressed::Redraw),
            _ => Ok(Pressed::Other),
        };
    }
    Ok(match key.code {
        KeyCode::Char(character) => Pressed::Character(character),
        KeyCode::Enter | KeyCode::Right | KeyCode::Down => Pressed::Character('f'),
        KeyCode::Backspace | KeyCode::Left | KeyCode::Up => Pressed::Character('b'),
        KeyCode::Tab => Pressed::Character('\t'),
        _ => Pressed::Other,
    })
}

fn failed(error: &io::Error) -> Failure {
    Failure::io("use", Path::new("the terminal"), error)
}

/// Ends the program when the terminal is gone and nobody told it: reading keys from a terminal that
/// is none any more never ends. All that was decided is stored.
fn watch() {
    std::thread::spawn(|| {
        while ENTERED.load(Ordering::SeqCst) {
            std::thread::sleep(GONE_AFTER);
            if ENTERED.load(Ordering::SeqCst) && !io::stdin().is_terminal() {
                interrupt::end_at_once();
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Result<Pressed, Failure> {
        pressed(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn keys_are_the_characters_that_mean_the_same() {
        for (code, character) in [
            (KeyCode::Char('a'), 'a'),
            (KeyCode::Char('海'), '海'),
            (KeyCode::Tab, '\t'),
            (KeyCode::Left, 'b'),
            (KeyCode::Right, 'f'),
        ] {
            let pressed = press(code, KeyModifiers::NONE).unwrap();
            assert_eq!(pressed, Pressed::Character(character));
        }
        let escape = press(KeyCode::Esc, KeyModifiers::NONE).unwrap();
        assert_eq!(escape, Pressed::Other);
    }

    #[test]
    fn control_c_ends_as_everywhere() {
        let failure = press(KeyCode::Char('c'), KeyModifiers::CONTROL).unwrap_err();
        assert_eq!(failure.code(), 130);
        let other = press(KeyCode::Char('x'), KeyModifiers::CONTROL).unwrap();
        assert_eq!(other, Pressed::Other);
    }

    #[test]
    fn a_terminal_that_was_not_taken_over_is_left_alone() {
        restore();
        assert!(!ENTERED.load(Ordering::SeqCst));
    }
}
