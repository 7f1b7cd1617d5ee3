package dev.gatehouse.governance.emergency;

import dev.gatehouse.approval.permit.EmergencyRequest;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.findings.NewFinding;
import dev.gatehouse.governance.findings.Severity;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.ApprovalPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What emergency use depends on beside the two people: the tier's policy, the permits in force, and the finding that each use leaves. */
@ApplicationScoped
class EmergencyRules {

    /** Kind of the finding that is opened with the permit. */
    static final String FINDING = "emergency-use";

    private final Models models;
    private final Versions versions;
    private final Permits permits;
    private final Findings findings;

    @Inject
    EmergencyRules(Models models, Versions versions, Permits permits, Findings findings) {
        this.models = models;
        this.versions = versions;
        this.permits = permits;
        this.findings = findings;
    }

    void openFinding(ModelVersion version, EmergencyEntity entity, IssuedPermit permit, Gates.GateBook book) {
        Model model = models.named(version.model());
        List<String> detail = new ArrayList<>();
        detail.add("Permit " + permit.id() + " lets " + version.label() + " serve on " + entity.environment + "/"
                + entity.route + " until " + permit.expiresAt() + ", for a share of "
                + entity.trafficCap.stripTrailingZeros().toPlainString() + " at most.");
        book.evaluation()
                .unmet()
                .forEach(gate -> detail.add("Gate '" + gate.id() + "' is closed: " + gate.why() + " "
                        + gate.remedy().sentence()));
        findings.open(new NewFinding(
                version.modelId(),
                model.name(),
                FINDING,
                Severity.HIGH,
                "Version " + version.version() + " serves before it is validated",
                detail,
                model.owner(),
                LocalDate.ofInstant(permit.expiresAt(), ZoneOffset.UTC),
                cause(permit.id())));
    }

    /** What is asked again at the confirmation: no permit in force, and the emergency use before this one cleared up. */
    List<Refusal> standing(EmergencyEntity entity) {
        List<Refusal> refusals = new ArrayList<>();
        for (IssuedPermit permit : permits.of(entity.versionId, entity.environment)) {
            if (permit.isActive() && (permit.isEmergency() || permit.route().equals(entity.route))) {
                refusals.add(new Refusal(
                        "permit_active",
                        "Permit " + permit.id() + " lets it serve on " + permit.environment() + "/" + permit.route()
                                + " until " + permit.expiresAt() + "."));
            }
        }
        permits.of(entity.versionId, entity.environment).stream()
                .filter(permit -> permit.route().equals(entity.route))
                .findFirst()
                .filter(newest -> !newest.isEmergency()
                        && (newest.isSuspended() || newest.state().equals("REVOKED")))
                .ifPresent(newest -> refusals.add(new Refusal(
                        "permit_closed",
                        "The board's permit " + newest.id() + " was closed here: " + newest.stateReason()
                                + " Emergency use does not open what was closed; resume the permit, or submit a new"
                                + " release.")));
        ModelVersion version = versions.byId(entity.versionId);
        for (EmergencyEntity earlier : EmergencyEntity.confirmedOf(entity.versionId)) {
            if (findings.isOpen(version.modelId(), FINDING, cause(earlier.permitId))) {
                refusals.add(new Refusal(
                        "finding_open",
                        "The finding of the emergency use under permit " + earlier.permitId
                                + " is open; close it before this version is used so again."));
            }
        }
        return refusals;
    }

    static ApprovalPolicy.EmergencyUse policy(ModelVersion version, Gates.GateBook book) {
        return book.assessment()
                .obligations()
                .flatMap(obligations -> obligations.approval().emergency())
                .orElseThrow(() -> refused(List.of(new Refusal(
                        "not_allowed",
                        book.assessment().obligations().isEmpty()
                                ? "The risk assessment of " + version.model() + " is "
                                        + book.assessment().status() + "; nothing serves without a settled tier."
                                : "The policy of tier " + book.assessment().tier() + " has no emergency use."))));
    }

    /** A calendar period from now on, as a duration. */
    static EmergencyRequest.Limits limits(ApprovalPolicy.EmergencyUse policy, Instant now) {
        Instant end = now.atZone(ZoneOffset.UTC).plus(policy.validity()).toInstant();
        return new EmergencyRequest.Limits(policy.trafficCap(), Duration.between(now, end));
    }

    static void requireNone(List<Refusal> refusals) {
        if (!refusals.isEmpty()) {
            throw refused(refusals);
        }
    }

    static ProblemException refused(List<Refusal> reasons) {
        return new ProblemException(
                ProblemType.EMERGENCY_REFUSED,
                String.join(" ", reasons.stream().map(Refusal::sentence).toList()),
                Map.of("reasons", reasons));
    }

    private static String cause(UUID permit) {
        return "permit/" + permit;
    }
}
