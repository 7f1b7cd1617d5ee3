package dev.gatehouse.governance.activation;

import dev.gatehouse.governance.activation.ModelChange.AffectedPermit;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.UseCase;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.Permits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which permits a changed result touches: all those that admit traffic to a version of the model. */
@ApplicationScoped
class AffectedPermits {

    private final Versions versions;
    private final Permits permits;

    @Inject
    AffectedPermits(Versions versions, Permits permits) {
        this.versions = versions;
        this.permits = permits;
    }

    List<AffectedPermit> of(UseCase useCase) {
        Map<Long, String> names = versions.of(useCase.model()).stream()
                .collect(Collectors.toMap(ModelVersion::id, ModelVersion::version));
        return names.isEmpty()
                ? List.of()
                : permits.activeOf(List.copyOf(names.keySet())).stream()
                        .map(p -> new AffectedPermit(p.id(), p.environment(), p.route(), names.get(p.versionId())))
                        .toList();
    }
}
