package dev.gatehouse.risk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.risk.Assessment.Reason;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Obligations.Limit;
import dev.gatehouse.risk.Obligations.Origin;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * An assessment as JSON for other programs, described in {@code docs/tiering.md}. Names are in snake_case; dates, periods and
 * durations are ISO 8601 texts, and so are decimals that a pack or a fact states, which keeps them exact.
 */
public final class AssessmentDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AssessmentDocument() {}

    /** UTF-8, indented, with a line feed at the end. Equal assessments give equal bytes, on every machine. */
    public static byte[] json(Assessment assessment) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return (JSON.writer(printer).writeValueAsString(tree(assessment)) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can always be written", e);
        }
    }

    private static ObjectNode tree(Assessment assessment) {
        ObjectNode root = JSON.createObjectNode();
        root.put("status", assessment.status().name());
        root.put("tier", assessment.tier().name());
        root.put("tier_at_most", assessment.tierAtMost().name());
        root.put("on", assessment.on().toString());
        assessment.override().ifPresent(override -> {
            ObjectNode node = root.putObject("override");
            node.put("assessed", override.assessed().name());
            node.put("wanted", override.wanted().name());
            node.put("effective", override.effective());
            node.put("reason", override.reason());
            node.put("until", override.until().toString());
            node.put("note", override.note());
        });
        ArrayNode classes = root.putArray("legal_classes");
        assessment.legalClasses().forEach(each -> classes.add(each.id()));
        ArrayNode details = root.putArray("legal_class_details");
        assessment.legalClasses().forEach(each -> {
            ObjectNode node = details.addObject();
            node.put("id", each.id());
            node.put("title", each.title());
            node.put("pack", each.pack());
            node.put("effective_from", each.from().toString());
            node.put("in_force", each.inForce());
        });
        ArrayNode reasons = root.putArray("reasons");
        assessment.reasons().forEach(reason -> reason(reasons.addObject(), reason));
        assessment
                .obligations()
                .ifPresentOrElse(
                        obligations -> obligations(root.putObject("obligations"), obligations, assessment),
                        () -> root.putNull("obligations"));
        ArrayNode missing = root.putArray("missing");
        assessment.missing().forEach(fact -> missing.add(fact.name()));
        ArrayNode questions = root.putArray("questions");
        assessment.missing().forEach(fact -> {
            ObjectNode node = questions.addObject();
            node.put("fact", fact.name());
            node.put("question", fact.question());
            node.put("unsure", fact.unsure());
            texts(node.putArray("asked_by"), fact.rules());
        });
        assessment.score().ifPresent(score -> {
            ObjectNode node = root.putObject("score");
            node.put("pack", score.pack());
            node.put("points", score.points());
            node.put("points_at_most", score.pointsAtMost());
            node.put("maximum", score.maximum());
            node.put("tier", score.tier().name());
            ArrayNode factors = node.putArray("factors");
            score.factors().forEach(factor -> {
                ObjectNode each = factors.addObject();
                each.put("id", factor.id());
                each.put("title", factor.title());
                each.put("points", factor.points());
                each.put("points_at_most", factor.pointsAtMost());
                each.put("maximum", factor.maximum());
            });
        });
        values(root.putObject("facts"), assessment.facts());
        ArrayNode packs = root.putArray("packs");
        assessment.packs().forEach(pack -> {
            ObjectNode node = packs.addObject();
            node.put("id", pack.id());
            node.put("version", pack.version());
            node.put("kind", kind(pack.kind()));
            node.put("digest", pack.digest());
        });
        return root;
    }

    private static String kind(PolicyPack.Kind kind) {
        return kind == PolicyPack.Kind.LAW ? "law" : "house";
    }

    private static void reason(ObjectNode node, Reason reason) {
        node.put("rule", reason.rule());
        node.put("pack", reason.pack());
        node.put("kind", kind(reason.packKind()));
        node.put("citation", reason.citation());
        node.put("certainty", reason.certainty().code());
        node.put("certainty_label", reason.certainty().label());
        node.put("effective_from", reason.effectiveFrom().toString());
        node.put("ahead", reason.ahead());
        reason.tierFloor().ifPresent(floor -> node.put("tier_floor", floor.name()));
        values(node.putObject("facts"), reason.facts());
        texts(node.putArray("effects"), reason.effects());
    }

    private static void obligations(ObjectNode node, Obligations obligations, Assessment assessment) {
        gates(node.putArray("gates"), obligations.gates());
        gates(node.putArray("upcoming_gates"), obligations.upcomingGates());
        ArrayNode duties = node.putArray("duties");
        obligations.duties().forEach(duty -> {
            ObjectNode each = duties.addObject();
            each.put("id", duty.id());
            each.put("title", duty.title());
            each.put("due", duty.dueOn(assessment.on()));
            duty.deadline().ifPresent(deadline -> each.put("deadline", deadline.toString()));
            origin(each.putObject("origin"), duty.origin());
        });
        ObjectNode quorum = node.putObject("quorum");
        obligations.quorum().forEach(quorum::put);
        texts(node.putArray("may_not_vote"), obligations.mayNotVote());
        node.put("permit_validity", obligations.permitValidity().toString());
        periods(node.putObject("monitor_cadence"), obligations.monitorCadence());
        node.put("revalidation", obligations.revalidation().toString());
        node.put("log_retention", obligations.logRetention().toString());
        node.put("staleness_limit", obligations.stalenessLimit().toString());
        node.put("minimum_binding", obligations.minimumBinding());
        obligations.fairness().ifPresent(policy -> {
            ObjectNode fairness = node.putObject("fairness");
            limits(fairness.putObject("limits"), policy.limits());
            texts(fairness.putArray("deciding"), policy.deciding());
            fairness.put("comparison", policy.comparison());
            fairness.put("minimum_group", policy.minimumGroup());
            fairness.put("confidence", policy.confidence().toPlainString());
        });
        if (!obligations.driftLimits().isEmpty()) {
            ObjectNode drift = node.putObject("drift");
            limits(drift.putObject("limits"), obligations.driftLimits());
            obligations.driftEvidence().ifPresent(least -> evidence(drift, least));
        }
        obligations.performance().ifPresent(policy -> {
            ObjectNode performance = node.putObject("performance");
            limits(performance.putObject("limits"), policy.limits());
            evidence(performance, policy.evidence());
        });
        periods(node.putObject("finding_due"), obligations.findingDue());
        if (!obligations.cardCompleteness().isEmpty()) {
            ObjectNode completeness = node.putObject("card_completeness");
            obligations.cardCompleteness().forEach(completeness::put);
        }
        approval(node.putObject("approval"), obligations.approval());
        ObjectNode origins = node.putObject("origins");
        obligations.origins().forEach((name, origin) -> origin(origins.putObject(name), origin));
    }

    private static void evidence(ObjectNode node, Obligations.AuditEvidence least) {
        node.put("minimum_rows", least.minimumRows());
        node.put("confidence", least.confidence().toPlainString());
    }

    private static void approval(ObjectNode node, ApprovalPolicy policy) {
        policy.findingsBlock().ifPresent(severity -> node.put("findings_block", severity));
        policy.overdueFindingsLapse().ifPresent(severity -> node.put("overdue_findings_lapse", severity));
        node.put("review_within", policy.reviewWithin().toString());
        node.put("resume_within", policy.resumeWithin().toString());
        policy.emergency().ifPresent(use -> {
            ObjectNode emergency = node.putObject("emergency");
            emergency.put("traffic_cap", use.trafficCap().toPlainString());
            emergency.put("validity", use.validity().toString());
        });
        ObjectNode waivers = node.putObject("waivers");
        policy.waivers().forEach((reason, limit) -> {
            ObjectNode waiver = waivers.putObject(reason);
            bound(waiver, "traffic_cap", limit.trafficCap());
            waiver.put("reaudit_within", limit.within().toString());
        });
    }

    private static void gates(ArrayNode array, Collection<GateRequirement> gates) {
        gates.forEach(gate -> {
            ObjectNode node = array.addObject();
            node.put("id", gate.id());
            node.put("title", gate.title());
            node.put("evidence", gate.evidenceKind());
            texts(node.putArray("given_by"), gate.givenBy());
            gate.freshFor().ifPresent(period -> node.put("fresh_for", period.toString()));
            ArrayNode origins = node.putArray("origins");
            gate.origins().forEach(origin -> origin(origins.addObject(), origin));
        });
    }

    private static void origin(ObjectNode node, Origin origin) {
        node.put("pack", origin.pack());
        node.put("rule", origin.rule());
        node.put("citation", origin.citation());
        node.put("certainty", origin.certainty().code());
        node.put("effective_from", origin.effectiveFrom().toString());
    }

    private static void limits(ObjectNode node, Map<String, Limit> limits) {
        limits.forEach((metric, limit) -> {
            ObjectNode bounds = node.putObject(metric);
            bound(bounds, "min", limit.min());
            bound(bounds, "max", limit.max());
        });
    }

    private static void bound(ObjectNode node, String name, Optional<BigDecimal> value) {
        value.ifPresent(number -> node.put(name, number.toPlainString()));
    }

    private static void periods(ObjectNode node, Map<String, ?> periods) {
        periods.forEach((name, period) -> node.put(name, period.toString()));
    }

    private static void texts(ArrayNode array, Collection<String> texts) {
        texts.forEach(array::add);
    }

    private static void values(ObjectNode node, Map<String, ?> values) {
        values.forEach((name, value) -> value(node, name, value));
    }

    private static void value(ObjectNode node, String name, Object value) {
        if (value instanceof Boolean bool) {
            node.put(name, bool);
        } else if (value instanceof Long number) {
            node.put(name, number);
        } else if (value instanceof BigDecimal number) {
            node.put(name, number.toPlainString());
        } else if (value instanceof Collection<?> members) {
            ArrayNode array = node.putArray(name);
            members.forEach(member -> array.add(String.valueOf(member)));
        } else if (value instanceof Map<?, ?> entries) {
            ObjectNode inner = node.putObject(name);
            entries.forEach((key, each) -> value(inner, String.valueOf(key), each));
        } else {
            node.put(name, String.valueOf(value));
        }
    }
}
