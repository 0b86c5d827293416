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
