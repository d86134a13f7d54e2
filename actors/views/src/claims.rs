//! Views that several servers could count: claimed for one of them, many at a time.
//!
//! A counter goes on while its claims are asked for; until they are answered the views are not counted. Where the others
//! cannot be asked, each server counts for itself.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actors_kernel::{
    Counts, Current, PortError, RequestContext, RequestId, Router, Service, Tree, timely,
};
use async_trait::async_trait;
use ractor::{Actor, ActorCell, ActorProcessingErr, ActorRef, SpawnErr};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::counter::{CounterMsg, ViewCounter};
use crate::shared::Shared;
use crate::{Claim, Claimed, SharedSessions, VideoKey, ViewerKey};

/// Claims that are asked for at once.
const AT_ONCE: usize = 1_000;
/// The longest that the answer may take; then this server counts for itself.
const WITHIN: Duration = Duration::from_secs(1);
/// How long after a failure nothing is asked.
const RESPITE: Duration = Duration::from_secs(5);
/// How often the end of the counters is looked for at a shutdown.
const UNTIL_RESTED: Duration = Duration::from_millis(5);
/// What a counter that rests is given to take its claims.
const HAND_OVER: Duration = Duration::from_secs(60);

/// Those that wait to be asked for, and how many are not settled.
#[derive(Default)]
pub(crate) struct Claims {
    waiting: Mutex<Vec<Claim>>,
    open: AtomicUsize,
    came: Notify,
}

impl Claims {
    pub(crate) fn push(&self, claim: Claim) {
        self.open.fetch_add(1, Ordering::SeqCst);
        self.waiting().push(claim);
        self.came.notify_one();
    }

    /// Whether none waits for an answer.
    pub(crate) fn are_settled(&self) -> bool {
        self.open.load(Ordering::SeqCst) == 0
    }

    fn take(&self) -> Taken<'_> {
        let mut waiting = self.waiting();
        let most = waiting.len().min(AT_ONCE);
        Taken {
            claims: waiting.drain(..most).collect(),
            of: self,
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Claim>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Claims that are being asked for; settled when this goes, whatever has come of it.
struct Taken<'a> {
    claims: Vec<Claim>,
    of: &'a Claims,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.of.open.fetch_sub(self.claims.len(), Ordering::SeqCst);
    }
}

/// What the claimer is told.
pub(crate) enum ClaimerMsg {
    /// Go on: there may be claims.
    Look,
    /// Settle what is left and end.
    Drain,
}

/// What the claimer works with.
#[derive(Clone)]
pub(crate) struct Claimer {
    pub(crate) shared: Arc<Shared>,
    pub(crate) router: Router<ViewCounter>,
    pub(crate) sessions: Arc<dyn SharedSessions>,
    /// What this server is called.
    pub(crate) by: String,
}

/// How asking went.
#[derive(Default)]
pub(crate) struct Standing {
    /// Nothing is asked before.
    away_until: Option<Instant>,
}

impl Actor for Claimer {
    type Msg = ClaimerMsg;
    type State = Standing;
    type Arguments = ();

    async fn pre_start(
        &self,
        myself: ActorRef<ClaimerMsg>,
        (): (),
    ) -> Result<Standing, ActorProcessingErr> {
        myself.cast(ClaimerMsg::Look)?;
        Ok(Standing::default())
    }

    async fn handle(
        &self,
        myself: ActorRef<ClaimerMsg>,
        message: ClaimerMsg,
        standing: &mut Standing,
    ) -> Result<(), ActorProcessingErr> {
        if matches!(message, ClaimerMsg::Drain) {
            while self.settle_some(standing).await || self.router.counts().alive > 0 {
                tokio::time::sleep(UNTIL_RESTED).await;
            }
            myself.stop(None);
            return Ok(());
        }
        if !self.settle_some(standing).await {
            // Now and then a look at the mailbox, for the end.
            let _ = tokio::time::timeout(WITHIN, self.shared.claims.came.notified()).await;
        }
        myself.cast(ClaimerMsg::Look)?;
        Ok(())
    }
}

impl Claimer {
    /// Asks for some claims; false when there are none.
    async fn settle_some(&self, standing: &mut Standing) -> bool {
        let taken = self.shared.claims.take();
        let claims = &taken.claims;
        if claims.is_empty() {
            return false;
        }
        let claimed = self.ask(claims, standing).await;
        let mut by_video: HashMap<VideoKey, Vec<(ViewerKey, Claimed)>> = HashMap::new();
        for (claim, claimed) in claims.iter().zip(claimed) {
            by_video
                .entry(claim.video)
                .or_default()
                .push((claim.viewer, claimed));
        }
        for (video, claimed) in by_video {
            self.hand_over(video, claimed);
        }
        true
    }

    async fn ask(&self, claims: &[Claim], standing: &mut Standing) -> Vec<Claimed> {
        let alone = || claims.iter().map(|claim| Claimed::Ours(claim.at)).collect();
        if standing
            .away_until
            .is_some_and(|until| Instant::now() < until)
        {
            return alone();
        }
        let expiration = self.shared.settings.rules.view_expiration;
        let answer = timely(WITHIN, self.sessions.claim(&self.by, claims, expiration)).await;
        let answer = answer.and_then(|claimed| {
            let is_whole = claimed.len() == claims.len();
            let odd = || PortError::Failed("an answer for each claim was expected".into());
            is_whole.then_some(claimed).ok_or_else(odd)
        });
        match answer {
            Ok(claimed) => {
                if standing.away_until.take().is_some() {
                    tracing::info!("servers count views together again");
                }
                claimed
            }
            Err(error) => {
                if standing.away_until.is_none() {
                    tracing::warn!(%error, "other servers cannot be asked which views have counted: each counts for itself meanwhile");
                }
                standing.away_until = Some(Instant::now() + RESPITE);
                alone()
            }
        }
    }

    /// Gives the answers to the video's counter, awake or at rest.
    fn hand_over(&self, video: VideoKey, claimed: Vec<(ViewerKey, Claimed)>) {
        let life = self.shared.lives.get(&video).map(|life| life.post.clone());
        if let Some(post) = life
            && post.send(CounterMsg::Claimed(claimed.clone()))
        {
            return;
        }
        if let Some(mut left) = self.shared.shelf.get_mut(&video) {
            for (viewer, claimed) in claimed {
                self.shared.settle(video, &mut left, viewer, claimed);
            }
            return;
        }
        let request = RequestContext::within(RequestId::random(), HAND_OVER);
        let sent = self
            .router
            .try_send(&video, &request, CounterMsg::Claimed(claimed));
        if let Err(error) = sent {
            tracing::warn!(%video, %error, "a counter cannot be reached: its viewers claim again");
        }
    }
}

/// The claimer as the root sees it.
pub(crate) struct Claiming {
    claimer: Claimer,
    actor: Current<ClaimerMsg>,
}

impl Claiming {
    pub(crate) const fn new(claimer: Claimer) -> Self {
        Self {
            claimer,
            actor: Current::new(),
        }
    }
}

#[async_trait]
impl Service for Claiming {
    fn name(&self) -> &str {
        "views-claims"
    }

    async fn start(&self, supervisor: ActorCell) -> Result<ActorCell, SpawnErr> {
        let claimer = self.claimer.clone();
        let (actor, _) = Actor::spawn_linked(None, claimer, (), supervisor).await?;
        Ok(self.actor.set(actor))
    }

    fn drain(&self) {
        self.actor.cast(ClaimerMsg::Drain);
        self.claimer.shared.claims.came.notify_one();
    }

    fn tree(&self) -> Tree {
        Tree::of_one(self.name(), "claimer")
    }

    fn counts(&self) -> Counts {
        Counts::default()
    }
}
