package dev.gatehouse.gateway.callers;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much each caller may ask of this gateway: calls at one time, and calls in a second. The rate is kept as the instant at which the
 * caller's next call would be due (the generic cell rate algorithm, ITU-T I.371): one number a caller, moved on by each call. Safe for any
 * number of threads, without a lock.
 */
public final class CallerLimits {

    /** Most callers that are remembered; then those without a call in flight are forgotten, and begin anew. */
    public static final int MAX_CALLERS = 10_000;

    /** Slowest rate, calls in a second: one in about a quarter of an hour. */
    public static final double MIN_PER_SECOND = 0.001;

    /** Fastest rate, calls in a second. */
    public static final double MAX_PER_SECOND = 1_000_000;

    /** Most calls of a burst. */
    public static final int MAX_BURST = 1_000_000;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final Share UNLIMITED = new Share(null);

    /**
     * A limit, in force for one caller.
     *
     * @param maxInFlight calls at one time
     * @param intervalNanos between two calls, over time; 0 for any
     * @param burst calls that may come at once
     */
    private record Limit(int maxInFlight, long intervalNanos, int burst) {

        static final Limit NONE = new Limit(Integer.MAX_VALUE, 0, 1);

        /** @param name of the settings, for those who wrote them */
        static Limit of(String name, GatewayConfig.CallerLimit own, Limit otherwise) {
            int inFlight = own.maxInFlight().orElse(otherwise.maxInFlight);
            int burst = own.burst().orElse(otherwise.burst);
            long interval = otherwise.intervalNanos;
            if (own.requestsPerSecond().isPresent()) {
                double rate = own.requestsPerSecond().getAsDouble();
                require(
                        rate >= MIN_PER_SECOND && rate <= MAX_PER_SECOND,
                        name + "requests-per-second",
                        MIN_PER_SECOND + " to " + MAX_PER_SECOND);
                interval = Math.round(NANOS_PER_SECOND / rate);
                burst = own.burst().orElse((int) Math.ceil(rate));
            }
            require(inFlight >= 1, name + "max-in-flight", "1 or more");
            require(burst >= 1 && burst <= MAX_BURST, name + "burst", "1 to " + MAX_BURST);
            return new Limit(inFlight, interval, burst);
        }

        private static void require(boolean holds, String name, String range) {
            if (!holds) {
                throw new IllegalStateException(name + " must be " + range);
            }
        }

        boolean isNone() {
            return maxInFlight == Integer.MAX_VALUE && intervalNanos == 0;
        }
    }

    /** What one caller uses of its limit. */
    public static final class Share {

        private static final long NEVER = Long.MIN_VALUE;

        private final Limit limit;
        private final Refusal tooManyAtOnce;
        private final AtomicInteger inFlight = new AtomicInteger();
        /** {@code System.nanoTime} at which the next call is due; {@link #NEVER} before the first. */
        private final AtomicLong dueNanos = new AtomicLong(NEVER);

        private Share(Limit limit) {
            this.limit = limit;
            this.tooManyAtOnce = limit == null
                    ? null
                    : new Refusal(
                            Refusal.Code.CALLER_OVER_LIMIT,
                            "More than " + limit.maxInFlight + " calls of this client are in flight, which is its limit"
                                    + " here; try again in a moment.");
        }

        /**
         * Begins a call, or says why not; one that began ends with {@link #leave}.
         *
         * @param nowNanos of {@code System.nanoTime}
         */
        public Optional<Refusal> enter(long nowNanos) {
            if (limit == null) {
                return Optional.empty();
            }
            if (inFlight.incrementAndGet() > limit.maxInFlight) {
                inFlight.decrementAndGet();
                return Optional.of(tooManyAtOnce);
            }
            long waitNanos = limit.intervalNanos == 0 ? 0 : waitNanos(nowNanos);
            if (waitNanos > 0) {
                inFlight.decrementAndGet();
                return Optional.of(Refusal.forNanos(
                        Refusal.Code.CALLER_OVER_LIMIT,
                        "This client makes more calls in a second than its limit here.",
                        waitNanos));
            }
            return Optional.empty();
        }

        /** Ends a call. */
        public void leave() {
            if (limit != null) {
                inFlight.decrementAndGet();
            }
        }

        /** Counts a call that may go at once; else says how long it would have to wait. */
        private long waitNanos(long nowNanos) {
            long ahead = (limit.burst - 1) * limit.intervalNanos;
            while (true) {
                long known = dueNanos.get();
                long due = known == NEVER || known - nowNanos < 0 ? nowNanos : known;
                if (due - nowNanos > ahead) {
                    return due - nowNanos - ahead;
                }
                if (dueNanos.compareAndSet(known, due + limit.intervalNanos)) {
                    return 0;
                }
            }
        }
    }

    private final Limit everyone;
    private final Map<String, Limit> named = new ConcurrentHashMap<>();
    private final Map<String, Share> shares = new ConcurrentHashMap<>();

    /** @throws IllegalStateException when a limit is out of its range */
    CallerLimits(GatewayConfig.Callers config) {
        this.everyone = Limit.of("gatehouse.callers.", config, Limit.NONE);
        config.client()
                .forEach((client, limit) ->
                        named.put(client, Limit.of("gatehouse.callers.client.\"" + client + "\".", limit, everyone)));
    }

    /** What a caller uses of its limit. */
    public Share of(String clientId) {
        if (everyone.isNone() && named.isEmpty()) {
            return UNLIMITED;
        }
        Share share = shares.get(clientId);
        return share != null ? share : begin(clientId);
    }

    private Share begin(String clientId) {
        if (shares.size() >= MAX_CALLERS) {
            shares.values().removeIf(share -> share.inFlight.get() == 0);
        }
        return shares.computeIfAbsent(clientId, any -> new Share(named.getOrDefault(clientId, everyone)));
    }

    /** How many callers are remembered. */
    int remembered() {
        return shares.size();
    }
}
