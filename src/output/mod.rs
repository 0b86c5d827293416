//! How results look: tables, tab-separated values, JSON Lines, progress.
//!
//! Text that came from files can hold anything, escape sequences for the terminal included.
//! Whatever a person will see passes [`sanitise()`] first; only [`crate::ui::Ui`] writes.

mod json;
mod progress;
mod sanitise;
mod table;
mod tsv;

pub(crate) use json::to_json_line;
pub(crate) use progress::Progress;
pub(crate) use sanitise::{sanitise, sanitise_line};
pub(crate) use table::{Table, clip};
pub(crate) use tsv::to_tsv_line;

/// A number of things: `1 entry`, `2 entries`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    match (count, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {one}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_no_plural() {
        let told: Vec<String> = [0, 1, 2].map(|count| counted(count, "entry")).into();
        assert_eq!(told, ["0 entries", "1 entry", "2 entries"]);
        assert_eq!(counted(2, "new unit"), "2 new units");
    }
}
