//! Measures how long searches take, process start included:
//! `cargo run --release -p glossary --example many_entries -- many.db 100000`, then
//! `cargo run --release -p glossary --example search_speed -- target/release/shuyu many.db`.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Times that each query is run; the middle one counts.
const RUNS: usize = 5;

/// Kinds of queries, each with what it is made of.
const KINDS: [(&str, &str); 11] = [
    (
        "one character",
        "海 洋 合 绿 中 国 际 发 展 经 济 人 区 域 金 融 贸 易 港 口 命 运 農 業 國",
    ),
    (
        "a word",
        "合作 发展 绿色 能源 贸易 投资 港口 联盟 论坛 机制 治理 安全 文化 交流 教育 鐵路 發展 經濟",
    ),
    (
        "several words",
        "命运共同体 经济合作发展 綠色發展 国际贸易投 贸易国际 金融银行 基础设施建设 生态环境保护 气候变化 \
         低碳转型 农业粮食 资源管理 技术标准 法律制度改革 市场企业 公共卫生医疗 社会保障 城市农村 区域战略伙伴",
    ),
    (
        "a wrong character",
        "绿色发屏 命运同共体 经济合作发屏 国际贸義 基础设旋建设 生态环竟保护 气侯变化 抵碳转型 海洋经挤合作 \
         数字金容银行 公共卫声医疗 社会报障 城市农材 区域战咯伙伴",
    ),
    (
        "pinyin",
        "jingji hezuo fazhan haiyang guoji maoyi touzi gangkou jingjihezuo haiyangjingji guojimaoyi \
         jīngjì hézuò jing1ji4 lvse lǜsèfāzhǎn nengyuan shehui chengshi nongcun",
    ),
    (
        "initials",
        "jjhz hyjj gjmy mygtt lsfz jcss sthj h j hz jj zl qy zlhb ggws",
    ),
    (
        "pinyin with an error",
        "jingjihezou haiyangjngji guojimaoyii fazhanhezuoo shehuibaozhnag",
    ),
    (
        "an English word",
        "economic cooperation development ocean green energy trade port alliance forum policy e in co \
         governance security cultural exchange education technology industrial",
    ),
    (
        "English words",
        "economic_cooperation cooperation_economic econ_coop international_trade ocean_dev green_energ_trade \
         natural_history early-warn ocean_economic_cooperation comm_dest develop_human trade_in_ports a_b",
    ),
    (
        "forms of English words",
        "economics cooperations developments oceans energies ports alliances forums exchanges banking \
         banks trading investments developing_oceans policies protected",
    ),
    (
        "English with an error",
        "goverance comunity cooperaton econmic developmnt internatinal ocaen invesment_trade facilties \
         constrution enviroment_protection agricultral",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let shuyu = arguments.next().ok_or("name the program")?;
    let database = arguments.next().ok_or("name the termbase")?;
    let find = |query: &str| -> Result<Duration, Box<dyn Error>> {
        let start = Instant::now();
        Command::new(&shuyu)
            .arg("-d")
            .arg(&database)
            .args(["find", query, "--json"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        Ok(start.elapsed())
    };
    find("海洋")?;
    let mut all = Vec::new();
    for (kind, queries) in KINDS {
        let mut times = Vec::new();
        for query in queries.split_whitespace() {
            let query = query.replace('_', " ");
            let mut runs = Vec::with_capacity(RUNS);
            for _ in 0..RUNS {
                runs.push(find(&query)?);
            }
            runs.sort_unstable();
            times.extend(runs.get(RUNS / 2).map(|time| (*time, query)));
        }
        times.sort();
        report(kind, &times);
        all.append(&mut times);
    }
    all.sort();
    report("all", &all);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example that reports")]
fn report(kind: &str, times: &[(Duration, String)]) {
    let milliseconds = |time: &Duration| time.as_secs_f64() * 1_000.0;
    if let (Some(middle), Some(worst)) = (times.get(times.len() / 2), times.last()) {
        println!(
            "{kind}: {} queries, median {:.1} ms, worst {:.1} ms (`{}`)",
            times.len(),
            milliseconds(&middle.0),
            milliseconds(&worst.0),
            worst.1
        );
    }
}
