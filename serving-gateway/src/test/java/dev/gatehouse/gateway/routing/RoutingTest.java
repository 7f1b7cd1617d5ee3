package dev.gatehouse.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotSigner;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.gateway.ModelServer;
import dev.gatehouse.gateway.Permits;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.Settings;
import dev.gatehouse.gateway.World;
import dev.gatehouse.gateway.condition.RowConditions;
import dev.gatehouse.gateway.condition.RowVerdict;
import dev.gatehouse.gateway.log.LogKeys;
import dev.gatehouse.gateway.log.LogSettings;
import dev.gatehouse.gateway.log.OutcomeLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingTest {

    private static final SigningKey KEY = SigningKey.generate();
    private static final SigningKey STRANGER = SigningKey.generate();
    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory;

    private ModelServer server;
    private OutcomeLog log;
    private Routing routing;

    @BeforeEach
    void start() throws IOException {
        server = new ModelServer();
        log = OutcomeLog.open(
                directory.resolve("log"), new LogSettings(8192, 1024, Duration.ZERO, 0), LogKeys.none(), nanos -> {});
        routing = newRouting();
    }

    @AfterEach
    void stop() throws IOException {
        log.close();
        server.close();
    }

    private Routing newRouting() throws IOException {
        return new Routing(
                "gateway-1",
                "production",
                TrustedKeys.of(KEY.verificationKey()),
                directory,
                Settings.upstreams(server.address()),
                log);
    }

    private Permits permit() {
        return Permits.signedBy(KEY, server.url());
    }

    private static byte[] signed(SigningKey key, long epoch, long serial, Instant issuedAt, RouteEntry... routes) {
        return SnapshotSigner.sign(
                        new RouteSnapshot(new Position(epoch, serial), "production", issuedAt, List.of(routes)), key)
                .bytes();
    }

    private RoutedVersion version() {
        return routing.table().route("credit-default").orElseThrow().primary();
    }

    private Optional<Refusal> verdictOn(Permits permits) {
        assertThat(routing.offer(signed(KEY, 1, 1, NOW, permits.entry()))).isEmpty();
        RoutedVersion route = version();
        return route.refuses("scoring-app", Optional.of("credit-origination"), NOW);
    }

    private void refused(Permits permits, Refusal.Code code, String because) {
        assertThat(verdictOn(permits)).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.sentence()).contains(because);
        });
    }

    @Test
    void aPermittedRouteOpensWithTheBindingThatTheUpstreamConfirms() {
        assertThat(verdictOn(permit())).isEmpty();
        RoutedVersion route = version();
        assertThat(route.binding()).isEqualTo(Binding.LOADED_BY_DIGEST);
        assertThat(route.served().orElseThrow().artifactSha256()).isEqualTo(Permits.ARTIFACT.hex());
        assertThat(new String(route.metadata(), StandardCharsets.UTF_8))
                .contains("\"name\":\"credit-default\"", "\"shape\":[-1,2]");
    }

    @Test
    void aPermitSignedByAStrangerIsInvalid() {
        refused(Permits.signedBy(STRANGER, server.url()), Refusal.Code.PERMIT_INVALID, "by a trusted key");
    }

    @Test
    void aPermitEditedAfterSigningIsInvalid() {
        refused(
                permit().tampered(envelope -> editPayload(envelope, "\"expiresAt\":\"20", "\"expiresAt\":\"21")),
                Refusal.Code.PERMIT_INVALID,
                "by a trusted key");
    }

    @Test
    void aPermitForSomethingElseIsInvalid() throws IOException {
        refused(permit().stating(p -> p.put("environment", "staging")), Refusal.Code.PERMIT_INVALID, "environment");
        refused2(permit().stating(p -> p.put("route", "other")), "route");
        refused2(permit().stating(p -> p.put("tier", "LOW")), "tier LOW");
        refused2(permit().serving(Digest.of(new byte[] {9}), Permits.UPSTREAM_MODEL), "artifact");
    }

    private void refused2(Permits permits, String because) throws IOException {
        routing = newRouting();
        refused(permits, Refusal.Code.PERMIT_INVALID, because);
    }

    @Test
    void everyStateButActiveClosesTheRoute() throws IOException {
        refused(permit().in(PermitState.SUSPENDED), Refusal.Code.PERMIT_SUSPENDED, "incident 7");
        routing = newRouting();
        refused(permit().in(PermitState.REVOKED), Refusal.Code.NOT_PERMITTED, "revoked");
        routing = newRouting();
        refused(permit().in(PermitState.SUPERSEDED), Refusal.Code.NOT_PERMITTED, "superseded");
    }

    @Test
    void aPermitCountsFromItsFirstInstantToItsLast() throws IOException {
        refused(permit().validFrom(NOW.plusSeconds(5)), Refusal.Code.NOT_PERMITTED, "not valid before");
        RoutedVersion route = version();
        assertThat(route.closedAt(NOW.plusSeconds(5))).isEmpty();
        routing = newRouting();
        assertThat(verdictOn(permit().validUntil(NOW.plusSeconds(5)))).isEmpty();
        route = version();
        assertThat(route.closedAt(NOW.plusSeconds(5)).orElseThrow().code()).isEqualTo(Refusal.Code.PERMIT_EXPIRED);
    }

    @Test
    void conditionsOnPurposeCallerAndExpiryAreAskedOfEveryCall() throws IOException {
        refused(
                permit().with(Conditions.onlyPurposes(Set.of("fraud"))),
                Refusal.Code.PURPOSE_NOT_ALLOWED,
                "credit-origination");
        RoutedVersion route = version();
        assertThat(route.refuses("scoring-app", Optional.of("fraud"), NOW)).isEmpty();
        assertThat(route.refuses("scoring-app", Optional.empty(), NOW)
                        .orElseThrow()
                        .sentence())
                .contains("names none");
        routing = newRouting();
        refused(
                permit().with(Conditions.onlyCallers(Set.of("other-app"))),
                Refusal.Code.CALLER_NOT_ALLOWED,
                "scoring-app");
        routing = newRouting();
        refused(permit().with(Conditions.until(NOW.minusSeconds(1))), Refusal.Code.PERMIT_EXPIRED, "expired");
    }

    @Test
    void aConditionThatCannotBeEnforcedHereClosesTheRoute() throws IOException {
        Conditions cap =
                Conditions.fromJson(JsonNodeFactory.instance.objectNode().put("trafficCap", "0.25"));
        RouteEntry entry = permit().with(cap).entry();
        assertThat(routing.offer(signed(KEY, 1, 1, NOW, entry))).isEmpty();
        assertThat(version().closedAt(NOW)).isEmpty();
        RowConditions compiled = version().rows().get();
        assertThat(routing.offer(signed(KEY, 1, 1, NOW.plusSeconds(2), entry))).isEmpty();
        assertThat(version().rows()).as("compiled once").containsSame(compiled);
        // As a control plane from before there were secrets tells it.
        RouteEntry former = new RouteEntry(
                entry.route(),
                entry.model(),
                entry.stalenessLimit(),
                Optional.empty(),
                entry.primary(),
                Optional.empty());
        assertThat(routing.offer(signed(KEY, 1, 2, NOW, former))).isEmpty();
        assertThat(version().closedAt(NOW)).hasValueSatisfying(refusal -> {
            assertThat(refusal.code()).isEqualTo(Refusal.Code.CONDITION_NOT_SUPPORTED);
            assertThat(refusal.sentence()).contains("no secret");
        });
        routing = newRouting();
        refused(
                permit().with(Conditions.fromJson(
                        JsonNodeFactory.instance.objectNode().put("segment", "INCOME > 3"))),
                Refusal.Code.CONDITION_NOT_SUPPORTED,
                "its inputs are AGE, LIMIT_BAL");
    }

    @Test
    void aStaleSnapshotClosesTheFallbackTooAndAClosedPrimaryDoesNot() {
        RouteEntry both = permit().in(PermitState.SUSPENDED).withFallback(permit().version("1"));
        assertThat(routing.offer(signed(KEY, 1, 1, NOW, both))).isEmpty();
        Route route = routing.table().route("credit-default").orElseThrow();
        assertThat(route.closedAt(NOW)).isEmpty();
        assertThat(route.open(NOW)).containsSame(route.fallback().orElseThrow());
        assertThat(route.primary().closedAt(NOW)).isPresent();
        Instant late = NOW.plus(Duration.ofMinutes(15)).plusMillis(1);
        assertThat(route.open(late)).isEmpty();
        assertThat(route.fallback().orElseThrow().closedAt(late).orElseThrow().code())
                .isEqualTo(Refusal.Code.SNAPSHOT_STALE);
    }

    @Test
    void anUpstreamOutsideTheAllowListIsNeverAsked() throws Exception {
        try (ModelServer elsewhere = new ModelServer()) {
            refused(Permits.signedBy(KEY, elsewhere.url()), Refusal.Code.NOT_PERMITTED, "gatehouse.upstream.allowed");
        }
    }

    @Test
    void anUpstreamThatReportsAnotherDigestClosesTheRouteUntilItReportsTheRightOne() {
        server.report("sha256:" + "0".repeat(64));
        refused(permit(), Refusal.Code.PERMIT_INVALID, "digest that the upstream reports does not match");
        server.report(Permits.ARTIFACT.toString());
        routing.checkUnconfirmedBindings();
        assertThat(routing.table().route("credit-default").orElseThrow().closedAt(NOW))
                .isEmpty();
        server.report("sha256:" + "1".repeat(64));
        routing.checkBindings();
        assertThat(routing.table().route("credit-default").orElseThrow().closedAt(NOW))
                .hasValueSatisfying(refusal -> assertThat(refusal.sentence()).contains("does not match"));
    }

    @Test
    void anUpstreamThatVanishesStaysConfirmedAndANewOneIsNot() {
        assertThat(verdictOn(permit())).isEmpty();
        server.close();
        routing.checkBindings();
        assertThat(routing.table().route("credit-default").orElseThrow().closedAt(NOW))
                .isEmpty();
        assertThat(routing.offer(signed(
                        KEY,
                        1,
                        2,
                        NOW,
                        permit().serving(Permits.ARTIFACT, "other-name").entry())))
                .isEmpty();
        assertThat(routing.table()
                        .route("credit-default")
                        .orElseThrow()
                        .closedAt(NOW)
                        .orElseThrow())
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(Refusal.Code.PERMIT_INVALID);
                    assertThat(refusal.sentence()).contains("could not be asked");
                });
    }

    @Test
    void aSilentControlPlaneStopsServingAfterTheTiersLimit() {
        assertThat(verdictOn(permit().staleAfter(Duration.ofMinutes(15)))).isEmpty();
        RoutedVersion route = version();
        assertThat(route.closedAt(NOW.plus(Duration.ofMinutes(15)))).isEmpty();
        assertThat(route.closedAt(NOW.plus(Duration.ofMinutes(15)).plusMillis(1))
                        .orElseThrow()
                        .code())
                .isEqualTo(Refusal.Code.SNAPSHOT_STALE);
    }

    @Test
    void forgedOlderAndForeignSnapshotsAreRefusedAndTheRoutesStay() {
        byte[] current = signed(KEY, 2, 5, NOW, permit().entry());
        assertThat(routing.offer(current)).isEmpty();
        assertThat(routing.offer(signed(STRANGER, 2, 6, NOW))).isPresent();
        assertThat(routing.offer(signed(KEY, 2, 4, NOW.plusSeconds(9))))
                .hasValueSatisfying(r -> assertThat(r).contains("older"));
        assertThat(routing.offer(signed(KEY, 1, 99, NOW.plusSeconds(9)))).isPresent();
        assertThat(routing.offer(signed(KEY, 2, 5, NOW.plusSeconds(9))))
                .as("other content at the same position")
                .isPresent();
        assertThat(routing.offer("{}".getBytes(StandardCharsets.UTF_8))).isPresent();
        byte[] foreign = SnapshotSigner.sign(new RouteSnapshot(new Position(3, 1), "staging", NOW, List.of()), KEY)
                .bytes();
        assertThat(routing.offer(foreign)).hasValueSatisfying(r -> assertThat(r).contains("staging"));
        assertThat(routing.lastRefusal()).isPresent();
        assertThat(routing.table().snapshot().orElseThrow().position()).isEqualTo(new Position(2, 5));
        assertThat(routing.table().route("credit-default")).isPresent();
    }

    @Test
    void aHeartbeatRenewsAndAnOlderOneDoesNot() {
        RouteEntry entry = permit().entry();
        assertThat(routing.offer(signed(KEY, 1, 1, NOW, entry))).isEmpty();
        assertThat(routing.offer(signed(KEY, 1, 1, NOW.plusSeconds(60), entry))).isEmpty();
        assertThat(routing.offer(signed(KEY, 1, 1, NOW.plusSeconds(30), entry))).isPresent();
        assertThat(version().freshUntil()).isEqualTo(NOW.plusSeconds(60).plus(Duration.ofMinutes(15)));
    }

    @Test
    void aColdStartServesFromDiskAlone() throws IOException {
        assertThat(verdictOn(permit())).isEmpty();
        Routing restarted = newRouting();
        restarted.loadFromDisk();
        restarted.checkUnconfirmedBindings();
        assertThat(restarted.table().route("credit-default").orElseThrow().closedAt(NOW))
                .isEmpty();
        assertThat(restarted.offer(signed(KEY, 1, 0, NOW.plusSeconds(1)))).isPresent();
    }

    @Test
    void aColdStartWaitsForAModelServerThatIsSlowToSayWhatItServes() throws IOException {
        assertThat(verdictOn(permit())).isEmpty();
        server.reportAfter(Routing.BINDING_WAIT.multipliedBy(2));
        Routing restarted = newRouting();
        restarted.loadFromDisk();
        assertThat(restarted.table().route("credit-default").orElseThrow().closedAt(NOW))
                .as("open as soon as the start is over")
                .isEmpty();
    }

    @Test
    void aColdStartLeavesEverySubjectOnItsSide() throws IOException {
        Conditions half =
                Conditions.fromJson(JsonNodeFactory.instance.objectNode().put("trafficCap", "0.5"));
        assertThat(verdictOn(permit().with(half))).isEmpty();
        Routing restarted = newRouting();
        restarted.loadFromDisk();
        restarted.checkUnconfirmedBindings();
        assertThat(Files.getPosixFilePermissions(directory.resolve("snapshot.json")))
                .as("it holds the route's secret")
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        RowConditions before = version().rows().orElseThrow();
        RowConditions after = restarted
                .table()
                .route("credit-default")
                .orElseThrow()
                .primary()
                .rows()
                .orElseThrow();
        byte[] body = World.rows(List.of(0.7)).getBytes(StandardCharsets.UTF_8);
        Set<RowVerdict> sides = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            RowVerdict side = before.judge(Optional.of("client-" + i), -1, body);
            assertThat(after.judge(Optional.of("client-" + i), -1, body)).isEqualTo(side);
            sides.add(side);
        }
        assertThat(sides).hasSize(2);
    }

    @Test
    void aSnapshotEditedOnDiskClosesEveryRouteAndSaysWhy() throws IOException {
        assertThat(verdictOn(permit())).isEmpty();
        Path file = directory.resolve("snapshot.json");
        Files.write(
                file,
                editPayload(
                                Envelope.of(Files.readAllBytes(file)),
                                "\"stalenessLimit\":\"PT15M",
                                "\"stalenessLimit\":\"PT99M")
                        .bytes());
        Routing restarted = newRouting();
        restarted.loadFromDisk();
        assertThat(restarted.table().route("credit-default")).isEmpty();
        Refusal refusal = restarted.table().unknown("credit-default");
        assertThat(refusal.code()).isEqualTo(Refusal.Code.PERMIT_INVALID);
        assertThat(refusal.sentence()).contains("disk", "not to be believed", "trusted key");
        assertThat(restarted.offer(signed(KEY, 1, 2, NOW, permit().entry()))).isEmpty();
        assertThat(restarted.table().route("credit-default").orElseThrow().closedAt(NOW))
                .isEmpty();
    }

    @Test
    void withoutASnapshotEveryNameIsRefused() {
        assertThat(routing.table().unknown("credit-default").code()).isEqualTo(Refusal.Code.SNAPSHOT_STALE);
        assertThat(routing.offer(signed(KEY, 1, 1, NOW))).isEmpty();
        assertThat(routing.table().unknown("credit-default").code()).isEqualTo(Refusal.Code.UNKNOWN_ROUTE);
    }

    private static Envelope editPayload(Envelope envelope, String from, String to) {
        ObjectNode json = (ObjectNode) envelope.toJson();
        String payload =
                new String(Base64.getDecoder().decode(json.get("payload").textValue()), StandardCharsets.UTF_8);
        assertThat(payload).contains(from);
        json.put(
                "payload",
                Base64.getEncoder().encodeToString(payload.replace(from, to).getBytes(StandardCharsets.UTF_8)));
        return Envelope.of(CanonicalJson.bytes(json));
    }
}
