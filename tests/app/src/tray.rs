//! A tray host: the bus name that tells apps that their icons are shown, and a list of who registered.

use anyhow::Result;
use std::sync::{Arc, Mutex, PoisonError};
use zbus::{Connection, connection::Builder, interface};

#[derive(Debug, Default)]
struct Watcher {
    items: Arc<Mutex<Vec<String>>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&mut self, service: &str) {
        self.items
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(service.to_owned());
    }

    fn register_status_notifier_host(&mut self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// Keeps the name for as long as it lives.
#[derive(Debug)]
pub struct TrayHost {
    _bus: Connection,
}

impl TrayHost {
    pub async fn start(address: &str) -> Result<Self> {
        let bus = Builder::address(address)?
            .name("org.kde.StatusNotifierWatcher")?
            .serve_at("/StatusNotifierWatcher", Watcher::default())?
            .build()
            .await?;
        Ok(Self { _bus: bus })
    }
}
