//! Random operations on the table and on the model end alike, after each of them.

use std::time::Duration;

use proptest::{prelude::*, test_runner::TestRunner};

use super::{
    super::*,
    job,
    model::{Job, Model},
    start,
};
use crate::{domain::job::LeaseHolder, store::test_store::TestStore};

const KINDS: [JobKind; 3] = [
    JobKind::VideoTranscoding,
    JobKind::Email,
    JobKind::VideoImport,
];
const LEASE: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
enum Operation {
    Insert {
        kind: usize,
        priority: i64,
        delay: u64,
        max_attempts: u32,
    },
    Family {
        children: usize,
        max_attempts: u32,
    },
    Claim {
        kinds: usize,
    },
    // The number picks one of all leases ever given, those long lost too.
    Heartbeat(usize),
    Complete(usize),
    Fail(usize, Option<u64>),
    GiveBack(usize),
    Wait(u64),
    Pause(bool),
    Restart,
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        3 => (0..3_usize, 0..3_i64, 0..4_u64, 1..4_u32).prop_map(
            |(kind, priority, delay, max_attempts)| Operation::Insert { kind, priority, delay, max_attempts }),
        1 => (1..4_usize, 1..3_u32).prop_map(
            |(children, max_attempts)| Operation::Family { children, max_attempts }),
        6 => (0..=KINDS.len()).prop_map(|kinds| Operation::Claim { kinds }),
        2 => any::<usize>().prop_map(Operation::Heartbeat),
        3 => any::<usize>().prop_map(Operation::Complete),
        3 => (any::<usize>(), prop::option::of(0..5_u64)).prop_map(
            |(which, retry)| Operation::Fail(which, retry)),
        1 => any::<usize>().prop_map(Operation::GiveBack),
        3 => (0..12_u64).prop_map(Operation::Wait),
        1 => prop::bool::weighted(0.3).prop_map(Operation::Pause),
        1 => Just(Operation::Restart),
    ]
}

/// The table and the model, side by side.
struct World<'a> {
    test: &'a TestStore,
    model: Model,
    ids: Vec<JobId>,
    leases: Vec<(usize, String)>,
    holder: LeaseHolder,
    now: Timestamp,
}

impl World<'_> {
    async fn add(&mut self, tx: &mut Tx, new: &NewJob, parent: Option<usize>) -> usize {
        self.ids.push(insert(tx, new, self.now).await.unwrap());
        self.model.jobs.push(Job {
            kind: new.kind,
            state: if new.waits_for_children {
                JobState::WaitingChildren
            } else {
                JobState::Waiting
            },
            priority: new.priority,
            run_at: new.run_at.unwrap_or(self.now),
            attempts: 0,
            max_attempts: i64::from(new.max_attempts),
            lease: None,
            parent,
        });
        self.ids.len() - 1
    }

    /// Carries it out on both; their answers must be the same.
    async fn play(&mut self, tx: &mut Tx, operation: &Operation) {
        match *operation {
            Operation::Insert {
                kind,
                priority,
                delay,
                max_attempts,
            } => {
                let run_at = self.now + Duration::from_secs(delay);
                let new = NewJob {
                    kind: KINDS[kind],
                    priority,
                    max_attempts,
                    run_at: Some(run_at),
                    ..job()
                };
                self.add(tx, &new, None).await;
            }
            Operation::Family {
                children,
                max_attempts,
            } => {
                let parent = NewJob {
                    waits_for_children: true,
                    max_attempts,
                    ..job()
                };
                let parent = self.add(tx, &parent, None).await;
                for _ in 0..children {
                    let child = NewJob {
                        parent: Some(self.ids[parent]),
                        max_attempts,
                        ..job()
                    };
                    self.add(tx, &child, Some(parent)).await;
                }
            }
            Operation::Claim { kinds } => {
                let (lease, until) = (self.holder.lease(), self.now + LEASE);
                let row = claim(tx, &KINDS[..kinds], &lease, self.now, until)
                    .await
                    .unwrap();
                let expected = self.model.claim(&KINDS[..kinds], &lease, self.now, until);
                assert_eq!(row.map(|row| row.id), expected.map(|index| self.ids[index]));
                self.leases.extend(expected.map(|index| (index, lease)));
            }
            Operation::Wait(seconds) => self.now += Duration::from_secs(seconds),
            Operation::Pause(paused) => {
                set_paused(tx, paused).await.unwrap();
                self.model.paused = paused;
            }
            Operation::Restart => {
                self.holder = LeaseHolder::new("node");
                recover(tx, &self.holder, self.now).await.unwrap();
                self.model.take_back(|_| true);
            }
            Operation::Heartbeat(which)
            | Operation::Complete(which)
            | Operation::Fail(which, _)
            | Operation::GiveBack(which) => {
                if !self.leases.is_empty() {
                    let (index, lease) = self.leases[which % self.leases.len()].clone();
                    self.answer(tx, operation, index, &lease).await;
                }
            }
        }
    }

    /// What a worker says of a job, under a lease that it may have lost.
    async fn answer(&mut self, tx: &mut Tx, operation: &Operation, index: usize, lease: &str) {
        let (id, now) = (self.ids[index], self.now);
        let expected = self.model.holds(index, lease);
        let answer = match *operation {
            Operation::Heartbeat(_) => heartbeat(tx, id, lease, 50, now + LEASE).await,
            Operation::Complete(_) => complete(tx, id, lease, now).await,
            Operation::GiveBack(_) => give_back(tx, id, lease).await,
            Operation::Fail(_, retry) => {
                let retry = retry.map(|delay| now + Duration::from_secs(delay));
                fail(tx, id, lease, "no", retry, now).await
            }
            _ => unreachable!("no answer of a worker"),
        };
        assert_eq!(answer.unwrap(), expected, "{operation:?}");
        if !expected {
            return;
        }
        let job = &mut self.model.jobs[index];
        match *operation {
            Operation::Heartbeat(_) => job.lease = Some((lease.to_owned(), now + LEASE)),
            Operation::Complete(_) => self.model.complete(index, now),
            Operation::GiveBack(_) => {
                job.attempts -= 1;
                (job.lease, job.state) = (None, JobState::Waiting);
            }
            Operation::Fail(_, Some(delay)) => {
                job.run_at = now + Duration::from_secs(delay);
                self.model.end_attempt(index);
            }
            _ => {
                job.run_at = now;
                self.model.give_up(index);
            }
        }
    }

    async fn compare(&self, tx: &mut Tx) {
        self.model.check();
        for (job, &id) in self.model.jobs.iter().zip(&self.ids) {
            let row = find(tx, id).await.unwrap().expect("no job is lost");
            assert_eq!(
                (
                    row.state,
                    row.attempts,
                    row.run_at,
                    row.lease.zip(row.lease_expires_at)
                ),
                (job.state, job.attempts, job.run_at, job.lease.clone()),
            );
        }
    }
}

async fn run(test: &TestStore, operations: &[Operation]) {
    let mut world = World {
        test,
        model: Model::default(),
        ids: Vec::new(),
        leases: Vec::new(),
        holder: LeaseHolder::new("node"),
        now: start(),
    };
    for operation in operations {
        let mut tx = world.test.store.begin().await.unwrap();
        world.play(&mut tx, operation).await;
        world.compare(&mut tx).await;
        tx.commit().await.unwrap();
    }
    let mut tx = test.store.begin().await.unwrap();
    sql!(&mut tx, |conn| {
        sqlx::query("DELETE FROM jobs").execute(conn).await.unwrap();
    });
    set_paused(&mut tx, false).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn the_table_does_what_the_model_does() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let test = runtime.block_on(TestStore::open());
    let config = ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let operations = prop::collection::vec(operation(), 1..60);
    let outcome = TestRunner::new(config).run(&operations, |operations| {
        let play = std::panic::AssertUnwindSafe(|| runtime.block_on(run(&test, &operations)));
        match std::panic::catch_unwind(play) {
            Ok(()) => Ok(()),
            Err(panic) => {
                // What the failed case left must not disturb the smaller ones that follow.
                runtime.block_on(run(&test, &[]));
                let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                Err(TestCaseError::fail(said))
            }
        }
    });
    runtime.block_on(test.close());
    outcome.unwrap();
}
