package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.migrations.MigratedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sandbox promises of the parts that are not ours, and of itself. */
@ExtendWith(WholeSandbox.class)
class SandboxIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Sandbox.Settings settings;
    private static RunningSandbox sandbox;

    @BeforeAll
    static void whole(Sandbox.Settings itsSettings, RunningSandbox running) {
        settings = itsSettings;
        sandbox = running;
    }

    /** The tests' class path is larger than the demo's, which would hide what the demo lacks. */
    @ParameterizedTest
    @ValueSource(strings = {"approval-workflow", "fairness-audit"})
    void theDemosLibraryHasWhatTheModuleNeeds(String module) throws IOException {
        List<String> needed = names(module);
        assertThat(needed).isNotEmpty();
        assertThat(names("sandbox")).containsAll(needed);
    }

    /** What a module's packaging copied, a file name each. */
    private static List<String> names(String module) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", module, "target", "lib"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "erin, engineer",
        "enzo, board engineer function-engineering",
        "priya, board function-product",
        "lars, board function-legal",
        "emeka, board function-ethics",
        "ines, board engineer function-engineering",
        "viktor, board function-validation validator",
        "odile, operator",
        "carla, compliance"
    })
    void peopleGetTokensForTheApiWithTheirRoles(String user, String roles) throws Exception {
        JsonNode claims = claims(sandbox.token(user));
        assertThat(claims.path("iss").asText()).isEqualTo(sandbox.issuer().toString());
        assertThat(claims.path("preferred_username").asText()).isEqualTo(user);
        assertThat(audiences(claims)).contains("gatehouse-api").doesNotContain("gatehouse-gateway");
        assertThat(realmRoles(claims)).containsExactlyInAnyOrder(roles.split(" "));
        assertThat(claims.path("sub").asText()).hasSize(36);
    }

    @ParameterizedTest
    @CsvSource({
        "ci, engineer, gatehouse-api",
        "gateway-1, gateway, gatehouse-api",
        "scoring-app, caller, gatehouse-gateway",
        "campaign-app, caller, gatehouse-gateway"
    })
    void applicationsGetTokensForTheirAudience(String client, String role, String audience) throws Exception {
        JsonNode claims = claims(sandbox.clientToken(client));
        assertThat(audiences(claims)).containsExactly(audience);
        assertThat(realmRoles(claims)).containsExactly(role);
        assertThat(claims.path("azp").asText()).isEqualTo(client);
    }

    @Test
    void aTokenIsReusedWhileItLives() {
        assertThat(sandbox.token("erin")).isSameAs(sandbox.token("erin"));
    }

    @Test
    void postgresIsDurableMigratedAndAsksForPasswords() throws Exception {
        try (Connection connection = sandbox.connect(MigratedPostgres.GOVERNANCE);
                Statement statement = connection.createStatement()) {
            assertThat(single(statement, "SHOW fsync")).isEqualTo("on");
            assertThat(single(statement, "SHOW server_version")).startsWith("18.");
            assertThat(single(
                            statement,
                            "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'governance'"))
                    .isEqualTo("1");
        }
        String url = "jdbc:postgresql://127.0.0.1:" + sandbox.ports().postgres() + "/" + MigratedPostgres.DATABASE;
        for (String user : List.of("postgres", MigratedPostgres.GATEWAY)) {
            assertThatThrownBy(() -> DriverManager.getConnection(url, user, "guess"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void dataSurviveAStopOfPostgres() throws Exception {
        try (Connection connection = sandbox.connect(MigratedPostgres.OWNER);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE survivor AS SELECT 42 AS answer");
        }
        sandbox.stopPostgres();
        assertThatThrownBy(() -> sandbox.connect(MigratedPostgres.OWNER)).hasMessageContaining("refused");
        assertThat(sandbox.death()).isNotDone();
        sandbox.startPostgres();
        try (Connection connection = sandbox.connect(MigratedPostgres.OWNER);
                Statement statement = connection.createStatement()) {
            assertThat(single(statement, "SELECT answer FROM survivor")).isEqualTo("42");
            statement.execute("DROP TABLE survivor");
        }
    }

    @Test
    void theModelServerAnswers() throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sandbox.modelServer() + "/v2"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void aSecondSandboxOnTheSameStateIsRefused() {
        assertThatThrownBy(() -> Sandbox.start(settings, line -> {}))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining(
                        "Another sandbox (process " + ProcessHandle.current().pid() + ") uses");
    }

    @Test
    void secretsAreForTheirOwnerOnly() throws Exception {
        assertThat(Files.getPosixFilePermissions(settings.state().resolve("secrets")))
                .hasSize(2);
        assertThat(Files.readString(sandbox.signingPublicKey()))
                .startsWith("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0");
    }

    private static String single(Statement statement, String query) throws Exception {
        try (ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static JsonNode claims(String token) throws Exception {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    private static List<String> audiences(JsonNode claims) {
        return texts(
                claims.path("aud").isArray()
                        ? claims.path("aud")
                        : JSON.createArrayNode().add(claims.path("aud")));
    }

    private static List<String> realmRoles(JsonNode claims) {
        return texts(claims.at("/realm_access/roles"));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
