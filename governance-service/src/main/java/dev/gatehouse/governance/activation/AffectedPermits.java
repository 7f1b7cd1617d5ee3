package dev.gatehouse.governance.activation;

import dev.gatehouse.governance.activation.ModelChange.AffectedPermit;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.UseCase;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.StoredPermits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which permits a changed result touches: all those that admit traffic to a version of the model. */
@ApplicationScoped
class AffectedPermits {

    private final Versions versions;
    private final StoredPermits permits;

    @Inject
    AffectedPermits(Versions versions, StoredPermits permits) {
        this.versions = versions;
        this.permits = permits;
    }

    List<AffectedPermit> of(UseCase useCase) {
        return of(List.of(useCase)).get(useCase.id());
    }

    /** By key of the model; every model is in it. Two queries, however many models. */
    Map<Long, List<AffectedPermit>> of(List<UseCase> useCases) {
        Map<Long, List<AffectedPermit>> affected = new HashMap<>();
        useCases.forEach(useCase -> affected.put(useCase.id(), new ArrayList<>()));
        Map<Long, ModelVersion> byId = versions.ofModels(affected.keySet()).stream()
                .collect(Collectors.toMap(ModelVersion::id, Function.identity()));
        for (IssuedPermit permit : permits.activeOf(byId.keySet())) {
            ModelVersion version = byId.get(permit.versionId());
            affected.get(version.modelId())
                    .add(new AffectedPermit(permit.id(), permit.environment(), permit.route(), version.version()));
        }
        return affected;
    }
}
