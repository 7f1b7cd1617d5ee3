package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.risk.InvalidPackException;
import dev.gatehouse.risk.PolicyPack;
import dev.gatehouse.risk.RiskAssessor;
import dev.gatehouse.risk.ShippedPacks;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * At the start, keeps the packs that come with the service, and activates those of an id that never had an active file. Whatever
 * people decided about a pack stays: a newer shipped file is only there to be proposed.
 */
@ApplicationScoped
class ShippedAtStart {

    private static final Logger LOG = Logger.getLogger(ShippedAtStart.class);
    private static final String REASON = "Came with the service; no other file of this pack was ever active.";

    private final ActivePacks active;
    private final Ledger ledger;
    private final Clock clock;

    @Inject
    ShippedAtStart(ActivePacks active, Ledger ledger, Clock clock) {
        this.active = active;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Transactional
    void keepAndActivate(@Observes StartupEvent event) throws InvalidPackException {
        // Several instances may start at once; the first does it all, the others then find it done.
        active.holdAlone();
        Instant now = clock.instant();
        List<PolicyPack> fresh = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : ShippedPacks.files().entrySet()) {
            PolicyPack pack = PolicyPack.load(file.getKey(), file.getValue());
            keep(pack, file.getValue(), now);
            if (!PackActivationEntity.everDecided(pack.reference().id())) {
                fresh.add(pack);
            }
        }
        if (fresh.isEmpty()) {
            return;
        }
        List<PolicyPack> together = new ArrayList<>(fresh);
        active.digests()
                .values()
                .forEach(digest -> together.add(active.pack(digest).orElseThrow()));
        try {
            RiskAssessor.of(together);
        } catch (InvalidPackException e) {
            LOG.errorf(
                    "new packs of this version are kept but not active, they do not fit the active ones: %s",
                    e.getMessage());
            return;
        }
        fresh.forEach(pack -> activate(pack, now));
    }

    private void keep(PolicyPack pack, byte[] bytes, Instant now) {
        if (PackFileEntity.findById(pack.reference().digest()) == null) {
            Packs.entity(pack, bytes, now, Ledger.SERVICE).persist();
            ledger.recordOwn(
                    "pack.kept",
                    "pack/" + pack.reference().id(),
                    Map.of("file", pack.reference().digest()));
        }
    }

    private void activate(PolicyPack pack, Instant now) {
        PackActivationEntity activation = new PackActivationEntity();
        activation.id = UUID.randomUUID();
        activation.packId = pack.reference().id();
        activation.digest = pack.reference().digest();
        activation.reason = REASON;
        activation.state = PackProposal.State.ACTIVE;
        activation.proposedAt = now;
        activation.proposedBy = Ledger.SERVICE;
        activation.decidedAt = now;
        activation.decidedBy = Ledger.SERVICE;
        activation.decisionReason = REASON;
        activation.persist();
        ledger.recordOwn(
                "pack.activated",
                "pack/" + activation.packId,
                Map.of("proposal", activation.id.toString(), "file", activation.digest));
    }
}
