package dev.gatehouse.approval.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.Approvals;
import dev.gatehouse.approval.artifact.SignedModels;
import dev.gatehouse.approval.bundle.TestBundle;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.signing.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final Clock CLOCK = Clock.fixed(Approvals.NOON.plus(Duration.ofDays(1)), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private Path permit;
    private Path bundle;
    private Path key;
    private Path otherKey;
    private String out;
    private String err;

    @BeforeEach
    void files() throws IOException {
        permit = Files.write(
                folder.resolve("permit.dsse.json"),
                Approvals.permitUnder(Conditions.none()).envelope().bytes());
        bundle = TestBundle.approved().pack(folder.resolve("evidence.zip"));
        key = Files.writeString(
                folder.resolve("key.pem"), Approvals.KEY.verificationKey().pem());
        otherKey = Files.writeString(
                folder.resolve("other.pem"),
                SigningKey.generate().verificationKey().pem());
    }

    private int run(Object... arguments) {
        List<String> line = new ArrayList<>(List.of("verify"));
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        StringWriter answer = new StringWriter();
        StringWriter problems = new StringWriter();
        int code = GatehouseCommand.run(
                new PrintWriter(answer), new PrintWriter(problems), CLOCK, Map.of(), line.toArray(String[]::new));
        out = answer.toString();
        err = problems.toString();
        return code;
    }

    private String ledgerKey() {
        return TestBundle.LEDGER.noteKey().verifierKey();
    }

    @Test
    void aPermitByAGivenKeyVerifiesAndIsTold() {
        assertThat(run(permit, "--key", key)).isZero();
        assertThat(out)
                .contains("ok    signature", Approvals.KEY.keyId(), "credit-default/2", "production")
                .contains("only the service or a bundle tells")
                .endsWith("VERIFIED\n");
        assertThat(run(permit, "--key", otherKey, "--key", key)).isZero();
    }

    @Test
    void aPermitByAnotherKeyOrOutOfItsTimeDoesNotVerify() throws IOException {
        assertThat(run(permit, "--key", otherKey)).isEqualTo(1);
        assertThat(out).contains("FAIL  signature").endsWith("NOT VERIFIED: 1 of 1 checks fail\n");
        assertThat(run(permit, "--key", key, "--at", "2025-01-01T00:00:00Z")).isEqualTo(1);
        assertThat(out).contains("FAIL  validity", "valid from");
        assertThat(run(permit, "--key", key, "--at", "2029-01-01T00:00:00Z")).isEqualTo(1);
        assertThat(out).contains("FAIL  validity", "expired");
        Files.writeString(permit, Files.readString(permit).replace("\"payload\":\"e", "\"payload\":\"f"));
        assertThat(run(permit, "--key", key)).isEqualTo(1);
        Files.writeString(permit, "no permit");
        assertThat(run(permit, "--key", key)).isEqualTo(1);
        assertThat(out).contains("cannot be read");
    }

    @Test
    void filesAreHeldAgainstTheDigestsOfAPermit() throws IOException {
        Path artifact = Files.writeString(folder.resolve("model.onnx"), "model");
        Path dossier = Files.writeString(folder.resolve("dossier.json"), "dossier");
        assertThat(run(permit, "--key", key, "--artifact", artifact, "--dossier", dossier))
                .isZero();
        assertThat(run(permit, "--key", key, "--artifact", dossier)).isEqualTo(1);
        assertThat(out).contains("FAIL  artifact", Approvals.ARTIFACT.hex());
    }

    @Test
    void aBundleVerifiesByGivenKeysAsTextOrInAFile() throws IOException {
        assertThat(run(bundle, "--key", key, "--ledger-key", ledgerKey())).isZero();
        assertThat(out).contains("ok    votes", "ok    acts", "ok    validity").endsWith("VERIFIED\n");
        Path file = Files.writeString(folder.resolve("ledger.vkey"), ledgerKey() + "\n");
        assertThat(run(bundle, "--key", key, "--ledger-key", file)).isZero();
    }

    @Test
    void aBundleByKeysOfItsOwnHasACodeOfItsOwn() {
        for (List<Object> given : List.of(
                List.<Object>of(bundle),
                List.<Object>of(bundle, "--key", key),
                List.<Object>of(bundle, "--ledger-key", ledgerKey()))) {
            assertThat(run(given.toArray())).as("%s", given).isEqualTo(3);
            assertThat(out).contains("own ").contains("NOT VERIFIED BY A KEY OF YOURS");
        }
    }

    @Test
    void aForgedBundleDoesNotVerifyAndTheAnswerSaysWhere() {
        TestBundle forged = TestBundle.approved();
        forged.replace("release.json", "whole dossier", "hole dossier");
        forged.pack(bundle);
        assertThat(run(bundle, "--key", key, "--ledger-key", ledgerKey())).isEqualTo(1);
        assertThat(out).contains("FAIL  acts", "no act is the vote for");
        assertThat(run(bundle, "--key", otherKey, "--ledger-key", ledgerKey())).isEqualTo(1);
        assertThat(out).contains("FAIL  signature");
    }

    @Test
    void aBundleFromWhichTheRevocationWasTakenOutDoesNotVerify() {
        TestBundle.Tale tale = new TestBundle.Tale();
        tale.lateActs = List.of("permit.revoked");
        TestBundle revoked = TestBundle.told(tale);
        String leaf = revoked.leaf("permit.revoked").replace("leaf.json", "");
        revoked.files.keySet().removeIf(name -> name.startsWith(leaf));
        revoked.pack(bundle);
        assertThat(run(bundle, "--key", key, "--ledger-key", ledgerKey())).isEqualTo(1);
        assertThat(out)
                .contains("ok    validity", "FAIL  completeness")
                .endsWith("NOT VERIFIED: 1 of 15 checks fail\n");
        assertThat(run(bundle, "--key", key))
                .as("by the key that the bundle brings as well")
                .isEqualTo(1);
    }

    @Test
    void theAnswerIsJsonForPrograms() throws IOException {
        assertThat(run(bundle, "--key", key, "--ledger-key", ledgerKey(), "--json"))
                .isZero();
        JsonNode answer = new ObjectMapper().readTree(out);
        assertThat(answer.get("result").textValue()).isEqualTo("verified");
        assertThat(answer.get("checks"))
                .hasSize(15)
                .allSatisfy(check -> assertThat(check.get("result").textValue()).isEqualTo("holds"));
        assertThat(run(bundle, "--json")).isEqualTo(3);
        assertThat(new ObjectMapper().readTree(out).get("result").textValue()).isEqualTo("not_anchored");
        assertThat(run(permit, "--key", otherKey, "--json")).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(out).get("result").textValue()).isEqualTo("failed");
    }

    @Test
    void aSignedModelIsHeldAgainstItsSignature() throws IOException {
        SignedModels engineer = SignedModels.onP256();
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.onnx"), "weights");
        Files.writeString(folder.resolve("engineer.pem"), engineer.pem());
        // The signature may lie in the folder: it is left out, because it cannot cover itself.
        Path signature = Files.write(
                model.resolve("model.sig"),
                engineer.sign(SignedModels.statement(Map.of("model.onnx", "weights".getBytes(UTF_8)))));
        Object[] call = {model, "--model-signature", signature, "--key", folder.resolve("engineer.pem")};
        assertThat(run(call)).isZero();
        assertThat(out).contains("over 1 file;", "left out: model.sig");

        Files.writeString(model.resolve("extra.txt"), "x");
        assertThat(run(call)).isEqualTo(1);
        assertThat(out).contains("FAIL  files", "'extra.txt' was not signed");
        assertThat(run(
                        model,
                        "--model-signature",
                        signature,
                        "--key",
                        folder.resolve("engineer.pem"),
                        "--ignore",
                        "extra.txt"))
                .isZero();
        Files.writeString(model.resolve("model.onnx"), "other");
        assertThat(run(call)).isEqualTo(1);
        assertThat(out).contains("'model.onnx' is changed");
        assertThat(run(model, "--model-signature", signature, "--key", key)).isEqualTo(1);
        assertThat(out).contains("FAIL  signature");
    }

    @Test
    void whatCannotBeReadAndWrongCallsHaveTheCodeTwo() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(err).contains("Usage: gatehouse verify");
        assertThat(run(permit)).isEqualTo(2);
        assertThat(err).contains("Give --key", "/api/v1/keys");
        assertThat(run(folder.resolve("gone.json"), "--key", key)).isEqualTo(2);
        assertThat(err).contains("gone.json").doesNotContain("\tat ");
        assertThat(run(permit, "--key", folder.resolve("gone.pem"))).isEqualTo(2);
        assertThat(run(permit, "--key", permit)).isEqualTo(2);
        assertThat(run(folder, "--key", key)).isEqualTo(2);
        assertThat(err).contains("is a folder");
        assertThat(run(permit, "--key", key, "--at", "yesterday")).isEqualTo(2);
        assertThat(run(bundle, "--ledger-key", "example+00000000+AAAA")).isEqualTo(2);
        assertThat(err).contains("--ledger-key");
        assertThat(run(permit, "--key", key, "--ledger-key", ledgerKey())).isEqualTo(2);
        assertThat(run(bundle, "--artifact", permit)).isEqualTo(2);
        assertThat(run(permit, "--key", key, "--ignore", "x")).isEqualTo(2);
        Files.write(bundle, new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0});
        assertThat(run(bundle, "--key", key)).isEqualTo(2);
        assertThat(err).contains("evidence.zip").doesNotContain("\tat ");
    }

    @Test
    void helpTellsTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out).contains("Exit code: 0", "--ledger-key", "--model-signature");
    }
}
