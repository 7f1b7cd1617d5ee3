package dev.gatehouse.governance.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.risk.Fact;
import dev.gatehouse.risk.RiskAssessor;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From what is typed to facts, and back, for every fact that a shipped pack asks for. */
class AnswersTest {

    private static final RiskAssessor ASSESSOR = RiskAssessor.shipped();
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final ObjectMapper JSON = new JsonMapper();

    @Test
    void aModelsFactsSurviveTheFormUnchanged() throws Exception {
        JsonNode facts = example();
        AnswerReader.Facts read = AnswerReader.read(ASSESSOR.facts(), Answers.of(ASSESSOR.facts(), facts));
        assertThat(read.faults()).isEmpty();
        Map<?, ?> stated = JSON.convertValue(facts, Map.class);
        assertThat(read.facts().keySet()).isEqualTo(stated.keySet());
        assertThat(ASSESSOR.assess(read.facts(), DAY))
                .isEqualTo(ASSESSOR.assess(new TreeMap<String, Object>(strings(stated)), DAY));
    }

    @Test
    void everyKindOfAnswerSurvivesTheForm() throws Exception {
        JsonNode facts = JSON.readTree("""
                {"annex3_points":[],"vulnerable_groups":"unsure","org_role":["provider","deployer"],"jurisdictions":["DE","US-NYC"],
                 "personal_data":false,"consumer_credit":"unsure","total_assets":"12.50","affected_persons_per_year":30000,
                 "last_bias_audit_date":"2026-01-31","art5_screen":{"a":"no","b":"unsure","h":true},
                 "group_counts":{"female":{"assessed":200,"selected":90},"male":{"assessed":300,"selected":150,"above_median":160}}}""");
        AnswerReader.Facts read = AnswerReader.read(ASSESSOR.facts(), Answers.of(ASSESSOR.facts(), facts));
        assertThat(read.faults()).isEmpty();
        assertThat(read.facts())
                .containsEntry("annex3_points", List.of())
                .containsEntry("vulnerable_groups", "unsure")
                .containsEntry("org_role", List.of("provider", "deployer"))
                .containsEntry("jurisdictions", List.of("DE", "US-NYC"))
                .containsEntry("personal_data", false)
                .containsEntry("consumer_credit", "unsure")
                .containsEntry("total_assets", new BigDecimal("12.50"))
                .containsEntry("affected_persons_per_year", BigInteger.valueOf(30000))
                .containsEntry("last_bias_audit_date", LocalDate.of(2026, 1, 31))
                .containsEntry("art5_screen", Map.of("a", "no", "b", "unsure", "h", "yes"))
                .containsEntry(
                        "group_counts",
                        Map.of(
                                "female", Map.of("assessed", big(200), "selected", big(90)),
                                "male", Map.of("assessed", big(300), "selected", big(150), "above_median", big(160))))
                .hasSize(11);
    }

    @Test
    void noneOfThemIsAnAnswerAndNothingTickedIsNot() {
        assertThat(read("annex3_points").facts()).isEmpty();
        assertThat(read("annex3_points", "~none").facts()).containsEntry("annex3_points", List.of());
        assertThat(read("annex3_points", "~unsure").facts()).containsEntry("annex3_points", "unsure");
        for (String other : List.of("~none", "~unsure")) {
            AnswerReader.Facts both = read("annex3_points", "5b", other);
            assertThat(both.facts()).isEmpty();
            assertThat(both.faults().get("annex3_points")).contains("not several of these");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30000|30000",
                "30,000|30000",
                "1 234 567|1234567",
                "-5|-5",
                "0.5|0.5",
                "1,000.25|1000.25",
                "1e25|1e25",
                ".5|0.5"
            })
    void numbersAreReadAsPeopleWriteThem(String typed, BigDecimal number) {
        assertThat((BigDecimal) read("training_flop", typed).facts().get("training_flop"))
                .isEqualByComparingTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,5", "12,34", "five", "1.2.3", "NaN", "0x10", "1e9999", "--1", "1,000,00"})
    void whatCouldBeTwoNumbersIsNotGuessed(String typed) {
        AnswerReader.Facts read = read("training_flop", typed);
        assertThat(read.facts()).isEmpty();
        assertThat(read.faults().get("training_flop")).contains("with a point before decimals");
    }

    @Test
    void anAnswerBesideUnsureIsAskedAbout() {
        assertThat(read("complexity", "2", "~unsure").faults()).containsKey("complexity");
        assertThat(read("complexity", "~unsure").facts()).containsEntry("complexity", "unsure");
        assertThat(read("last_validation_date", "31.1.2026").faults().get("last_validation_date"))
                .contains("2026-11-21");
        assertThat(read("complexity", "1.5").faults().get("complexity")).contains("whole number");
        assertThat(read("personal_data", "maybe").faults()).containsKey("personal_data");
    }

    @Test
    void codesAreReadWithWhateverStandsBetweenThem() {
        assertThat(read("jurisdictions", "de, us-ny; FR").facts())
                .containsEntry("jurisdictions", List.of("DE", "US-NY", "FR"));
        assertThat(read("jurisdictions", "de", "~unsure").faults()).containsKey("jurisdictions");
        assertThat(read("jurisdictions", ",;").faults().get("jurisdictions")).contains("Write codes");
    }

    @Test
    void rowsOfGroupsSayWhichOneIsWrong() {
        Map<String, List<String>> inputs = new HashMap<>();
        inputs.put("f.group_counts.0.~group", List.of("female"));
        inputs.put("f.group_counts.0.assessed", List.of("200"));
        assertThat(AnswerReader.read(ASSESSOR.facts(), Answers.of(inputs))
                        .faults()
                        .get("group_counts"))
                .isEqualTo("Row 1: say how many were selected.");
        inputs.put("f.group_counts.0.selected", List.of("90"));
        inputs.put("f.group_counts.7.assessed", List.of("300"));
        assertThat(AnswerReader.read(ASSESSOR.facts(), Answers.of(inputs))
                        .faults()
                        .get("group_counts"))
                .startsWith("Row 8: name the group");
        inputs.put("f.group_counts.7.~group", List.of("female"));
        inputs.put("f.group_counts.7.selected", List.of("150"));
        assertThat(AnswerReader.read(ASSESSOR.facts(), Answers.of(inputs))
                        .faults()
                        .get("group_counts"))
                .isEqualTo("Row 8: the group 'female' is there already.");
        inputs.put("f.group_counts.7.~group", List.of("male"));
        assertThat(AnswerReader.read(ASSESSOR.facts(), Answers.of(inputs))
                        .facts()
                        .get("group_counts"))
                .isEqualTo(Map.of(
                        "female", Map.of("assessed", big(200), "selected", big(90)),
                        "male", Map.of("assessed", big(300), "selected", big(150))));
        inputs.put("f.group_counts", List.of("~unsure"));
        assertThat(AnswerReader.read(ASSESSOR.facts(), Answers.of(inputs)).faults())
                .containsKey("group_counts");
        assertThat(Answers.of(inputs).rows(fact("group_counts"))).isEqualTo(8);
    }

    @Test
    void inputsThatAreNoAnswersAreLeftOutAndTooManyAreRefused() {
        Answers answers = Answers.of(
                Map.of("csrf-token", List.of("x"), "f.complexity", List.of(" ", ""), "f.opacity", List.of(" 2 ")));
        assertThat(answers.typed()).isEqualTo(Map.of("f.opacity", List.of("2")));
        assertThatThrownBy(() -> Answers.of(Map.of("f.x", List.of("y".repeat(Answers.MAX_CHARS)))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("200000");
    }

    @Test
    void everyFactBecomesAQuestionWithInputs() {
        Answers none = Answers.of(Map.of());
        for (Fact fact : ASSESSOR.facts()) {
            Question q = Question.of(0, fact, none, null, false, false);
            assertThat(q.asked()).as(fact.name()).isFalse();
            assertThat(q.text()).as(fact.name()).isNotBlank();
            switch (q.kind()) {
                case "choice" ->
                    assertThat(q.options()).extracting(Question.Option::value).endsWith("~unsure");
                case "choices" -> assertThat(q.options()).hasSameSizeAs(fact.values());
                case "entries" -> assertThat(q.entries()).hasSameSizeAs(fact.keys());
                case "groups" -> assertThat(q.groups()).hasSize(2);
                default -> assertThat(q.typed()).isEmpty();
            }
        }
    }

    @Test
    void codesOfTheActAreSaidInWords() {
        assertThat(fact("annex3_points").values())
                .allSatisfy(code ->
                        assertThat(AnswerWords.of("annex3_points", code)).startsWith(code + ": "));
        assertThat(fact("art5_screen").keys())
                .allSatisfy(
                        key -> assertThat(AnswerWords.of("art5_screen", key)).isNotEqualTo(key));
        assertThat(AnswerWords.of("automation_level", "human_decides")).isEqualTo("Human decides");
        assertThat(AnswerWords.of("any_new_fact", "x1")).isEqualTo("x1");
    }

    private static AnswerReader.Facts read(String fact, String... typed) {
        return AnswerReader.read(ASSESSOR.facts(), Answers.of(Map.of("f." + fact, List.of(typed))));
    }

    private static Fact fact(String name) {
        return ASSESSOR.facts().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static BigInteger big(long number) {
        return BigInteger.valueOf(number);
    }

    private static Map<String, Object> strings(Map<?, ?> map) {
        Map<String, Object> strings = new HashMap<>();
        map.forEach((key, value) -> strings.put(String.valueOf(key), value));
        return strings;
    }

    private static JsonNode example() throws Exception {
        try (InputStream yaml = RiskAssessor.class.getResourceAsStream("examples/credit-default-facts.yaml")) {
            return new YAMLMapper().readTree(yaml);
        }
    }
}
