//! Ctrl-C: the first one asks for a clean end, the second one ends at once.
//!
//! Long loops ask [`check`] now and then. Nothing is lost either way: databases change in
//! transactions and files are written beside the old ones, see [`crate::files::write_whole`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::failure::{Failure, Kind};

// A signal reaches the whole process and brings no value along, hence these three are global.
static REQUESTED: AtomicBool = AtomicBool::new(false);
static WAITING: AtomicBool = AtomicBool::new(false);
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// From now on Ctrl-C (or the end of the session) asks for a clean end.
pub(crate) fn install() {
    // Without a handler the system ends the process at once, which loses nothing but a temporary
    // file; that is no reason to refuse to work.
    let _ = ctrlc::set_handler(|| {
        let again = REQUESTED.swap(true, Ordering::SeqCst);
        if again || WAITING.load(Ordering::SeqCst) {
            end_at_once();
        }
    });
}

/// Ends the program now; nothing is half written.
pub(crate) fn end_at_once() -> ! {
    crate::terminal::restore();
    remove_unfinished();
    std::process::exit(i32::from(Kind::Interrupted.code()));
}

/// To be asked in every long loop, at least a few times a second.
///
/// # Errors
///
/// Fails once Ctrl-C was pressed; the failure is to be passed up, undoing what is half done.
pub(crate) fn check() -> Result<(), Failure> {
    if REQUESTED.load(Ordering::Relaxed) {
        return Err(Failure::interrupted());
    }
    Ok(())
}

/// Does what waits for the user, such as reading the keyboard; Ctrl-C then ends at once.
pub(crate) fn while_waiting<T>(wait: impl FnOnce() -> T) -> T {
    WAITING.store(true, Ordering::SeqCst);
    // It came a moment before: who asked for the end is not kept waiting.
    if REQUESTED.load(Ordering::SeqCst) {
        end_at_once();
    }
    let result = wait();
    WAITING.store(false, Ordering::SeqCst);
    result
}

/// A file that is removed should the process be ended at once.
#[derive(Debug)]
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// Registers `path` until the value is dropped.
    pub(crate) fn new(path: &Path) -> Self {
        unfinished().insert(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

fn remove_unfinished() {
    for path in unfinished().iter() {
        // The process is about to end: there is nobody left to tell.
        let _ = std::fs::remove_file(path);
    }
}

fn unfinished() -> std::sync::MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undisturbed_work_goes_on() {
        assert!(check().is_ok());
        assert_eq!(while_waiting(|| 7), 7);
        assert!(!WAITING.load(Ordering::SeqCst));
    }

    #[test]
    fn a_finished_file_is_no_longer_registered() {
        let path = Path::new("never-made.tmp");
        let guard = Unfinished::new(path);
        assert!(unfinished().contains(path));
        drop(guard);
        assert!(!unfinished().contains(path));
    }

    #[cfg(unix)]
    mod signals {
        //! A signal concerns a whole process, so these tests start themselves a second time.

        use std::io::{BufRead as _, BufReader};
        use std::process::{Command, Stdio};
        use std::time::Duration;

        use super::*;

        const ROLE: &str = "SHUYU_TEST_ROLE";
        const FILE: &str = "SHUYU_TEST_FILE";

        /// Starts [`child`], interrupts it so often, and returns its exit code and whether its
        /// unfinished file is still there.
        fn interrupted(role: &str, signals: usize) -> (Option<i32>, bool) {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("half.tmp");
            std::fs::write(&file, "half").unwrap();
            let mut process = Command::new(std::env::current_exe().unwrap())
                .args(["interrupt::tests::signals::child", "--exact"])
                .arg("--nocapture")
                .envs([(ROLE, role.as_ref()), (FILE, file.as_os_str())])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let lines = BufReader::new(process.stderr.take().unwrap()).lines();
            let ready = lines.map_while(Result::ok).any(|line| line == "ready");
            assert!(ready);
            for _ in 0..signals {
                let pid = process.id().to_string();
                Command::new("kill").args(["-INT", &pid]).status().unwrap();
                std::thread::sleep(Duration::from_millis(100));
            }
            (process.wait().unwrap().code(), file.exists())
        }

        /// The other side of the tests below; by itself it has nothing to do.
        #[test]
        #[expect(clippy::print_stderr, reason = "tells the other side to go on")]
        fn child() {
            let (Some(role), Some(file)) = (std::env::var_os(ROLE), std::env::var_os(FILE)) else {
                return;
            };
            install();
            let guard = Unfinished::new(Path::new(&file));
            eprintln!("ready");
            let pause = || std::thread::sleep(Duration::from_millis(10));
            if role == "asking" {
                while check().is_ok() {
                    pause();
                }
                drop(guard);
                std::process::exit(7);
            }
            let stuck = || (0..1000).for_each(|_| pause());
            if role == "waiting" {
                while_waiting(stuck);
            } else {
                stuck();
            }
        }

        #[test]
        fn the_first_one_asks_for_a_clean_end() {
            assert_eq!(interrupted("asking", 1), (Some(7), true));
        }

        #[test]
        fn the_second_one_ends_at_once_and_leaves_no_half_file() {
            assert_eq!(interrupted("stuck", 2), (Some(130), false));
        }

        #[test]
        fn while_the_user_is_awaited_one_is_enough() {
            assert_eq!(interrupted("waiting", 1), (Some(130), false));
        }
    }
}
