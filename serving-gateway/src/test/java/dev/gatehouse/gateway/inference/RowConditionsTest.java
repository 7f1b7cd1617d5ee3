package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.route.DrawnShare;
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
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Caps, segments and reviews on real calls: who answers, who is refused, and what the record says of it. */
@QuarkusTest
@QuarkusTestResource(World.class)
class RowConditionsTest {

    private static final DrawnShare HALF = DrawnShare.of(Permits.SECRET, new BigDecimal("0.5"));
    private static final String INSIDE = subjects(true).get(0);
    private static final String OUTSIDE = subjects(false).get(0);

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
    void ready() {
        token = world.identity.token("scoring-app");
        gateway = URI.create("http://127.0.0.1:" + plane.address().getPort());
    }

    @AfterEach
    void wellBehaved() {
        world.model.answer(ModelServer.Manner.WELL);
    }

    /** Of a hundred subjects, those on one side of a cap of a half. */
    private static List<String> subjects(boolean inside) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "client-" + i)
                .filter(subject -> HALF.holds(subject) == inside)
                .toList();
    }

    private static Conditions conditions(String json) {
        try {
            return Conditions.fromJson(new ObjectMapper().readTree(json));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Permits capped() {
        return world.permit().with(conditions("{\"trafficCap\":\"0.5\"}"));
    }

    private Permits adults() {
        return world.permit().with(conditions("{\"segment\":\"AGE >= 21\"}"));
    }

    private Permits former() {
        return world.permit().version("1");
    }

    /** Rows of a score and an age each, as JSON writes them. */
    private static String rows(String... rows) {
        return "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[" + rows.length + ",2],\"data\":["
                + String.join(",", rows) + "]}]}";
    }

    private static String about(List<String> subjects) {
        String rows = rows(Collections.nCopies(subjects.size(), "0.7,40").toArray(String[]::new));
        String names = subjects.stream()
                .map(subject -> subject == null ? "null" : "\"" + subject + "\"")
                .collect(Collectors.joining(","));
        return rows.replaceFirst("\\{", "{\"parameters\":{\"subjects\":[" + names + "]},");
    }

    private HttpResponse<String> infer(String body, String... headers) {
        return call("/v2/models/credit-default/infer", body, headers);
    }

    private HttpResponse<String> call(String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));
        return World.post(gateway.resolve(path), body, all.toArray(String[]::new));
    }

    private int get(String path) {
        return World.get(gateway.resolve(path), "Authorization", "Bearer " + token)
                .statusCode();
    }

    private static void answeredBy(String version, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Gatehouse-Version")).hasValue(version);
    }

    private void refused(int status, String code, String because, String body, String... headers) {
        int before = world.model.inferences();
        HttpResponse<String> answer = infer(body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"", because);
        assertThat(world.model.inferences()).as("no version is called").isEqualTo(before);
    }

    private List<OutcomeRecord> recordsFrom(LogPosition from) throws Exception {
        return log.read(from, 10_000_000).records();
    }

    private static String review(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Gatehouse-Review").orElse("none");
    }

    @Test
    void aCappedVersionAnswersItsSubjectsAndTheFallbackTheOthers() throws Exception {
        world.publish(management, capped().withFallback(former()));
        LogPosition before = log.durableEnd();
        for (String subject : subjects(true).subList(0, 8)) {
            answeredBy("2", infer(rows("0.7,40"), "X-Gatehouse-Subject", subject));
        }
        for (String subject : subjects(false).subList(0, 8)) {
            answeredBy("1", infer(rows("0.7,40"), "X-Gatehouse-Subject", subject));
        }
        List<OutcomeRecord> records = recordsFrom(before);
        assertThat(records).hasSize(16).allSatisfy(record -> {
            boolean primary = HALF.holds(record.subject().orElseThrow());
            assertThat(record.mode()).isEqualTo(primary ? "primary" : "fallback");
            assertThat(record.served().version()).isEqualTo(primary ? "2" : "1");
            assertThat(record.served().permitId())
                    .isEqualTo(UUID.nameUUIDFromBytes(("credit-default/" + (primary ? "2" : "1")).getBytes()));
            assertThat(record.review()).isEmpty();
        });

        answeredBy("2", infer(about(subjects(true).subList(0, 5))));
        answeredBy("1", infer(about(List.of(INSIDE, OUTSIDE, INSIDE))));
        answeredBy("1", infer(about(Arrays.asList(INSIDE, null))));
        answeredBy("1", infer(rows("0.7,40")));

        // A larger share keeps whom the smaller one held, and another snapshot with the same secret moves nobody.
        world.publish(
                management,
                world.permit().with(conditions("{\"trafficCap\":\"0.9\"}")).withFallback(former()));
        answeredBy("2", infer(about(subjects(true).subList(0, 20))));
        world.publish(management, capped().withFallback(former()));
        answeredBy("1", infer(rows("0.7,40"), "X-Gatehouse-Subject", OUTSIDE));
        answeredBy("2", infer(rows("0.7,40"), "X-Gatehouse-Subject", INSIDE));
    }

    @Test
    void withoutAFallbackWhoIsOutsideTheCapIsRefused() throws Exception {
        world.publish(management, capped().entry());
        answeredBy("2", infer(rows("0.7,40"), "X-Gatehouse-Subject", INSIDE));
        refused(403, "outside_cap", "Row 0 is outside", rows("0.7,40"), "X-Gatehouse-Subject", OUTSIDE);
        refused(403, "outside_cap", "Rows 1, 2 are outside", about(List.of(INSIDE, OUTSIDE, OUTSIDE)));
        refused(403, "outside_cap", "send X-Gatehouse-Subject for one row", rows("0.7,40", "0.2,40"));
        refused(
                403,
                "outside_cap",
                "Rows 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 5 more are outside",
                about(subjects(false).subList(0, 15)));
        refused(400, "unreadable_body", "one subject by header", rows("1,40", "0,40"), "X-Gatehouse-Subject", INSIDE);
        refused(400, "unreadable_body", "cannot be read", "rows of numbers", "X-Gatehouse-Subject", INSIDE);
    }

    @Test
    void aSegmentIsAskedOfEveryRow() throws Exception {
        world.publish(management, adults().entry());
        answeredBy("2", infer(rows("0.7,21", "0.1,80")));
        refused(403, "outside_segment", "Row 1 is outside the permit's segment", rows("0.7,21", "0.1,20.999"));
        refused(403, "undecided_row", "Whether row 0 is in", rows("0.7,null"));

        world.publish(management, adults().withFallback(former()));
        answeredBy("2", infer(rows("0.7,21")));
        answeredBy("1", infer(rows("0.7,21", "0.1,3")));
        // What nobody can tell goes nowhere, fallback or not.
        refused(403, "undecided_row", "has no value for 'AGE'", rows("0.7,3", "0.2,null"));
        refused(400, "unreadable_body", "cannot be read", rows("0.7,NaN"));
        refused(400, "unreadable_body", "cannot be read", "{\"inputs\":[]}");
    }

    @Test
    void theFallbackAnswersByItsOwnPermitOnly() throws Exception {
        world.publish(management, capped().withFallback(former().with(Conditions.onlyPurposes(Set.of("origination")))));
        String[] marketing = {"X-Gatehouse-Purpose", "marketing", "X-Gatehouse-Subject", OUTSIDE};
        refused(403, "outside_cap", "Nor does the fallback, version 1, answer: The permit", rows("0.7,40"), marketing);
        answeredBy("1", infer(rows("0.7,40"), "X-Gatehouse-Purpose", "origination", "X-Gatehouse-Subject", OUTSIDE));

        world.publish(
                management,
                world.permit()
                        .with(Conditions.onlyPurposes(Set.of("origination")))
                        .withFallback(former().with(conditions("{\"segment\":\"AGE >= 60\",\"trafficCap\":\"0.5\"}"))));
        answeredBy("2", infer(rows("0.7,40"), "X-Gatehouse-Purpose", "origination"));
        answeredBy("1", infer(rows("0.7,61"), "X-Gatehouse-Subject", INSIDE));
        refused(403, "purpose_not_allowed", "outside the permit's segment", rows("0.7,40"));
        refused(
                403,
                "purpose_not_allowed",
                "outside the permit's traffic cap",
                about(List.of(OUTSIDE)).replace("0.7,40", "0.7,61"));
    }

    @Test
    void aClosedPrimaryLeavesTheRouteToItsFallback() throws Exception {
        world.publish(management, capped().in(PermitState.SUSPENDED).withFallback(former()));
        LogPosition before = log.durableEnd();
        answeredBy("1", infer(rows("0.7,40"), "X-Gatehouse-Subject", INSIDE));
        answeredBy("1", call("/v2/models/credit-default/versions/1/infer", rows("0.7,40")));
        assertThat(recordsFrom(before)).extracting(OutcomeRecord::mode).containsOnly("fallback");
        assertThat(call("/v2/models/credit-default/versions/2/infer", rows("0.7,40"))
                        .body())
                .contains("version_not_permitted", "version 1 does. The permit is suspended: incident 7");
        assertThat(get("/v2/models/credit-default/ready")).isEqualTo(200);
        assertThat(get("/v2/models/credit-default/versions/1/ready")).isEqualTo(200);
        assertThat(get("/v2/models/credit-default/versions/2/ready")).isEqualTo(403);
        assertThat(World.get(management.resolve("/status")).body())
                .contains("\"routable\":true,\"code\":\"permit_suspended\"", "\"fallback\":{\"version\":\"1\"");

        world.publish(management, capped().in(PermitState.SUSPENDED).withFallback(former().in(PermitState.REVOKED)));
        refused(403, "permit_suspended", "Nor does the fallback, version 1, answer: The permit was revoked", "{}");
        assertThat(get("/v2/models/credit-default/ready")).isEqualTo(403);
    }

    @Test
    void aVersionInThePathIsTheOneThatAnswersOrNoneDoes() throws Exception {
        world.publish(management, capped().withFallback(former()));
        answeredBy("2", call("/v2/models/credit-default/versions/2/infer", about(List.of(INSIDE))));
        answeredBy("1", call("/v2/models/credit-default/versions/1/infer", about(List.of(OUTSIDE))));
        int before = world.model.inferences();
        assertThat(call("/v2/models/credit-default/versions/1/infer", about(List.of(INSIDE)))
                        .body())
                .contains("version_not_permitted", "by version 1: version 2 does");
        assertThat(call("/v2/models/credit-default/versions/2/infer", about(List.of(OUTSIDE)))
                        .body())
                .contains("version_not_permitted", "by version 2: version 1 does. Row 0 is outside");
        assertThat(call("/v2/models/credit-default/versions/3/infer", about(List.of(INSIDE)))
                        .body())
                .contains("version_not_permitted", "it serves version 2 and, for what that may not answer, version 1");
        assertThat(world.model.inferences()).isEqualTo(before);
        assertThat(World.get(gateway.resolve("/v2/models/credit-default"), "Authorization", "Bearer " + token)
                        .body())
                .contains("\"versions\":[\"2\",\"1\"]");
    }

    @Test
    void rowsOfLowConfidenceAreMarkedInRecordAndAnswer() throws Exception {
        world.publish(
                management,
                world.permit()
                        .with(conditions("{\"humanReview\":{\"confidenceBelow\":\"0.9\"}}"))
                        .entry());
        LogPosition before = log.durableEnd();
        assertThat(review(infer(rows("0.95,40", "0.6,40", "0.05,40", "0.3,40"))))
                .isEqualTo("1,3");
        assertThat(review(infer(rows("0.95,40", "0.01,40")))).isEqualTo("none");
        assertThat(review(infer(rows("0.5,40")))).isEqualTo("all");
        List<String> many = new ArrayList<>(Collections.nCopies(101, "0.6,40"));
        many.add("1,40");
        assertThat(review(infer(rows(many.toArray(String[]::new))))).isEqualTo("count=101");
        assertThat(recordsFrom(before)).extracting(OutcomeRecord::review).satisfies(marks -> {
            assertThat(marks.get(0)).containsExactly(1, 3);
            assertThat(marks.get(1)).isEmpty();
            assertThat(marks.get(2)).containsExactly(0);
            assertThat(marks.get(3)).hasSize(101);
        });

        LogPosition unread = log.durableEnd();
        world.model.answer(ModelServer.Manner.IN_PROSE);
        HttpResponse<String> prose = infer(rows("0.95,40", "0.6,40"));
        assertThat(prose.body()).isEqualTo("the answer is forty-two");
        assertThat(review(prose)).isEqualTo("all");
        assertThat(recordsFrom(unread))
                .extracting(OutcomeRecord::review)
                .satisfies(marks -> assertThat(marks.get(0)).containsExactly(0, 1));

        world.model.answer(ModelServer.Manner.WITH_A_ROW_LESS);
        HttpResponse<String> fewer = infer(rows("0.95,40", "0.6,40"));
        assertThat(fewer.statusCode()).isEqualTo(502);
        assertThat(fewer.body()).contains("upstream_failed", "did not answer every row with one");
        assertThat(log.pendingBytes()).as("its reservation is given back").isZero();
        world.model.answer(ModelServer.Manner.WELL);
        // 10,001 rows of two columns.
        refused(
                413,
                "body_too_large",
                "at most 10000 rows",
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[10001,2]," + "\"data\":["
                        + "1,1,".repeat(10_000) + "1,1]}]}");
    }

    @Test
    void aShareOfRowsIsMarkedWhoeverAnswers() throws Exception {
        world.publish(
                management, capped().withFallback(former().with(conditions("{\"humanReview\":{\"share\":\"0.5\"}}"))));
        answeredBy("2", infer(about(List.of(INSIDE))));
        LogPosition before = log.durableEnd();
        HttpResponse<String> answer = infer(about(subjects(false).subList(0, 20)));
        answeredBy("1", answer);
        UUID request = UUID.fromString(
                answer.headers().firstValue("X-Gatehouse-Request-Id").orElseThrow());
        int[] drawn =
                IntStream.range(0, 20).filter(row -> HALF.holds(request, row)).toArray();
        assertThat(recordsFrom(before).get(0).review()).containsExactly(drawn);
        String named = Arrays.stream(drawn).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(review(answer)).isEqualTo(drawn.length == 0 ? "none" : drawn.length == 20 ? "all" : named);
    }
}
