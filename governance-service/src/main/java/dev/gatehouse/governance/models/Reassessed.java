package dev.gatehouse.governance.models;

import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.AssessmentChange;
import java.util.List;
import java.util.Optional;

/**
 * A model that was assessed anew, with what differs from the assessment before.
 *
 * @param useCase the model
 * @param assessment the new one
 * @param digest of its document
 * @param change empty when only the packs differ and the result does not
 * @param setAside stored answers that the packs no longer accept, a sentence each
 */
public record Reassessed(
        UseCase useCase,
        Assessment assessment,
        String digest,
        Optional<AssessmentChange> change,
        List<String> setAside) {}
