package dev.gatehouse.governance.models;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.packs.Packs;
import dev.gatehouse.governance.problem.ProblemException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** What applies to the inventory on another day. */
@Path("/ui/outlook")
@Blocking
class OutlookPages {

    private static final int PAGE_ITEMS = 50;
    private static final int MAX_DATES = 12;

    /** A day on which rules begin or cease to bind, with the citations of those rules. */
    record Date(LocalDate day, List<String> citations) {}

    /**
     * What the page shows.
     *
     * @param on the other day
     * @param typed the day as it was typed
     * @param fault why it could not be read; null when it could
     * @param changing how many of the models on the page change
     * @param next cursor of the page after this; null on the last one
     */
    record OutlookPage(
            LocalDate today,
            LocalDate on,
            String typed,
            String fault,
            List<Date> dates,
            List<Outlook> models,
            long changing,
            String next) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance outlook(OutlookPage p);

        private Templates() {}
    }

    private final Assessments assessments;
    private final Packs packs;

    @Inject
    OutlookPages(Assessments assessments, Packs packs) {
        this.assessments = assessments;
        this.packs = packs;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance outlook(
            @QueryParam("on") @DefaultValue("") String on, @QueryParam("cursor") @DefaultValue("") String cursor) {
        LocalDate today = assessments.today();
        List<Date> dates = packs.datesAfter(today).entrySet().stream()
                .limit(MAX_DATES)
                .map((Map.Entry<LocalDate, List<String>> e) -> new Date(e.getKey(), e.getValue()))
                .toList();
        LocalDate day = on.isEmpty() && !dates.isEmpty() ? dates.get(0).day() : today;
        String fault = null;
        if (!on.isEmpty()) {
            try {
                day = assessments.day(on);
            } catch (ProblemException e) {
                fault = "Write the day as a date, such as 2027-12-02.";
            }
        }
        List<Outlook> found = assessments.outlook(day, cursor, PAGE_ITEMS + 1);
        List<Outlook> models = found.stream().limit(PAGE_ITEMS).toList();
        return Templates.outlook(new OutlookPage(
                today,
                day,
                fault == null ? day.toString() : on,
                fault,
                dates,
                models,
                models.stream().filter(m -> m.direction() != null).count(),
                found.size() > PAGE_ITEMS ? models.get(PAGE_ITEMS - 1).model() : null));
    }
}
