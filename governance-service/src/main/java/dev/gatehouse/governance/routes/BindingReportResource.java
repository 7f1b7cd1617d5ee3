package dev.gatehouse.governance.routes;

import dev.gatehouse.approval.canonical.Digest;
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
import java.net.URI;
import java.time.Instant;
import java.util.UUID;

@Path("/api/v1")
class BindingReportResource {

    record BindingReport(
            @NotBlank @Size(max = 63) String environment,
            @NotBlank @Size(max = 63) String route,

            @NotNull @Pattern(regexp = "https?://[!-~]{1,1900}", message = "is the http or https URL that was asked")
            String upstream,

            @NotNull @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "is the digest that was reported, sha256:…")
            String reportedDigest,

            @NotNull Instant observedAt) {}

    private final BindingReports reports;
    private final Gateways gateways;

    @Inject
    BindingReportResource(BindingReports reports, Gateways gateways) {
        this.reports = reports;
        this.gateways = gateways;
    }

    /** Says that a model server reports another digest than the permit's. Saying it again changes nothing. */
    @POST
    @Path("/permits/{permit}/binding-reports")
    @RolesAllowed(Roles.GATEWAY)
    public BindingReports.Answer report(UUID permit, @Valid @NotNull BindingReport report) {
        gateways.require(report.environment());
        return reports.take(
                permit,
                new BindingReports.Observation(
                        report.environment(),
                        report.route(),
                        uri(report.upstream()),
                        Digest.parse(report.reportedDigest()),
                        report.observedAt()));
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new dev.gatehouse.approval.canonical.InvalidDocumentException("upstream: it is not a URL", e);
        }
    }
}
