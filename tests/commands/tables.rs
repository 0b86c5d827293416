//! Tables that are opened in a spreadsheet.

use std::process::Command;

#[test]
fn a_csv_runs_nothing_in_a_spreadsheet() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let shuyu = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_shuyu"))
            .args(args)
            .current_dir(folder.path())
            .env("SHUYU_DB", "shuyu.db")
            .output()
    };
    assert!(shuyu(&["set", "公式", "--en", "=1+1"])?.status.success());
    let csv = String::from_utf8(shuyu(&["export", "--to", "csv"])?.stdout)?;
    assert!(csv.contains("\n公式,'=1+1,"), "{csv}");
    let tsv = String::from_utf8(shuyu(&["export", "--to", "tsv"])?.stdout)?;
    assert!(tsv.starts_with("公式\t=1+1\t"), "{tsv}");
    Ok(())
}

#[test]
fn find_shows_what_was_official_on_a_day() {
    let sandbox = super::sandbox::Sandbox::with_termbase();
    sandbox.done("set 蓝碳 --en ocean-carbon --status preferred --from 2010 --until 2017");
    sandbox.done("set 蓝碳 --en blue-carbon --status preferred --from 2018");
    for (day, official, not) in [
        ("2015", "ocean-carbon", "blue-carbon"),
        ("2020", "blue-carbon", "ocean-carbon"),
    ] {
        let found = sandbox.done(&format!("find 蓝碳 --as-of {day}"));
        assert!(found.contains(official) && !found.contains(not), "{found}");
    }
}
