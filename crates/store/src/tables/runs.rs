//! Runs and their logs. A run's counters live on its row and change in the transaction that they count.

use crate::{
    StoreError,
    open::Pool,
    row::{Where, at, bounds, id, json, ms, next_cursor, of_word, parse, uint, word},
    tables::connectors::{refresh, row_of},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tidegate_domain::{
    Timestamp,
    id::RunId,
    key::ObjectKey,
    page::{Page, PageRequest},
    problem::Problem,
    run::{Run, RunCounts, RunEvent, RunQuery, RunStatus},
};

pub(crate) const M1: &str = "
CREATE TABLE runs (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    connector INTEGER NOT NULL REFERENCES connectors (row),
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    counts TEXT NOT NULL,
    processed INTEGER NOT NULL DEFAULT 0,
    listing_complete INTEGER NOT NULL DEFAULT 0,
    checkpoint TEXT,
    queued INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    problem TEXT,
    first_errors TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX runs_connector ON runs (connector, row);
CREATE INDEX runs_status ON runs (status);
CREATE TABLE run_events (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (row),
    at INTEGER NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    bucket TEXT,
    key BLOB,
    class TEXT
) STRICT;
CREATE INDEX run_events_run ON run_events (run, row);
";

/// Lines kept in one run's log; the counters go on counting.
const MOST_EVENTS: i64 = 10_000;

const SELECT: &str = "SELECT r.body, r.status, r.counts, r.listing_complete, r.started, r.ended, r.problem,
    r.first_errors, json_extract(c.body, '$.name'), (SELECT e.id FROM exports e WHERE e.run = r.row ORDER BY e.row DESC LIMIT 1)
    FROM runs r JOIN connectors c ON c.row = r.connector";

#[derive(Debug)]
pub struct Runs<'a> {
    pub(crate) pool: &'a Pool,
}

impl Runs<'_> {
    pub fn insert(&self, run: &Run) -> Result<(), StoreError> {
        self.pool.write(|db| {
            db.execute(
                "INSERT INTO runs (id, connector, status, body, counts, queued) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    run.id.as_str(),
                    row_of(db, &run.connector_id)?,
                    run.status.as_str(),
                    json(run)?,
                    json(&run.counts)?,
                    ms(run.queued_at),
                ],
            )?;
            Ok(())
        })
    }

    pub fn get(&self, id: &RunId) -> Result<Option<Run>, StoreError> {
        self.pool
            .read(|db| Ok(all(db, "WHERE r.id = ?1", [id.as_str()])?.pop()))
    }

    /// Newest first; 50 rows by default, 500 at most.
    pub fn list(&self, query: &RunQuery) -> Result<Page<Run>, StoreError> {
        let (limit, start) = bounds(&query.page, 50, 500)?;
        let mut filter = Where::default();
        if let Some(connector) = &query.connector_id {
            filter.and("c.id = ?", [connector.to_string()]);
        }
        filter.one_of(
            "r.status",
            query
                .statuses
                .iter()
                .map(|status| status.as_str().to_owned())
                .collect(),
        );
        self.pool.read(|db| {
            let count = format!(
                "SELECT COUNT(*) FROM runs r JOIN connectors c ON c.row = r.connector {}",
                filter.sql()
            );
            let values = || rusqlite::params_from_iter(filter.values.clone());
            let total = uint(db.query_row(&count, values(), |row| row.get(0))?);
            let tail = format!(
                "{} ORDER BY r.row DESC LIMIT {limit} OFFSET {start}",
                filter.sql()
            );
            let rows = all(db, &tail, values())?;
            let next_cursor = next_cursor(start, rows.len(), total);
            Ok(Page {
                rows,
                total,
                next_cursor,
            })
        })
    }

    /// Runs that can be taken up again, oldest first.
    pub fn unfinished(&self) -> Result<Vec<Run>, StoreError> {
        self.pool.read(|db| {
            all(
                db,
                "WHERE r.status IN ('interrupted', 'paused') AND c.deleted IS NULL ORDER BY r.row",
                [],
            )
        })
    }

    /// At start-up nothing runs: what says otherwise was cut off.
    pub fn mark_interrupted(&self, now: Timestamp) -> Result<Vec<RunId>, StoreError> {
        self.pool.write(|db| {
            let cut = all(db, "WHERE r.status IN ('queued', 'running') ORDER BY r.row", [])?;
            for run in &cut {
                db.execute(
                    "UPDATE runs SET status = 'interrupted', ended = ?2 WHERE id = ?1",
                    params![run.id.as_str(), ms(now)],
                )?;
            }
            Ok(cut.into_iter().map(|run| run.id).collect())
        })
    }

    /// Sets where a run stands. `None` for a moment keeps it, except that a run that goes on has no end.
    pub fn set_status(
        &self,
        id: &RunId,
        status: RunStatus,
        started: Option<Timestamp>,
        ended: Option<Timestamp>,
        problem: Option<&Problem>,
    ) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let row = run_row(db, id)?;
            let problem = problem.map(json).transpose()?;
            db.execute(
                "UPDATE runs SET status = ?2, started = COALESCE(started, ?3), ended = ?4, problem = ?5 WHERE row = ?1",
                params![row, word(&status)?, started.map(ms), ended.map(ms), problem],
            )?;
            let connector: i64 = db.query_row("SELECT connector FROM runs WHERE row = ?1", [row], |row| row.get(0))?;
            if matches!(status, RunStatus::Completed | RunStatus::CompletedWithErrors) {
                db.execute(
                    "UPDATE connectors SET last_sync = ?2 WHERE row = ?1",
                    params![connector, ended.map(ms)],
                )?;
            }
            if ended.is_some() {
                refresh(db, connector)?;
            }
            Ok(())
        })
    }

    pub fn add_event(&self, id: &RunId, event: &RunEvent) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let row = run_row(db, id)?;
            if let Some(class) = event.class {
                remember_first(db, row, Problem::new(class, event.message.clone(), ""))?;
            }
            log(db, row, event)
        })
    }

    /// A run's log, oldest first; 200 lines by default, 1,000 at most.
    pub fn events(&self, id: &RunId, page: &PageRequest) -> Result<Page<RunEvent>, StoreError> {
        let (limit, start) = bounds(page, 200, 1_000)?;
        self.pool.read(|db| {
            let run = run_row(db, id)?;
            let total = uint(db.query_row("SELECT COUNT(*) FROM run_events WHERE run = ?1", [run], |row| row.get(0))?);
            let mut query = db.prepare_cached(
                "SELECT at, level, message, bucket, key, class FROM run_events WHERE run = ?1 ORDER BY row LIMIT ?2 OFFSET ?3",
            )?;
            let mut rows = query.query(params![run, limit, i64::try_from(start).unwrap_or(i64::MAX)])?;
            let mut events = Vec::new();
            while let Some(row) = rows.next()? {
                let class: Option<String> = row.get(5)?;
                events.push(RunEvent {
                    at: at(row.get(0)?),
                    level: of_word(&row.get::<_, String>(1)?, "event level")?,
                    message: row.get(2)?,
                    bucket: row.get(3)?,
                    key: row.get::<_, Option<Vec<u8>>>(4)?.map(ObjectKey::from_bytes),
                    class: class.map(|class| of_word(&class, "error class")).transpose()?,
                });
            }
            let next_cursor = next_cursor(start, events.len(), total);
            Ok(Page { rows: events, total, next_cursor })
        })
    }
}

pub(crate) fn run_row(db: &Connection, id: &RunId) -> Result<i64, StoreError> {
    db.prepare_cached("SELECT row FROM runs WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::Missing("run"))
}

pub(crate) fn run_id(db: &Connection, row: i64) -> Result<Option<RunId>, StoreError> {
    let text: Option<String> = db
        .prepare_cached("SELECT id FROM runs WHERE row = ?1")?
        .query_row([row], |row| row.get(0))
        .optional()?;
    text.map(|text| id(&text, "run id")).transpose()
}

pub(crate) fn counts(db: &Connection, run: i64) -> Result<RunCounts, StoreError> {
    let text: String = db
        .prepare_cached("SELECT counts FROM runs WHERE row = ?1")?
        .query_row([run], |row| row.get(0))?;
    parse(&text, "run's counters")
}

pub(crate) fn set_counts(db: &Connection, run: i64, counts: &RunCounts) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE runs SET counts = ?2 WHERE row = ?1")?
        .execute(params![run, json(counts)?])?;
    Ok(())
}

pub(crate) fn log(db: &Connection, run: i64, event: &RunEvent) -> Result<(), StoreError> {
    let lines: i64 = db
        .prepare_cached("SELECT COUNT(*) FROM run_events WHERE run = ?1")?
        .query_row([run], |row| row.get(0))?;
    if lines >= MOST_EVENTS {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO run_events (run, at, level, message, bucket, key, class) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        run,
        ms(event.at),
        word(&event.level)?,
        event.message,
        event.bucket,
        event.key.as_ref().map(ObjectKey::as_bytes),
        event.class.map(|class| class.as_str()),
    ])?;
    Ok(())
}

/// Keeps the first problem of each class on the run.
pub(crate) fn remember_first(db: &Connection, run: i64, problem: Problem) -> Result<(), StoreError> {
    let text: String = db
        .prepare_cached("SELECT first_errors FROM runs WHERE row = ?1")?
        .query_row([run], |row| row.get(0))?;
    let mut first: Vec<Problem> = parse(&text, "run's errors")?;
    if first.iter().all(|known| known.class != problem.class) {
        first.push(problem);
        db.execute(
            "UPDATE runs SET first_errors = ?2 WHERE row = ?1",
            params![run, json(&first)?],
        )?;
    }
    Ok(())
}

fn all(db: &Connection, tail: &str, values: impl rusqlite::Params) -> Result<Vec<Run>, StoreError> {
    let mut query = db.prepare_cached(&format!("{SELECT} {tail}"))?;
    let mut rows = query.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

pub(crate) fn recent(db: &Connection, count: u32) -> Result<Vec<Run>, StoreError> {
    all(
        db,
        "WHERE c.deleted IS NULL ORDER BY r.row DESC LIMIT ?1",
        [count],
    )
}

fn read(row: &Row<'_>) -> Result<Run, StoreError> {
    let mut run: Run = parse(&row.get::<_, String>(0)?, "run")?;
    run.status = of_word(&row.get::<_, String>(1)?, "run status")?;
    run.counts = parse(&row.get::<_, String>(2)?, "run's counters")?;
    run.listing_complete = row.get(3)?;
    run.started_at = row.get::<_, Option<i64>>(4)?.map(at);
    run.ended_at = row.get::<_, Option<i64>>(5)?.map(at);
    run.problem = row
        .get::<_, Option<String>>(6)?
        .map(|text| parse(&text, "problem"))
        .transpose()?;
    run.first_errors = parse(&row.get::<_, String>(7)?, "run's errors")?;
    run.connector_name = row.get(8)?;
    run.export_id = row
        .get::<_, Option<String>>(9)?
        .map(|text| id(&text, "export id"))
        .transpose()?;
    Ok(run)
}
