package dev.gatehouse.approval.release;

import dev.gatehouse.approval.canonical.Identifiers;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be approved: one model version for one environment and route, and who made it.
 *
 * @param releaseId the release's own identifier
 * @param model name of the use case's model
 * @param version name of the model version
 * @param environment where it is to serve
 * @param route the route on which it is to serve
 * @param createdBy {@code sub} of who opened the release
 * @param contributors {@code sub}s of the version's developers; they do not vote
 */
public record Release(
        String releaseId,
        String model,
        String version,
        String environment,
        String route,
        String createdBy,
        Set<String> contributors) {
    /** Most contributors that a version can name. */
    public static final int MAX_CONTRIBUTORS = 100;

    /** @throws dev.gatehouse.approval.canonical.InvalidDocumentException if a name is not one, or there are too many contributors */
    public Release {
        Identifiers.requireName(releaseId, "release id");
        Identifiers.requireName(model, "model");
        Identifiers.requireName(version, "version");
        Identifiers.requireName(environment, "environment");
        Identifiers.requireName(route, "route");
        Identifiers.requireParty(createdBy, "creator");
        contributors.forEach(contributor -> Identifiers.requireParty(contributor, "contributor"));
        contributors = Set.copyOf(new TreeSet<>(contributors));
        if (contributors.size() > MAX_CONTRIBUTORS) {
            throw new IllegalArgumentException("a version names " + contributors.size() + " contributors; at most "
                    + MAX_CONTRIBUTORS + " are allowed");
        }
    }
}
