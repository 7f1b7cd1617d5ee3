package dev.gatehouse.gateway.routing;

import dev.gatehouse.gateway.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps the routes up to date while the application runs. */
@Singleton
public class Following {

    private static final Logger LOG = Logger.getLogger(Following.class);

    private final Routing routing;
    private final Optional<SnapshotPuller> puller;
    private final Optional<MismatchReporter> reporter;

    Following(Routing routing, GatewayConfig config) {
        this.routing = routing;
        GatewayConfig.ControlPlane plane = config.controlPlane();
        this.puller = plane.url()
                .map(url -> new SnapshotPuller(routing, account(plane), url, config.environment(), plane.longPoll()));
        this.reporter = plane.url().map(url -> new MismatchReporter(account(plane), url, config.environment()));
    }

    private static ServiceAccount account(GatewayConfig.ControlPlane plane) {
        return new ServiceAccount(
                required(plane.tokenUrl(), "token-url"),
                plane.clientId(),
                required(plane.clientSecret(), "client-secret"));
    }

    private static String required(Optional<String> value, String name) {
        return value.orElseThrow(() -> new IllegalStateException(
                "gatehouse.control-plane." + name + " is needed where gatehouse.control-plane.url is set"));
    }

    /** Why the control plane is not being followed; empty while it is. */
    public Optional<String> trouble() {
        return puller.isPresent() ? puller.get().trouble() : Optional.of("no gatehouse.control-plane.url is set");
    }

    void start(@Observes StartupEvent event) {
        routing.loadFromDisk();
        puller.ifPresentOrElse(
                task -> {
                    Thread thread = new Thread(task, "snapshot-puller");
                    thread.setDaemon(true);
                    thread.start();
                },
                () -> LOG.warn("No gatehouse.control-plane.url is set: only the snapshot on disk is served"));
    }

    void stop(@Observes ShutdownEvent event) {
        puller.ifPresent(SnapshotPuller::stop);
    }

    @Scheduled(
            every = "${gatehouse.binding-check-interval:30s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void checkBindings() {
        routing.checkBindings();
        reportMismatches();
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void checkUnconfirmedBindings() {
        routing.checkUnconfirmedBindings();
        reportMismatches();
    }

    private void reportMismatches() {
        reporter.ifPresent(r -> r.report(routing.mismatches()));
    }
}
