package dev.gatehouse.gateway.upstream;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.secrets.Credentials;
import dev.gatehouse.gateway.secrets.UpstreamTls;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The model servers of this gateway. There are no more of them than the allow-list names. Safe for any number of threads. */
public final class Upstreams {

    private final GatewayConfig.Upstream config;
    private final Set<String> allowed;
    private final UpstreamTls tls;
    private final Credentials credentials;
    private final Consumer<Upstream> onNew;
    private final Map<String, Upstream> byName = new ConcurrentHashMap<>();

    /**
     * Nothing is connected to before it is asked for.
     *
     * @param onNew told of each model server when it is first asked for
     * @throws IllegalStateException when a setting is out of its range or a file cannot be used
     */
    public Upstreams(GatewayConfig.Upstream config, Consumer<Upstream> onNew) {
        require(config.maxInFlight() >= 1, "max-in-flight must be 1 or more");
        require(config.maxConnections() >= 1, "max-connections must be 1 or more");
        require(config.maxWaiting() >= 0, "max-waiting must be 0 or more");
        require(config.circuitFailures() >= 1, "circuit-failures must be 1 or more");
        require(isPositive(config.circuitPause()), "circuit-pause must be above 0");
        require(
                config.circuitMaxPause().compareTo(config.circuitPause()) >= 0,
                "circuit-max-pause must be no shorter than circuit-pause");
        require(isPositive(config.connectTimeout()), "connect-timeout must be above 0");
        require(isPositive(config.firstByteTimeout()), "first-byte-timeout must be above 0");
        require(isPositive(config.timeout()), "timeout must be above 0");
        require(isPositive(config.waitTimeout()), "wait-timeout must be above 0");
        this.config = config;
        this.allowed = Set.copyOf(config.allowed());
        this.tls = new UpstreamTls(config);
        this.credentials = new Credentials(config.credentialsFile(), allowed);
        this.onNew = onNew;
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalStateException("gatehouse.upstream." + sentence);
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    /** Whether a model server may be called at all. */
    public boolean isAllowed(URI url) {
        return allowed.contains(url.getHost() + ":" + Upstream.portOf(url));
    }

    /**
     * The model server of a URL, which must be allowed.
     *
     * @throws IllegalArgumentException when it is not
     */
    public Upstream at(URI url) {
        if (!isAllowed(url)) {
            throw new IllegalArgumentException(url + " is not in gatehouse.upstream.allowed");
        }
        String name = url.getScheme() + "://" + url.getHost() + ":" + Upstream.portOf(url);
        return byName.computeIfAbsent(name, any -> {
            Upstream made = new Upstream(url, config, this);
            onNew.accept(made);
            return made;
        });
    }

    /** Those that were asked for so far. */
    public Collection<Upstream> all() {
        return List.copyOf(byName.values());
    }

    /** How https model servers are known. */
    public UpstreamTls tls() {
        return tls;
    }

    /** What model servers want to see. */
    Credentials credentials() {
        return credentials;
    }

    /** Reads files of certificates, keys and credentials again if they have changed. */
    public void lookAtFiles() {
        tls.look();
        credentials.look();
    }

    /** Which of those files could not be read the last time, a sentence each. */
    public List<String> troubles() {
        return Stream.of(tls.trouble(), credentials.trouble())
                .flatMap(Optional::stream)
                .toList();
    }
}
