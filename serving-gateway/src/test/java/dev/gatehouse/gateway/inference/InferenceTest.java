package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.route.Position;
import dev.gatehouse.approval.route.RouteEntry;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.SnapshotSigner;
import dev.gatehouse.gateway.IdentityProvider;
import dev.gatehouse.gateway.ModelServer;
import dev.gatehouse.gateway.Permits;
import dev.gatehouse.gateway.World;
import dev.gatehouse.gateway.log.LogPosition;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(World.class)
class InferenceTest {

    private static final String ONE_ROW = World.rows(List.of(0.7));

    /** Of a body of 65,000 bytes. Two of them fit what may be held and three do not, however they are cut on their way. */
    private static final byte[] ALMOST_WHOLE = new byte[64_900];

    World world;

    @TestHTTPResource
    URI management;

    @Inject
    DataPlane plane;

    @Inject
    OutcomeLog log;

    private URI gateway;

    private String token;

    @BeforeEach
    void permitted() throws Exception {
        token = world.identity.token("scoring-app");
        gateway = URI.create("http://127.0.0.1:" + plane.address().getPort());
        world.publish(management, world.permit().entry());
        World.until(() -> infer(ONE_ROW).statusCode() == 200);
    }

    @AfterEach
    void wellBehaved() {
        world.model.answer(ModelServer.Manner.WELL);
        world.model.report(Permits.ARTIFACT.toString());
        world.control.answerInstead(Optional.empty());
    }

    private HttpResponse<String> infer(String body, String... headers) {
        return call("/v2/models/credit-default/infer", body, headers);
    }

    private HttpResponse<String> call(String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));
        return World.post(gateway.resolve(path), body, all.toArray(String[]::new));
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("\"code\":\"" + code + "\"}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    private void closes(RouteEntry entry, int status, String code) throws Exception {
        world.publish(management, entry);
        int before = world.model.inferences();
        refused(infer(ONE_ROW), status, code);
        assertThat(world.model.inferences()).as("the model is not called").isEqualTo(before);
    }

    private List<OutcomeRecord> recordsFrom(LogPosition from) throws Exception {
        return log.read(from, 10_000_000).records();
    }

    @Test
    void aPermittedCallIsAnsweredAndItsRecordIsDurableBeforeTheAnswer() throws Exception {
        LogPosition before = log.durableEnd();
        Instant start = Instant.now();
        HttpResponse<String> answer = infer(
                ONE_ROW, "X-Gatehouse-Purpose", "credit-origination", "X-Gatehouse-Subject", "client-7", "X-Mine", "1");
        List<OutcomeRecord> records = recordsFrom(before);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":\"mine\"", "0.7");
        assertThat(answer.headers().firstValue("X-Model-Server")).hasValue("test");
        assertThat(answer.headers().firstValue("X-Gatehouse-Version")).hasValue("2");
        assertThat(records).hasSize(1);
        OutcomeRecord record = records.get(0);
        assertThat(answer.headers().firstValue("X-Gatehouse-Request-Id"))
                .hasValue(record.requestId().toString());
        assertThat(answer.headers().firstValue("X-Gatehouse-Permit"))
                .hasValue(record.served().permitId().toString());
        assertThat(record.receivedAt()).isBetween(start.minusMillis(1), Instant.now());
        assertThat(new String(record.request(), StandardCharsets.UTF_8)).isEqualTo(ONE_ROW);
        assertThat(new String(record.response(), StandardCharsets.UTF_8)).isEqualTo(answer.body());
        assertThat(record.caller()).isEqualTo("scoring-app");
        assertThat(record.purpose()).hasValue("credit-origination");
        assertThat(record.subject()).hasValue("client-7");
        assertThat(record.served().artifactSha256()).isEqualTo(Permits.ARTIFACT.hex());
        assertThat(record.latencyMicros()).isBetween(1L, 10_000_000L);
        assertThat(log.signature(record.served().signatureSha256())).isPresent();
    }

    @Test
    void theCallersProofAndOurHeadersDoNotReachTheModelServer() {
        infer(ONE_ROW, "X-Gatehouse-Subject", "client-7", "Cookie", "a=b", "X-Mine", "1", "TE", "trailers");
        assertThat(world.model.lastHeaders().keySet())
                .contains("X-mine", "Content-type")
                .doesNotContain("Authorization", "Cookie", "X-gatehouse-subject", "Te");
    }

    @Test
    void theVersionedPathServesThePermittedVersionOnly() {
        assertThat(call("/v2/models/credit-default/versions/2/infer", ONE_ROW).statusCode())
                .isEqualTo(200);
        refused(call("/v2/models/credit-default/versions/1/infer", ONE_ROW), 403, "version_not_permitted");
    }

    @Test
    void anUnknownRouteOrPathIsNotFound() {
        refused(call("/v2/models/nothing/infer", ONE_ROW), 404, "unknown_route");
        refused(call("/v2/models/credit-default/explain", ONE_ROW), 404, "unknown_route");
    }

    @Test
    void aTokenMustBeValidHere() {
        token = "none";
        refused(infer(ONE_ROW), 401, "unauthenticated");
        JwtClaims expired = IdentityProvider.claims("scoring-app");
        expired.setExpirationTimeMinutesInTheFuture(-1);
        token = IdentityProvider.sign(expired, world.identity.rsa(), "RS256");
        refused(infer(ONE_ROW), 401, "unauthenticated");
        JwtClaims elsewhere = IdentityProvider.claims("scoring-app");
        elsewhere.setAudience("gatehouse-api");
        token = IdentityProvider.sign(elsewhere, world.identity.rsa(), "RS256");
        refused(infer(ONE_ROW), 401, "unauthenticated");
        refused(World.post(gateway.resolve("/v2/models/credit-default/infer"), ONE_ROW), 401, "unauthenticated");
    }

    @Test
    void aCallerBoundToOnePurposeNeedNotStateItAndMayStateNoOther() throws Exception {
        world.publish(
                management,
                world.permit()
                        .with(new Conditions(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Set.of("scoring-app", "campaign-app")),
                                Map.of("scoring-app", Set.of("credit-origination")),
                                Set.of(),
                                Optional.empty()))
                        .entry());
        LogPosition before = log.durableEnd();
        assertThat(infer(ONE_ROW).statusCode()).isEqualTo(200);
        assertThat(log.read(before, 1_000_000).records().get(0).purpose()).hasValue("credit-origination");
        refused(infer(ONE_ROW, "X-Gatehouse-Purpose", "marketing"), 403, "purpose_not_allowed");
    }

    @Test
    void purposesAndCallersAreAskedOfEveryCall() throws Exception {
        world.publish(
                management,
                world.permit()
                        .with(Conditions.onlyPurposes(Set.of("credit-origination")))
                        .entry());
        assertThat(infer(ONE_ROW, "X-Gatehouse-Purpose", "credit-origination").statusCode())
                .isEqualTo(200);
        refused(infer(ONE_ROW, "X-Gatehouse-Purpose", "marketing"), 403, "purpose_not_allowed");
        refused(infer(ONE_ROW), 403, "purpose_not_allowed");
        world.publish(
                management,
                world.permit()
                        .with(Conditions.onlyCallers(Set.of("scoring-app")))
                        .entry());
        assertThat(infer(ONE_ROW).statusCode()).isEqualTo(200);
        token = world.identity.token("campaign-app");
        refused(infer(ONE_ROW), 403, "caller_not_allowed");
    }

    @Test
    void aSuspensionStopsCallsWithinASecond() throws Exception {
        RouteEntry suspended = world.permit().in(PermitState.SUSPENDED).entry();
        assertThat(infer(ONE_ROW).statusCode()).isEqualTo(200);
        long act = System.nanoTime();
        world.control.publish(suspended);
        HttpResponse<String> answer = infer(ONE_ROW);
        while (answer.statusCode() == 200) {
            answer = infer(ONE_ROW);
        }
        long millis = (System.nanoTime() - act) / 1_000_000;
        refused(answer, 403, "permit_suspended");
        assertThat(answer.body()).contains("incident 7");
        assertThat(millis).isLessThan(1_000);
    }

    @Test
    void whatIsWrongWithAPermitIsSaid() throws Exception {
        closes(Permits.signedBy(world.stranger, world.model.url()).entry(), 403, "permit_invalid");
        closes(world.permit().in(PermitState.REVOKED).entry(), 403, "not_permitted");
        closes(world.permit().validUntil(Instant.now().minusSeconds(1)).entry(), 403, "permit_expired");
        closes(world.permit().staleAfter(Duration.ofMillis(1)).entry(), 403, "snapshot_stale");
        closes(world.permit().serving(Digest.of(new byte[3]), "sha256-x").entry(), 403, "permit_invalid");
    }

    @Test
    void forgedAndRolledBackSnapshotsChangeNothing() throws Exception {
        RouteSnapshot forged = new RouteSnapshot(new Position(9, 9), "production", Instant.now(), List.of());
        world.control.answerInstead(
                Optional.of(SnapshotSigner.sign(forged, world.stranger).bytes()));
        World.until(() -> status().contains("by a trusted key"));
        assertThat(infer(ONE_ROW).statusCode()).isEqualTo(200);
        RouteSnapshot old = new RouteSnapshot(new Position(1, 0), "production", Instant.now(), List.of());
        world.control.answerInstead(
                Optional.of(SnapshotSigner.sign(old, world.key).bytes()));
        World.until(() -> status().contains("is older than"));
        assertThat(infer(ONE_ROW).statusCode()).isEqualTo(200);
    }

    @Test
    void theStatusPageShowsEachRouteAndWhyItIsClosed() throws Exception {
        HttpResponse<String> page = World.get(management.resolve("/"));
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
        assertThat(page.body()).contains("<th scope=\"row\">credit-default</th>", "<span class=\"open\">open</span>");
        world.publish(management, world.permit().in(PermitState.SUSPENDED).entry());
        assertThat(World.get(management.resolve("/")).body())
                .contains("<code>permit_suspended</code><br>The permit is suspended: incident 7");
        assertThat(World.get(management.resolve("/status.css")).statusCode()).isEqualTo(200);
    }

    private String status() {
        return World.get(management.resolve("/status")).body();
    }

    @Test
    void aBodyOverTheLimitIsRefusedWithAndWithoutALength() throws Exception {
        refused(infer("x".repeat(65_537)), 413, "body_too_large");
        try (Socket socket = inferHead("Transfer-Encoding: chunked")) {
            OutputStream out = socket.getOutputStream();
            byte[] chunk = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 5; i++) {
                out.write(chunk);
            }
            out.flush();
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void aHugeDeclaredBodyIsRefusedBeforeItIsSent() throws Exception {
        try (Socket socket = inferHead("Content-Length: 50000000")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 413")
                    .contains("\"code\":\"body_too_large\"");
        }
    }

    @Test
    void callersThatGoAwayLeaveNothingBehind() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = inferHead("Content-Length: 100")) {
                socket.getOutputStream().write(new byte[50]);
            }
        }
        world.model.answer(ModelServer.Manner.SLOWLY);
        for (int i = 0; i < 4; i++) {
            try (Socket socket = inferHead("Content-Length: 100")) {
                socket.getOutputStream().write(new byte[100]);
            }
        }
        world.model.answer(ModelServer.Manner.WELL);
        World.until(() -> log.pendingBytes() == 0);
        World.until(() -> World.get(management.resolve("/q/metrics")).body().contains("gatehouse_in_flight 0.0"));
        assertThat(infer(ONE_ROW).statusCode()).isEqualTo(200);
    }

    @Test
    void slowBodiesTakeNeitherTheCallsInFlightNorTheMemoryOfOthers() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                slow.add(inferHead("Content-Length: 1000"));
                slow.get(i).getOutputStream().write(new byte[500]);
            }
            assertThat(infer(ONE_ROW).statusCode()).as("eight may be in flight").isEqualTo(200);
            List<Socket> large = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Socket socket = inferHead("Content-Length: 65000");
                slow.add(socket);
                large.add(socket);
                socket.getOutputStream().write(ALMOST_WHOLE);
            }
            // Any of them: the event loops take turns as they like.
            World.until(() -> large.stream().anyMatch(InferenceTest::isRefusedForMemory));
            assertThat(infer(ONE_ROW).statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        World.until(() -> {
            try (Socket socket = inferHead("Content-Length: 65000")) {
                socket.getOutputStream().write(ALMOST_WHOLE);
                return !isRefusedForMemory(socket);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static boolean isRefusedForMemory(Socket socket) {
        try {
            socket.setSoTimeout(300);
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 429");
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket inferHead(String lastHeader) throws Exception {
        Socket socket = new Socket(gateway.getHost(), gateway.getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("POST /v2/models/credit-default/infer HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + token
                                + "\r\n" + lastHeader + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void whatTheModelServerDoesWrongIsNotThePredictionOfAnyone() throws Exception {
        LogPosition before = log.durableEnd();
        world.model.answer(ModelServer.Manner.WITH_400);
        HttpResponse<String> passed = infer(ONE_ROW);
        assertThat(passed.statusCode()).isEqualTo(400);
        assertThat(passed.body()).isEqualTo("{\"error\":\"shape mismatch\"}");
        world.model.answer(ModelServer.Manner.WITH_500);
        refused(infer(ONE_ROW), 502, "upstream_failed");
        world.model.answer(ModelServer.Manner.HUGELY);
        refused(infer(ONE_ROW), 502, "upstream_failed");
        world.model.answer(ModelServer.Manner.SLOWLY);
        refused(infer(ONE_ROW), 504, "upstream_timeout");
        assertThat(log.durableEnd()).isEqualTo(before);
        assertThat(log.pendingBytes()).as("reservations are given back").isZero();
    }

    @Test
    void aModelServerThatIsDownIsABadGateway() throws Exception {
        RouteEntry down = Permits.signedBy(world.key, URI.create("http://127.0.0.1:1"))
                .stating(predicate -> predicate.put("binding", "declared"))
                .entry();
        world.publish(management, down);
        refused(infer(ONE_ROW), 502, "upstream_failed");
    }

    @Test
    void moreCallsThanTheLimitAreShedAndToldSoOnlyAfterAWhile() {
        world.model.answer(ModelServer.Manner.SLOWLY);
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        List<Long> refusedAfterMillis = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 24; i++) {
            calls.add(CompletableFuture.supplyAsync(
                    () -> {
                        long start = System.nanoTime();
                        HttpResponse<String> answer = infer(ONE_ROW);
                        if (answer.statusCode() == 429) {
                            refusedAfterMillis.add((System.nanoTime() - start) / 1_000_000);
                        }
                        return answer;
                    },
                    task -> new Thread(task).start()));
        }
        List<HttpResponse<String>> answers =
                calls.stream().map(CompletableFuture::join).toList();
        assertThat(answers).filteredOn(a -> a.statusCode() == 504).hasSize(8);
        assertThat(answers).filteredOn(a -> a.statusCode() == 429).hasSize(16).allSatisfy(a -> {
            refused(a, 429, "too_many_requests");
            assertThat(a.headers().firstValue("Retry-After")).hasValue("1");
        });
        assertThat(refusedAfterMillis).as("so that nobody asks again at once").allMatch(millis -> millis >= 250);
    }

    @Test
    void readinessAndMetadataFollowTheProtocol() throws Exception {
        String[] proof = {"Authorization", "Bearer " + token};
        assertThat(World.get(gateway.resolve("/v2/health/live")).statusCode()).isEqualTo(200);
        assertThat(World.get(gateway.resolve("/v2/health/ready")).statusCode()).isEqualTo(200);
        assertThat(World.get(gateway.resolve("/v2")).body()).contains("\"name\":\"gatehouse\"");
        assertThat(World.get(gateway.resolve("/v2/models/credit-default"), proof)
                        .body())
                .contains("\"name\":\"credit-default\"", "\"versions\":[\"2\"]", "\"inputs\"", "\"outputs\"");
        assertThat(World.get(gateway.resolve("/v2/models/credit-default/ready"), proof)
                        .statusCode())
                .isEqualTo(200);
        assertThat(World.get(gateway.resolve("/v2/models/credit-default/ready")).statusCode())
                .isEqualTo(401);
        world.publish(management, world.permit().in(PermitState.SUSPENDED).entry());
        assertThat(World.get(gateway.resolve("/v2/models/credit-default/versions/2/ready"), proof)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void statusHealthAndMetricsSayHowThingsStand() throws Exception {
        world.publish(management, world.permit().in(PermitState.SUSPENDED).entry());
        assertThat(status())
                .contains(
                        "\"route\":\"credit-default\"",
                        "\"binding\":\"",
                        "\"routable\":false",
                        "\"code\":\"permit_suspended\"",
                        "\"open\":true",
                        "\"lagBytes\":");
        refused(infer(ONE_ROW), 403, "permit_suspended");
        assertThat(World.get(management.resolve("/q/health/live")).statusCode()).isEqualTo(200);
        assertThat(World.get(management.resolve("/q/health/ready")).statusCode())
                .isEqualTo(200);
        assertThat(World.get(management.resolve("/q/metrics")).body())
                .contains(
                        "gatehouse_refusals_total{code=\"permit_suspended\"}",
                        "gatehouse_log_records_total",
                        "gatehouse_log_sync_seconds_count",
                        "gatehouse_shipping_lag_bytes");
    }

    @Test
    void requestIdsAreDistinctAndOrderedByTime() {
        UUID first = UUID.fromString(
                infer(ONE_ROW).headers().firstValue("X-Gatehouse-Request-Id").orElseThrow());
        UUID second = UUID.fromString(
                infer(ONE_ROW).headers().firstValue("X-Gatehouse-Request-Id").orElseThrow());
        assertThat(first.version()).isEqualTo(7);
        assertThat(second).isNotEqualTo(first);
        assertThat(second.getMostSignificantBits() >>> 16)
                .isGreaterThanOrEqualTo(first.getMostSignificantBits() >>> 16);
    }
}
