//! Where our own rules end sentences: `sentences LANG < TEXT`, a sentence a line.

use std::error::Error;
use std::io::Read;

use tmx::LangTag;
use tmx::sentence::sentences;

#[expect(clippy::print_stdout, reason = "an example that shows what it finds")]
fn main() -> Result<(), Box<dyn Error>> {
    let lang: LangTag = std::env::args()
        .nth(1)
        .ok_or("sentences LANG < TEXT")?
        .parse()?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let text = text.trim_start_matches('\u{FEFF}');
    for sentence in sentences(text, &lang) {
        println!("{}", &text[sentence]);
    }
    Ok(())
}
