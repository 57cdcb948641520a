//! The ledger of hosts: who was talked to, how much, what for, and for which connector. It never holds a
//! path, a query, a header or a name and password of an address.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tidegate_domain::{Timestamp, settings::HostContact};

/// Hosts kept in memory until somebody takes them.
const MOST_HOSTS: usize = 10_000;

/// What came since the ledger was last taken.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    hosts: Mutex<BTreeMap<String, HostContact>>,
}

impl Ledger {
    /// A request with a body of `sent` bytes goes out. Answers what counts the bytes that come back.
    pub fn request(
        self: &Arc<Self>,
        now: Timestamp,
        authority: &str,
        purpose: &str,
        connector: Option<&str>,
        sent: usize,
    ) -> Received {
        let contact = HostContact {
            requests: 1,
            sent: sent as u64,
            purposes: vec![purpose.to_owned()],
            connectors: connector.map(str::to_owned).into_iter().collect(),
            ..nothing(bare(authority), now)
        };
        let host = contact.host.clone();
        self.put(contact);
        Received {
            ledger: self.clone(),
            host,
            at: now,
            bytes: 0,
        }
    }

    /// A connection is tried without a request on it.
    pub fn contact(&self, now: Timestamp, host: &str, port: u16, purpose: &str, connector: Option<&str>) {
        let host = match port {
            80 | 443 => host.to_owned(),
            port => format!("{host}:{port}"),
        };
        self.put(HostContact {
            purposes: vec![purpose.to_owned()],
            connectors: connector.map(str::to_owned).into_iter().collect(),
            ..nothing(bare(&host), now)
        });
    }

    /// A copy of what is there.
    pub fn all(&self) -> Vec<HostContact> {
        self.held().values().cloned().collect()
    }

    /// Hands out what is there and begins anew.
    pub fn take(&self) -> Vec<HostContact> {
        std::mem::take(&mut *self.held()).into_values().collect()
    }

    /// Joins a contact to what is there.
    pub fn put(&self, contact: HostContact) {
        let mut hosts = self.held();
        if let Some(known) = hosts.get_mut(&contact.host) {
            known.join(&contact);
        } else if hosts.len() < MOST_HOSTS {
            hosts.insert(contact.host.clone(), contact);
        }
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<String, HostContact>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts the bytes of one answer and enters them when it is done with.
#[derive(Debug)]
pub(super) struct Received {
    ledger: Arc<Ledger>,
    host: String,
    at: Timestamp,
    bytes: u64,
}

impl Received {
    pub fn add(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        if self.bytes > 0 {
            self.ledger.put(HostContact {
                received: self.bytes,
                ..nothing(std::mem::take(&mut self.host), self.at)
            });
        }
    }
}

fn nothing(host: String, at: Timestamp) -> HostContact {
    HostContact {
        host,
        requests: 0,
        sent: 0,
        received: 0,
        first_at: at,
        last_at: at,
        purposes: Vec::new(),
        connectors: Vec::new(),
    }
}

/// Host and port alone.
fn bare(authority: &str) -> String {
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn counts_add_up_and_addresses_lose_their_names() {
        let ledger = Arc::new(Ledger::default());
        let mut first = ledger.request(
            at(10),
            "me:secret@Store.example:9000",
            "list objects",
            Some("A"),
            0,
        );
        first.add(5);
        let second = ledger.request(at(20), "store.example:9000", "list objects", Some("B"), 7);
        drop(second);
        drop(first);
        let all = ledger.all();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].host, "store.example:9000");
        assert_eq!((all[0].requests, all[0].sent, all[0].received), (2, 7, 5));
        assert_eq!((all[0].first_at, all[0].last_at), (at(10), at(20)));
        assert_eq!(all[0].purposes, ["list objects"]);
        assert_eq!(all[0].connectors, ["A", "B"]);
    }

    #[test]
    fn bytes_that_come_after_the_taking_are_not_lost() {
        let ledger = Arc::new(Ledger::default());
        let mut late = ledger.request(at(10), "a.example", "read an object", None, 0);
        assert_eq!(ledger.take()[0].requests, 1);
        late.add(3);
        drop(late);
        let rest = ledger.take();
        assert_eq!((rest[0].requests, rest[0].received), (0, 3));
        assert!(ledger.all().is_empty());
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let ledger = Arc::new(Ledger::default());
        for number in 0..MOST_HOSTS + 5 {
            drop(ledger.request(at(1), &format!("h{number}.example"), "list objects", None, 0));
        }
        assert_eq!(ledger.all().len(), MOST_HOSTS);
    }
}
