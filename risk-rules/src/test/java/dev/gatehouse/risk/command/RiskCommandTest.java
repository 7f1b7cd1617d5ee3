package dev.gatehouse.risk.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.risk.RiskAssessor;
import dev.gatehouse.risk.ShippedPacks;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RiskCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private Path facts;
    private String out;
    private String err;

    @BeforeEach
    void copyTheExample() throws IOException {
        facts = directory.resolve("facts.yaml");
        try (InputStream in = RiskAssessor.class.getResourceAsStream("examples/credit-default-facts.yaml")) {
            Files.copy(in, facts);
        }
    }

    private int run(Object... args) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        List<String> words = new ArrayList<>();
        for (Object arg : args) {
            words.add(String.valueOf(arg));
        }
        int code = RiskCommand.run(
                new PrintWriter(outText), new PrintWriter(errText), CLOCK, words.toArray(String[]::new));
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }

    private void change(String from, String to) throws IOException {
        String text = Files.readString(facts);
        assertThat(text).contains(from);
        Files.writeString(facts, text.replace(from, to));
    }

    @Test
    void anAssessedUseExitsWithZeroAndSaysWhy() throws Exception {
        assertThat(run("tier", facts)).isZero();
        assertThat(err).isEmpty();
        assertThat(out)
                .startsWith("Tier: HIGH")
                .contains("Assessed for 2026-11-22", "eu-ai-act/aia-iii-5b", "secondary source", "Gates to meet");
    }

    @Test
    void theJsonHoldsTierClassesReasonsObligationsAndMissingFacts() throws Exception {
        assertThat(run("tier", facts, "--json", "--on", "2027-12-02")).isZero();
        JsonNode json = json();
        assertThat(json.path("tier").asText()).isEqualTo("HIGH");
        assertThat(json.path("on").asText()).isEqualTo("2027-12-02");
        assertThat(json.path("legal_classes").toString()).contains("\"eu-high-risk\"");
        assertThat(json.path("missing").isArray()).isTrue();
        assertThat(json.path("missing")).isEmpty();
        assertThat(json.path("obligations").path("gates")).isNotEmpty();
        assertThat(json.path("obligations").path("quorum").path("validation").asInt())
                .isPositive();
        JsonNode reason = null;
        for (JsonNode each : json.path("reasons")) {
            if (each.path("rule").asText().equals("aia-iii-5b")) {
                reason = each;
            }
        }
        assertThat(reason).isNotNull();
        assertThat(reason.path("citation").asText()).contains("Annex III point 5(b)");
        assertThat(reason.path("effective_from").asText()).isEqualTo("2027-12-02");
        assertThat(reason.path("ahead").asBoolean()).isFalse();
    }

    @Test
    void sameFactsPacksAndDayGiveTheSameBytes() throws Exception {
        run("tier", facts, "--json");
        String first = out;
        List<String> lines = new ArrayList<>(Files.readAllLines(facts));
        java.util.Collections.reverse(lines);
        Files.write(facts, lines);
        run("tier", facts, "--json");
        assertThat(out).isEqualTo(first).endsWith("}\n");
    }

    @Test
    void missingFactsBlockWithTwoAndAreNamed() throws Exception {
        change("performs_profiling: true\n", "");
        change("art6_3_condition: none\n", "art6_3_condition: d\n");
        change("materially_influences_decision: true", "materially_influences_decision: false");
        change("significant_risk_of_harm: true", "significant_risk_of_harm: false");
        assertThat(run("tier", facts, "--json")).isEqualTo(2);
        assertThat(json().path("missing").toString()).contains("\"performs_profiling\"");
        assertThat(json().path("obligations").isNull()).isTrue();
        run("tier", facts);
        assertThat(out).startsWith("BLOCKED").contains("performs_profiling: Does it profile natural persons?");
    }

    @Test
    void aProhibitedUseExitsWithThreeWhateverIsMissing() throws Exception {
        Files.writeString(facts, "jurisdictions: [FR]\nart5_screen: {c: yes}\n");
        assertThat(run("tier", facts, "--json")).isEqualTo(3);
        assertThat(json().path("tier").asText()).isEqualTo("PROHIBITED");
        assertThat(json().path("missing")).isEmpty();
    }

    @Test
    void factsThatCannotBeUsedExitWithOneAndAreNamedByPlace() throws Exception {
        Files.writeString(facts, "jurisdictions: [Germany]\nno_such_fact: 3\nexposure_amount: lots\n");
        assertThat(run("tier", facts)).isEqualTo(1);
        assertThat(out).isEmpty();
        assertThat(err.lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).startsWith(facts + ": "))
                .anySatisfy(line -> assertThat(line).contains("jurisdictions: 'Germany' is not allowed"))
                .anySatisfy(line -> assertThat(line).contains("no_such_fact: is not a fact"));
        Files.writeString(facts, "jurisdictions: [DE]\njurisdictions: [FR]\n");
        assertThat(run("tier", facts)).isEqualTo(1);
        assertThat(err).contains(facts + ":2: 'jurisdictions' is given twice");
    }

    @Test
    void wrongCallsExitWithOneAndTellTheUsage() {
        assertThat(run("tier")).isEqualTo(1);
        assertThat(err).contains("Missing required parameter", "Usage:");
        assertThat(run("tier", facts, "--on", "tomorrow")).isEqualTo(1);
        assertThat(err).contains("'tomorrow' is not a date");
        assertThat(run("tier", directory.resolve("nowhere.yaml"))).isEqualTo(1);
        assertThat(err).contains("there is no such file");
        assertThat(run("pack", "check", directory.resolve("nowhere"))).isEqualTo(1);
        assertThat(err).contains("there is no such directory");
    }

    @Test
    void oddCallsGetAnAnswerAndNoStackTrace() throws Exception {
        assertThat(run("tier", facts, "--on", "+999999999-12-31")).isEqualTo(1);
        assertThat(err).contains("'+999999999-12-31' is not a date such as 2027-12-02");
        assertThat(run("tier", facts, "--only")).isEqualTo(1);
        assertThat(err).contains("name the packs to apply by --pack");
        assertThat(run("tier", directory)).isEqualTo(1);
        assertThat(err).startsWith(directory + ": is a directory");
        assertThat(run("tier", "@" + facts)).isEqualTo(1);
        assertThat(err).startsWith("@" + facts + ": there is no such file");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            many.append("no_such_fact_").append(i).append(": 1\n");
        }
        Files.writeString(facts, many);
        assertThat(run("tier", facts)).isEqualTo(1);
        assertThat(err.lines()).hasSize(101).last().isEqualTo(facts + ": and 900 more");
        assertThat(run("tier", "--help")).isZero();
        assertThat(out).startsWith("Usage: gatehouse tier");
        assertThat(run("pack", "check", "--help")).isZero();
        assertThat(out).startsWith("Usage: gatehouse pack check");
    }

    @Test
    void lineEndingsAndAByteOrderMarkDoNotMatter() throws Exception {
        run("tier", facts, "--json");
        String plain = out;
        Files.writeString(facts, "\uFEFF" + Files.readString(facts).replace("\n", "\r\n"));
        assertThat(run("tier", facts, "--json")).isZero();
        assertThat(out).isEqualTo(plain);
    }

    @Test
    void aFactIsToldByItsFileEvenIfItsNameBeginsLikeTheFile() throws Exception {
        Path file = Path.of("target", "e");
        Files.writeString(file, "exposure_amount: lots\n");
        Path here = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
        assertThat(run("tier", here)).isEqualTo(1);
        assertThat(err).isEqualToIgnoringNewLines(here + ": exposure_amount: must be a number, not 'lots'");
    }

    @Test
    void packsThatShareAnIdOrDisagreeAreNamed() throws Exception {
        Path packs = Files.createDirectory(directory.resolve("packs"));
        byte[] gdpr = ShippedPacks.files().get("gdpr.yaml");
        Files.write(packs.resolve("a.yaml"), gdpr);
        Files.write(packs.resolve("b.yaml"), gdpr);
        assertThat(run("tier", facts, "--pack", packs)).isEqualTo(1);
        assertThat(err)
                .contains(packs.resolve("b.yaml") + ": has the pack id gdpr as " + packs.resolve("a.yaml") + " has");
        Files.delete(packs.resolve("a.yaml"));
        Files.writeString(
                packs.resolve("b.yaml"),
                new String(gdpr, java.nio.charset.StandardCharsets.UTF_8)
                        .replace("id: gdpr\n", "id: mine\n")
                        .replace("[none, minor, legal_or_similar]", "[none, minor, legal_or_similar, fatal]"));
        assertThat(run("pack", "check", packs)).isEqualTo(1);
        assertThat(err).contains("mine declares fact decision_effect unlike an earlier pack (eu-ai-act)");
    }

    @Test
    void aPackOfOnesOwnStandsInForTheShippedOneWithItsId() throws Exception {
        Path packs = Files.createDirectory(directory.resolve("packs"));
        String house = new String(ShippedPacks.files().get("house.yaml"), java.nio.charset.StandardCharsets.UTF_8);
        Files.writeString(packs.resolve("mine.yaml"), house.replaceFirst("version: \\S+", "version: ours-1"));
        assertThat(run("tier", facts, "--pack", packs, "--json")).isZero();
        assertThat(json().path("packs").toString()).contains("\"house\",\"version\":\"ours-1\"", "eu-ai-act");
        assertThat(run("tier", facts, "--pack", packs, "--only")).isEqualTo(1);
        assertThat(err).contains("is not a fact that any pack asks for");
        assertThat(run("pack", "check", packs)).isZero();
        assertThat(out).contains("house ours-1", "They work together");
    }

    @Test
    void aPackThatFailsItsChecksIsToldWithFileLineRuleAndReason() throws Exception {
        Path packs = Files.createDirectory(directory.resolve("packs"));
        String house = new String(ShippedPacks.files().get("house.yaml"), java.nio.charset.StandardCharsets.UTF_8);
        Files.writeString(
                packs.resolve("mine.yaml"),
                house.replace("art6_3_condition != 'none'", "art6_3_condition != 'nothing'"));
        assertThat(run("pack", "check", packs)).isEqualTo(1);
        assertThat(err).containsPattern("mine\\.yaml:\\d+: house-claimed-derogation: 'nothing' is not a value of");
        assertThat(run("tier", facts, "--pack", packs)).isEqualTo(1);
        assertThat(err).contains("mine.yaml:");
    }

    @Test
    void theShippedPacksPassTheirOwnCheck() throws Exception {
        for (var file : ShippedPacks.files().entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
        Files.delete(facts);
        assertThat(run("pack", "check", directory)).isZero();
        assertThat(out.lines().count()).isEqualTo(ShippedPacks.files().size() + 1L);
    }
}
