//! The peers of the rows on views in `scripts/bench_views.py`: `views_peer handler PORT` is an actix-web handler that reads a
//! body and answers 204; `views_peer rows DATABASE VIDEO COUNT` reads the rows that the statistics of a video are made of, by
//! their keys, and prints the CPU seconds of that.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be set up has failed"
)]

use actix_web::{App, HttpResponse, HttpServer, web};
use sqlx::{Connection as _, SqliteConnection};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["handler", port] => handler(port.parse().unwrap()),
        ["rows", database, video, count] => {
            rows(database, video.parse().unwrap(), count.parse().unwrap());
        }
        // Cargo hands `--bench` to what it runs itself; this is run by the script.
        _ => {}
    }
}

async fn hear(body: web::Bytes) -> HttpResponse {
    std::hint::black_box(body);
    HttpResponse::NoContent().finish()
}

fn handler(port: u16) {
    let runtime = actix_web::rt::System::new();
    let routes = || App::new().route("/api/v1/videos/{id}/views", web::post().to(hear));
    let server = HttpServer::new(routes).workers(2);
    runtime
        .block_on(server.bind(("127.0.0.1", port)).unwrap().run())
        .unwrap();
}

fn rows(database: &str, video: i64, count: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let found = runtime.block_on(async {
        let mut connection = SqliteConnection::connect(database).await.unwrap();
        let mut found = 0;
        for _ in 0..count {
            for statement in [
                "SELECT begun, watched, views, viewers FROM watch_periods WHERE video_id = $1 AND granularity = 3",
                "SELECT second, change FROM watch_retention WHERE video_id = $1 AND second >= 0",
                "SELECT viewers, day FROM watch_traits WHERE video_id = $1 AND kind = 1",
                "SELECT day, length(sketch) FROM watch_uniques WHERE video_id = $1 AND day >= 0",
                "SELECT minute, viewers FROM watch_peaks WHERE video_id = $1 AND day >= 0",
            ] {
                let query = sqlx::query_as::<_, (i64, i64)>(statement).bind(video);
                found += query.fetch_all(&mut connection).await.unwrap().len();
            }
        }
        found
    });
    println!("{} {found}", cpu_seconds());
}

/// User and system time of this process, of its own account in /proc (100 ticks a second).
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = text.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).unwrap().parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}
