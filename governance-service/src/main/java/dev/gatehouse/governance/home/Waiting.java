package dev.gatehouse.governance.home;

import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.governance.emergency.Emergencies;
import dev.gatehouse.governance.findings.FindingChanges;
import dev.gatehouse.governance.gates.GateView;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.releases.ReleaseView;
import dev.gatehouse.governance.releases.Resumptions;
import dev.gatehouse.governance.releases.Standing;
import dev.gatehouse.governance.waivers.Waivers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the caller is asked to do, by their roles: only what they may do, and what nobody has done yet. */
@ApplicationScoped
class Waiting {

    /** Most items of a group that are shown. */
    static final int MAX_ITEMS = 8;

    /** Most versions with closed gates that are told; evaluating the gates of one asks the database a dozen questions. */
    private static final int GATED_VERSIONS = 4;

    /** Most versions of which the gates are evaluated to find those. */
    private static final int EVALUATED_VERSIONS = 6;

    private final Standing standing;
    private final Versions versions;
    private final Gates gates;
    private final Waivers waivers;
    private final Emergencies emergencies;
    private final Resumptions resumptions;
    private final FindingChanges findings;
    private final WaitingQueries queries;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Waiting(
            Standing standing,
            Versions versions,
            Gates gates,
            Waivers waivers,
            Emergencies emergencies,
            Resumptions resumptions,
            FindingChanges findings,
            WaitingQueries queries,
            Caller caller,
            Clock clock) {
        this.standing = standing;
        this.versions = versions;
        this.gates = gates;
        this.waivers = waivers;
        this.emergencies = emergencies;
        this.resumptions = resumptions;
        this.findings = findings;
        this.queries = queries;
        this.caller = caller;
        this.clock = clock;
    }

    /** The groups that have something, the most pressing kind first. */
    @Transactional
    List<WaitingGroup> groups() {
        Instant now = clock.instant();
        List<WaitingGroup> groups = new ArrayList<>();
        if (caller.has(Roles.BOARD)) {
            add(groups, "votes", votes(), "/ui/releases");
        }
        add(groups, "second", secondPersons(now), null);
        if (caller.has(Roles.ENGINEER)) {
            add(groups, "questions", queries.questions(), null);
        }
        add(groups, "findings", queries.findings(now, owners()), "/ui/findings");
        if (caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE)) {
            add(groups, "closing", queries.remedied(now), "/ui/findings");
        }
        if (caller.has(Roles.OPERATOR)) {
            add(groups, "routes", queries.closedRoutes(now), "/ui/routes");
        }
        if (caller.has(Roles.ENGINEER) || caller.has(Roles.OPERATOR) || caller.has(Roles.BOARD)) {
            add(groups, "permits", queries.ending(now), "/ui/permits");
        }
        add(groups, "gates", closedGates(), null);
        return groups;
    }

    private static void add(List<WaitingGroup> groups, String id, List<WaitingItem> items, String all) {
        if (!items.isEmpty()) {
            boolean more = items.size() > MAX_ITEMS;
            groups.add(new WaitingGroup(id, more ? items.subList(0, MAX_ITEMS) : items, more, all));
        }
    }

    private List<WaitingItem> votes() {
        return standing.votesWanted(MAX_ITEMS + 1).stream().map(Waiting::vote).toList();
    }

    private static WaitingItem vote(ReleaseView release) {
        boolean asked = release.openQuestions() > 0;
        return new WaitingItem(
                asked ? WaitingItem.Kind.VOTE_AFTER_QUESTIONS : WaitingItem.Kind.VOTE,
                "/ui/releases/" + release.id(),
                release.model(),
                release.version(),
                asked ? Integer.toString(release.openQuestions()) : release.environment(),
                release.route(),
                release.dueAt(),
                release.overdue());
    }

    /** Whose findings the caller's are: their functions', and their own. */
    private Set<String> owners() {
        Set<String> owners = new TreeSet<>(caller.functions());
        owners.add(caller.username());
        owners.add(caller.displayName());
        return owners;
    }

    /** What others asked for where the act itself would take the caller's word. */
    private List<WaitingItem> secondPersons(Instant now) {
        return queries.asked(now).stream()
                .filter(asked -> switch (asked.item().kind()) {
                    case WAIVER -> waivers.second(asked.id()).may();
                    case EMERGENCY -> emergencies.second(asked.id()).may();
                    case RESUMPTION -> resumptions.mayAgree(asked.id());
                    case EASED_FINDING -> findings.second(asked.id()).may();
                    // Anybody of the second line but who asked.
                    default -> true;
                })
                .limit(MAX_ITEMS + 1)
                .map(WaitingQueries.Asked::item)
                .toList();
    }

    /** Of versions of the caller's models, the failed ones first. */
    private List<WaitingItem> closedGates() {
        List<WaitingItem> items = new ArrayList<>();
        for (long id : queries.versionsOf(owners(), EVALUATED_VERSIONS)) {
            if (items.size() == GATED_VERSIONS) {
                break;
            }
            ModelVersion version = versions.byId(id);
            List<GateStatus> unmet = gates.of(version).evaluation().unmet();
            if (!unmet.isEmpty()) {
                List<String> titles =
                        GateView.of(unmet).stream().map(GateView::title).toList();
                items.add(new WaitingItem(
                        WaitingItem.Kind.GATES,
                        "/ui/models/" + version.model() + "/versions/" + version.version(),
                        version.model(),
                        version.version(),
                        String.join("; ", titles),
                        null,
                        version.registeredAt(),
                        false));
            }
        }
        return items;
    }
}
