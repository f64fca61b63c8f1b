//! The thread that writes the audit log: takes lines from many tasks, writes those that wait together, says when they
//! are on the disk. What cannot be written waits in memory, within a bound, and what is lost over it is told.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::Utc;
use serde_json::json;
use tokio::sync::oneshot;

use super::chain::{Chain, Draft};

/// Lines written at one time.
const BATCH: usize = 1024;
/// Lines that wait for a disk that takes none.
const BACKLOG: usize = 10_000;
/// How often such a disk is tried.
const RETRY: Duration = Duration::from_secs(1);

/// One line, and what to do with it.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) draft: Draft,
    /// Must be on the disk.
    pub(super) weighty: bool,
    /// A signed head follows.
    pub(super) head: bool,
    /// Told whether it is written.
    pub(super) done: oneshot::Sender<bool>,
}

/// The way to the thread.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<Sender<Job>>,
    broken: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// `lock` is given back when the thread ends.
    pub(super) fn start(chain: Chain, lock: std::fs::File, every: Duration) -> std::io::Result<Writer> {
        let (jobs, waiting) = channel();
        let broken = Arc::new(AtomicBool::new(false));
        let desk = Desk { chain, broken: broken.clone(), backlog: VecDeque::new(), lost: 0 };
        let thread = std::thread::Builder::new().name("audit".to_owned()).spawn(move || {
            desk.run(&waiting, every);
            drop(lock);
        })?;
        Ok(Writer { jobs: Some(jobs), broken, thread: Some(thread) })
    }

    /// True once it is written; false if that cannot be done now.
    pub(super) async fn write(&self, draft: Draft, weighty: bool, head: bool) -> bool {
        let (done, told) = oneshot::channel();
        let job = Job { draft, weighty, head, done };
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        sent && told.await.unwrap_or(false)
    }

    /// Whether the last try to write failed.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }
}

impl Drop for Writer {
    /// What was handed over is written: the process may end right after this.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The thread's own.
struct Desk {
    chain: Chain,
    broken: Arc<AtomicBool>,
    backlog: VecDeque<Draft>,
    lost: u64,
}

impl Desk {
    fn run(mut self, waiting: &Receiver<Job>, every: Duration) {
        let mut next_head = Instant::now() + every;
        loop {
            let until = next_head.saturating_duration_since(Instant::now());
            let first = waiting.recv_timeout(if self.is_behind() { RETRY.min(until) } else { until });
            let ended = matches!(first, Err(RecvTimeoutError::Disconnected));
            let jobs: Vec<Job> = first.into_iter().chain(waiting.try_iter()).take(BATCH).collect();
            let due = ended || Instant::now() >= next_head;
            if due {
                next_head = Instant::now() + every;
            }
            if !jobs.is_empty() || due || self.is_behind() {
                self.write(jobs, due);
            }
            if ended {
                return;
            }
        }
    }

    fn is_behind(&self) -> bool {
        !self.backlog.is_empty() || self.lost > 0 || self.broken.load(Ordering::Relaxed)
    }

    fn write(&mut self, jobs: Vec<Job>, due: bool) {
        let mut sync = self.is_behind();
        // What failed may have been the head alone: only a head tells whether it can be written again.
        let mut head = due || self.broken.load(Ordering::Relaxed);
        let mut told = Vec::new();
        for Job { draft, weighty, head: wanted, done } in jobs {
            (sync, head) = (sync | weighty, head | wanted);
            told.push(done);
            self.backlog.push_back(draft);
        }
        let mut drafts: Vec<Draft> = Vec::new();
        if self.lost > 0 {
            let members =
                vec![("event", json!("lost")), ("actor", json!("relay")), ("lines", json!(self.lost))];
            drafts.push(Draft { time: Utc::now(), members });
        }
        drafts.extend(self.backlog.iter().cloned());
        let count = drafts.len() as u64;
        let result = if drafts.is_empty() { Ok(()) } else { self.chain.append(&drafts, sync) };
        let written = result.is_ok();
        if written {
            self.backlog.clear();
            self.lost = 0;
            metrics::counter!("pillion_audit_lines_total").increment(count);
        } else {
            while self.backlog.len() > BACKLOG {
                self.backlog.pop_front();
                self.lost += 1;
            }
        }
        let result = result.and_then(|()| if head { self.chain.head() } else { Ok(()) });
        self.tell(&result);
        for done in told {
            // Who asked may be gone.
            let _ = done.send(written);
        }
    }

    fn tell(&self, result: &std::io::Result<()>) {
        let was = self.broken.swap(result.is_err(), Ordering::Relaxed);
        match result {
            Err(error) => {
                metrics::counter!("pillion_audit_errors_total").increment(1);
                if !was {
                    tracing::error!(%error, "the audit log cannot be written; make room or mend its folder");
                }
            }
            Ok(()) if was => tracing::info!("the audit log can be written again"),
            Ok(()) => {}
        }
    }
}
