"""Sockets of libzmq against those of package zmtp. Run by TestPyZMQ with the
endpoints of its ROUTER, XPUB, REP and a REP on ipc."""

import sys
import time

import zmq
from zmq.utils.monitor import recv_monitor_message

ROUTER, XPUB, ECHO, ECHO_IPC = sys.argv[1:]
PATIENCE = 30_000  # ms; reached only by a test that fails
ctx = zmq.Context()


def connect(kind, endpoint, **options):
    s = ctx.socket(kind)
    s.set(zmq.RCVTIMEO, PATIENCE)
    s.set(zmq.SNDTIMEO, PATIENCE)
    s.set(zmq.LINGER, PATIENCE)
    for name, value in options.items():
        s.set(getattr(zmq, name), value)
    s.connect(endpoint)
    return s


def equal(got, want):
    assert got == want, f"got {str(got)[:300]}, want {str(want)[:300]}"


def subscribed(**options):
    """A SUB socket whose subscription to everything has arrived."""
    s = connect(zmq.SUB, XPUB, SUBSCRIBE=b"", **options)
    equal(s.recv_multipart(), [b"", b"welcome"])
    return s


def expect_numbered(s, n):
    for i in range(n):
        equal(s.recv_multipart()[:2], [b"stream", b"%d" % i])


def test_dealer():
    d = connect(zmq.DEALER, ROUTER, IDENTITY=b"dealer")
    for frames in [[b"a"], [b"", b"", b""], [b"x" * 255, b"y" * 256], [b"z" * 5_000_000, b""]]:
        d.send_multipart([b"echo"] + frames)
        equal(d.recv_multipart(), [b"echo"] + frames)
    d.close()


def test_anonymous_dealers():
    ds = [connect(zmq.DEALER, ROUTER) for _ in range(5)]
    for i, d in enumerate(ds):
        d.send_multipart([b"echo", b"%d" % i])
    for i, d in enumerate(ds):
        equal(d.recv_multipart(), [b"echo", b"%d" % i])
        d.close()


def test_req():
    q = connect(zmq.REQ, ROUTER)
    q.send_multipart([b"echo", b"a"])
    equal(q.recv_multipart(), [b"echo", b"a"])
    q.close()


def test_heartbeat_channel():
    for endpoint in (ECHO, ECHO_IPC):
        q = connect(zmq.REQ, endpoint)
        for frames in [[b"ping"], [b""], [b"a", b"", b"b"]]:
            q.send_multipart(frames)
            equal(q.recv_multipart(), frames)
        q.close()


def test_same_identity():
    a = connect(zmq.DEALER, ROUTER, IDENTITY=b"X")
    a.send_multipart([b"echo", b"a"])
    equal(a.recv_multipart(), [b"echo", b"a"])
    b = connect(zmq.DEALER, ROUTER, IDENTITY=b"X")
    b.send_multipart([b"echo", b"b"])
    equal(b.recv_multipart(), [b"echo", b"b"])
    a.close()
    b.send_multipart([b"echo", b"b"])
    equal(b.recv_multipart(), [b"echo", b"b"])
    b.close()


def test_zmtp_heartbeats():
    """PING every 50 ms is answered, so that nobody disconnects, and no PING or
    PONG turns up as a message. Unanswered, it ends the connection after 2 s."""
    options = dict(HEARTBEAT_IVL=50, HEARTBEAT_TIMEOUT=2000, HEARTBEAT_TTL=2000)
    d = connect(zmq.DEALER, ROUTER, **options)
    q = connect(zmq.REQ, ECHO, **options)
    s = subscribed(**options)
    monitors = [x.get_monitor_socket(zmq.EVENT_DISCONNECTED) for x in (d, q, s)]
    for _ in range(5):
        d.send_multipart([b"echo", b"a"])
        equal(d.recv_multipart(), [b"echo", b"a"])
        q.send(b"beat")
        equal(q.recv(), b"beat")
        time.sleep(0.5)
    for x in (d, q, s):
        assert not x.poll(0), f"bogus message {x.recv_multipart()}"
    for m in monitors:
        assert not m.poll(0), f"disconnected: {recv_monitor_message(m)}"
    for x in (d, q, s):
        x.disable_monitor()
        x.close()


def test_welcome_first():
    d = connect(zmq.DEALER, ROUTER)
    other = subscribed(RCVHWM=0)  # makes the publishing last
    d.send_multipart([b"publish", b"200000", b"10"])
    while not d.poll(0):
        subscribed().close(0)
    equal(d.recv_multipart(), [b"published"])
    other.close(0)
    d.close()


def test_topics():
    s = connect(zmq.SUB, XPUB, SUBSCRIBE=b"nothing")
    equal(s.recv_multipart(), [b"nothing", b"welcome"])
    d = connect(zmq.DEALER, ROUTER)
    d.send_multipart([b"publish", b"10", b"10"])
    equal(d.recv_multipart(), [b"published"])
    s.set(zmq.SUBSCRIBE, b"str")
    equal(s.recv_multipart(), [b"str", b"welcome"])
    d.send_multipart([b"publish", b"10", b"10"])
    expect_numbered(s, 10)
    equal(d.recv_multipart(), [b"published"])
    s.close()
    d.close()


def test_busy_subscriber():
    """Nothing is lost by one that does not read while 60 000 messages come."""
    s = subscribed(RCVHWM=10)
    d = connect(zmq.DEALER, ROUTER)
    d.send_multipart([b"publish", b"60000", b"300"])
    equal(d.recv_multipart(), [b"published"])
    expect_numbered(s, 60_000)
    s.close()
    d.close()


def test_stalled_subscriber():
    """100 MB do not wait for one that never reads, and the other has them all."""
    stalled = subscribed(RCVHWM=10, RCVBUF=4096)
    healthy = subscribed(RCVHWM=0)
    d = connect(zmq.DEALER, ROUTER)
    d.send_multipart([b"publish", b"100000", b"1024"])
    expect_numbered(healthy, 100_000)
    equal(d.recv_multipart(), [b"published"])
    for s in (stalled, healthy, d):
        s.close(0)


def test_reconnect():
    s, d = subscribed(), connect(zmq.DEALER, ROUTER)
    for _ in range(3):
        d.send_multipart([b"restart"])
        equal(d.recv_multipart(), [b"restarted"])
        equal(s.recv_multipart(), [b"", b"welcome"])
        d.send_multipart([b"publish", b"10", b"10"])
        equal(d.recv_multipart(), [b"published"])
        expect_numbered(s, 10)
    s.close()
    d.close()


def test_speed_router(n=50_000, window=500, size=1024):
    """Requests under way at the same time, as fast as Python sends them."""
    d = connect(zmq.DEALER, ROUTER)
    body, start = bytes(size), time.perf_counter()
    for i in range(n + window):
        if i < n:
            d.send_multipart([b"echo", body])
        if i >= window:
            d.recv_multipart()
    report("ROUTER, there and back", n, size, time.perf_counter() - start)
    d.close()


def test_speed_xpub(n=100_000, size=1024):
    s, d = subscribed(), connect(zmq.DEALER, ROUTER)
    start = time.perf_counter()
    d.send_multipart([b"publish", b"%d" % n, b"%d" % size])
    expect_numbered(s, n)
    report("XPUB", n, size, time.perf_counter() - start)
    equal(d.recv_multipart(), [b"published"])
    s.close()
    d.close()


def report(what, n, size, seconds):
    print(f"   {what}: {n} messages of {size} B, {n / seconds:.0f} /s, {n * size / seconds / 1e6:.0f} MB/s")


for name, test in list(globals().items()):
    if name.startswith("test_"):
        start = time.perf_counter()
        test()
        print(f"ok {name} {time.perf_counter() - start:.2f} s", flush=True)
ctx.destroy(0)
