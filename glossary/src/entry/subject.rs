//! Subject fields as a tree: `politics/diplomacy` lies under `politics`.

/// The parts of a subject, widest first: without blanks around them, empty ones left out.
pub fn subject_parts(subject: &str) -> impl Iterator<Item = &str> {
    let parts = subject.split(['/', '／']);
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// Whether a subject is `field` or lies under it; case does not matter.
#[must_use]
pub fn is_under(subject: &str, field: &str) -> bool {
    let mut parts = subject_parts(subject);
    subject_parts(field).all(|wanted| {
        parts
            .next()
            .is_some_and(|part| part.to_lowercase() == wanted.to_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_holds_what_lies_under_it_and_nothing_beside_it() {
        assert!(is_under("politics/diplomacy", "Politics"));
        assert!(is_under("politics / diplomacy", "politics/Diplomacy"));
        assert!(is_under("政治／外交", "政治"));
        assert!(!is_under("politics", "politics/diplomacy"));
        assert!(!is_under("politics of water", "politics"));
    }
}
