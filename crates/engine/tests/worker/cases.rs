//! What the program makes of such workers: it lives, says what happened, and reads the next file.

use std::io::{Cursor, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tidegate_detectors::{Scanner, Selection};
use tidegate_engine::{
    Examiner, ReadingEnd,
    worker::{WorkerCommand, WorkerLimits, Workers},
};
use tidegate_formats::{FormatError, Reading};
use tidegate_vault::FingerprintKey;
use tokio_util::sync::CancellationToken;

pub const ALL: &[(&str, fn())] = &[
    ("a_file_is_read_and_the_worker_used_again", used_again),
    ("a_long_file_arrives_whole", long_file),
    ("plain_text_starts_no_worker", plain_text),
    ("without_workers_nothing_complex_is_read", without_workers),
    ("a_reader_that_dies_costs_one_file", deaths),
    ("what_was_found_before_a_death_is_kept", kept),
    ("a_reader_that_spins_is_killed", spins),
    ("a_reader_that_floods_is_killed", floods),
    ("what_makes_no_sense_is_not_believed", nonsense),
    ("a_message_of_a_reader_is_one_line", message),
    ("a_cancelled_file_is_given_up_at_once", cancelled),
    ("a_failing_source_is_told_as_it_is", failing_source),
    ("a_worker_is_replaced_in_time", replaced),
    ("a_worker_that_died_while_idle_is_replaced", died_idle),
    ("what_is_no_worker_is_told", no_worker),
    ("files_wait_for_a_free_worker", waiting),
    ("a_worker_ends_with_its_program", ends_with_program),
    ("other_detectors_are_told_to_the_same_worker", other_detectors),
    #[cfg(target_os = "linux")]
    ("a_worker_reaches_nothing", confined),
    ("a_program_of_the_system_can_be_piped_through", piped),
];

struct Bench {
    workers: Arc<Workers>,
    examiner: Examiner,
}

fn limits() -> WorkerLimits {
    WorkerLimits {
        workers: 2,
        memory_bytes: 256 << 20,
        ..WorkerLimits::default()
    }
}

fn command(limits: WorkerLimits) -> WorkerCommand {
    WorkerCommand {
        limits,
        ..WorkerCommand::new(std::env::current_exe().unwrap())
    }
}

fn examiner(detectors: Option<&[&str]>, workers: Option<Arc<Workers>>) -> Examiner {
    let scanner = Scanner::new(&Selection {
        enabled: detectors.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect()),
        ..Selection::default()
    })
    .unwrap();
    Examiner::new(Arc::new(scanner), FingerprintKey::ephemeral([7; 32])).with_workers(workers)
}

impl Bench {
    fn new(limits: WorkerLimits) -> Self {
        Self::of(command(limits))
    }

    fn of(command: WorkerCommand) -> Self {
        let workers = Arc::new(Workers::new(command));
        Self {
            examiner: examiner(None, Some(workers.clone())),
            workers,
        }
    }

    /// Has a file read whose name says what happens to its reader.
    fn read(&self, name: &str, text: &str) -> (Result<Reading, FormatError>, Vec<String>) {
        let bytes = format!("PK\x03\x04{text}");
        read(&self.examiner, name, &mut bytes.as_bytes())
    }

    /// The next file is read as if nothing had been.
    fn reads_on(&self) {
        let (read, found) = self.read("good.zip", "next@northwind.test");
        assert_eq!(read.unwrap().end, ReadingEnd::Complete);
        assert_eq!(found, ["next@northwind.test"]);
    }

    fn fails(&self, name: &str) -> String {
        let (read, found) = self.read(name, "");
        assert_eq!(found, Vec::<String>::new(), "{name}");
        match read {
            Err(FormatError::Unreadable { message } | FormatError::Stopped { message }) => message,
            other => panic!("{name}: {other:?}"),
        }
    }
}

fn read(
    examiner: &Examiner,
    name: &str,
    input: &mut dyn Read,
) -> (Result<Reading, FormatError>, Vec<String>) {
    let mut found = Vec::new();
    let read = examiner.examine(name, input, &mut |located, _| {
        found.push(located.found.canonical.expose().to_owned());
    });
    (read, found)
}

fn used_again() {
    let bench = Bench::new(limits());
    for _ in 0..5 {
        bench.reads_on();
    }
    assert_eq!(bench.workers.started(), 1);
}

fn long_file() {
    let bench = Bench::new(limits());
    let line = "nothing to see in this line of text, which is like all the others\n".repeat(50_000);
    let text = format!("{line}middle@northwind.test\n{line}end@northwind.test");
    let (read, found) = bench.read("good.zip", &text);
    let read = read.unwrap();
    assert_eq!(read.end, ReadingEnd::Complete);
    assert_eq!(read.examined, text.len() as u64 + 4);
    assert_eq!(found, ["middle@northwind.test", "end@northwind.test"]);
}

fn plain_text() {
    let bench = Bench::new(limits());
    let (read, found) = read(
        &bench.examiner,
        "spin.txt",
        &mut "plain@northwind.test".as_bytes(),
    );
    assert_eq!(read.unwrap().end, ReadingEnd::Complete);
    assert_eq!(found, ["plain@northwind.test"]);
    assert_eq!(bench.workers.started(), 0);
}

fn without_workers() {
    let (read, found) = read(
        &examiner(None, None),
        "spin.zip",
        &mut "PK\x03\x04x@northwind.test".as_bytes(),
    );
    assert_eq!(read.unwrap().end, ReadingEnd::Unsupported);
    assert!(found.is_empty());
}

fn deaths() {
    let bench = Bench::new(limits());
    for deed in ["stack", "memory", "exit", "panic"] {
        let said = bench.fails(&format!("{deed}.zip"));
        assert!(said.contains("stopped"), "{deed}: {said}");
        assert!(!said.contains("as a parser does"), "{said}");
        bench.reads_on();
    }
    // Each file was tried with the worker that was there and, as that might have died of something else, with a
    // fresh one.
    assert_eq!(bench.workers.started(), 8);
}

fn kept() {
    let bench = Bench::new(limits());
    for deed in ["stack", "memory", "exit", "panic", "garbage"] {
        let (read, found) = bench.read(&format!("{deed}.late.zip"), "");
        assert_eq!(found, ["early@northwind.test"], "{deed}");
        match read.unwrap().end {
            ReadingEnd::Partial { message } => assert!(message.contains("stopped"), "{message}"),
            end => panic!("{deed}: {end:?}"),
        }
        bench.reads_on();
    }
}

fn spins() {
    let bench = Bench::new(WorkerLimits {
        quiet: Duration::from_secs(1),
        ..limits()
    });
    for deed in ["spin", "hang"] {
        let said = bench.fails(&format!("{deed}.zip"));
        assert!(said.contains("no further for 1 s"), "{said}");
        bench.reads_on();
    }
}

fn floods() {
    let bench = Bench::new(WorkerLimits {
        total: Duration::from_secs(1),
        ..limits()
    });
    let (read, found) = bench.read("flood.zip", "");
    assert!(found.iter().all(|value| value == "again@northwind.test"));
    match read.unwrap().end {
        ReadingEnd::Partial { message } => assert!(message.contains("longer than 1 s"), "{message}"),
        end => panic!("{end:?}"),
    }
    bench.reads_on();
}

fn nonsense() {
    let bench = Bench::new(limits());
    for deed in ["garbage", "huge", "lie"] {
        let said = bench.fails(&format!("{deed}.zip"));
        assert!(said.contains("made no sense"), "{deed}: {said}");
        bench.reads_on();
    }
}

fn message() {
    let bench = Bench::new(limits());
    assert_eq!(bench.fails("unreadable.zip"), "Its header is  [31mdamaged.");
    bench.reads_on();
    assert_eq!(bench.workers.started(), 1);
}

fn cancelled() {
    let bench = Bench::new(limits());
    bench.reads_on();
    let cancel = CancellationToken::new();
    let examiner = bench.examiner.cancelled_by(cancel.clone());
    let begun = Instant::now();
    let (told, heard) = std::sync::mpsc::channel();
    let reading = std::thread::spawn(move || {
        // Beyond the head the bytes are read at the worker's wish: by then it has the file in hand.
        let mut head = b"PK\x03\x04".to_vec();
        head.resize(80_000, b' ');
        let mut input = Cursor::new(head).chain(Told(Some(told)));
        read(&examiner, "read_and_hang.zip", &mut input)
    });
    heard.recv().unwrap();
    cancel.cancel();
    let (read, found) = reading.join().unwrap();
    assert_eq!(read.unwrap().end, ReadingEnd::Stopped);
    assert!(found.is_empty());
    assert!(
        begun.elapsed() < limits().quiet,
        "cancelling did not wait for the limit"
    );
    bench.reads_on();
}

/// An empty end of a file that tells when it is reached.
struct Told(Option<std::sync::mpsc::Sender<()>>);

impl Read for Told {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        if let Some(told) = self.0.take() {
            told.send(()).unwrap();
        }
        Ok(0)
    }
}

fn failing_source() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the line went dead"))
        }
    }
    let bench = Bench::new(limits());
    let mut head = b"PK\x03\x04".to_vec();
    head.resize(80_000, b' ');
    let (read, _) = read(&bench.examiner, "good.zip", &mut Cursor::new(head).chain(Broken));
    match read {
        Err(FormatError::Input(error)) => assert_eq!(error.to_string(), "the line went dead"),
        other => panic!("{other:?}"),
    }
    bench.reads_on();
    assert_eq!(bench.workers.started(), 1, "the worker is not to blame");
}

fn replaced() {
    let bench = Bench::new(WorkerLimits { files: 2, ..limits() });
    for _ in 0..5 {
        bench.reads_on();
    }
    assert_eq!(bench.workers.started(), 3);
    let bench = Bench::new(WorkerLimits {
        resident_bytes: 1,
        ..limits()
    });
    bench.reads_on();
    bench.reads_on();
    assert_eq!(
        bench.workers.started(),
        if cfg!(target_os = "linux") { 2 } else { 1 }
    );
}

fn died_idle() {
    let bench = Bench::new(limits());
    bench.reads_on();
    for pid in children() {
        let pid = rustix::process::Pid::from_raw(pid).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    }
    bench.reads_on();
    assert_eq!(bench.workers.started(), 2);
}

/// The processes that this one started and that are not waited for.
fn children() -> Vec<i32> {
    let own = std::process::id().to_string();
    let listed = std::process::Command::new("ps")
        .args(["-o", "pid=,comm=", "--ppid", &own])
        .output()
        .unwrap();
    String::from_utf8(listed.stdout)
        .unwrap()
        .lines()
        .filter(|line| !line.ends_with(" ps"))
        .filter_map(|line| line.split_whitespace().next()?.parse().ok())
        .collect()
}

fn no_worker() {
    let wrong = [
        ("/nowhere/tidegate", vec![], "could not be started"),
        ("/bin/true", vec![], "could not be started"),
        ("/bin/sh", vec!["-c", "yes"], "could not be started"),
        ("/bin/echo", vec!["hello"], "could not be started"),
    ];
    for (program, arguments, wanted) in wrong {
        let bench = Bench::of(WorkerCommand {
            ocr: None,
            program: program.into(),
            arguments: arguments.into_iter().map(str::to_owned).collect(),
            limits: limits(),
        });
        let said = bench.fails("good.zip");
        assert!(said.contains(wanted), "{program}: {said}");
    }
}

fn waiting() {
    let bench = Bench::new(WorkerLimits {
        workers: 1,
        ..limits()
    });
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| bench.reads_on());
        }
    });
    assert_eq!(bench.workers.started(), 1);
    let cancel = CancellationToken::new();
    cancel.cancel();
    let (read, _) = read(
        &bench.examiner.cancelled_by(cancel),
        "hang.zip",
        &mut b"PK\x03\x04".as_slice(),
    );
    assert_eq!(read.unwrap().end, ReadingEnd::Stopped);
}

fn ends_with_program() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut worker = Command::new(std::env::current_exe().unwrap())
        .arg(tidegate_engine::worker::ARGUMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group_of_its_own()
        .spawn()
        .unwrap();
    let mut pipe = worker.stdin.take().unwrap();
    let frames: [(u8, &str); 4] = [
        (b'H', r#"{"memory_bytes":268435456,"cpu_seconds":600}"#),
        (b'S', r#"{"enabled":null,"min_confidence":0.5,"custom":[]}"#),
        (b'J', r#"{"name":"spin.zip","wanted":"Matches","whole":true}"#),
        (b'B', "PK\x03\x04"),
    ];
    for (kind, body) in frames {
        pipe.write_all(&(body.len() as u32).to_le_bytes()).unwrap();
        pipe.write_all(&[kind]).unwrap();
        pipe.write_all(body.as_bytes()).unwrap();
    }
    let mut ready = [0; 5];
    worker.stdout.as_mut().unwrap().read_exact(&mut ready).unwrap();
    assert_eq!(ready[4], b'R');
    assert!(worker.try_wait().unwrap().is_none(), "it spins");
    drop(pipe);
    assert!(!worker.wait().unwrap().success());
}

trait OwnGroup {
    fn process_group_of_its_own(&mut self) -> &mut Self;
}

impl OwnGroup for std::process::Command {
    fn process_group_of_its_own(&mut self) -> &mut Self {
        std::os::unix::process::CommandExt::process_group(self, 0)
    }
}

fn other_detectors() {
    let bench = Bench::new(limits());
    bench.reads_on();
    let cards = examiner(Some(&["payment_card"]), Some(bench.workers.clone()));
    let text = "PK\x03\x04card 4111 1111 1111 1111 of next@northwind.test";
    let (_, found) = read(&cards, "good.zip", &mut text.as_bytes());
    assert_eq!(found, ["4111111111111111"]);
    bench.reads_on();
    assert_eq!(bench.workers.started(), 1);
}

#[cfg(target_os = "linux")]
fn confined() {
    let bench = Bench::new(limits());
    let (read, found) = bench.read("break_out.zip", "");
    read.unwrap();
    assert_eq!(found, ["tried@everything.test"]);
}

fn piped() {
    let bench = Bench::new(limits());
    let (read, found) = bench.read("program.zip", "");
    assert_eq!(read.unwrap().end, ReadingEnd::Complete);
    assert_eq!(found, ["through@cat.test"]);
}
