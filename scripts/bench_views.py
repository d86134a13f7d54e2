"""The rows of `scripts/bench` on views: `scripts/bench views`, or by name. The method of each stands above it."""

import json, os, random, re, sqlite3, statistics, subprocess, threading, time
from pathlib import Path

from __main__ import RELEASE, ROOT, Server, bench_program, free_port, median, say, seed, spread, wrk

VIDEOS = 1_000
# Seconds of one round.
ROUND = 4
SETTINGS = "views: { videos: { view_expiration: 1 hour } }\n"


def watched(scratch, settings=SETTINGS, database=None):
    """A server with many public videos, started."""
    server = Server(scratch / "server", settings, database=database)
    server.start()
    server.sign_in()
    server.stop()
    with sqlite3.connect(database_of(server)) as connection:
        connection.executescript(seed("sqlite", VIDEOS))
    server.start()
    server.sign_in()
    return server


def database_of(server):
    return next((server.folder / "data").glob("*.sqlite3"))


def query(server, statement, *values):
    with sqlite3.connect(database_of(server)) as connection:
        return connection.execute(statement, values).fetchone()[0]


def pings(session, videos=VIDEOS, before=""):
    """A script for wrk: players say where they are; the first videos are watched most. `session` is Lua for a player's
    number, `before` Lua that may answer another request instead."""
    return f"""
local number = math.random
math.randomseed(os.time())
count = 0
function say(video, position, session)
  local body = '{{"currentTime":' .. position .. ',"sessionId":"' .. session .. '"}}'
  return wrk.format('POST', '/api/v1/videos/' .. video .. '/views', {{['Content-Type'] = 'application/json'}}, body)
end
request = function()
  {before}
  local video = math.min({videos}, math.floor({videos} ^ number()) + 1)
  return say(video, number(0, 99), 'session-' .. {session})
end
"""


def some_of(sessions):
    return f"number({sessions})"


def views(scratch):
    """What players say, to the server and to a bare actix-web handler that reads the same body and answers 204: requests
    per CPU second, with what writes them to the database."""
    server = watched(scratch)
    port = free_port()
    peer = subprocess.Popen([bench_program("views_peer"), "handler", str(port)])
    script = pings(some_of(100_000))
    ratios, ours, theirs = [], [], []
    try:
        time.sleep(0.5)
        wrk(f"http://127.0.0.1:{server.port}/", script, scratch, 2)
        for _ in range(5):
            before = cpu_of(peer.pid)
            asked = ROUND * wrk(f"http://127.0.0.1:{port}/", script, scratch, ROUND)
            theirs.append(asked / (cpu_of(peer.pid) - before))
            before = server.cpu()
            asked = ROUND * wrk(f"http://127.0.0.1:{server.port}/", script, scratch, ROUND)
            flush(server)
            ours.append(asked / (server.cpu() - before))
            ratios.append(ours[-1] / theirs[-1])
    finally:
        peer.terminate()
        peer.wait()
    say("views-against-bare-handler", median(ratios), "≥ 0.5",
        f"{median(ours):.0f} per CPU second, bare {median(theirs):.0f}; rounds {spread(ratios)}")
    server.stop()


def cpu_of(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def flush(server):
    body = json.dumps({"command": "process-video-views-buffer"})
    status = server.request("POST", "/api/v1/server/debug/run-command", body, {"Content-Type": "application/json", **server.token})[0]
    assert status == 204, status


def upsert(file):
    """Upserts a second, each a transaction of its own, with the server's own settings of SQLite."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE v (id INTEGER PRIMARY KEY, n INTEGER)")
    dice, begun, count = random.Random(5), time.monotonic(), 0
    while time.monotonic() - begun < ROUND:
        for _ in range(50):
            connection.execute("INSERT INTO v VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET n = n + 1", (dice.randrange(VIDEOS),))
        count += 50
    return count / (time.monotonic() - begun)


def views_flush(scratch):
    """What one flush costs the database for 200,000 viewers of 1,000 videos, against one upsert per view on a SQLite of the
    same disk with the same settings: views a second; the rows that it writes; and what each active viewer adds to the memory
    of the server, its share of everything else included."""
    server = watched(scratch, "views: { videos: { local_buffer_update_interval: 1 day } }\n")
    viewers = 200_000
    url = f"http://127.0.0.1:{server.port}/"
    wrk(url, pings(some_of(1_000)), scratch, 2)
    flush(server)
    before, asked = server.memory(), 0
    while asked < viewers:
        # Each ping is another viewer's.
        asked += 5 * wrk(url, pings(f"{asked:.0f} .. '-' .. count", before="count = count + 1"), scratch, 5)
    added = server.memory() - before
    with sqlite3.connect(database_of(server)) as connection:
        tables = ["watch_periods", "watch_retention", "watch_traits", "watch_peaks", "watch_uniques"]
        count = lambda: sum(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables)
        # So that each row that is written is a new one.
        for table in tables:
            connection.execute(f"DELETE FROM {table}")
        connection.commit()
        begun = time.monotonic()
        flush(server)
        took = time.monotonic() - begun
        # Those that the flush has changed besides: the videos, and how far the journal is written.
        written = count() + VIDEOS + 1
    server.stop()
    upserts = [upsert(scratch / f"upsert{round}.sqlite3") for round in range(3)]
    say("flush-against-upserts", asked / took / median(upserts), "≥ 20",
        f"{asked:.0f} pings written in {took:.2f} s; upserts {median(upserts):.0f}/s")
    say("bytes-per-active-viewer-in-200", added / asked / 200, "≤ 1", f"{added / asked:.0f} bytes of resident memory each, {asked:.0f} viewers")
    say("rows-per-flushed-ping", written / asked, "", f"{written} rows for {asked:.0f} pings of {VIDEOS} videos in {took:.2f} s")


def views_statistics(scratch):
    """Statistics of a video with 1,000,000 recorded viewers over a year: CPU of the server for overall, retention and a
    time series together, against reading the same rows by their keys."""
    server = watched(scratch)
    server.stop()
    with sqlite3.connect(database_of(server)) as connection:
        video, day = 1, 86_400
        today = int(time.time()) // day * day
        connection.execute("UPDATE videos SET duration = 3600 WHERE id = 1")
        for ago in range(365):
            row = (video, 3, today - ago * day, 2_740, 2_740, 2_740, 2_740 * 300)
            connection.execute("INSERT INTO watch_periods VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO watch_peaks VALUES (?, ?, ?, ?)", (video, today - ago * day, 40, today - ago * day))
            connection.execute("INSERT INTO watch_uniques VALUES (?, ?, ?)", (video, today - ago * day, random.Random(ago).randbytes(1024)))
            for country in range(60):
                code = chr(65 + country // 26) + chr(65 + country % 26)
                connection.execute("INSERT INTO watch_traits VALUES (?, 1, ?, ?, 45)", (video, today - ago * day, code))
        for month in range(12):
            start = int(time.mktime(time.strptime(f"2026-{month + 1:02}-01", "%Y-%m-%d")))
            connection.execute("INSERT INTO watch_periods VALUES (1, 4, ?, 83000, 83000, 83333, 25000000)", (start,))
        for second in range(3_600):
            connection.execute("INSERT INTO watch_retention VALUES (1, ?, ?)", (second, 1_000_000 if second == 0 else -270))
        connection.commit()
    server.start()
    server.sign_in()
    since = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(today - 364 * day))
    paths = [f"/api/v1/videos/1/stats/{what}" for what in ["overall", "retention", f"timeseries/viewers?startDate={since}"]]
    ratios, ours, count = [], [], 40
    for _ in range(3):
        before = server.cpu()
        for _ in range(count):
            for path in paths:
                status, text, _ = server.request("GET", path, headers=server.token)
                assert status == 200, text
        ours.append((server.cpu() - before) / count)
        text = subprocess.run([bench_program("views_peer"), "rows", f"sqlite:{database_of(server)}", "1", str(count)], check=True,
                              capture_output=True, text=True).stdout
        ratios.append(ours[-1] * count / float(text.split()[0]))
    server.stop()
    say("statistics-against-rows-by-key", median(ratios), "≤ 5", f"{median(ours) * 1000:.1f} ms of CPU; rounds {spread(ratios)}")


def views_soak(scratch):
    """Ten minutes at half the rate that the server can take, with flushes, rests and statistics read: memory does not
    grow once the first viewers have gone, and every view of the videos that are counted exactly is there."""
    seconds = int(os.environ.get("SOAK_SECONDS", "600"))
    # Sessions count again after a minute, so that what is remembered of them reaches its bound.
    server = watched(scratch, "views: { videos: { local_buffer_update_interval: 10 seconds, view_expiration: 1 minute, count_view_after: 0 seconds } }\n")
    url = f"http://127.0.0.1:{server.port}/"
    most = wrk(url, pings(some_of(20_000)), scratch, 5)
    flush(server)
    exact, connections = VIDEOS, 16
    views_of = lambda: query(server, "SELECT views FROM videos WHERE id = ?", exact)
    before = views_of()
    # Every tenth ping is of a session that comes once, to the last video, and so is one view.
    once = f"if number(10) == 1 then count = count + 1; return say({exact}, 1, 'once-' .. count) end"
    script = pings(some_of(20_000), VIDEOS - 1, once) + f"""
delay = function() return {connections / (most / 2) * 1000:.3f} end
setup = function(thread) the_thread = thread end
done = function() print('exact ' .. the_thread:get('count')) end
"""
    sizes, over = [], threading.Event()

    def look():
        while not over.wait(5):
            sizes.append((time.monotonic(), server.memory()))
            server.request("GET", f"/api/v1/videos/{random.randrange(1, VIDEOS)}/stats/overall", headers=server.token)

    looking = threading.Thread(target=look)
    looking.start()
    (scratch / "soak.lua").write_text(script)
    run = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", scratch / "soak.lua", url], check=True,
                         capture_output=True, text=True).stdout
    over.set()
    looking.join()
    assert "Non-2xx" not in run, run
    flush(server)
    sent = int(re.search(r"exact (\d+)", run)[1])
    counted = views_of() - before
    server.stop()
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", run)[1])
    lost = sent - counted
    # After the last request of wrk is sent, it does not wait for the answers.
    say("soak-views-lost-in-connections", lost / connections, "≤ 1", f"{counted} of {sent} views, at {rate:.0f}/s of {most:.0f}/s for {seconds} s")
    settled = [(at, size) for at, size in sizes if at - sizes[0][0] > seconds / 3]
    slope = statistics.linear_regression(*zip(*settled)).slope * seconds
    mean = statistics.mean(size for _, size in settled)
    say("soak-growth-of-memory", slope / mean, "≤ 0.05", f"{slope / 1e6:+.1f} MB in {seconds} s on {mean / 1e6:.0f} MB")


VIEWS = [views, views_flush, views_statistics]
SOAK = [views_soak]
