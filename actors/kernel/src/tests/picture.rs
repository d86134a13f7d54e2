//! The numbers and the tree.

use super::desk::{ClerkMsg, Office, pass};
use crate::Counts;

#[tokio::test(start_paused = true)]
async fn the_numbers_follow_what_happens() {
    let office = Office::<true>::open().await;
    assert_eq!(office.clerks.counts(), Counts::default());
    for key in ["a", "b", "c"] {
        assert_eq!(office.echo(key, 1).await, Ok(1));
    }
    office.park("c").await;
    let expected = Counts {
        alive: 2,
        spawned: 5,
        restarted: 2,
        parked: 1,
        queue_depth: 0,
        handled: 3,
        refused: 0,
        expired: 0,
        lost: 3,
    };
    assert_eq!(office.clerks.counts(), expected);
    assert_eq!(office.root.counts(), [("clerks".to_owned(), expected)]);
    pass(70).await;
    assert_eq!(office.clerks.counts().alive, 0);
}

#[tokio::test(start_paused = true)]
async fn the_tree_shows_routers_and_their_actors_and_reads_as_json() {
    let office = Office::<true>::open().await;
    office.echo("a", 1).await.unwrap();
    office.park("b").await;
    office.tell("a", ClerkMsg::Note(1)).unwrap();
    let tree = serde_json::to_value(office.root.tree()).unwrap();
    assert_eq!(tree["kind"], "root");
    assert_eq!(tree["state"], "running");
    let router = &tree["children"][0];
    assert_eq!(router["name"], "clerks");
    assert_eq!(router["counters"]["queueDepth"], 1);
    let mut children = router["children"].as_array().unwrap().clone();
    children.sort_by_key(|child| child["name"].to_string());
    assert_eq!(children[0]["name"], "a");
    assert_eq!(children[0]["kind"], "clerk");
    assert_eq!(children[0]["state"], "running");
    assert_eq!(children[0]["queueDepth"], 1);
    assert_eq!(children[1]["state"], "parked");
}

#[tokio::test(start_paused = true)]
async fn the_tree_lists_a_hundred_actors_and_says_how_many_more_there_are() {
    let office = Office::<true>::open().await;
    for key in 0..130 {
        office.echo(&key.to_string(), 1).await.unwrap();
    }
    let router = office.root.tree().children.remove(0);
    assert_eq!((router.children.len(), router.children_omitted), (100, 30));
}
