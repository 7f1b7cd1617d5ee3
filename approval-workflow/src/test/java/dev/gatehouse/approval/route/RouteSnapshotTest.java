package dev.gatehouse.approval.route;

import static dev.gatehouse.approval.Approvals.ARTIFACT;
import static dev.gatehouse.approval.Approvals.KEY;
import static dev.gatehouse.approval.Approvals.NOON;
import static dev.gatehouse.approval.Approvals.permitUnder;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.permit.Tier;
import dev.gatehouse.approval.signing.Dsse;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.approval.signing.TrustedKeys;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RouteSnapshotTest {
    private static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.verificationKey());
    private static final ModelSignature SIGNATURE = new ModelSignature(
            new TensorLayout(
                    new TensorLayout.Input("input", "FP32", List.of("LIMIT_BAL", "AGE")),
                    new TensorLayout.Output("probability", "FP32", 1, 2)),
            new ModelSignature.Decision(new BigDecimal("0.50"), "default", "repay"));
    private static final RouteTarget TARGET = new RouteTarget(
            "2",
            URI.create("http://127.0.0.1:18500"),
            "sha256-" + ARTIFACT.hex(),
            ARTIFACT,
            Tier.HIGH,
            SIGNATURE,
            permitUnder(Conditions.onlyPurposes(Set.of("credit-origination"))).envelope(),
            PermitState.ACTIVE,
            Optional.empty());
    private static final RouteSecret SECRET = RouteSecret.of("0123456789abcdefghijklmnopqrstuv".getBytes(UTF_8));
    private static final RouteEntry ROUTE = routeOf(TARGET, Optional.empty());
    private static final RouteSnapshot SNAPSHOT =
            new RouteSnapshot(new Position(1, 42), "production", NOON, List.of(ROUTE));

    @Test
    void aSignedSnapshotReadsBackWithItsPermitsAsTheyWere() {
        SnapshotCheck check =
                SnapshotVerifier.verify(SnapshotSigner.sign(SNAPSHOT, KEY).bytes(), TRUSTED);
        assertThat(check).isEqualTo(new SnapshotCheck.Valid(SNAPSHOT, KEY.keyId()));
        Envelope permit = ((SnapshotCheck.Valid) check)
                .snapshot()
                .route("credit-default")
                .orElseThrow()
                .primary()
                .permit();
        assertThat(PermitVerifier.verify(permit.bytes(), TRUSTED)).isInstanceOf(PermitCheck.Valid.class);
    }

    @Test
    void theDocumentIsTheContracts() {
        assertThat(payload())
                .startsWith(
                        "{\"environment\":\"production\",\"epoch\":1,\"issuedAt\":\"2026-11-21T12:00:00Z\",\"routes\":[{\"artifactSha256\":\"")
                .contains(
                        "\"permitState\":\"ACTIVE\"",
                        "\"stalenessLimit\":\"PT15M\"",
                        "\"stateReason\":null",
                        "\"threshold\":\"0.5\"")
                .endsWith("],\"serial\":\"42\"}");
    }

    @Test
    void aTamperedPermitInsideASnapshotClosesItsRouteOnly() {
        String json = TARGET.permit().json();
        int inPayload = json.indexOf(":\"") + 40;
        char other = json.charAt(inPayload) == 'A' ? 'B' : 'A';
        Envelope tampered = new Envelope(json.substring(0, inPayload) + other + json.substring(inPayload + 1));
        RouteSnapshot snapshot =
                new RouteSnapshot(new Position(1, 43), "production", NOON, List.of(withPermit(tampered)));
        SnapshotCheck check =
                SnapshotVerifier.verify(SnapshotSigner.sign(snapshot, KEY).bytes(), TRUSTED);
        assertThat(check).isInstanceOf(SnapshotCheck.Valid.class);
        assertThat(PermitVerifier.verify(
                        ((SnapshotCheck.Valid) check)
                                .snapshot()
                                .routes()
                                .get(0)
                                .primary()
                                .permit()
                                .bytes(),
                        TRUSTED))
                .isInstanceOf(PermitCheck.Invalid.class);
    }

    @Test
    void aForgedOrChangedSnapshotIsInvalid() {
        assertInvalid(SnapshotSigner.sign(SNAPSHOT, SigningKey.generate()), "trusted key");
        assertInvalid(TARGET.permit(), "payload type");
        assertResigned(json -> json.replace("\"epoch\":1", "\"epoch\":0"), "epoch");
        assertResigned(json -> json.replace("\"serial\":\"42\"", "\"serial\":42"), "serial");
        assertResigned(json -> json.replace("\"serial\":\"42\"", "\"serial\":\"042\""), "serial");
        assertResigned(json -> json.replace("\"serial\":\"42\"", "\"serial\":\"9999999999999999999\""), "serial");
        assertResigned(json -> json.replace("\"ACTIVE\"", "\"EXPIRED\""), "permitState");
        assertResigned(json -> json.replace("\"PT15M\"", "\"P8D\""), "staleness");
        assertResigned(json -> json.replace("\"PT15M\"", "\"-PT15M\""), "stalenessLimit");
        assertResigned(json -> json.replace("http://127", "file://127"), "upstream");
        assertResigned(json -> json.replace("\"serial\"", "\"surprise\":1,\"serial\""), "$.surprise");
        assertResigned(json -> json.replace("\"columns\":2", "\"columns\":1"), "scoreColumn");
        assertResigned(json -> json.replace("\"AGE\"", "\"LIMIT_BAL\""), "different names");
        assertResigned(json -> json.replace("MDEyMzQ1", "MDEy!zQ1"), "capSecret is not base64");
        assertResigned(json -> json.replace("MDEyMzQ1", "MDEy"), "32 bytes");
    }

    @Test
    void aFallbackReadsBackAndIsAnotherVersionThatTakesTheSameRequests() {
        RouteEntry both = routeOf(TARGET, Optional.of(version("1", SIGNATURE)));
        RouteSnapshot snapshot = new RouteSnapshot(new Position(1, 43), "production", NOON, List.of(both));
        assertThat(SnapshotVerifier.verify(SnapshotSigner.sign(snapshot, KEY).bytes(), TRUSTED))
                .isEqualTo(new SnapshotCheck.Valid(snapshot, KEY.keyId()));
        assertThat(both.targets()).extracting(RouteTarget::version).containsExactly("2", "1");

        ModelSignature swapped = new ModelSignature(
                new TensorLayout(
                        new TensorLayout.Input("input", "FP32", List.of("AGE", "LIMIT_BAL")),
                        new TensorLayout.Output("probability", "FP32", 1, 2)),
                SIGNATURE.decision());
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> routeOf(TARGET, Optional.of(version("1", swapped))))
                .withMessageContaining("same requests");
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> routeOf(TARGET, Optional.of(version("2", SIGNATURE))))
                .withMessageContaining("the version that is deployed");
    }

    /** As gateways kept it on disk, and a service that was not upgraded yet signs it. */
    @Test
    void aSnapshotOfTheTimeBeforeSecretsAndFallbacksIsRead() {
        String former = payload().replaceFirst("\"capSecret\":\"[^\"]*\",", "");
        assertThat(former).doesNotContain("capSecret", "fallback");
        SnapshotCheck check = SnapshotVerifier.verify(
                Dsse.sign(SnapshotSigner.PAYLOAD_TYPE, former.getBytes(UTF_8), KEY)
                        .bytes(),
                TRUSTED);
        assertThat(check).isInstanceOfSatisfying(SnapshotCheck.Valid.class, valid -> {
            RouteEntry entry = valid.snapshot().route("credit-default").orElseThrow();
            assertThat(entry.secret()).isEmpty();
            assertThat(entry.fallback()).isEmpty();
            assertThat(entry.primary()).isEqualTo(TARGET);
        });
    }

    @Test
    void aSecretIsInNoTextButTheDocument() {
        assertThat(ROUTE.toString() + SNAPSHOT)
                .contains("RouteSecret[hidden]")
                .doesNotContain("0123456789", "MDEyMzQ1");
        assertThat(payload()).contains("\"capSecret\":\"MDEyMzQ1");
    }

    @Test
    void snapshotsAreOrderedByEpochThenSerial() {
        assertThat(at(1, 43).isNewerThan(at(1, 42))).isTrue();
        assertThat(at(2, 0).isNewerThan(at(1, 42))).isTrue();
        assertThat(at(1, 42).isNewerThan(at(1, 42))).isFalse();
        assertThat(at(1, 41).isRolledBackFrom(at(1, 42))).isTrue();
        assertThat(at(1, 999).isRolledBackFrom(at(2, 0))).isTrue();
        assertThat(at(1, 43).isRolledBackFrom(at(1, 42))).isFalse();
    }

    @Test
    void aHeartbeatIsTheSameSnapshotAndAnOlderOneIsARollback() {
        RouteSnapshot later = SNAPSHOT.renewedAt(NOON.plusSeconds(2));
        assertThat(later.isSameAs(SNAPSHOT)).isTrue();
        assertThat(later.isNewerThan(SNAPSHOT)).isFalse();
        assertThat(later.isRolledBackFrom(SNAPSHOT)).isFalse();
        assertThat(SNAPSHOT.isRolledBackFrom(later)).isTrue();
    }

    @Test
    void otherRoutesAtTheSamePositionAreRefused() {
        RouteSnapshot empty = new RouteSnapshot(new Position(1, 42), "production", NOON.plusSeconds(2), List.of());
        assertThat(empty.isSameAs(SNAPSHOT)).isFalse();
        assertThat(empty.isRolledBackFrom(SNAPSHOT)).isTrue();
    }

    @Test
    void aRouteGoesStaleAfterItsTiersLimit() {
        assertThat(SNAPSHOT.isStaleFor(ROUTE, NOON.plus(Duration.ofMinutes(15))))
                .isFalse();
        assertThat(SNAPSHOT.isStaleFor(ROUTE, NOON.plus(Duration.ofMinutes(15)).plusMillis(1)))
                .isTrue();
    }

    @Test
    void aRouteAppearsOnce() {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> new RouteSnapshot(new Position(1, 1), "production", NOON, List.of(ROUTE, ROUTE)))
                .withMessageContaining("twice");
    }

    @Test
    void aPositionReadsBackAndRefusesOtherTexts() {
        assertThat(Position.parse("1.42")).isEqualTo(new Position(1, 42)).hasToString("1.42");
        for (String text : List.of(
                "", "1", "1.", ".1", "0.1", "-1.2", "1.2.3", "1.9999999999999999999", "9999999999999999.1", "1. 2")) {
            assertThatExceptionOfType(InvalidDocumentException.class).isThrownBy(() -> Position.parse(text));
        }
    }

    @Test
    void aScoreIsComparedWithTheThresholdAsWritten() {
        ModelSignature.Decision decision = new ModelSignature.Decision(new BigDecimal("0.5"), "default", "repay");
        assertThat(decision.of(0.5)).isEqualTo("default");
        assertThat(decision.of(Math.nextDown(0.5))).isEqualTo("repay");
        for (double score : new double[] {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> decision.of(score));
        }
        assertThat(ModelSignature.fromJson(SIGNATURE.toJson())).isEqualTo(SIGNATURE);
    }

    private static RouteSnapshot at(long epoch, long serial) {
        return new RouteSnapshot(new Position(epoch, serial), "production", NOON, List.of(ROUTE));
    }

    private static RouteEntry routeOf(RouteTarget primary, Optional<RouteTarget> fallback) {
        return new RouteEntry(
                "credit-default", "credit-default", Duration.ofMinutes(15), Optional.of(SECRET), primary, fallback);
    }

    private static RouteTarget version(String name, ModelSignature signature) {
        return new RouteTarget(
                name,
                TARGET.upstream(),
                TARGET.upstreamModel(),
                TARGET.artifact(),
                TARGET.tier(),
                signature,
                TARGET.permit(),
                PermitState.SUSPENDED,
                Optional.of("incident 7"));
    }

    private static RouteEntry withPermit(Envelope permit) {
        return routeOf(
                new RouteTarget(
                        TARGET.version(),
                        TARGET.upstream(),
                        TARGET.upstreamModel(),
                        TARGET.artifact(),
                        TARGET.tier(),
                        TARGET.signature(),
                        permit,
                        TARGET.permitState(),
                        TARGET.stateReason()),
                Optional.empty());
    }

    private static String payload() {
        return new String(
                Base64.getDecoder()
                        .decode(SnapshotSigner.sign(SNAPSHOT, KEY)
                                .toJson()
                                .get("payload")
                                .textValue()),
                UTF_8);
    }

    private static void assertResigned(UnaryOperator<String> edit, String because) {
        String edited = edit.apply(payload());
        assertThat(edited).isNotEqualTo(payload());
        assertInvalid(Dsse.sign(SnapshotSigner.PAYLOAD_TYPE, edited.getBytes(UTF_8), KEY), because);
    }

    private static void assertInvalid(Envelope envelope, String because) {
        assertThat(SnapshotVerifier.verify(envelope.bytes(), TRUSTED))
                .isInstanceOfSatisfying(
                        SnapshotCheck.Invalid.class,
                        invalid -> assertThat(invalid.reason()).contains(because));
    }
}
