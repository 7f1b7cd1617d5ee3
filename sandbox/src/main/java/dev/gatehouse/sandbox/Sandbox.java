package dev.gatehouse.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The whole system on one machine, on loopback.
 *
 * <p>Parts start in the order of {@link Part}, where each is ready before the next begins, and stop in the opposite one. A part that
 * ends by itself is reported by {@link #death()}; whoever started the sandbox then closes it.
 */
public final class Sandbox implements AutoCloseable {

    /** What the sandbox runs. */
    public enum Part {
        POSTGRES,
        KEYCLOAK,
        MODEL_SERVER,
        GOVERNANCE,
        GATEWAY
    }

    /**
     * What to start and where.
     *
     * @param project the repository's root; governance-service and serving-gateway run from the jars that are packaged there
     * @param state directory that is kept between runs
     * @param cache directory of unpacked distributions, which sandboxes may share
     * @param keycloakZip Keycloak's distribution
     * @param ports where each part listens
     * @param fresh whether to forget earlier runs
     * @param parts the parts wanted
     */
    public record Settings(
            Path project, Path state, Path cache, Path keycloakZip, Ports ports, boolean fresh, Set<Part> parts) {

        /** The demo's settings in a checkout. */
        public static Settings demo(Path project, boolean fresh) {
            Path state = project.resolve(".gatehouse");
            return new Settings(
                    project,
                    state,
                    state.resolve("cache"),
                    zip(project),
                    Ports.demo(),
                    fresh,
                    EnumSet.allOf(Part.class));
        }

        /** A sandbox of its own for a test: free ports, and the cache in the sandbox module's build directory. */
        public static Settings forTest(Path project, Path state, Set<Part> parts) {
            return new Settings(
                    project, state, project.resolve("sandbox/target/cache"), zip(project), Ports.free(), true, parts);
        }

        private static Path zip(Path project) {
            return project.resolve("sandbox/target/keycloak/keycloak.zip");
        }
    }

    private static final Duration READY_LIMIT = Duration.ofSeconds(240);
    private static final Duration AFTER_KILL = Duration.ofSeconds(Child.GRACE_SECONDS + 5L);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    private final Settings settings;
    private final Consumer<String> progress;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build();
    private final StateDirectory state;
    private final CompletableFuture<String> death = new CompletableFuture<>();
    private final List<Child> children = new ArrayList<>();
    private final Secrets secrets;
    private final Postgres postgres;
    private final Services services;
    private boolean postgresStarted;
    private boolean closed;

    /**
     * Takes the state directory and checks that the machine has room; nothing runs yet.
     *
     * @param progress gets one line a step
     * @throws SandboxException when the directory is in use, a port is taken or the disk is nearly full
     */
    public Sandbox(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        this.state = StateDirectory.open(settings.state(), settings.fresh());
        try {
            settings.ports().check(state.afterKill() ? AFTER_KILL : Duration.ZERO);
            this.secrets = new Secrets(state.secrets());
            this.postgres = new Postgres(
                    state, settings.cache(), secrets, settings.ports().postgres());
            SigningKeyFiles key = SigningKeyFiles.in(state.keys(), secrets.get(Services.SIGNING_PASSWORD));
            LedgerKeyFiles ledgerKey = LedgerKeyFiles.in(state.keys(), secrets.get(Services.LEDGER_PASSWORD));
            this.services =
                    new Services(settings.project(), state, secrets, settings.ports(), postgres, key, ledgerKey);
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
    }

    /** Starts a sandbox and gives what it offers; on failure nothing is left running. */
    public static RunningSandbox start(Settings settings, Consumer<String> progress) {
        Sandbox sandbox = new Sandbox(settings, progress);
        try {
            return sandbox.start();
        } catch (RuntimeException e) {
            sandbox.close();
            throw e;
        }
    }

    /** Starts the parts. */
    public RunningSandbox start() {
        Ports ports = settings.ports();
        if (wants(Part.POSTGRES)) {
            step("PostgreSQL 18 on port " + ports.postgres(), this::startPostgres);
        }
        if (wants(Part.KEYCLOAK)) {
            Keycloak keycloak = new Keycloak(state, settings.cache(), settings.keycloakZip(), secrets, ports);
            Path[] home = new Path[1];
            step("Keycloak unpacked and built", () -> home[0] = keycloak.install());
            startAndAwait(
                    "Keycloak on port " + ports.keycloak(),
                    () -> keycloak.start(home[0]),
                    services.issuer() + "/.well-known/openid-configuration");
        }
        if (wants(Part.MODEL_SERVER)) {
            startModelServer();
        }
        if (wants(Part.GOVERNANCE)) {
            startAndAwait(
                    "governance-service on port " + ports.governance(),
                    services::startGovernance,
                    base(ports.governance()) + "/q/health/ready");
        }
        if (wants(Part.GATEWAY)) {
            startAndAwait(
                    "serving-gateway on port " + ports.gateway(),
                    services::startGateway,
                    base(ports.gatewayManagement()) + "/q/health/ready");
        }
        return new RunningSandbox(this, ports, state, secrets, services.issuer());
    }

    /** Starts a gateway on that directory alone and waits until it lives; whoever asked for it stops it. */
    Child startSecondGateway(Ports free, Path directory) {
        Child child;
        synchronized (this) {
            refuseWhenClosed();
            child = services.startSecondGateway(free, directory);
            children.add(child);
        }
        awaitReady(child, child.death(), base(free.gatewayManagement()) + "/q/health/live");
        return child;
    }

    void stop(Child child) {
        child.stop();
        synchronized (this) {
            children.remove(child);
        }
    }

    /** Completes with what happened when a part ends that nobody stopped. */
    public CompletableFuture<String> death() {
        return death;
    }

    /** Stops everything that runs, gateway first and PostgreSQL last, and gives the state directory up. */
    @Override
    public void close() {
        List<Child> running;
        boolean stopPostgres;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = new ArrayList<>(children);
            stopPostgres = postgresStarted;
        }
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).stop();
        }
        if (stopPostgres) {
            postgres.stop();
        }
        state.close();
    }

    void startPostgres() {
        synchronized (this) {
            refuseWhenClosed();
            postgresStarted = true;
        }
        postgres.start();
        postgres.death().thenAccept(death::complete);
    }

    void stopPostgres() {
        postgres.stop();
    }

    void startModelServer() {
        int port = settings.ports().modelServer();
        startAndAwait("model server on port " + port, services::startModelServer, base(port) + "/v2/health/ready");
    }

    /** Its address is free until it is started again. */
    void stopModelServer() {
        Child server;
        synchronized (this) {
            server = children.stream()
                    .filter(child -> child.name().equals(Services.MODEL_SERVER))
                    .findFirst()
                    .orElseThrow(() -> new SandboxException("no model server is running"));
        }
        stop(server);
    }

    Postgres postgres() {
        return postgres;
    }

    private void startAndAwait(String what, Supplier<Child> starter, String readyUrl) {
        step(what, () -> {
            Child child;
            synchronized (this) {
                refuseWhenClosed();
                child = starter.get();
                children.add(child);
            }
            CompletableFuture<String> died = child.death();
            died.thenAccept(death::complete);
            awaitReady(child, died, readyUrl);
        });
    }

    private void awaitReady(Child child, CompletableFuture<String> died, String url) {
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        while (!ready(url)) {
            synchronized (this) {
                refuseWhenClosed();
            }
            if (died.isDone()) {
                throw new SandboxException(died.join());
            }
            if (System.nanoTime() > end) {
                throw new SandboxException(child.name() + " is not ready after " + READY_LIMIT.toSeconds() + " s: "
                        + url + " does not answer 200.\n" + child.lastLines());
            }
            Pause.millis(100);
        }
    }

    private boolean ready(String url) {
        try {
            HttpRequest probe =
                    HttpRequest.newBuilder(URI.create(url)).timeout(PROBE_LIMIT).build();
            return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while waiting for " + url, e);
        }
    }

    private void step(String what, Runnable work) {
        long begin = System.nanoTime();
        work.run();
        progress.accept(String.format(Locale.ROOT, "  %-48s %5.1f s", what, (System.nanoTime() - begin) / 1e9));
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new SandboxException("the sandbox is being stopped");
        }
    }

    private boolean wants(Part part) {
        return settings.parts().contains(part);
    }

    static String base(int port) {
        return "http://127.0.0.1:" + port;
    }
}
