"""The rows of `scripts/bench` on people: `scripts/bench people`, or by name. The method of each stands above it."""

import http.client, json, sqlite3, threading, time

from __main__ import PASSWORD, Server, median, say, spread, wrk

USERS = 50_000
# Seconds of one round.
ROUND = 4


def database_of(server):
    return next((server.folder / "data").glob("*.sqlite3"))


def people_token(scratch):
    """What it costs to find out who is asking: CPU of an answer that says nothing, with an access token and without, as a
    share of the one with it."""
    server = Server(scratch / "server")
    server.start()
    server.sign_in()
    url = f"http://127.0.0.1:{server.port}/"
    ask = lambda headers: f"request = function() return wrk.format('GET', '/api/v1/ping', {headers}) end"
    scripts = [ask("{}"), ask(f"{{['Authorization'] = '{server.token['Authorization']}'}}")]
    shares, costs = [], []
    for round in range(5):
        each = []
        for script in scripts:
            wrk(url, script, scratch, 1)
            before = server.cpu()
            asked = ROUND * wrk(url, script, scratch, ROUND)
            each.append((server.cpu() - before) / asked)
        shares.append((each[1] - each[0]) / each[1])
        costs.append(each)
    server.stop()
    without, with_token = (median([each[place] for each in costs]) for place in [0, 1])
    say("token-check-share-of-an-answer", median(shares), "≤ 0.1",
        f"{with_token * 1e6:.1f} µs with a token, {without * 1e6:.1f} without; rounds {spread(shares)}")


def people_logins(scratch):
    """Somebody signs in again and again, from eight connections: how long the others wait, whose requests come one after
    another meanwhile. Passwords are checked by the pool for such work, beside the threads that answer."""
    server = Server(scratch / "server")
    server.start()
    server.sign_in()
    client = json.loads(server.request("GET", "/api/v1/oauth-clients/local")[1])
    form = f"client_id={client['client_id']}&client_secret={client['client_secret']}&grant_type=password" \
           f"&username=root&password={PASSWORD.replace(' ', '+')}"
    over, done, refused = threading.Event(), [], []

    def sign_in():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while not over.is_set():
            connection.request("POST", "/api/v1/users/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            answer.read()
            (done if answer.status == 200 else refused).append(answer.status)

    others = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def ask():
        begun = time.monotonic()
        others.request("GET", "/api/v1/users/me", headers=server.token)
        answer = others.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        return time.monotonic() - begun

    calm = sorted(ask() for _ in range(500))
    threads = [threading.Thread(target=sign_in) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    begun, before, waits = time.monotonic(), len(done), []
    while time.monotonic() - begun < 3 * ROUND:
        waits.append(ask())
        time.sleep(0.005)
    took, logins = time.monotonic() - begun, len(done) - before
    over.set()
    for thread in threads:
        thread.join()
    server.stop()
    assert set(refused) <= {503}, set(refused)
    waits.sort()
    p99 = lambda values: values[len(values) * 99 // 100]
    say("others-wait-while-logging-in-50ms", p99(waits) / 0.05, "≤ 1",
        f"p99 {p99(waits) * 1000:.1f} ms of {len(waits)}, {p99(calm) * 1000:.1f} ms in calm; {logins / took:.1f} logins a second")


def seed():
    """SQL for that many users with an account and a channel each."""
    moment = "'2026-01-01T00:00:00.000Z'"
    numbers = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {USERS})"
    actor = lambda kind, name: (
        f"INSERT INTO actors (kind, username, username_folded, url, created_at, updated_at) {numbers}"
        f" SELECT '{kind}', '{name}' || i, '{name}' || i, 'https://bench/{name}' || i, {moment}, {moment} FROM n")
    return ";\n".join([
        f"INSERT INTO users (username, username_folded, email, email_folded, password_hash, role, video_quota,"
        f" video_quota_daily, nsfw_policy, p2p_enabled, created_at, updated_at) {numbers} SELECT 'user' || i, 'user' || i,"
        f" 'user' || i || '@bench.example', 'user' || i || '@bench.example', 'none', 2, -1, -1, 'display', TRUE, {moment},"
        f" {moment} FROM n",
        actor("person", "user"), actor("group", "channel"),
        f"INSERT INTO accounts (actor_id, user_id, name, created_at, updated_at) SELECT a.id, u.id, u.username, {moment},"
        f" {moment} FROM users u JOIN actors a ON a.username_folded = u.username_folded WHERE u.username LIKE 'user%'",
        f"INSERT INTO channels (actor_id, account_id, name, created_at, updated_at) SELECT c.id, o.id, c.username, {moment},"
        f" {moment} FROM accounts o JOIN actors c ON c.username_folded = 'channel' || SUBSTR(o.name, 5)"
        f" WHERE o.name LIKE 'user%'",
        "ANALYZE"]) + ";"


def people_lists(scratch):
    """A page of 100 of 50,000 users, and one that is searched for: CPU of the server, against reading the same users one
    after another by their numbers through the same API."""
    server = Server(scratch / "server")
    server.start()
    server.stop()
    with sqlite3.connect(database_of(server)) as connection:
        connection.executescript(seed())
    server.start()
    server.sign_in()

    def get(path):
        status, text, _ = server.request("GET", path, headers=server.token)
        assert status == 200, text
        return json.loads(text)

    def cost(times, work):
        before = server.cpu()
        for _ in range(times):
            work()
        return (server.cpu() - before) / times

    for name, path in [("list", "/api/v1/users?count=100&sort=-id"), ("search", "/api/v1/users?count=100&search=user4999")]:
        ids = [user["id"] for user in get(path)["data"]]
        ratios, ours = [], []
        for _ in range(3):
            ours.append(cost(20, lambda: get(path)))
            ratios.append(ours[-1] / cost(2, lambda: [get(f"/api/v1/users/{id}") for id in ids]))
        say(f"users-{name}-against-by-id", median(ratios), "≤ 5",
            f"{median(ours) * 1000:.1f} ms of CPU for {len(ids)} of {USERS} users; rounds {spread(ratios)}")
    server.stop()


PEOPLE = [people_token, people_logins, people_lists]
