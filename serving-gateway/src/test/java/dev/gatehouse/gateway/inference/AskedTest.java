package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTest {

    @ParameterizedTest
    @CsvSource({
        "POST, /v2/models/m/infer, OPEN_INFERENCE, CALL, m,",
        "POST, /v2/models/m/infer?x=/y, OPEN_INFERENCE, CALL, m,",
        "POST, /v2/models/m/versions/2/infer, OPEN_INFERENCE, CALL, m, 2",
        "GET, /v2/models/m, OPEN_INFERENCE, METADATA, m,",
        "GET, /v2/models/m?a=b/c/d, OPEN_INFERENCE, METADATA, m,",
        "HEAD, /v2/models/m/versions/2, OPEN_INFERENCE, METADATA, m, 2",
        "GET, /v2/models/m/ready, OPEN_INFERENCE, READY, m,",
        "GET, /v2/models/m/versions/2/ready, OPEN_INFERENCE, READY, m, 2",
        "GET, /v2/models/versions/versions/2/ready, OPEN_INFERENCE, READY, versions, 2",
        "GET, /v2, OPEN_INFERENCE, SERVER_METADATA,,",
        "GET, /v2/health/live, OPEN_INFERENCE, SERVER_LIVE,,",
        "HEAD, /v2/health/ready?x, OPEN_INFERENCE, SERVER_READY,,",
        "POST, /mlflow/m/invocations, MLFLOW, CALL, m,",
        "GET, /mlflow/m/ping, MLFLOW, READY, m,",
        "GET, /mlflow/m/health, MLFLOW, READY, m,",
        "GET, /mlflow/m/version, MLFLOW, MLFLOW_VERSION, m,",
        "POST, /json/m, PLAIN_JSON, CALL, m,",
        "GET, /json/m/ready, PLAIN_JSON, READY, m,"
    })
    void everyPathOfTheGuideIsKnown(
            HttpMethod method, String uri, Protocol protocol, Asked.Act act, String route, String version) {
        assertThat(Asked.of(method, uri)).isEqualTo(new Asked(protocol, act, route, version));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "*",
                "/v2/",
                "/v2/models",
                "/v2/models/",
                "/v2/models//infer",
                "/v2/models/m/",
                "/v2/models/m/infer/",
                "/v2/models/m/infer/x",
                "/v2/models/m/versions",
                "/v2/models/m/versions/",
                "/v2/models/m/versions//infer",
                "/v2/models/m/versions/2/",
                "/v2/models/m/version/2/infer",
                "/v2/models/?/infer",
                "/v2/models/m?/infer/x/y",
                "/V2/models/m/infer",
                "//v2/models/m/infer",
                "http://x/v2/models/m/infer",
                "/v2/health",
                "/v2/health/live/",
                "/mlflow/m",
                "/mlflow/m/",
                "/mlflow//ping",
                "/mlflow/m/versions/2/invocations",
                "/json",
                "/json/",
                "/json/m/",
                "/json/m/x",
                "/invocations",
                "/ping",
                "/status",
                "/q/metrics"
            })
    void nothingElseIs(String uri) {
        for (HttpMethod method :
                new HttpMethod[] {HttpMethod.DELETE, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.POST}) {
            assertThat(Asked.of(method, uri).act()).as(method + " " + uri).isEqualTo(Asked.Act.UNKNOWN);
        }
        if (!uri.startsWith("/v2/models/m?")) {
            assertThat(Asked.of(HttpMethod.GET, uri).act()).as(uri).isEqualTo(Asked.Act.UNKNOWN);
        }
    }
}
