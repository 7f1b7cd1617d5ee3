package dev.gatehouse.gateway.callers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.Key;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The issuer's public keys: fetched by a thread of their own, kept on disk for starts without the issuer, read without a lock. A token
 * with an unknown key asks for an earlier fetch; it does not wait for it.
 */
final class IssuerKeys implements Runnable {

    /** Largest key set, bytes. */
    static final int MAX_BYTES = 256 * 1024;

    /** Unknown key ids bring at most one fetch in this time, milliseconds. */
    static final long MIN_FETCH_INTERVAL_MILLIS = 2_000;

    private static final Logger LOG = Logger.getLogger(IssuerKeys.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long RETRY_MILLIS = 1_000;

    private record KeyName(String id, String keyType) {}

    private final URI url;
    private final Path file;
    private final long refreshMillis;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final Semaphore wanted = new Semaphore(0);
    private volatile Map<KeyName, Key> keys = Map.of();
    private volatile boolean stopped;
    private Runnable onChange = () -> {};

    IssuerKeys(String url, Path directory, Duration refresh) throws IOException {
        this.url = URI.create(url);
        Files.createDirectories(directory);
        this.file = directory.resolve("issuer-keys.json");
        this.refreshMillis = refresh.toMillis();
    }

    void onChange(Runnable listener) {
        onChange = listener;
    }

    boolean known() {
        return !keys.isEmpty();
    }

    Optional<Key> find(String keyId, String algorithm) {
        if (keyId == null || algorithm == null) {
            return Optional.empty();
        }
        Key key = keys.get(new KeyName(keyId, algorithm.startsWith("ES") ? "EC" : "RSA"));
        if (key == null) {
            wanted.release();
        }
        return Optional.ofNullable(key);
    }

    void loadFromDisk() {
        try {
            if (Files.exists(file)) {
                keys = parse(Files.readAllBytes(file));
            }
        } catch (IOException | JoseException e) {
            LOG.warnf("The issuer's keys in %s cannot be read and are fetched anew: %s", file, e.getMessage());
        }
    }

    void stop() {
        stopped = true;
        wanted.release();
    }

    @Override
    public void run() {
        boolean failing = false;
        try {
            while (!stopped) {
                boolean fetched = false;
                try {
                    fetch();
                    fetched = true;
                } catch (IOException | JoseException | RuntimeException e) {
                    if (!failing) {
                        LOG.warnf(
                                "The issuer's keys cannot be fetched from %s; known ones stay: %s",
                                url, e.getMessage());
                    }
                }
                failing = !fetched;
                if (!fetched && keys.isEmpty()) {
                    Thread.sleep(RETRY_MILLIS);
                } else {
                    Thread.sleep(Math.min(MIN_FETCH_INTERVAL_MILLIS, refreshMillis));
                    if (wanted.tryAcquire(refreshMillis, TimeUnit.MILLISECONDS)) {
                        wanted.drainPermits();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fetch() throws IOException, JoseException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(TIMEOUT).build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        byte[] bytes;
        try (InputStream body = response.body()) {
            bytes = body.readNBytes(MAX_BYTES + 1);
        }
        if (response.statusCode() != 200 || bytes.length > MAX_BYTES) {
            throw new IOException(
                    "status " + response.statusCode() + ", " + bytes.length + " bytes; at most " + MAX_BYTES);
        }
        Map<KeyName, Key> fetched = parse(bytes);
        if (fetched.isEmpty()) {
            throw new IOException("the key set holds no signing key");
        }
        if (!fetched.equals(keys)) {
            keys = fetched;
            onChange.run();
            keep(bytes);
            LOG.infof("%d keys of the issuer are trusted", fetched.size());
        }
    }

    private void keep(byte[] bytes) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.write(
                unfinished,
                bytes,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<KeyName, Key> parse(byte[] json) throws JoseException {
        Map<KeyName, Key> parsed = new HashMap<>();
        for (JsonWebKey key : new JsonWebKeySet(new String(json, StandardCharsets.UTF_8)).getJsonWebKeys()) {
            boolean signs = key.getUse() == null || key.getUse().equals("sig");
            if (signs && key.getKeyId() != null && key instanceof PublicJsonWebKey publicKey) {
                parsed.put(new KeyName(key.getKeyId(), key.getKeyType()), publicKey.getPublicKey());
            }
        }
        return Map.copyOf(parsed);
    }
}
