package dev.gatehouse.governance.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.AssessmentChange;
import dev.gatehouse.risk.InvalidFactsException;
import dev.gatehouse.risk.RiskAssessor;
import dev.gatehouse.risk.Tier;
import dev.gatehouse.risk.TierOverride;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Assessments as documents: the canonical JSON that is stored, and the way back. The facts, the packs' digests, the day and the override
 * that a document names give the same bytes again.
 */
@ApplicationScoped
class AssessmentArchive {

    private final ActivePacks packs;
    private final ObjectMapper json;

    @Inject
    AssessmentArchive(ActivePacks packs, ObjectMapper json) {
        this.packs = packs;
        this.json = json;
    }

    /** The canonical JSON of an assessment. */
    JsonNode document(Assessment assessment) {
        return CanonicalJson.numbersAsText(json.valueToTree(assessment));
    }

    AssessmentEntity store(ModelEntity model, Assessment assessment, Instant now) {
        byte[] document = CanonicalJson.bytes(document(assessment));
        AssessmentEntity entity = new AssessmentEntity();
        entity.modelId = model.id;
        entity.modelRevision = model.revision;
        entity.assessedOn = assessment.on();
        entity.status = assessment.status().name();
        entity.tier = assessment.tier().name();
        entity.document = new String(document, StandardCharsets.UTF_8);
        entity.digest = Digest.of(document).toString();
        entity.createdAt = now;
        entity.persist();
        return entity;
    }

    /**
     * What was stored, made again from what its document names.
     *
     * @return empty when it does not come out as the same bytes: its packs are not kept here, or this version of the service reads or
     *     applies them otherwise
     */
    Optional<Assessment> rederive(AssessmentEntity stored) {
        JsonNode document = tree(stored.document);
        Optional<RiskAssessor> assessor = packs.of(digests(document));
        if (assessor.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> facts =
                json.convertValue(document.path("facts"), new TypeReference<Map<String, Object>>() {});
        try {
            Assessment again = assessor.get().assess(facts, stored.assessedOn, override(document.path("override")));
            return Digest.of(CanonicalJson.bytes(document(again))).toString().equals(stored.digest)
                    ? Optional.of(again)
                    : Optional.empty();
        } catch (InvalidFactsException e) {
            return Optional.empty();
        }
    }

    /** How the result differs from what was stored, where that cannot be made again: only status and tier are compared. */
    Optional<AssessmentChange> roughChange(AssessmentEntity stored, Assessment now) {
        if (stored.status.equals(now.status().name())
                && stored.tier.equals(now.tier().name())) {
            return Optional.empty();
        }
        int stricter = now.tier().compareTo(Tier.valueOf(stored.tier));
        return Optional.of(new AssessmentChange(
                stricter > 0
                        ? AssessmentChange.Direction.STRICTER
                        : stricter < 0 ? AssessmentChange.Direction.EASIER : AssessmentChange.Direction.OTHER,
                List.of(
                        "Assessment: " + stored.status + " → " + now.status(),
                        "Tier: " + stored.tier + " → " + now.tier(),
                        "The assessment before cannot be made again here, so nothing else is compared.")));
    }

    /** From which severity on overdue findings suspend permits, as a settled assessment says. */
    Optional<String> overdueFindingsLapse(AssessmentEntity stored) {
        return Optional.ofNullable(tree(stored.document)
                .at("/obligations/approval/overdueFindingsLapse")
                .textValue());
    }

    /** Whether the stored assessment is by exactly these packs. */
    boolean sameByPacks(AssessmentEntity stored, Assessment now) {
        List<String> before = new ArrayList<>();
        tree(stored.document)
                .path("packs")
                .forEach(pack -> before.add(pack.path("digest").asText()));
        return before.equals(now.packs().stream().map(p -> p.digest()).toList());
    }

    StoredAssessment view(AssessmentEntity stored) {
        List<StoredAssessment.AppliedPack> applied = new ArrayList<>();
        tree(stored.document)
                .path("packs")
                .forEach(p -> applied.add(new StoredAssessment.AppliedPack(
                        p.path("id").asText(),
                        p.path("version").asText(),
                        p.path("digest").asText())));
        return new StoredAssessment(
                stored.id, stored.digest, stored.assessedOn, stored.status, stored.tier, applied, stored.createdAt);
    }

    private static List<String> digests(JsonNode document) {
        List<String> digests = new ArrayList<>();
        document.path("packs").forEach(pack -> digests.add(pack.path("digest").asText()));
        return digests;
    }

    private static Optional<TierOverride> override(JsonNode node) {
        return node.isObject()
                ? Optional.of(new TierOverride(
                        Tier.valueOf(node.path("wanted").asText()),
                        node.path("reason").asText(),
                        LocalDate.parse(node.path("until").asText())))
                : Optional.empty();
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON does not parse", e);
        }
    }
}
