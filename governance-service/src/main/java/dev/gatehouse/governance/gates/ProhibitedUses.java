package dev.gatehouse.governance.gates;

import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.permits.StoredPermits;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.Tier;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Suspends what serves a use that a rule prohibits: edited facts, a new pack, or the day on which a rule comes into force may have brought
 * that about, even while a permit was being signed. Looked at every second.
 */
@ApplicationScoped
class ProhibitedUses {

    private static final Logger LOG = Logger.getLogger(ProhibitedUses.class);
    /** More would not fit into a permit's reason. */
    private static final int MAX_NAMED_RULES = 5;

    private final Assessments assessments;
    private final Versions versions;
    private final StoredPermits stored;
    private final Permits permits;

    @Inject
    ProhibitedUses(Assessments assessments, Versions versions, StoredPermits stored, Permits permits) {
        this.assessments = assessments;
        this.versions = versions;
        this.stored = stored;
        this.permits = permits;
    }

    /** Every model in a transaction of its own, so that one that fails does not hold back the others. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        for (String model : assessments.prohibitedServing()) {
            try {
                QuarkusTransaction.requiringNew().run(() -> close(model));
            } catch (RuntimeException e) {
                LOG.errorf(e, "permits of %s, whose use is prohibited, could not be suspended", model);
            }
        }
    }

    private void close(String model) {
        Assessment now = assessments.on(model, assessments.today());
        if (now.status() != Assessment.Status.PROHIBITED) {
            // It is about to be reassessed.
            return;
        }
        permits.suspendByService(
                stored
                        .activeOf(versions.of(model).stream()
                                .map(ModelVersion::id)
                                .toList())
                        .stream()
                        .map(IssuedPermit::id)
                        .toList(),
                "The use is prohibited" + because(now.reasons()) + ".");
    }

    private static String because(List<Assessment.Reason> reasons) {
        String rules = reasons.stream()
                .filter(reason ->
                        reason.tierFloor().filter(Tier.PROHIBITED::equals).isPresent())
                .limit(MAX_NAMED_RULES)
                .map(reason -> reason.rule() + " (" + reason.pack() + ")")
                .collect(Collectors.joining(", "));
        return rules.isEmpty() ? "" : " by " + rules;
    }
}
