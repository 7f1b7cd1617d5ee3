package dev.gatehouse.governance.findings;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@Path("/api/v1")
class FindingResource {

    /** Shortest and longest reason, note or remediation, characters. */
    static final int MIN_TEXT_CHARS = 10;

    static final int MAX_TEXT_CHARS = 2000;

    private static final int MAX_PAGE_ITEMS = 200;
    private static final String SEVERITY = "critical|high|medium|low";

    record Closing(
            @NotBlank @Size(min = MIN_TEXT_CHARS, max = MAX_TEXT_CHARS)
            String note) {}

    /** {@code evidence} is the digest of what shows it. */
    record RemediationToNote(
            @NotBlank @Size(min = MIN_TEXT_CHARS, max = MAX_TEXT_CHARS)
            String text,

            @Size(max = 71) String evidence) {}

    record Reopening(
            @NotBlank @Size(min = MIN_TEXT_CHARS, max = MAX_TEXT_CHARS)
            String reason,

            @NotNull LocalDate dueOn) {}

    /** What is left out stays. */
    record ChangeToMake(
            @Pattern(regexp = SEVERITY, message = "one of critical, high, medium, low")
            String severity,

            LocalDate dueOn,
            @Size(min = 1, max = 200) String owner,

            @NotBlank @Size(min = MIN_TEXT_CHARS, max = MAX_TEXT_CHARS)
            String reason) {}

    /** {@code function} is what the caller acts for. */
    record Agreement(
            @NotBlank @Size(max = 63) String function,

            @NotBlank @Size(min = MIN_TEXT_CHARS, max = MAX_TEXT_CHARS)
            String rationale) {}

    record Declining(
            @NotBlank @Size(min = MIN_TEXT_CHARS, max = MAX_TEXT_CHARS)
            String rationale) {}

    /** One page; {@code next} is the cursor of the page after it, null on the last one. */
    record FindingPage(List<Finding> items, UUID next) {}

    record History(List<Finding.Event> items) {}

    private final Findings findings;
    private final FindingChanges changes;

    @Inject
    FindingResource(Findings findings, FindingChanges changes) {
        this.findings = findings;
        this.changes = changes;
    }

    @GET
    @Path("/findings")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public FindingPage list(
            @QueryParam("model") String model,
            @QueryParam("state") Finding.State state,
            @QueryParam("cursor") UUID cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MAX_PAGE_ITEMS) int limit) {
        List<Finding> found = findings.newest(
                Optional.ofNullable(model), Optional.ofNullable(state), Optional.ofNullable(cursor), limit + 1);
        List<Finding> items = found.stream().limit(limit).toList();
        return new FindingPage(
                items, found.size() > limit ? items.get(limit - 1).id() : null);
    }

    @GET
    @Path("/findings/{finding}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Finding get(UUID finding) {
        return findings.named(finding);
    }

    @GET
    @Path("/findings/{finding}/history")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public History history(UUID finding) {
        return new History(findings.history(finding));
    }

    @POST
    @Path("/findings/{finding}/remediations")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Finding remedy(UUID finding, @Valid @NotNull RemediationToNote remediation) {
        return findings.remedy(finding, remediation.text(), Optional.ofNullable(remediation.evidence()));
    }

    @POST
    @Path("/findings/{finding}/changes")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response change(UUID finding, @Valid @NotNull ChangeToMake change) {
        FindingChanges.Outcome outcome = changes.change(
                finding,
                new FindingChange(
                        Optional.ofNullable(change.severity()).map(Severity::of),
                        Optional.ofNullable(change.dueOn()),
                        Optional.ofNullable(change.owner())),
                change.reason());
        return Response.status(outcome.waits() ? Response.Status.ACCEPTED : Response.Status.OK)
                .entity(outcome.finding())
                .build();
    }

    @POST
    @Path("/findings/{finding}/changes/confirmation")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Finding confirmChange(UUID finding, @Valid @NotNull Agreement agreement) {
        return changes.confirm(finding, agreement.function(), agreement.rationale());
    }

    @POST
    @Path("/findings/{finding}/changes/refusal")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public Finding refuseChange(UUID finding, @Valid @NotNull Declining declining) {
        return changes.refuse(finding, declining.rationale());
    }

    @POST
    @Path("/findings/{finding}/closing")
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Finding close(UUID finding, @Valid @NotNull Closing closing) {
        return findings.close(finding, closing.note());
    }

    @POST
    @Path("/findings/{finding}/reopening")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Finding reopen(UUID finding, @Valid @NotNull Reopening reopening) {
        return findings.reopen(finding, reopening.reason(), reopening.dueOn());
    }
}
