//! Audit events as lines of JSON, written by a thread of its own behind a bounded queue.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use once_cell::sync::OnceCell;

use crate::audit::{AuditEvent, AuditSink};
use crate::error::AuditError;

/// Writes one JSON object a line, to a file or to anything that can be written.
///
/// Events are serialised where they happen and written by a thread that starts with the first of
/// them. It writes what is queued in one go and flushes when the queue is empty. Where the queue
/// is full, an event is lost, counted and reported; nothing waits. Once writing has failed,
/// everything is lost, counted and reported until a new sink is made: half a line may be in
/// the file, and a log with holes that nobody sees is worse than one that says it ended.
///
/// Dropping it writes what is queued, and waits for that.
///
/// ```no_run
/// use palisade::JsonLines;
///
/// let audit = JsonLines::create("audit.jsonl")?.with_queue(65_536);
/// # let _ = audit;
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct JsonLines {
    queue: usize,
    /// What is written to, until the thread takes it.
    writer: Mutex<Option<Box<dyn Write + Send>>>,
    /// The thread; `None` where it could not be started.
    worker: OnceCell<Option<Worker>>,
    state: Arc<State>,
}

impl JsonLines {
    /// How many events may wait to be written, unless told otherwise.
    pub const DEFAULT_QUEUE: usize = 4_096;

    /// Writes to the end of the file at `path`, which is made where there is none.
    ///
    /// # Errors
    /// Where the file cannot be opened to be written to.
    pub fn create(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        Ok(Self::to_writer(file))
    }

    /// Writes to anything that can be written. Each call of its `write` gets one or more whole
    /// lines; it needs no buffer of its own.
    pub fn to_writer(writer: impl Write + Send + 'static) -> Self {
        Self {
            queue: Self::DEFAULT_QUEUE,
            writer: Mutex::new(Some(Box::new(writer))),
            worker: OnceCell::new(),
            state: Arc::default(),
        }
    }

    /// Sets how many events may wait to be written: 4,096 unless told, held to 1..=1,048,576. An
    /// event takes some hundred bytes, more with many findings.
    pub fn with_queue(mut self, events: usize) -> Self {
        self.queue = events.clamp(1, MAX_QUEUE);
        self
    }

    /// Waits until all that was recorded so far is written and flushed. It blocks, so it is for
    /// the end of a program and for tests.
    ///
    /// # Errors
    /// Where writing has failed, so that events are lost.
    pub fn flush(&self) -> Result<(), AuditError> {
        // Before the first event there is no thread, and nothing to wait for.
        if let Some(worker) = self.worker.get() {
            let lines = worker.as_ref().and_then(|worker| worker.lines.as_ref());
            let (done, is_done) = sync_channel(1);
            let asked = lines.is_some_and(|lines| lines.send(Message::Flush(done)).is_ok());
            if !asked || is_done.recv().is_err() {
                return Err(AuditError::Closed);
            }
        }
        match self.state.failed.load(Ordering::Acquire) {
            true => Err(AuditError::Closed),
            false => Ok(()),
        }
    }

    fn take(&self, event: &AuditEvent<'_>) -> Result<(), AuditError> {
        if self.state.failed.load(Ordering::Acquire) {
            return Err(AuditError::Closed);
        }
        let mut line = serde_json::to_vec(event).map_err(|_| AuditError::Closed)?;
        line.push(b'\n');
        let lines = self.worker().and_then(|worker| worker.lines.as_ref());
        match lines.ok_or(AuditError::Closed)?.try_send(Message::Line(line)) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => Err(AuditError::QueueFull),
            Err(TrySendError::Disconnected(_)) => Err(AuditError::Closed),
        }
    }

    fn worker(&self) -> Option<&Worker> {
        let start = || {
            let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take()?;
            let worker = Worker::start(writer, self.queue, Arc::clone(&self.state)).ok();
            if worker.is_none() {
                self.state.failed.store(true, Ordering::Release);
            }
            worker
        };
        self.worker.get_or_init(start).as_ref()
    }
}

impl AuditSink for JsonLines {
    fn record(&self, event: &AuditEvent<'_>) -> Result<(), AuditError> {
        self.take(event).inspect_err(|_| self.state.lose(1))
    }

    fn lost(&self) -> u64 {
        self.state.lost.load(Ordering::Acquire)
    }
}

impl fmt::Debug for JsonLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines")
            .field("queue", &self.queue)
            .field("lost", &self.lost())
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct State {
    lost: AtomicU64,
    failed: AtomicBool,
}

impl State {
    fn lose(&self, events: u64) {
        self.lost.fetch_add(events, Ordering::AcqRel);
    }
}

enum Message {
    Line(Vec<u8>),
    Flush(SyncSender<()>),
}

struct Worker {
    /// Always there, until it is dropped to end the thread.
    lines: Option<SyncSender<Message>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    fn start(writer: Box<dyn Write + Send>, queue: usize, state: Arc<State>) -> io::Result<Self> {
        let (lines, queued) = sync_channel(queue);
        let thread = std::thread::Builder::new()
            .name("palisade-audit".to_owned())
            .spawn(move || Writing { writer, state, batch: Vec::new(), events: 0 }.run(&queued))?;
        Ok(Self { lines: Some(lines), thread: Some(thread) })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.lines.take());
        if let Some(thread) = self.thread.take() {
            // It panics only where dropping the caller's writer does; all is written by then.
            let _ = thread.join();
        }
    }
}

/// What the thread holds: lines that are not written yet.
struct Writing {
    writer: Box<dyn Write + Send>,
    state: Arc<State>,
    batch: Vec<u8>,
    events: u64,
}

impl Writing {
    fn run(mut self, queued: &Receiver<Message>) {
        while let Ok(message) = queued.recv() {
            self.take(message);
            while let Ok(message) = queued.try_recv() {
                self.take(message);
            }
            self.write();
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Line(line) => {
                self.batch.extend_from_slice(&line);
                self.events += 1;
                if self.batch.len() >= BATCH_BYTES {
                    self.write();
                }
            }
            Message::Flush(done) => {
                self.write();
                // Whoever asked may be gone.
                let _ = done.send(());
            }
        }
    }

    fn write(&mut self) {
        if self.events == 0 {
            return;
        }
        let mut failed = self.state.failed.load(Ordering::Acquire);
        if !failed {
            // Where it panics it is not used again, and this thread stays to count what is lost.
            let write = AssertUnwindSafe(|| {
                self.writer.write_all(&self.batch).and_then(|()| self.writer.flush())
            });
            failed = !matches!(catch_unwind(write), Ok(Ok(())));
        }
        if failed {
            self.state.lose(self.events);
            self.state.failed.store(true, Ordering::Release);
        }
        self.batch.clear();
        self.events = 0;
    }
}

/// How much is written in one go, at most and a line.
const BATCH_BYTES: usize = 64 << 10;

/// The queue has room for all of its events from the beginning.
const MAX_QUEUE: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::tests::{Sample, TEXT};
    use std::sync::mpsc::{Sender, channel};

    /// Keeps what is written, and fails where told.
    #[derive(Clone, Default)]
    struct Shared {
        bytes: Arc<Mutex<Vec<u8>>>,
        fails: Arc<AtomicBool>,
    }

    impl Shared {
        fn lines(&self) -> Vec<serde_json::Value> {
            let bytes = self.bytes.lock().unwrap();
            let text = std::str::from_utf8(&bytes).unwrap();
            assert!(text.is_empty() || text.ends_with('\n'));
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        }
    }

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.fails.load(Ordering::SeqCst) {
                return Err(io::Error::other("disk full"));
            }
            self.bytes.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Says when it is asked to write, and waits to be let.
    struct Gate {
        asked: Sender<()>,
        open: Receiver<()>,
        to: Shared,
    }

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.asked.send(()).map_err(io::Error::other)?;
            self.open.recv().map_err(io::Error::other)?;
            self.to.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_event_is_a_line_without_text_of_the_user() {
        let shared = Shared::default();
        let audit = JsonLines::to_writer(shared.clone());
        let sample = Sample::new();
        audit.record(&sample.event()).unwrap();
        audit.record(&sample.event()).unwrap();
        audit.flush().unwrap();
        let lines = shared.lines();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["step"], "validate_input");
        assert_eq!(lines[0]["outcome"], "refused");
        assert_eq!(lines[0]["took_us"], 42);
        assert_eq!(lines[0]["scope"]["tenant"], "acme");
        assert_eq!(lines[0]["findings"][0]["rule"], "card");
        assert_eq!(lines[0]["model"], "small-1");
        let written = String::from_utf8(shared.bytes.lock().unwrap().clone()).unwrap();
        for word in TEXT.split(' ') {
            assert!(!written.contains(word), "{word} is in {written}");
        }
        assert_eq!(audit.lost(), 0);
    }

    #[test]
    fn a_full_queue_loses_counts_and_never_waits() {
        let (asked, is_asked) = channel();
        let (open, is_open) = channel();
        let shared = Shared::default();
        let gate = Gate { asked, open: is_open, to: shared.clone() };
        let audit = JsonLines::to_writer(gate).with_queue(3);
        let sample = Sample::new();

        audit.record(&sample.event()).unwrap();
        is_asked.recv().unwrap();
        // The thread stands in `write` now, so that the queue fills.
        for _ in 0..3 {
            audit.record(&sample.event()).unwrap();
        }
        for _ in 0..5 {
            assert_eq!(audit.record(&sample.event()), Err(AuditError::QueueFull));
        }
        assert_eq!(audit.lost(), 5);
        for _ in 0..10 {
            // One for each write; what is too many is not taken.
            open.send(()).unwrap();
        }
        audit.flush().unwrap();
        assert_eq!(shared.lines().len(), 4);
        audit.record(&sample.event()).unwrap();
        drop(audit);
        assert_eq!(shared.lines().len(), 5);
    }

    #[test]
    fn a_writer_that_fails_closes_the_log_and_every_lost_event_is_counted() {
        let shared = Shared::default();
        let audit = JsonLines::to_writer(shared.clone());
        let sample = Sample::new();
        audit.record(&sample.event()).unwrap();
        audit.flush().unwrap();
        shared.fails.store(true, Ordering::SeqCst);
        audit.record(&sample.event()).unwrap();
        assert_eq!(audit.flush(), Err(AuditError::Closed));
        assert_eq!(audit.lost(), 1);
        shared.fails.store(false, Ordering::SeqCst);
        assert_eq!(audit.record(&sample.event()), Err(AuditError::Closed));
        assert_eq!(audit.lost(), 2);
        assert_eq!(shared.lines().len(), 1);
    }

    #[test]
    fn dropping_writes_what_is_queued() {
        let shared = Shared::default();
        let audit = JsonLines::to_writer(shared.clone());
        let sample = Sample::new();
        for _ in 0..1_000 {
            audit.record(&sample.event()).unwrap();
        }
        drop(audit);
        assert_eq!(shared.lines().len(), 1_000);
    }

    #[test]
    fn a_writer_that_panics_closes_the_log() {
        struct Panics;
        impl Write for Panics {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                panic!("a writer of the caller's")
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let audit = JsonLines::to_writer(Panics);
        let sample = Sample::new();
        audit.record(&sample.event()).unwrap();
        assert_eq!(audit.flush(), Err(AuditError::Closed));
        assert_eq!(audit.record(&sample.event()), Err(AuditError::Closed));
        assert_eq!(audit.lost(), 2);
    }

    #[test]
    fn nothing_recorded_starts_nothing() {
        let audit = JsonLines::to_writer(Shared::default()).with_queue(0);
        audit.flush().unwrap();
        assert!(audit.worker.get().is_none());
        assert_eq!(audit.queue, 1);
    }

    #[test]
    fn a_file_is_appended_to() {
        let path = std::env::temp_dir().join(format!("palisade-audit-{}", std::process::id()));
        let sample = Sample::new();
        for _ in 0..2 {
            let audit = JsonLines::create(&path).unwrap();
            audit.record(&sample.event()).unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(JsonLines::create("/nonexistent/audit.jsonl").is_err());
    }
}
