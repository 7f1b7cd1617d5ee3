package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One HTTP client for each event loop, so that a call and its upstream connection share a thread. */
@Singleton
class UpstreamClients {

    /** Idle connections are given up before common servers give them up (5 s and more), so that none is found closed when used. */
    static final int KEEP_ALIVE_SECONDS = 4;

    private static final int MAX_WAITING_PER_CONNECTION = 8;

    private final Vertx vertx;
    private final GatewayConfig.Upstream config;
    private final Map<Thread, HttpClient> clients = new ConcurrentHashMap<>();

    UpstreamClients(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.config = config.upstream();
    }

    /** The client of the event loop that this is called on. */
    HttpClient current() {
        if (!Context.isOnEventLoopThread()) {
            throw new IllegalStateException("upstreams are called from event loops only");
        }
        return clients.computeIfAbsent(Thread.currentThread(), thread -> create());
    }

    private HttpClient create() {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true)
                .setDecompressionSupported(false)
                .setMaxWaitQueueSize(config.maxConnections() * MAX_WAITING_PER_CONNECTION);
        return vertx.createHttpClient(
                options,
                new PoolOptions().setHttp1MaxSize(config.maxConnections()).setEventLoopSize(0));
    }
}
