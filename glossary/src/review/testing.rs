//! A termbase to review, for the tests of this folder.

use tmx::LangTag;

use super::{Card, Choice, ChoiceError, Done, Draft};
use crate::extract::ExtractConfig;
use crate::mine::{MinedText, mine};
use crate::store::{Author, NewText, Store, WorkingPair};
use crate::text::{Landmarks, repair};

const TEXTS: [(&str, &str); 2] = [
    (
        "a.txt",
        "我们守望相助，建设海洋走廊。海洋走廊连接各国，坚持守望相助、互联互通。",
    ),
    (
        "b.txt",
        "各国建设海洋走廊，推动互联互通。守望相助是传统，海洋走廊是未来。",
    ),
];

/// Two texts and their candidates; nothing is decided.
pub(crate) fn reviewed() -> Store {
    let mut store = Store::in_memory().unwrap();
    let mut work = store.begin(&author()).unwrap();
    for (name, body) in TEXTS {
        let repaired = repair(body);
        let text = NewText {
            name: name.to_owned(),
            lang: LangTag::chinese(),
            encoding: "UTF-8".to_owned(),
            source: None,
            date: None,
            raw_hash: name.to_owned(),
            body: repaired.body,
            map: repaired.map,
            landmarks: Landmarks::default(),
            report: repaired.report,
        };
        work.add_text(&text).unwrap();
    }
    let texts = TEXTS.map(|(name, body)| MinedText { name, body });
    let mined = mine(&texts, &ExtractConfig::default());
    work.replace_candidates(&mined.candidates, &[1, 2]).unwrap();
    work.commit().unwrap();
    store
}

pub(crate) fn pair() -> WorkingPair {
    WorkingPair {
        source: LangTag::chinese(),
        target: LangTag::english(),
    }
}

pub(super) fn decided(
    store: &mut Store,
    choice: &Choice,
    card: &Card,
    draft: &Draft,
) -> Result<Done, ChoiceError> {
    let mut work = store.begin(&author()).unwrap();
    let done = choice.store(&mut work, &pair(), card, draft)?;
    work.commit().unwrap();
    Ok(done)
}

fn author() -> Author {
    Author {
        user: "tester".to_owned(),
        command: "review".to_owned(),
        at: 1_700_000_000,
    }
}
