package dev.gatehouse.governance.audits;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Versions;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

@Path("/api/v1")
class TrainingStatisticsResource {

    private static final String STATISTICS = "/models/{model}/versions/{version}/training-statistics";

    record Registered(String digest, long rows, List<String> missingInputs, Instant registeredAt) {
        static Registered of(RegisteredStatistics statistics) {
            return new Registered(
                    statistics.digest(), statistics.rows(), statistics.missingInputs(), statistics.registeredAt());
        }
    }

    record RegisteredList(List<Registered> items) {}

    private final TrainingStatistics statistics;
    private final Versions versions;

    @Inject
    TrainingStatisticsResource(TrainingStatistics statistics, Versions versions) {
        this.statistics = statistics;
        this.versions = versions;
    }

    @POST
    @Path(STATISTICS)
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.ENGINEER)
    public Response register(String model, String version, InputStream body) throws IOException {
        return Response.status(Response.Status.CREATED)
                .entity(Registered.of(
                        statistics.register(model, version, body.readNBytes(TrainingStatistics.MAX_BYTES + 1))))
                .build();
    }

    @GET
    @Path(STATISTICS)
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public RegisteredList list(String model, String version) {
        return new RegisteredList(statistics.of(versions.named(model, version)).stream()
                .map(Registered::of)
                .toList());
    }

    /** The bytes as they came. */
    @GET
    @Path(STATISTICS + "/{digest}")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public byte[] document(
            String model,
            String version,
            @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "is the document's digest, sha256:…") String digest) {
        return statistics.bytes(versions.named(model, version), digest);
    }
}
