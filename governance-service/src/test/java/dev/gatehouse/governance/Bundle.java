package dev.gatehouse.governance;

import static dev.gatehouse.governance.Journey.CARLA;
import static dev.gatehouse.governance.Journey.as;

import dev.gatehouse.approval.bundle.BundleVerifier;
import dev.gatehouse.approval.bundle.CheckReport;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.signing.TrustedKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;

/** An evidence bundle as somebody downloads it, and what its verification by the published keys says. */
record Bundle(byte[] bytes, CheckReport report, Map<String, byte[]> files) {

    /** Downloaded by Carla, verified as of now. */
    static Bundle of(String release) {
        return of(release, Instant.now());
    }

    static Bundle of(String release, Instant at) {
        byte[] zip = as(CARLA)
                .get("/api/v1/releases/" + release + "/evidence.zip")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .asByteArray();
        String spki = as(CARLA).get("/api/v1/keys").path("keys[0].publicKey");
        List<NoteKey> ledger = as(CARLA)
                .get("/api/v1/ledger/key")
                .asString()
                .lines()
                .map(NoteKey::parse)
                .toList();
        BundleVerifier.Trust trust = new BundleVerifier.Trust(
                Optional.of(TrustedKeys.fromPem(
                        "-----BEGIN PUBLIC KEY-----\n" + spki + "\n-----END PUBLIC KEY-----\n", "/api/v1/keys")),
                ledger);
        try {
            Path file = Files.createTempFile(TestWorld.files, "bundle-", ".zip");
            Files.write(file, zip);
            return new Bundle(zip, BundleVerifier.verify(file, trust, at), unpacked(zip));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] file(String name) {
        if (!files.containsKey(name)) {
            throw new AssertionError("the bundle has no " + name + ", only " + files.keySet());
        }
        return files.get(name);
    }

    private static Map<String, byte[]> unpacked(byte[] zip) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }
}
