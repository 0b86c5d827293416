//! Lists as every command gives them: a table, TSV, JSON Lines, or a file.

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Table, to_json_line, to_tsv_line};
use crate::ui::Ui;

/// Where a list goes.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct ListOutput {
    /// Write the list to FILE, as TSV with a heading (or JSON with --json)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Begin the file with a byte order mark, as Excel wants it
    #[arg(long, requires = "output")]
    pub(crate) bom: bool,
}

/// A list: the same rows as cells for people and as objects for programs.
pub(crate) struct Listing<T> {
    heading: &'static [&'static str],
    numbers: &'static [&'static str],
    rows: Vec<(Vec<String>, T)>,
}

impl<T: Serialize> Listing<T> {
    /// Creates an empty list with the names of its columns and of those that hold numbers.
    ///
    /// In `frequency|freq` the name behind the bar is the one for terminals, which are narrow.
    pub(crate) fn new(heading: &'static [&'static str], numbers: &'static [&'static str]) -> Self {
        Self {
            heading,
            numbers,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, cells: Vec<String>, object: T) {
        self.rows.push((cells, object));
    }

    /// The rows as cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &[String]> {
        self.rows.iter().map(|(cells, _)| cells.as_slice())
    }

    /// Whether there is no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Prints the list or writes it to the file that was asked for.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub(crate) fn show(&self, ui: &mut Ui, to: &ListOutput) -> Result<(), Failure> {
        if let Some(path) = &to.output {
            let json = ui.is_json();
            return ui.write_output(Some(path), |out| Ok(self.write(out, json, to.bom)?));
        }
        if ui.is_json() {
            return self.rows.iter().try_for_each(|(_, object)| ui.json(object));
        }
        let short: Vec<&str> = self
            .heading
            .iter()
            .map(|name| name.rsplit('|').next().unwrap_or(name))
            .collect();
        let mut table = Table::new(&short).numbers(self.numbers);
        for (cells, _) in &self.rows {
            table.push(cells.iter().map(String::as_str));
        }
        ui.table(&table)
    }

    /// Writes the list as a file: TSV with a heading, or JSON Lines.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written.
    pub(crate) fn write(&self, out: &mut dyn Write, json: bool, bom: bool) -> std::io::Result<()> {
        if bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        if !json {
            let names: Vec<&str> = self
                .heading
                .iter()
                .map(|name| name.split('|').next().unwrap_or(name))
                .collect();
            out.write_all(to_tsv_line(&names).as_bytes())?;
        }
        for (cells, object) in &self.rows {
            let line = if json {
                to_json_line(object)?
            } else {
                to_tsv_line(cells)
            };
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    }
}
