//! Long traces of people who watch, counted by the server and by the plain model: the same numbers, whatever happens.

use std::collections::HashMap;

use actors_views::{
    Delta, Granularity, Hit, Length, Moment, Period, Rules, Sketch, Tally, Trait, TraitKind,
    VideoKey, ViewerKey,
};

use crate::support::database::TestDatabase;

mod kills;
mod million;
#[path = "../../actors/views/src/tests/model.rs"]
mod model;

/// A xorshift: all that is asked of it is to be repeatable.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides.max(1)
    }
}

/// What is in the database, as increments from nothing.
async fn written(database: &TestDatabase) -> HashMap<VideoKey, Delta> {
    let mut counts: HashMap<VideoKey, Delta> = HashMap::new();
    let numbers = async |sql: &str| -> Vec<Vec<i64>> {
        let rows = database.texts(sql).await;
        let rows = rows
            .iter()
            .map(|row| row.split(' ').map(|field| field.parse().unwrap()).collect());
        rows.collect()
    };
    let u = |number: i64| u64::try_from(number).unwrap();
    for row in numbers("SELECT id || ' ' || views FROM videos WHERE views > 0").await {
        counts.entry(VideoKey(row[0])).or_default().views = u(row[1]);
    }
    let periods = "SELECT video_id || ' ' || granularity || ' ' || start || ' ' || views || ' ' || viewers || ' '
                   || begun || ' ' || watched FROM watch_periods";
    for row in numbers(periods).await {
        let granularity = Granularity::ALL[usize::try_from(row[1]).unwrap() - 1];
        let period = Period {
            granularity,
            start: u(row[2]),
        };
        let tally = Tally {
            views: u(row[3]),
            viewers: u(row[4]),
            begun: u(row[5]),
            watched: u(row[6]),
        };
        counts
            .entry(VideoKey(row[0]))
            .or_default()
            .periods
            .insert(period, tally);
    }
    let changes =
        "SELECT video_id || ' ' || second || ' ' || change FROM watch_retention WHERE change <> 0";
    for row in numbers(changes).await {
        let second = u32::try_from(row[1]).unwrap();
        counts
            .entry(VideoKey(row[0]))
            .or_default()
            .retention
            .insert(second, row[2]);
    }
    let traits = "SELECT video_id || ' ' || day || ' ' || viewers || ' ' || value FROM watch_traits WHERE kind = 1";
    for row in database.texts(traits).await {
        let fields: Vec<&str> = row.splitn(4, ' ').collect();
        let number = |field: usize| fields[field].parse::<i64>().unwrap();
        let key = (
            u(number(1)),
            Trait::new(TraitKind::Country, fields[3]).unwrap(),
        );
        counts
            .entry(VideoKey(number(0)))
            .or_default()
            .traits
            .insert(key, u(number(2)));
    }
    let days = "SELECT video_id || ' ' || day FROM watch_uniques ORDER BY video_id, day";
    let sketches = "SELECT sketch FROM watch_uniques ORDER BY video_id, day";
    for (row, sketch) in numbers(days)
        .await
        .iter()
        .zip(database.bytes(sketches).await)
    {
        let counts = counts.entry(VideoKey(row[0])).or_default();
        counts
            .uniques
            .insert(u(row[1]), Sketch::from_bytes(&sketch));
    }
    counts
}

fn assert_same(written: &HashMap<VideoKey, Delta>, expected: &HashMap<VideoKey, Delta>) {
    let wrong: Vec<_> = expected
        .iter()
        .filter(|(video, delta)| written.get(video) != Some(delta))
        .collect();
    if let Some((video, expected)) = wrong.first() {
        let nothing = Delta::default();
        let found = written.get(video).unwrap_or(&nothing);
        let periods = expected
            .periods
            .iter()
            .filter(|(period, tally)| found.periods.get(period) != Some(tally));
        let periods: Vec<_> = periods
            .map(|(period, tally)| (period, tally, found.periods.get(period)))
            .collect();
        let seconds = expected
            .retention
            .iter()
            .filter(|(second, change)| found.retention.get(second) != Some(change));
        panic!(
            "{} videos differ; video {video} has {} views for {}, {:?} for {:?}, periods {periods:?}, seconds {:?}",
            wrong.len(),
            found.views,
            expected.views,
            found.traits,
            expected.traits,
            seconds.collect::<Vec<_>>()
        );
    }
    assert_eq!(written.len(), expected.len(), "videos that nobody watched");
}
