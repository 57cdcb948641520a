//! Findings summed up by document, detector and place: what a list shows instead of thousands of cells.

use crate::{
    Findings, StoreError,
    row::{bounds, next_cursor, uint},
    tables::{
        connectors::severity,
        findings::{conditions, rows},
    },
};
use tidegate_domain::{
    finding::{FindingColumn, FindingQuery, FindingSort},
    page::Page,
};

impl Findings<'_> {
    /// What one detector found in one place of one document, in sum; in the order of the query. 200 rows by
    /// default, 500 at most.
    pub fn columns(&self, query: &FindingQuery) -> Result<Page<FindingColumn>, StoreError> {
        let (limit, start) = bounds(&query.page, 200, 500)?;
        let filter = conditions(&query.filter)?;
        let (up, down) = if query.descending {
            ("DESC", "ASC")
        } else {
            ("ASC", "DESC")
        };
        let order = match query.sort {
            FindingSort::Severity => {
                format!("MAX(f.severity) {up}, MAX(f.confidence) {up}, MIN(f.row) {down}")
            }
            FindingSort::Confidence => format!("MAX(f.confidence) {up}, MIN(f.row) {down}"),
            FindingSort::Detector => format!("f.detector {up}, MAX(f.severity) DESC, MIN(f.row) {up}"),
            FindingSort::Object => format!("d.bucket {up}, d.key {up}, MIN(f.row) {up}"),
            FindingSort::FirstSeen => format!("MIN(f.first_seen) {up}, MIN(f.row) {up}"),
            FindingSort::LastSeen => format!("MAX(f.last_seen) {up}, MIN(f.row) {up}"),
        };
        let from = format!(
            "FROM findings f JOIN documents d ON d.row = f.document {} GROUP BY f.document, f.detector, f.place",
            filter.sql()
        );
        let values = || rusqlite::params_from_iter(filter.values.clone());
        self.pool.read(|db| {
            let total = uint(db.query_row(
                &format!("SELECT COUNT(*) FROM (SELECT 1 {from})"),
                values(),
                |row| row.get(0),
            )?);
            let sql = format!(
                "SELECT MIN(f.row), f.place, f.label, COUNT(DISTINCT f.fingerprint), SUM(f.occurrences),
                 SUM(f.status = 'open'), MAX(f.confidence), MAX(f.severity)
                 {from} ORDER BY {order} LIMIT {limit} OFFSET {start}"
            );
            let mut found = db.prepare_cached(&sql)?;
            let mut sums = found.query(values())?;
            let mut columns = Vec::new();
            while let Some(sum) = sums.next()? {
                let Some(first) = rows(db, "WHERE f.row = ?1", [sum.get::<_, i64>(0)?])?.pop() else {
                    continue;
                };
                let place: String = sum.get(1)?;
                columns.push(FindingColumn {
                    id: format!("{}:{}:{place}", first.document_id, first.detector),
                    document_id: first.document_id.clone(),
                    connector_id: first.connector_id.clone(),
                    connector_name: first.connector_name.clone(),
                    bucket: first.bucket.clone(),
                    key: first.key.clone(),
                    detector: first.detector.clone(),
                    category: first.category,
                    severity: severity(sum.get(7)?)?,
                    place,
                    column_name: sum.get(2)?,
                    member: first.location.member.clone(),
                    sheet: first.location.sheet.clone(),
                    findings: uint(sum.get(3)?),
                    occurrences: uint(sum.get(4)?),
                    open: uint(sum.get(5)?),
                    max_confidence: sum.get(6)?,
                    first,
                });
            }
            let next_cursor = next_cursor(start, columns.len(), total);
            Ok(Page {
                rows: columns,
                total,
                next_cursor,
            })
        })
    }
}
