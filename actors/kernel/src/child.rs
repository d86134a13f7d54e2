//! One life of a keyed actor as ractor sees it: opens envelopes, keeps the gate honest, and tells the router of a probe.

use std::marker::PhantomData;
use std::sync::Arc;

use ractor::{Actor, ActorProcessingErr, ActorRef};
use tokio::time::Instant;
use tracing::Instrument;

use crate::envelope::Envelope;
use crate::gate::Gate;
use crate::router::RouterMsg;
use crate::{Context, Counters, KeyedActor, RequestId};

/// The ractor actor around a [`KeyedActor`].
pub(crate) struct Child<A>(PhantomData<fn() -> A>);

impl<A> Child<A> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

/// What a life starts from.
pub(crate) struct Birth<A: KeyedActor> {
    pub(crate) key: A::Key,
    pub(crate) request: RequestId,
    pub(crate) shared: Arc<A::Shared>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) counters: Arc<Counters>,
    /// Whom to tell when the first message has been handled, if this life is a probe.
    pub(crate) probed: Option<Probe<A>>,
}

/// How a probing life reports that it works.
pub(crate) struct Probe<A: KeyedActor> {
    pub(crate) router: ActorRef<RouterMsg<A>>,
    pub(crate) generation: u64,
}

/// A life's state.
pub(crate) struct Living<A: KeyedActor> {
    /// None until the actor has started.
    actor: Option<A>,
    context: Context<A>,
    shared: Arc<A::Shared>,
    probed: Option<Probe<A>>,
}

impl<A: KeyedActor> Actor for Child<A> {
    type Msg = Envelope<A::Message>;
    type State = Living<A>;
    type Arguments = Birth<A>;

    /// Only moves things: the router waits for this, so the actor's own start comes later, in `post_start`.
    async fn pre_start(
        &self,
        myself: ActorRef<Self::Msg>,
        birth: Birth<A>,
    ) -> Result<Living<A>, ActorProcessingErr> {
        Ok(Living {
            actor: None,
            context: Context {
                key: birth.key,
                request: birth.request,
                gate: birth.gate,
                counters: birth.counters,
                actor: myself,
            },
            shared: birth.shared,
            probed: birth.probed,
        })
    }

    async fn post_start(
        &self,
        _myself: ActorRef<Self::Msg>,
        living: &mut Living<A>,
    ) -> Result<(), ActorProcessingErr> {
        let care = Care::new(&living.context.gate);
        let span = span::<A>(&living.context);
        let actor = A::start(&living.context, &living.shared)
            .instrument(span)
            .await?;
        living.actor = Some(actor);
        care.succeeded();
        Ok(())
    }

    async fn handle(
        &self,
        _myself: ActorRef<Self::Msg>,
        envelope: Envelope<A::Message>,
        living: &mut Living<A>,
    ) -> Result<(), ActorProcessingErr> {
        let Envelope {
            message,
            request,
            deadline,
            mut ticket,
            permit,
        } = envelope;
        if !ticket.claim(Instant::now(), deadline) {
            return Ok(());
        }
        let care = Care::new(&living.context.gate);
        let Some(actor) = living.actor.as_mut() else {
            return Err("a message came before the start".into());
        };
        living.context.request = request;
        let loss = Loss::of(&living.context.counters);
        let span = span::<A>(&living.context);
        actor
            .handle(&living.context, message)
            .instrument(span)
            .await?;
        loss.averted();
        care.succeeded();
        if let Some(probe) = living.probed.take() {
            // A router that has ended takes its children with it.
            drop(probe.router.send_message(RouterMsg::Proven {
                key: living.context.key.clone(),
                generation: probe.generation,
            }));
        }
        drop(permit);
        Ok(())
    }

    async fn post_stop(
        &self,
        _myself: ActorRef<Self::Msg>,
        living: &mut Living<A>,
    ) -> Result<(), ActorProcessingErr> {
        if let Some(actor) = living.actor.as_mut() {
            let span = span::<A>(&living.context);
            actor.finish(&living.context).instrument(span).await;
        }
        Ok(())
    }
}

fn span<A: KeyedActor>(context: &Context<A>) -> tracing::Span {
    tracing::info_span!(
        "actor",
        kind = A::KIND,
        key = %context.key,
        request_id = %context.request,
    )
}

/// Closes the gate when an error, a panic or a kill ends the life, before anyone can learn of it.
struct Care<'a> {
    gate: Option<&'a Gate>,
}

impl<'a> Care<'a> {
    fn new(gate: &'a Gate) -> Self {
        Self { gate: Some(gate) }
    }

    fn succeeded(mut self) {
        self.gate = None;
    }
}

impl Drop for Care<'_> {
    fn drop(&mut self) {
        if let Some(gate) = self.gate {
            gate.close();
        }
    }
}

/// Counts a message that was being handled when its actor's life ended.
struct Loss<'a> {
    counters: &'a Counters,
    averted: bool,
}

impl<'a> Loss<'a> {
    fn of(counters: &'a Counters) -> Self {
        Self {
            counters,
            averted: false,
        }
    }

    fn averted(mut self) {
        self.averted = true;
    }
}

impl Drop for Loss<'_> {
    fn drop(&mut self) {
        if self.averted {
            self.counters.handled();
        } else {
            self.counters.lost();
        }
    }
}
