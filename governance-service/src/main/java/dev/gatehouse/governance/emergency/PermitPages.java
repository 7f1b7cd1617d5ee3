package dev.gatehouse.governance.emergency;

import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.pages.ConditionWords;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.PermitFilter;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.permits.StoredPermits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.releases.Resumptions;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;

/** Permits: the list, one permit with everything on it, and the forms that suspend, revoke and resume it. */
@Path("/ui/permits")
@Blocking
class PermitPages {

    private static final int PAGE_ITEMS = 50;
    private static final int MIN_REASON_CHARS = 10;
    private static final int MAX_REASON_CHARS = 1000;
    /** How far ahead the list of expiring permits looks. */
    private static final Duration SOON = Duration.ofDays(30);
    /** Most waiting requests for emergency use that the list shows. */
    private static final int MAX_WAITING = 20;

    /**
     * What the list shows.
     *
     * @param show {@code active}, {@code expiring}, {@code suspended} or {@code all}
     * @param model whose permits; empty for all
     * @param next cursor of the page after this; null on the last one
     * @param waiting requests for emergency use that can be confirmed, the oldest first
     * @param moreWait whether there are more of them
     * @param mayAsk whether the caller may ask for emergency use
     */
    record ListPage(
            List<IssuedPermit> permits,
            String show,
            String model,
            UUID next,
            List<EmergencyView> waiting,
            boolean moreWait,
            boolean mayAsk) {}

    /**
     * What the page of a permit shows.
     *
     * @param says the signed content
     * @param conditions in words
     * @param binding in words
     * @param emergency the request that led to it; null for the board's
     * @param acts oldest first
     * @param leaves of the ledger on it
     * @param mayReadLedger whether the caller's roles include the audit trail
     * @param mayAct whether the caller's roles let them close and resume permits
     * @param resumesNot why the caller may not ask to resume it, or agree; empty where they may
     * @param act the form that was refused; empty if none was
     * @param reason as it was typed
     * @param fault why it was refused; null if nothing was
     * @param done the act that has just been done; empty if none
     */
    record PermitPage(
            IssuedPermit permit,
            Permit says,
            List<String> conditions,
            String binding,
            EmergencyView emergency,
            List<StoredPermits.Act> acts,
            List<Ledger.Entry> leaves,
            boolean mayReadLedger,
            boolean mayAct,
            List<String> resumesNot,
            String act,
            String reason,
            String fault,
            String done) {

        /** What was typed into the form of that act. */
        public String typed(String form) {
            return act.equals(form) ? reason : "";
        }

        /** Why the form of that act was refused; null if it was not. */
        public String faultOf(String form) {
            return act.equals(form) ? fault : null;
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance list(ListPage p);

        static native TemplateInstance permit(PermitPage p);

        private Templates() {}
    }

    private final Permits permits;
    private final StoredPermits stored;
    private final Resumptions resumptions;
    private final Emergencies emergencies;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    PermitPages(
            Permits permits,
            StoredPermits stored,
            Resumptions resumptions,
            Emergencies emergencies,
            Ledger ledger,
            Caller caller,
            Clock clock) {
        this.permits = permits;
        this.stored = stored;
        this.resumptions = resumptions;
        this.emergencies = emergencies;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance list(
            @QueryParam("show") @DefaultValue("active") String show,
            @QueryParam("model") @DefaultValue("") String model,
            @QueryParam("cursor") UUID cursor) {
        String shown = List.of("expiring", "suspended", "all").contains(show) ? show : "active";
        PermitFilter filter = new PermitFilter(
                Optional.of(model.strip()).filter(m -> !m.isEmpty()),
                Optional.empty(),
                shown.equals("active")
                        ? Optional.of(PermitFilter.State.ACTIVE)
                        : shown.equals("suspended") ? Optional.of(PermitFilter.State.SUSPENDED) : Optional.empty(),
                shown.equals("expiring") ? Optional.of(clock.instant().plus(SOON)) : Optional.empty());
        List<IssuedPermit> found = stored.newest(filter, Optional.ofNullable(cursor), PAGE_ITEMS + 1);
        List<IssuedPermit> items = found.stream().limit(PAGE_ITEMS).toList();
        List<EmergencyView> waiting = emergencies.waiting(model.strip(), MAX_WAITING + 1);
        return Templates.list(new ListPage(
                items,
                shown,
                model.strip(),
                found.size() > PAGE_ITEMS ? items.get(PAGE_ITEMS - 1).id() : null,
                waiting.stream().limit(MAX_WAITING).toList(),
                waiting.size() > MAX_WAITING,
                List.of(Roles.OPERATOR, Roles.ENGINEER, Roles.BOARD).stream().anyMatch(caller::has)));
    }

    @GET
    @Path("/{permit}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance permit(UUID permit, @QueryParam("done") @DefaultValue("") String done) {
        return Templates.permit(page(permit, "", "", null, done));
    }

    /** The signed envelope to download. */
    @GET
    @Path("/{permit}/envelope.json")
    @Produces("application/json")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response envelope(UUID permit) {
        return Response.ok(permits.named(permit).envelope())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"permit-" + permit + ".dsse.json\"")
                .build();
    }

    @POST
    @Path("/{permit}/suspend")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.OPERATOR, Roles.BOARD})
    public Response suspend(UUID permit, @RestForm @DefaultValue("") String reason) {
        return done(permit, "suspend", reason, () -> permits.suspend(permit, reason.strip()));
    }

    @POST
    @Path("/{permit}/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.OPERATOR, Roles.BOARD})
    public Response revoke(UUID permit, @RestForm @DefaultValue("") String reason) {
        return done(permit, "revoke", reason, () -> permits.revoke(permit, reason.strip()));
    }

    @POST
    @Path("/{permit}/resume")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({Roles.OPERATOR, Roles.BOARD})
    public Response resume(UUID permit, @RestForm @DefaultValue("") String reason) {
        return done(permit, "resume", reason, () -> resumptions.resume(permit, reason.strip()));
    }

    private Response done(UUID permit, String act, String reason, java.util.function.Supplier<IssuedPermit> doing) {
        String given = reason.strip();
        int status = 422;
        String fault = "Say why, in " + MIN_REASON_CHARS + " to " + MAX_REASON_CHARS + " characters.";
        if (given.length() >= MIN_REASON_CHARS && given.length() <= MAX_REASON_CHARS) {
            try {
                IssuedPermit after = doing.get();
                String what = act.equals("resume") && after.isSuspended() ? "asked" : act;
                return Response.seeOther(URI.create("/ui/permits/" + permit + "?done=" + what))
                        .build();
            } catch (ProblemException e) {
                if (e.type() == ProblemType.UNKNOWN_PERMIT) {
                    throw e;
                }
                status = e.type().status();
                fault = e.getMessage();
            }
        }
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(Templates.permit(page(permit, act, given, fault, "")).render())
                .build();
    }

    private PermitPage page(UUID id, String act, String reason, String fault, String done) {
        IssuedPermit permit = permits.named(id);
        boolean mayAct = caller.has(Roles.OPERATOR) || caller.has(Roles.BOARD);
        Permit says = permits.content(id);
        return new PermitPage(
                permit,
                says,
                ConditionWords.of(says.conditions()),
                ConditionWords.of(says.binding()),
                permit.isEmergency() ? emergencies.ofPermit(id).orElse(null) : null,
                stored.history(id),
                ledger.about("permit/" + id),
                List.of(Roles.BOARD, Roles.COMPLIANCE, Roles.OPERATOR).stream().anyMatch(caller::has),
                mayAct,
                mayAct && permit.isSuspended() ? resumptions.refusals(id) : List.of(),
                act,
                reason,
                fault,
                done);
    }
}
