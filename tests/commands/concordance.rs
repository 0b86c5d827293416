//! Places of a keyword.

use super::sandbox::Sandbox;

#[test]
fn every_place_is_shown_in_its_context_and_with_its_other_side() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("align speech.zh.txt speech.en.txt --save");
    assert_eq!(
        sandbox.told("concordance 海洋合作"),
        "exit 0\n\
         speech.zh.txt:1\t我们要建设蓝色伙伴关系，推动\t海洋合作\t走深走实。\t\n\
         speech.zh.txt + speech.en.txt, unit #1\t我们要建设蓝色伙伴关系，推动\t海洋合作\t走深走实。\t\
         We will build a blue partnership and take ocean cooperation further.\n\
         1 place in texts, 1 in units\n"
    );
    let told = sandbox.told("concordance 關係 --limit 1 --json");
    assert!(
        told.starts_with("exit 0\n{\"v\":1,\"in\":\"text\","),
        "{told}"
    );
    assert!(told.contains(r#""term":"关系""#), "{told}");
    assert!(
        told.contains(r#""others":[{"lang":"en","text":"We will"#),
        "{told}"
    );
    assert!(
        told.contains("3 places in texts, 3 in units, 2 shown"),
        "{told}"
    );
    let told = sandbox.told("concordance OCEAN");
    assert!(
        told.contains("\tocean\t cooperation further.\t我们要"),
        "{told}"
    );
    let told = sandbox.told("concordance 没有");
    assert_eq!(told, "exit 1\n`没有` is nowhere in the texts and units\n");
}
