"""The live rows of `scripts/bench`: the server against ffmpeg and against nginx with Debian's RTMP module, from one sender.

Clients are the programs `live_sender`, `live_viewers` and `live_latency` of benches/, each a process of its own. The clip
is 720p30 with 2.5 Mbit/s and a key frame every 2 s; it is sent as it is and nobody encodes it again.
"""

import atexit, json, os, re, socket, subprocess, sys, time, urllib.request
from pathlib import Path

import __main__ as bench

BITS = 2_500_000
STREAMS = 100
VIEWERS = 2000


def clip():
    """The clip of 20 s that is sent over and over."""
    path = bench.BENCH / "live.flv"
    if not path.exists():
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30:d=20,noise=alls=6:allf=t",
                        "-f", "lavfi", "-i", "sine=f=440:d=20:r=48000", "-c:v", "libx264", "-preset", "ultrafast", "-g", "60",
                        "-b:v", "2372k", "-maxrate", "2372k", "-bufsize", "2372k", "-pix_fmt", "yuv420p", "-c:a", "aac",
                        "-b:a", "128k", "-ac", "2", path], check=True)
    return path


def cpu(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) * 1024


def wait_for(port):
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)


def begin(command, **options):
    """A process that ends with this one, if not before."""
    process = subprocess.Popen(command, **options)
    atexit.register(process.kill)
    return process


class Nginx:
    """nginx with its RTMP module and its usual fragments of 3 s; one worker, whose account is taken."""

    name = "nginx"

    def __init__(self, scratch):
        place, self.rtmp, self.http = scratch / "nginx-rtmp", bench.free_port(), bench.free_port()
        (place / "hls").mkdir(parents=True)
        (place / "nginx.conf").write_text(
            "load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;\n"
            f"daemon off; worker_processes 1; user root; pid {place}/pid; error_log {place}/error;\n"
            "events { worker_connections 8192; }\n"
            f"rtmp {{ access_log off; server {{ listen 127.0.0.1:{self.rtmp}; chunk_size 4096;\n"
            f"application live {{ live on; hls on; hls_path {place}/hls; hls_fragment 3s; hls_playlist_length 30s; }} }} }}\n"
            f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; client_body_temp_path {place}/b;\n"
            f"proxy_temp_path {place}/p; fastcgi_temp_path {place}/f; uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\n"
            f"server {{ listen 127.0.0.1:{self.http}; root {place}; }} }}\n")
        self.process = begin(["/usr/sbin/nginx", "-c", place / "nginx.conf", "-p", place], stderr=subprocess.DEVNULL)
        wait_for(self.http)
        # It listens before it has its worker.
        while not (found := self.workers()):
            time.sleep(0.02)
        self.pid = found[0]

    def workers(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children if "worker process" in Path(f"/proc/{child}/cmdline").read_text()]

    def streams(self, name, count, mode):
        """Keys and the playlist of each."""
        return [(f"{name}{index}", f"http://127.0.0.1:{self.http}/hls/{name}{index}.m3u8") for index in range(count)]

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Ours:
    """The server with live streaming and nothing that transcodes."""

    name = "ours"

    def __init__(self, scratch):
        self.rtmp = bench.free_port()
        settings = (f"live: {{ enabled: true, max_instance_lives: -1, max_user_lives: -1, allow_replay: false, "
                    f"rtmp: {{ enabled: true, hostname: 127.0.0.1, port: {self.rtmp} }}, transcoding: {{ enabled: false }} }}\n")
        self.server = bench.Server(scratch / "live", settings)
        self.server.start()
        atexit.register(self.server.process.kill)
        self.server.sign_in()
        self.pid = self.server.process.pid

    def streams(self, name, count, mode):
        """The same; `mode` is `plain` or `low`. The playlist is known when the stream runs: it is given as a question."""
        return [self.create(f"{name} {index}", mode) for index in range(count)]

    def create(self, name, mode):
        fields = {"name": name, "channelId": self.server.channel, "privacy": 1, "latencyMode": 3 if mode == "low" else 1}
        body = "".join(f'--bench\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items())
        headers = {"Content-Type": "multipart/form-data; boundary=bench", **self.server.token}
        status, text, _ = self.server.request("POST", "/api/v1/videos/live", body + "--bench--\r\n", headers)
        assert status == 200, text
        video = json.loads(text)["video"]["uuid"]
        live = json.loads(self.server.request("GET", f"/api/v1/videos/live/{video}", headers=self.server.token)[1])
        return live["streamKey"], lambda: self.playlist(video)

    def playlist(self, video):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            found = json.loads(self.server.request("GET", f"/api/v1/videos/{video}")[1])
            if found.get("streamingPlaylists"):
                return found["streamingPlaylists"][0]["playlistUrl"]
            time.sleep(0.1)
        sys.exit(f"the live {video} has no playlist")

    def stop(self):
        self.server.stop()


def start(program, *arguments):
    return begin([bench.bench_program(program), *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                 text=True)


def result(process):
    text = process.communicate()[0]
    assert process.returncode == 0, text
    return json.loads(text)


def send(scratch, port, keys, seconds, stagger=0):
    """Begins to send under each key."""
    file = scratch / f"keys-{port}-{keys[0]}"
    file.write_text("\n".join(keys) + "\n")
    return start("live_sender", clip(), f"127.0.0.1:{port}", "live", file, seconds, stagger)


def shown(url):
    """The address of a playlist, once it answers."""
    url = url() if callable(url) else url
    deadline = time.monotonic() + 30
    while True:
        try:
            return urllib.request.urlopen(url).url
        except OSError:
            if time.monotonic() > deadline:
                sys.exit(f"no playlist at {url}")
            time.sleep(0.1)


def live_cpu(scratch):
    """CPU of a minute of one stream, received and packaged: the server in both modes, ffmpeg and nginx, at the same time."""
    seconds, port, out = 60, bench.free_port(), scratch / "ffmpeg"
    out.mkdir()
    ffmpeg = begin(["ffmpeg", "-v", "error", "-listen", "1", "-i", f"rtmp://127.0.0.1:{port}/live/key", "-c", "copy",
                    "-f", "hls", "-hls_time", "2", "-hls_flags", "delete_segments", out / "live.m3u8"], stderr=subprocess.DEVNULL)
    time.sleep(1)
    # What a server spends at rest is not the stream's: only the difference counts, and ffmpeg's start is left out too.
    peers = {"nginx": Nginx(scratch), "plain": Ours(scratch / "plain"), "low": Ours(scratch / "low")}
    keys = {name: peer.streams("cpu", 1, name)[0][0] for name, peer in peers.items()}
    ports = {"ffmpeg": port, **{name: peer.rtmp for name, peer in peers.items()}}
    pids = {"ffmpeg": ffmpeg.pid, **{name: peer.pid for name, peer in peers.items()}}
    before = {name: cpu(pid) for name, pid in pids.items()}
    senders = [send(scratch, ports[name], [keys.get(name, "key")], seconds) for name in pids]
    # Read while all still run: ffmpeg ends with its stream.
    time.sleep(seconds - 1)
    spent = {name: cpu(pid) - before[name] for name, pid in pids.items()}
    reports = [result(sender) for sender in senders]
    assert not any(report["lost"] for report in reports), reports
    ffmpeg.wait()
    for peer in peers.values():
        peer.stop()
    for mode, goal in [("plain", "≤ 0.6"), ("low", "≤ 1.0")]:
        for peer, bound in [("ffmpeg", goal), ("nginx", "≤ 1.0")]:
            bench.say(f"live-cpu-{mode}-against-{peer}", spent[mode] / spent[peer], bound,
                      f"CPU of a stream-minute {spent[mode]:.2f} s, {peer} {spent[peer]:.2f} s")


def live_memory(scratch):
    """What 20 streams add to the memory of the server, each against twice its window's bytes and a megabyte."""
    count, ours = 20, Ours(scratch)
    # One stream before them: what the first one alone brings with it is not any stream's.
    first = ours.streams("first", 1, "plain")
    result(send(scratch, ours.rtmp, [first[0][0]], 10))
    streams, before = ours.streams("memory", count, "plain"), memory(ours.pid)
    sender = send(scratch, ours.rtmp, [key for key, _ in streams], 60, 50)
    time.sleep(50)
    added = (memory(ours.pid) - before) / count
    text = media_playlist(shown(streams[0][1]))[1]
    window = sum(float(duration) for duration in re.findall(r"#EXTINF:([\d.]+)", text)) * BITS / 8
    assert not result(sender)["lost"]
    ours.stop()
    bench.say("live-memory", added / (2 * window + 1e6), "≤ 1", f"{added / 1e6:.1f} MB a stream, window {window / 1e6:.1f} MB")


def media_playlist(url):
    """The address and the text of a playlist of segments, the first that the one at `url` names if that is of playlists."""
    text = urllib.request.urlopen(url).read().decode()
    if "#EXT-X-STREAM-INF" in text:
        link = next(line for line in text.splitlines() if line and not line.startswith("#"))
        return media_playlist(urllib.request.urljoin(url, link))
    return url, text


def missing_frames(scratch, url):
    """Pictures that the whole segments of a playlist should have and have not: 60 from each key frame to the next. Not by
    their length, since the clip's end and its next beginning are not a picture's length apart."""
    url, text = media_playlist(url)
    read = lambda link: urllib.request.urlopen(urllib.request.urljoin(url, link)).read()
    initial = re.search(r'#EXT-X-MAP:.*URI="([^"]+)"', text)
    found = re.findall(r"#EXTINF:([\d.]+)[^\n]*\n(?:#[^\n]*\n)*([^#\n]+)", text)
    file = scratch / "window"
    file.write_bytes((read(initial[1]) if initial else b"") + b"".join(read(link) for _, link in found))
    count = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v", "-count_packets", "-show_entries",
                            "stream=nb_read_packets", "-of", "csv=p=0", file], check=True, capture_output=True, text=True)
    return 60 * sum(round(float(duration) / 2) for duration, _ in found) - int(count.stdout.split()[0].strip(","))


def live_streams(scratch):
    """100 streams for two minutes: how punctual segments are, with nginx and then with the server, under the same sender."""
    seen, seconds = {}, 120
    for make in [Nginx, Ours]:
        place = scratch / make.name
        place.mkdir()
        peer = make(place)
        streams = peer.streams("many", STREAMS, "plain")
        before = cpu(peer.pid)
        sender = send(scratch, peer.rtmp, [key for key, _ in streams], seconds, 20)
        urls = [shown(url) for _, url in streams]
        (scratch / "urls").write_text("\n".join(urls))
        watchers = start("live_viewers", f"@{scratch / 'urls'}", STREAMS, seconds - 30, "plain", 100)
        watched = result(watchers)
        missing = sum(abs(missing_frames(scratch, url)) for url in urls[::20])
        spent, sent = cpu(peer.pid) - before, result(sender)
        peer.stop()
        assert not sent["lost"] and not watched["errors"], (sent, watched)
        seen[make.name] = watched["drift"]["p99"]
        print(f"  {make.name}: server {spent:.1f} s of CPU, sender {sent['cpuSeconds']:.1f} s, viewers {watched['cpuSeconds']:.1f} s; "
              f"{sent['stalls']} stalls, frames late at the sender at most {sent['lateMilliseconds']['max'] or 0:.0f} ms; "
              f"{missing} frames missing in five windows; segments late by {watched['drift']['p50']:.0f} ms (median)", flush=True)
        if make is Ours:
            bench.say("live-streams-missing-frames", missing, "≤ 0", f"in the windows of five of {STREAMS} streams")
    bench.say("live-streams-lateness", seen["ours"] / seen["nginx"], "≤ 1.0",
              f"p99 of segments {seen['ours']:.0f} ms, nginx {seen['nginx']:.0f} ms")


def live_latency(scratch):
    """From the publisher's frame to the client that has it, by a time carried in each picture, at the same time for all."""
    nginx, ours = Nginx(scratch), Ours(scratch)
    running = {}
    for name, peer, mode in [("nginx", nginx, "plain"), ("plain", ours, "plain"), ("low", ours, "low")]:
        key, url = peer.streams(f"latency-{name}", 1, mode)[0]
        running[name] = start("live_latency", clip(), f"127.0.0.1:{peer.rtmp}", "live", key, "-", 60, mode)
        running[name].stdin.write(f"{url() if callable(url) else url}\n")
        running[name].stdin.flush()
    seen = {name: result(process)["latency"] for name, process in running.items()}
    nginx.stop()
    ours.stop()
    bench.say("live-latency-low-in-1.5s", seen["low"]["p50"] / 1500, "≤ 1", f"median {seen['low']['p50']:.0f} ms, p99 {seen['low']['p99']:.0f} ms")
    bench.say("live-latency-plain", seen["plain"]["p50"] / seen["nginx"]["p50"], "≤ 0.7",
              f"median {seen['plain']['p50']:.0f} ms, nginx {seen['nginx']['p50']:.0f} ms")


def live_viewers(scratch):
    """2,000 viewers of one stream: how long playlists and segments take, and what they cost, with nginx and with the server."""
    seen, seconds = {}, 40
    for make, mode in [(Nginx, "plain"), (Ours, "plain"), (Ours, "low")]:
        place = scratch / f"{make.name}-{mode}"
        place.mkdir()
        peer = make(place)
        key, url = peer.streams("watched", 1, mode)[0]
        sender = send(scratch, peer.rtmp, [key], seconds + 20)
        url = shown(url)
        time.sleep(10)
        before = cpu(peer.pid)
        found = result(start("live_viewers", url, VIEWERS, seconds, mode))
        found["server"] = cpu(peer.pid) - before
        assert not result(sender)["lost"] and not found["errors"] and not found["withoutMedia"], found
        peer.stop()
        seen[f"{make.name}-{mode}"] = found
    peer = seen["nginx-plain"]
    for mode in ["plain", "low"]:
        found = seen[f"ours-{mode}"]
        # A reload that waits for a part has no time of its own: `late` has it in.
        for what in ["playlists", "media"] if mode == "plain" else ["media"]:
            bench.say(f"live-viewers-{mode}-{what}", found[what]["p99"] / peer[what]["p99"], "",
                      f"p99 {found[what]['p99']:.0f} ms, nginx {peer[what]['p99']:.0f} ms")
        if found["late"]["p99"] is not None:
            bench.say(f"live-viewers-{mode}-late", found["late"]["p99"] / 1000, "", "seconds, p99: from a frame's taking to its viewers")
        each = lambda run: run["server"] / run["bytes"] * 1e9
        bench.say(f"live-viewers-{mode}-cpu", each(found) / each(peer), "",
                  f"CPU of a gigabyte {each(found):.2f} s, nginx {each(peer):.2f} s; {found['bytes'] / VIEWERS / 1e6:.1f} MB a viewer")


LIVE = [live_cpu, live_memory, live_streams, live_latency, live_viewers]
