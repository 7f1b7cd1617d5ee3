package dev.gatehouse.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Settings under {@code gatehouse}; {@code docs/gateway.md} explains each. */
@ConfigMapping(prefix = "gatehouse")
public interface GatewayConfig {

    /** Name of this gateway and of its log; a new log takes a new name. */
    @WithDefault("gateway-1")
    String gatewayId();

    /** Environment whose routes it serves. */
    @WithDefault("production")
    String environment();

    /** Directory of snapshot, keys and log; one gateway each. */
    Path stateDirectory();

    /** PEM file of the public keys that sign permits and snapshots. */
    Path trustedKeysFile();

    /** Largest request body, bytes. */
    @WithDefault("1048576")
    int maxBodyBytes();

    /** Most bytes of request bodies that are not whole yet, of all connections together. */
    @WithDefault("67108864")
    long maxReceivingBytes();

    /** Largest answer of a model, bytes. */
    @WithDefault("262144")
    int maxAnswerBytes();

    /** Most calls at one time; the rest are refused with 429. */
    @WithDefault("384")
    int maxInFlight();

    /** How long a whole call over a limit of calls waits for its refusal; 0 for not at all. */
    @WithDefault("250ms")
    Duration refusalDelay();

    /** How often the upstream's metadata is asked again for the digest. */
    @WithDefault("30s")
    Duration bindingCheckInterval();

    /** How often files of certificates, keys and credentials are looked at for a change. */
    @WithDefault("10s")
    Duration reloadInterval();

    /** Where callers are served. */
    Listen listen();

    /** Where snapshots come from. */
    ControlPlane controlPlane();

    /** Whose tokens are believed. */
    Identity identity();

    /** How much one caller may ask for. */
    Callers callers();

    /** Model servers. */
    Upstream upstream();

    /** The outcome log. */
    Log log();

    /** The way of records into PostgreSQL. */
    Shipping shipping();

    /** Settings under {@code gatehouse.listen}. */
    interface Listen {
        /** Address to listen on. */
        @WithDefault("127.0.0.1")
        String host();

        /** Port for callers; 0 for any that is free. */
        @WithDefault("18090")
        int port();

        /** PEM file with the certificate and its chain; with it, callers speak TLS. */
        Optional<Path> tlsCertificate();

        /** PEM file with the certificate's private key, PKCS#8. */
        Optional<Path> tlsKey();

        /** Most callers' connections at one time; more are closed at once. */
        @WithDefault("4096")
        int maxConnections();

        /** How long a connection may wait for the head of a request. */
        @WithDefault("75s")
        Duration idleTimeout();

        /** How long a request's body may take from its head on. */
        @WithDefault("30s")
        Duration bodyTimeout();

        /** How long calls in flight may take when the gateway stops. */
        @WithDefault("10s")
        Duration drain();

        /** Event loops; one for each processor when absent. */
        OptionalInt threads();
    }

    /** Settings under {@code gatehouse.control-plane}. */
    interface ControlPlane {
        /** Base URL of governance-service; without it the gateway serves the snapshot on its disk. */
        Optional<String> url();

        /** Token endpoint of the identity provider. */
        Optional<String> tokenUrl();

        /** Client id of the gateway's service account. */
        @WithDefault("gateway-1")
        String clientId();

        /** Its secret. */
        Optional<String> clientSecret();

        /** How long the control plane may hold a poll when nothing changes. */
        @WithDefault("2s")
        Duration longPoll();
    }

    /** Settings under {@code gatehouse.identity}. */
    interface Identity {
        /** Issuer of callers' tokens. */
        String issuer();

        /** Audience that a token must name. */
        @WithDefault("gatehouse-gateway")
        String audience();

        /** Where the issuer publishes its keys. */
        String jwksUrl();

        /** Realm role that a caller must have. */
        @WithDefault("caller")
        String role();

        /** How often the keys are fetched. */
        @WithDefault("5m")
        Duration refresh();
    }

    /** How much a caller may ask for; what is absent has no limit of its own. */
    interface CallerLimit {
        /** Most of its calls at one time. */
        OptionalInt maxInFlight();

        /** Its calls in a second, over time; above 0. */
        OptionalDouble requestsPerSecond();

        /** How many it may make at once after it was quiet, 1 and more; a second's worth when absent. */
        OptionalInt burst();
    }

    /** Settings under {@code gatehouse.callers}: for every caller, and for those that are named. */
    interface Callers extends CallerLimit {
        /** By client id; what is absent there is as for every caller. */
        Map<String, CallerLimit> client();
    }

    /** Settings under {@code gatehouse.upstream}. */
    interface Upstream {
        /** Model servers that may be called, each {@code host:port}. */
        Set<String> allowed();

        /** Longest time to connect. */
        @WithDefault("1s")
        Duration connectTimeout();

        /** Longest time from the request that was sent to the head of its answer. */
        @WithDefault("10s")
        Duration firstByteTimeout();

        /** Longest time from the call to its whole answer. */
        @WithDefault("10s")
        Duration timeout();

        /** Most connections to one model server from one event loop. */
        @WithDefault("128")
        int maxConnections();

        /** Most calls at one time to one model server, over all event loops. */
        @WithDefault("288")
        int maxInFlight();

        /** Most calls of one event loop that wait for a connection to one model server beyond those that are being made. */
        @WithDefault("256")
        int maxWaiting();

        /** Longest wait for a connection; longer than two connect timeouts. */
        @WithDefault("2500ms")
        Duration waitTimeout();

        /** Consecutive failures after which a model server, or one of its addresses, is left alone. */
        @WithDefault("10")
        int circuitFailures();

        /** For how long at first; each failure that follows doubles it. */
        @WithDefault("1s")
        Duration circuitPause();

        /** For how long at most. */
        @WithDefault("30s")
        Duration circuitMaxPause();

        /** PEM file of the authorities that certify model servers; the JDK's when absent. */
        Optional<Path> tlsTrustFile();

        /** PEM file of the certificate and chain that this gateway shows to model servers. */
        Optional<Path> tlsCertificate();

        /** PEM file of that certificate's private key, PKCS#8. */
        Optional<Path> tlsKey();

        /** File of what model servers want to see of this gateway. */
        Optional<Path> credentialsFile();
    }

    /** Settings under {@code gatehouse.log}. */
    interface Log {
        /** Size of a segment file, bytes. */
        @WithDefault("134217728")
        int segmentBytes();

        /** How long the writer waits for company before a sync, microseconds, 0 to 500. */
        @WithDefault("0")
        int groupCommitWindowMicros();

        /** Free space below which the gate closes, bytes. */
        @WithDefault("268435456")
        long minFreeBytes();

        /** Most bytes of the log's files together; the gate closes before there are more. Without it only free space counts. */
        OptionalLong maxBytes();

        /** The log warns when it can take fewer bytes than this before the gate closes. */
        @WithDefault("2147483648")
        long warnSpaceLeftBytes();

        /** The log warns when, as fast as unshipped records grow now, the gate would close within this time. */
        @WithDefault("12h")
        Duration warnTimeToFull();

        /** Wholly shipped segments that stay. */
        @WithDefault("2")
        int keepShippedSegments();

        /** How long shipped segments stay at most; without it only their number counts. */
        Optional<Duration> keepShippedFor();

        /** File of keys to encrypt the log with; without it records are plain text. */
        Optional<Path> encryptionKeysFile();

        /** Id of the key to write with; the last of the file when absent. */
        OptionalInt encryptionKeyId();
    }

    /** Settings under {@code gatehouse.shipping}. */
    interface Shipping {
        /** Whether records are shipped to PostgreSQL. */
        @WithDefault("true")
        boolean enabled();

        /** Bytes of log that one transaction ships. */
        @WithDefault("1048576")
        int batchBytes();

        /** Pause when there is nothing to ship. */
        @WithDefault("100ms")
        Duration pollInterval();

        /** Longest pause after a failure. */
        @WithDefault("5s")
        Duration maxBackoff();
    }
}
