//! How many requests one host gets at once, and how often failed ones are tried again: fewer when it asks to
//! slow down, slowly more when it does not.

use super::HttpOptions;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Retries that a host's requests may use up before any of them has succeeded, and the most that are saved up.
const SAVED_RETRIES: f64 = 100.0;
/// A success earns this part of a retry: in the long run one request in ten may be a repetition.
const EARNED: f64 = 0.1;
/// Complaints within this time are about one and the same burst.
const ONE_BURST: Duration = Duration::from_millis(500);

/// One host's lane. Additive increase, multiplicative decrease (Chiu and Jain, 1989), as TCP shares a line.
#[derive(Debug)]
pub(super) struct Lane {
    places: Arc<Semaphore>,
    most: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Requests at once; between 1 and `most`.
    width: usize,
    /// Places that are taken away as soon as they come free.
    owed: usize,
    /// Successes since the lane was last widened.
    smooth: usize,
    narrowed_at: Option<Instant>,
    /// Nothing is asked before then: the host said so.
    closed_until: Option<Instant>,
    retries: f64,
}

/// A place in a lane; dropping it frees the place.
#[derive(Debug)]
pub(super) struct Place {
    lane: Arc<Lane>,
}

impl Lane {
    pub fn new(options: &HttpOptions) -> Self {
        let most = options.per_host.max(1);
        Self {
            places: Arc::new(Semaphore::new(most)),
            most,
            state: Mutex::new(State {
                width: most,
                owed: 0,
                smooth: 0,
                narrowed_at: None,
                closed_until: None,
                retries: SAVED_RETRIES,
            }),
        }
    }

    /// Waits until the host may be asked, and takes a place.
    pub async fn enter(self: &Arc<Self>) -> Place {
        // The semaphore is never closed; without a permit there would merely be no limit.
        if let Ok(permit) = self.places.acquire().await {
            permit.forget();
        }
        let place = Place { lane: self.clone() };
        loop {
            let closed_until = self.state().closed_until;
            match closed_until.and_then(|until| until.checked_duration_since(Instant::now())) {
                Some(wait) if !wait.is_zero() => tokio::time::sleep(wait).await,
                _ => return place,
            }
        }
    }

    /// The host answered as it should.
    pub fn went_well(&self) {
        let mut state = self.state();
        state.retries = (state.retries + EARNED).min(SAVED_RETRIES);
        if state.width == self.most {
            return;
        }
        state.smooth += 1;
        if state.smooth >= state.width {
            state.smooth = 0;
            state.width += 1;
            if state.owed > 0 {
                state.owed -= 1;
            } else {
                self.places.add_permits(1);
            }
        }
    }

    /// The host asked to slow down, perhaps until some time.
    pub fn asked_to_slow_down(&self, wait: Option<Duration>) {
        let now = Instant::now();
        let mut state = self.state();
        if let Some(until) = wait.and_then(|wait| now.checked_add(wait)) {
            state.closed_until = state.closed_until.max(Some(until));
        }
        if state
            .narrowed_at
            .is_some_and(|at| now.duration_since(at) < ONE_BURST)
        {
            return;
        }
        state.narrowed_at = Some(now);
        state.smooth = 0;
        let narrower = (state.width / 2).max(1);
        state.owed += state.width - narrower;
        state.width = narrower;
        // Free places go at once; the rest as they are given back.
        while state.owed > 0 {
            match self.places.try_acquire() {
                Ok(place) => place.forget(),
                Err(_) => break,
            }
            state.owed -= 1;
        }
    }

    /// Whether one more repetition is within the budget; takes it.
    pub fn may_retry(&self) -> bool {
        let mut state = self.state();
        if state.retries < 1.0 {
            return false;
        }
        state.retries -= 1.0;
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.lane.state();
        if state.owed > 0 {
            state.owed -= 1;
        } else {
            self.lane.places.add_permits(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(per_host: usize) -> Arc<Lane> {
        Arc::new(Lane::new(&HttpOptions {
            per_host,
            ..HttpOptions::default()
        }))
    }

    /// How many can be inside at once now.
    async fn width(lane: &Arc<Lane>) -> usize {
        let mut inside = Vec::new();
        while let Ok(place) = tokio::time::timeout(Duration::from_millis(5), lane.enter()).await {
            inside.push(place);
        }
        inside.len()
    }

    #[tokio::test(start_paused = true)]
    async fn a_lane_narrows_by_half_and_widens_by_one() {
        let lane = lane(16);
        let mut inside = Vec::new();
        for _ in 0..16 {
            inside.push(lane.enter().await);
        }
        lane.asked_to_slow_down(None);
        lane.asked_to_slow_down(None);
        inside.clear();
        assert_eq!(width(&lane).await, 8, "one burst halves once");
        for _ in 0..8 {
            lane.went_well();
        }
        assert_eq!(width(&lane).await, 9);
        for _ in 0..10_000 {
            lane.went_well();
        }
        assert_eq!(width(&lane).await, 16, "never wider than it began");
    }

    #[tokio::test(start_paused = true)]
    async fn one_place_is_always_left() {
        let lane = lane(3);
        for _ in 0..20 {
            lane.asked_to_slow_down(None);
            lane.state().narrowed_at = None;
        }
        assert_eq!(width(&lane).await, 1);
    }

    #[tokio::test]
    async fn nothing_enters_before_the_host_said() {
        let lane = lane(4);
        lane.asked_to_slow_down(Some(Duration::from_millis(80)));
        let asked = Instant::now();
        drop(lane.enter().await);
        assert!(asked.elapsed() >= Duration::from_millis(75));
    }

    #[test]
    fn repetitions_are_a_tenth_in_the_long_run() {
        let lane = lane(4);
        let mut spent = 0;
        while lane.may_retry() {
            spent += 1;
        }
        assert_eq!(spent, 100);
        for _ in 0..1_000 {
            lane.went_well();
        }
        let mut earned = 0;
        while lane.may_retry() {
            earned += 1;
        }
        assert!((99..=100).contains(&earned), "{earned}");
    }
}
