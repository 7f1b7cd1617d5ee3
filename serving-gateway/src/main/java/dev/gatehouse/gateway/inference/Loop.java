package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.upstream.Upstream;
import dev.gatehouse.gateway.upstream.Upstreams;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolver;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** What belongs to one event loop: its connections on both sides, and the clock of its calls. Touched from that loop only. */
final class Loop {

    private static final Logger LOG = Logger.getLogger(Loop.class);
    /** How often limits of time are looked at, milliseconds. */
    private static final long SWEEP_MS = 25;

    private static final int SWEEPS_PER_SECOND = (int) (1_000 / SWEEP_MS);

    /** Most URLs whose pools are kept at hand; snapshots bring new ones. */
    private static final int MAX_KNOWN_URLS = 1_024;

    private final EventLoop executor;
    private final Bootstrap bootstrap;
    private final AddressResolver<InetSocketAddress> resolver;
    private final GatewayConfig config;
    private final Upstreams upstreams;
    private final Map<Upstream, UpstreamPool> pools = new IdentityHashMap<>();
    private final Map<URI, UpstreamPool> poolsByUrl = new HashMap<>();
    private final Head head = new Head();
    private final long limitNanos;
    private final long firstByteNanos;
    /** The calls whose time is watched, linked. */
    private InferenceCall oldest;

    private InferenceCall newest;

    private final Set<CallerConnection> callers = Collections.newSetFromMap(new IdentityHashMap<>());
    private int sweeps;

    /**
     * Begins to sweep.
     *
     * @param bootstrap for addresses that are resolved
     */
    Loop(
            EventLoop executor,
            Bootstrap bootstrap,
            AddressResolver<InetSocketAddress> resolver,
            GatewayConfig config,
            Upstreams upstreams) {
        this.executor = executor;
        this.bootstrap = bootstrap;
        this.resolver = resolver;
        this.config = config;
        this.upstreams = upstreams;
        this.limitNanos = config.upstream().timeout().toNanos();
        this.firstByteNanos = config.upstream().firstByteTimeout().toNanos();
        executor.scheduleWithFixedDelay(this::look, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    }

    /** For the message that is being written. */
    Head head() {
        return head;
    }

    EventLoop executor() {
        return executor;
    }

    /** The connections to the model server of a URL. */
    UpstreamPool pool(URI url) {
        UpstreamPool known = poolsByUrl.get(url);
        if (known != null) {
            return known;
        }
        if (poolsByUrl.size() >= MAX_KNOWN_URLS) {
            poolsByUrl.clear();
        }
        UpstreamPool pool = pools.computeIfAbsent(
                upstreams.at(url),
                upstream ->
                        new UpstreamPool(bootstrap, resolver, upstream, config.upstream(), config.maxAnswerBytes()));
        poolsByUrl.put(url, pool);
        return pool;
    }

    /** Begins to watch a call's time; {@link #over} ends it. */
    void begun(InferenceCall call) {
        call.older = newest;
        if (newest == null) {
            oldest = call;
        } else {
            newest.newer = call;
        }
        newest = call;
    }

    /** A call that was begun needs no watching any more. */
    void over(InferenceCall call) {
        if (call.older == null) {
            oldest = call.newer;
        } else {
            call.older.newer = call.newer;
        }
        if (call.newer == null) {
            newest = call.older;
        } else {
            call.newer.older = call.older;
        }
        call.older = null;
        call.newer = null;
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
        for (InferenceCall call = oldest; call != null; ) {
            InferenceCall next = call.newer;
            call.lookAtTime(now, firstByteNanos, limitNanos);
            call = next;
        }
        pools.values().forEach(pool -> pool.sweepWaiting(now));
        if (++sweeps == SWEEPS_PER_SECOND) {
            sweeps = 0;
            pools.values().forEach(pool -> pool.sweepIdle(now));
            for (CallerConnection caller : callers.toArray(CallerConnection[]::new)) {
                caller.sweep(now);
            }
        }
    }
}
