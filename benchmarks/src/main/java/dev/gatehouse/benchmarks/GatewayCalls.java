package dev.gatehouse.benchmarks;

import dev.gatehouse.benchmarks.GatewayPeers.Peer;
import dev.gatehouse.benchmarks.LoadGenerator.Load;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The gateway beside nginx before the same model server, one after the other in rounds: how many calls a second, what a call costs, and how
 * long it takes at half of what nginx can do.
 */
final class GatewayCalls implements Benchmarks.Benchmark {

    private static final double LIMIT_AT_256 = 0.8;
    private static final double LIMIT_AT_64 = 0.6;
    private static final double LIMIT_MORE_MS = 5;
    private static final double LIMIT_REFUSED_SHARE = 0.001;
    private static final double LIMIT_RESIDENT_MIB = 512;
    private static final int SMALL_BYTES = 300;
    private static final int[] BODY_BYTES = {SMALL_BYTES, 4_096, 20_480};
    private static final int[] CONNECTIONS = {64, 256};
    private static final int SEGMENT_CONNECTIONS = 256;
    /** Where a limit is to be kept: turns are short and many, because a machine that others share is now fast, now slow. */
    private static final int LIMITED_ROUNDS = 9;

    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final long NEEDED_BYTES = 8_000_000_000L;

    private final Duration turn;

    /** @param turn how long each is asked in each round */
    GatewayCalls(Duration turn) {
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
            for (Peer peer : Peer.values()) {
                for (int connections : CONNECTIONS) {
                    generator.saturate(peers.url(peer), GatewayPeers.body(SMALL_BYTES), connections, WARM_UP);
                }
            }
            for (int connections : CONNECTIONS) {
                for (int bytes : BODY_BYTES) {
                    saturation(peers, generator, connections, bytes, figures);
                }
            }
            segment(peers, generator, figures);
            figures.atMost(
                    LIMIT_RESIDENT_MIB, peers.residentMib(Peer.GATEWAY), "largest resident size of the gateway, MiB");
            figures.say("  of nginx and its workers: %d MiB", peers.residentMib(Peer.NGINX));
        } finally {
            Folders.delete(folder);
        }
        return figures;
    }

    private void saturation(GatewayPeers peers, LoadGenerator generator, int connections, int bytes, Figures figures)
            throws Exception {
        byte[] body = GatewayPeers.body(bytes);
        boolean limited = bytes == SMALL_BYTES;
        int rounds = limited ? LIMITED_ROUNDS : ROUNDS;
        Map<Peer, double[]> rates = new EnumMap<>(Peer.class);
        Map<Peer, double[]> micros = new EnumMap<>(Peer.class);
        double[] ratios = new double[rounds];
        long answered = 0;
        long refused = 0;
        for (int round = 0; round < rounds; round++) {
            for (Peer peer : Peer.values()) {
                double before = peer == Peer.DIRECT ? 0 : peers.cpuSeconds(peer);
                Load load = generator.saturate(peers.url(peer), body, connections, turn);
                double cpu = peer == Peer.DIRECT ? 0 : peers.cpuSeconds(peer) - before;
                answered += peer == Peer.GATEWAY ? load.requests() : 0;
                refused += load.refused();
                rates.computeIfAbsent(peer, p -> new double[rounds])[round] = load.perSecond();
                micros.computeIfAbsent(peer, p -> new double[rounds])[round] = cpu * 1e6 / load.requests();
            }
            ratios[round] = rates.get(Peer.GATEWAY)[round] / rates.get(Peer.NGINX)[round];
        }
        figures.atMost(
                LIMIT_REFUSED_SHARE, refused / (double) answered, "share of calls that were refused at saturation");
        String what = "calls a second of nginx's, " + connections + " connections, " + bytes + " B";
        if (limited) {
            figures.atLeast(connections == 256 ? LIMIT_AT_256 : LIMIT_AT_64, median(ratios), what);
        } else {
            figures.say("%s: %.2f", what, median(ratios));
        }
        figures.say(
                "  median of %d rounds, which lie from %.2f to %.2f",
                rounds,
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
        double nginx = median(rates.get(Peer.NGINX));
        figures.say(
                "  direct %,.0f, nginx %,.0f, gateway %,.0f a second; CPU a call: nginx %.0f µs, gateway %.0f µs",
                median(rates.get(Peer.DIRECT)),
                nginx,
                median(rates.get(Peer.GATEWAY)),
                median(micros.get(Peer.NGINX)),
                median(micros.get(Peer.GATEWAY)));
        atHalf(peers, generator, connections, body, nginx / 2, limited, figures);
    }

    /** What a segment of the permit costs: the same calls on a route with one and on a route without, in turns. */
    private void segment(GatewayPeers peers, LoadGenerator generator, Figures figures) throws Exception {
        byte[] body = GatewayPeers.body(GatewayPeers.SEGMENT_BODY_BYTES);
        generator.saturate(peers.segmentUrl(), body, SEGMENT_CONNECTIONS, WARM_UP);
        double[] rates = new double[ROUNDS];
        double[] moreMicros = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double begin = peers.cpuSeconds(Peer.GATEWAY);
            Load without = generator.saturate(peers.url(Peer.GATEWAY), body, SEGMENT_CONNECTIONS, turn);
            double between = peers.cpuSeconds(Peer.GATEWAY);
            Load with = generator.saturate(peers.segmentUrl(), body, SEGMENT_CONNECTIONS, turn);
            double end = peers.cpuSeconds(Peer.GATEWAY);
            rates[round] = with.perSecond() / without.perSecond();
            moreMicros[round] = 1e6 * ((end - between) / with.requests() - (between - begin) / without.requests());
        }
        figures.say(
                "a segment over two of %d B of inputs: %.2f of the calls a second without it, %.1f µs of CPU more a call",
                body.length, median(rates), median(moreMicros));
    }

    private void atHalf(
            GatewayPeers peers,
            LoadGenerator generator,
            int connections,
            byte[] body,
            double perSecond,
            boolean limited,
            Figures figures)
            throws Exception {
        double[][] ms = new double[4][ROUNDS];
        double[] differences = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Load nginx = generator.atRate(peers.url(Peer.NGINX), body, connections, perSecond, turn);
            Load gateway = generator.atRate(peers.url(Peer.GATEWAY), body, connections, perSecond, turn);
            differences[round] = gateway.p99Ms() - nginx.p99Ms();
            ms[0][round] = nginx.p50Ms();
            ms[1][round] = nginx.p99Ms();
            ms[2][round] = gateway.p50Ms();
            ms[3][round] = gateway.p99Ms();
        }
        double more = median(differences);
        String what = "  p99 at half of nginx's calls, ms more than nginx's";
        if (limited) {
            figures.atMost(LIMIT_MORE_MS, more, what.strip());
        } else {
            figures.say("%s: %.1f", what, more);
        }
        figures.say(
                "  at %,.0f a second: nginx p50 %.1f p99 %.1f ms, gateway p50 %.1f p99 %.1f ms",
                perSecond, median(ms[0]), median(ms[1]), median(ms[2]), median(ms[3]));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
