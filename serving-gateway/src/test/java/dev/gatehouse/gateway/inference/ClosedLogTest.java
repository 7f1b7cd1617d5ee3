package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.World;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A disk with less space than the limit, which is more than any disk has: nothing can be recorded, so nothing is predicted. */
@QuarkusTest
@QuarkusTestResource(World.class)
@TestProfile(ClosedLogTest.FullDisk.class)
class ClosedLogTest {

    public static final class FullDisk implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("gatehouse.log.min-free-bytes", Long.toString(Long.MAX_VALUE));
        }
    }

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
}
