package dev.gatehouse.sandbox;

import dev.gatehouse.migrations.MigratedPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How each of our own processes is started: the one place that knows their configuration keys. */
final class Services {

    /** The gateway's name, in its token and in the outcome log. */
    static final String GATEWAY_NAME = "gateway-1";

    /** The environment that the gateway serves. */
    static final String ENVIRONMENT = "production";

    /** Which environments the gateway may speak for; a client's id does not survive as the name of an environment variable. */
    private static final List<String> GATEWAYS = List.of("-Dgatehouse.gateways." + GATEWAY_NAME + "=" + ENVIRONMENT);

    /** Name of the secret that opens the signing key. */
    static final String SIGNING_PASSWORD = "signing.keystore";

    /** Name of the secret that opens the ledger's key. */
    static final String LEDGER_PASSWORD = "ledger.keystore";

    private final Path project;
    private final StateDirectory state;
    private final Secrets secrets;
    private final Ports ports;
    private final Postgres postgres;
    private final SigningKeyFiles signingKey;
    private final LedgerKeyFiles ledgerKey;

    /** @param project the repository's root, whose modules were packaged */
    Services(
            Path project,
            StateDirectory state,
            Secrets secrets,
            Ports ports,
            Postgres postgres,
            SigningKeyFiles signingKey,
            LedgerKeyFiles ledgerKey) {
        this.project = project;
        this.state = state;
        this.secrets = secrets;
        this.ports = ports;
        this.postgres = postgres;
        this.signingKey = signingKey;
        this.ledgerKey = ledgerKey;
    }

    String issuer() {
        return "http://127.0.0.1:" + ports.keycloak() + "/realms/gatehouse";
    }

    Map<String, String> governanceEnvironment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.governance()));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", MigratedPostgres.GOVERNANCE);
        environment.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password(MigratedPostgres.GOVERNANCE));
        environment.put("QUARKUS_OIDC_AUTH_SERVER_URL", issuer());
        environment.put("QUARKUS_OIDC_CLIENT_ID", "gatehouse-pages");
        environment.put("QUARKUS_OIDC_CREDENTIALS_SECRET", secrets.get(Keycloak.secretName("gatehouse-pages")));
        environment.put("QUARKUS_OIDC_TOKEN_STATE_MANAGER_ENCRYPTION_SECRET", secrets.get("governance.session"));
        environment.put("QUARKUS_DATASOURCE_AUDITOR_USERNAME", MigratedPostgres.AUDITOR);
        environment.put("QUARKUS_DATASOURCE_AUDITOR_PASSWORD", postgres.password(MigratedPostgres.AUDITOR));
        environment.put("GATEHOUSE_DIRECTORY_CLIENT_SECRET", secrets.get(Keycloak.secretName("gatehouse-directory")));
        environment.put("GATEHOUSE_FILES_ARTIFACTS", state.artifacts().toString());
        environment.put("GATEHOUSE_FILES_DATASETS", state.datasets().toString());
        environment.put("GATEHOUSE_FILES_DOCUMENTS", state.documents().toString());
        environment.put("GATEHOUSE_AUDITS_WORK", state.audits().toString());
        environment.put("GATEHOUSE_SIGNING_KEYSTORE", signingKey.keystore().toString());
        environment.put("GATEHOUSE_SIGNING_PASSWORD", secrets.get(SIGNING_PASSWORD));
        environment.put("GATEHOUSE_LEDGER_KEYSTORE", ledgerKey.keystore().toString());
        environment.put("GATEHOUSE_LEDGER_PASSWORD", secrets.get(LEDGER_PASSWORD));
        environment.put("GATEHOUSE_LEDGER_ORIGIN", LedgerKeyFiles.ORIGIN);
        environment.put("GATEHOUSE_LEDGER_ANCHOR", state.anchor().toString());
        return environment;
    }

    Map<String, String> gatewayEnvironment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.gatewayManagement()));
        environment.put("GATEHOUSE_LISTEN_PORT", Integer.toString(ports.gateway()));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", MigratedPostgres.GATEWAY);
        environment.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password(MigratedPostgres.GATEWAY));
        environment.put("GATEHOUSE_GATEWAY_ID", GATEWAY_NAME);
        environment.put("GATEHOUSE_ENVIRONMENT", ENVIRONMENT);
        environment.put("GATEHOUSE_STATE_DIRECTORY", state.gateway().toString());
        environment.put("GATEHOUSE_TRUSTED_KEYS_FILE", signingKey.publicKey().toString());
        environment.put("GATEHOUSE_CONTROL_PLANE_URL", Sandbox.base(ports.governance()));
        environment.put("GATEHOUSE_CONTROL_PLANE_TOKEN_URL", issuer() + "/protocol/openid-connect/token");
        environment.put("GATEHOUSE_CONTROL_PLANE_CLIENT_ID", GATEWAY_NAME);
        environment.put("GATEHOUSE_CONTROL_PLANE_CLIENT_SECRET", secrets.get(Keycloak.secretName(GATEWAY_NAME)));
        environment.put("GATEHOUSE_IDENTITY_ISSUER", issuer());
        environment.put("GATEHOUSE_IDENTITY_JWKS_URL", issuer() + "/protocol/openid-connect/certs");
        // So that who watches sees soon that a model server serves other bytes.
        environment.put("GATEHOUSE_BINDING_CHECK_INTERVAL", "5s");
        environment.put("GATEHOUSE_UPSTREAM_ALLOWED", "127.0.0.1:" + ports.modelServer());
        return environment;
    }

    Child startGovernance() {
        return quarkus("governance-service", "governance-service", 384, governanceEnvironment(), GATEWAYS);
    }

    Child startGateway() {
        return quarkus("serving-gateway", "serving-gateway", 256, gatewayEnvironment(), List.of());
    }

    /** A gateway beside the first, on a directory of its own: it has no control plane to ask and ships nothing. */
    Child startSecondGateway(Ports free, Path directory) {
        Map<String, String> environment = gatewayEnvironment();
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(free.gatewayManagement()));
        environment.put("GATEHOUSE_LISTEN_PORT", Integer.toString(free.gateway()));
        environment.put("GATEHOUSE_GATEWAY_ID", "gateway-2");
        environment.put("GATEHOUSE_STATE_DIRECTORY", directory.toString());
        environment.put("GATEHOUSE_SHIPPING_ENABLED", "false");
        environment.keySet().removeIf(key -> key.startsWith("GATEHOUSE_CONTROL_PLANE_"));
        return quarkus("serving-gateway", "serving-gateway-2", 256, environment, List.of());
    }

    Child startModelServer() {
        List<String> command = List.of(
                javaProgram(),
                "-Xmx192m",
                "-cp",
                classPath(),
                "dev.gatehouse.sandbox.modelserver.ModelServer",
                Integer.toString(ports.modelServer()),
                state.artifacts().toString());
        return Child.start("the model server", command, Map.of(), state.root(), state.log("model-server"));
    }

    private Child quarkus(
            String module, String name, int heapMegabytes, Map<String, String> environment, List<String> properties) {
        Path jar = project.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new SandboxException(module + " is not built: " + jar + " is missing. `./gatehouse demo` builds it.");
        }
        // A sandbox is started often and lives short: the quick compiler alone leaves the processors to the others. By
        // itself
        // it would have room for 48 MB of code, and spend its time making more.
        List<String> command = new ArrayList<>(List.of(
                javaProgram(),
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=240m",
                "-Xmx" + heapMegabytes + "m"));
        command.addAll(properties);
        command.addAll(List.of("-jar", jar.toString()));
        return Child.start(name, command, environment, state.root(), state.log(name));
    }

    /** This program's own class path, for children that run elsewhere. */
    static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The Java that runs this program. */
    static String javaProgram() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
