//! Says of XML files whether they are well formed, to be compared with other parsers.
//!
//! ```text
//! ls *.tmx | cargo run -p tmx --example xml_verdicts
//! ```
//!
//! For each path that is read a line: the path, a tab, and `ok` or line, column and cause of what is
//! wrong.

#![expect(clippy::print_stdout, reason = "an example prints")]

use std::fs::File;
use std::io;

use tmx::xml::{Limits, XmlStream};

fn main() -> io::Result<()> {
    for path in io::stdin().lines() {
        let path = path?;
        let mut xml = XmlStream::new(File::open(&path)?, Limits::EXCHANGE);
        let verdict = loop {
            match xml.next() {
                Ok(Some(_)) => {}
                Ok(None) => break "ok".to_owned(),
                Err(error) => {
                    let place = error.place;
                    break format!("{}:{}: {}", place.line, place.column, error.cause);
                }
            }
        };
        println!("{path}\t{verdict}");
    }
    Ok(())
}
