package dev.gatehouse.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Keycloak from its own distribution, with our realm.
 *
 * <p>It is unpacked and built once into the cache. Its database is in the state directory and is made anew when the realm file, a client
 * secret or an address changes, since the realm is imported only into an empty one; users have fixed ids, so that nothing that names
 * them is lost by that.
 */
final class Keycloak {

    /** The name in the realm file of each client whose secret is generated here. */
    static final List<String> CONFIDENTIAL_CLIENTS =
            List.of("gatehouse-pages", "gatehouse-directory", "ci", "gateway-1", "scoring-app", "campaign-app");

    private static final String REALM = "/dev/gatehouse/sandbox/realm/gatehouse-realm.json";
    private static final long MAX_UNPACKED_BYTES = 1L << 30;
    private static final long BUILD_LIMIT_SECONDS = 300;

    private final StateDirectory state;
    private final Path cache;
    private final Path distribution;
    private final Secrets secrets;
    private final Ports ports;

    /**
     * @param cache directory that Keycloak is unpacked into, once
     * @param distribution the zip, as Maven Central has it
     */
    Keycloak(StateDirectory state, Path cache, Path distribution, Secrets secrets, Ports ports) {
        this.state = state;
        this.cache = cache;
        this.distribution = distribution;
        this.secrets = secrets;
        this.ports = ports;
    }

    static String secretName(String client) {
        return "keycloak." + client;
    }

    /** Unpacks and builds the distribution if that was not done yet. */
    Path install() {
        try {
            String identity = Files.size(distribution) + "-" + Runtime.version().feature();
            Path home = cache.resolve("keycloak-" + identity);
            if (Files.exists(home)) {
                return home;
            }
            Files.createDirectories(cache);
            Path unpacking = Files.createTempDirectory(cache, "unpacking-");
            unzip(distribution, unpacking);
            build(unpacking);
            moveInto(home, unpacking);
            return home;
        } catch (IOException e) {
            throw new SandboxException("cannot unpack Keycloak from " + distribution + ": " + e, e);
        }
    }

    /** Starts the server; it is ready when its realm answers. */
    Child start(Path home) {
        try {
            Path realm = home.resolve("data/import/gatehouse-realm.json");
            byte[] json = realm();
            Files.createDirectories(realm.getParent());
            if (!Files.exists(realm) || !MessageDigest.isEqual(Files.readAllBytes(realm), json)) {
                Files.write(realm, json);
            }
            Map<String, String> environment = environment();
            forgetWhenChanged(json, environment);
            return Child.start(
                    "Keycloak",
                    java(
                            home,
                            "start",
                            "--optimized",
                            "--http-enabled=true",
                            "--http-host=127.0.0.1",
                            "--http-port=" + ports.keycloak(),
                            "--http-management-port=" + ports.keycloakManagement(),
                            "--hostname-strict=false",
                            "--cache=local",
                            "--db-url=jdbc:h2:file:" + state.keycloak().resolve("h2")
                                    + ";NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE",
                            "--import-realm"),
                    environment,
                    state.root(),
                    state.log("keycloak"));
        } catch (IOException e) {
            throw new SandboxException("cannot prepare Keycloak: " + e, e);
        }
    }

    /** What the realm file's placeholders stand for. */
    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        for (String client : CONFIDENTIAL_CLIENTS) {
            String variable =
                    "GATEHOUSE_SECRET_" + client.toUpperCase(Locale.ROOT).replace('-', '_');
            environment.put(variable, secrets.get(secretName(client)));
        }
        environment.put("GATEHOUSE_PAGES_URL", "http://127.0.0.1:" + ports.governance());
        return environment;
    }

    private void forgetWhenChanged(byte[] realm, Map<String, String> environment) throws IOException {
        Path mark = state.keycloak().resolve("imported");
        String digest = sha256(new String(realm, StandardCharsets.UTF_8) + environment);
        if (!Files.exists(mark) || !Files.readString(mark).equals(digest)) {
            StateDirectory.delete(state.keycloak());
            Files.createDirectories(state.keycloak());
            Files.writeString(mark, digest);
        }
    }

    /** The line that the distribution's own kc.sh ends in, with a bounded heap; without the script, no process stands between us and Keycloak. */
    private static List<String> java(Path home, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Services.javaProgram(),
                // It signs few people in and is started often: the quick compiler alone leaves the processors to the
                // others.
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=240m",
                "-Xms64m",
                "-Xmx384m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dpicocli.disable.closures=true",
                "-Dquarkus-log-max-startup-records=10000",
                "-cp",
                home.resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        line.addAll(List.of(arguments));
        return line;
    }

    private void build(Path home) throws IOException {
        Child build = Child.start(
                "Keycloak's build",
                java(home, "build", "--db=dev-file", "--health-enabled=true"),
                Map.of(),
                state.root(),
                state.log("keycloak-build"));
        try {
            int status = build.status(BUILD_LIMIT_SECONDS, TimeUnit.SECONDS);
            if (status != 0) {
                throw new SandboxException(build.epitaph(status));
            }
        } finally {
            build.stop();
        }
    }

    /** Another sandbox may have unpacked the same in the meantime; then its copy is as good. */
    private static void moveInto(Path home, Path unpacked) throws IOException {
        try {
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (IOException e) {
            if (!Files.exists(home)) {
                throw e;
            }
            StateDirectory.delete(unpacked);
        }
    }

    private static void unzip(Path zip, Path target) throws IOException {
        long written = 0;
        try (ZipInputStream stream = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
                // Every name starts with keycloak-<version>/, which the target stands for.
                String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
                Path file = target.resolve(name).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("the zip has an entry outside of it: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    written += Files.copy(stream, file);
                    if (written > MAX_UNPACKED_BYTES) {
                        throw new IOException("the zip unpacks to more than " + MAX_UNPACKED_BYTES + " bytes");
                    }
                }
            }
        }
    }

    private static byte[] realm() throws IOException {
        try (InputStream stream = Keycloak.class.getResourceAsStream(REALM)) {
            if (stream == null) {
                throw new SandboxException(REALM + " is not on the class path");
            }
            return stream.readAllBytes();
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
