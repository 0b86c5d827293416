//! Progress of long work, on stderr.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::sanitise_line;

/// A bar that shows how far a step is; it disappears when dropped.
///
/// Off a terminal, with `--quiet` and with `--json` it shows nothing.
#[derive(Debug)]
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// A bar that is never shown.
    pub(crate) fn hidden() -> Self {
        Self(None)
    }

    /// A gauge among `bars`; without a `total` it only shows that something goes on.
    pub(crate) fn shown(bars: &MultiProgress, label: &str, total: Option<u64>) -> Self {
        let (gauge, template) = match total {
            Some(total) => (ProgressBar::new(total), "{prefix} [{bar:30}] {pos}/{len}"),
            None => (ProgressBar::new_spinner(), "{prefix} {spinner} {pos}"),
        };
        let gauge = bars.add(gauge);
        if let Ok(style) = ProgressStyle::with_template(template) {
            gauge.set_style(style.progress_chars("##-").tick_chars("|/-\\ "));
        }
        gauge.set_prefix(sanitise_line(label).into_owned());
        gauge.enable_steady_tick(Duration::from_millis(200));
        Self(Some(gauge))
    }

    /// A gauge of bytes with the time that is left, for work in several stages.
    pub(crate) fn stages(bars: &MultiProgress) -> Self {
        let gauge = bars.add(ProgressBar::new(0));
        if let Ok(style) =
            ProgressStyle::with_template("{prefix} [{bar:30}] {bytes}/{total_bytes}, {eta} left")
        {
            gauge.set_style(style.progress_chars("##-"));
        }
        gauge.enable_steady_tick(Duration::from_millis(200));
        Self(Some(gauge))
    }

    /// Begins a stage of so many steps.
    pub(crate) fn begin(&self, label: &str, total: u64) {
        if let Some(gauge) = &self.0 {
            gauge.set_prefix(sanitise_line(label).into_owned());
            gauge.set_length(total);
            gauge.reset();
        }
    }

    /// Says that `steps` more are done.
    pub(crate) fn advance(&self, steps: u64) {
        if let Some(gauge) = &self.0 {
            gauge.inc(steps);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(gauge) = &self.0 {
            gauge.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use indicatif::ProgressDrawTarget;

    use super::*;

    #[test]
    fn both_templates_are_valid() {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        for total in [None, Some(3)] {
            let progress = Progress::shown(&bars, "reading \u{1b}[2J", total);
            progress.advance(2);
            assert_eq!(progress.0.as_ref().map(ProgressBar::position), Some(2));
        }
        Progress::hidden().advance(1);
        let stages = Progress::stages(&bars);
        for total in [8, 3] {
            stages.begin("counting", total);
            stages.advance(2);
            let gauge = stages.0.as_ref().map(|it| (it.position(), it.length()));
            assert_eq!(gauge, Some((2, Some(total))));
        }
    }
}
