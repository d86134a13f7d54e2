//! Ladders alone: a process in memory, and a clock that is moved by hand.

use std::sync::Mutex;

use async_trait::async_trait;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::*;
use crate::hls::Packager;
use crate::media::{VideoCodec, VideoTrack};
use crate::{LiveId, LiveSettings, OpenSession, SessionId};

/// H.264, 1280 × 720, as x264 describes it.
const RECORD: &[u8] =
    b"\x01\x42\xc0\x1f\xff\xe1\x00\x09\x67\x42\xc0\x1f\xda\x01\x40\x16\xe4\x01\x00\x04\x68\xce\x3c\x80";

/// What the processes were told, and what they are to say.
#[derive(Default)]
struct World {
    told: Mutex<Vec<(usize, Feed)>>,
    finished: Mutex<usize>,
    voices: Mutex<Vec<mpsc::UnboundedSender<EncoderSaid>>>,
    never_starts: bool,
    /// As many besides this one hold other work back.
    urgent: Arc<()>,
}

impl World {
    fn holds_others_back(&self) -> bool {
        Arc::strong_count(&self.urgent) > 1
    }

    fn started(&self) -> usize {
        self.voices.lock().unwrap().len()
    }

    fn say(&self, said: EncoderSaid) {
        let voices = self.voices.lock().unwrap();
        voices.last().unwrap().send(said).unwrap();
    }

    /// The pictures that this process was given: their times, and whether they are key pictures.
    fn pictures(&self, of: usize) -> Vec<(u64, bool)> {
        let told = self.told.lock().unwrap();
        let pictures = told.iter().filter_map(|(process, feed)| match feed {
            Feed::Picture { time_ms, key, .. } if *process == of => Some((*time_ms, *key)),
            _ => None,
        });
        pictures.collect()
    }
}

struct Process {
    world: Arc<World>,
    number: usize,
    voice: mpsc::UnboundedReceiver<EncoderSaid>,
}

impl Encoders for World {
    fn plan(&self, _source: &VideoTrack) -> LadderPlan {
        let rung = |resolution| LiveRung {
            resolution,
            max_fps: 30,
            video_bit_rate: 1,
        };
        LadderPlan {
            rungs: vec![rung(240), rung(480)],
            sound_alone: false,
            keeps_source: true,
        }
    }

    fn start(
        self: Arc<Self>,
        _source: VideoTrack,
        _rungs: Vec<LiveRung>,
    ) -> BoxFuture<'static, Result<Box<dyn Encoder>, PortError>> {
        Box::pin(async move {
            if self.never_starts {
                std::future::pending::<()>().await;
            }
            let (said, voice) = mpsc::unbounded_channel();
            let number = {
                let mut voices = self.voices.lock().unwrap();
                voices.push(said);
                voices.len()
            };
            let world = self;
            Ok(Box::new(Process {
                world,
                number,
                voice,
            }) as Box<dyn Encoder>)
        })
    }

    fn urgent(&self) -> Box<dyn Send> {
        Box::new(Arc::clone(&self.urgent))
    }
}

#[async_trait]
impl Encoder for Process {
    fn feed(&mut self, feed: Feed, _bytes: Bytes) {
        self.world.told.lock().unwrap().push((self.number, feed));
    }

    fn finish(&mut self) {
        *self.world.finished.lock().unwrap() += 1;
    }

    fn waiting_bytes(&self) -> usize {
        0
    }

    async fn next(&mut self) -> EncoderSaid {
        match self.voice.recv().await {
            Some(said) => said,
            None => std::future::pending().await,
        }
    }
}

const CUT: CutSettings = CutSettings {
    segment_ms: 2_000,
    part_ms: 1_000,
};

fn on_air() -> Arc<OnAir> {
    let session = OpenSession {
        id: SessionId(1),
        folder: "recording".to_owned(),
        age: Duration::ZERO,
        low_latency: false,
        recorded: false,
        resumed: false,
    };
    let settings = LiveSettings::default();
    Arc::new(OnAir::new(
        LiveId(Uuid::nil()),
        &session,
        &settings,
        0,
        true,
    ))
}

/// A publication in memory: one picture every 100 ms, a key picture every second.
struct Source {
    packager: Packager,
    time_ms: u64,
}

impl Source {
    fn new() -> Self {
        let mut packager = Packager::new(CUT);
        packager.video_track(track(720));
        Self {
            packager,
            time_ms: 0,
        }
    }

    /// Publishes one second, or less of it, to a ladder.
    fn publish(&mut self, on_air: &OnAir, ladder: &mut Ladder) -> LadderNews {
        for _ in 0..10 {
            let key = self.time_ms.is_multiple_of(1_000);
            let data = Bytes::from_static(b"picture");
            self.packager.picture(self.time_ms, 0, key, data);
            self.time_ms += 100;
        }
        let pieces = self.packager.pieces();
        let (_, places) = on_air
            .source()
            .take_in_place(pieces.clone(), 1_000_000 + self.time_ms);
        ladder.take(pieces, &places)
    }
}

fn track(height: u16) -> VideoTrack {
    let record = Bytes::from_static(RECORD);
    let mut track = VideoTrack::read(VideoCodec::Avc, record, (1280, 720)).unwrap();
    track.height = height;
    track
}

/// Lets the ladder do whatever can be done now.
async fn settle(ladder: &mut Ladder) -> LadderNews {
    let mut news = LadderNews::None;
    while let Ok(now) = timeout(Duration::from_millis(1), ladder.step()).await {
        if now != LadderNews::None {
            news = now;
        }
    }
    news
}

fn ladder(world: &Arc<World>, on_air: &Arc<OnAir>) -> Ladder {
    let encoders = Arc::clone(world) as Arc<dyn Encoders>;
    Ladder::new(encoders, Arc::clone(on_air), CUT)
}

#[tokio::test(start_paused = true)]
async fn rungs_have_the_sources_numbers_and_come_on_when_there_is_something() {
    let (world, on_air) = (Arc::new(World::default()), on_air());
    let (mut ladder, mut source) = (ladder(&world, &on_air), Source::new());
    for _ in 0..4 {
        source.publish(&on_air, &mut ladder);
        settle(&mut ladder).await;
    }
    assert_eq!(
        on_air.rungs(),
        [(480, RungState::Starting), (240, RungState::Starting)]
    );
    let piece = |kind, bytes: &'static [u8]| EncoderSaid::Piece {
        resolution: 240,
        kind,
        bytes: Bytes::from_static(bytes),
    };
    world.say(piece(EncodedKind::Record, RECORD));
    // The second key picture lies in the middle of the source's first segment, the third begins its second one.
    for time_ms in (1_000..3_800).step_by(100) {
        let key = time_ms % 1_000 == 0;
        world.say(piece(EncodedKind::Picture { time_ms, key }, b"small"));
    }
    settle(&mut ladder).await;
    assert_eq!(
        on_air.rungs(),
        [(480, RungState::Starting), (240, RungState::On)]
    );
    let rung = on_air.rung(240).unwrap();
    assert_eq!(rung.rendition().last_part(), Some((1, 0)));
    assert_eq!(on_air.renditions().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_process_that_dies_is_followed_by_another_which_begins_with_a_key_picture() {
    let (world, on_air) = (Arc::new(World::default()), on_air());
    let (mut ladder, mut source) = (ladder(&world, &on_air), Source::new());
    source.publish(&on_air, &mut ladder);
    settle(&mut ladder).await;
    source.publish(&on_air, &mut ladder);
    world.say(EncoderSaid::Ended(Some("out of luck".to_owned())));
    assert_eq!(settle(&mut ladder).await, LadderNews::Died);
    assert_eq!(
        on_air.rungs(),
        [(480, RungState::Failed), (240, RungState::Failed)]
    );
    assert_eq!(world.started(), 1);
    // What comes meanwhile is nobody's; the source has it.
    source.publish(&on_air, &mut ladder);
    tokio::time::sleep(FIRST_PAUSE).await;
    settle(&mut ladder).await;
    assert_eq!(world.started(), 2);
    source.publish(&on_air, &mut ladder);
    source.publish(&on_air, &mut ladder);
    let pictures = world.pictures(2);
    assert!(
        pictures.first().is_some_and(|(_, key)| *key),
        "{pictures:?}"
    );
    assert!(on_air.describe_source().is_some());
}

#[tokio::test(start_paused = true)]
async fn other_pictures_are_another_processs_once_the_first_has_ended_in_order() {
    let (world, on_air) = (Arc::new(World::default()), on_air());
    let (mut ladder, mut source) = (ladder(&world, &on_air), Source::new());
    source.publish(&on_air, &mut ladder);
    settle(&mut ladder).await;
    for _ in 0..3 {
        source.publish(&on_air, &mut ladder);
    }
    assert!(world.holds_others_back(), "nothing is decoded");
    source.packager.video_track(track(360));
    source.publish(&on_air, &mut ladder);
    source.publish(&on_air, &mut ladder);
    settle(&mut ladder).await;
    assert!(!world.holds_others_back(), "what is behind has ended");
    assert_eq!((world.started(), *world.finished.lock().unwrap()), (1, 1));
    let before = world.pictures(1).len();
    world.say(EncoderSaid::Ended(None));
    assert_eq!(settle(&mut ladder).await, LadderNews::None);
    assert_eq!(world.started(), 2);
    assert!(!world.pictures(2).is_empty());
    assert_eq!(world.pictures(1).len(), before);
}

#[tokio::test(start_paused = true)]
async fn a_ladder_that_is_behind_gives_up_its_highest_rung_and_one_that_stands_still_all() {
    let (world, on_air) = (Arc::new(World::default()), on_air());
    let (mut ladder, mut source) = (ladder(&world, &on_air), Source::new());
    let mut died = false;
    for second in 0..30 {
        died |= source.publish(&on_air, &mut ladder) == LadderNews::Died;
        settle(&mut ladder).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        if second == 5 {
            let told = world.told.lock().unwrap();
            let last = told.iter().rev().find_map(|(_, feed)| match feed {
                Feed::Rungs { resolutions } => Some(resolutions.clone()),
                Feed::Picture { .. } => None,
            });
            assert_eq!(last, Some(vec![240]));
            assert_eq!(on_air.rungs()[0], (480, RungState::Shed));
            assert!(world.holds_others_back());
        }
    }
    assert!(died, "nothing was ever decoded");
    drop(ladder);
    assert!(!world.holds_others_back());
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_process_is_bounded() {
    let world = Arc::new(World {
        never_starts: true,
        ..World::default()
    });
    let on_air = on_air();
    let (mut ladder, mut packager) = (ladder(&world, &on_air), Packager::new(CUT));
    packager.video_track(track(720));
    let mut news = LadderNews::None;
    for second in 0..80 {
        let data = Bytes::from_static(&[0; 1024 * 1024]);
        packager.picture(second * 1_000, 0, true, data);
        let pieces = packager.pieces();
        let (_, places) = on_air.source().take_in_place(pieces.clone(), 1_000_000);
        news = ladder.take(pieces, &places);
        if news == LadderNews::Died {
            break;
        }
    }
    assert_eq!(news, LadderNews::Died);
    assert_eq!(ladder.waiting, 0);
}
