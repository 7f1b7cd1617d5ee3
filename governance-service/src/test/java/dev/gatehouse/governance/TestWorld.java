package dev.gatehouse.governance;

import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** What the service needs around it: a real PostgreSQL at the current schema, an OpenID provider, the keys it signs with, places for files. */
public class TestWorld implements QuarkusTestResourceLifecycleManager {

    /** Name of the ledger. */
    static final String LEDGER = "ledger.example/gatehouse-tests";

    static volatile MigratedPostgres postgres;
    static volatile Path files;

    private TestIssuer issuer;

    @Override
    public Map<String, String> start() {
        try {
            postgres = MigratedPostgres.start(MigratedPostgres.Settings.forTests());
            issuer = new TestIssuer();
            files = Files.createTempDirectory("gatehouse-test-");
            Path keystore = files.resolve("permit-key.p12");
            SigningKey.generate().writeKeystore(keystore, "secret".toCharArray(), Instant.now());
            Path ledgerKey = files.resolve("ledger-key.p12");
            LedgerKey.generate(LEDGER).writeKeystore(ledgerKey, "secret".toCharArray(), Instant.now());
            return Map.ofEntries(
                    Map.entry("quarkus.datasource.jdbc.url", postgres.jdbcUrl()),
                    Map.entry("quarkus.datasource.username", MigratedPostgres.GOVERNANCE),
                    Map.entry("quarkus.datasource.password", postgres.password(MigratedPostgres.GOVERNANCE)),
                    Map.entry("quarkus.datasource.auditor.username", MigratedPostgres.AUDITOR),
                    Map.entry("quarkus.datasource.auditor.password", postgres.password(MigratedPostgres.AUDITOR)),
                    Map.entry("quarkus.oidc.auth-server-url", issuer.url()),
                    Map.entry("quarkus.oidc.credentials.secret", "not-used-by-the-test-issuer-but-long-enough"),
                    Map.entry("gatehouse.directory.url", issuer.url() + "/admin"),
                    Map.entry("gatehouse.directory.token-url", issuer.url() + "/token"),
                    Map.entry("gatehouse.directory.limit", "5s"),
                    Map.entry("gatehouse.directory.client-secret", TestIssuer.DIRECTORY_SECRET),
                    Map.entry("gatehouse.signing.keystore", keystore.toString()),
                    Map.entry("gatehouse.signing.password", "secret"),
                    Map.entry("gatehouse.gateways.gateway-1", "production,bytes"),
                    Map.entry("gatehouse.ledger.keystore", ledgerKey.toString()),
                    Map.entry("gatehouse.ledger.password", "secret"),
                    Map.entry("gatehouse.ledger.origin", LEDGER),
                    Map.entry("gatehouse.ledger.anchor", files.resolve("anchor").toString()),
                    Map.entry(
                            "gatehouse.artifacts.keys.model-team",
                            Files.writeString(files.resolve("model-team.pem"), SignedFolder.PEM)
                                    .toString()),
                    Map.entry(
                            "gatehouse.files.artifacts",
                            files.resolve("artifacts").toString()),
                    Map.entry(
                            "gatehouse.files.datasets",
                            files.resolve("datasets").toString()),
                    Map.entry(
                            "gatehouse.files.documents",
                            files.resolve("documents").toString()),
                    Map.entry("gatehouse.reviews.measured-every", "1s"),
                    Map.entry("gatehouse.audits.work", files.resolve("audits").toString()),
                    Map.entry(
                            "gatehouse.datasets.root",
                            Files.createDirectories(files.resolve("data")).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (issuer != null) {
            issuer.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
