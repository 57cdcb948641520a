//! Transfers and their items: what is to be moved, how far it is, and the receipts of what was moved.
//!
//! The counters of a transfer change in the same transaction as its items, so that they add up after a crash.

use crate::{
    StoreError,
    open::Pool,
    row::{at, bounds, id, int, json, ms, next_cursor, of_word, parse, uint, word},
    tables::connectors::row_of,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tidegate_domain::{
    Timestamp,
    id::{ConnectorId, TransferId, TransferItemId},
    key::ObjectKey,
    object::ObjectRef,
    page::{Page, PageRequest},
    problem::Problem,
    transfer::{
        ConflictAnswer, Transfer, TransferItem, TransferItemQuery, TransferItemState, TransferKind,
        TransferStatus,
    },
};

pub(crate) const M1: &str = "
CREATE TABLE transfers (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    connector INTEGER NOT NULL REFERENCES connectors (row),
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    on_conflict TEXT,
    bucket TEXT NOT NULL,
    prefix BLOB NOT NULL,
    folder BLOB NOT NULL,
    chosen TEXT NOT NULL,
    counted INTEGER NOT NULL DEFAULT 0,
    items INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    conflicts INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    bytes_done INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    created INTEGER NOT NULL,
    ended INTEGER
) STRICT;
CREATE TABLE transfer_items (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    transfer INTEGER NOT NULL REFERENCES transfers (row),
    bucket TEXT NOT NULL,
    key BLOB NOT NULL,
    path BLOB NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER,
    version TEXT,
    state TEXT NOT NULL,
    begun INTEGER NOT NULL DEFAULT 0,
    bytes_done INTEGER NOT NULL DEFAULT 0,
    resume TEXT,
    problem TEXT,
    sha256 TEXT
) STRICT;
CREATE INDEX transfer_items_state ON transfer_items (transfer, state, row);
";

/// Ended transfers beyond this many are forgotten, oldest first.
const KEPT: u32 = 200;

/// A transfer to be stored.
#[derive(Debug, Clone)]
pub struct NewTransfer {
    pub id: TransferId,
    pub kind: TransferKind,
    pub connector: ConnectorId,
    pub bucket: String,
    pub prefix: ObjectKey,
    /// The folder's path, byte for byte.
    pub folder: ObjectKey,
    /// What was chosen, as the engine spells it, to count it again after an interruption.
    pub chosen: String,
    pub on_conflict: Option<ConflictAnswer>,
    pub now: Timestamp,
}

/// One thing to be moved.
#[derive(Debug, Clone)]
pub struct NewTransferItem {
    pub object: ObjectRef,
    /// Below the transfer's folder, byte for byte.
    pub path: ObjectKey,
    pub size: u64,
    pub modified: Option<Timestamp>,
    pub version: Option<String>,
    /// How it ended already, being found: skipped or failed.
    pub settled: Option<(TransferItemState, Problem)>,
}

/// An item taken up by a worker.
#[derive(Debug, Clone)]
pub struct TransferWork {
    pub id: TransferItemId,
    pub object: ObjectRef,
    pub path: ObjectKey,
    pub size: u64,
    pub modified: Option<Timestamp>,
    pub version: Option<String>,
    /// An earlier attempt was cut off, perhaps after its last step.
    pub begun: bool,
    /// Bytes that are known to be safe on the other side.
    pub bytes_done: u64,
    /// The provider's upload state.
    pub resume: Option<String>,
}

/// How an item ended, for now.
#[derive(Debug, Clone)]
pub struct Settled {
    pub state: TransferItemState,
    pub path: Option<ObjectKey>,
    pub object: Option<ObjectRef>,
    pub size: Option<u64>,
    pub modified: Option<Timestamp>,
    pub version: Option<String>,
    pub sha256: Option<String>,
    pub problem: Option<Problem>,
    /// Whether what an earlier attempt has left still counts.
    pub keep_progress: bool,
}

impl Settled {
    pub fn new(state: TransferItemState) -> Self {
        Self {
            state,
            path: None,
            object: None,
            size: None,
            modified: None,
            version: None,
            sha256: None,
            problem: None,
            keep_progress: false,
        }
    }
}

/// What a worker needs to know of its transfer.
#[derive(Debug, Clone)]
pub struct TransferPlan {
    pub transfer: Transfer,
    pub folder: ObjectKey,
    pub chosen: String,
    /// Whether all items are known.
    pub counted: bool,
}

#[derive(Debug)]
pub struct Transfers<'a> {
    pub(crate) pool: &'a Pool,
}

const SELECT: &str =
    "SELECT t.id, t.kind, c.id, c.name, t.bucket, t.prefix, t.folder, t.status, t.on_conflict,
    t.items, t.done, t.skipped, t.failed, t.conflicts, t.bytes, t.bytes_done, t.problem, t.created, t.ended,
    t.chosen, t.counted FROM transfers t JOIN connectors c ON c.row = t.connector";

const ITEM: &str = "SELECT row, bucket, key, path, size, modified, version, state, begun, bytes_done, resume,
    problem, sha256 FROM transfer_items";

impl Transfers<'_> {
    /// Stores a transfer that has no items yet.
    pub fn insert(&self, new: &NewTransfer) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let connector = row_of(db, &new.connector)?;
            db.execute(
                "INSERT INTO transfers (id, connector, kind, status, on_conflict, bucket, prefix, folder, chosen, created)
                 VALUES (?1, ?2, ?3, 'counting', ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    new.id.as_str(),
                    connector,
                    word(&new.kind)?,
                    new.on_conflict.as_ref().map(word).transpose()?,
                    new.bucket,
                    new.prefix.as_bytes(),
                    new.folder.as_bytes(),
                    new.chosen,
                    ms(new.now)
                ],
            )?;
            let old = format!(
                "SELECT row FROM transfers WHERE ended IS NOT NULL ORDER BY row DESC LIMIT -1 OFFSET {KEPT}"
            );
            remove(db, &old)?;
            Ok(())
        })
    }

    /// All of them, newest first.
    pub fn list(&self) -> Result<Vec<Transfer>, StoreError> {
        self.pool.read(|db| {
            let mut query = db.prepare_cached(&format!("{SELECT} ORDER BY t.row DESC"))?;
            let mut rows = query.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(read(row)?.transfer);
            }
            Ok(found)
        })
    }

    pub fn plan(&self, wanted: &TransferId) -> Result<Option<TransferPlan>, StoreError> {
        self.pool.read(|db| {
            let mut query = db.prepare_cached(&format!("{SELECT} WHERE t.id = ?1"))?;
            let mut rows = query.query([wanted.as_str()])?;
            rows.next()?.map(read).transpose()
        })
    }

    /// Forgets the items of a transfer whose counting was cut off.
    pub fn count_again(&self, wanted: &TransferId) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let (row, _) = place(db, wanted)?;
            db.execute("DELETE FROM transfer_items WHERE transfer = ?1", [row])?;
            db.execute(
                "UPDATE transfers SET items = 0, done = 0, skipped = 0, failed = 0, conflicts = 0, bytes = 0, bytes_done = 0,
                 counted = 0 WHERE row = ?1",
                [row],
            )?;
            Ok(())
        })
    }

    pub fn add(&self, wanted: &TransferId, items: &[NewTransferItem]) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let (row, _) = place(db, wanted)?;
            let (mut skipped, mut failed, mut bytes) = (0, 0, 0);
            let mut first: Option<&Problem> = None;
            let mut insert = db.prepare_cached(
                "INSERT INTO transfer_items (transfer, bucket, key, path, size, modified, version, state, problem)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?;
            for item in items {
                match &item.settled {
                    Some((TransferItemState::Failed, problem)) => {
                        failed += 1;
                        first.get_or_insert(problem);
                    }
                    Some(_) => skipped += 1,
                    None => bytes += item.size,
                }
                let state = item
                    .settled
                    .as_ref()
                    .map_or(TransferItemState::Waiting, |(state, _)| *state);
                insert.execute(params![
                    row,
                    item.object.bucket,
                    item.object.key.as_bytes(),
                    item.path.as_bytes(),
                    int(item.size),
                    item.modified.map(nanoseconds),
                    item.version,
                    word(&state)?,
                    item.settled.as_ref().map(|(_, problem)| json(problem)).transpose()?
                ])?;
            }
            db.execute(
                "UPDATE transfers SET items = items + ?2, skipped = skipped + ?3, bytes = bytes + ?4,
                 failed = failed + ?5, problem = COALESCE(problem, ?6) WHERE row = ?1",
                params![
                    row,
                    int(items.len() as u64),
                    skipped,
                    int(bytes),
                    failed,
                    first.map(json).transpose()?
                ],
            )?;
            Ok(())
        })
    }

    /// All items are known.
    pub fn counted(&self, wanted: &TransferId) -> Result<(), StoreError> {
        self.pool.write(|db| {
            db.execute(
                "UPDATE transfers SET counted = 1 WHERE id = ?1",
                [wanted.as_str()],
            )?;
            Ok(())
        })
    }

    /// Sets how a transfer stands. Items under way wait again, unless it goes on.
    pub fn set_status(
        &self,
        wanted: &TransferId,
        status: TransferStatus,
        ended: Option<Timestamp>,
        problem: Option<&Problem>,
    ) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let (row, _) = place(db, wanted)?;
            if !matches!(status, TransferStatus::Running | TransferStatus::Counting) {
                db.execute(
                    "UPDATE transfer_items SET state = 'waiting' WHERE transfer = ?1 AND state = 'running'",
                    [row],
                )?;
            }
            db.execute(
                "UPDATE transfers SET status = ?2, ended = ?3, problem = COALESCE(problem, ?4) WHERE row = ?1",
                params![
                    row,
                    word(&status)?,
                    ended.map(ms),
                    problem.map(json).transpose()?
                ],
            )?;
            Ok(())
        })
    }

    /// Forgets the first problem, since it is being tried again.
    pub fn forget_problem(&self, wanted: &TransferId) -> Result<(), StoreError> {
        self.pool.write(|db| {
            db.execute(
                "UPDATE transfers SET problem = NULL WHERE id = ?1",
                [wanted.as_str()],
            )?;
            Ok(())
        })
    }

    /// Decides all conflicts, those to come included; the ones that wait for it go on.
    pub fn answer(&self, wanted: &TransferId, answer: ConflictAnswer) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let (row, _) = place(db, wanted)?;
            db.execute(
                "UPDATE transfer_items SET state = 'waiting' WHERE transfer = ?1 AND state = 'conflict'",
                [row],
            )?;
            db.execute(
                "UPDATE transfers SET on_conflict = ?2, conflicts = 0 WHERE row = ?1",
                params![row, word(&answer)?],
            )?;
            Ok(())
        })
    }

    /// What failed is to be tried again.
    pub fn retry(&self, wanted: &TransferId) -> Result<u64, StoreError> {
        self.pool.write(|db| {
            let (row, _) = place(db, wanted)?;
            let again = db.execute(
                "UPDATE transfer_items SET state = 'waiting', problem = NULL WHERE transfer = ?1 AND state = 'failed'",
                [row],
            )?;
            db.execute(
                "UPDATE transfers SET failed = 0, problem = NULL, ended = NULL WHERE row = ?1",
                [row],
            )?;
            Ok(again as u64)
        })
    }

    /// Takes up to `limit` waiting items; they are running from now on.
    pub fn claim(&self, wanted: &TransferId, limit: u32) -> Result<Vec<TransferWork>, StoreError> {
        self.pool.write(|db| {
            let (row, created) = place(db, wanted)?;
            let work = work(
                db,
                "WHERE transfer = ?1 AND state = 'waiting' ORDER BY row LIMIT ?2",
                params![row, limit],
                created,
            )?;
            let mut begin =
                db.prepare_cached("UPDATE transfer_items SET state = 'running', begun = 1 WHERE row = ?1")?;
            for item in &work {
                begin.execute([item_row(&item.id)])?;
            }
            Ok(work)
        })
    }

    /// Items of which an unfinished attempt may have left something.
    pub fn begun(&self, wanted: &TransferId) -> Result<Vec<TransferWork>, StoreError> {
        self.pool.read(|db| {
            let (row, created) = place(db, wanted)?;
            let tail = "WHERE transfer = ?1 AND begun AND state NOT IN ('done', 'skipped')";
            work(db, tail, [row], created)
        })
    }

    /// Nothing of these attempts is left any more.
    pub fn forget_begun(&self, wanted: &TransferId) -> Result<(), StoreError> {
        self.pool.write(|db| {
            let (row, _) = place(db, wanted)?;
            db.execute(
                "UPDATE transfer_items SET begun = 0, bytes_done = 0, resume = NULL
                 WHERE transfer = ?1 AND state NOT IN ('done', 'skipped')",
                [row],
            )?;
            Ok(())
        })
    }

    /// How far an item is, for an attempt after this one.
    pub fn progress(
        &self,
        item: &TransferItemId,
        bytes_done: u64,
        version: Option<&str>,
        resume: Option<&str>,
    ) -> Result<(), StoreError> {
        self.pool.write(|db| {
            db.prepare_cached(
                "UPDATE transfer_items SET bytes_done = ?2, version = COALESCE(?3, version), resume = ?4 WHERE row = ?1",
            )?
            .execute(params![item_row(item), int(bytes_done), version, resume])?;
            Ok(())
        })
    }

    /// Records how items ended, together with their transfer's counters, all in one transaction.
    pub fn settle(&self, ended: &[(TransferItemId, Settled)]) -> Result<(), StoreError> {
        self.pool.write(|db| {
            for (item, settled) in ended {
                settle(db, item_row(item), settled)?;
            }
            Ok(())
        })
    }

    /// Items in the order of finding them; 200 by default, 500 at most.
    pub fn items(&self, query: &TransferItemQuery) -> Result<Page<TransferItem>, StoreError> {
        let page = query.page.clone().unwrap_or_default();
        let (limit, start) = bounds(&PageRequest { ..page }, 200, 500)?;
        let state = query.state.as_ref().map(word).transpose()?;
        self.pool.read(|db| {
            let (row, created) = place(db, &query.transfer)?;
            let total = uint(db.query_row(
                "SELECT COUNT(*) FROM transfer_items WHERE transfer = ?1 AND (?2 IS NULL OR state = ?2)",
                params![row, state],
                |row| row.get(0),
            )?);
            let mut found = db.prepare_cached(&format!(
                "{ITEM} WHERE transfer = ?1 AND (?2 IS NULL OR state = ?2) ORDER BY row LIMIT ?3 OFFSET ?4"
            ))?;
            let mut rows = found.query(params![row, state, limit, int(start)])?;
            let mut items = Vec::new();
            while let Some(row) = rows.next()? {
                items.push(read_item(row, created)?);
            }
            Ok(Page {
                next_cursor: next_cursor(start, items.len(), total),
                rows: items,
                total,
            })
        })
    }

    /// Forgets ended transfers; answers how many.
    pub fn clear(&self) -> Result<u64, StoreError> {
        self.pool
            .write(|db| remove(db, "SELECT row FROM transfers WHERE ended IS NOT NULL"))
    }

    /// After a start: what the last process was at is paused.
    pub fn pause_all(&self) -> Result<(), StoreError> {
        self.pool.write(|db| {
            db.execute(
                "UPDATE transfers SET status = 'paused' WHERE status IN ('running', 'counting')",
                [],
            )?;
            db.execute(
                "UPDATE transfer_items SET state = 'waiting' WHERE state = 'running'",
                [],
            )?;
            Ok(())
        })
    }
}

/// Removes the transfers of a connector that is purged.
pub(crate) fn purge(db: &Connection, connector: i64) -> Result<(), StoreError> {
    remove(
        db,
        &format!("SELECT row FROM transfers WHERE connector = {connector}"),
    )
    .map(|_| ())
}

fn remove(db: &Connection, rows: &str) -> Result<u64, StoreError> {
    db.execute(
        &format!("DELETE FROM transfer_items WHERE transfer IN ({rows})"),
        [],
    )?;
    Ok(db.execute(&format!("DELETE FROM transfers WHERE row IN ({rows})"), [])? as u64)
}

fn settle(db: &Connection, item: i64, settled: &Settled) -> Result<(), StoreError> {
    let (transfer, before, size): (i64, String, i64) = db
        .prepare_cached("SELECT transfer, state, size FROM transfer_items WHERE row = ?1")?
        .query_row([item], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?
        .ok_or(StoreError::Missing("transfer item"))?;
    if before != "running" {
        return Ok(());
    }
    let after = settled.size.map_or(size, int);
    let state = word(&settled.state)?;
    let is = |wanted| i64::from(settled.state == wanted);
    let bytes = match settled.state {
        TransferItemState::Skipped => -size,
        _ => after - size,
    };
    let done = is(TransferItemState::Done);
    db.prepare_cached(
        "UPDATE transfer_items SET state = ?2, path = COALESCE(?3, path), bucket = COALESCE(?4, bucket),
         key = COALESCE(?5, key), size = ?6, modified = COALESCE(?7, modified), version = COALESCE(?8, version),
         sha256 = ?9, problem = ?10, begun = ?11, bytes_done = CASE WHEN ?12 THEN ?6 WHEN ?11 THEN bytes_done ELSE 0 END,
         resume = CASE WHEN ?11 THEN resume ELSE NULL END WHERE row = ?1",
    )?
    .execute(params![
        item,
        state,
        settled.path.as_ref().map(ObjectKey::as_bytes),
        settled.object.as_ref().map(|object| &object.bucket),
        settled.object.as_ref().map(|object| object.key.as_bytes()),
        after,
        settled.modified.map(nanoseconds),
        settled.version,
        settled.sha256,
        settled.problem.as_ref().map(json).transpose()?,
        settled.keep_progress,
        done == 1,
    ])?;
    let first = match settled.state {
        TransferItemState::Failed => settled.problem.as_ref().map(json).transpose()?,
        _ => None,
    };
    db.prepare_cached(
        "UPDATE transfers SET done = done + ?2, skipped = skipped + ?3, failed = failed + ?4, conflicts = conflicts + ?5,
         bytes = bytes + ?6, bytes_done = bytes_done + ?7, problem = COALESCE(problem, ?8) WHERE row = ?1",
    )?
    .execute(params![
        transfer,
        done,
        is(TransferItemState::Skipped),
        is(TransferItemState::Failed),
        is(TransferItemState::Conflict),
        bytes,
        done * after,
        first
    ])?;
    Ok(())
}

/// Row and creation of a transfer.
fn place(db: &Connection, wanted: &TransferId) -> Result<(i64, i64), StoreError> {
    db.prepare_cached("SELECT row, created FROM transfers WHERE id = ?1")?
        .query_row([wanted.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(StoreError::Missing("transfer"))
}

/// An item's id is made of its transfer's moment and its row: nothing random to store.
fn item_id(row: i64, created: i64) -> TransferItemId {
    TransferItemId::new(at(created), u128::from(uint(row)))
}

fn item_row(id: &TransferItemId) -> i64 {
    i64::try_from(id.random()).unwrap_or(-1)
}

/// File times are kept to the nanosecond.
fn nanoseconds(moment: Timestamp) -> i64 {
    moment
        .timestamp_nanos_opt()
        .unwrap_or_else(|| ms(moment).saturating_mul(1_000_000))
}

fn of_nanoseconds(stored: i64) -> Timestamp {
    Timestamp::from_timestamp_nanos(stored)
}

fn work(
    db: &Connection,
    tail: &str,
    values: impl rusqlite::Params,
    created: i64,
) -> Result<Vec<TransferWork>, StoreError> {
    let mut query = db.prepare_cached(&format!("{ITEM} {tail}"))?;
    let found = query.query_map(values, |row| {
        Ok(TransferWork {
            id: item_id(row.get(0)?, created),
            object: ObjectRef {
                bucket: row.get(1)?,
                key: ObjectKey::from_bytes(row.get::<_, Vec<u8>>(2)?),
            },
            path: ObjectKey::from_bytes(row.get::<_, Vec<u8>>(3)?),
            size: uint(row.get(4)?),
            modified: row.get::<_, Option<i64>>(5)?.map(of_nanoseconds),
            version: row.get(6)?,
            begun: row.get(8)?,
            bytes_done: uint(row.get(9)?),
            resume: row.get(10)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> Result<TransferPlan, StoreError> {
    let folder: Vec<u8> = row.get(6)?;
    let text = |column: usize| row.get::<_, String>(column);
    let transfer = Transfer {
        id: id(&text(0)?, "transfer id")?,
        kind: of_word(&text(1)?, "transfer kind")?,
        connector: id(&text(2)?, "connector id")?,
        connector_name: text(3)?,
        bucket: text(4)?,
        prefix: ObjectKey::from_bytes(row.get::<_, Vec<u8>>(5)?),
        folder: String::from_utf8_lossy(&folder).into_owned(),
        status: of_word(&text(7)?, "transfer status")?,
        on_conflict: row
            .get::<_, Option<String>>(8)?
            .map(|text| of_word(&text, "conflict answer"))
            .transpose()?,
        items: uint(row.get(9)?),
        done: uint(row.get(10)?),
        skipped: uint(row.get(11)?),
        failed: uint(row.get(12)?),
        conflicts: uint(row.get(13)?),
        bytes: uint(row.get(14)?),
        bytes_done: uint(row.get(15)?),
        first_problem: problem(row, 16)?,
        created_at: at(row.get(17)?),
        ended_at: row.get::<_, Option<i64>>(18)?.map(at),
    };
    Ok(TransferPlan {
        transfer,
        folder: ObjectKey::from_bytes(folder),
        chosen: text(19)?,
        counted: row.get(20)?,
    })
}

fn read_item(row: &Row<'_>, created: i64) -> Result<TransferItem, StoreError> {
    let path = ObjectKey::from_bytes(row.get::<_, Vec<u8>>(3)?);
    Ok(TransferItem {
        id: item_id(row.get(0)?, created),
        object: ObjectRef {
            bucket: row.get(1)?,
            key: ObjectKey::from_bytes(row.get::<_, Vec<u8>>(2)?),
        },
        local_path: path.to_text(),
        size: uint(row.get(4)?),
        modified: row.get::<_, Option<i64>>(5)?.map(of_nanoseconds),
        version: row.get(6)?,
        state: of_word(&row.get::<_, String>(7)?, "item state")?,
        bytes_done: uint(row.get(9)?),
        problem: problem(row, 11)?,
        sha256: row.get(12)?,
    })
}

fn problem(row: &Row<'_>, column: usize) -> Result<Option<Problem>, StoreError> {
    row.get::<_, Option<String>>(column)?
        .map(|text| parse(&text, "problem"))
        .transpose()
}
