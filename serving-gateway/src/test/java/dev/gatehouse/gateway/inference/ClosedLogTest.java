package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.World;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A disk with less space than the limit, which is more than any disk has: nothing can be recorded, so nothing is predicted. Operators are
 * warned, and nobody is told the log's keys.
 */
@QuarkusTest
@QuarkusTestResource(World.class)
@TestProfile(ClosedLogTest.FullDisk.class)
class ClosedLogTest {

    public static final class FullDisk implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "gatehouse.log.min-free-bytes",
                    Long.toString(Long.MAX_VALUE),
                    "gatehouse.log.encryption-keys-file",
                    fileOfKeys().toString());
        }

        private static Path fileOfKeys() {
            try {
                Path file = Files.createTempFile("gatehouse-keys", "");
                file.toFile().deleteOnExit();
                return Files.writeString(file, "7 " + KEY + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final String KEY =
            Base64.getEncoder().encodeToString("thirty-two bytes of a test's key".getBytes(StandardCharsets.US_ASCII));
    private static final Pattern METRIC = Pattern.compile("gatehouse_[a-z_]+");

    World world;

    @TestHTTPResource
    URI management;

    @Inject
    DataPlane plane;

    @Test
    void aGateThatCannotRecordRefusesBeforeTheModelIsCalled() throws Exception {
        URI gateway = URI.create("http://127.0.0.1:" + plane.address().getPort());
        world.publish(management, world.permit().entry());
        HttpResponse<String> answer = World.post(
                gateway.resolve("/v2/models/credit-default/infer"),
                World.rows(List.of(0.7)),
                "Authorization",
                "Bearer " + world.identity.token("scoring-app"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"cannot_log\"", "not more than the limit");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(world.model.inferences()).isZero();
        assertThat(World.get(management.resolve("/q/health/ready")).statusCode())
                .isEqualTo(503);
        assertThat(World.get(gateway.resolve("/v2/health/ready")).statusCode()).isEqualTo(503);
        assertThat(World.get(management.resolve("/q/health/live")).statusCode()).isEqualTo(200);
    }

    @Test
    void operatorsAreWarnedAndNobodyIsToldTheKeys() {
        String status = World.get(management.resolve("/status")).body();
        assertThat(status).contains("\"encryptedWithKey\":7", "\"warning\":\"The outcome log can take ");
        String page = World.get(management.resolve("/")).body();
        assertThat(page).contains("gatehouse.log.warn-space-left-bytes", "with key 7");
        String health = World.get(management.resolve("/q/health/ready")).body();
        assertThat(health).contains("\"warning\": \"The outcome log can take ");
        String metrics = World.get(management.resolve("/q/metrics")).body();
        assertThat(metrics).contains("gatehouse_log_open 0.0", "gatehouse_log_warning 1.0");
        assertThat(status + page + health + metrics).doesNotContain(KEY.substring(0, 12));
    }

    @Test
    void everyMetricOfTheAlertRulesIsPublished() throws Exception {
        World.post(URI.create("http://127.0.0.1:" + plane.address().getPort() + "/nowhere"), "{}");
        String metrics = World.get(management.resolve("/q/metrics")).body();
        List<String> expressions = Files.readAllLines(Path.of("..", "docs", "gateway-alerts.yml")).stream()
                .filter(line -> line.strip().startsWith("expr: "))
                .toList();
        assertThat(expressions).hasSizeGreaterThan(5);
        Set<String> named = METRIC.matcher(String.join("\n", expressions))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        assertThat(named)
                .hasSizeGreaterThan(5)
                .allSatisfy(metric -> assertThat(metrics).containsPattern("(?m)^" + metric + "[ {]"));
    }
}
