package dev.gatehouse.gateway.upstream;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.secrets.Credentials;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * One model server, by scheme, host and port, as all event loops see it: calls at one time, whether it is left alone for now, its addresses.
 * Nothing here opens or closes a permit. Safe for any number of threads; a call that goes well takes no lock.
 */
public final class Upstream {

    private static final Logger LOG = Logger.getLogger(Upstream.class);
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private final String scheme;
    private final String host;
    private final int port;
    private final String address;
    /** Whether a secret that goes to it is seen by nobody else. */
    private final boolean isPrivate;

    private final Upstreams all;
    private final int maxInFlight;
    private final Refusal overloaded;
    private final Circuit circuit;
    private final Addresses addresses;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();

    Upstream(URI url, GatewayConfig.Upstream config, Upstreams all) {
        this.scheme = url.getScheme();
        this.host = url.getHost();
        this.port = portOf(url);
        this.address = host + ":" + port;
        this.isPrivate = isHttps() || LOOPBACK.matcher(host).matches();
        this.all = all;
        this.maxInFlight = config.maxInFlight();
        this.overloaded = new Refusal(
                Refusal.Code.OVERLOADED,
                "More than " + maxInFlight + " calls to the model server " + address
                        + " are in flight; try again in a moment.");
        Circuit.Settings settings = new Circuit.Settings(
                config.circuitFailures(),
                config.circuitPause().toNanos(),
                config.circuitMaxPause().toNanos(),
                config.timeout().plus(config.waitTimeout()).toNanos());
        this.circuit = new Circuit(settings);
        this.addresses = new Addresses(settings);
    }

    /** The port of a URL of a model server, or the scheme's. */
    public static int portOf(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return "https".equals(url.getScheme()) ? 443 : 80;
    }

    /** {@code host:port}, as the allow-list has it. */
    public String address() {
        return address;
    }

    /** {@code scheme://host:port}. */
    public String name() {
        return scheme + "://" + address;
    }

    /** Host by name or address. */
    public String host() {
        return host;
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** How connections to it are secured; empty for http. */
    public Optional<SslContext> tls() {
        return isHttps() ? Optional.of(all.tls().forCalls()) : Optional.empty();
    }

    private boolean isHttps() {
        return "https".equals(scheme);
    }

    /** What it wants to see; null for nothing. A secret goes over https only, or stays on this machine. */
    public Credentials.Credential credential() {
        return isPrivate ? all.credentials().of(address) : null;
    }

    /** Whether there is a credential for it that is not sent, because it would go in the clear. */
    public boolean withholdsCredential() {
        return !isPrivate && all.credentials().of(address) != null;
    }

    // ---------------------------------------------------------------- calls

    /**
     * Begins a call, or says why not; one that began ends with {@link #leave}.
     *
     * @param nowNanos of {@code System.nanoTime}
     */
    public Optional<Refusal> enter(long nowNanos) {
        if (inFlight.incrementAndGet() > maxInFlight) {
            inFlight.decrementAndGet();
            return Optional.of(overloaded);
        }
        long waitNanos = circuit.waitNanos(nowNanos);
        if (waitNanos > 0) {
            inFlight.decrementAndGet();
            return Optional.of(Refusal.forNanos(
                    Refusal.Code.UPSTREAM_UNAVAILABLE,
                    "The model server " + address + " failed " + circuit.failures()
                            + " times in a row and is left alone for now; try again later.",
                    waitNanos));
        }
        return Optional.empty();
    }

    /**
     * Ends a call.
     *
     * @param asked whether its request was sent
     */
    public void leave(boolean asked) {
        inFlight.decrementAndGet();
        if (!asked) {
            circuit.notTried(System.nanoTime());
        }
    }

    // ---------------------------------------------------------------- how it fares

    /** The address to connect to next; see {@link Addresses#next}. */
    public Address next(List<InetSocketAddress> resolved, Address not) {
        return addresses.next(resolved, not, System.nanoTime());
    }

    /** Whether the address is left alone for now. */
    public boolean isEjected(Address address) {
        return !address.circuit().isClosed() && addresses.isEjected(address, System.nanoTime());
    }

    /** The address answered. */
    public void succeeded(Address address) {
        addresses.succeeded(address);
        circuit.succeeded();
    }

    /** A request to the address failed: no answer, a broken one, one too late, or one with a status from 500. */
    public void failed(Address address, long begunNanos) {
        addressFailed(address, begunNanos);
        failed(begunNanos);
    }

    /** No connection to the address could be made; what becomes of the call is told apart. */
    public void addressFailed(Address address, long begunNanos) {
        if (addresses.failed(address, begunNanos, System.nanoTime())) {
            LOG.warnf("The address %s of the model server %s is left alone for a while", address.socket(), name());
        }
    }

    /** A call failed. */
    public void failed(long begunNanos) {
        failures.incrementAndGet();
        if (circuit.failed(begunNanos, System.nanoTime())) {
            LOG.warnf("The model server %s failed %d times in a row and is left alone", name(), circuit.failures());
        }
    }

    /** A connection that could not be made, or that was lost before anything was sent, is tried once more. */
    public void reconnects() {
        reconnects.incrementAndGet();
    }

    // ---------------------------------------------------------------- for those who watch

    /** {@code closed}, {@code open} or {@code half-open}. */
    public String circuit() {
        return circuit.state(System.nanoTime()).text();
    }

    /** How long until a call may go again, milliseconds; 0 when one may. */
    public long retryAfterMillis() {
        return (circuit.leftNanos(System.nanoTime()) + 999_999) / 1_000_000;
    }

    /** Failures in a row. */
    public int consecutiveFailures() {
        return circuit.failures();
    }

    /** Calls at this moment. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Calls that failed since the start. */
    public long failures() {
        return failures.get();
    }

    /** Connections that were tried a second time since the start. */
    public long reconnections() {
        return reconnects.get();
    }

    /** Addresses that the name stood for when it was last looked up. */
    public List<Address> addresses() {
        return addresses.known();
    }
}
