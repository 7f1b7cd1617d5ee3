package dev.gatehouse.benchmarks;

import dev.gatehouse.benchmarks.GatewayPeers.Peer;
import dev.gatehouse.benchmarks.LoadGenerator.Load;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** What the gateway still does for good callers while others are slow, and while three times as many calls come as it can answer; and how soon it is back. */
final class GatewayStrain implements Benchmarks.Benchmark {

    private static final double LIMIT_P99_RATIO = 2;
    private static final double LIMIT_GOODPUT = 0.8;
    private static final double LIMIT_COLD_START_SECONDS = 10;
    private static final int SLOW_SOCKETS = 1_000;
    private static final int GOOD_CONNECTIONS = 64;
    private static final int PEAK_CONNECTIONS = 256;
    /** Times the connections of the peak; each asks again as soon as it is answered, or refused. */
    private static final int OVERLOAD = 3;

    private static final int OVERLOAD_ROUNDS = 3;

    private static final int BODY_BYTES = 300;
    /** Good calls are a quarter of the peak: h2load, which keeps a pace, takes more of the cores than wrk, which finds the peak. */
    private static final double GOOD_SHARE = 4;

    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final long NEEDED_BYTES = 4_000_000_000L;

    private final Duration turn;

    /** @param turn how long each load lasts */
    GatewayStrain(Duration turn) {
        this.turn = turn;
    }

    @Override
    public Figures run() throws Exception {
        Path work = Path.of(System.getProperty("gatehouse.bench.work", "benchmarks/target"))
                .toAbsolutePath();
        Folders.needRoom(work, NEEDED_BYTES);
        Path folder = Files.createTempDirectory(work, "gateway-");
        Figures figures = new Figures();
        try (GatewayPeers peers = GatewayPeers.start(work.getParent().getParent(), folder)) {
            LoadGenerator generator = new LoadGenerator(folder, peers.headers());
            URI url = peers.url(Peer.GATEWAY);
            byte[] body = GatewayPeers.body(BODY_BYTES);
            generator.saturate(url, body, GOOD_CONNECTIONS, WARM_UP);
            Load peak = generator.saturate(url, body, PEAK_CONNECTIONS, turn);
            slowSockets(peers, generator, url, body, peak.perSecond() / GOOD_SHARE, figures);
            overload(generator, url, body, figures);
            figures.atMost(
                    LIMIT_COLD_START_SECONDS,
                    peers.coldStart(work.getParent().getParent(), body),
                    "seconds from a start with nothing but its disk to the first answer");
        } finally {
            Folders.delete(folder);
        }
        return figures;
    }

    private void slowSockets(
            GatewayPeers peers, LoadGenerator generator, URI url, byte[] body, double perSecond, Figures figures)
            throws Exception {
        Load alone = generator.atRate(url, body, GOOD_CONNECTIONS, perSecond, turn);
        try (SlowSockets slow = new SlowSockets(url, peers.headers(), SLOW_SOCKETS)) {
            Load beside = generator.atRate(url, body, GOOD_CONNECTIONS, perSecond, turn);
            figures.atMost(
                    LIMIT_P99_RATIO,
                    beside.p99Ms() / alone.p99Ms(),
                    "p99 of good calls beside " + SLOW_SOCKETS + " slow sockets, times that without them");
            figures.atMost(0, beside.refused(), "good calls refused beside them");
            figures.say(
                    "  at %,.0f calls a second: p99 %.1f ms alone, %.1f ms beside them; %d of them closed by the gateway",
                    perSecond, alone.p99Ms(), beside.p99Ms(), slow.reopened());
        }
    }

    private void overload(LoadGenerator generator, URI url, byte[] body, Figures figures) throws Exception {
        double[] ratios = new double[OVERLOAD_ROUNDS];
        for (int i = 0; i < OVERLOAD_ROUNDS; i++) {
            Load peak = generator.saturate(url, body, PEAK_CONNECTIONS, turn);
            Load over = generator.saturate(url, body, OVERLOAD * PEAK_CONNECTIONS, turn);
            ratios[i] = over.perSecond() / peak.perSecond();
            figures.say(
                    "  %d connections: %,.0f a second (p99 %.0f ms); %d: %,.0f answered (p99 %.0f ms), %,.0f refused a second",
                    PEAK_CONNECTIONS,
                    peak.perSecond(),
                    peak.p99Ms(),
                    OVERLOAD * PEAK_CONNECTIONS,
                    over.perSecond(),
                    over.p99Ms(),
                    over.refused() / (double) turn.toSeconds());
        }
        Arrays.sort(ratios);
        figures.atLeast(
                LIMIT_GOODPUT,
                ratios[OVERLOAD_ROUNDS / 2],
                "calls answered at " + OVERLOAD + " times the load, of those at the peak, median");
    }
}
