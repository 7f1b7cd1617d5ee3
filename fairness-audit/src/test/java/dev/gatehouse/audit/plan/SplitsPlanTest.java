package dev.gatehouse.audit.plan;

import static dev.gatehouse.audit.Schemas.faults;
import static dev.gatehouse.audit.Schemas.names;
import static dev.gatehouse.audit.Schemas.schema;
import static dev.gatehouse.audit.Schemas.with;
import static dev.gatehouse.audit.Schemas.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsPlanTest {
    private static final JsonNode SCHEMA = schema(SplitsPlan.class, "splits-plan.schema.json");

    private static final String MEMBERS = """
            kind: splits
            data: evaluation.csv
            reference: training.csv
            features: all
            exclude: [note]
            categorical: [zip]
            label: {column: label, positive: 1}
            entity: [person, account]
            time: {column: at, zone: Europe/Berlin}
            gap: 30d
            limits:
              shared_row_excess: {max: 0.010}
              time_overlap_share: {max: 0}
              wasserstein_normed: {max: 0.2}
              domain_auc: {max: 0.7}
            minimum_rows: 50
            confidence: 0.9
            classifier: true
            """;

    private static SplitsPlan parse(String text) {
        return SplitsPlan.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPlanIsReadBackFromItsCanonicalText() throws IOException {
        SplitsPlan plan = parse(MEMBERS);
        assertThat(SplitsPlan.parse(plan.toJson())).isEqualTo(plan);
        assertThat(PlanKind.of(plan.toJson())).isEqualTo(PlanKind.SPLITS);
        assertThat(faults(SCHEMA, plan.toJson())).isEmpty();
        assertThat(plan.digest())
                .isEqualTo(parse(MEMBERS.replace("0.010", "0.01").replace("30d", "720h"))
                        .digest());
        assertThat(plan.gap()).isEqualTo(Duration.ofDays(30));
        assertThat(plan.limits()).containsEntry(SplitCheck.LEAK_AUC, SplitsPlan.DEFAULT_LEAK_AUC);
        SplitsPlan least = parse("{kind: splits, data: d, reference: r}");
        assertThat(SplitsPlan.parse(least.toJson())).isEqualTo(least);
        assertThat(faults(SCHEMA, least.toJson())).isEmpty();
        assertThat(least.limits()).isEmpty();
    }

    @Test
    void whatNamesRowsTheirTimeOrTheirLabelIsNoFeature() {
        DriftPlan drift = parse(MEMBERS).drift();
        assertThat(drift.exclude()).containsExactly("note", "person", "account", "at");
        assertThat(drift.label()).isEqualTo("label");
        assertThat(drift.categorical()).containsExactly("zip", "label");
        Plan whole = Plan.parse(MEMBERS.getBytes(StandardCharsets.UTF_8));
        assertThat(whole).isEqualTo(parse(MEMBERS));
        assertThat(whole.planKind()).isEqualTo(PlanKind.SPLITS);
        assertThat(whole.hasReferenceRows()).isTrue();
    }

    @Test
    void everyMemberAndLimitIsInTheSchemaAndTheGuide() throws IOException {
        assertThat(faults(SCHEMA, yaml(MEMBERS))).isEmpty();
        assertThat(names(SCHEMA.get("properties"))).isEqualTo(names(yaml(MEMBERS)));
        String guide = Files.readString(Path.of("..", "docs", "splits.md"));
        assertThat(names(yaml(MEMBERS))).allSatisfy(name -> assertThat(guide).contains("`" + name + "`"));
        assertThat(Stream.of(SplitCheck.values()).map(SplitCheck::id))
                .allSatisfy(id -> assertThat(guide).contains("`" + id + "`"))
                .allSatisfy(id -> assertThat(
                                SCHEMA.at("/properties/limits/properties/" + id).isMissingNode())
                        .isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: drift",
                "features: []",
                "label: {column: label}",
                "time: {column: at, period: month}",
                "gap: 30",
                "gap: a month",
                "entity: [a, b, c, d, e, f, g, h, i]",
                "minimum_rows: 9",
                "limits: {leak_auc: {max: 0.5}}",
                "limits: {id_columns: {max: 0.5}}",
                "limits: {shared_row_share: {max: 1}}",
                "limits: {psi: {max: 0.2}}",
                "limits: {auc: {min: 0.7}}"
            })
    void whatTheSchemaRefusesTheReaderRefusesToo(String member) throws IOException {
        JsonNode plan = with(MEMBERS, member);
        assertThat(faults(SCHEMA, plan)).isNotEmpty();
        assertThatThrownBy(() -> parse(plan.toString())).isInstanceOf(AuditException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            features: [a]                            | exclude: only beside features: all
            entity: [label]                          | entity: 'label' is the label
            entity: [at]                             | entity: 'at' is the time
            time: {column: label}                    | time.column: 'label' is the label too
            gap: 9999d                               | gap: 0 to 3650 days
            exclude: [label]                         | label: 'label' is excluded too
            limits: {psi: {max: 0.2}}                | limits.psi: no column is judged by it
            limits: {split: {max: 0.2}}              | limits.split: unknown; known are [shared_row_share
            limits: {leak_difference: {max: 1}}      | limits.leak_difference: 1 is not from 0 to below 1
            """)
    void whatDoesNotGoTogetherIsRefusedByName(String member, String problem) throws IOException {
        JsonNode plan = with(MEMBERS, member);
        assertThatThrownBy(() -> parse(plan.toString())).hasMessageContaining(problem);
    }

    @Test
    void aLimitNeedsWhatItIsAbout() {
        String bare = "{kind: splits, data: d, reference: r, ";
        assertThatThrownBy(() -> parse(bare + "limits: {leak_auc: {max: 0.9}}}"))
                .hasMessageContaining("limits.leak_auc: needs a label");
        assertThatThrownBy(() -> parse(bare + "limits: {shared_entity_share: {max: 0}}}"))
                .hasMessageContaining("limits.shared_entity_share: needs entity");
        assertThatThrownBy(() -> parse(bare + "limits: {time_overlap_share: {max: 0}}}"))
                .hasMessageContaining("limits.time_overlap_share: needs the time");
        assertThatThrownBy(() -> parse(bare + "gap: 1d}")).hasMessageContaining("gap: needs the time");
        assertThatThrownBy(() -> parse(bare + "classifier: false, limits: {domain_auc: {max: 0.7}}}"))
                .hasMessageContaining("limits.domain_auc: needs the classifier");
    }
}
