package dev.gatehouse.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    /** Everything that runs, in the order of its start. */
    private final List<Child> children = new ArrayList<>();

    private final Map<Part, Child> running = new EnumMap<>(Part.class);
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
        for (Part part : Part.values()) {
            if (settings.parts().contains(part)) {
                start(part);
            }
        }
        return new RunningSandbox(this, settings.ports(), state, secrets, services.issuer());
    }

    /** Starts a part that does not run, and waits until it is ready; the gateway, until it lives. */
    void start(Part part) {
        Ports ports = settings.ports();
        switch (part) {
            case POSTGRES -> step("PostgreSQL 18 on port " + ports.postgres(), this::startPostgres);
            case KEYCLOAK -> startKeycloak();
            case MODEL_SERVER ->
                startAndAwait(
                        "model server on port " + ports.modelServer(),
                        services::startModelServer,
                        part,
                        base(ports.modelServer()) + "/v2/health/ready");
            case GOVERNANCE ->
                startAndAwait(
                        "governance-service on port " + ports.governance(),
                        services::startGovernance,
                        part,
                        base(ports.governance()) + "/q/health/ready");
            case GATEWAY ->
                startAndAwait(
                        "serving-gateway on port " + ports.gateway(),
                        services::startGateway,
                        part,
                        base(ports.gatewayManagement()) + "/q/health/ready");
        }
    }

    private void startKeycloak() {
        Ports ports = settings.ports();
        Keycloak keycloak = new Keycloak(state, settings.cache(), settings.keycloakZip(), secrets, ports);
        Path[] home = new Path[1];
        step("Keycloak unpacked and built", () -> home[0] = keycloak.install());
        startAndAwait(
                "Keycloak on port " + ports.keycloak(),
                () -> keycloak.start(home[0]),
                Part.KEYCLOAK,
                services.issuer() + "/.well-known/openid-configuration");
    }

    /** Ends a part as a crash would, without giving it time for anything; PostgreSQL is stopped as an operator would. */
    void kill(Part part) {
        if (part == Part.POSTGRES) {
            stopPostgres();
            return;
        }
        Child child = child(part);
        child.kill();
        forget(child);
    }

    /** Ends a part as an operator would; its address is free until it is started again. */
    void stop(Part part) {
        stop(child(part));
    }

    private synchronized Child child(Part part) {
        return Optional.ofNullable(running.get(part))
                .orElseThrow(() -> new SandboxException("the part " + part + " is not running"));
    }

    private synchronized void forget(Child child) {
        children.remove(child);
        running.values().remove(child);
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
        forget(child);
    }

    /** Completes with what happened when a part ends that nobody stopped. */
    public CompletableFuture<String> death() {
        return death;
    }

    /** Stops everything that runs, gateway first and PostgreSQL last, and gives the state directory up. */
    @Override
    public void close() {
        List<Child> toStop;
        boolean stopPostgres;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            toStop = new ArrayList<>(children);
            stopPostgres = postgresStarted;
        }
        for (int i = toStop.size() - 1; i >= 0; i--) {
            toStop.get(i).stop();
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

    Postgres postgres() {
        return postgres;
    }

    private void startAndAwait(String what, Supplier<Child> starter, Part part, String readyUrl) {
        step(what, () -> {
            Child child;
            synchronized (this) {
                refuseWhenClosed();
                child = starter.get();
                children.add(child);
                running.put(part, child);
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

    static String base(int port) {
        return "http://127.0.0.1:" + port;
    }
}
