package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.governance.models.ModelVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The dossier of emergency use: that of a release, and in its release section what is asked for and which gates are closed. */
@ApplicationScoped
public class EmergencyDossiers {

    /** The member of the release section. */
    public static final String MEMBER = "emergency";

    private final Dossiers dossiers;
    private final Clock clock;

    @Inject
    EmergencyDossiers(Dossiers dossiers, Clock clock) {
        this.dossiers = dossiers;
        this.clock = clock;
    }

    /**
     * What is asked for.
     *
     * @param reason why it cannot wait
     * @param trafficCap share of subjects
     * @param until when it is to end; empty for the latest that the policy allows
     */
    public record Use(
            String environment, String route, String reason, BigDecimal trafficCap, Optional<Instant> until) {}

    /** Compiles the dossier as it is now and keeps its bytes. The same registered things give the same bytes. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Dossier compile(ModelVersion version, Use use, List<GateStatus> closed) {
        ReleaseEntity asRelease = new ReleaseEntity();
        asRelease.versionId = version.id();
        asRelease.environment = use.environment();
        asRelease.route = use.route();
        asRelease.summary = use.reason();
        Dossier plain = dossiers.compile(asRelease);
        ObjectNode release = (ObjectNode) plain.section(Section.RELEASE);
        ObjectNode emergency = release.putObject(MEMBER);
        emergency.put("trafficCap", use.trafficCap().toPlainString());
        emergency.put("until", use.until().map(Instant::toString).orElse(null));
        ArrayNode gates = emergency.putArray("closedGates");
        for (GateStatus gate : closed) {
            // Codes, not sentences: those tell the days that pass.
            gates.addObject()
                    .put("id", gate.id())
                    .put("title", gate.title())
                    .put("reason", gate.reason().name().toLowerCase(java.util.Locale.ROOT));
        }
        Dossier.Builder whole = Dossier.builder();
        for (Section section : Section.values()) {
            whole.section(section, section == Section.RELEASE ? release : plain.section(section));
        }
        Dossier dossier = whole.build();
        if (DossierEntity.findById(dossier.digest().toString()) == null) {
            DossierEntity entity = new DossierEntity();
            entity.digest = dossier.digest().toString();
            entity.document = dossier.bytes();
            entity.compiledAt = clock.instant();
            entity.persistAndFlush();
        }
        return dossier;
    }

    /** The dossier with that digest, as it was stored. */
    @Transactional
    public Dossier stored(String digest) {
        DossierEntity stored = DossierEntity.findById(digest);
        if (stored == null) {
            throw new IllegalStateException("the dossier " + digest + " is named and not stored");
        }
        return Dossier.read(stored.document);
    }
}
