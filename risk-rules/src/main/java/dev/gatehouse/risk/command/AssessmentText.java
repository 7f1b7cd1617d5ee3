package dev.gatehouse.risk.command;

import dev.gatehouse.risk.ApprovalPolicy;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.Assessment.Reason;
import dev.gatehouse.risk.Obligations;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Obligations.Limit;
import dev.gatehouse.risk.Obligations.Origin;
import dev.gatehouse.risk.PolicyPack;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An assessment as text for a terminal. */
final class AssessmentText {
    private final Assessment assessment;
    private final PrintWriter out;

    private AssessmentText(Assessment assessment, PrintWriter out) {
        this.assessment = assessment;
        this.out = out;
    }

    static void write(Assessment assessment, PrintWriter out) {
        new AssessmentText(assessment, out).write();
    }

    private void write() {
        out.println(headline());
        out.println("Assessed for " + assessment.on() + " under "
                + assessment.packs().stream()
                        .map(pack -> pack.id() + " " + pack.version())
                        .collect(Collectors.joining(", ")));
        assessment
                .score()
                .ifPresent(score -> out.println("Scorecard: "
                        + (score.points() == score.pointsAtMost()
                                ? String.valueOf(score.points())
                                : score.points() + " to " + score.pointsAtMost())
                        + " of " + score.maximum() + " points"));
        if (!assessment.missing().isEmpty()) {
            heading("Facts needed: each could still change the result");
            assessment
                    .missing()
                    .forEach(fact -> out.println("  " + fact.name() + (fact.unsure() ? " (answered unsure): " : ": ")
                            + fact.question() + " [" + String.join(", ", fact.rules()) + "]"));
        }
        heading("Legal classes");
        if (assessment.legalClasses().isEmpty()) {
            out.println("  none");
        }
        assessment
                .legalClasses()
                .forEach(each -> out.println("  " + each.id() + ": " + each.title()
                        + (each.inForce() ? ", in force since " : ", binds from ") + each.from()));
        heading("Reasons");
        assessment.reasons().forEach(this::reason);
        assessment.obligations().ifPresent(this::obligations);
    }

    private String headline() {
        String tier = assessment.tier().name();
        return switch (assessment.status()) {
            case ASSESSED -> "Tier: " + tier;
            case PROHIBITED -> "PROHIBITED: this use may not be released";
            case BLOCKED ->
                "BLOCKED: facts are missing; the tier is at least " + tier + " and at most " + assessment.tierAtMost();
        };
    }

    private void reason(Reason reason) {
        out.println("  " + reason.pack() + "/" + reason.rule() + ": " + reason.citation() + " ("
                + (reason.packKind() == PolicyPack.Kind.LAW ? "law" : "house policy") + ", "
                + reason.certainty().label() + ", " + (reason.ahead() ? "from " : "since ") + reason.effectiveFrom()
                + ")");
        reason.effects().forEach(effect -> out.println("    " + effect));
        if (!reason.facts().isEmpty()) {
            out.println("    because "
                    + reason.facts().entrySet().stream()
                            .map(fact -> fact.getKey() + " = " + fact.getValue())
                            .collect(Collectors.joining(", ")));
        }
    }

    private void obligations(Obligations obligations) {
        gates("Gates to meet", obligations.gates());
        gates("Gates to come", obligations.upcomingGates());
        if (!obligations.duties().isEmpty()) {
            heading("Duties");
            obligations
                    .duties()
                    .forEach(duty -> out.println("  " + duty.title()
                            + duty.deadline()
                                    .map(deadline -> ", until " + deadline)
                                    .orElse("")
                            + (duty.dueOn(assessment.on())
                                    ? ""
                                    : ", from " + duty.origin().effectiveFrom())
                            + " [" + duty.origin().citation() + "]"));
        }
        heading("A release of this tier");
        setting("Votes", joined(obligations.quorum()), origins(obligations, "quorum."));
        setting("May not vote", String.join(", ", obligations.mayNotVote()), origins(obligations, "may_not_vote."));
        setting("A permit runs at most", obligations.permitValidity(), origins(obligations, "permit_validity"));
        setting(
                "Monitor at least every",
                joined(obligations.monitorCadence()),
                origins(obligations, "monitor_cadence."));
        setting("Validate again within", obligations.revalidation(), origins(obligations, "revalidation"));
        setting("Keep decision logs at least", obligations.logRetention(), origins(obligations, "log_retention"));
        setting("Serve without news at most", obligations.stalenessLimit(), origins(obligations, "staleness_limit"));
        setting("Bind the artifact at least", obligations.minimumBinding(), origins(obligations, "minimum_binding"));
        obligations
                .fairness()
                .ifPresent(policy -> setting(
                        "Fairness limits",
                        limits(policy.limits()) + "; at " + policy.confidence() + " confidence, groups of "
                                + policy.minimumGroup() + " or more",
                        origins(obligations, "fairness")));
        if (!obligations.driftLimits().isEmpty()) {
            setting(
                    "Drift limits",
                    limits(obligations.driftLimits())
                            + obligations
                                    .driftEvidence()
                                    .map(AssessmentText::evidence)
                                    .orElse(""),
                    origins(obligations, "drift"));
        }
        obligations
                .performance()
                .ifPresent(policy -> setting(
                        "Performance limits",
                        limits(policy.limits()) + evidence(policy.evidence()),
                        origins(obligations, "performance")));
        if (!obligations.findingDue().isEmpty()) {
            setting("Remedy findings within", joined(obligations.findingDue()), origins(obligations, "finding_due."));
        }
        if (!obligations.cardCompleteness().isEmpty()) {
            setting(
                    "The model card is complete at least",
                    obligations.cardCompleteness().entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue() + " %")
                            .collect(Collectors.joining(", ")),
                    origins(obligations, "card_completeness."));
        }
        approval(obligations);
    }

    private void approval(Obligations obligations) {
        ApprovalPolicy policy = obligations.approval();
        policy.findingsBlock()
                .ifPresent(severity -> setting(
                        "Open findings close the gate from",
                        severity,
                        origins(obligations, "approval.findings_block")));
        policy.overdueFindingsLapse()
                .ifPresent(severity -> setting(
                        "Overdue findings suspend permits from",
                        severity,
                        origins(obligations, "approval.overdue_findings_lapse")));
        setting("The board decides within", policy.reviewWithin(), origins(obligations, "approval.review_within"));
        setting("Resume a permit within", policy.resumeWithin(), origins(obligations, "approval.resume_within"));
        policy.emergency()
                .ifPresent(use -> setting(
                        "Use before validation at most",
                        use.trafficCap().toPlainString() + " of traffic for " + use.validity(),
                        origins(obligations, "approval.emergency.")));
        policy.waivers()
                .forEach((reason, limit) -> setting(
                        "Waive " + reason + " evidence at most",
                        limit.trafficCap()
                                        .map(cap -> cap.toPlainString() + " of traffic, ")
                                        .orElse("")
                                + "for " + limit.within(),
                        origins(obligations, "approval.waivers." + reason)));
    }

    private void gates(String title, List<GateRequirement> gates) {
        if (gates.isEmpty()) {
            return;
        }
        heading(title);
        for (GateRequirement gate : gates) {
            String date = gate.origins().stream()
                            .allMatch(origin -> origin.effectiveFrom().isAfter(assessment.on()))
                    ? ", from "
                            + gate.origins().stream()
                                    .map(Origin::effectiveFrom)
                                    .sorted()
                                    .findFirst()
                                    .orElseThrow()
                    : "";
            out.println("  " + gate.id() + ": " + gate.title() + date + " ("
                    + gate.evidenceKind() + " by " + String.join(" or ", gate.givenBy())
                    + gate.freshFor()
                            .map(period -> ", at most " + period + " old")
                            .orElse("") + ") ["
                    + gate.origins().stream()
                            .map(AssessmentText::named)
                            .distinct()
                            .collect(Collectors.joining("; "))
                    + "]");
        }
    }

    private static String named(Origin origin) {
        return origin.pack() + "/" + origin.rule();
    }

    private static List<Origin> origins(Obligations obligations, String prefix) {
        return obligations.origins().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void setting(String name, Object value, List<Origin> origins) {
        String from = origins.stream().map(AssessmentText::named).distinct().collect(Collectors.joining("; "));
        out.println("  " + name + ": " + value + " [" + (from.isEmpty() ? "no pack says otherwise" : from) + "]");
    }

    private static String joined(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String limits(Map<String, Limit> limits) {
        return limits.entrySet().stream()
                .map(entry -> entry.getKey()
                        + entry.getValue()
                                .min()
                                .map(min -> " ≥ " + min.toPlainString())
                                .orElse("")
                        + entry.getValue()
                                .max()
                                .map(max -> " ≤ " + max.toPlainString())
                                .orElse(""))
                .collect(Collectors.joining(", "));
    }

    private void heading(String title) {
        out.println();
        out.println(title);
    }

    private static String evidence(Obligations.AuditEvidence least) {
        return "; at " + least.confidence() + " confidence, on " + least.minimumRows() + " rows or more";
    }
}
