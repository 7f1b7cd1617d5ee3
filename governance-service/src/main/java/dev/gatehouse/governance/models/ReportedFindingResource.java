package dev.gatehouse.governance.models;

import dev.gatehouse.governance.findings.Severity;
import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

@Path("/api/v1")
class ReportedFindingResource {

    /** {@code owner}, {@code dueOn} and {@code cause} may be left out. */
    record FindingToReport(
            @NotBlank @Size(max = 63) String model,

            @NotNull @Pattern(regexp = "critical|high|medium|low", message = "one of critical, high, medium, low")
            String severity,

            @NotBlank @Size(max = 200) String title,

            @NotNull @Size(min = 1, max = 50) List<@NotBlank @Size(max = 2000) String> detail,

            @Size(min = 1, max = 200) String owner,
            LocalDate dueOn,

            @Pattern(
                    regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
                    message = "letters, digits, dots, hyphens and underscores")
            String cause) {}

    private final ReportedFindings findings;

    @Inject
    ReportedFindingResource(ReportedFindings findings) {
        this.findings = findings;
    }

    @POST
    @Path("/findings")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response report(@Valid @NotNull FindingToReport r) {
        ReportedFindings.Reported reported = findings.report(new ReportedFindings.Report(
                r.model(),
                Severity.of(r.severity()),
                r.title(),
                r.detail(),
                Optional.ofNullable(r.owner()),
                Optional.ofNullable(r.dueOn()),
                Optional.ofNullable(r.cause())));
        return Response.status(reported.fresh() ? Response.Status.CREATED : Response.Status.OK)
                .entity(reported.finding())
                .build();
    }
}
