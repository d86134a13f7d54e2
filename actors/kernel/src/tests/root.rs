//! The root keeps its services alive.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use ractor::{ActorCell, SpawnErr};
use tokio::time::Instant;

use super::desk::{Clerk, ClerkMsg, Desk, within};
use crate::{CallError, Counts, Root, RootError, Router, RouterSettings, Service, Tree};

/// A router whose actor the test can kill.
struct Mortal {
    router: Router<Clerk<true>>,
    actor: Mutex<Option<ActorCell>>,
    starts: Mutex<Vec<Instant>>,
}

#[async_trait]
impl Service for Mortal {
    fn name(&self) -> &str {
        self.router.name()
    }

    async fn start(&self, supervisor: ActorCell) -> Result<ActorCell, SpawnErr> {
        let actor = Service::start(&self.router, supervisor).await?;
        *self.actor.lock().unwrap() = Some(actor.clone());
        self.starts.lock().unwrap().push(Instant::now());
        Ok(actor)
    }

    fn drain(&self) {
        self.router.drain();
    }

    fn tree(&self) -> Tree {
        self.router.tree()
    }

    fn counts(&self) -> Counts {
        self.router.counts()
    }
}

impl Mortal {
    fn kill(&self) {
        self.actor.lock().unwrap().as_ref().unwrap().kill();
    }
}

async fn mortal(root: &Root, desk: &Arc<Desk>) -> Arc<Mortal> {
    let router = Router::new("clerks", RouterSettings::default(), Arc::clone(desk));
    let service = Arc::new(Mortal {
        router,
        actor: Mutex::default(),
        starts: Mutex::default(),
    });
    root.add(service.clone()).await.unwrap();
    service
}

async fn echo(service: &Mortal, number: u64) -> Result<u64, CallError> {
    let question = |reply| ClerkMsg::Echo(number, reply);
    service
        .router
        .call(&"a".into(), &within(60), question)
        .await
}

#[tokio::test(start_paused = true)]
async fn a_router_that_fails_is_restarted_after_a_back_off_and_works_again() {
    let root = Root::start().await.unwrap();
    let service = mortal(&root, &Desk::new()).await;
    assert_eq!(echo(&service, 1).await, Ok(1));
    for _ in 0..3 {
        service.kill();
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(echo(&service, 2).await, Err(CallError::Restarted));
        assert_eq!(root.tree().children[0].state, "restarting");
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert_eq!(echo(&service, 3).await, Ok(3));
        assert_eq!(service.router.counts().alive, 1);
    }
    let starts = service.starts.lock().unwrap();
    let gaps: Vec<u64> = starts
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).as_millis() as u64)
        .collect();
    assert_eq!(gaps, [1_000, 11_500, 12_500]);
}

#[tokio::test(start_paused = true)]
async fn callers_of_a_router_that_fails_are_not_left_waiting() {
    let root = Root::start().await.unwrap();
    let desk = Desk::new();
    let service = mortal(&root, &desk).await;
    let router = service.router.clone();
    let mut caller = tokio::task::JoinSet::new();
    caller.spawn(async move { router.call(&"a".into(), &within(60), ClerkMsg::Wait).await });
    desk.waiting.notified().await;
    let started = Instant::now();
    service.kill();
    assert_eq!(caller.join_all().await, [Err(CallError::Restarted)]);
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn two_services_of_one_name_are_refused() {
    let root = Root::start().await.unwrap();
    let desk = Desk::new();
    mortal(&root, &desk).await;
    let settings = RouterSettings::default();
    let second = Router::<Clerk<true>>::start(&root, "clerks", settings, desk).await;
    assert!(matches!(second, Err(RootError::NameTaken(name)) if name == "clerks"));
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_does_not_wait_for_a_service_that_is_down() {
    let root = Root::start().await.unwrap();
    let service = mortal(&root, &Desk::new()).await;
    service.kill();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let started = Instant::now();
    root.shutdown(Duration::from_secs(6)).await;
    assert!(started.elapsed() < Duration::from_secs(1));
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(service.starts.lock().unwrap().len(), 1);
}
