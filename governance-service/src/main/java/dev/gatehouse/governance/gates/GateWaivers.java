package dev.gatehouse.governance.gates;

import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.approval.gate.Waiver;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.waivers.GrantedWaiver;
import dev.gatehouse.governance.waivers.NewWaiver;
import dev.gatehouse.governance.waivers.Waivers;
import dev.gatehouse.risk.ApprovalPolicy;
import dev.gatehouse.risk.Assessment.PackReference;
import dev.gatehouse.risk.Obligations;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Obligations.Origin;
import dev.gatehouse.risk.PolicyPack;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Use cases on waivers of gates: what is closed, and what policy lets be waived, is found here at each step. */
@ApplicationScoped
public class GateWaivers {

    /** What a house may let pass when the law asks for it; that there is no evidence, or that it failed, only a law's pack may let pass. */
    private static final Set<Waiver.Cause> ALSO_WHERE_LAW_ASKS = Set.of(Waiver.Cause.STALE, Waiver.Cause.INSUFFICIENT);

    private final Versions versions;
    private final Gates gates;
    private final Waivers waivers;
    private final Permits permits;
    private final Clock clock;

    @Inject
    GateWaivers(Versions versions, Gates gates, Waivers waivers, Permits permits, Clock clock) {
        this.versions = versions;
        this.gates = gates;
        this.waivers = waivers;
        this.permits = permits;
        this.clock = clock;
    }

    @Transactional
    GrantedWaiver request(String model, String versionName, NewWaiver wanted) {
        ModelVersion version = versions.named(model, versionName);
        Gates.GateBook book = gates.of(version);
        return waivers.request(version, wanted, status(book, wanted.gate()), policy(book, wanted.gate()));
    }

    @Transactional
    GrantedWaiver confirm(String model, String versionName, UUID id, String function, String rationale) {
        ModelVersion version = versions.named(model, versionName);
        String gate = waivers.named(id).gate();
        Gates.GateBook book = gates.of(version);
        return waivers.confirm(version, id, function, rationale, status(book, gate), policy(book, gate));
    }

    @Transactional
    GrantedWaiver refuse(String model, String versionName, UUID id, String function, String rationale) {
        return waivers.refuse(versions.named(model, versionName), id, function, rationale);
    }

    /** Takes a waiver back. If that closes a gate, the permits of the environment no longer rest on anything and are suspended. */
    @Transactional
    GrantedWaiver revoke(String model, String versionName, UUID id, String reason) {
        ModelVersion version = versions.named(model, versionName);
        boolean held = waivers.named(id).inForce();
        GrantedWaiver revoked = waivers.revoke(version, id, reason);
        if (held && !gates.of(version, revoked.environment()).evaluation().open()) {
            permits.suspendAll(
                    permits.of(version.id(), revoked.environment()).stream()
                            .filter(IssuedPermit::isActive)
                            .map(IssuedPermit::id)
                            .toList(),
                    "The waiver of the gate '" + revoked.gate() + "' was revoked: " + reason);
        }
        return revoked;
    }

    @Transactional
    List<GrantedWaiver> of(String model, String versionName) {
        return waivers.of(versions.named(model, versionName).id());
    }

    /** What policy lets be waived of a gate today, by cause. */
    Map<Waiver.Cause, Waiver.Limit> policy(Gates.GateBook book, String gate) {
        Map<Waiver.Cause, Waiver.Limit> policy = new EnumMap<>(Waiver.Cause.class);
        Obligations obligations = book.assessment().obligations().orElse(null);
        if (obligations == null) {
            return policy;
        }
        Set<String> law = book.assessment().packs().stream()
                .filter(pack -> pack.kind() == PolicyPack.Kind.LAW)
                .map(PackReference::id)
                .collect(Collectors.toSet());
        boolean lawAsks = obligations.gates().stream()
                .filter(requirement -> requirement.id().equals(gate))
                .map(GateRequirement::origins)
                .flatMap(List::stream)
                .map(Origin::pack)
                .anyMatch(law::contains);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        obligations.approval().waivers().forEach((name, limit) -> {
            Waiver.Cause cause = Waiver.Cause.valueOf(name.toUpperCase(Locale.ROOT));
            Origin origin = obligations.origins().get("approval.waivers." + name + ".reaudit_within");
            if (!lawAsks || ALSO_WHERE_LAW_ASKS.contains(cause) || law.contains(origin.pack())) {
                policy.put(cause, limit(limit, today));
            }
        });
        return policy;
    }

    /** What policy lets be waived of a gate that is closed for a cause, in a sentence; null where nothing. */
    String limit(Gates.GateBook book, String gate, String cause) {
        Waiver.Limit limit =
                cause == null ? null : policy(book, gate).get(Waiver.Cause.valueOf(cause.toUpperCase(Locale.ROOT)));
        if (limit == null) {
            return null;
        }
        LocalDate last = LocalDate.ofInstant(limit.latest(), ZoneOffset.UTC).minusDays(1);
        return "The tier lets it be waived until " + last + " at the latest"
                + limit.trafficCap()
                        .map(cap -> ", for a share of at most " + cap.toPlainString() + " of the traffic")
                        .orElse("")
                + ".";
    }

    private static Waiver.Limit limit(ApprovalPolicy.WaiverLimit limit, LocalDate today) {
        return new Waiver.Limit(
                limit.trafficCap(),
                today.plus(limit.within())
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
    }

    private static GateStatus status(Gates.GateBook book, String gate) {
        return book.evaluation().statuses().stream()
                .filter(status -> status.id().equals(gate))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID_VALUE,
                        "gate: '" + gate + "' is not a gate of this version; it has "
                                + book.evaluation().statuses().stream()
                                        .map(GateStatus::id)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }
}
