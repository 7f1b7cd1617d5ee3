package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.risk.Coverage;
import dev.gatehouse.risk.Coverage.Means;
import dev.gatehouse.risk.PolicyPack;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Which points of frameworks are met by which gates, duties and records, as the active packs ask for them. */
@Path("/ui/coverage")
@Blocking
class CoveragePages {

    /**
     * What meets a point.
     *
     * @param asked whether an active pack asks for it; a gate or duty that none asks for meets nothing
     */
    record Meant(String kind, String title, boolean asked) {}

    /** A point of a framework; {@code gap} and {@code note} may be null. */
    record Point(String id, String title, String state, List<Meant> metBy, String gap, String note) {}

    /** A framework's table; {@code effectiveFrom} and {@code note} may be null. */
    record Table(
            String id,
            String title,
            String citation,
            String certainty,
            LocalDate effectiveFrom,
            String note,
            int met,
            int partly,
            int notMet,
            List<Point> points) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance coverage(List<Table> tables);

        private Templates() {}
    }

    private final ActivePacks active;

    @Inject
    CoveragePages(ActivePacks active) {
        this.active = active;
    }

    @GET
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public TemplateInstance coverage() {
        List<PolicyPack> packs = active.digests().values().stream()
                .map(digest -> active.pack(digest).orElseThrow())
                .toList();
        return Templates.coverage(
                Coverage.shipped().stream().map(c -> table(c, c.titles(packs))).toList());
    }

    private static Table table(Coverage c, Map<Means, String> titles) {
        Map<Coverage.State, Integer> counts = c.counts();
        return new Table(
                c.id(),
                c.title(),
                c.citation(),
                c.certainty().label(),
                c.effectiveFrom().orElse(null),
                c.note().orElse(null),
                counts.get(Coverage.State.MET),
                counts.get(Coverage.State.PARTLY),
                counts.get(Coverage.State.NOT_MET),
                c.points().stream()
                        .map(p -> new Point(
                                p.id(),
                                p.title(),
                                p.state().name(),
                                p.metBy().stream()
                                        .map(m -> new Meant(
                                                m.kind().name(), titles.getOrDefault(m, m.id()), titles.containsKey(m)))
                                        .toList(),
                                p.gap().orElse(null),
                                p.note().orElse(null)))
                        .toList());
    }
}
