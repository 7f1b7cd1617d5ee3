package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema and the reader must agree on what a pack looks like. */
class PackSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SCHEMA = read();
    private static final JsonSchema VALIDATOR =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(SCHEMA);

    /** A pack that uses every key there is. */
    private static final String EVERYTHING = """
            pack: {id: all, version: 1, title: Every key, kind: house}
            look_ahead: P24M
            facts:
              persons: {group: Use, type: int, unit: persons, min: 0, max: 10, question: How many, help: Count, citation: Art. 1}
              groups: {type: counts, keys: [seen, taken], optional_keys: [taken], question: Who}
              where: {type: set, format: iso-3166, question: Where}
              kind: {type: enum, values: [a, b], question: Which}
              aware: {about: incident, type: datetime, question: When}
            lists:
              members: [AT, DE]
            terms:
              many: persons > 5
            gates:
              check: {title: Checked, evidence: checklist, given_by: [validator], fresh_for: P30D}
              audit: {title: Audited, evidence: audit, given_by: [validator]}
            rules:
              - id: one
                citation: Art. 1
                certainty: O
                effective_from: 2026-01-01
                effective_until: 2030-01-01
                superseded_by: Art. 2
                note: Nothing to note
                when: many
                effects:
                  legal_class: {id: class, title: A class}
                  tier_floor: HIGH
                  gates: [check]
                  duties:
                    - {id: tell, title: Tell}
                  obligations:
                    quorum: {legal: 1}
                    may_not_vote: [developers]
                    permit_validity: P1Y
                    monitor_cadence: {data: P7D}
                    revalidation: P1Y
                    log_retention: P5Y
                    staleness_limit: PT15M
                    minimum_binding: attested
                    finding_due: {critical: P7D, high: P60D, medium: P180D, low: P1Y}
                    card_completeness: {mitchell: 100, annex-iv: 80, article-13: 90, sr-26-2: 0}
                    approval:
                      findings_block: high
                      overdue_findings_lapse: critical
                      review_within: P10D
                      resume_within: PT72H
                      emergency: none
                      waivers:
                        missing: none
                        stale: {reaudit_within: P30D}
                        insufficient: {traffic_cap: 0.25, reaudit_within: P30D}
                        failed: {traffic_cap: 0.01, reaudit_within: P7D}
                    drift: {limits: {psi: {max: 0.2}}, minimum_rows: 100, confidence: 0.95}
                    performance: {limits: {precision: {min: 0.4}, auc_drop: {max: 0.05}}, minimum_rows: 100, confidence: 0.95}
                    fairness:
                      limits: {impact_ratio: {min: 0.8, max: 1.25}}
                      deciding: [impact_ratio]
                      comparison: all-pairs
                      minimum_group: 50
                      confidence: 0.95
              - id: two
                citation: Art. 3
                certainty: D
                effective_from: 2026-01-01
                when: aware > timestamp('2020-01-01T00:00:00Z')
                effects:
                  prohibited: true
                  duties:
                    - {id: report, title: Report, within: PT72H, counted_from: aware}
            scorecard:
              citation: Ours
              certainty: D
              effective_from: 2026-01-01
              factors:
                - id: size
                  title: Size
                  points: {1: persons > 1, 2: many}
              tiers: {MEDIUM: 1, HIGH: 2}
            tiers:
              citation: Ours
              certainty: D
              effective_from: 2026-01-01
              LOW: {gates: [audit], quorum: {engineering: 1}, permit_validity: P1Y}
              MEDIUM: {quorum: {engineering: 1}}
              HIGH:
                quorum: {engineering: 2}
                may_not_vote: [submitters]
                permit_validity: P1Y
                monitor_cadence: {data: P7D}
                revalidation: P1Y
                log_retention: P5Y
                staleness_limit: PT15M
                minimum_binding: declared
                finding_due: {high: P60D}
                card_completeness: {mitchell: 50}
                approval: {emergency: {traffic_cap: 0.1, validity: P14D}}
                drift: {limits: {psi: {max: 0.2}}}
                performance: {limits: {auc: {min: 0.7}}, minimum_rows: 50, confidence: 0.95}
                fairness: {limits: {impact_ratio: {min: 0.8}}, deciding: [impact_ratio], comparison: reference-group, minimum_group: 50, confidence: 0.95}
            test_facts: {persons: 6}
            tests:
              - name: many
                on: 2026-01-01
                facts: {persons: 7}
                without: []
                status: ASSESSED
                tier: HIGH
                points: 2
                legal_classes: [class]
                missing: []
                fires: [one]
                does_not_fire: [two]
              - {name: few, on: 2026-01-01, facts: {persons: 1}, does_not_fire: [one]}
              - {name: incident, on: 2026-01-01, facts: {aware: "2026-01-01T00:00:00Z"}, tier: PROHIBITED, fires: [two]}
            """;

    private static JsonNode read() {
        try (InputStream in = PolicyPack.class.getResourceAsStream("pack.schema.json")) {
            return JSON.readTree(in);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Set<String> shipped() {
        return ShippedPacks.files().keySet();
    }

    @ParameterizedTest
    @MethodSource
    void shipped(String name) throws Exception {
        assertThat(faults(ShippedPacks.files().get(name))).isEmpty();
    }

    @Test
    void aPackThatUsesEveryKeyIsTakenByBoth() throws Exception {
        PolicyPack.load("all.yaml", EVERYTHING.getBytes(StandardCharsets.UTF_8));
        assertThat(faults(EVERYTHING.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void everyKeyThatTheSchemaNamesIsUsedThereSoTheReaderKnowsItToo() throws Exception {
        Set<String> named = new TreeSet<>();
        collectProperties(SCHEMA, named);
        Set<String> used = new TreeSet<>();
        collectKeys(json(EVERYTHING.getBytes(StandardCharsets.UTF_8)), used);
        assertThat(used).containsAll(named);
    }

    @Test
    void aKeyThatNobodyKnowsIsRefusedByBothWhereverItStands() throws Exception {
        List<String> lines = EVERYTHING.lines().toList();
        int tried = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            // Under these, keys are names of the author's own choosing.
            boolean own = line.matches("(facts|lists|terms|gates|test_facts): .*|  (facts|where|kind|[a-z]+): .*");
            if (line.matches(" +[a-z_]+: [^{|\\[]*") && !own) {
                List<String> broken = new ArrayList<>(lines);
                broken.add(i + 1, " ".repeat(line.length() - line.stripLeading().length()) + "unheard_of: [x]");
                byte[] bytes = String.join("\n", broken).getBytes(StandardCharsets.UTF_8);
                assertThat(faults(bytes))
                        .as("schema, after line %d: %s", i + 1, line)
                        .isNotEmpty();
                assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> PolicyPack.load("all.yaml", bytes)))
                        .as("reader, after line %d: %s", i + 1, line)
                        .isInstanceOf(InvalidPackException.class);
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(20);
    }

    private static List<String> faults(byte[] yaml) throws Exception {
        return VALIDATOR.validate(json(yaml)).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    private static JsonNode json(byte[] yaml) throws InvalidPackException {
        return tree(
                StrictYaml.read("pack.yaml", yaml, PolicyPack.MAX_PACK_BYTES).plainValues());
    }

    private static JsonNode tree(Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode node = JSON.createObjectNode();
            map.forEach((key, each) -> node.set(String.valueOf(key), tree(each)));
            return node;
        }
        if (value instanceof List<?> list) {
            ArrayNode node = JSON.createArrayNode();
            list.forEach(each -> node.add(tree(each)));
            return node;
        }
        if (value instanceof Boolean bool) {
            return JSON.getNodeFactory().booleanNode(bool);
        }
        if (value instanceof Long number) {
            return JSON.getNodeFactory().numberNode(number);
        }
        return value instanceof BigDecimal number
                ? JSON.getNodeFactory().numberNode(number)
                : JSON.getNodeFactory().textNode(String.valueOf(value));
    }

    private static void collectProperties(JsonNode node, Set<String> names) {
        if (node.path("properties").isObject()) {
            node.path("properties").fieldNames().forEachRemaining(names::add);
        }
        node.forEach(child -> collectProperties(child, names));
    }

    private static void collectKeys(JsonNode node, Set<String> keys) {
        node.fieldNames().forEachRemaining(keys::add);
        node.forEach(child -> collectKeys(child, keys));
    }
}
