package dev.gatehouse.risk;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Applies a set of policy packs to the facts of one use case. Immutable and safe to share between threads. */
public final class RiskAssessor {
    private RiskAssessor() {}

    /** The packs that come with Gatehouse: house, eu-ai-act, us-model-risk. */
    public static RiskAssessor shipped() {
        throw new UnsupportedOperationException("the assessor is not built in this revision");
    }

    /**
     * @throws InvalidPackException if two packs share an id, disagree about a fact or a gate, or leave a tier without an
     *     obligation that every release needs
     */
    public static RiskAssessor of(Collection<PolicyPack> packs) throws InvalidPackException {
        throw new UnsupportedOperationException("the assessor is not built in this revision");
    }

    /** All facts that the packs ask about, by name. */
    public List<Fact> facts() {
        throw new UnsupportedOperationException("the assessor is not built in this revision");
    }

    /** The packs applied, by id. */
    public List<Assessment.PackReference> packs() {
        throw new UnsupportedOperationException("the assessor is not built in this revision");
    }

    /** @throws InvalidFactsException if a name is unknown or a value is not one that its fact allows */
    public Assessment assess(Map<String, ?> facts, LocalDate on) throws InvalidFactsException {
        throw new UnsupportedOperationException("the assessor is not built in this revision");
    }
}
