package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.cells.DriftRows;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples of both windows with the inputs that they have in common.
 *
 * @param features the names of those inputs
 * @param breaks columns that one window lacks
 */
record Inputs(WindowSample reference, WindowSample current, List<String> features, List<TypeBreak> breaks) {
    /** @throws AuditException when no input is left, or there are too many */
    static Inputs read(DiagnosisPlan plan, DriftRows rows) {
        List<String> features = new ArrayList<>(rows.columns());
        features.removeAll(plan.outcomes());
        if (features.isEmpty()) {
            throw new AuditException(
                    "features: no input is left that both windows have; name the columns that the model reads");
        }
        List<String> names = new ArrayList<>(features);
        names.addAll(plan.outcomes());
        int most = Weighting.rows(features.size());
        return new Inputs(
                WindowSample.of(plan, rows.sample(true, names, most, Weighting.SEED), features),
                WindowSample.of(plan, rows.sample(false, names, most, Weighting.SEED), features),
                features,
                rows.breaks());
    }

    Weighting weighting(DiagnosisPlan plan) {
        return Weighting.of(plan, reference.labelled(), current.labelled());
    }
}
