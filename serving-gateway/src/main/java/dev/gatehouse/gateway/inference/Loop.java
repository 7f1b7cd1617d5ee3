package dev.gatehouse.gateway.inference;

import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.gateway.GatewayConfig;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** What belongs to one event loop: its connections on both sides, and the clock of its calls. Touched from that loop only. */
final class Loop {

    private static final Logger LOG = Logger.getLogger(Loop.class);
    /** How often limits of time are looked at, milliseconds. */
    private static final long SWEEP_MS = 25;

    private static final int SWEEPS_PER_SECOND = (int) (1_000 / SWEEP_MS);

    private final EventLoop executor;
    private final Bootstrap bootstrap;
    private final GatewayConfig config;
    private final SslContext tls;
    private final Map<String, UpstreamPool> pools = new HashMap<>();
    /** All have the same limit of time, so the oldest is the first to be over it. */
    private final Deque<InferenceCall> underway = new ArrayDeque<>();

    private final Set<CallerConnection> callers = Collections.newSetFromMap(new IdentityHashMap<>());
    private int sweeps;

    /** @param tls for https model servers */
    Loop(EventLoop executor, Bootstrap bootstrap, GatewayConfig config, SslContext tls) {
        this.executor = executor;
        this.bootstrap = bootstrap;
        this.config = config;
        this.tls = tls;
        executor.scheduleWithFixedDelay(this::look, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    }

    EventLoop executor() {
        return executor;
    }

    /** The connections to a route's model server. */
    UpstreamPool pool(RouteEntry entry) {
        URI upstream = entry.upstream();
        return pools.computeIfAbsent(upstream.getScheme() + "://" + upstream.getAuthority(), any -> {
            boolean https = "https".equals(upstream.getScheme());
            int port = upstream.getPort() >= 0 ? upstream.getPort() : https ? 443 : 80;
            return new UpstreamPool(
                    bootstrap,
                    upstream.getHost(),
                    port,
                    https ? Optional.of(tls) : Optional.empty(),
                    config.upstream().maxConnections(),
                    config.maxAnswerBytes());
        });
    }

    /** Begins to count a call's time. */
    void begun(InferenceCall call) {
        underway.addLast(call);
    }

    void connected(CallerConnection caller) {
        callers.add(caller);
    }

    void gone(CallerConnection caller) {
        callers.remove(caller);
    }

    /** A task that throws once would never run again. */
    private void look() {
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.error("Limits of time could not be looked at", e);
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        for (InferenceCall oldest = underway.peekFirst();
                oldest != null && (oldest.isSettled() || oldest.timeOut(now));
                oldest = underway.peekFirst()) {
            underway.removeFirst();
        }
        if (++sweeps == SWEEPS_PER_SECOND) {
            sweeps = 0;
            pools.values().forEach(pool -> pool.sweep(now));
            for (CallerConnection caller : callers.toArray(CallerConnection[]::new)) {
                caller.sweep(now);
            }
        }
    }
}
