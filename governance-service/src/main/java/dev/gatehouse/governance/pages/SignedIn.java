package dev.gatehouse.governance.pages;

import dev.gatehouse.governance.identity.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;

/** Who is signed in, for the head of every page. */
@Named("signedIn")
@RequestScoped
public class SignedIn {

    private static final List<String> ROLES = List.of("engineer", "validator", "operator", "compliance");

    private final Caller caller;

    @Inject
    SignedIn(Caller caller) {
        this.caller = caller;
    }

    /** The name people know the person by. */
    public String getName() {
        return caller.displayName();
    }

    /** Whether the person holds a role, so that pages leave out what would be refused. */
    public boolean has(String role) {
        return caller.has(role);
    }

    /** Whether the report library has anything for the person. */
    public boolean isMayDownload() {
        return caller.has("board") || ROLES.stream().anyMatch(caller::has);
    }

    /** What the person may act as, such as {@code board (legal), engineer}. */
    public String getCapacities() {
        List<String> capacities = new ArrayList<>();
        if (caller.has("board")) {
            capacities.add(
                    caller.functions().isEmpty() ? "board" : "board (" + String.join(", ", caller.functions()) + ")");
        }
        ROLES.stream().filter(caller::has).forEach(capacities::add);
        return capacities.isEmpty() ? "no role here" : String.join(", ", capacities);
    }
}
