package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.ERIN;
import static dev.gatehouse.governance.Journey.as;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class SignedArtifactsTest {

    private static ValidatableResponse store(byte[] signature) {
        return given().filter(new ContractFilter())
                .auth()
                .oauth2(TestIssuer.bearer(ERIN))
                .contentType("application/json")
                .body(signature)
                .post("/api/v1/artifacts/signed")
                .then()
                .log()
                .ifValidationFails();
    }

    private static Map<String, Object> registration(Journey journey, String sha256, String binding) {
        Map<String, Object> registration = new HashMap<>(journey.versionRegistration("1"));
        registration.put("artifactSha256", sha256);
        registration.put("binding", binding);
        return registration;
    }

    @Test
    void aSignedFolderIsApprovedUnderItsManifestsDigest() throws IOException {
        Map<String, byte[]> files =
                Map.of("model.onnx", TestModel.get().onnx, "tokens/words.txt", "a b c".getBytes(UTF_8));
        SignedFolder folder = SignedFolder.of(files);
        for (int time = 0; time < 2; time++) {
            store(folder.signature())
                    .statusCode(201)
                    .body("sha256", equalTo(folder.sha256()))
                    .body("signer", equalTo("model-team"))
                    .body("model", equalTo("credit-model"))
                    .body("files", equalTo(2));
        }
        Journey journey = Journey.register("signed-folder");
        as(ERIN).body(registration(journey, folder.sha256(), "loaded-by-digest"))
                .post("/api/v1/models/signed-folder/versions")
                .then()
                .statusCode(422)
                .body("detail", containsString("attested"));
        as(ERIN).body(registration(journey, folder.sha256(), "attested"))
                .post("/api/v1/models/signed-folder/versions")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201);

        Journey.uploadArtifact();
        String plan = journey.fixPlan("fair");
        journey.audit("1", plan).body("status", equalTo("COMPLETED"));
        journey.documents("1").card("1");
        String release = journey.submit("1");
        JsonNode artifact = new ObjectMapper()
                .readTree(as(CARLA)
                        .get("/api/v1/releases/" + release + "/dossier")
                        .asByteArray())
                .get("artifact");
        assertThat(artifact.get("sha256").textValue()).isEqualTo(folder.sha256());
        assertThat(artifact.at("/signed/signer").textValue()).isEqualTo("model-team");
        assertThat(artifact.at("/signed/files").intValue()).isEqualTo(2);
        assertThat(Browser.of(Journey.PRIYA).get("/ui/releases/" + release).html())
                .contains("Signed folder", "model-team");
        Bundle bundle = Bundle.of(release);
        assertThat(bundle.report().isAnchored())
                .as("%s", bundle.report().checks())
                .isTrue();
        assertThat(bundle.file("model-signature.json")).isEqualTo(folder.signature());
        assertThat(bundle.report().checks()).anySatisfy(check -> {
            assertThat(check.subject()).isEqualTo("model");
            assertThat(check.sentence()).contains("lists the 2 files", "model-team");
        });
    }

    @Test
    void anAuditSaysWhatIsMissing() {
        byte[] elsewhere = "these bytes were never uploaded".getBytes(UTF_8);
        SignedFolder one = SignedFolder.of(Map.of("deep/net.onnx", elsewhere));
        SignedFolder none = SignedFolder.of(Map.of("weights.safetensors", elsewhere, "x.txt", "x".getBytes(UTF_8)));
        store(one.signature()).statusCode(201);
        store(none.signature()).statusCode(201);
        Journey journey = Journey.register("signed-elsewhere");
        String plan = journey.fixPlan("fair");
        as(ERIN).body(registration(journey, one.sha256(), "attested"))
                .post("/api/v1/models/signed-elsewhere/versions")
                .then()
                .statusCode(201);
        journey.ask("1", plan)
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:unknown-digest"))
                .body("detail", containsString("deep/net.onnx"));

        Map<String, Object> second = registration(journey, none.sha256(), "declared");
        second.put("version", "2");
        as(ERIN).body(second)
                .post("/api/v1/models/signed-elsewhere/versions")
                .then()
                .statusCode(201);
        journey.ask("2", plan)
                .statusCode(409)
                .body("type", equalTo("urn:gatehouse:problem:wrong-state"))
                .body("detail", containsString("this one has 0"));
    }

    @Test
    void signaturesThatAreNotBelievedAreRefusedWithTheReason() {
        Map<String, byte[]> files = Map.of("a.bin", "stranger".getBytes(UTF_8));
        store(SignedFolder.byStranger(files).signature())
                .statusCode(422)
                .body("type", equalTo("urn:gatehouse:problem:signature-refused"))
                .body("detail", containsString("model-team"));
        store("{}".getBytes(UTF_8)).statusCode(422).body("detail", containsString("mediaType is missing"));
        store("{\"mediaType\":1,\"mediaType\":2}".getBytes(UTF_8)).statusCode(422);
        store(new byte[1024 * 1024 + 1]).statusCode(413).body("type", equalTo("urn:gatehouse:problem:body-too-large"));
    }

    @Test
    void otherNamesOverTheSameDigestsAreAnotherModelAndRefused() {
        byte[] content = "the same bytes".getBytes(UTF_8);
        SignedFolder first = SignedFolder.of(Map.of("config.json", content));
        SignedFolder renamed = SignedFolder.of(Map.of("evil.py", content));
        assertThat(renamed.sha256()).isEqualTo(first.sha256());
        store(first.signature()).statusCode(201);
        store(renamed.signature()).statusCode(409).body("detail", containsString("other names of files"));
    }
}
