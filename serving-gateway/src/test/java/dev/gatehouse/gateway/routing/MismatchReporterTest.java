package dev.gatehouse.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotSigner;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.gateway.ControlPlane;
import dev.gatehouse.gateway.ModelServer;
import dev.gatehouse.gateway.Permits;
import dev.gatehouse.gateway.Settings;
import dev.gatehouse.gateway.log.LogKeys;
import dev.gatehouse.gateway.log.LogSettings;
import dev.gatehouse.gateway.log.OutcomeLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real model server changes its bytes; a real control plane hears of it. */
class MismatchReporterTest {

    private static final String OTHER = "sha256:" + "1".repeat(64);

    @TempDir
    Path directory;

    private final SigningKey key = SigningKey.generate();
    private ModelServer server;
    private ControlPlane control;
    private OutcomeLog log;
    private Routing routing;
    private MismatchReporter reporter;
    private long serial;

    @BeforeEach
    void start() throws IOException {
        server = new ModelServer();
        control = new ControlPlane(key);
        log = OutcomeLog.open(
                directory.resolve("log"), new LogSettings(8192, 1024, Duration.ZERO, 0), LogKeys.none(), nanos -> {});
        routing = new Routing(
                "gateway-1",
                "production",
                TrustedKeys.of(key.verificationKey()),
                directory,
                Settings.upstreams(server.address()),
                log);
        reporter = new MismatchReporter(
                new ServiceAccount(control.url() + "/token", "gateway-1", ControlPlane.SECRET),
                control.url(),
                "production");
    }

    @AfterEach
    void stop() throws IOException {
        log.close();
        server.close();
        control.close();
    }

    private void follow(RouteEntry entry) {
        serial++;
        assertThat(routing.offer(SnapshotSigner.sign(
                                new RouteSnapshot(new Position(1, serial), "production", Instant.now(), List.of(entry)),
                                key)
                        .bytes()))
                .isEmpty();
    }

    private Permits permit() {
        return Permits.signedBy(key, server.url());
    }

    private void check() {
        routing.checkBindings();
        reporter.report(routing.mismatches());
    }

    @Test
    void aModelServerThatChangesItsBytesIsReportedOnceAndClosesTheRouteAtOnce() throws IOException {
        follow(permit().entry());
        check();
        assertThat(control.reports()).isEmpty();
        Instant before = Instant.now();
        server.report(OTHER);
        check();
        check();
        assertThat(routing.table().route("credit-default").orElseThrow().closedAt(Instant.now()))
                .isPresent();
        assertThat(control.reports()).hasSize(1);
        String[] report = control.reports().get(0).split(" ", 2);
        JsonNode body = new ObjectMapper().readTree(report[1]);
        String permit = routing.table()
                .route("credit-default")
                .orElseThrow()
                .primary()
                .permit()
                .orElseThrow()
                .permitId()
                .toString();
        assertThat(report[0]).isEqualTo("/api/v1/permits/" + permit + "/binding-reports");
        assertThat(body.path("environment").asText()).isEqualTo("production");
        assertThat(body.path("route").asText()).isEqualTo("credit-default");
        assertThat(body.path("upstream").asText()).isEqualTo(server.url().toString());
        assertThat(body.path("reportedDigest").asText()).isEqualTo(OTHER);
        assertThat(Instant.parse(body.path("observedAt").asText())).isBetween(before, Instant.now());
        assertThat(body.size()).isEqualTo(5);
    }

    @Test
    void aPermitThatWasResumedWhileTheBytesAreStillWrongIsReportedAgain() {
        follow(permit().entry());
        server.report(OTHER);
        check();
        follow(permit().in(PermitState.SUSPENDED).entry());
        check();
        assertThat(control.reports()).hasSize(1);
        follow(permit().entry());
        check();
        assertThat(control.reports()).hasSize(2);
    }

    @Test
    void whatTheControlPlaneDidNotTakeInIsToldAgain() {
        follow(permit().entry());
        server.report(OTHER);
        control.answerReportsWith(503);
        check();
        assertThat(control.reports()).isEmpty();
        control.answerReportsWith(200);
        check();
        assertThat(control.reports()).hasSize(1);
    }

    @Test
    void whatTheControlPlaneIgnoredAsOlderThanThePermitsStateIsToldAgainAtOnce() {
        follow(permit().entry());
        server.report(OTHER);
        control.answerReportsWith("IGNORED");
        check();
        check();
        assertThat(control.reports()).hasSize(2);
        control.answerReportsWith("SUSPENDED");
        check();
        check();
        assertThat(control.reports()).hasSize(3);
    }

    @Test
    void aModelServerThatIsAwayOrNamesNoDigestIsNotReported() {
        follow(permit().entry());
        server.report("yesterday's model");
        check();
        assertThat(routing.table().route("credit-default").orElseThrow().closedAt(Instant.now()))
                .as("it is not confirmed any more")
                .isPresent();
        server.close();
        check();
        assertThat(control.reports()).isEmpty();
    }

    @Test
    void aDeclaredBindingIsHeldAgainstNothing() {
        follow(permit().stating(p -> p.put("binding", Binding.DECLARED.text())).entry());
        server.report(OTHER);
        check();
        assertThat(routing.table().route("credit-default").orElseThrow().closedAt(Instant.now()))
                .isEmpty();
        assertThat(routing.table()
                        .route("credit-default")
                        .orElseThrow()
                        .primary()
                        .binding())
                .isEqualTo(Binding.DECLARED);
        assertThat(control.reports()).isEmpty();
    }
}
